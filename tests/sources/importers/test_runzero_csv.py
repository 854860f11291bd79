from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import runzero_csv

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "runzero-csv"
ASSET = ("addresses", "addresses_extra", "detected_by", "macs", "last_seen")
SERVICE = ("service_address", "service_transport", "service_port", "service_data", "service_summary", "last_seen")


def said(folder: Path, *rows: tuple[str, ...]) -> Read:
    return read(runzero_csv, write(folder, "x.csv", table(*rows)))


@pytest.mark.parametrize(
    "addresses", ["10.0.0.5\t10.0.0.6", "10.0.0.5 10.0.0.6", "10.0.0.5,10.0.0.6", "10.0.0.5; 10.0.0.6"]
)
def test_addresses_are_parted_as_exports_part_them(tmp_path: Path, addresses: str) -> None:
    whole = said(tmp_path, ASSET, (addresses, "", "arp", "", ""))
    assert whole.facts("ip:10.0.0.5") == {("fact.ip", "10.0.0.6")}


@pytest.mark.parametrize(
    ("seen", "time"),
    [("1794484800", "2026-11-12T12:00:00Z"), ("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z"), ("²", ""), ("x", "")],
)
def test_times(tmp_path: Path, seen: str, time: str) -> None:
    whole = said(tmp_path, ASSET, ("10.0.0.5", "", "arp", "3c:ef:8c:00:00:01", seen))
    assert [first for first, _, _ in whole.times()] == [time]


@pytest.mark.parametrize("data", ['{"http.head.server": "x"}', "{", "[1]", "[" * 9_000])
def test_attributes_of_a_service_as_json(tmp_path: Path, data: str) -> None:
    whole = said(tmp_path, SERVICE, ("10.0.0.5", "tcp", "80", data, "", ""))
    assert whole.values("net.open_port") == ["80/tcp"]
    assert whole.values("http.server") == (["x"] if "server" in data else [])


def test_secrets_are_taken_out(tmp_path: Path) -> None:
    data = json.dumps({"x": "rtsp://a:hunter2@10.0.0.5/"})
    whole = said(tmp_path, (*SERVICE, "password"), ("10.0.0.5", "tcp", "80", data, "", "", "hunter2"))
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 2


def test_what_is_told_from_the_first_bytes() -> None:
    assert runzero_csv.detect(table(ASSET).encode())
    assert runzero_csv.detect(table(SERVICE, delimiter=";").encode("utf-16"))
    assert not runzero_csv.detect(b"addresses,macs,names\r\n")


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    refused(runzero_csv, write(tmp_path, "x.csv", "a,b\n1,2\n"), NoHeading)


WHOLE = (FOLDER / "services.csv").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(runzero_csv, write(Path(folder), "x.csv", WHOLE[:at] + put + WHOLE[at + over :]))
