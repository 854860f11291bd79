"""Where sources disagree about one device: shown, never settled by silence."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from camcensus.model.knowledge import Brand
from camcensus.reason import neighbours
from camcensus.reason.facts import NO, YES
from camcensus.reason.presence import GONE


def find(devices: pl.DataFrame, joined: pl.DataFrame, brands: Mapping[str, Brand]) -> pl.DataFrame:
    """device, code, detail: the doubts of joining, and what registers and scans say differently.

    `devices` has identities, places and facts, one row a device; `joined` is `devices.Joined.doubts`.
    """
    judged = devices.filter(pl.col("candidate") & (pl.col("surveillance") != NO))
    contradicted = [
        (device, "register-contradicted", f"label {brand}, answers {maker}")
        for device, brand, maker in judged.select("device", "brand", "hardware_maker").drop_nulls().iter_rows()
        if maker not in makers_behind(brands[brand])
    ]
    elsewhere = judged.filter(pl.col("register_site") != pl.col("site"))
    moved = [
        (device, "site-contradicted", f"register {written}, address {found}")
        for device, written, found in elsewhere.select("device", "register_site", "site").drop_nulls().iter_rows()
    ]
    joined_to = judged.filter((pl.col("core_stated") == NO) & (pl.col("core") == YES))
    unlisted = judged.filter(pl.col("observed") & ~pl.col("in_register"))["device"].to_list()
    unseen = judged.filter(~pl.col("observed") & pl.col("in_register"))["device"].to_list()
    missed = judged.filter(pl.col("missed_at").is_not_null() & (pl.col("in_use") != NO))["device"].to_list()
    back = judged.filter(pl.col("status").is_in(GONE) & (pl.col("in_use") == YES))["device"].to_list()
    rows = [
        *contradicted,
        *moved,
        *(
            (device, "core-contradicted", f"zone {zone}")
            for device, zone in joined_to.select("device", "zone").iter_rows()
        ),
        *((device, "not-in-register", "") for device in unlisted),
        *((device, "not-seen", "") for device in unseen),
        *((device, "not-seen-again", "") for device in missed),
        *((device, "removed-but-seen", "") for device in back),
    ]
    found = pl.DataFrame(rows, schema=dict.fromkeys(("device", "code", "detail"), pl.String), orient="row")
    known = joined.join(judged.select("device"), on="device", how="semi")
    return pl.concat([known, found, neighbours.find(devices)]).unique().sort("device", "code", "detail")


def makers_behind(brand: Brand) -> frozenset[str]:
    """Every maker that any claim names behind a brand."""
    behind = {claim.maker for claim in brand.made_by if claim.maker is not None and claim.role == "hardware"}
    return frozenset(behind | ({brand.manufacturer} if brand.manufacturer else set()))
