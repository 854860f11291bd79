"""Whether a thing is still there: when the network last showed it, and whether a later scan of its address did not."""

from __future__ import annotations

from datetime import datetime

import polars as pl

from camcensus.reason import parted, times
from camcensus.wire import addresses
from camcensus.wire.addresses import RangeTable

GONE = ("spare", "removed")
"""What a register may say of a thing that is not installed any more."""

ON_NETWORK = ("ip", "mac", "host")
"""Subjects that the network showed: addresses, and interfaces and names that a switch told of."""


def is_shown() -> pl.Expr:
    """Whether the network showed it; what a person settled may bear an address as its subject, and is a word."""
    return pl.col("kind").is_in(ON_NETWORK) & ~pl.col("source").str.starts_with(parted.SOURCE)


def find(seen: pl.DataFrame, reach: pl.DataFrame) -> pl.DataFrame:
    """One row a device: device, last_net (last seen on the network), missed_at (a later scan that did not show it).

    `reach` holds the observations that say which addresses finished scans covered.
    """
    columns = seen.select("device", "realm", "name", "kind", "source", "at_quality", last=times.last_seen(seen))
    dated = columns.filter(is_shown() & times.is_kept()).drop("source")
    on_network = dated.filter(pl.col("kind") == "ip").group_by("device", "realm", "name").agg(pl.col("last").max())
    elsewhere = dated.filter(pl.col("kind") != "ip").group_by("device").agg(other=pl.col("last").max())
    scans = _latest(reach)
    places = on_network.select("realm", "name").unique()
    looked = [scans[realm].find(name) if realm in scans else None for realm, name in places.iter_rows()]
    covered = places.with_columns(looked=pl.Series(looked, dtype=pl.Datetime("us", "UTC")))
    by_device = (
        on_network.join(covered, on=["realm", "name"], how="left")
        .group_by("device")
        .agg(last_net=pl.col("last").max(), looked=pl.col("looked").max())
        .join(elsewhere, on="device", how="full", coalesce=True)
        .with_columns(last_net=pl.max_horizontal("last_net", "other"))
    )
    missed = pl.when(pl.col("looked") > pl.col("last_net")).then("looked")
    everyone = seen.select("device").unique()
    return everyone.join(by_device.select("device", "last_net", missed_at=missed), on="device", how="left")


def in_use() -> pl.Expr:
    """yes, no or unknown, from status, status_at, observed, last_net and missed_at.

    What a person stated counts until the network shows otherwise later; what a later scan no longer shows is unknown
    until a person says where it is.
    """
    gone = pl.col("status").is_in(GONE).fill_null(value=False)
    missed = pl.col("missed_at").is_not_null()
    said_after = (pl.col("status_at") >= pl.col("last_net")).fill_null(value=False)
    said_before = (pl.col("status_at") < pl.col("last_net")).fill_null(value=False)
    confirmed = (pl.col("status").is_not_null() & (pl.col("status_at") > pl.col("missed_at"))).fill_null(value=False)
    return (
        pl.when(gone & (~pl.col("observed") | missed | said_after)).then(pl.lit("no"))
        .when(gone & said_before).then(pl.lit("yes"))
        .when(gone | (missed & ~confirmed)).then(pl.lit("unknown"))
        .otherwise(pl.lit("yes"))
    )  # fmt: skip


def _latest(reach: pl.DataFrame) -> dict[str, RangeTable[datetime]]:
    """When each address was last covered by a finished scan, by realm."""
    dated = reach.filter((pl.col("field") == "fact.reach") & pl.col("at").is_not_null())
    ranges: dict[str, list[tuple[addresses.Span, datetime]]] = {}
    for realm, value, start in dated.sort("at").select("realm", "value", "at").iter_rows():
        if (covered := addresses.covered(value)) is not None:
            ranges.setdefault(realm, []).append((covered, start))
    return {realm: RangeTable(spans, later_wins=True) for realm, spans in ranges.items()}
