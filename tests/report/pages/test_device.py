"""One device in words and pictures: of one that says hostile things too, and none where there is none."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

import polars as pl
import pytest
from tests.report import samples

from camcensus.model.access import NOTHING
from camcensus.model.assessment import Assessment
from camcensus.model.within import within
from camcensus.report.pages import device


def alone(one: Assessment, name: str) -> Assessment:
    mine = pl.col("device") == name
    return replace(one, devices=one.devices.filter(mine), findings=one.findings.filter(mine))


def test_each_device_is_told_also_one_that_was_not_judged() -> None:
    one = samples.sample()
    for row in one.devices.iter_rows(named=True):
        told = device.told(alone(one, row["device"]))
        assert told is not None
        assert told.id == row["device"]
    assert one.devices.filter(~pl.col("candidate")).height, "one of them was not judged"


def test_where_there_is_no_device_nothing_is_told() -> None:
    nobody = within(samples.sample(), NOTHING)
    assert device.told(nobody) is None
    assert device.path(nobody) == ""


def test_the_chain_of_each_maker_is_a_picture_with_its_name() -> None:
    one = samples.sample()
    drawn = 0
    for name in one.devices["device"]:
        told = device.told(alone(one, name))
        assert told is not None
        pictures = list(device.chains(told))
        assert len(pictures) == len(told.makers)
        for maker, picture in zip(told.makers, pictures, strict=True):
            root = ET.fromstring(picture)  # noqa: S314  # our own
            assert root.tag.endswith("svg")
            assert f"Who controls {maker.name}" in "".join(root.itertext())
            drawn += 1
    assert drawn >= 3


def test_its_way_to_the_core_is_a_picture_or_nothing() -> None:
    one = samples.sample()
    asked = {standing.device for standing in one.separation.devices}
    paths = {name: device.path(alone(one, name)) for name in one.devices["device"]}
    assert {name for name, path in paths.items() if path} == asked & set(paths)
    assert asked
    assert all(path.startswith("<svg") for path in paths.values() if path)


@pytest.mark.parametrize("word", samples.HOSTILE)
def test_what_a_device_says_leads_out_of_no_picture(word: str) -> None:
    one = samples.sample()
    names = {maker: replace(status, name=word) for maker, status in one.makers.items()}
    hostile = replace(one, makers=names, devices=one.devices.with_columns(label=pl.lit(word), model=pl.lit(word)))
    for name in one.devices["device"][:4]:
        mine = alone(hostile, name)
        told = device.told(mine)
        assert told is not None
        for picture in (*device.chains(told), device.path(mine) or "<svg/>"):
            ET.fromstring(picture)  # noqa: S314  # it has to be well-formed
            assert "<script" not in picture
            assert "<img" not in picture
            assert "\u202e" not in picture
            assert "\x00" not in picture
