"""The register with its findings as CSV, one row a device and clause; no cell can start a formula."""

from __future__ import annotations

import csv
import io

from camcensus.model.assessment import Assessment
from camcensus.model.coverage import SiteCoverage
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _coverage as coverage
from camcensus.report import _rows
from camcensus.report import _words as words

COLUMNS = (
    "subject", "called", "site", "zone", "addresses", "class", "label", "hardware_maker", "manufacturer", "model",
    "firmware", "confidence", "maker_subject", "maker_basis", "separation",
    "separation_rests_on", "clause", "force", "outcome", "finding", "reason",
    "what_would_settle_it", "provisional", "waiver", "expired_waiver",
    "site_found", "site_estimated", "site_low", "site_high", "site_estimate_note", "as_of",
)  # fmt: skip
"""Columns; ``docs/reference/csv.md`` says what each means."""

_RISKY = ("=", "+", "-", "@", "\t", "\r")


def render(material: Material) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it right."""
    assessment = material.assessment
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    forces = {clause.id: clause.force for _, clause in assessment.clauses}
    sites = {one.site: _of_site(assessment, one) for one in assessment.coverage}
    for row in _rows.findings(assessment):
        outcome = Outcome(row["outcome"])
        sentences = "; ".join(assessment.vocabulary.evidence.get(code, code) for code in row["settles"] or ())
        values = {
            **row,
            **sites.get(row["site"], {}),
            "hardware_maker": words.maker(assessment, row["hardware_maker"]) if row["device"] else "",
            "manufacturer": words.maker(assessment, row["manufacturer"]) if row["device"] else "",
            "label": words.brand(assessment, row["brand"]) if row["device"] else "",
            "force": forces.get(row["clause"], ""),
            "finding": words.called(assessment, row["clause"], outcome),
            "reason": assessment.sentence(row["reason"]),
            "what_would_settle_it": sentences,
            "as_of": assessment.basis.as_of.isoformat(),
        }
        writer.writerow([safe(values.get(column)) for column in COLUMNS])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _of_site(assessment: Assessment, one: SiteCoverage) -> dict[str, object]:
    """What each row says of the site as a whole."""
    why = [assessment.sentence(one.why).rstrip(".")] if one.why else []
    note = "; ".join([*why, *coverage.missing(one)])
    numbers = {"site_estimated": one.total, "site_low": one.low, "site_high": one.high}
    return {"site_found": one.found, **numbers, "site_estimate_note": note}


def safe(value: object) -> str:
    """A value as a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return f"'{text}" if text.startswith(_RISKY) else text
