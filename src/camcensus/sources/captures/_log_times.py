"""Times as logs write them, a column at once: counts since 1970 in any unit, and dates with or without a zone."""

from __future__ import annotations

from typing import Literal, NamedTuple

import polars as pl

from camcensus.model import frames

EARLIEST, LATEST = 631_152_000_000_000, 4_102_444_800_000_000
"""Microseconds since 1970 of 1990 and 2100: a log of cameras tells of nothing outside."""

_WRITTEN = (
    r"^\s*(\d{4}-\d\d-\d\d)[T ]{1,2}(\d\d:\d\d:\d\d)(?:[.,](\d{1,9})\d*)?\s?(?:(Z)|([+-])(\d\d):?(\d\d))?"
)  # fmt: skip
_WITH_MICROS = r"^.{19}[.,][0-9]{6}(?:[^.,\d]|$)"
"""What cannot be a date with a time of day unless these take the first 19 characters."""
_SECONDS, _MILLIS, _MICROS = 10**11, 10**14, 10**17
"""Below these, a count is one of seconds, milliseconds, microseconds; above, of nanoseconds."""


class Moments(NamedTuple):
    """Times of a column, null where it holds none, and whether some were local times whose zone nobody wrote down."""

    times: pl.Series
    local: bool


def moments(texts: pl.Series, zone: str, *, late: bool = False) -> Moments:
    """What each text means. A local time is taken to be of `zone`.

    In the hour that comes twice it is the earlier one, with `late` the later one; in the hour that never was, it is
    read as if the clock had not been put forward.
    """
    times = _counted(texts)
    if times.null_count() == texts.null_count():
        return Moments(times, local=False)
    written = _written(texts, zone, late=late)
    times = pl.select(pl.coalesce(times, written["time"])).to_series().alias(texts.name)
    return Moments(times, local=bool(written["local"].any()))


def _counted(texts: pl.Series) -> pl.Series:
    """Counts since 1970, to the microsecond: no float comes between."""
    count = pl.col("count")
    scaled = (
        pl.when(count < _SECONDS)
        .then((count * 1_000_000).cast(pl.Int64, strict=False))
        .when(count < _MILLIS)
        .then((count * 1_000).cast(pl.Int64, strict=False))
        .when(count < _MICROS)
        .then(count.cast(pl.Int64, strict=False))
        .otherwise(count.cast(pl.Int64, strict=False) // 1_000)
    )
    frame = pl.DataFrame({"count": texts.cast(pl.Decimal(38, 6), strict=False)})
    return _believed(frame.select(scaled).to_series()).cast(frames.TIME).alias(texts.name)


def _written(texts: pl.Series, zone: str, *, late: bool) -> pl.DataFrame:
    """(time, local) of dates with a time of day. Of those with microseconds, many share their second."""
    if texts.null_count() or not texts.str.contains(_WITH_MICROS).all():
        return _each(texts, zone, late=late)
    parts = (
        texts.alias("text")
        .to_frame()
        .select(
            second=pl.concat_str(pl.col("text").str.slice(0, 19), pl.col("text").str.slice(26)),
            micros=pl.col("text").str.slice(20, 6).cast(pl.Int64),
        )
    )
    seconds = parts["second"].unique()
    found = _each(seconds, zone, late=late).with_columns(second=seconds)
    return parts.join(found, on="second", how="left", maintain_order="left").select(
        pl.col("time") + pl.duration(microseconds="micros"), "local"
    )


def _each(texts: pl.Series, zone: str, *, late: bool) -> pl.DataFrame:
    parts = texts.str.extract_groups(_WRITTEN).struct.unnest()
    day, clock, rest, zulu, sign, hours, minutes = (pl.col(name) for name in parts.columns)
    wall = pl.concat_str(day, pl.lit(" "), clock).str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    micros = rest.str.pad_end(6, "0").str.slice(0, 6).cast(pl.Int64, strict=False).fill_null(0)
    ahead = (hours.cast(pl.Int64, strict=False) * 60 + minutes.cast(pl.Int64, strict=False)) * 60_000_000
    ahead = pl.when(zulu.is_not_null()).then(0).otherwise(pl.when(sign == "-").then(-ahead).otherwise(ahead))
    found = parts.select(wall=wall + pl.duration(microseconds=micros), ahead=ahead)
    exact = found.select(pl.col("wall").dt.timestamp("us") - pl.col("ahead")).to_series()
    local = found.select(pl.col("wall").is_not_null() & pl.col("ahead").is_null()).to_series()
    if local.any():
        there = _there(pl.select(pl.when(local).then(found["wall"])).to_series(), zone, late=late)
        exact = pl.select(pl.coalesce(exact, there)).to_series()
    return pl.DataFrame({"time": _believed(exact).cast(frames.TIME), "local": local})


def _there(wall: pl.Series, zone: str, *, late: bool) -> pl.Series:
    """Local times as microseconds since 1970."""
    hour = pl.duration(hours=1)
    which: Literal["earliest", "latest"] = "latest" if late else "earliest"
    kept = pl.col("wall").dt.replace_time_zone(zone, ambiguous=which, non_existent="null")
    never = (pl.col("wall") - hour).dt.replace_time_zone(zone, ambiguous=which, non_existent="null") + hour
    return wall.alias("wall").to_frame().select(pl.coalesce(kept, never).dt.timestamp("us")).to_series()


def _believed(micros: pl.Series) -> pl.Series:
    keep = (micros >= EARLIEST) & (micros < LATEST)
    return pl.select(pl.when(keep).then(micros)).to_series()
