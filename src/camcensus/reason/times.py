"""When sightings were, which of them were at one time, and who held a name when.

A lease or a binding in a capture has a first and a last moment; a scan is one moment. Times of clocks that are not kept
order nothing: such a sighting counts as undated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import polars as pl

ROUND = timedelta(hours=12)
"""How long before and after a single look things stay as they were seen: one round of a scan may take a day."""

_ALWAYS = (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC))
_KEPT = ("exact", "local-guessed")


def is_kept() -> pl.Expr:
    """Whether a time is of a clock that is kept; a device's own clock orders nothing."""
    return pl.col("at_quality").is_in(_KEPT)


def last_seen(seen: pl.DataFrame) -> pl.Expr:
    """When each row was true for the last time that somebody saw it.

    A lease whose end is not told beside it (`lease.ends`) ends with its `until`: nobody has seen that yet where it lies
    after everything else in the log.
    """
    until = pl.max_horizontal("until", "at")
    leases = _promised(seen)
    if leases.is_empty():
        return until
    newest = seen.select(pl.col("at").filter(is_kept()).max()).item()
    return (
        pl.when(pl.col("sighting").is_in(leases.implode()))
        .then(pl.min_horizontal(until, pl.lit(newest)))
        .otherwise(until)
    )


def _promised(seen: pl.DataFrame) -> pl.Series:
    """The sightings (numbers) that are leases and last until the address may be given to somebody else."""
    leases = seen.filter(pl.col("field").str.starts_with("lease.")).select("sighting", "field")
    heard = leases.filter(pl.col("field") == "lease.ends")
    return leases.join(heard, on="sighting", how="anti")["sighting"].unique()


def spans(seen: pl.DataFrame) -> pl.DataFrame:
    """When each sighting was: sighting, position, start, end (both null: undated), bound, promised.

    ``bound``: until when an address was given to whoever held it; later than `end` only for leases. ``promised``: the
    end is such a promise, and not when it was last seen.
    """
    first = pl.when(is_kept()).then("at")
    last = pl.when(is_kept()).then(pl.max_horizontal("until", "at"))
    found = seen.group_by("sighting").agg(pl.col("position").first(), start=first.min(), end=last.max())
    ends = seen.filter(pl.col("field") == "lease.ends").select("sighting", ends=_ending())
    found = found.join(ends.group_by("sighting").agg(pl.col("ends").max()), on="sighting", how="left")
    return found.select(
        "sighting", "position", "start", "end",
        bound=pl.when(pl.col("start").is_not_null()).then(pl.max_horizontal("end", "ends")),
        promised=pl.col("sighting").is_in(_promised(seen).implode()),
    )  # fmt: skip


def _ending() -> pl.Expr:
    """The end of a lease as a time; ``never`` is the last one there is."""
    read = pl.col("value").str.to_datetime("%+", time_unit="us", time_zone="UTC", strict=False)
    return pl.when(pl.col("value") == "never").then(pl.lit(_ALWAYS[1])).otherwise(read)


def most_at_once(borne: pl.DataFrame, group: Sequence[str], member: str) -> pl.DataFrame:
    """`group`, most: how many members there are at one time at most. `borne` has both, start and end.

    What was seen at one moment counts for a `ROUND` before and after, what is undated always.
    """
    moment = pl.col("start") == pl.col("end")
    wide = borne.select(
        *group,
        member,
        start=pl.when(moment).then(pl.col("start") - ROUND).otherwise("start").fill_null(_ALWAYS[0]),
        end=pl.when(moment).then(pl.col("end") + ROUND).otherwise("end").fill_null(_ALWAYS[1]),
    )
    whole = merged(wide, *group, member)
    begins = whole.select(*group, time="start", step=pl.lit(1, dtype=pl.Int64))
    ends = whole.select(*group, time="end", step=pl.lit(-1, dtype=pl.Int64))
    steps = pl.concat([begins, ends]).sort("time", "step", descending=[False, True])
    counted = steps.select(*group, most=pl.col("step").cum_sum().over(*group))
    return counted.group_by(*group, maintain_order=True).agg(pl.col("most").max())


def merged(borne: pl.DataFrame, *of: str) -> pl.DataFrame:
    """`of`, island, start, end: dated spans of the same, put together where they overlap."""
    numbered = islands(borne, *of)
    return numbered.group_by(*of, "island", maintain_order=True).agg(pl.col("start").min(), pl.col("end").max())


def islands(borne: pl.DataFrame, *of: str) -> pl.DataFrame:
    """`borne`, ordered, with `island`: the number of the run of overlapping spans that each dated span lies in."""
    ordered = borne.sort(*of, "start", "end")
    before = pl.col("end").cum_max().shift(1).over(*of)
    fresh = (pl.col("start") > before).fill_null(value=True)
    return ordered.with_columns(island=fresh.cast(pl.UInt32).cum_sum().over(*of))


def windows(held: pl.DataFrame) -> pl.DataFrame:
    """Who held each key when: run (number), key, holder, start, end, and what came before and after.

    `held` has key, holder, start and end, all dated. Spans of one holder with nobody else between are one run. A run
    ends when the next one begins: an address is not given to two at once. ``tied``: another run began at the very same
    moment; ``reach`` and ``reached_by``: until when, and for whom, an earlier run was meant to last.
    """
    spans = held.group_by("key", "holder", "start").agg(pl.col("end").max()).sort("key", "start", "end", "holder")
    another = pl.col("key") != pl.col("key").shift()
    together = (~another & (pl.col("start") == pl.col("start").shift())).fill_null(value=False)
    ordered = spans.with_columns(tied=together | together.shift(-1, fill_value=False))
    begins = (another | (pl.col("holder") != pl.col("holder").shift())).fill_null(value=True)
    apart = pl.col("tied") | pl.col("tied").shift(1, fill_value=False)
    runs = (
        ordered.with_columns(run=(begins | apart).cast(pl.UInt32).cum_sum())
        .group_by("run", maintain_order=True)
        .agg(pl.col("key", "holder", "start", "tied").first(), pl.col("end").max())
    )
    same = (pl.col("key") == pl.col("key").shift(-1)).fill_null(value=False)
    runs = runs.with_columns(
        next_start=pl.when(same).then(pl.col("start").shift(-1)),
        next_holder=pl.when(same).then(pl.col("holder").shift(-1)),
        single=~same & ~same.shift(1, fill_value=False),
    )
    reached = _reached(runs.filter(~pl.col("single")))
    runs = runs.join(reached, on="run", how="left", maintain_order="left")
    return runs.with_columns(end=pl.min_horizontal("end", "next_start")).drop("single")


def _reached(runs: pl.DataFrame) -> pl.DataFrame:
    """run, reach, reached_by: until when, and for whom, a run before this one was meant to last."""
    longest = pl.col("end").cum_max().over("key")
    by = pl.when(pl.col("end") == longest).then("holder")
    return runs.select("run", "key", longest=longest, by=by).select(
        "run",
        reach=pl.col("longest").shift(1).over("key"),
        reached_by=pl.col("by").forward_fill().shift(1).over("key"),
    )


def holders(guests: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Who held a key when a guest was there: `guests` (columns key, start, end and others; dated) with holder and more.

    `held` is of `windows`. The holder is the one in whose window the guest begins, else the nearest in time; a guest at
    a key that nobody held is left out. ``gap``: microseconds between them, 0 inside. ``contested``: several may have
    held it then. ``run``: the last one that began before the guest (0: none); guests of one run were there together.
    """
    before = held.select(
        "key", "holder", "run", "tied", "next_start", "next_holder", "reach", "reached_by", begun="start", ended="end"
    ).sort("begun")
    first = held.unique("key", keep="first", maintain_order=True)
    found = (
        guests.sort("start")
        .join_asof(before, left_on="start", right_on="begun", by="key", check_sortedness=False)
        .sort("end")
        .join_asof(
            before.select("key", "begun", last="run"), left_on="end", right_on="begun", by="key",
            check_sortedness=False, suffix="_last",
        )
        .join(first.select("key", first="run", first_start="start", first_holder="holder"), on="key")
    )  # fmt: skip
    found = _nearest(found).join(held.select(chosen="run", doubtful="tied"), on="chosen")
    return _judged(found).select(*guests.columns, "holder", "gap", "contested", pl.col("run").fill_null(0))


def _nearest(found: pl.DataFrame) -> pl.DataFrame:
    """Of the run before a guest and the one after it, the nearer; the later where both are as near."""
    none = pl.col("run").is_null()
    found = found.with_columns(
        inside=(pl.col("start") <= pl.col("ended")).fill_null(value=False),
        since=(pl.col("start") - pl.col("ended")).dt.total_microseconds(),
        next_start=pl.when(none).then("first_start").otherwise("next_start"),
        next_holder=pl.when(none).then("first_holder").otherwise("next_holder"),
    )
    until = (pl.col("next_start") - pl.col("end")).dt.total_microseconds().clip(lower_bound=0)
    found = found.with_columns(until=until)
    after = ~pl.col("inside") & (none | (pl.col("until") <= pl.col("since"))).fill_null(value=False)
    return found.with_columns(
        holder=pl.when(after).then("next_holder").otherwise("holder"),
        gap=pl.when("inside").then(0).when(after).then("until").otherwise("since"),
        chosen=pl.when(none).then("first").otherwise(pl.col("run") + after.cast(pl.UInt32)),
    )


def _judged(found: pl.DataFrame) -> pl.DataFrame:
    """Whether another may have held the key: it began at the same moment, within the guest, or was meant to last."""
    start = pl.col("start")
    meant = (pl.col("reach") >= start) & (pl.col("reached_by") != pl.col("holder")) & ~pl.col("inside")
    alone = pl.col("inside") & (start > pl.col("begun")) & ~(pl.col("reach") >= start).fill_null(value=False)
    contested = (pl.col("last") > pl.col("chosen")) | meant | (pl.col("doubtful") & ~alone)
    return found.with_columns(contested=contested.fill_null(value=False))
