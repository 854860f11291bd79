from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import milestone_cameras, milestone_hardware

OLD = (
    "HardwareName",
    "HardwareAddress",
    "MacAddress",
    "UserName",
    "Password",
    "DriverDisplayName",
    "RecordingServerName",
)
ROW = ("Gate", "http://10.0.0.5/", "0010AB5B4D11", "operator", "battery staple", "Dahua Full Channel", "REC-01")


def test_no_secret_stays(tmp_path: Path) -> None:
    address = "http://operator:battery@10.0.0.5/"
    path = write(tmp_path, "list.csv", table(OLD, (ROW[0], address, *ROW[2:])))
    whole = read(milestone_hardware, path)
    assert whole.redacted == 3
    assert "battery" not in whole.everything()
    assert "operator" not in whole.everything()
    assert whole.values("fact.ip") == ["10.0.0.5"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, mark: str) -> None:
    path = write(tmp_path, "list.csv", table(OLD, ROW, delimiter=mark), encoding)
    assert milestone_hardware.detect(path.read_bytes())
    assert read(milestone_hardware, path).subjects() == ["asset:REC-01 / Gate"]


def test_a_report_on_channels_is_none_of_hardware() -> None:
    head = b"DeviceType,Name,Address,Channel,UserName,Password,DriverNumber,RecordingServer,HardwareName\n"
    assert not milestone_hardware.detect(head)
    assert milestone_cameras.detect(head)


def test_a_register_is_none_of_hardware() -> None:
    assert not milestone_hardware.detect(b"Name,Address,Model,Serial,MAC\nGate,Mill Lane,P3245,1,2\n")


def test_without_a_heading_it_is_refused(tmp_path: Path) -> None:
    refused(milestone_hardware, write(tmp_path, "list.csv", table(ROW, ROW)), NoHeading)


@unhurried
@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6))
def test_any_rows_are_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "list.csv", table(OLD, *rows), "utf-16")
    read_or_refused(milestone_hardware, path)
