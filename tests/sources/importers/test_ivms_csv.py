from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, table, unhurried, write

from camcensus.sources.importers import ivms_csv

HEADING = ("Nickname", "Adding Mode", "Address", "Port", "Device Information", "User Name", "Password")


def facts(tmp_path: Path, mode: str, address: str = "", about: str = "") -> set[tuple[str, str]]:
    row = ("Gate", mode, address, "8000", about, "operator", "battery")
    whole = read(ivms_csv, write(tmp_path, "list.csv", table(HEADING, row)))
    assert "battery" not in whole.everything()
    assert "operator" not in whole.everything()
    return whole.facts("asset:iVMS-4200 / Gate")


@pytest.mark.parametrize(
    ("mode", "cloud"),
    [("3", "hiddns on"), ("4", "ehome on"), ("6", "hik-connect on"), ("Hik-Connect", "hik-connect on")],
)
def test_modes_that_go_through_a_cloud(tmp_path: Path, mode: str, cloud: str) -> None:
    assert ("fact.cloud", cloud) in facts(tmp_path, mode)


@pytest.mark.parametrize("mode", ["0", "2", "5", "IP/Domain"])
def test_modes_that_do_not(tmp_path: Path, mode: str) -> None:
    assert not any(field == "fact.cloud" for field, _ in facts(tmp_path, mode))


@pytest.mark.parametrize("mode", ["2", "3", "6"])
def test_the_address_of_a_server_is_not_the_device_s(tmp_path: Path, mode: str) -> None:
    assert ("fact.ip", "10.0.0.9") in facts(tmp_path, "0", "10.0.0.9")
    assert ("fact.ip", "10.0.0.9") not in facts(tmp_path, mode, "10.0.0.9")


def test_hik_connect_finds_a_device_by_its_serial_number(tmp_path: Path) -> None:
    assert ("serial.number", "E11223344") in facts(tmp_path, "6", about="E11223344")
    assert ("vms.device_id", "E11223344") in facts(tmp_path, "3", about="E11223344")


@unhurried
@given(st.lists(st.lists(st.text(max_size=12), max_size=7), max_size=6))
def test_any_rows_are_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "list.csv", table(HEADING, *rows), "utf-16")
    read_or_refused(ivms_csv, path)
