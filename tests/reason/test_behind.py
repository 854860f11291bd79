"""Cameras on the own network of a recorder that is in the core."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from tests.reason.networks import CAM, network
from tests.support import see

from camcensus.model.separation import Bridge

NAME = "channel:10.0.2.9/1"


def channel(address: str, recorder: str = "10.0.2.9") -> pl.DataFrame:
    facts = (("channel.recorder", recorder), ("channel.address", address), ("channel.number", "1"))
    return see(f"channel:{recorder}/1", *facts, source="probe:isapi-channels@1")


def found(*parts: pl.DataFrame, name: str = NAME) -> list[Bridge]:
    return network(*parts, judged=[name]).of(name)


def test_a_camera_that_only_a_recorder_in_the_core_reaches() -> None:
    (one,) = found(channel("192.168.254.3"))
    assert (one.kind, one.certain, one.other) == ("nat-box", False, "10.0.2.9")
    assert one.detail == (
        "the recorder 10.0.2.9, which is in the core, reaches it at 192.168.254.3, in a network of its own"
    )
    assert one.last == datetime(2026, 11, 10, tzinfo=UTC)
    assert [station.title for station in one.trail][1:] == ["192.168.254.3", "10.0.2.9", "core network"]


@pytest.mark.parametrize("address", ["10.0.1.5", "10.0.2.5", "8.8.8.8", "::", "127.0.0.1", "x", ""])
def test_an_address_of_a_network_that_is_known_or_of_none(address: str) -> None:
    assert found(channel(address)) == []


@pytest.mark.parametrize("recorder", ["10.0.1.9", "10.0.7.9", "x"])
def test_a_recorder_that_is_not_in_the_core(recorder: str) -> None:
    assert found(channel("192.168.254.3", recorder), name=f"channel:{recorder}/1") == []


def test_a_camera_that_somebody_else_saw_has_a_place_of_its_own() -> None:
    mac = ("mac", CAM)
    named = see("channel:10.0.2.9/1", mac, ("channel.recorder", "10.0.2.9"), ("channel.address", "192.168.254.3"))
    assert [one.kind for one in found(named)] == ["nat-box"]
    assert found(named, see("ip:10.0.1.5", mac)) == []
