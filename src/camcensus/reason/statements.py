"""What records state of each device and what the network shows of it, question by question, ready to be compared.

A record is a register, a video management system, a list of an inventory, or a person with a camera or a notebook. The
network is everything that was answered, announced or overheard. Each value stands beside the form in which it is
compared (``norm``): what only spelling tells apart is the same.
"""

from __future__ import annotations

import polars as pl

from camcensus.model.knowledge import Knowledge
from camcensus.reason import hosts, identity, keys, serials, times, witnesses
from camcensus.reason.identity import Recognised
from camcensus.reason.sayings import Sayings
from camcensus.wire import macs

QUESTIONS = (
    "make", "driver", "model", "serial", "mac", "ip", "hostname", "class", "firmware", "site", "vlan", "channels",
)  # fmt: skip
"""What can be told differently, in the order in which it is shown."""

SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "device": pl.String,
    "question": pl.String,
    "is_stated": pl.Boolean,
    "value": pl.String,
    "norm": pl.String,
    "weight": pl.Int64,
    "last": pl.Datetime("us", "UTC"),
    "source": pl.String,
    "subject": pl.String,
    "position": pl.Int64,
    "scope": pl.String,
}
"""A value, by whom it was told, of which subject, and when it was last told so (null: undated); `scope` is that of an
address."""

_KINDS = {"ip": "ip", "mac": "mac", "serial": "serial", "host": "hostname"}
"""Kinds of key that answer a question."""

_ABOUT = {
    "model": "model", "firmware": "firmware", "class": "class", "serial": "serial", "mac": "mac", "brand": "make",
    "hardware_maker": "maker",
}  # fmt: skip
"""What recognised values speak about, and which question that answers; a maker is told by the network alone."""

_FIELDS = {
    "fact.site": "site",
    "fact.vlan": "vlan",
    "switch.vlan": "vlan",
    "fact.channel_count": "channels",
    "vms.channel_count": "channels",
    "channel.count": "used",
}
"""Fields whose value answers a question as it is. Of channels a record states how many there are; a recorder lists
those in use (``used``)."""


def gather(seen: pl.DataFrame, knowledge: Knowledge, sayings: Sayings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """(values with `SCHEMA`, what the network alone makes of each device: `identity.Combinations.identities`).

    `seen` is of `devices.Joined`.
    """
    recognised = identity.recognise(seen, sayings)
    stated = (seen["kind"].is_in(["asset", "photo"]) | seen["source"].str.contains(witnesses.PEOPLE)).alias("is_stated")
    rows = seen.select("device", "sighting", "source", "subject", "position", "field", "value").with_columns(
        stated, last=seen.select(pl.when(times.is_kept()).then(times.last_seen(seen))).to_series()
    )
    parts = [_plain(rows), _labelled(rows, knowledge, sayings), _keyed(seen, rows, knowledge), _said(rows, recognised)]
    found = pl.concat([part.cast({"weight": pl.Int64}) for part in parts], how="diagonal").select(list(SCHEMA))
    shown = Recognised(codes=recognised.codes.filter(~stated), spoken=recognised.spoken)
    alone = identity.combine(seen["device"].filter(~stated), shown, knowledge)
    network = alone.devices.join(alone.identities(), on="combination", how="left")
    sure = pl.col("class_weight") >= knowledge.vocabulary.weights.weak  # a hint at the class contradicts nobody
    network = network.with_columns(pl.when(sure).then("class"))
    return found.filter((pl.col("norm") != "") & pl.col("norm").is_not_null()), network


def _plain(rows: pl.DataFrame) -> pl.DataFrame:
    """Fields that answer a question as they are."""
    value = pl.col("value").str.strip_chars()
    found = rows.filter(pl.col("field").is_in(list(_FIELDS)))
    question = pl.col("field").replace_strict(_FIELDS)
    number = value.str.extract("([0-9]+)").str.strip_chars_start("0")
    norm = pl.when(question.is_in(["vlan", "channels", "used"])).then(number).otherwise(value.str.to_lowercase())
    return found.with_columns(question=question, norm=norm, weight=0)


def _labelled(rows: pl.DataFrame, knowledge: Knowledge, sayings: Sayings) -> pl.DataFrame:
    """What records call the make, as brands, and whose driver a video management system uses, as makers.

    A make that is no brand that is known keeps its own words.
    """
    found = rows.filter(pl.col("field").is_in(["register.make", "vms.driver"]))
    every = found.select("field", "value").unique().rows()
    empty = {"", *map(_letters, knowledge.vocabulary.placeholders)}
    norms = [
        (field, value, _brand(value, sayings) if field == "register.make" else _driver(value, knowledge, sayings))
        for field, value in every
        if _letters(value) not in empty
    ]
    schema = dict.fromkeys(("field", "value", "norm"), pl.String)
    known = pl.DataFrame(norms, schema=schema, orient="row")
    question = pl.when(pl.col("field") == "vms.driver").then(pl.lit("driver")).otherwise(pl.lit("make"))
    return found.join(known, on=["field", "value"]).with_columns(question=question, weight=0)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _brand(written: str, sayings: Sayings) -> str:
    return sayings.spellings.find(written) or written.strip().casefold()


def _driver(written: str, knowledge: Knowledge, sayings: Sayings) -> str | None:
    """The maker whose protocol a driver speaks, else the brand it names; None for drivers of any device."""
    said = sayings.of("vms.driver", written, "text")
    makers = {one.claim for one in said if one.about == "hardware_maker"}
    if makers:
        return makers.pop() if len(makers) == 1 else None
    brand = next((one.claim for one in said if one.about == "brand"), None) or sayings.spellings.find(written)
    return brand and (knowledge.brands[brand].manufacturer or brand)


def _keyed(seen: pl.DataFrame, rows: pl.DataFrame, knowledge: Knowledge) -> pl.DataFrame:
    """Addresses, serial numbers and host names, also those that answers state inside; without what names nothing."""
    words = knowledge.vocabulary
    held = keys.keys(seen, words.stated).filter(pl.col("kind").is_in(list(_KINDS)))
    held = held.select("sighting", "kind", "scope", norm="value", value="shown")
    numbers = held.filter(pl.col("kind") == "serial")["norm"].unique().to_list()
    names = held.filter(pl.col("kind") == "host")["norm"].unique().to_list()
    empty = [*serials.nameless(numbers, words.placeholders), *filter(hosts.is_common, names)]
    held = held.filter(~(pl.col("kind").is_in(["serial", "host"]) & pl.col("norm").is_in(empty)))
    said = rows.group_by("sighting").agg(
        pl.col("device", "is_stated", "source", "subject", "position").first(), pl.col("last").max()
    )
    serial = pl.col("kind") == "serial"
    return held.join(said, on="sighting").with_columns(
        question=pl.col("kind").replace_strict(_KINDS),
        norm=pl.when(serial).then(pl.col("norm").str.replace_all(_MARKS, "")).otherwise("norm"),
        weight=0,
    )


def _said(rows: pl.DataFrame, recognised: Recognised) -> pl.DataFrame:
    """What values say, as it is known of every value: models and firmware in one spelling, classes, brands, makers."""
    spoken = [
        (code, one.about, macs.normalise(one.claim) if one.about == "mac" else one.claim, one.weight)
        for code, said in enumerate(recognised.spoken)
        for one in said
        if one.about in _ABOUT
    ]
    schema = {"code": pl.UInt32, "about": pl.String, "claim": pl.String, "weight": pl.Int64}
    said = pl.DataFrame(spoken, schema=schema, orient="row").drop_nulls("claim")
    found = rows.with_columns(recognised.codes.alias("code")).join(said, on="code")
    field, label = pl.col("field"), pl.col("about").is_in(["brand", "hardware_maker"])
    # Who made it a record says in so many words, or a label does: a model number in a row is no second opinion.
    opinion = pl.col("is_stated") & label & ~field.str.starts_with("label.")
    found = found.filter(~opinion & (field != "vms.driver")).with_columns(
        question=pl.col("about").replace_strict(_ABOUT), value="claim"
    )
    norm = (
        pl.when(pl.col("question") == "firmware").then(_stepped(pl.col("claim")))
        .when(pl.col("question") == "model").then(pl.col("claim").str.to_lowercase().str.replace_all(_MARKS, ""))
        .when(pl.col("question") == "serial").then(pl.col("claim").str.to_uppercase().str.replace_all(_MARKS, ""))
        .otherwise("claim")
    )  # fmt: skip
    return found.with_columns(norm=norm)


_MARKS = r"[^\p{L}\p{N}]+"


def _stepped(version: pl.Expr) -> pl.Expr:
    """A version as its steps, a point between each two: ``V5.7.3build 230101`` is ``5.7.3.build.230101``."""
    parted = (
        version.str.to_lowercase().str.replace_all("([0-9])([a-z])", "$1.$2").str.replace_all("([a-z])([0-9])", "$1.$2")
    )
    return parted.str.replace_all(_MARKS, ".").str.strip_chars(".").str.replace(r"^v\.", "")
