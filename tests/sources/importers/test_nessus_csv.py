from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import nessus_csv

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "nessus-csv"
HEAD = ("Plugin ID", "Host", "Protocol", "Port", "Name", "Plugin Output")
SC = ("Plugin", "Plugin Name", "IP Address", "Protocol", "Port", "Plugin Output", "MAC Address", "NetBIOS Name")

LAST = "Feb 6, 2026 21:01:08 UTC"


def said(folder: Path, *rows: tuple[str, ...]) -> Read:
    return read(nessus_csv, write(folder, "x.csv", table(*rows)))


def test_outputs_are_read_by_their_plugins(tmp_path: Path) -> None:
    whole = said(tmp_path, HEAD, ("10107", "10.0.0.5", "tcp", "80", "HTTP Server Type", "The type is :\n\nBoa"))
    assert whole.facts("ip:10.0.0.5") == {("net.open_port", "80/tcp"), ("http.server", "Boa")}
    assert "not known to be absent" in whole.remarks[-1]


def test_columns_of_tenable_sc(tmp_path: Path) -> None:
    row = (
        "10267",
        "SSH",
        "10.0.0.5",
        "TCP",
        "22",
        "Plugin Output: \nSSH version : SSH-2.0-x",
        "3C:EF:8C:00:00:01",
        "A\\CAM",
    )
    assert said(tmp_path, SC, row).facts("ip:10.0.0.5") == {
        ("net.open_port", "22/tcp"),
        ("mac", "3c:ef:8c:00:00:01"),
        ("fact.hostname", "CAM"),
        ("ssh.banner", "SSH-2.0-x"),
    }


@pytest.mark.parametrize(
    ("first", "last", "times"),
    [
        ("Feb 5, 2026 21:01:08 UTC", LAST, ("2026-02-05T21:01:08Z", "2026-02-06T21:01:08Z", "exact")),
        ("N/A", LAST, ("2026-02-06T21:01:08Z", "2026-02-06T21:01:08Z", "exact")),
        ("", "", ("", "", "unknown")),
    ],
)  # fmt: skip
def test_times(tmp_path: Path, first: str, last: str, times: tuple[str, str, str]) -> None:
    row = ("1", "10.0.0.5", "tcp", "80", "x", "", first, last)
    assert said(tmp_path, (*HEAD, "First Discovered", "Last Observed"), row).times() == {times}


def test_rows_that_say_nothing(tmp_path: Path) -> None:
    whole = said(tmp_path, HEAD, ("x", "cam5", "tcp", "80", "x", ""), ("²", "10.0.0.5", "icmp", "0", "x", "y"))
    assert (whole.rows, whole.records) == ([], 2)


def test_what_is_told_from_the_first_bytes() -> None:
    assert nessus_csv.detect(table(HEAD).encode())
    assert nessus_csv.detect(table(SC, delimiter=";").encode("utf-16"))
    assert not nessus_csv.detect(table(HEAD[:-1]).encode())


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    refused(nessus_csv, write(tmp_path, "x.csv", "a,b\n1,2\n"), NoHeading)


WHOLE = (FOLDER / "default.csv").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(nessus_csv, write(Path(folder), "x.csv", WHOLE[:at] + put + WHOLE[at + over :]))
