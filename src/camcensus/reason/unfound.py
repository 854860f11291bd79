"""How many devices were not found, site by site, and what stands beside that number so that it is read honestly.

Sources that look the same way miss the same things, so they are put together to witnesses. Which witnesses know how
many devices gives the estimate (`reason.recapture`); the gaps and the age of each witness say what it leaves out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import polars as pl

from camcensus.model.coverage import STALE, SiteCoverage, Witness
from camcensus.reason import recapture, times, witnesses
from camcensus.reason.facts import NO

WITNESSES = {
    "scan": "network scan", "capture": "traffic and leases", "lease": "traffic and leases", "switch": "switch table",
    "recorder": "recorders and VMS", "VMS": "recorders and VMS", "register": "register", "photograph": "walk-round",
    "survey": "walk-round", "file": "other files",
}  # fmt: skip
"""Kind of source to its witness."""

MERGED = (
    ("traffic and leases", "switch table", "traffic, leases and switches"),
    ("network scan", "other files", "network scan and other files"),
    ("recorders and VMS", "register", "register, recorders and VMS"),
)
"""Witnesses that are put together, in this order, where there are more than can be told apart; their common name."""


def find(
    seen: pl.DataFrame, devices: pl.DataFrame, gaps: pl.DataFrame, sites: Sequence[str], as_of: date
) -> list[SiteCoverage]:
    """Every site of `sites` and every other where something was found, in that order; what lies nowhere last.

    `devices` has device, site, surveillance and in_use; what is no surveillance equipment or is not there any more does
    not count. `gaps` is of `coverage.gaps`.
    """
    told = _told(seen, devices.filter((pl.col("surveillance") != NO) & (pl.col("in_use") != NO)))
    known = told.group_by("site", "device").agg(pl.col("witness").unique().sort())
    counts: dict[str | None, dict[tuple[str, ...], int]] = {}
    for site, names, many in known.group_by("site", "witness").len().iter_rows():
        counts.setdefault(site, {})[tuple(names)] = many
    by_witness: dict[str | None, list[Witness]] = {}
    summed = told.group_by("site", "witness").agg(pl.col("device").n_unique(), pl.col("last").max()).sort("witness")
    for site, name, many, last in summed.iter_rows():
        by_witness.setdefault(site, []).append(_witness(name, many, last, as_of))
    open_: dict[str | None, Counter[str]] = {}
    for site, gap, many in gaps.group_by("site", "gap").len().sort("gap").iter_rows():
        open_.setdefault(site, Counter())[gap] = many
    found = {*counts, *open_} - {None, *sites}
    everywhere = [*sites, *sorted(str(site) for site in found), *([None] if None in counts else [])]
    return [_site(site, counts.get(site, {}), by_witness.get(site, []), open_.get(site, {})) for site in everywhere]


def _told(seen: pl.DataFrame, counted: pl.DataFrame) -> pl.DataFrame:
    """device, site, witness, last (day): who knows each device that counts, and when they last said so."""
    by = witnesses.of_records(seen).with_columns(witness=pl.col("by").replace_strict(WITNESSES))
    last = seen.select(
        "device", "source", "subject", "position", last=pl.when(times.is_kept()).then(times.last_seen(seen))
    )
    record = ["device", "source", "subject", "position"]
    newest = last.group_by(record).agg(pl.col("last").max().dt.date())
    known = by.select(*record, "witness").unique().join(newest, on=record, how="left")
    return counted.select("device", "site").join(known, on="device").select("device", "site", "witness", "last")


def _witness(name: str, many: int, last: date | None, as_of: date) -> Witness:
    age = max((as_of - last).days, 0) if last else None
    return Witness(name=name, devices=many, last=last, age=age, stale=age is not None and age > STALE)


def _site(
    site: str | None, counts: Mapping[tuple[str, ...], int], by: Iterable[Witness], gaps: Mapping[str, int]
) -> SiteCoverage:
    merged = merge(counts)
    estimate = recapture.estimate({frozenset(names): many for names, many in merged.items()})
    return SiteCoverage(
        site=site,
        found=estimate.found,
        combinations=tuple(sorted(merged.items(), key=lambda one: (-one[1], one[0]))),
        witnesses=tuple(by),
        total=estimate.total,
        low=estimate.low,
        high=estimate.high,
        why=estimate.why,
        depend=estimate.depend,
        within=estimate.within,
        gaps=dict(gaps),
    )


def merge(counts: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """The same counts with witnesses put together until they can be told apart."""
    found = dict(counts)
    for one, other, common in MERGED:
        present = {name for names in found for name in names}
        if len(present) > recapture.MOST_LISTS and {one, other} <= present:
            renamed: Counter[tuple[str, ...]] = Counter()
            for names, many in found.items():
                renamed[tuple(sorted({common if name in (one, other) else name for name in names}))] += many
            found = dict(renamed)
    return found
