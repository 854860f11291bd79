"""The channels on which recorders list cameras, each with what the recorder says of it."""

from __future__ import annotations

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.report._seen import EVIDENCE, shown
from camcensus.report._table import LIST, TYPES, joined

_SAID = {
    "recorder_at": "channel.recorder", "channel": "channel.number", "channel_name": "channel.name",
    "channel_state": "channel.state", "addresses": "channel.address", "mac": "channel.mac", "serial": "channel.serial",
}  # fmt: skip
_SHOWN = ("recorder", "channel", "channel_name", "channel_state")
SCHEMA: dict[str, pl.DataType] = {
    **dict.fromkeys(("device", "subject", *_SAID, "recorder"), pl.String()),
    **dict.fromkeys(("first_seen", "last_seen"), TYPES["moment"]),
    "observations": TYPES["integer"],
    "evidence": pl.String(),
}


def listed(assessment: Assessment) -> pl.DataFrame:
    """One row for each channel of each device, by device and channel: `SCHEMA`; the newest word of each kind holds.

    `recorder` is the name of the device that is the recorder where one is known by the address or name given, else
    what was given.
    """
    seen = assessment.seen
    if "device" not in seen.columns:
        return pl.DataFrame(schema=SCHEMA)
    rows = seen.filter(pl.col("kind") == "channel").sort("position", "id")
    own = pl.col("name")
    told = rows.group_by("device", "subject", "realm", own, maintain_order=True).agg(
        **{name: pl.col("value").filter(pl.col("field") == field).last() for name, field in _SAID.items()},
        first_seen=pl.col("at").min(),
        last_seen=pl.max_horizontal("at", "until").max(),
        observations=pl.len().cast(pl.Int64),
        evidence=shown().unique(maintain_order=True).head(EVIDENCE).str.join(LIST),
    )
    told = told.with_columns(
        recorder_at=pl.coalesce("recorder_at", own.str.extract(r"^(.*)/[^/]*$", 1)),
        channel=pl.coalesce("channel", own.str.extract(r"/([^/]*)$", 1)),
    )
    named = told.join(_recorders(assessment, told), on=["realm", "recorder_at"], how="left", maintain_order="left")
    made = named.with_columns(recorder=pl.coalesce("recorder", "recorder_at"))
    number = pl.col("channel").str.to_integer(strict=False)
    ordered = made.sort("device", "recorder", number, "subject")
    return ordered.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _recorders(assessment: Assessment, told: pl.DataFrame) -> pl.DataFrame:
    """realm, recorder_at, recorder: the name of the one device that goes by an address or number in that realm."""
    seen = assessment.seen.filter(pl.col("kind").is_in(["ip", "asset"])).select("realm", "device", recorder_at="name")
    asked = seen.join(told.select("realm", "recorder_at"), on=["realm", "recorder_at"], how="semi").unique()
    names = asked.join(assessment.devices.select("device", recorder="label"), on="device")
    return (
        names.group_by("realm", "recorder_at")
        .agg("recorder")
        .filter(pl.col("recorder").list.len() == 1)
        .explode("recorder")
    )


def summed(channels: pl.DataFrame) -> pl.DataFrame:
    """device, recorder, channel and what is said of it: of a device on several channels they stand in one cell."""
    return channels.group_by("device", maintain_order=True).agg(joined(name) for name in _SHOWN)


def rows(made: pl.DataFrame, channels: pl.DataFrame) -> pl.DataFrame:
    """The rows of devices `made` again for each of their channels, with what the recorder says in place of the rest."""
    own = channels.drop("subject", "recorder_at")
    both = made.join(own, on="device", how="inner", maintain_order="left", suffix="_said")
    said = [name for name in own.columns if f"{name}_said" in both.columns]
    kept = ("addresses", "mac", "serial")
    return both.with_columns(
        row=pl.lit("channel"),
        **{name: pl.coalesce(f"{name}_said", name) if name in kept else pl.col(f"{name}_said") for name in said},
    ).drop(f"{name}_said" for name in said)
