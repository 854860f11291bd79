"""How things become one, step by step: each step gives pairs of things, and what forbids a pair.

A *thing* is what sightings were joined to so far; it is known by the number of its first sighting. What a thing can be
known by decides what it may join: an interface of its own (``mac``), one that was made up (``local``), a serial number
(``serial``), any key of the thing itself (``hard``). What only a record states (``mac`` without ``shown_mac``) may be
mistyped: it keeps a record from joining another thing, but not what the network shows from being one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from camcensus.reason import times

NEAR = int(timedelta(days=1).total_seconds()) * 1_000_000
"""Microseconds within which two looks at one address show the same thing, if nobody else was seen there."""


def components(count: int, nodes: Iterable[int], keys: Iterable[int]) -> list[int]:
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


def paired(labels: pl.Series, pairs: pl.DataFrame) -> pl.Series:
    """`labels` (the thing of each sighting) after each pair (thing, holder) became one."""
    if pairs.is_empty():
        return labels
    things = pl.concat([pairs["thing"], pairs["holder"]]).unique().sort()
    number = {thing: index for index, thing in enumerate(things.to_list())}
    nodes = [*map(number.__getitem__, pairs["thing"]), *map(number.__getitem__, pairs["holder"])]
    joined = components(len(things), nodes, [*range(pairs.height), *range(pairs.height)])
    return labels.replace(things, things.gather(joined))


TRAITS = ("hard", "mac", "local", "serial", "shown_mac", "shown_serial")


def traits(firm: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """thing, and `TRAITS`: what each thing that has a key of its own is known by.

    `firm` has sighting, kind, and whether it is `written`: stated by a record.
    """
    kind, shown = pl.col("kind"), ~pl.col("written")
    known = firm.select("kind", "written", thing=labels.gather(firm["sighting"])).group_by("thing").agg(
        hard=kind.is_in(["mac", "serial", "cert", "uuid"]).any(),
        mac=(kind == "mac").any(),
        local=(kind == "local").any(),
        serial=(kind == "serial").any(),
        shown_mac=((kind == "mac") & shown).any(),
        shown_serial=((kind == "serial") & shown).any(),
    )  # fmt: skip
    return known.filter(pl.any_horizontal("hard", "local"))


def allowed(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs (thing, holder) that bring no two interfaces to one place and no two serial numbers to one thing.

    The thing shows no interface of its own. Where several things would bring a serial number to one holder, or it has
    one, none of them does; where one thing would bring together holders with a serial number each, it joins neither.
    A serial number that the network shows gives way only to another that it shows.
    """
    own = known.select("thing", "serial", shown="shown_serial", placed=pl.any_horizontal("shown_mac", "local"))
    pairs = pairs.select("thing", "holder").unique().filter(pl.col("thing") != pl.col("holder"))
    pairs = pairs.join(own, on="thing", how="left").join(
        own.select(holder="thing", has="serial", has_shown="shown"), on="holder", how="left"
    )
    pairs = pairs.with_columns(pl.exclude("thing", "holder").fill_null(value=False)).filter(~pl.col("placed"))
    written, shown = (
        pl.col("thing").filter(kind).n_unique().over("holder") + pl.col(has).cast(pl.UInt32)
        for kind, has in (("serial", "has"), ("shown", "has_shown"))
    )
    pairs = pairs.filter(~pl.col("serial") | pl.when("shown").then(shown == 1).otherwise(written == 1))
    numbered = pairs.with_columns(group=paired(pairs["holder"], pairs))
    bearing = [
        numbered.filter("shown").select("group", one="thing"),
        numbered.filter("has_shown").select("group", one="holder"),
    ]
    crowded = pl.concat(bearing).group_by("group").agg(pl.col("one").n_unique()).filter(pl.col("one") > 1)["group"]
    links = pl.col("group").is_in(crowded.implode()) & (pl.col("holder").n_unique().over("thing") > 1)
    return numbered.filter(~links).select("thing", "holder")


def by_address(places: pl.DataFrame, guest: pl.Expr, holder: pl.Expr) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(pairs, rest): for each guest the thing that held its address at that time.

    `places`: thing, code and key of an address, start, end, and what the things are known by. Of a guest that was seen
    at an address more than once the last time counts. Undated, it joins only if one thing ever held the address.

    Pairs: thing, holder, key, gap (microseconds; null: undated). Rest: thing, key, place and run of guests that joined
    nobody; those of one place and one run were there together.
    """
    latest = places.filter(guest).sort("end", "start", nulls_last=False)
    guests = latest.unique(["thing", "code"], keep="last", maintain_order=True)
    guests = guests.select("thing", "key", "start", "end", place="code")
    held = places.filter(holder).select("thing", "start", "end", place="code")
    held = held.join(guests.select("place").unique(), on="place", how="semi")
    only = held.group_by("place").agg(rivals=pl.col("thing").n_unique(), only=pl.col("thing").min())
    sole = guests.join(only, on="place", how="left").with_columns(
        sole=(pl.col("rivals").max().over("thing") == 1) & (pl.col("only").drop_nulls().n_unique().over("thing") == 1)
    )
    windows = times.windows(held.filter(pl.col("start").is_not_null()).rename({"place": "key", "thing": "holder"}))
    dated = sole.filter(pl.col("start").is_not_null())
    asked = dated.select("thing", "start", "end", key="place")
    found = times.holders(asked, windows).rename({"key": "place"}).drop("start", "end")
    met = sole.join(found, on=["thing", "place"], how="left")
    sure, alone = ~pl.col("contested"), pl.col("contested").is_null() & pl.col("sole")
    met = met.with_columns(holder=pl.when(sure).then("holder").when(alone).then("only"))
    pairs = met.filter(pl.col("holder").is_not_null()).sort("thing", "gap", "key", nulls_last=True)
    pairs = pairs.unique("thing", keep="first", maintain_order=True).select("thing", "holder", "key", "gap")
    rest = met.join(pairs, on="thing", how="anti")
    free, undated = pl.col("rivals").is_null(), pl.col("run").is_null()
    run = pl.when(free).then(_FREE).when(undated).then(_UNDATED).otherwise(pl.col("run").cast(pl.Int64))
    return pairs, rest.select("thing", "key", "place", run=run)


_FREE, _UNDATED = -1, -2
"""Runs of guests at an address that nobody held, and of those at one that several held who knows when."""


def one_row_each(pairs: pl.DataFrame, rows: pl.DataFrame, target: list[str]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(pairs, contested): rows of one register that compete for a `target` join nothing by a name alone.

    `rows`: thing, position and asset of each register row. Contested: thing, key.
    """
    own = pairs.select("thing", "key", *target).join(rows, on="thing")
    claims = own.select(*target, "position", "asset")
    if target == ["holder"]:
        there = pairs.select("holder").unique().join(rows, left_on="holder", right_on="thing")
        claims = pl.concat([claims, there.select(*target, "position", "asset")])
    several = claims.group_by(*target, "position").agg(pl.col("asset").n_unique()).filter(pl.col("asset") > 1)
    competing = own.join(several, on=[*target, "position"], how="semi").select("thing", "key").unique()
    return pairs.join(competing, on="thing", how="anti"), competing


def rows(held: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """thing, position, asset: each register row, by the read it stands in."""
    own = held.filter(pl.col("is_subject") & (pl.col("kind") == "asset"))
    return own.select("position", asset="code", thing=labels.gather(own["sighting"])).unique()
