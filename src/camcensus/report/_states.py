"""What became of the covered equipment of each site: never had, removed, remaining, or not known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report import _words as words

NEVER, REMOVED, REMAINING, UNKNOWN = STATES = ("never", "removed", "remaining", "unknown")
WORDS = {
    NEVER: "never had any",
    REMOVED: "had some, all removed",
    REMAINING: "some remaining",
    UNKNOWN: "not known",
}
KINDS = {NEVER: "met", REMOVED: "not-applicable", REMAINING: "not-met", UNKNOWN: "unknown"}
"""What colours each state in a chart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteState:
    """One site."""

    site: str
    name: str
    sensitive: str
    """``yes``, ``no`` or ``unknown``."""
    remaining: int = 0
    removed: int = 0
    unsure: int = 0
    """Devices of which it is not known whether they are covered, or whether they are still there."""
    gaps: int = 0
    """Things that nobody looked at: the site itself, ranges of addresses, recorders."""
    provisional: int = 0
    """Devices whose maker stands only proposed."""

    @property
    def state(self) -> str:
        """One of `STATES`: what certainly remains counts before what is not known, and that before what is gone."""
        if self.remaining:
            return REMAINING
        if self.unsure or self.gaps:
            return UNKNOWN
        return REMOVED if self.removed else NEVER


def covered(devices: pl.DataFrame) -> pl.DataFrame:
    """The surveillance equipment, or what may be some, with `covered`: yes, no or unknown.

    Covered is what a maker subject to the law built or sells; what is surely no surveillance equipment is left out.
    """
    some = devices.filter(pl.col("candidate") & (pl.col("surveillance") != "no"))
    sure = pl.col("surveillance") == "yes"
    return some.with_columns(
        covered=pl.when(pl.col("maker_subject") == "no").then(pl.lit("no"))
        .when((pl.col("maker_subject") == "yes") & sure).then(pl.lit("yes"))
        .otherwise(pl.lit("unknown")),
    )  # fmt: skip


def sites(assessment: Assessment) -> list[SiteState]:
    """Every site of the estate, in its order; then, if there are devices of no known site, these as one."""
    counted = _counted(assessment)
    gaps = {one.site: sum(one.gaps.values()) for one in assessment.coverage}  # whatever the orders ask
    found = [
        SiteState(
            site=site.id,
            name=site.name,
            sensitive=site.sensitive.answer.value,
            gaps=gaps.get(site.id, 0),
            **counted.get(site.id, {}),
        )
        for site in assessment.estate.sites
    ]
    if None in counted:
        found.append(SiteState(site="", name=words.site(assessment, None), sensitive="unknown", **counted[None]))
    return found


def tally(found: list[SiteState]) -> dict[str, int]:
    """How many sites are in each state, every state named."""
    return {state: sum(one.state == state for one in found) for state in STATES}


def _counted(assessment: Assessment) -> dict[str | None, dict[str, int]]:
    sure, there = pl.col("covered") == "yes", pl.col("in_use")
    held = covered(assessment.devices)
    rows = held.group_by("site").agg(
        remaining=(sure & (there == "yes")).sum(),
        removed=(sure & (there == "no")).sum(),
        unsure=((pl.col("covered") == "unknown") | (sure & (there == "unknown"))).sum(),
        provisional=((pl.col("basis") == "proposed") & (pl.col("covered") != "unknown")).sum(),
    )
    return {row.pop("site"): row for row in rows.iter_rows(named=True)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A site that is in another state than before."""

    name: str
    before: str
    after: str


def moved(before: list[SiteState], after: list[SiteState]) -> Iterator[Moved]:
    """What changed, in the order of the later list; sites that came or went too."""
    held = {one.site: one for one in before}
    for one in after:
        old = held.pop(one.site, None)
        if old is None or old.state != one.state:
            yield Moved(name=one.name, before=WORDS[old.state] if old else "not listed", after=WORDS[one.state])
    for old in held.values():
        yield Moved(name=old.name, before=WORDS[old.state], after="not listed")
