"""What is not met, finding by finding, those that are alike together; what is not known, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from camcensus.model.assessment import ABOUT, Assessment
from camcensus.model.estate import Site
from camcensus.model.knowledge import Clause
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _because as reasons
from camcensus.report import _words as words
from camcensus.report._because import Because
from camcensus.report._gravity import graver

FEW = 8
"""Findings that are alike and stand one by one; more stand together on one line."""
NAMED = 3
"""Of those that stand together so many are named."""
MOST = 500
"""Lines of one clause; further findings are counted."""

_ALIKE = (
    "clause", "reason", "site", "hardware_maker", "manufacturer", "class", "model", "controller", "waiver",
    "expired_waiver", "provisional", "since_word",
)  # fmt: skip
_TOLD = (
    "device", "label", "hardware_maker", "manufacturer", "brand", "class", "model", "controller", "body",
    *(column for column, _, _ in reasons.SINCE), "first_seen",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One finding that is not met, or several that are alike."""

    number: str
    """Within the list: ``1.3`` is the third of the gravest clause."""
    count: int
    what: str
    """What it speaks of, and what that is; of several the first few."""
    site: str
    sensitive: str
    since: str
    owner: str
    due: str
    status: str
    reason: str
    """The reason code."""
    because: Because | None
    """Of the first one; None: it speaks of a site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limb:
    """One clause with all that is not met of it."""

    clause: Clause
    lines: tuple[Breach, ...]
    left: int
    """Findings that no line speaks of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Findings that are unknown for one reason at one site."""

    clause: Clause
    reason: str
    site: str
    count: int
    provisional: int
    waived: int
    what: str
    settles: tuple[str, ...]
    """What would settle it, as codes of ``knowledge/vocabulary/evidence.toml``, in the order in which it is asked."""


def limbs(material: Material) -> list[Limb]:
    """Every clause of which something is not met, the gravest first; of each what is at sensitive sites first."""
    one = material.assessment
    bad = one.findings.filter(pl.col("outcome") == Outcome.NOT_MET.value)
    bad = bad.join(one.devices.select(*_TOLD), on="device", how="left", maintain_order="left")
    stated = [pl.when(pl.col(column) != "").then(pl.lit(word)) for column, word, _ in reasons.SINCE]
    dates = [pl.when(pl.col(column) != "").then(column) for column, _, _ in reasons.SINCE]
    seen = pl.col("first_seen").dt.strftime("%Y-%m-%d")
    bad = bad.with_columns(
        since_word=pl.coalesce(*stated, pl.when(seen.is_not_null()).then(pl.lit(reasons.FIRST_SEEN))),
        since=pl.coalesce(*dates, seen),
    )
    found = []
    for at, clause in enumerate(graver(one), 1):
        mine = _lines(one, bad.filter(pl.col("clause") == clause.id))
        if mine:
            shown = mine[:MOST]
            lines = tuple(_drawn(material, clause, at, shown))
            found.append(Limb(clause=clause, lines=lines, left=sum(row["count"] for row in mine[MOST:])))
    return found


def _lines(one: Assessment, bad: pl.DataFrame) -> list[dict[str, Any]]:
    """Findings of one clause, those that are alike together where they are many, in the order of the list."""
    alike = bad.with_columns(many=pl.len().over(_ALIKE) > FEW)
    apart = pl.when("many").then(pl.lit("")).otherwise("subject")
    grouped = alike.sort("label", "subject", nulls_last=True).group_by(*_ALIKE, apart=apart, maintain_order=True).agg(
        pl.col("subject", "device", "zone").first(),
        *(pl.col(name).first() for name in _TOLD if name not in (*_ALIKE, "device")),
        count=pl.len(),
        labels=pl.col("label").head(NAMED),
        since=pl.col("since").min(),
        until=pl.col("since").max(),
    )  # fmt: skip
    sites = {site.id: site for site in one.estate.sites}

    def key(row: Mapping[str, Any]) -> tuple[object, ...]:
        site = sites.get(row["site"])
        sensitive = site is not None and site.sensitive.answer.value == "yes"
        return (
            not sensitive,
            words.site(one, row["site"]),
            row["waiver"] is not None,
            row["label"] or "",
            row["subject"],
        )

    return sorted(grouped.iter_rows(named=True), key=key)


def _drawn(material: Material, clause: Clause, at: int, rows: Sequence[Mapping[str, Any]]) -> Iterator[Breach]:
    one = material.assessment
    because = reasons.because(material, [row for row in rows if row["device"]])
    for number, row in enumerate(rows, 1):
        site = one.estate.site(row["site"]) if row["site"] else None
        yield Breach(
            number=f"{at}.{number}",
            count=row["count"],
            what=_what(one, row),
            site=words.site(one, row["site"]),
            sensitive=reasons.sensitivity(site),
            since=_since(one, clause, row),
            owner=_owner(one, row, site),
            due=_due(one, clause, row),
            status=_status(one, row),
            reason=row["reason"],
            because=because.get(row["device"]),
        )


def _what(one: Assessment, row: Mapping[str, Any]) -> str:
    if not row["device"]:
        return "the site as a whole"
    what = f"{words.kind(row['class'])}, {words.maker(one, reasons.maker(one, row))}"
    what += f" {row['model']}" if row["model"] else ""
    if row["count"] == 1:
        return f"{row['label']} ({what})"
    more = row["count"] - len(row["labels"])
    return f"{row['count']:,} alike ({what}): {', '.join(row['labels'])} and {more:,} more"


def _since(one: Assessment, clause: Clause, row: Mapping[str, Any]) -> str:
    if not row["device"]:
        order = next(order for order, each in one.clauses if each.id == clause.id)
        return f"asked since {clause.applies_from or order.in_force}"
    if not row["since_word"]:
        return "not known"
    span = row["since"] if row["since"] == row["until"] else f"{row['since']} to {row['until']}"
    return f"{row['since_word']} {span}"


def _owner(one: Assessment, row: Mapping[str, Any], site: Site | None) -> str:
    """Who answers for it, and whose hands it is in."""
    bodies = {body.id: body.name for body in one.estate.bodies}
    body = bodies.get(row["body"] or (site.body if site else ""), "organisation not known")
    held = row["controller"] or (site.controller if site else "unknown")
    if held == "ours":
        return body
    return f"{body}; in the landlord's hands" if held == "landlord" else f"{body}; in whose hands is not known"


def _due(one: Assessment, clause: Clause, row: Mapping[str, Any]) -> str:
    """The first day that is set for it: the end of a waiver, a review, a clock, a target."""
    on = {(due.what, due.of): due.on for due in one.due}
    ends = [("waiver-ends", row[name]) for name in ("waiver", "expired_waiver")]
    found = [(on[end], "waiver") for end in ends if end in on]
    if row["reason"] == "review-overdue":
        found += [(day, "review") for day in _reviews(one, clause, row["site"])]
    found += [(on["clock", clock.id], "report") for clock in clause.clocks if ("clock", clock.id) in on]
    if clause.force == "target" and clause.applies_from:
        found.append((clause.applies_from - timedelta(days=1), "target"))
    if not found:
        return "no day is set"
    day, what = min(found)
    return f"{day} ({what}){', overdue' if day < one.basis.as_of else ''}"


def _reviews(one: Assessment, clause: Clause, site: str | None) -> list[date]:
    return [
        each.review
        for each in one.profile.considerations
        if clause.id in each.clauses and (not each.sites or site in each.sites)
    ]


def _status(one: Assessment, row: Mapping[str, Any]) -> str:
    waivers = {waiver.id: waiver for waiver in one.profile.waivers}
    status = "open"
    if row["waiver"] in waivers:
        status = f"waived until {waivers[row['waiver']].until} ({row['waiver']})"
    elif row["expired_waiver"] in waivers:
        status = f"open: waiver {row['expired_waiver']} ended on {waivers[row['expired_waiver']].until}"
    return f"{status}, provisional" if row["provisional"] else status


def unknown(assessment: Assessment) -> list[Open]:
    """What is not known: the graver clauses first, then what is most."""
    found = assessment.findings.filter(pl.col("outcome") == Outcome.UNKNOWN.value)
    labels = assessment.devices.select(about="device", label="label")
    found = found.with_columns(about=ABOUT).join(labels, on="about", how="left", maintain_order="left")
    grouped = found.group_by("clause", "reason", "unit", "site", "settles", maintain_order=True).agg(
        pl.len(),
        pl.col("provisional").sum(),
        pl.col("subject", "zone", "label").head(NAMED),
        waived=pl.col("waiver").is_not_null().sum(),
    )
    order = {clause.id: (place, clause) for place, clause in enumerate(graver(assessment))}
    rows = sorted(grouped.iter_rows(named=True), key=lambda row: (order[row["clause"]][0], -row["len"], row["reason"]))
    return [_open(assessment, order[row["clause"]][1], row) for row in rows]


def _open(assessment: Assessment, clause: Clause, row: Mapping[str, Any]) -> Open:
    named = [
        words.subject(assessment, subject, zone, row["site"], label)
        for subject, zone, label in zip(row["subject"], row["zone"], row["label"], strict=True)
    ]
    more = row["len"] - len(named)
    return Open(
        clause=clause,
        reason=row["reason"],
        site=words.site(assessment, row["site"]),
        count=row["len"],
        provisional=row["provisional"],
        waived=row["waived"],
        what=", ".join(named) + (f" and {more:,} more" if more else ""),
        settles=tuple(row["settles"] or ()),
    )


def steps(found: Sequence[Open]) -> dict[str, int]:
    """What would settle something (its code) to how many findings wait for it, the most first."""
    waiting: dict[str, int] = {}
    for one in found:
        for code in one.settles:
            waiting[code] = waiting.get(code, 0) + one.count
    return dict(sorted(waiting.items(), key=lambda pair: (-pair[1], pair[0])))
