"""Findings beside their device, as rows for the forms that list everything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.identity import confidence

_DEVICE = (
    "device", "label", "addresses", "class", "brand", "hardware_maker", "manufacturer", "model", "firmware",
    "hardware_maker_weight", "brand_weight", "maker_subject", "basis",
    "separation", "separation_rests_on",
)  # fmt: skip


def beside(assessment: Assessment) -> pl.DataFrame:
    """Each finding with `called` and the identity of its device; gaps and sites have none."""
    devices = assessment.devices.select(*_DEVICE).rename({"label": "called", "basis": "maker_basis"})
    joined = assessment.findings.join(devices, on="device", how="left", maintain_order="left")
    return joined.with_columns(called=pl.coalesce("called", pl.col("subject").str.replace(r"^[^:]*:", "")))


def findings(assessment: Assessment) -> Iterator[dict[str, Any]]:
    """The same one by one, with how sure the identity is."""
    for row in beside(assessment).iter_rows(named=True):
        weight = row.pop("hardware_maker_weight") or row["brand_weight"]
        row["confidence"] = confidence(weight) if weight else ""
        yield row
