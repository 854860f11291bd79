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
from camcensus.sources.importers import shodan

FOLDER = Path(__file__).parents[2] / "cases" / "formats" / "shodan"

MDNS = {("mdns.name", "N"), ("mdns.service", "_x._tcp")}
STREAM = "RTSP/1.0 200 OK\r\nPublic: x\r\n\r\n"


def banner(**more: Any) -> dict[str, Any]:
    return {
        "ip_str": "198.51.100.5",
        "port": 80,
        "transport": "tcp",
        "data": "",
        "timestamp": "2026-11-12T12:00:00",
        **more,
    }


def said(folder: Path, *content: Any) -> Read:
    return read(shodan, write(folder, "x.json", "\n".join(json.dumps(one) for one in content)))


def facts(folder: Path, **more: Any) -> set[tuple[str, str]]:
    return said(folder, banner(**more)).facts("ip:198.51.100.5") - {("net.open_port", "80/tcp")}


@pytest.mark.parametrize(
    ("key", "inside", "found"),
    [
        ("dahua", {"serial_number": "S1"}, {("serial.number", "S1")}),
        ("hikvision", {"device_model": "M", "device_version": "V"}, {("model.number", "M"), ("firmware.version", "V")}),
        ("ip_camera", {"model": "M", "system_version": "V"}, {("model.number", "M"), ("firmware.version", "V")}),
        ("ubiquiti", {"product": "M", "version": "V"}, {("model.number", "M"), ("firmware.version", "V")}),
        ("tp_link_kasa", {"model": "M", "mac_address": "x"}, {("model.number", "M")}),
        ("ip_camera", {"mac_address": "3C:EF:8C:00:00:01"}, {("mac", "3c:ef:8c:00:00:01")}),
        ("snmp", {"description": "D"}, {("snmp.sys_descr", "D")}),
        ("upnp", {"model_name": "M"}, {("upnp.description", '{"modelName": "M"}')}),
        ("mdns", {"services": {"x": {"name": "N", "ptr": "_x._tcp"}, "y": 5}}, MDNS),
        ("mac", {"3C:EF:8C:00:00:01": {}}, {("mac", "3c:ef:8c:00:00:01")}),
        ("mac", {"3C:EF:8C:00:00:01": {}, "3C:EF:8C:00:00:02": {}}, set()),
        ("hostnames", ["a.example.org"], {("fact.hostname", "a.example.org")}),
    ],
)  # fmt: skip
def test_what_shodan_read(tmp_path: Path, key: str, inside: Any, found: set[tuple[str, str]]) -> None:
    assert facts(tmp_path, **{key: inside}) == found


@pytest.mark.parametrize(
    ("module", "data", "found"),
    [
        ("ftp", "220 x", {("ftp.banner", "220 x")}),
        ("rtsp-tcp", "RTSP/1.0 200 OK\r\nPublic: x", {("rtsp.public", "x"), ("rtsp.response", STREAM)}),
        ("https", "x", set()),
        ("upnp", "x", set()),
        ("dahua", "Dahua: x", set()),
    ],
)  # fmt: skip
def test_banners(tmp_path: Path, module: str, data: str, found: set[tuple[str, str]]) -> None:
    assert facts(tmp_path, data=data, _shodan={"module": module}) == found


def test_names_of_a_certificate_that_is_not_there_itself(tmp_path: Path) -> None:
    shown = {"cert": {"subject": {"C": "CN", "CN": "a,b"}, "issuer": {"CN": "x"}}, "chain": ["damaged"]}
    assert facts(tmp_path, ssl=shown) == {("tls.subject", "CN=a\\,b,C=CN"), ("tls.issuer", "CN=x")}


def test_pictures_places_names_of_users_and_vulnerabilities_are_not_kept(tmp_path: Path) -> None:
    whole = said(
        tmp_path,
        banner(
            opts={"screenshot": {"data": "hunter2"}},
            screenshot={"data": "hunter2"},
            location={"city": "hunter2"},
            vulns={"hunter2": {}},
            dahua_dvr_web={"user_info": "hunter2"},
            hoobs={"bridge": {"pin": "hunter2"}},
        ),
    )
    assert "hunter2" not in whole.everything()
    assert whole.redacted == 2


def test_hosts_and_searches_hold_several_banners(tmp_path: Path) -> None:
    host = {"ip_str": "198.51.100.5", "hostnames": ["a"], "data": [{"port": 22}, {"port": 80, "transport": "udp"}, 5]}
    whole = said(tmp_path, host, {"matches": [banner(port=1), banner(port=2, ip_str="198.51.100.6")], "total": 2})
    assert whole.values("net.open_port") == ["22/tcp", "80/udp", "1/tcp", "2/tcp"]
    assert whole.subjects() == ["ip:198.51.100.5", "ip:198.51.100.6"]
    assert len(whole.originals) == whole.records == 2


def test_every_observation_says_who_saw_it(tmp_path: Path) -> None:
    assert {row["vantage"] for row in said(tmp_path, banner()).rows} == {"shodan"}


def test_records_without_the_address_of_a_host(tmp_path: Path) -> None:
    assert said(tmp_path, banner(ip_str=None), banner(ip_str="x"), {"total": 1}).rows == []
    assert said(tmp_path, banner(ip_str=None, ipv6="2001:db8::5")).subjects() == ["ip:2001:db8::5"]


def test_what_is_told_from_the_first_bytes() -> None:
    assert shodan.detect(json.dumps(banner()).encode())
    assert shodan.detect(json.dumps({"_shodan": {}, "ip_str": "x"}).encode("utf-16"))
    assert not shodan.detect(json.dumps({"ip": "x", "transport": "tcp"}).encode())
    assert not shodan.detect(b'ip_str,"ip_str","transport"')


def test_a_file_without_records_is_refused(tmp_path: Path) -> None:
    refused(shodan, write(tmp_path, "x.json", "[]"), BrokenInput)


WHOLE = (FOLDER / "banners.jsonl").read_bytes()


@unhurried
@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 40))
def test_a_file_that_is_damaged_is_read_or_refused(at: int, put: bytes, over: int) -> None:
    with TemporaryDirectory() as folder:
        read_or_refused(shodan, write(Path(folder), "x.json", WHOLE[:at] + put + WHOLE[at + over :]))
