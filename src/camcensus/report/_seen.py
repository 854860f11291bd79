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
    own = seen.filter(pl.col("kind") == "asset").select("device", asset="name").unique()
    return own.group_by("device").agg(joined("asset"))


def _photos(seen: pl.DataFrame) -> pl.DataFrame:
    """Photographs by their names; of those handed over with a walk-round sheet also the hash."""
    subjects = seen.filter(pl.col("kind") == "photo").select("device", label_photo="name")
    named = seen.filter(pl.col("field") == "survey.photo")
    kept = pl.concat_str("value", pl.lit(" sha256:"), pl.col("original").bin.encode("hex"))
    both = pl.concat([subjects, named.select("device", label_photo=pl.coalesce(kept, "value"))])
    return both.unique().group_by("device").agg(joined("label_photo"))


def _last(seen: pl.DataFrame, name: str) -> pl.DataFrame:
    rows = seen.filter(pl.col("field").is_in(_LAST[name]) & (pl.col("value") != ""))
    newest = rows.select("device", "value", "at", "position").sort("at", "position", "value", nulls_last=False)
    return newest.group_by("device", maintain_order=True).agg(pl.col("value").last().alias(name))


def _evidence(assessment: Assessment) -> pl.DataFrame:
    """device, evidence: ids of observations, those first on which rests what it is and who made it."""
    cited = pl.col("id").is_in(assessment.claims["because"].unique().implode())
    number = pl.col("id").bin.slice(0, 8).bin.reinterpret(dtype=pl.UInt64(), endianness="big") // 2
    ordered = assessment.seen.select("device", id=shown(), rank=number + pl.when(cited).then(0).otherwise(1 << 63))
    few = ordered.sort("rank").group_by("device", maintain_order=True).head(EVIDENCE)
    return few.group_by("device", maintain_order=True).agg(evidence=pl.col("id").str.join(LIST))


def shown() -> pl.Expr:
    """The ids of observations as they are shown: their first 12 digits."""
    return pl.col("id").bin.slice(0, 6).bin.encode("hex")
