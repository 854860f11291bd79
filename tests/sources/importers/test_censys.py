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
from camcensus.sources.importers import censys

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "censys"


def host(*services: Any, ip: str = "198.51.100.5") -> dict[str, Any]:
    return {"ip": ip, "services": list(services)}


def said(folder: Path, *content: Any) -> Read:
    return read(censys, write(folder, "x.json", "\n".join(json.dumps(one) for one in content)))


def facts(folder: Path, **service: Any) -> set[tuple[str, str]]:
    given_by_default = {"port": 80, "transport_protocol": "TCP"}
    return said(folder, host({**given_by_default, **service})).facts("ip:198.51.100.5") - {("net.open_port", "80/tcp")}


@pytest.mark.parametrize(
    ("key", "inside", "found"),
    [
        ("rtsp", {"server": "x", "commands": ["A", "B"]}, {("rtsp.server", "x"), ("rtsp.public", "A, B")}),
        ("dvr_ip", {"serial": "S", "version": "V"}, {("serial.number", "S"), ("firmware.version", "V")}),
        ("hikvision", {"web_version": "V"}, set()),
        ("onvif", {"hostname": {"name": "cam5"}}, {("fact.hostname", "cam5")}),
        ("ws_discovery", {"scopes": ["a", "b"], "types": ["c"]}, {("onvif.scopes", "a b"), ("onvif.types", "c")}),
        ("telnet", {"banner": "login:"}, {("telnet.banner", "login:")}),
        ("ftp", {"banner": "220 x"}, {("ftp.banner", "220 x")}),
        ("ssh", {"endpoint_id": {"raw": "SSH-2.0-x"}}, {("ssh.banner", "SSH-2.0-x")}),
        ("snmp", {"oid_system": {"desc": "D"}}, {("snmp.sys_descr", "D")}),
        ("upnp", {"devices": [{"model_name": "M"}, {"model_name": "N"}]}, {("upnp.description", '{"modelName": "M"}')}),
        ("tplink_kasa", {"model": "M"}, {("model.number", "M")}),
        ("software", [{"vendor": "v", "product": "p"}, 5], {("fact.service", "80/tcp service v p")}),
        ("hardware", [{"product": "p", "type": ["CAMERA"]}], {("fact.service", "80/tcp service p camera")}),
    ],
)  # fmt: skip
def test_what_censys_read(tmp_path: Path, key: str, inside: Any, found: set[tuple[str, str]]) -> None:
    assert facts(tmp_path, **{key: inside}) == found


def test_only_the_page_at_the_root_has_a_title(tmp_path: Path) -> None:
    answer = {"html_title": "t", "status_code": 200, "headers": {"Server": {"headers": ["s"]}}}
    assert facts(tmp_path, endpoints=[{"path": "/", "http": answer}]) == {("http.server", "s"), ("http.title", "t")}
    assert facts(tmp_path, endpoints=[{"path": "/x", "http": answer}]) == {("http.server", "s")}
    assert facts(tmp_path, http={"response": {**answer, "status_code": 301}}) == {("http.server", "s")}


def test_only_the_digest_of_the_key_alone_is_told(tmp_path: Path) -> None:
    parsed = {"subject_dn": "C=CN, CN=x", "subject_key_info": {"fingerprint_sha256": "ab" * 32}}
    cert = {"parsed": parsed, "spki_fingerprint_sha256": "cd" * 32, "fingerprint_sha256": "ef" * 32}
    assert facts(tmp_path, cert=cert) == {("tls.subject", "CN=x,C=CN"), ("tls.spki_sha256", "ab" * 32)}


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: {"result": one},
        lambda one: {"result": {"resource": one}},
        lambda one: {"result": {"hits": [one]}},
        lambda one: {"hits": [{"host_v1": {"resource": one}}]},
        lambda one: {"host_v1": {"resource": one}},
    ],
)
def test_hosts_are_found_in_whatever_wraps_them(tmp_path: Path, wrap: Any) -> None:
    whole = said(tmp_path, wrap(host({"port": 80})))
    assert whole.values("net.open_port") == ["80/tcp"]


def test_each_service_has_its_own_time(tmp_path: Path) -> None:
    first = {"port": 80, "observed_at": "2026-11-12T12:00:00Z"}
    second = {"port": 81, "scan_time": "2026-11-13T12:00:00.5Z"}
    whole = said(tmp_path, {**host(first, second, {"port": 82}), "last_updated_at": "2026-11-14T12:00:00Z"})
    assert sorted(time for time, _, _ in whole.times()) == [
        "2026-11-12T12:00:00Z",
        "2026-11-13T12:00:00.500000Z",
        "2026-11-14T12:00:00Z",
    ]
    assert len({row["original"] for row in whole.rows}) == 1


def test_pictures_and_places_are_not_kept(tmp_path: Path) -> None:
    whole = said(
        tmp_path, {**host({"port": 80, "screenshots": [{"data": "hunter2"}]}), "location": {"city": "hunter2"}}
    )
    assert "hunter2" not in whole.everything()


def test_what_is_no_host_is_left_out(tmp_path: Path) -> None:
    whole = said(tmp_path, {"certificate_v1": {}}, host({"port": 80}, ip="x"), host({"port": 80}))
    assert whole.subjects() == ["ip:198.51.100.5"]
    assert {row["vantage"] for row in whole.rows} == {"censys"}


def test_what_is_told_from_the_first_bytes() -> None:
    assert censys.detect(json.dumps(host({"service_name": "HTTP"})).encode())
    assert censys.detect(json.dumps({"host_v1": {}}).encode("utf-16"))
    assert not censys.detect(json.dumps({"ip": "x", "services": []}).encode())
    assert not censys.detect(json.dumps({"ip_str": "x", "ip": 1, "services": [], "service_name": 1}).encode())
    assert not censys.detect(b'"host_v1"')


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    refused(censys, write(tmp_path, "x.json", "{"), BrokenInput)


WHOLE = (FOLDER / "platform.jsonl").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(censys, write(Path(folder), "x.json", WHOLE[:at] + put + WHOLE[at + over :]))
