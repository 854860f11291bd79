"""Channels: each that a recorder lists is a row, with the recorder by the name people know."""

from __future__ import annotations

import polars as pl
from tests.report.listed import SERIAL, listed
from tests.report.samples import judge, nothing, scanned
from tests.support import log, see

from camcensus.report import _channels as channels


def test_each_channel_is_told_with_what_the_recorder_says_of_it() -> None:
    found = channels.listed(listed())
    assert found.schema == channels.SCHEMA
    told = found.sort("channel").select("recorder", "channel", "channel_name", "channel_state", "serial").rows()
    assert told == [
        ("NVR-1", "1", "Hall", "offline", None),
        ("NVR-1", "2", "Gate 2", "online", SERIAL),
        ("NVR-1", "3", "Gate 3", "online", SERIAL),
    ]
    assert sorted(found["observations"].to_list()) == [5, 8, 8]


def test_an_address_that_two_devices_bear_names_no_recorder() -> None:
    twice = [scanned("10.0.1.9", ("mac", f"bc:ad:28:00:00:0{n}")) for n in (1, 2)]
    twice[1] = twice[1].with_columns(position=pl.lit(3, dtype=pl.Int64))
    channel = see("channel:10.0.1.9/1", ("channel.number", "1"), source="importer:probe-run@1")
    made = judge(log([*twice, channel]))
    assert made.seen.filter(pl.col("name") == "10.0.1.9")["device"].n_unique() == 2
    assert channels.listed(made)["recorder"].to_list() == ["10.0.1.9"]


def test_an_empty_log_has_none() -> None:
    assert channels.listed(nothing()).rows() == []


def test_the_rows_of_a_device_on_two_channels() -> None:
    found = channels.listed(listed())
    summed = channels.summed(found)
    two = summed.filter(pl.col("channel").str.contains(";"))
    assert two.select("recorder", "channel", "channel_name").rows() == [("NVR-1", "2; 3", "Gate 2; Gate 3")]
