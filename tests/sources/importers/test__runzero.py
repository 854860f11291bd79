from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers import _runzero as runzero

TEXTS = st.dictionaries(
    st.sampled_from(
        ["banner", "product", "http.head.server", "tls.subject", "snmp.sysDesc", "upnp.modelName", "x", ""]
    ),
    st.lists(st.text(max_size=20), max_size=3),
)


def test_addresses_of_an_asset_come_in_order_and_those_of_its_link_only_alone() -> None:
    record = {"addresses": ["fe80::1", "10.0.0.5", "x"], "addresses_extra": ["10.9.0.5", "10.0.0.5", "127.0.0.1"]}
    assert runzero.hosts(record) == ["10.0.0.5", "10.9.0.5"]
    assert runzero.hosts({"addresses": ["fe80::1"]}) == ["fe80::1"]
    assert runzero.hosts({}) == []


def test_what_an_asset_says_beside_its_addresses() -> None:
    record = {
        "macs": ["3c:ef:8c:00:00:01", "x"],
        "newest_mac": ["3c:ef:8c:00:00:02"],
        "names": ["CAM5"],
        "service_ports_tcp": ["80", "x"],
        "service_ports_udp": ["5353"],
        "hw_vendor": ["Dahua"],
        "hw_product": ["IPC"],
        "type": ["IP Camera"],
    }
    assert runzero.asset(record) == [
        ("mac", "3c:ef:8c:00:00:02"),
        ("mac", "3c:ef:8c:00:00:01"),
        ("fact.hostname", "CAM5"),
        ("net.open_port", "80/tcp"),
        ("net.open_port", "5353/udp"),
        ("fact.hardware", "Dahua IPC"),
        ("fact.device_type", "IP Camera"),
    ]


@pytest.mark.parametrize(
    ("key", "place"),
    [
        ("10.0.0.5/80/tcp/", ("10.0.0.5", 80, "tcp")),
        ("2001:db8::5/443/tcp/cam.example.org", ("2001:db8::5", 443, "tcp")),
        ("10.0.0.5/0/arp/", None),
        ("127.0.0.1/80/tcp/", None),
        ("x", None),
    ],
)
def test_the_place_of_a_service(key: str, place: tuple[str, int, str] | None) -> None:
    assert runzero.place(key) == place


@pytest.mark.parametrize(
    ("attributes", "fact"),
    [
        ({"http.head.server": ["x"]}, ("http.server", "x")),
        ({"http.head.wwwAuthenticate": ["Basic"]}, ("http.www_authenticate", "Basic")),
        ({"http.head.Set-Cookie": ["a=1"]}, ("http.set_cookie", "a=1")),
        ({"rtsp.head.public": ["OPTIONS"]}, ("rtsp.public", "OPTIONS")),
        ({"html.title": [" a  b "]}, ("http.title", "a b")),
        ({"favicon.ico.image.md5": ["A" * 32]}, ("http.favicon_md5", "a" * 32)),
        ({"favicon.ico.image.mmh3": ["-1"]}, ("http.favicon_mmh3", "-1")),
        ({"wsd.scopes": ["onvif://a", "onvif://b"]}, ("onvif.scopes", "onvif://a onvif://b")),
        ({"ssdp.server": ["x"]}, ("ssdp.server", "x")),
        ({"banner": ["SSH-2.0-x"]}, ("ssh.banner", "SSH-2.0-x")),
        ({"protocol": ["ftp"], "banner": ["220 x"]}, ("ftp.banner", "220 x")),
        ({"product": ["OpenBSD:OpenSSH:8"], "protocol": ["ssh"]}, ("fact.service", "80/tcp ssh OpenBSD OpenSSH 8")),
        ({"tls.subject": ["C=CN, CN=x"]}, ("tls.subject", "CN=x,C=CN")),
        ({"snmp.sysObjectID": ["1.3.6"]}, ("snmp.sys_object_id", "1.3.6")),
        ({"upnp.device.modelName": ["A"]}, ("upnp.description", '{"modelName": "A"}')),
        ({"hikvision.serialNumber": ["S1"]}, ("serial.number", "S1")),
        ({"onvif.macAddress": ["3c:ef:8c:00:00:01"]}, ("mac", "3c:ef:8c:00:00:01")),
    ],
)  # fmt: skip
def test_attributes_of_a_service(attributes: dict[str, list[str]], fact: tuple[str, str]) -> None:
    found = [one for one in runzero.service(80, "TCP", [], attributes) if one[1]]
    assert found == [("net.open_port", "80/tcp"), fact]


def test_what_speaks_no_protocol_with_ports_is_no_service() -> None:
    assert runzero.service(0, "icmp", [], {"banner": ["SSH-2.0-x"]}) == []


@given(TEXTS)
def test_any_attributes_are_read(attributes: dict[str, list[str]]) -> None:
    assert runzero.service(80, "tcp", ["http"], attributes)[0] == ("net.open_port", "80/tcp")
