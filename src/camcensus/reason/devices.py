"""Observations that speak of one thing become one device; two things on one address over time stay two.

1. Sightings that share a hard key that is not demoted, or an asset number, are one thing. A made-up Ethernet address
   joins only sightings whose times overlap, or that were at one address: over time it names nothing.
2. An address is its holder's: what was seen there while a lease, a capture or an ARP table bound it to an interface is
   of that interface; what has a serial number or a certificate but no interface, and was seen there within a day of it,
   as well. Never where that would bring two interfaces or two serial numbers together.
3. What has no key of its own joins the thing that held its address then: the one in whose time it falls, else the
   nearest in time; undated, only if one thing ever held the address; nothing where several may have. Two rows of one
   register never join one thing by address alone.
4. What is left on one address is one thing there, as long as nobody else came between.
5. Things that bear one host name of their own (`reason.called`).
6. What a named person said of two names (`reason.parted`).

The same observations give the same devices in any order of rows and of reading. Cost: about 2 µs a row.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import polars as pl

from camcensus.model import frames
from camcensus.reason import bindings, called, joining, marks, parted, times
from camcensus.reason import keys as by
from camcensus.reason.parts import Stated

_FIRM = (*by.HARD, "asset", "photo", "walk", "channel")


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
    said = observations["source"].str.starts_with(parted.SOURCE)
    told, seen = (by.sightings(frames.only(observations, which)) for which in (said, ~said))
    words = parted.newest(told)
    joined, aside = _together(seen, words, placeholders, stated)
    for _ in range(words.height):  # each round parts one thing; a word that cannot be followed is left
        if aside.is_empty():
            break
        further = seen.join(aside, on="sighting", how="left", maintain_order="left")["apart"].fill_null("")
        seen = seen.with_columns(body=pl.col("body") + further)
        joined, aside = _together(seen, words, placeholders, stated)
    if told.is_empty():
        return joined
    return replace(joined, seen=pl.concat([joined.seen, parted.attached(told, joined.keys)]))


def _together(
    seen: pl.DataFrame, words: pl.DataFrame, placeholders: Collection[str], stated: Stated | None
) -> tuple[Joined, pl.DataFrame]:
    """(what is one, by keys, addresses, times and persons' words; what is still to be parted from what it joined)."""
    held = by.keys(seen, stated)
    when = times.spans(seen)
    lent = bindings.lent(held, seen, when)
    lame = by.demoted(held, placeholders, by.Looks(seen=seen, when=when, lent=lent))
    firm = _firm(held, lame, when)
    labels = _joined(seen, firm)
    labels = joining.paired(labels, _leased(lent, firm, labels))
    labels, contested = _by_address(held, firm, when, labels)
    named = called.by_name(held, seen, when, labels, joining.traits(firm, labels))
    labels = joining.paired(labels, named.pairs)
    labels = joining.paired(labels, parted.pairs(words, held, labels))
    lame = pl.concat([lame, named.lame.select(lame.columns)])
    grouped = held.with_columns(thing=labels.gather(held["sighting"]))
    names = _names(grouped, lame)
    device = names.select("thing", "device").unique("thing")
    by_sighting = device.join(pl.DataFrame([labels.alias("thing")]), on="thing", how="right", maintain_order="right")
    placed = seen.with_columns(device=by_sighting["device"].gather(seen["sighting"]))
    found = grouped.join(device, on="thing")
    # A thing is called by one of its sightings, so whatever it became since is found by that.
    told = [part.with_columns(thing=labels.gather(part["thing"])) for part in (contested, named.alone)]
    doubts = _doubts(found, lame, *(part.join(device, on="thing") for part in told))
    marked = marks.find(found.join(lame.select("code"), on="code", how="anti"), when)
    doubts = pl.concat([doubts, marked]).unique().sort("device", "code", "detail")
    placed = placed.with_columns(body=parted.whole(pl.col("body")))
    return Joined(seen=placed, keys=names.drop("thing"), doubts=doubts), parted.side(words, held, labels)


def _firm(held: pl.DataFrame, lame: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """sighting, kind, code, written, mac, place: what makes sightings one.

    A made-up Ethernet address is of one time, or of one place (``local``); `mac` and `place` say of which. `written`: a
    record states it, the network does not show it.
    """
    records = held.filter(pl.col("is_subject") & pl.col("kind").is_in(["asset", "photo", "walk"]))["sighting"].implode()
    held = held.with_columns(written=pl.col("sighting").is_in(records))
    firm = held.join(lame.select("code"), on="code", how="anti").filter(pl.col("kind").is_in(_FIRM))
    firm = firm.select("sighting", "kind", "code", "written", mac="code", place=pl.lit(None, dtype=pl.UInt64))
    made_up = lame.filter(pl.col("why") == "made-up-address")
    local = held.join(made_up.select("code"), on="code", how="semi").select("sighting", "written", mac="code")
    if local.is_empty():
        return firm
    dated = local.join(when.select("sighting", "start", "end"), on="sighting").filter(pl.col("start").is_not_null())
    here = held.filter(pl.col("is_subject") & (pl.col("kind") == "ip")).select("sighting", place="code")
    once = times.islands(dated, "mac").with_columns(place=pl.lit(None, dtype=pl.UInt64))
    there = local.join(here, on="sighting").with_columns(island=pl.lit(None, dtype=pl.UInt32))
    columns = ["sighting", "written", "mac", "place", "island"]
    rest = pl.concat([once.select(columns), there.select(columns)])
    own = pl.struct("mac", "place", "island").hash()
    return pl.concat([firm, rest.with_columns(kind=pl.lit("local"), code=own).select(firm.columns)])


def _joined(seen: pl.DataFrame, firm: pl.DataFrame) -> pl.Series:
    """The thing of each sighting by firm keys alone."""
    count = int(seen["sighting"].max() or 0) + 1 if seen.height else 0  # type: ignore[arg-type]
    found = joining.components(count, firm["sighting"].to_list(), firm["code"].to_list())
    return pl.Series("thing", found, dtype=pl.UInt32)


def _leased(lent: pl.DataFrame, firm: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """Pairs (thing, holder): what was seen at an address, and the interface that the address was bound to then."""
    things = firm.with_columns(holder=labels.gather(firm["sighting"]))
    own = things.filter(pl.col("kind") == "mac").select("mac", "holder").unique("mac")
    made_up = things.filter(pl.col("place").is_not_null()).select("mac", "place", "holder").unique(["mac", "place"])
    asked = lent.select("place", mac="code", thing=labels.gather(lent["sighting"]))
    found = [asked.join(own, on="mac"), asked.join(made_up, on=["mac", "place"])]
    pairs = pl.concat([part.select("thing", "holder") for part in found])
    return joining.allowed(pairs, joining.traits(firm, labels))


def _by_address(
    held: pl.DataFrame, firm: pl.DataFrame, when: pl.DataFrame, labels: pl.Series
) -> tuple[pl.Series, pl.DataFrame]:
    """(the thing of each sighting, register rows that compete for an address: thing, key)."""
    addresses = held.filter(pl.col("kind") == "ip").select("sighting", "key", "code")
    addresses = addresses.join(when.select("sighting", "start", "end"), on="sighting", maintain_order="left")
    contested = []
    hard, mac, local = pl.col("hard"), pl.col("mac"), pl.col("local")
    steps = ((hard & ~mac & ~local, mac | local, joining.NEAR), (~hard & ~local, hard | local, None))
    for guest, holder, limit in steps:
        known, rows = joining.traits(firm, labels), joining.rows(held, labels)
        places = addresses.with_columns(thing=labels.gather(addresses["sighting"]))
        places = places.join(known, on="thing", how="left").with_columns(pl.col(*joining.TRAITS).fill_null(value=False))
        pairs, rest = joining.by_address(places, guest, holder)
        if limit is not None:  # what a register says of a device holds longer than a day
            near = (pl.col("gap") <= limit).fill_null(value=False)
            pairs = pairs.filter(near | pl.col("thing").is_in(_only_rows(held, labels).implode()))
        pairs, rivals = joining.one_row_each(pairs, rows, ["holder"])
        contested.append(rivals)
        labels = joining.paired(labels, joining.allowed(pairs, known))
    alone, rivals = joining.one_row_each(rest, rows, ["place", "run"])
    first = pl.col("thing").min().over("place", "run")
    labels = joining.paired(labels, alone.select("thing", holder=first))
    return labels, pl.concat([*contested, rivals])


def _only_rows(held: pl.DataFrame, labels: pl.Series) -> pl.Series:
    """The things that only registers speak of."""
    subjects = held.filter("is_subject")
    rows = pl.DataFrame([labels.gather(subjects["sighting"]).alias("thing"), subjects["kind"] == "asset"])
    return rows.group_by("thing").agg(pl.col("kind").all()).filter("kind")["thing"]


def _names(grouped: pl.DataFrame, lame: pl.DataFrame) -> pl.DataFrame:
    """Every name of every thing with the id it gives: thing, device, kind, value, shown, position, demoted.

    A device's id comes from the strongest of the keys it was first known by, so it stays when better ones come later.
    """
    names = (
        grouped.group_by("thing", "code", maintain_order=True)
        .agg(pl.col("position").min(), pl.col("kind", "value", "scope", "shown", "key").first())
        .join(lame.select("code", demoted=pl.lit(value=True)), on="code", how="left", maintain_order="left")
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
        by.device_id(scope, kind, value, since)
        for scope, kind, value, since in first.select("scope", "kind", "value", "since").iter_rows()
    ]
    first = first.select("thing", device=pl.Series(ids, dtype=pl.String))
    return names.join(first, on="thing").select(
        "thing", "device", "kind", "value", "shown", "position", "demoted", key=parted.whole(pl.col("key"))
    )


def _doubts(grouped: pl.DataFrame, lame: pl.DataFrame, contested: pl.DataFrame, alone: pl.DataFrame) -> pl.DataFrame:
    """Demoted keys, addresses held by several things or claimed by several rows, things with two serials or one name.

    A name that firmware ships with is not shown: nobody need look at it.
    """
    worth = lame.filter(pl.col("why") != "common-name")
    demoted = grouped.join(worth.select("code", "why"), on="code").select(
        "device", code="key-" + pl.col("why"), detail=pl.concat_str("kind", "value", separator=" ")
    )
    addresses = grouped.filter(pl.col("kind") == "ip").unique(["device", "code"])
    shared = addresses.filter(pl.col("device").n_unique().over("code") > 1)
    reused = shared.select("device", code=pl.lit("address-of-several"), detail="value")
    claims = contested.select(
        "device", code=pl.lit("address-claimed-twice"), detail=pl.col("key").str.extract(r"([^\x1f]*)$", 1)
    )
    serials = (
        grouped.filter(pl.col("kind") == "serial")
        .join(lame.select("code"), on="code", how="anti")
        .unique(["device", "value"])
    )
    whole = serials.join(serials.select("device", longer="value"), on="device").filter(
        (pl.col("value") != pl.col("longer")) & pl.col("longer").str.contains(pl.col("value"), literal=True)
    )  # the number on the label, which the device answers with more before it
    several = (
        serials.join(whole, on=["device", "value"], how="anti")
        .group_by("device")
        .agg(pl.col("value").sort())
        .filter(pl.col("value").list.len() > 1)
        .select("device", code=pl.lit("two-serials"), detail=pl.col("value").list.join(", "))
    )
    by_name = alone.select("device", code=pl.lit("joined-by-name"), detail="value")
    return pl.concat([demoted, reused, claims, several, by_name]).unique()
