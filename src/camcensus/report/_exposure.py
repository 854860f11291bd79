"""How much is at stake, as tables that several documents bear: by clause, by site, by the rung from the core."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.outcome import Outcome
from camcensus.model.separation import RUNGS
from camcensus.report import _path
from camcensus.report import _states as states
from camcensus.report._bars import bar
from camcensus.report._blocks import Chart, Table
from camcensus.report._gravity import graver
from camcensus.report._states import NEVER, REMAINING, REMOVED, UNKNOWN, SiteState

CLASSES = (("yes", "sensitive"), ("no", "not sensitive"), ("unknown", "sensitivity not known"))
"""Whether a site is sensitive, and what that is called."""
PROVISIONAL = (
    "What is provisional rests on a proposal about the maker that no named person has signed: it would be another"
    " finding if the proposal were refused."
)


def clauses(one: Assessment) -> Table:
    """Findings by clause, the graver forces first: open, of them once waived, waived, provisional, unknown."""
    bad = one.findings.filter(pl.col("outcome") == Outcome.NOT_MET.value)
    marks = bad.group_by("clause").agg(pl.col("expired_waiver").is_not_null().sum(), pl.col("provisional").sum())
    marked = {clause: (ended, provisional) for clause, ended, provisional in marks.iter_rows()}
    rows = []
    for clause in graver(one):
        counts, (ended, provisional) = one.counts([clause.id]), marked.get(clause.id, (0, 0))
        numbers = (counts.not_met - counts.waived, ended, counts.waived, provisional, counts.unknown)
        rows.append((f"{clause.id} {clause.title}", clause.not_met_words, *(f"{number:,}" for number in numbers)))
    head = ("clause", "if not met, it is called", "open", "waiver ended", "waived", "provisional", "unknown")
    return Table("Findings not met, by clause, the graver forces first", head, tuple(rows), numbers=(2, 3, 4, 5, 6))


def provisional(one: Assessment) -> int:
    """Findings not met that rest on a proposal."""
    return one.findings.filter((pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("provisional")).height


def sites(found: Sequence[SiteState]) -> tuple[Chart, Table]:
    """Sites by what became of covered equipment, by their class, as bars and in numbers."""
    rows, bars = [], []
    for code, name in (*CLASSES, ("", "all sites")):
        some = [one for one in found if code in ("", one.sensitive)]
        counts = states.tally(some)
        had = counts[REMOVED] + counts[REMAINING]
        numbers = (len(some), counts[NEVER], had, counts[REMOVED], counts[REMAINING], counts[UNKNOWN])
        rows.append((name, *(f"{number:,}" for number in numbers)))
        if some:
            kinds = [(states.KINDS[state], states.WORDS[state], counts[state]) for state in states.STATES]
            bars.append(bar(name, kinds))
    head = ("sites", "all", "never", "had", "removed", "remaining", "not known")
    return (
        Chart("Sites by what became of covered equipment", tuple(bars)),
        Table("Sites, counted", head, tuple(rows), numbers=(1, 2, 3, 4, 5, 6)),
    )


def rungs(one: Assessment) -> Table:
    """Devices in use of covered makers, and those whose maker is not known, by how far they are from the core."""
    held = in_use(one)
    counts = {
        (rung or "unknown", sure): count
        for rung, sure, count in held.group_by("separation", "covered").len().iter_rows()
    }  # fmt: skip
    rows = tuple(
        (_path.RUNGS[rung], f"{counts.get((rung, 'yes'), 0):,}", f"{counts.get((rung, 'unknown'), 0):,}")
        for rung in RUNGS
        if any(counts.get((rung, sure)) for sure in ("yes", "unknown"))
    )
    head = ("how far from the core network", "of covered makers", "maker not known")
    return Table("Devices in use, by how far they are from the core network", head, rows, numbers=(1, 2))


def in_use(one: Assessment) -> pl.DataFrame:
    """Equipment that is covered or may be, and is not surely gone."""
    return states.covered(one.devices).filter((pl.col("covered") != "no") & (pl.col("in_use") != "no"))
