"""Observations that speak of one thing become one device; two things on one address over time stay two.

1. Sightings that share a hard key that is not demoted, or an asset number, are one thing.
2. What has no hard key but an address joins the thing that held the address at that time (the nearest in time; undated,
   only if one thing ever held it). Two register rows never join one thing by address alone.
3. What is left on one address with no hard key at all is one thing per address.

The same observations give the same devices in any order of rows. Cost: about 5 µs a sighting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from camcensus.reason import keys as by
from camcensus.reason.parts import Stated
from camcensus.wire import canonical


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Devices, who belongs to them, and what was doubtful about it."""

    seen: pl.DataFrame
    """The device observations with their `device` (hex id)."""
    keys: pl.DataFrame
    """device, kind, value, shown, position (first), demoted (bool): every name the device goes by."""
    doubts: pl.DataFrame
    """device, code, detail: what a person should look at (`vocabulary/reasons.toml` has the sentences)."""


def join(observations: pl.DataFrame, placeholders: Collection[str] = (), stated: Stated | None = None) -> Joined:
    """The devices that the observations speak of. `observations` has `frames.SCHEMA` and `position`, in log order.

    `placeholders` are serial numbers that name nothing; `stated` says which parts of structured answers state keys.
    """
    seen = by.sightings(observations)
    held = by.keys(seen, stated)
    lame = by.demoted(held, placeholders)
    firm = held.join(lame, on="key", how="anti").filter(pl.col("kind").is_in([*by.HARD, "asset", "photo", "channel"]))
    count = int(seen["sighting"].max() or 0) + 1 if seen.height else 0  # type: ignore[arg-type]
    labels = _components(count, firm["sighting"].to_list(), _codes(firm["key"]))
    things = _things(seen, held, firm, labels)
    moves, contested = _attach(things, count)
    final = [moves.get(label, label) for label in labels]
    grouped = held.with_columns(thing=pl.Series(final, dtype=pl.UInt32).gather(held["sighting"]))
    names = _names(grouped, lame)
    device = names.select("thing", "device").unique("thing")
    called = dict(device.iter_rows())
    by_sighting = pl.Series([called[thing] for thing in final], dtype=pl.String)
    placed = seen.with_columns(device=by_sighting.gather(seen["sighting"]))
    doubts = _doubts(grouped.join(device, on="thing"), lame, contested)
    return Joined(seen=placed, keys=names.drop("thing"), doubts=doubts)


def _components(count: int, nodes: Iterable[int], keys: Iterable[int]) -> list[int]:
    """Each node's smallest fellow by shared keys (union-find with path halving)."""
    parent = list(range(count))
    first: dict[int, int] = {}
    for node, key in zip(nodes, keys, strict=True):
        other = first.setdefault(key, node)
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]  # noqa: PLW2901  # walking up the tree
        while parent[other] != other:
            parent[other] = parent[parent[other]]
            other = parent[other]
        if node != other:
            parent[max(node, other)] = min(node, other)
    for node in range(count):
        parent[node] = parent[parent[node]]
    return parent


def _things(seen: pl.DataFrame, held: pl.DataFrame, firm: pl.DataFrame, labels: list[int]) -> pl.DataFrame:
    """Each thing on each address: thing, key (of the address), start, end, hard, asset (or null), least key."""
    label = pl.DataFrame({"thing": labels}, schema={"thing": pl.UInt32}).with_row_index("sighting")
    times = seen.group_by("sighting").agg(_dated("at").min().alias("start"), _dated("until").max().alias("end"))
    traits = (
        firm.join(label, on="sighting")
        .group_by("thing")
        .agg(
            hard=pl.col("kind").is_in(by.HARD).any(),
            asset=pl.col("key").filter(pl.col("kind") == "asset").min(),
            least=pl.col("key").min(),
        )
    )
    return (
        held.filter(pl.col("kind") == "ip")
        .join(label, on="sighting")
        .join(times, on="sighting")
        .group_by("thing", "key", maintain_order=True)
        .agg(pl.col("start").min(), pl.col("end").max())
        .join(traits, on="thing", how="left")
        .with_columns(hard=pl.col("hard").fill_null(value=False))
    )


def _dated(column: str) -> pl.Expr:
    """Times from clocks that are kept; a device's own clock orders nothing."""
    return pl.when(pl.col("at_quality").is_in(["exact", "local-guessed"])).then(pl.col(column))


def _attach(things: pl.DataFrame, count: int) -> tuple[dict[int, int], pl.DataFrame]:
    """(thing to the thing it joins by address, addresses that several register rows claim: key, asset)."""
    soft = things.filter(~pl.col("hard"))
    holders = things.filter("hard").select(
        "key", holder="thing", held_from="start", held_to="end", held_by="asset", first="least"
    )
    pairs = soft.join(holders, on="key").with_columns(
        gap=pl.max_horizontal(
            (pl.col("held_from") - pl.col("end")).dt.total_microseconds(),
            (pl.col("start") - pl.col("held_to")).dt.total_microseconds(),
            pl.lit(0, dtype=pl.Int64),
        ),
        rivals=pl.col("holder").n_unique().over("thing"),
    )
    undated = pl.col("start").is_null() | pl.col("held_from").is_null()
    pairs = pairs.filter(~undated | (pl.col("rivals") == 1))
    chosen = pairs.sort(["thing", "gap", "held_to", "first"], descending=[False, False, True, False], nulls_last=True)
    chosen = chosen.unique("thing", keep="first", maintain_order=True)
    fits, contested = _one_row_each(chosen, target="holder")
    moves = dict(zip(fits["thing"].to_list(), fits["holder"].to_list(), strict=True))
    rest = soft.filter(~pl.col("thing").is_in(list(moves)) & ~pl.col("key").is_in(holders["key"].implode()))
    fits, more = _one_row_each(rest.with_columns(held_by=pl.lit(None, dtype=pl.String)), target="key")
    together = _components(count, fits["thing"].to_list(), _codes(fits["key"]))
    moves |= {thing: together[thing] for thing in fits["thing"].to_list()}
    return moves, pl.concat([contested, more])


def _codes(keys: pl.Series) -> list[int]:
    """Small numbers in place of long texts, equal where the texts are."""
    return keys.cast(pl.Categorical).to_physical().to_list()


def _one_row_each(pairs: pl.DataFrame, *, target: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split off the register rows that compete: at most one asset may join each target by address alone."""
    rows = pl.col("asset").drop_nulls().n_unique().over(target) + pl.col("held_by").drop_nulls().n_unique().over(target)
    competing = pl.col("asset").is_not_null() & (rows > 1)
    marked = pairs.with_columns(competing=competing)
    return marked.filter(~pl.col("competing")), marked.filter("competing").select("thing", "key", "asset")


def _names(grouped: pl.DataFrame, lame: pl.DataFrame) -> pl.DataFrame:
    """Every name of every thing with the id it gives: thing, device, kind, value, shown, position, demoted.

    A device's id comes from the strongest of the keys it was first known by, so it stays when better ones come later.
    """
    names = (
        grouped.group_by("thing", "key", maintain_order=True)
        .agg(pl.col("position").min(), pl.col("kind", "value", "scope", "shown").first())
        .join(lame.select("key", demoted=pl.lit(value=True)), on="key", how="left")
        .with_columns(
            demoted=pl.col("demoted").fill_null(value=False),
            strength=pl.col("kind").replace_strict(by.STRENGTH, return_dtype=pl.Int64),
        )
    )
    names = names.with_columns(least=pl.col("key").min().over("thing"), most=pl.col("key").max().over("thing"))
    first = names.sort("demoted", "position", "strength", "key").unique("thing", keep="first", maintain_order=True)
    # A name may have had several holders: the ids of those after the first say from when.
    first = first.sort("position", "least", "most")
    turn = pl.int_range(pl.len()).over("key")
    since = pl.when(turn > 0).then(pl.concat_str("position", turn, separator=".")).otherwise(pl.lit(""))
    first = first.with_columns(since=since)
    ids = [
        device_id(scope, kind, value, since)
        for scope, kind, value, since in first.select("scope", "kind", "value", "since").iter_rows()
    ]
    first = first.select("thing", device=pl.Series(ids, dtype=pl.String))
    return names.join(first, on="thing").select("thing", "device", "kind", "value", "shown", "position", "demoted")


def device_id(scope: str, kind: str, value: str, since: str = "") -> str:
    """The id (16 hex digits) that a key gives; the full key stays beside it, so that a clash would be seen."""
    return canonical.digest("device", 1, [scope, kind, value, since]).hex()[:16]


def _doubts(grouped: pl.DataFrame, lame: pl.DataFrame, contested: pl.DataFrame) -> pl.DataFrame:
    """Demoted keys, addresses held by several things or claimed by several rows, and things with two serials."""
    demoted = grouped.join(lame.select("key", "why"), on="key").select(
        "device", code="key-" + pl.col("why"), detail=pl.concat_str("kind", "value", separator=" ")
    )
    addresses = grouped.filter(pl.col("kind") == "ip").unique(["device", "key"])
    shared = addresses.filter(pl.col("device").n_unique().over("key") > 1)
    reused = shared.select("device", code=pl.lit("address-of-several"), detail="value")
    claims = (
        contested.join(grouped.select("thing", "device").unique(), on="thing")
        .select("device", code=pl.lit("address-claimed-twice"), detail=pl.col("key").str.extract(r"([^\x1f]*)$", 1))
    )  # fmt: skip
    serials = (
        grouped.filter(pl.col("kind") == "serial")
        .join(lame, on="key", how="anti")
        .group_by("device")
        .agg(pl.col("value").unique().sort())
        .filter(pl.col("value").list.len() > 1)
        .select("device", code=pl.lit("two-serials"), detail=pl.col("value").list.join(", "))
    )
    return pl.concat([demoted, reused, claims, serials]).unique().sort("device", "code", "detail")
