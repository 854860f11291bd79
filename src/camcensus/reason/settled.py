"""What named persons have settled of devices: it stands above what anything else says, and both are shown.

A settled value is an observation of a family of its own, ``settled.<column>``, whose source names the person. Of one
column of one device the newest holds, and an empty value takes back what was settled before.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from camcensus.reason.parted import SOURCE as SOURCE  # noqa: PLC0414  # the person's name follows it

FAMILY = "settled."
VISUAL = {
    "camera": "yes",
    "recorder": "yes",
    "encoder": "yes",
    "doorbell": "yes",
    "vms": "yes",
    "intercom": "unknown",
    "access-control": "no",
    "not-camera": "no",
    "unknown": "unknown",
}
"""Whether a class is visual surveillance equipment."""

IDENTITY = ("class", "brand", "manufacturer", "hardware_maker", "model")
PLACES = ("site", "zone")
FACTS = ("installed_on", "acquired_on", "removed_on", "work", "controller", "status", "online", "federal_money",
         "bought_direct")  # fmt: skip
ABOUT = ("placement", "ordered_by", "fixed", "networked", "analytics", "audio", "cloud")
"""What is recorded for people and asked for by no clause yet: shown with the device."""
COLUMNS = (*IDENTITY, *PLACES, *FACTS, *ABOUT)
"""What can be settled."""


def newest(seen: pl.DataFrame) -> pl.DataFrame:
    """device, column, value, person, at: the newest of each; values that were taken back are left out."""
    rows = seen.filter(pl.col("source").str.starts_with(SOURCE) & pl.col("field").str.starts_with(FAMILY))
    return (
        rows.sort("at", "position", nulls_last=False)
        .group_by("device", "field", maintain_order=True)
        .agg(pl.col("value", "source", "at").last())
        .select(
            "device",
            "value",
            "at",
            column=pl.col("field").str.strip_prefix(FAMILY),
            person=pl.col("source").str.strip_prefix(SOURCE),
        )
        .filter(pl.col("column").is_in(COLUMNS) & (pl.col("value") != ""))
        .sort("device", "column")
    )


def lay_over(devices: pl.DataFrame, settled: pl.DataFrame) -> pl.DataFrame:
    """`devices` (of `candidates.gather`) with settled values in place of what was found; what is not settled stays.

    `settled` (a list of sentences, empty for most) says by whom, when, and what was found.
    """
    words: list[pl.DataFrame] = []
    for name in COLUMNS:
        mine = settled.filter(pl.col("column") == name).select("device", "value", "person", "at")
        if not mine.height:
            continue
        found = pl.col(name).cast(pl.String) if name in devices.columns else pl.lit(None, dtype=pl.String)
        beside = devices.select("device", found=found).join(mine, on="device")
        words.append(beside.select("device", words=_words(name)))
        if name in devices.columns:
            devices = _with(devices, name, mine.select("device", "value"))
        if name == "status" and "status_at" in devices.columns:
            devices = _with(devices, "status_at", mine.select("device", value="at"))
    told = pl.concat(words) if words else pl.DataFrame(schema={"device": pl.String, "words": pl.String})
    told = told.group_by("device", maintain_order=True).agg(settled="words")
    return devices.join(told, on="device", how="left", maintain_order="left").with_columns(
        pl.col("settled").fill_null([])
    )


def _words(name: str) -> pl.Expr:
    found = pl.when(pl.col("found").is_not_null()).then(pl.format("; found: {}", "found")).otherwise(pl.lit(""))
    day = pl.col("at").dt.strftime("%Y-%m-%d").fill_null("no day")
    return pl.format(f"{name} is {{}}, as {{}} settled on {{}}{{}}", "value", "person", day, found)


def _with(devices: pl.DataFrame, name: str, mine: pl.DataFrame) -> pl.DataFrame:
    kind = devices.schema[name]
    devices = (
        devices.join(mine, on="device", how="left", maintain_order="left")
        .with_columns(pl.coalesce(pl.col("value").cast(kind, strict=False), name).alias(name))
        .drop("value")
    )
    if name != "class":
        return devices
    said = pl.col("device").is_in(mine["device"].implode())
    visual = pl.col("class").replace_strict(VISUAL, default="unknown", return_dtype=pl.String)
    return devices.with_columns(
        visual=pl.when(said).then(visual).otherwise("visual"),
        candidate=pl.when(said).then(visual != "no").otherwise("candidate"),
    )


def fault(column: str, value: str, allowed: Mapping[str, tuple[str, ...]]) -> str:
    """Why a value cannot be settled, in words; empty: it can. `allowed` lists the words of columns that have some."""
    if column not in COLUMNS:
        return f"'{column}' cannot be settled; what can: {', '.join(COLUMNS)}"
    words = allowed.get(column)
    if value and words is not None and value not in words:
        shown = ", ".join(words[:20]) + (", ..." if len(words) > 20 else "")
        return f"'{value}' is no word for {column}: one of {shown or 'none yet'}"
    if value and column in ("installed_on", "acquired_on", "removed_on"):
        try:
            date.fromisoformat(value)
        except ValueError:
            return f"'{value}' is no day: write 2024-05-14"
    return ""
