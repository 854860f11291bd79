"""Which site is dealt with in which financial year: what binds first, whole sites, years of about the same size.

A site is visited once, because the visit costs more than the camera.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.knowledge import BINDING
from camcensus.model.outcome import Outcome
from camcensus.report import _words as words
from camcensus.report._gravity import graver

MOST = 20
"""Years of a plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site, or what lies at no known one, with what is done there."""

    site: str | None
    name: str
    devices: int
    pressing: bool
    """What binds is not met there, or a target day has passed: it comes first."""


class Span(NamedTuple):
    """A financial year."""

    name: str
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One financial year of a plan."""

    name: str
    """``2027/28``; ``2027`` where it is the calendar's year."""
    last: date
    places: tuple[Place, ...]

    @property
    def devices(self) -> int:
        """How many are dealt with in it."""
        return sum(place.devices for place in self.places)


def spans(said: Mapping[str, str], as_of: date) -> tuple[Span, ...]:
    """The financial years of a plan, from what is said: ``years``, ``first-year``, ``year-start``.

    No ``years``: none. Raises `UsageError` for what is no number or no day.
    """
    if "years" not in said:
        return ()
    month, day = _start(said.get("year-start", "04-01"))
    running = as_of.year if (as_of.month, as_of.day) >= (month, day) else as_of.year - 1
    many = _number(said, "years", 1, MOST)
    first = _number(said, "first-year", 1900, 9000) if "first-year" in said else running
    whole = (month, day) == (1, 1)
    return tuple(
        Span(f"{year}" if whole else f"{year}/{(year + 1) % 100:02}", date(year + 1, month, day) - timedelta(days=1))
        for year in range(first, first + many)
    )


def places(one: Assessment, devices: Sequence[str]) -> list[Place]:
    """Where these devices are, in the order in which they are dealt with: pressing, graver, sensitive, larger first."""
    some = one.devices.filter(pl.col("device").is_in(devices))
    counts: dict[str | None, int] = dict(some.group_by("site").len().iter_rows())
    bad = one.findings.filter((pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("waiver").is_null())
    order = {clause.id: place for place, clause in enumerate(graver(one))}
    gravest: dict[str | None, int] = {}
    for site, clause in bad.select("site", "clause").unique().iter_rows():
        gravest[site] = min(gravest.get(site, len(order)), order[clause])
    pressing = [clause.force in BINDING or clause.force == "target" for clause in graver(one)]
    sensitive = {site.id: site.sensitive.answer.value for site in one.estate.sites}

    def key(site: str | None) -> tuple[object, ...]:
        rank = gravest.get(site, len(order))
        return site is None, rank, sensitive.get(site or "") != "yes", -counts[site], words.site(one, site)

    return [
        Place(
            site=site,
            name=words.site(one, site),
            devices=counts[site],
            pressing=gravest.get(site, len(order)) < len(order) and pressing[gravest[site]],
        )
        for site in sorted(counts, key=key)
    ]


def plan(found: Iterable[Place], years: Sequence[Span]) -> tuple[Year, ...]:
    """Whole sites into years, in their order: pressing ones into the first, the others so that years are alike."""
    every = list(found)
    total, done = sum(place.devices for place in every), 0
    at: list[list[Place]] = [[] for _ in years]
    for place in every:
        share = 0 if place.pressing or not total else done * len(years) // total
        at[min(share, len(years) - 1)].append(place)
        done += place.devices
    return tuple(Year(name=span.name, last=span.last, places=tuple(some)) for span, some in zip(years, at, strict=True))


def _start(text: str) -> tuple[int, int]:
    found = re.fullmatch(r"([0-9]{2})-([0-9]{2})", text.strip())
    try:
        day = date(2001, int(found[1]), int(found[2])) if found else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(f"'{text}' is no day of a year", where="--say year-start", mend="write it like 04-01")
    return day.month, day.day


def _number(said: Mapping[str, str], name: str, least: int, most: int) -> int:
    text = said[name].strip()
    if not re.fullmatch(r"[0-9]{1,4}", text) or not least <= int(text) <= most:
        raise UsageError(f"'{text}' is no number of that kind", where=f"--say {name}", mend=f"from {least} to {most}")
    return int(text)
