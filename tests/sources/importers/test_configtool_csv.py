from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, table, unhurried, write

from camcensus.sources.importers import configtool_csv

HEADING = ("NO.", "Status", "Type", "Model", "IP", "MAC", "Version", "Operate")


def test_the_words_of_the_tool_must_stand_in_it() -> None:
    register = b"No.,Status,Type,Model,IP,MAC,Version\n1,live,IPC,IPC-HDW1,10.0.0.5,9c14635b4d11,2.8\n"
    assert not configtool_csv.detect(register)
    assert configtool_csv.detect(register.replace(b"live", b"Initialized"))


@pytest.mark.parametrize(
    ("written", "found"),
    [("Initialized", "yes"), ("Uninitialized", "no"), ("Not Initialized", "no"), ("Initialised", "yes"), ("?", "")],
)
def test_whether_a_device_was_set_up(tmp_path: pytest.TempPathFactory, written: str, found: str) -> None:
    assert configtool_csv._activated(written) == found


@unhurried
@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6))
def test_any_rows_are_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "list.csv", table(HEADING, *rows), "utf-16")
    read_or_refused(configtool_csv, path)


def test_many_devices_on_one_default_address_stay_many(tmp_path_factory: pytest.TempPathFactory) -> None:
    rows = [(str(n), "Uninitialized", "IPC", "x", "192.168.1.108", f"9c14635b4d1{n}", "2.8", "") for n in range(3)]
    path = write(tmp_path_factory.mktemp("many"), "list.csv", table(HEADING, *rows))
    whole = read(configtool_csv, path)
    assert [one for one in whole.subjects() if one.startswith("mac:")] == [f"mac:9c:14:63:5b:4d:1{n}" for n in range(3)]
