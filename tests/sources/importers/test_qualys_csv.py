from __future__ import annotations

import csv
import io
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, table, unhurried, write

from camcensus.model.errors import NoHeading
from camcensus.sources.importers import qualys_csv

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "qualys-csv"
HEAD = ("IP", "DNS", "NetBIOS", "QID", "Title", "Port", "Protocol", "Results", "Last Detected", "Vuln Status")


def row(title: str = "x", results: str = "", port: str = "", last: str = "", status: str = "Active") -> tuple[str, ...]:
    return ("10.0.0.5", "", "", "1", title, port, "tcp" if port else "", results, last, status)


def said(folder: Path, *rows: tuple[str, ...]) -> Read:
    return read(qualys_csv, write(folder, "x.csv", table(*rows)))


CERTIFICATE = (
    "NAME VALUE\n(0)ISSUER NAME\ncountryName CN\n commonName y\n(0)SUBJECT NAME\n(0) commonName x\n"
    "organizationName a, b\n(1)SUBJECT NAME\ncommonName z"
)


@pytest.mark.parametrize(
    ("title", "results", "facts"),
    [
        ("Open TCP Services List", "Port\tService\n80\thttp\nx\n99999\trtsp", {("net.open_port", "80/tcp")}),
        ("Open UDP Services List", "Port  Service\n5353  mdns", {("net.open_port", "5353/udp")}),
        ("Web Server Version", "Server Version\tServer Banner\nx\tBoa", {("http.server", "Boa")}),
        ("Web Server Version", "Boa", {("http.server", "Boa")}),
        ("Host Names Found", "Host Name\tSource\na.b\tFQDN", {("fact.hostname", "a.b")}),
        ("Network Adapter MAC Address", "x\n54-C4-15-5B-4D-11", {("mac", "54:c4:15:5b:4d:11")}),
        ("SSL Certificate - Information", CERTIFICATE, {("tls.subject", "CN=x,O=a\\, b"), ("tls.issuer", "CN=y,C=CN")}),
        ("FTP Server Banner", "220 x", {("ftp.banner", "220 x")}),
        ("Telnet Banner", "login:", {("telnet.banner", "login:")}),
        ("SSH Banner", "SSH-2.0-x", {("ssh.banner", "SSH-2.0-x")}),
        ("x", "'-", set()),
        ("x", "words", set()),
    ],
)  # fmt: skip
def test_results(tmp_path: Path, title: str, results: str, facts: set[tuple[str, str]]) -> None:
    assert said(tmp_path, HEAD, row(title, results)).facts("ip:10.0.0.5") == facts


@pytest.mark.parametrize(
    ("last", "time"),
    [
        ("Jul 12, 2026 12:00 PM", "2026-07-12T11:00:00Z"),
        ("11/12/2026 12:00:00", "2026-11-12T12:00:00Z"),
        ("x", ""),
    ],
)
def test_times(tmp_path: Path, last: str, time: str) -> None:
    whole = said(tmp_path, HEAD, row(port="80", last=last))
    assert whole.times() == {(time, time, "local-guessed" if time else "unknown")}


def test_what_was_fixed_and_outputs_with_secrets_are_not_kept(tmp_path: Path) -> None:
    fixed, password = row(port="80", status="FIXED"), row("Default Password on Camera", "hunter2", "23")
    whole = said(tmp_path, HEAD, fixed, password)
    assert whole.values("net.open_port") == ["23/tcp"]
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 1


def test_names_of_the_reports_user_are_not_kept(tmp_path: Path) -> None:
    whole = said(tmp_path, ("Scan Report", "x"), ("hunter2", "Manager"), HEAD, row(port="80"))
    assert "hunter2" not in whole.everything()
    assert whole.records == 1


def wrapped(*rows: tuple[str, ...]) -> str:
    """Rows of which each was put in quotes as a whole."""
    stream = io.StringIO()
    for cells in rows:
        inner = io.StringIO()
        csv.writer(inner, quoting=csv.QUOTE_ALL).writerow(cells)
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerow([inner.getvalue().strip()[1:].replace('"', "", 1)])
    return stream.getvalue()


def test_rows_that_were_put_in_quotes_as_a_whole(tmp_path: Path) -> None:
    text = wrapped(("Report", "x"), HEAD, row("Web Server Version", "Server Version\tServer Banner\nx\tBoa", "80"))
    assert qualys_csv.detect(text.encode())
    whole = read(qualys_csv, write(tmp_path, "x.csv", text))
    assert whole.facts("ip:10.0.0.5") == {("net.open_port", "80/tcp"), ("http.server", "Boa")}


def test_an_asset_with_several_addresses(tmp_path: Path) -> None:
    head = ("QID", "Title", "Asset IPV4", "Asset IPV6", "Port", "Protocol", "Asset Name")
    whole = said(tmp_path, head, ("1", "x", "10.0.0.5,10.9.0.5", "2001:db8::5", "80", "TCP", "CAM5"))
    assert whole.facts("ip:10.0.0.5") == {
        ("fact.ip", "10.9.0.5"),
        ("fact.ip", "2001:db8::5"),
        ("net.open_port", "80/tcp"),
        ("fact.hostname", "CAM5"),
    }


def test_what_is_told_from_the_first_bytes() -> None:
    assert qualys_csv.detect(table(("x",), HEAD).encode())
    assert qualys_csv.detect(table(HEAD).encode("utf-16"))
    assert not qualys_csv.detect(b"IP,Title,QID of nothing\n")
    assert not qualys_csv.detect(b'{"QID": 1}')


def test_a_table_without_the_columns_is_refused(tmp_path: Path) -> None:
    refused(qualys_csv, write(tmp_path, "x.csv", "a,b\n1,2\n"), NoHeading)


WHOLE = (FOLDER / "vmdr-wrapped.csv").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(qualys_csv, write(Path(folder), "x.csv", WHOLE[:at] + put + WHOLE[at + over :]))
