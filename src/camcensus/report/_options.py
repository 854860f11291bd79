"""What each option leaves not met, excused and unknown: today, cut off, taken away, and year by year."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.material import ISOLATE, REPLACE, Material
from camcensus.model.outcome import Outcome
from camcensus.report._bars import Bar, bar
from camcensus.report._years import Year

WORDS = {"": "do nothing", ISOLATE: "cut off", REPLACE: "replace"}
"""What each option is called; empty: none is taken."""


class Left(NamedTuple):
    """Findings that are left."""

    open: int
    """Not met and not excused."""
    waived: int
    unknown: int


def left(findings: pl.DataFrame, clause: str = "", lapsed: Collection[str] = ()) -> Left:
    """How many findings are left, of one clause or of all; the waivers in `lapsed` excuse nothing any more."""
    some = findings.filter(pl.col("clause") == clause) if clause else findings
    bad = some.filter(pl.col("outcome") == Outcome.NOT_MET.value)
    waived = bad.filter(pl.col("waiver").is_not_null() & ~pl.col("waiver").is_in(list(lapsed))).height
    unknown = some.filter(pl.col("outcome") == Outcome.UNKNOWN.value).height
    return Left(bad.height - waived, waived, unknown)


def bars(named: Sequence[tuple[str, Left]]) -> tuple[Bar, ...]:
    """One bar each, as long as what is left, against the longest."""
    most = max((sum(some) for _, some in named), default=0)
    return tuple(
        bar(
            name,
            [
                ("not-met", "not met", some.open),
                ("waived", "excused", some.waived),
                ("unknown", "unknown", some.unknown),
            ],
            reach=sum(some) / most * 100 if most else 100.0,
        )
        for name, some in named
    )


def findings(material: Material, option: str) -> pl.DataFrame:
    """The findings of an option; those of today where it was not worked out."""
    found = [one.findings for one in material.options if one.id == option]
    return found[0] if found else material.assessment.findings


def devices(material: Material, option: str) -> tuple[str, ...]:
    """The devices to which an option does something."""
    return next((one.devices for one in material.options if one.id == option), ())


def by_year(material: Material, plan: Sequence[Year]) -> list[tuple[str, Left]]:
    """What is left at the end of each year: a site is done in its year, whole; waivers that end by then have ended."""
    one, replaced = material.assessment, findings(material, REPLACE)
    done: set[str | None] = set()
    found = []
    for year in plan:
        done |= {place.site for place in year.places}
        lapsed = [waiver.id for waiver in one.profile.waivers if waiver.until <= year.last]
        found.append((f"end of {year.name}", left(_mixed(one, replaced, done), lapsed=lapsed)))
    return found


def _mixed(one: Assessment, replaced: pl.DataFrame, done: Collection[str | None]) -> pl.DataFrame:
    """Of sites that are done the findings after, of the others those of today."""
    at = pl.col("site").is_in([site for site in done if site is not None]).fill_null(value=None in done)
    return pl.concat([replaced.filter(at), one.findings.filter(~at)])
