"""The register as a frame: every judged device once, every listed channel once, and no answer where there is none."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from tests.report.listed import CAMERA, SERIAL, listed
from tests.report.samples import hostile, judge, nothing, observed, sample

from camcensus.model.assessment import Assessment
from camcensus.report import _inventory as inventory
from camcensus.report._columns import REGISTER

ESTATES = {"sample": sample(), "hostile": hostile(), "nothing": nothing(), "listed": listed()}
EACH = pytest.mark.parametrize("one", ESTATES.values(), ids=list(ESTATES))


@EACH
def test_it_has_the_columns_that_are_defined_and_their_words(one: Assessment) -> None:
    made = inventory.register(one)
    assert made.columns == [column.name for column in REGISTER]
    for column in REGISTER:
        assert not (column.filled and made[column.name].null_count()), column.name
        assert not column.values or set(made[column.name].drop_nulls()) <= set(column.values), column.name


@EACH
def test_every_judged_device_is_one_row(one: Assessment) -> None:
    made = inventory.register(one)
    devices = made.filter((pl.col("row") == "device") & (pl.col("judged") == "yes"))["device"]
    assert sorted(devices) == sorted(one.devices.filter("candidate")["device"])


def test_the_gravest_comes_first_and_channels_follow_their_device() -> None:
    made = inventory.register(listed())
    assert made["row"].to_list() == ["device", "channel", "channel", "device", "device", "device", "channel"]
    assert made["called"].to_list()[:3] == ["CAM-1"] * 3
    assert made["channel"].to_list()[:3] == ["2; 3", "2", "3"]
    assert set(made["recorder"].to_list()[:3]) == {"NVR-1"}


def test_what_only_a_recorder_lists_is_there_and_says_that_nobody_judged_it() -> None:
    hall = inventory.register(listed()).filter(pl.col("channel_name") == "Hall")
    assert hall["row"].to_list() == ["device", "channel"]
    assert hall["judged"].to_list() == ["no", "no"]
    assert hall["maker_subject"].to_list() == ["unknown", "unknown"]
    assert hall["met"].to_list() == [None, None]


def test_a_host_that_is_no_camera_is_not_in_it() -> None:
    made = inventory.register(listed())
    assert "10.0.1.99" not in made["addresses"].to_list()
    assert CAMERA in made["called"].to_list()


def test_identity_keys_and_the_four_maker_roles_stand_apart() -> None:
    row = inventory.register(listed()).row(0, named=True)
    assert (row["serial"], row["mac"], row["host"], row["asset"]) == (SERIAL, "bc:ad:28:00:00:11", "cam1", "CAM-1")
    assert row["label"] == "Hikvision"
    assert row["hardware_maker"] == row["manufacturer"] == "Hangzhou Hikvision Digital Technology Co., Ltd."
    assert row["component_makers"] == "HiSilicon Technologies Co., Ltd.; quectel"
    assert (row["label_confidence"], row["hardware_maker_confidence"]) == (0.863, 0.975)
    assert row["component_makers_confidence"] == 0.962
    assert row["determination"].endswith("yes (signed) by A. Example on 2026-02-01")


def test_an_answer_that_did_not_stand_is_told() -> None:
    made = inventory.register(listed()).filter(pl.col("called") == CAMERA)
    assert made["other_answers"].item() == "hardware maker: Hangzhou Hikvision Digital Technology Co., Ltd. (8)"


def test_an_assessment_without_its_observations_is_a_register_without_evidence() -> None:
    made = inventory.register(replace(sample(), seen=pl.DataFrame()))
    assert made.height == 6
    assert made["evidence"].null_count() == 6
    assert set(made["observations"]) == {0}


def test_the_order_of_what_was_read_changes_nothing() -> None:
    frame = observed()
    again = judge(frame.sample(fraction=1, shuffle=True, seed=7))
    assert inventory.register(again).equals(inventory.register(judge(frame)))
