"""What was seen of each device that no answer was made of: its papers, its place, and the observations themselves."""

from __future__ import annotations

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report._table import LIST, joined

EVIDENCE = 10
"""Observations that a row names."""

_LAST = {"location": ("register.location",), "recorder_stated": ("register.recorder", "vms.recorder")}
"""Columns whose newest word holds, and the fields that say it."""


_TEXTS = ("device", "asset", "label_photo", *_LAST, "evidence")


def facts(assessment: Assessment) -> pl.DataFrame:
    """device, asset, label_photo, location, recorder_stated, observations, evidence."""
    seen = assessment.seen
    if "device" not in seen.columns:
        return pl.DataFrame(schema={**dict.fromkeys(_TEXTS, pl.String), "observations": pl.Int64})
    found = seen.group_by("device").agg(observations=pl.len().cast(pl.Int64))
    for part in (assets(seen), _photos(seen), *(_last(seen, name) for name in _LAST), _evidence(assessment)):
        found = found.join(part, on="device", how="left")
    return found


def assets(seen: pl.DataFrame) -> pl.DataFrame:
    """device, asset: the lines of registers that are of it, as written."""
    own = seen.select("kind", "device", asset="name").filter(pl.col("kind") == "asset").drop("kind").unique()
    return own.group_by("device").agg(joined("asset"))


def _photos(seen: pl.DataFrame) -> pl.DataFrame:
    """Photographs by their names; of those handed over with a walk-round sheet also the hash."""
    subjects = seen.select("kind", "device", label_photo="name").filter(pl.col("kind") == "photo").drop("kind")
    named = seen.select("field", "device", "value", "original").filter(pl.col("field") == "survey.photo")
    kept = pl.concat_str("value", pl.lit(" sha256:"), pl.col("original").bin.encode("hex"))
    both = pl.concat([subjects, named.select("device", label_photo=pl.coalesce(kept, "value"))])
    return both.unique().group_by("device").agg(joined("label_photo"))


def _last(seen: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = seen.select("field", "device", "value", "at", "position")
    said = rows.filter(pl.col("field").is_in(_LAST[name]) & (pl.col("value") != ""))
    newest = said.sort("at", "position", "value", nulls_last=False)
    return newest.group_by("device", maintain_order=True).agg(pl.col("value").last().alias(name))


def _evidence(assessment: Assessment) -> pl.DataFrame:
    """device, evidence: ids of observations, those first on which rests what it is and who made it."""
    because = assessment.claims.select(_number("because")).to_series().unique()
    first = _number("id").is_in(because.implode())
    ranked = assessment.seen.select("device", "id", rank=_number("id") // 2 + pl.when(first).then(0).otherwise(1 << 63))
    few = ranked.sort("rank").group_by("device", maintain_order=True).head(EVIDENCE)
    return few.group_by("device", maintain_order=True).agg(evidence=shown().str.join(LIST))


def _number(column: str) -> pl.Expr:
    """The first 8 bytes of an id, which are enough to put some before others, and take a quarter of the room."""
    return pl.col(column).bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64(), endianness="big")


def shown() -> pl.Expr:
    """The ids of observations as they are shown: their first 12 digits."""
    return pl.col("id").bin.slice(0, 6).bin.encode("hex")
