"""What an inquiry found, in words and tables: by site, of landlords, not known, of components."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from tests.inquiries import inquiry, judged, landlords
from tests.report import samples
from tests.support import YES, log

from camcensus.model.estate import Estate
from camcensus.report import _inquiry as inquired
from camcensus.report._blocks import Block, Para, Table


def tables(blocks: list[Block]) -> list[Table]:
    return [block for block in blocks if isinstance(block, Table)]


def test_what_is_in_use_is_counted_by_what_the_list_says_of_its_makers() -> None:
    one = inquiry(judged())
    held = inquired.held_by(one)
    assert inquired.counts(held) == {"yes": 4, "unknown": 1, "no": 1}
    by_label = dict(held.select("label", "maker_named").iter_rows())
    assert (by_label["CAM-1"], by_label["CAM-2"], by_label["CAM-3"]) == ("yes", "yes", "no")
    assert "10.0.1.99" not in by_label
    assert inquired.summary(one, held).startswith(
        "Of 6 cameras and the like in use 4 are of companies that section 889 names or reaches, and of 1 it is not"
        " known; "
    )


def test_what_was_removed_is_not_in_use() -> None:
    gone = samples.row("CAM-2", ("fact.status", "removed"), ("fact.ip", "10.0.1.12"))
    later = gone.with_columns(
        pl.lit("2026-11-20").str.to_datetime(time_unit="us", time_zone="UTC").alias(name) for name in ("at", "until")
    )
    held = inquired.held_by(inquiry(judged(pl.concat([samples.observed(), later]))))
    assert "CAM-2" not in held["label"].to_list()


def test_an_empty_estate_has_nothing_and_says_so() -> None:
    one = inquiry(samples.judge(log([]), of=Estate()))
    held = inquired.held_by(one)
    assert inquired.summary(one, held) == (
        "Of 0 cameras and the like in use 0 are of companies that section 889 names or reaches, and of 0 it is not"
        " known; 0 places were not looked at."
    )


def test_by_site_with_its_entity_and_what_each_part_says() -> None:
    one = inquiry(judged(purpose=YES))
    sites, devices, why = tables(list(inquired.by_site(one, inquired.held_by(one))))
    assert sites.head[:6] == ("site", "entity", "in use", "named or reached", "not known", "not named, not reached")
    assert sites.head[6:] == ("Part A: not met", "Part A: unknown", "Part B: not met", "Part B: unknown")
    rows = {row[0]: row[1:] for row in sites.rows}
    assert rows["Headquarters"][0] == "Department of Examples"
    assert rows["Headquarters"][7] != "0"
    assert rows["Shed"][1:4] == ("0", "0", "0")
    assert {row[0] for row in devices.rows} >= {"CAM-1", "CAM-2"}
    assert next(row for row in devices.rows if row[0] == "CAM-1")[5:] == ("yes", "unknown", "not met")
    assert ("Part B", "not met", "Equipment of a company on the list is in use.") in [row[:3] for row in why.rows]
    assert all(row[1] != "does not apply" for row in why.rows)


def test_without_a_reading_of_the_purpose_nothing_is_met_or_not() -> None:
    one = inquiry(judged())
    _, devices, _ = tables(list(inquired.by_site(one, inquired.held_by(one))))
    assert {row[7] for row in devices.rows} == {"unknown"}


def test_leased_sites_and_equipment_of_landlords() -> None:
    one = landlords(inquiry(judged()), "CAM-2")
    (table,), said = tables(blocks := list(inquired.leased(one, inquired.held_by(one)))), blocks[-1]
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Headquarters"] == ("ours", "1", "1", "0")
    assert rows["Depot"][0] == "unknown"
    assert "Shed" not in rows
    assert isinstance(said, Para)
    assert "is read as: unknown" in said.text


def test_what_is_not_known_and_why() -> None:
    one = inquiry(judged())
    why, listed = tables(list(inquired.not_known(one, inquired.held_by(one))))
    assert why.rows == (("neither its builder nor its legal manufacturer is known", "1"),)
    assert listed.rows[0][0] == "10.0.1.15"


def test_components_that_evidence_names() -> None:
    one = inquiry(judged())
    device = one.judged.devices.filter(pl.col("label") == "CAM-3")["device"][0]
    claim = one.judged.claims.head(1).with_columns(
        device=pl.lit(device), about=pl.lit("component_maker"), claim=pl.lit("hisilicon"), by=pl.lit("x/y"),
        weight=pl.lit(8, dtype=one.judged.claims.schema["weight"]),
    )  # fmt: skip
    with_one = replace(one, judged=replace(one.judged, claims=pl.concat([one.judged.claims, claim])))
    first, table, last = inquired.components(with_one, inquired.held_by(with_one))
    assert isinstance(first, Para)
    assert "\u201cany component necessary for the proper function" in first.text
    assert isinstance(table, Table)
    assert table.rows == (("HiSilicon Technologies Co., Ltd.", "yes", "Headquarters", "1", "8", "x/y"),)
    assert isinstance(last, Para)
    assert "no list of parts was read" in last.text
    assert tables(list(inquired.components(one, inquired.held_by(one))))[0].rows == ()


def test_every_place_at_which_nobody_looked_counts_once() -> None:
    one = inquiry(judged())
    gaps = inquired.unseen(one)
    assert gaps.height == gaps["subject"].n_unique() > 0
    assert inquired.unseen(inquiry(samples.sample())).is_empty()
