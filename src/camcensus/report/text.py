"""The summary for a terminal: are we compliant, where not, what is unknown, what to do next."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.material import Material
from camcensus.model.outcome import Outcome
from camcensus.report import _coverage as coverage
from camcensus.report import _words as words
from camcensus.report._plain import plain

MOST = 12
"""Lines of one list; what is left out is counted."""


def render(material: Material) -> bytes:
    """UTF-8 text, lines of at most 100 characters where the names allow."""
    assessment = material.assessment
    return ("\n".join(_lines(assessment)) + "\n").encode()


def _lines(assessment: Assessment) -> Iterator[str]:
    basis = assessment.basis
    _, answer, rests_on = words.verdict(assessment)
    yield f"As of {basis.as_of}: {answer}. {rests_on}"
    yield ""
    yield from _clauses(assessment)
    yield ""
    yield from _devices(assessment)
    yield from _coverage(assessment)
    for outcome, title in ((Outcome.NOT_MET, "Not met"), (Outcome.UNKNOWN, "Unknown")):
        lines = list(_listed(assessment, outcome))
        if lines:
            yield ""
            yield f"{title}:"
            yield from lines
    yield from _due(assessment)
    steps = words.next_steps(assessment)
    if steps:
        yield ""
        yield "Next steps, what settles most first:"
        yield from (f"  {count:>5}  {step}" for step, count in steps[:MOST])
    yield ""
    yield (
        f"Log position {basis.position}, knowledge {basis.knowledge[:12]}, estate {basis.estate[:12]},"
        f" profile {basis.profile[:12]}; registrants of {assessment.registrants.made}."
    )


def _clauses(assessment: Assessment) -> Iterator[str]:
    width = max([14, *(len(clause.id) + 1 for _, clause in assessment.clauses)])
    yield f"{'clause':<{width}}{'force':<12}{'not met':>8}{'waived':>8}{'unknown':>9}{'met':>7}{'n/a':>7}{'prov.':>7}"
    for _, clause in assessment.clauses:
        c = assessment.counts([clause.id])
        numbers = f"{c.not_met:>8}{c.waived:>8}{c.unknown:>9}{c.met:>7}{c.not_applicable:>7}{c.provisional:>7}"
        yield f"{clause.id:<{width}}{clause.force:<12}{numbers}  {clause.title}"
    if not assessment.orders:
        yield "no order is chosen in profile.toml, so nothing is judged"


def _devices(assessment: Assessment) -> Iterator[str]:
    every = assessment.devices
    judged = every.filter("candidate")
    others = every.height - judged.height
    seen, other = words.many(judged.height, "device"), words.many(others, "other host")
    yield f"{seen} judged; {other} with no sign of being a camera, not judged."
    makers = judged.group_by("hardware_maker").len().sort(["len", "hardware_maker"], descending=[True, False])
    shown = [f"{words.maker(assessment, maker)} {count}" for maker, count in makers.head(MOST).iter_rows()]
    yield f"Made by: {', '.join(shown)}" + (f" and {makers.height - MOST} more" if makers.height > MOST else "") + "."


def _coverage(assessment: Assessment) -> Iterator[str]:
    every = coverage.lines(assessment)
    if every:
        yield ""
        yield "Found, and how many there may be:"
    for line in every[:MOST]:
        yield f"  {line.found:>5}  {plain(line.name, 60)}: {line.estimated}"
        yield from (f"         not in that: {one}" for one in line.missing)
    if len(every) > MOST:
        yield f"         and {len(every) - MOST} more sites: see the report"


def _due(assessment: Assessment) -> Iterator[str]:
    if assessment.due:
        yield ""
        yield "Falls due:"
    for one in assessment.due[:MOST]:
        overdue = " OVERDUE" if one.on < assessment.basis.as_of else ""
        yield f"  {one.on}{overdue}  {words.DUE[one.what]}: {plain(one.of, 60)}, {plain(one.title, 80)}"
    if len(assessment.due) > MOST:
        yield f"              and {len(assessment.due) - MOST} more: camcensus due"


def _listed(assessment: Assessment, outcome: Outcome) -> Iterator[str]:
    found = assessment.findings.filter(pl.col("outcome") == outcome.value)
    grouped = found.group_by("clause", "reason", "site", maintain_order=True).agg(
        pl.len(),
        pl.col("subject"),
        provisional=pl.col("provisional").sum(),
        waived=pl.col("waiver").is_not_null().sum(),
    )
    grouped = grouped.sort("clause", "len", "site", "reason", descending=[False, True, False, False], nulls_last=True)
    for row in grouped.head(MOST).iter_rows(named=True):
        marks = [f"{row[mark]} {mark}" for mark in ("provisional", "waived") if row[mark]]
        where = words.site(assessment, row["site"])
        extra = f" ({', '.join(marks)})" if marks else ""
        yield f"  {row['len']:>5}  {words.called(assessment, row['clause'], outcome)}, {where}{extra}"
        yield f"         {assessment.sentence(row['reason'])}"
    if grouped.height > MOST:
        yield f"         and {grouped.height - MOST} more kinds: see the report"
