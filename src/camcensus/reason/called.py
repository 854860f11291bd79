"""Things that bear one host name, and whether the name is theirs alone.

A name is not the thing: who replaces a camera often gives the new one the old name. So a name joins least of all keys:

* A name that firmware ships with, or that is a model number, joins nothing (`hosts.is_common`).
* A name that two things bear at one time (two interfaces, serial numbers or addresses of one family), or that is the
  first label of two different whole names, joins nothing.
* Things that bore a name one after the other are one thing only if no two interfaces or serial numbers are among them
  and nothing that they say of themselves tells them apart.
* What has neither an address nor a key of its own (a neighbour in LLDP, a row of a list) joins who bore the name then.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from camcensus.reason import apart, hosts, joining, times

_OWN = ("mac", "serial")


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What names came to."""

    pairs: pl.DataFrame
    """thing, holder: of things that are one."""
    lame: pl.DataFrame
    """Names that join nothing: key, code, kind, value, why, count."""
    alone: pl.DataFrame
    """thing, value: things at several places that only their name (value) made one."""


def by_name(
    held: pl.DataFrame, seen: pl.DataFrame, when: pl.DataFrame, labels: pl.Series, known: pl.DataFrame
) -> Named:
    """The things that a host name shows to be one; `known` is of `joining.traits`, `labels` the thing of a sighting."""
    names = held.filter(pl.col("kind") == "host")
    names = names.select("sighting", "code", "key", "value", "shown", thing=labels.gather(names["sighting"]))
    common = _common(names, seen)
    borne = names.filter(~pl.col("code").is_in(common.implode()) & (pl.col("thing").n_unique().over("code") > 1))
    places = _places(borne, held, when, known)
    crowded = _crowded(borne, places)
    borne = borne.filter(~pl.col("code").is_in(crowded["code"].implode()))
    pairs, alone = _pairs(borne, places, held, seen, when, labels)
    pairs = _sound(pairs, known)
    kept = pl.col("thing").is_in(pl.concat([pairs["thing"], pairs["holder"]]).implode())
    shipped = common.to_frame("code").with_columns(why=pl.lit("common-name"), count=pl.lit(0, dtype=pl.UInt32))
    lame = names.unique("code").join(pl.concat([shipped, crowded]), on="code")
    lame = lame.select("key", "code", "value", "why", "count", kind=pl.lit("host"))
    return Named(pairs=pairs, lame=lame, alone=alone.filter(kept))


def _common(names: pl.DataFrame, seen: pl.DataFrame) -> pl.Series:
    """The names (codes) that say only what a thing is: of a list, or the model number that stands beside them."""
    every = names.select("code", "value").unique("code")
    listed = every.filter(pl.Series([hosts.is_common(value) for value in every["value"].to_list()], dtype=pl.Boolean))
    plain = pl.col("value").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]", "")
    models = seen.filter(
        (pl.col("field") == "model.number") & pl.col("sighting").is_in(names["sighting"].implode())
    ).select("sighting", model=plain)
    named = names.join(models, on="sighting").filter(plain == pl.col("model"))
    return pl.concat([listed["code"], named["code"]]).unique()


def _places(borne: pl.DataFrame, held: pl.DataFrame, when: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """code, thing, slot, start, end: in what way each thing is somewhere while it bears a name.

    A slot can be filled by one thing at a time: an IPv4 address, an IPv6 address, an interface, a serial number.
    """
    timed = borne.select("code", "thing", "sighting").join(when.select("sighting", "start", "end"), on="sighting")
    family = pl.when(pl.col("value").str.contains(":", literal=True)).then(pl.lit("6")).otherwise(pl.lit("4"))
    addressed = held.filter(pl.col("is_subject") & (pl.col("kind") == "ip")).select("sighting", slot=family)
    own = [
        timed.join(known.filter(kind).select("thing"), on="thing", how="semi").with_columns(slot=pl.lit(kind))
        for kind in _OWN
    ]
    columns = ["code", "thing", "slot", "start", "end"]
    return pl.concat([part.select(columns) for part in (timed.join(addressed, on="sighting"), *own)])


def _crowded(borne: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    """code, why, count: names that several things bear at one time, or that shorten several whole names."""
    at_once = times.most_at_once(places, ["code", "slot"], "thing").group_by("code").agg(count=pl.col("most").max())
    domains = borne.group_by("code").agg(count=hosts.whole(pl.col("shown")).drop_nulls().n_unique())
    found = pl.concat([part.with_columns(pl.col("count").cast(pl.UInt32)) for part in (at_once, domains)])
    found = found.group_by("code").agg(pl.col("count").max()).filter(pl.col("count") > 1)
    return found.select("code", why=pl.lit("many-bear"), count="count")


def _pairs(
    borne: pl.DataFrame,
    places: pl.DataFrame,
    held: pl.DataFrame,
    seen: pl.DataFrame,
    when: pl.DataFrame,
    labels: pl.Series,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(pairs, things at several places that only their name made one)."""
    here = places.join(borne.select("code").unique(), on="code", how="semi")
    bearers = _without_rivals(borne.select("code", "thing", "value").unique(), here, held, labels)
    own = here.filter(pl.col("slot").is_in(_OWN)).group_by("code", "slot").agg(pl.col("thing").n_unique())
    passed = own.filter(pl.col("thing") > 1)["code"]
    every = pl.DataFrame([labels.alias("thing")]).with_row_index("sighting").join(bearers, on="thing")
    told = apart.told(every.select("code", "sighting", place="thing"), seen, by_name=True)
    whole = bearers.filter(~pl.col("code").is_in(pl.concat([passed, told]).implode()))
    pairs = whole.with_columns(holder=pl.col("thing").min().over("code"))
    located = whole.join(here.select("code", "thing").unique(), on=["code", "thing"], how="semi")
    alone = located.filter(pl.col("thing").n_unique().over("code") > 1).select("thing", "value")
    rest = bearers.join(whole.select("code"), on="code", how="anti")
    return pl.concat([pairs.select("thing", "holder"), _guests(rest, borne, here, when)]), alone


def _without_rivals(bearers: pl.DataFrame, here: pl.DataFrame, held: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """The bearers without rows of one register that bear one name and are nowhere: a name alone joins only one."""
    rows = joining.rows(held, labels).join(bearers, on="thing")
    several = rows.filter(pl.col("asset").n_unique().over("code", "position") > 1).select("code", "thing").unique()
    rivals = several.join(here, on=["code", "thing"], how="anti")
    return bearers.join(rivals, on=["code", "thing"], how="anti")


def _guests(rest: pl.DataFrame, borne: pl.DataFrame, here: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Pairs (thing, holder) of things that are nowhere with the one that bore their name at that time."""
    dated = here.filter(pl.col("start").is_not_null()).select("start", "end", key="code", holder="thing")
    nowhere = rest.join(here, on=["code", "thing"], how="anti").select("code", "thing")
    asked = borne.join(nowhere, on=["code", "thing"]).join(when.select("sighting", "start", "end"), on="sighting")
    asked = asked.filter(pl.col("start").is_not_null()).select("thing", "start", "end", key="code")
    found = times.holders(asked, times.windows(dated)).filter(~pl.col("contested"))
    return found.filter(pl.col("holder").n_unique().over("thing") == 1).select("thing", "holder").unique()


def _sound(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The pairs without those that, all together, would give one thing two interfaces or two serial numbers."""
    every = pl.concat([pairs["thing"], pairs["holder"]]).unique()
    grouped = pl.DataFrame([every.alias("thing"), joining.paired(every, pairs).alias("group")])
    owned = grouped.join(known, on="thing").group_by("group").agg(pl.col(*_OWN).sum())
    broken = grouped.join(owned.filter(pl.any_horizontal(pl.col(*_OWN) > 1)), on="group", how="semi")
    return pairs.filter(~pl.col("thing").is_in(broken["thing"].implode()))
