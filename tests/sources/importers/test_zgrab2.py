from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, little_memory, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import zgrab2

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "zgrab2"
NOON = "2026-11-12T12:00:00Z"


def grab(protocol: str, result: Any = None, **more: Any) -> dict[str, Any]:
    return {"status": "success", "protocol": protocol, "result": result, "timestamp": NOON, **more}


def page(host: str, scheme: str = "http", **more: Any) -> dict[str, Any]:
    return {"status_code": 200, "request": {"url": {"scheme": scheme, "host": host}}, **more}


def said(folder: Path, data: Any, **more: Any) -> Read:
    return read(zgrab2, write(folder, "x.jsonl", json.dumps({"ip": "10.0.0.5", **more, "data": data})))


@pytest.mark.parametrize(
    ("host", "scheme", "port"),
    [
        ("10.0.0.5", "http", "80/tcp"),
        ("10.0.0.5:8080", "http", "8080/tcp"),
        ("10.0.0.5", "https", "443/tcp"),
        ("CAM5.example.org", "https", "443/tcp"),
    ],
)
def test_the_port_of_a_page_is_told_by_its_address(tmp_path: Path, host: str, scheme: str, port: str) -> None:
    data = {"http": grab("http", {"response": page(host, scheme, body="<title>x</title>")})}
    whole = said(tmp_path, data, domain="cam5.example.org")
    assert whole.values("net.open_port") == [port]
    assert whole.values("http.title") == ["x"]


@pytest.mark.parametrize(("host", "port"), [("[2001:db8::5]:8443", "8443/tcp"), ("2001:db8::5", "443/tcp")])
def test_pages_of_the_other_family(tmp_path: Path, host: str, port: str) -> None:
    data = {"http": grab("http", {"response": page(host, "https")})}
    assert said(tmp_path, data, ip="2001:db8::5").values("net.open_port") == [port]


def test_a_page_of_another_host_says_nothing_of_this_one(tmp_path: Path) -> None:
    result = {"response": page("10.0.0.6", body="<title>x</title>", headers={"server": ["other"]})}
    assert said(tmp_path, {"http": grab("http", result)}).rows == []


def test_headers_that_have_no_name_of_their_own_are_read_too(tmp_path: Path) -> None:
    headers = {"www_authenticate": ["Basic"], "unknown": [{"key": "server", "value": ["x"]}]}
    whole = said(tmp_path, {"http": grab("http", {"response": page("10.0.0.5", headers=headers)})})
    assert whole.values("http.server") == ["x"]
    assert whole.values("http.www_authenticate") == ["Basic"]


def test_modules_with_names_of_their_own_are_told_by_their_protocol(tmp_path: Path) -> None:
    whole = said(tmp_path, {"mine": grab("ssh", {"server_id": {"raw": "SSH-2.0-x"}}, port=2222)})
    assert whole.facts("ip:10.0.0.5") == {("ssh.banner", "SSH-2.0-x"), ("net.open_port", "2222/tcp")}


def test_keys_of_sessions_are_not_kept(tmp_path: Path) -> None:
    log = {"handshake_log": {"key_material": {"master_secret": {"value": "hunter2"}}, "client_hello": "hunter2"}}
    whole = said(
        tmp_path,
        {"smtp": grab("smtp", {"banner": "220 x", "tls": log}), "snmp": grab("snmp", {"community": "hunter2"})},
    )
    assert whole.values("smtp.banner") == ["220 x"]
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 1


def test_the_modules_of_a_record_make_one_span(tmp_path: Path) -> None:
    late = grab("ftp", {"banner": "220 x"}, timestamp="2026-11-12T12:01:00+00:00")
    whole = said(tmp_path, {"a": late, "b": grab("telnet", {"banner": "login:"}), "c": grab("ftp", {}, timestamp="x")})
    assert whole.times() == {(NOON, "2026-11-12T12:01:00Z", "exact")}


def test_what_is_told_from_the_first_bytes() -> None:
    record = {"ip": "10.0.0.5", "data": {"http": {"status": "success", "protocol": "http"}}}
    assert zgrab2.detect(json.dumps(record).encode())
    ordered = {"data": {"x": {"protocol": "x", "status": "io-timeout", "timestamp": NOON}}, "ip": "10.0.0.5"}
    assert zgrab2.detect(json.dumps(ordered).encode())
    assert not zgrab2.detect(json.dumps({**record, "data": {"http": {"status": "fine"}}}).encode())
    assert not zgrab2.detect(json.dumps([record]).encode())
    assert not zgrab2.detect(b'\xff\x00{"data":')


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    refused(zgrab2, write(tmp_path, "x.jsonl", "{"), BrokenInput)


def test_large_records_are_handed_on_as_they_come(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    with path.open("w") as stream:
        for number in range(60):
            data = {"http": grab("http", {"response": page("10.0.0.5", body=f"{number}" * 500_000)})}
            stream.write(json.dumps({"ip": "10.0.0.5", "data": data}) + "\n")
    with little_memory():
        assert read(zgrab2, path).records == 60


WHOLE = (FOLDER / "modules.jsonl").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(zgrab2, write(Path(folder), "x.jsonl", WHOLE[:at] + put + WHOLE[at + over :]))
