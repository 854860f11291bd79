"""Host names: one spelling, and which of them tell nothing apart."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.reason import hosts


def one(expression: pl.Expr, text: str) -> object:
    return pl.DataFrame({"name": [text]}).select(expression).item()


@pytest.mark.parametrize("text", ["CAM-Lobby", "cam-lobby.example.org", "cam-lobby.example.org.", " cam-lobby.local"])
def test_a_name_is_its_first_label_in_lower_case(text: str) -> None:
    assert one(hosts.folded(pl.col("name")), text) == "cam-lobby"


def test_a_name_has_a_whole_where_it_has_a_domain() -> None:
    assert one(hosts.whole(pl.col("name")), "Cam-1.Example.ORG.") == "cam-1.example.org"
    assert one(hosts.whole(pl.col("name")), "cam-1") is None
    assert one(hosts.whole(pl.col("name")), "cam-1.local") is None


@pytest.mark.parametrize(
    "text", ["cam-1", "AXIS-ACCC8E000001.local", "nvr_2.example.org.", "kamera-f\u00f6yer", "10.0.1.5"]
)
def test_what_can_be_a_name(text: str) -> None:
    assert one(hosts.is_name(pl.col("name")), text)


@pytest.mark.parametrize("text", ["", "AXIS P3245-LV - ACCC8E", "a..b", "-x", "http://cam/"])
def test_what_cannot(text: str) -> None:
    assert not one(hosts.is_name(pl.col("name")), text)


@pytest.mark.parametrize(
    "name", ["ipcam", "ip-camera", "nvr", "localhost", "hikvision", "10", "10-0-1-5", "dhcp-10-0-1-5"]
)
def test_what_firmware_ships_with_or_is_made_from_an_address_is_common(name: str) -> None:
    assert hosts.is_common(name)


@pytest.mark.parametrize(
    "name", ["cam-lobby", "nvr-1", "cam014", "axis-accc8e000001", "123456789", "\u043a\u0430\u043c\u0435\u0440\u0430-2"]
)
def test_what_somebody_chose_or_holds_a_number_of_its_own_is_not(name: str) -> None:
    assert not hosts.is_common(name)


@given(st.text(max_size=80))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(hosts.is_common(text), bool)
    folded = one(hosts.folded(pl.col("name")), text.encode("utf-8", "replace").decode())
    assert isinstance(folded, str)
    assert "." not in folded
