from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import Read, read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.importers import masscan_json

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "masscan-json"


def record(port: dict[str, Any], ip: str = "10.0.0.5") -> dict[str, Any]:
    return {"ip": ip, "timestamp": "1794484800", "ports": [port]}


def banner(name: str, said: str, port: int = 80, proto: str = "tcp") -> dict[str, Any]:
    return record({"port": port, "proto": proto, "service": {"name": name, "banner": said}})


def said(folder: Path, *content: Any) -> Read:
    return read(masscan_json, write(folder, "x.json", json.dumps(list(content))))


@pytest.mark.parametrize(
    ("name", "text", "facts"),
    [
        ("title", "K\xc3\xa4stle", {("http.title", "Kästle")}),
        ("title", "Kästle", {("http.title", "Kästle")}),
        ("html", "<title>x</title>", {("http.title", "x"), ("http.body", "<title>x</title>")}),
        ("http.server", "Boa", {("http.server", "Boa")}),
        ("ssh", "SSH-2.0-x\r\n", {("ssh.banner", "SSH-2.0-x")}),
        ("smtp", "220 x", {("smtp.banner", "220 x")}),
        ("unknown", "SIP/2.0 200 OK\r\nServer: x\r\n", {("sip.user_agent", "x")}),
        ("vnc", "RFB 003.008", set()),
        ("X509", "MIIB", set()),
        ("X509CA", "MIIB", set()),
        ("ssl", "TLS/1.2 cipher:0xc02f", set()),
        ("snmp", "sysDescr:a sysObjectID:1.3.6", {("snmp.sys_descr", "a"), ("snmp.sys_object_id", "1.3.6")}),
    ],
)
def test_what_services_say(tmp_path: Path, name: str, text: str, facts: set[tuple[str, str]]) -> None:
    assert said(tmp_path, banner(name, text)).facts("ip:10.0.0.5") == {("net.open_port", "80/tcp"), *facts}


def test_ports_that_are_not_open_and_masscans_own_tests_say_nothing(tmp_path: Path) -> None:
    whole = said(
        tmp_path,
        record({"port": 80, "proto": "tcp", "status": "closed"}),
        record({"port": 0, "proto": "icmp", "status": "up"}),
        banner("heartbleed", "x"),
        banner("error", "x"),
        record({"port": 80, "proto": "tcp", "status": "open"}, ip="127.0.0.1"),
        record({"port": 80, "proto": "tcp", "status": "open"}, ip="x"),
    )
    assert (whole.rows, whole.records) == ([], 6)


def test_what_is_told_from_the_first_bytes() -> None:
    open_port = {"port": 80, "proto": "tcp", "status": "open"}
    flat = {"ip": "10.0.0.5", "timestamp": "1", "port": 80, "proto": "tcp", "rec_type": "status", "data": {}}
    assert masscan_json.detect(json.dumps([record(open_port)]).encode())
    assert masscan_json.detect(json.dumps(flat).encode("utf-16"))
    assert not masscan_json.detect(json.dumps({"ip": "10.0.0.5", "ports": []}).encode())
    assert not masscan_json.detect(json.dumps([{"ip": "10.0.0.5", "services": []}]).encode())
    assert not masscan_json.detect(b"")


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    fault = refused(masscan_json, write(tmp_path, "x.json", "[\n{finished: 1}\n]\n"), BrokenInput)
    assert fault.mend


WHOLE = (FOLDER / "ports.json").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(masscan_json, write(Path(folder), "x.json", WHOLE[:at] + put + WHOLE[at + over :]))


@unhurried
@given(st.integers(80, len(WHOLE)))
def test_a_file_that_is_cut_off_is_used_up_to_there(at: int) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x.json", WHOLE[:at])
        whole = WHOLE[:at].count(b"} ] }\n")
        if whole:
            assert whole <= read(masscan_json, path).records <= whole + 1
