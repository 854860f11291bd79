"""The register as a workbook: devices and channels, findings, sites, makers, what each column means, and the basis."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus import __version__
from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _basis as basis
from camcensus.report import _decided as decided
from camcensus.report import _inventory as inventory
from camcensus.report import _seal as seal
from camcensus.report import _states as states
from camcensus.report import _table as table
from camcensus.report import _words as words
from camcensus.report._basis import MakerLine
from camcensus.report._cells import safe
from camcensus.report._columns import BASIS, DICTIONARY, FINDINGS, MAKERS, REGISTER, SITES, Column
from camcensus.report._workbook import ROWS, Sheet, written

TITLE = "Register of surveillance equipment"

_GRAVEST = [Outcome.NOT_MET.value, Outcome.UNKNOWN.value, Outcome.MET.value, Outcome.NOT_APPLICABLE.value]
_FINDINGS = tuple(column for column in FINDINGS if column.name in (
    "subject", "called", "site", "zone", "hardware_maker", "maker_subject", "maker_basis", "clause", "force", "outcome",
    "finding", "reason", "what_would_settle_it", "provisional", "waiver", "expired_waiver",
))  # fmt: skip
"""The other columns of findings stand on the sheets of the register and of the sites."""


def render(material: Material) -> bytes:
    """The same material gives the same bytes."""
    one = material.assessment
    tables = [
        Sheet(name="Register", columns=REGISTER, rows=inventory.register(one), frozen=3),
        Sheet(name="Findings", columns=_FINDINGS, rows=_findings(one), frozen=2),
        Sheet(name="Sites", columns=SITES, rows=_sites(one), frozen=2, wrapped=True),
        Sheet(name="Makers", columns=MAKERS, rows=_makers(one), frozen=2, wrapped=True),
    ]
    about = [
        Sheet(name="Dictionary", columns=DICTIONARY, rows=_dictionary(tables), wrapped=True),
        Sheet(name="Basis", columns=BASIS, rows=_basis(material, tables), wrapped=True),
    ]
    return written([*tables, *about], TITLE, one.basis.as_of)


def _findings(assessment: Assessment) -> pl.DataFrame:
    """The gravest first, so that these are there if not all can be."""
    found = decided.findings(assessment, _FINDINGS)
    return found.sort(pl.col("outcome").cast(pl.Enum(_GRAVEST)), maintain_order=True)


def _sites(assessment: Assessment) -> pl.DataFrame:
    owners = {body.id: body.name for body in assessment.estate.bodies}
    bodies = {site.id: owners.get(site.body, site.body) for site in assessment.estate.sites}
    covered = {one.site: one for one in assessment.coverage}
    rows = []
    for one in states.sites(assessment):
        row: dict[str, object] = {
            "site": one.site, "site_name": one.name, "owner": bodies.get(one.site), "sensitive": one.sensitive,
            "state": states.WORDS[one.state], "remaining": one.remaining, "removed": one.removed,
            "not_known": one.unsure, "provisional": one.provisional, "not_looked_at": one.gaps,
        }  # fmt: skip
        if (found := covered.get(one.site)) is not None:
            row |= {
                "site_found": found.found, "site_estimated": found.total, "site_low": found.low,
                "site_high": found.high, "site_estimate_note": decided.note(assessment, found),
            }  # fmt: skip
        rows.append(row)
    return table.of_rows(rows, SITES)


def _makers(assessment: Assessment) -> pl.DataFrame:
    return table.of_rows([_maker(line) for line in basis.ground(assessment).makers], MAKERS)


def _maker(line: MakerLine) -> dict[str, object]:
    status, signed = line.status, line.determination
    return {
        "maker": status.maker, "name": status.name, "subject": status.answer, "basis": status.basis,
        "reason": line.reason, "determined_by": status.person, "determined_on": status.signed, "note": status.note,
        "until": signed.until if signed else None, "devices": line.devices, "provisional": line.turning.provisional,
        "controlled_by": ", held by ".join(f"{hop.name} ({hop.jurisdiction or 'where?'})" for hop in status.chain),
    }  # fmt: skip


def _dictionary(sheets: list[Sheet]) -> pl.DataFrame:
    """What each column of the sheets before means."""
    rows = [_meaning(sheet.name, column) for sheet in sheets for column in sheet.columns]
    return table.of_rows(rows, DICTIONARY)


def _meaning(sheet: str, column: Column) -> dict[str, object]:
    several = "; several with semicolons" if column.several else ""
    return {
        "sheet": sheet, "column": column.title, "name": column.name, "meaning": f"{column.meaning}{several}",
        "kind": column.kind, "values": table.LIST.join(column.values), "source": column.source,
    }  # fmt: skip


def _basis(material: Material, sheets: list[Sheet]) -> pl.DataFrame:
    rows = [{"what": what, "value": value} for what, value in _told(material, sheets)]
    return table.of_rows(rows, BASIS)


def _told(material: Material, sheets: list[Sheet]) -> Iterator[tuple[str, str]]:
    one, issue = material.assessment, material.issue
    if issue is None:
        yield "draft", seal.DRAFT
    else:
        yield from seal.told(issue)
    yield from seal.basis(material)
    yield "made by", f"camcensus {__version__}"
    yield "orders", "; ".join(order.title for order in one.orders) or "none chosen, so nothing is judged"
    _, answer, rests_on = words.verdict(one)
    yield "answer", f"{answer}. {rests_on}"
    judged = one.devices.filter("candidate").height
    yield "devices judged", f"{judged}"
    yield "other hosts, with no sign of being a camera, not listed", f"{one.devices.height - judged}"
    for sheet in sheets:
        left = sheet.rows.height - ROWS
        yield (
            f"rows of {sheet.name}",
            f"{sheet.rows.height}" if left <= 0 else f"{ROWS}, and {left} more that no sheet can hold",
        )
    if issue is not None:
        for line in issue.checkpoint.splitlines():
            yield "checkpoint of the log" + (", without the apostrophe" if safe(line) != line else ""), line
