"""All that is known of each device in one row, and whether anything marks it as surveillance equipment."""

from __future__ import annotations

import polars as pl

from camcensus.reason.devices import Joined
from camcensus.reason.facts import NO, YES


def gather(joined: Joined, *parts: pl.DataFrame) -> pl.DataFrame:
    """Identities, places, presence and stated facts side by side, with `names`, `label` and `candidate`.

    A host is a candidate if its class, its maker, its label, one of its ports or a register says so. Other hosts are
    counted and not judged.
    """
    every = _names(joined.keys)
    for part in parts:
        every = every.join(part, on="device")
    marked = pl.col("hardware_maker").is_not_null() | pl.col("brand").is_not_null() | pl.col("port_mark")
    visual = pl.col("visual").fill_null("")
    return every.with_columns(candidate=((visual == YES) | marked | pl.col("in_register")) & (visual != NO))


def _names(keys: pl.DataFrame) -> pl.DataFrame:
    """device, names (all it can be called by, lower case), label (the one people would use)."""
    called = pl.concat(
        [
            keys.select("device", name=pl.concat_str("kind", "value", separator=":")),
            keys.select("device", name="value"),
            keys.select("device", name="device"),
            keys.filter(pl.col("kind") == "host").select("device", name="shown"),
        ]
    )
    names = called.group_by("device").agg(names=pl.col("name").str.to_lowercase().unique().sort())
    rank = pl.col("kind").replace_strict({"asset": 0, "ip": 1, "serial": 2, "mac": 3}, default=4, return_dtype=pl.Int8)
    labels = keys.sort(rank, "value").group_by("device", maintain_order=True).agg(label=pl.col("shown").first())
    return names.join(labels, on="device")
