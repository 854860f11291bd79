"""Who made each device: claims weighed by origin, in four separate roles; a tie is unknown.

Weights are decibans (`model.identity.STRENGTHS`). Of the claims of one origin on one answer the strongest counts once;
different origins add up. An answer stands when it weighs at least `NAMED` and is `MARGIN` ahead of the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.model.identity import CLASSES, MARGIN, NAMED, STRENGTHS, SURVEILLANCE
from camcensus.model.knowledge import Brand, Knowledge, Registrants
from camcensus.reason.brands import Spellings, behind
from camcensus.reason.matcher import CLAIMS, Matcher

ROLES = ("brand", "manufacturer", "hardware_maker", "class", "visual", "model", "firmware")
"""What is settled for each device. `visual` is yes or no: of a camera or a recorder, which of both may be open."""

_NEEDED = {
    "class": STRENGTHS["weak"],
    "visual": STRENGTHS["weak"],
    "model": STRENGTHS["hint"],
    "firmware": STRENGTHS["hint"],
}
"""What these are worth knowing at less than `NAMED`: nothing is judged by them alone."""

_AHEAD = {"model": 0, "firmware": 0, "class": 1, "visual": 1}

_PLAIN = {
    "model.number": ("model", "medium"),
    "firmware.version": ("firmware", "medium"),
    "fact.class": ("class", "medium"),
}
"""Fields whose value is the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Claims and what they add up to."""

    claims: pl.DataFrame
    """device, about, claim, weight, origin, by, because (observation id)."""
    identities: pl.DataFrame
    """One row a device: device, and for each of `ROLES` the answer, its weight (``x_weight``) and the answers that did
    not stand (``x_others``, text)."""


def name(seen: pl.DataFrame, knowledge: Knowledge, registrants: Registrants, matcher: Matcher) -> Named:
    """Identities of the devices of `seen` (observations with `device`), from all evidence together."""
    values = seen.select("field", "value", "encoding").unique()
    on_values = pl.concat(
        [
            matcher.claims(values),
            Spellings(knowledge.brands).claims(values),
            _plain(values),
            _registered(values, knowledge, registrants),
        ]
    )
    claims = seen.select("device", "field", "value", "encoding", because="id").join(
        on_values, on=["field", "value", "encoding"]
    )
    claims = claims.select("device", "about", "claim", "weight", "origin", "by", "because")
    claims = pl.concat([claims, _visual(claims)])
    first = _settle(claims)
    claims = pl.concat([claims, _behind_brands(first, claims, seen, knowledge.brands)])
    claims = claims.unique(maintain_order=True).sort("device", "about", "claim", "origin", "by", "because")
    everyone = seen.select("device").unique().sort("device")
    return Named(
        claims=claims, identities=everyone.join(_settle(claims), on="device", how="left", maintain_order="left")
    )


def _visual(claims: pl.DataFrame) -> pl.DataFrame:
    """From claims on the class: whether it is surveillance equipment at all."""
    kinds = claims.filter(pl.col("about") == "class")
    answer = pl.when(pl.col("claim").is_in(SURVEILLANCE)).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return kinds.with_columns(about=pl.lit("visual"), claim=answer)


def _plain(values: pl.DataFrame) -> pl.DataFrame:
    """Claims of fields that say the thing itself: a model number, a firmware version, a class."""
    rows = []
    for field, value, encoding in values.filter(pl.col("field").is_in(list(_PLAIN))).iter_rows():
        about, strength = _PLAIN[field]
        if encoding == "text" and (about != "class" or value in CLASSES):
            rows.append((field, value, encoding, about, value, STRENGTHS[strength], f"stated:{field}", field))
    return pl.DataFrame(rows, schema=CLAIMS, orient="row")


def _registered(values: pl.DataFrame, knowledge: Knowledge, registrants: Registrants) -> pl.DataFrame:
    """Weak claims from who holds the block of an Ethernet address: the label's owner may have one of its own."""
    makers = {name: maker.id for maker in knowledge.makers.values() for name in maker.registrants}
    by = f"registrants@{registrants.made}"
    rows = [
        (field, value, encoding, "hardware_maker", maker, STRENGTHS["weak"], "registrant", by)
        for field, value, encoding in values.filter(pl.col("field") == "mac").iter_rows()
        if (maker := makers.get(registrants.names.get(value[:8], ""))) is not None
    ]
    return pl.DataFrame(rows, schema=CLAIMS, orient="row")


def _behind_brands(
    settled: pl.DataFrame, claims: pl.DataFrame, seen: pl.DataFrame, brands: Mapping[str, Brand]
) -> pl.DataFrame:
    """Claims on manufacturer and hardware maker that follow from the settled brand, model and year.

    Each distinct combination is looked up once. No such claim weighs more than the brand's own evidence.
    """
    years = (
        seen.filter(pl.col("field") == "fact.installed_on")
        .group_by("device")
        .agg(year=pl.col("value").min().str.head(4).cast(pl.Int64, strict=False))
    )
    because = claims.filter(pl.col("about") == "brand").group_by("device", "claim").agg(pl.col("because").min())
    labelled = (
        settled.filter(pl.col("brand").is_not_null())
        .select("device", "brand", "brand_weight", "model")
        .join(years, on="device", how="left")
        .join(because, left_on=["device", "brand"], right_on=["device", "claim"])
    )
    combinations = labelled.select("brand", "model", "year").unique()
    rows = []
    for brand, model, year in combinations.iter_rows():
        for role, maker, weight, entry in behind(brands[brand], model=model, installed=year):
            by = f"brands/{brand}" + (f" ({entry.extent}, {entry.confidence})" if entry else "")
            rows.append((brand, model, year, role, maker, weight, f"brand:{brand}", by))
    schema = {"brand": pl.String, "model": pl.String, "year": pl.Int64, "about": pl.String, "claim": pl.String,
              "limit": pl.Int64, "origin": pl.String, "by": pl.String}  # fmt: skip
    found = pl.DataFrame(rows, schema=schema, orient="row")
    joined = labelled.join(found, on=["brand", "model", "year"], nulls_equal=True)
    return joined.select(
        "device", "about", "claim", weight=pl.min_horizontal("limit", "brand_weight"), origin="origin", by="by",
        because="because",
    )  # fmt: skip


def _settle(claims: pl.DataFrame) -> pl.DataFrame:
    """One row a device with a claim: the answers that stand, what they weigh, and those that do not stand."""
    weighed = (
        claims.group_by("device", "about", "claim", "origin")
        .agg(pl.col("weight").max())
        .group_by("device", "about", "claim")
        .agg(pl.col("weight").sum())
        .sort(["device", "about", "weight", "claim"], descending=[False, False, True, False])
    )
    best = weighed.group_by("device", "about", maintain_order=True).agg(
        top=pl.col("claim").first(),
        weight=pl.col("weight").first(),
        second=pl.col("weight").get(1, null_on_oob=True),
        ranked=pl.concat_str("claim", pl.col("weight").cast(pl.String), separator=" "),
    )
    needed = pl.col("about").replace_strict(_NEEDED, default=NAMED, return_dtype=pl.Int64)
    ahead = pl.col("about").replace_strict(_AHEAD, default=MARGIN, return_dtype=pl.Int64)
    stands = (pl.col("weight") >= needed) & (pl.col("weight") - pl.col("second").fill_null(0) >= ahead)
    best = best.with_columns(
        answer=pl.when(stands).then(pl.col("top")),
        others=pl.when(stands).then(pl.col("ranked").list.slice(1)).otherwise(pl.col("ranked")).list.join("; "),
    )
    wide = best.select("device").unique(maintain_order=True)
    for role in ROLES:
        part = best.filter(pl.col("about") == role).select(
            "device", pl.col("answer").alias(role), pl.when(pl.col("answer").is_not_null()).then("weight")
            .otherwise(0).alias(f"{role}_weight"), pl.col("others").alias(f"{role}_others"),
        )  # fmt: skip
        wide = wide.join(part, on="device", how="left", maintain_order="left")
    return wide.with_columns(
        *(pl.col(f"{role}_weight").fill_null(0) for role in ROLES),
        *(pl.col(f"{role}_others").fill_null("") for role in ROLES),
    )
