from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import greenbone_csv

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "greenbone-csv"
HEAD = ("IP", "Hostname", "Port", "Port Protocol", "NVT Name", "Specific Result", "Timestamp")


def said(folder: Path, *rows: tuple[str, ...]) -> Read:
    return read(greenbone_csv, write(folder, "x.csv", table(*rows)))


def test_results(tmp_path: Path) -> None:
    server = (
        "10.0.0.5",
        "cam5.example.org",
        "80",
        "tcp",
        "HTTP Server type and version",
        "x:\n\nServer: Boa\n",
        "2026-11-12T12:00:00Z",
    )
    whole = said(tmp_path, HEAD, server, ("10.0.0.6", "", "", "", "MAC Address Detection", "3C:EF:8C:00:00:01", "x"))
    assert whole.facts("ip:10.0.0.5") == {
        ("fact.hostname", "cam5.example.org"),
        ("net.open_port", "80/tcp"),
        ("http.server", "Boa"),
    }
    assert whole.facts("ip:10.0.0.6") == {("mac", "3c:ef:8c:00:00:01")}
    assert whole.times() == {("2026-11-12T12:00:00Z", "2026-11-12T12:00:00Z", "exact"), ("", "", "unknown")}
    assert "not known to be absent" in whole.remarks[-1]


def test_what_tests_for_credentials_print_is_not_kept(tmp_path: Path) -> None:
    row = ("10.0.0.5", "", "80", "tcp", "HTTP Brute Force Logins With Default Credentials Reporting", "hunter2", "")
    whole = said(tmp_path, HEAD, row)
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 1
    assert whole.values("net.open_port") == ["80/tcp"]


def test_what_is_told_from_the_first_bytes() -> None:
    assert greenbone_csv.detect(table(HEAD).encode())
    assert greenbone_csv.detect(table(HEAD, delimiter=";").encode("utf-16"))
    assert not greenbone_csv.detect(table(HEAD[:4]).encode())


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    refused(greenbone_csv, write(tmp_path, "x.csv", "a,b\n1,2\n"), NoHeading)


WHOLE = (FOLDER / "report.csv").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(greenbone_csv, write(Path(folder), "x.csv", WHOLE[:at] + put + WHOLE[at + over :]))
