"""The simulated fleet answers what its families say, counts what it is asked, and comes and goes without a trace."""

from __future__ import annotations

import hashlib
import re
import threading
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from tests.fleet import ask, family, population
from tests.fleet.device import Device
from tests.fleet.fleet import Loopback, running, simulated
from tests.fleet.network import available
from tests.fleet.template import Template

from camcensus.wire.discovery import recognise

HIGH = {port: 20_000 + port for port in range(1, 1024)}
"""Ports that need no privilege."""
FAMILIES = family.every()
ROOT = Path(__file__).parents[1]
NAMESPACES = pytest.mark.skipif(not available(), reason="network namespaces need root")
WRITTEN = {name: tomllib.loads((family.FOLDER / f"{name.replace('-', '_')}.toml").read_text()) for name in FAMILIES}


@pytest.fixture(scope="module")
def everybody() -> Iterator[Mapping[str, Device]]:
    """One device of each family, with a login, at ports that need no privilege."""
    with simulated(*FAMILIES.values(), ports=HIGH, login=("owner", "correct horse")) as fleet:
        yield {device.family.id: device for device in fleet.devices}


def services(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, found in WRITTEN.items() for one in found.get("tcp", ()) if one["kind"] == kind]


def named(value: object) -> str:
    return value if isinstance(value, str) else ""


def text(device: Device, written: str) -> str:
    return Template(written).text(device.values)


def test_there_are_enough_families_and_some_are_held_out() -> None:
    cameras = [one for one in FAMILIES.values() if one.is_camera]
    others = [one for one in FAMILIES.values() if not one.is_camera]
    assert len(cameras) >= 16
    assert len(others) >= 10
    assert 0.2 <= sum(one.held_out for one in FAMILIES.values()) / len(FAMILIES) <= 0.3
    assert {one.kind for one in cameras} == {"camera", "recorder", "doorbell"}


@pytest.mark.parametrize(("name", "service"), services("http"), ids=named)
def test_pages_are_as_the_family_says(everybody: Mapping[str, Device], name: str, service: dict[str, Any]) -> None:
    device = everybody[name]
    doors = [(device.port(port), False) for port in service["ports"]]
    doors += [(device.port(service["tls"]["port"]), True)] if "tls" in service else []
    for port, tls in doors:
        for route in service.get("routes", ()):
            for path in route.get("paths", [route.get("path")]):
                answer = ask.get(device.address, port, path, tls=tls)
                if route.get("login"):
                    assert answer.startswith("HTTP/1.1 401 ")
                    assert "WWW-Authenticate: " in answer
                    continue
                assert answer.startswith(f"HTTP/1.1 {route.get('status', 200)} ")
                assert answer.endswith(text(device, route.get("body", "")))
                for header, value in {**service.get("headers", {}), **route.get("headers", {})}.items():
                    assert f"\r\n{header}: {text(device, value)}\r\n" in answer
                assert ("\r\nServer: " in answer) == ("server" in service)
        status = service.get("unknown", {}).get("status", 404)
        assert ask.get(device.address, port, "/no/such/page", tls=tls).startswith(f"HTTP/1.1 {status} ")


@pytest.mark.parametrize(("name", "service"), [one for one in services("http") if "tls" in one[1]], ids=named)
def test_certificates_are_as_the_family_says(
    everybody: Mapping[str, Device], name: str, service: dict[str, Any]
) -> None:
    device = everybody[name]
    shown = x509.load_der_x509_certificate(ask.certificate(device.address, device.port(service["tls"]["port"])))
    assert shown.subject == x509.Name.from_rfc4514_string(text(device, service["tls"]["subject"]))


@pytest.mark.parametrize(("name", "service"), services("rtsp"), ids=named)
def test_rtsp_is_as_the_family_says(everybody: Mapping[str, Device], name: str, service: dict[str, Any]) -> None:
    device = everybody[name]
    for port in service["ports"]:
        at = f"rtsp://{device.address}/x"
        asked = f"OPTIONS {at} RTSP/1.0\r\nCSeq: 7\r\n\r\nDESCRIBE {at} RTSP/1.0\r\nCSeq: 8\r\n\r\n".encode()
        answer = ask.said(device.address, device.port(port), asked, whole=b"CSeq: 8", seconds=2).decode()
        assert answer.startswith("RTSP/1.0 200 OK\r\nCSeq: 7\r\n")
        assert f"Public: {service['public']}\r\n" in answer
        assert ("\r\nServer: " in answer) == bool(service.get("server"))
        assert ("RTSP/1.0 401 " in answer) == (not service.get("open"))


@pytest.mark.parametrize(("name", "service"), services("banner") + services("mute"), ids=named)
def test_other_ports_speak_first_or_not_at_all(
    everybody: Mapping[str, Device], name: str, service: dict[str, Any]
) -> None:
    device = everybody[name]
    for port in service["ports"]:
        said = ask.said(device.address, device.port(port), b"", seconds=0.2)
        if service["kind"] == "mute":
            assert said == b""
        else:
            assert said == bytes.fromhex(service.get("hex", "")) or said == text(device, service["text"]).encode()


PROBE = (
    b'<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Header>'
    b"<a:MessageID>urn:uuid:0-1</a:MessageID><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
    b"</e:Header><e:Body><d:Probe>%b</d:Probe></e:Body></e:Envelope>"
)
SEARCH = b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 1\r\nST: ssdp:all\r\n\r\n'
SADP = b'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>ABC-1</Uuid><Types>inquiry</Types></Probe>'
BODY = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n'
LENGTH = len(BODY).to_bytes(4, "little")
ASKED = {
    "dhip": b"\x20\0\0\0DHIP" + bytes(8) + LENGTH + bytes(4) + LENGTH + bytes(4) + BODY,
    "dahua1": b"\xa3\x01\x00\x01" + bytes(12) + b"\x02" + bytes(15),
    "xm": b"\xff" + bytes(13) + b"\xfa\x05" + bytes(4),
    "tp-link": bytes.fromhex("02000001000000000000000046 3cb5d3"),
    "bosch": bytes.fromhex("9939a427 01020304 ff0006de"),
    "hanwha": b"\x01" + bytes(261),
    "vivotek": bytes.fromhex("014a5d8f1c"),
    "sony": b"\x02ENQ:allinfo\xff\x03",
    "panasonic": bytes.fromhex("0001002a000d") + bytes(42),
    "baichuan": bytes.fromhex("aaaa0000"),
    "ubiquiti": bytes.fromhex("01000000"),
    "foscam": b"MO_I" + bytes(19),
    "vstarcam": bytes.fromhex("44480101"),
}


def searches() -> list[tuple[str, dict[str, Any]]]:
    return [(name, one) for name, found in WRITTEN.items() for one in found.get("udp", ())]


@pytest.mark.parametrize(("name", "search"), searches(), ids=named)
def test_searches_are_answered_as_the_family_says(
    everybody: Mapping[str, Device], name: str, search: dict[str, Any]
) -> None:
    device = everybody[name]
    kind = search.get("name") if search["kind"] == "raw" else search["kind"]
    port = next(one.port for one in device.family.udp if one.kind == kind)

    def asked(data: bytes, seconds: float = ask.PATIENCE) -> bytes:
        back = search.get("reply_port", 0)
        return ask.datagram(device.address, device.port(port), data, reply_port=back, seconds=seconds)

    if kind == "ws-discovery":
        answer = asked(PROBE % b"").decode()
        assert " ".join(text(device, scope) for scope in search["scopes"]) in answer
        assert "<wsa:RelatesTo>urn:uuid:0-1</wsa:RelatesTo>" in answer
        assert asked(PROBE % b"<d:Types>x:Toaster</d:Types>", 0.1) == b""
    elif kind == "ssdp":
        answer = asked(SEARCH).decode()
        assert f"LOCATION: {text(device, search['location'])}\r\n" in answer
        assert f"SERVER: {search['server']}\r\n" in answer
    elif kind == "mdns":
        service = search["services"][0]
        labels = b"".join(bytes([len(one)]) + one.encode() for one in f"{service['service']}.local".split("."))
        answer = asked(bytes([0, 9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]) + labels + b"\0\0\x0c\0\x01").decode("latin-1")
        assert text(device, service["instance"]) in answer
    elif kind == "sadp":
        answer = asked(SADP).decode()
        assert "<Uuid>ABC-1</Uuid>" in answer
        assert f"<MAC>{device.values['mac_dash']}</MAC>" in answer
    else:
        found = recognise.recognise(asked(ASKED[str(kind)]))
        assert found is not None
        assert found[0] == kind
        assert found[1].get("mac") == device.values["mac"]


def test_no_two_devices_of_a_family_are_alike() -> None:
    one, two = (Device(FAMILIES["hikvision-ipc"], f"192.0.2.{number}", number) for number in (1, 2))
    for name in ("mac", "serial", "uuid"):
        assert one.values[name] != two.values[name]
    again = Device(FAMILIES["hikvision-ipc"], "192.0.2.1", 1)
    assert again.values["serial"] == one.values["serial"]


def answered(challenge: str, user: str, password: str, path: str) -> str:
    """The header that answers a challenge (RFC 7616)."""
    found = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    realm, nonce = found["realm"], found["nonce"]

    def md5(*written: str) -> str:
        return hashlib.md5(":".join(written).encode(), usedforsecurity=False).hexdigest()

    made = md5(md5(user, realm, password), nonce, "00000001", "abcd", "auth", md5("GET", path))
    return (
        f'Authorization: Digest username="{user}", realm="{realm}", nonce="{nonce}", uri="{path}", qop=auth,'
        f' nc=00000001, cnonce="abcd", response="{made}"\r\n'
    )


INFO = "/ISAPI/ContentMgmt/InputProxy/channels"
REMOTE = "/cgi-bin/configManager.cgi?action=getConfig&name=RemoteDevice"


@pytest.mark.parametrize(
    ("name", "path", "told"), [("hikvision-nvr", INFO, "<id>2</id>"), ("dahua-nvr", REMOTE, "_1.")]
)
def test_a_recorder_tells_its_channels_to_its_owner_alone(name: str, path: str, told: str) -> None:
    with simulated(FAMILIES[name], ports=HIGH, login=("owner", "correct horse")) as fleet:
        device = fleet.devices[0]
        port = device.port(80)
        challenge = ask.get(device.address, port, path)
        right = answered(challenge, "owner", "correct horse", path)
        assert told in ask.get(device.address, port, path, more=right)
        assert device.counters.failed_logins == 0
        wrong = answered(ask.get(device.address, port, path), "owner", "something else", path)
        assert ask.get(device.address, port, path, more=wrong).startswith("HTTP/1.1 401 ")
        assert device.counters.failed_logins == 1
        assert device.counters.credentials == 2
        assert ask.get(device.address, port, path, more="Authorization: Basic b3duZXI6eA==\r\n").startswith(
            "HTTP/1.1 401"
        )
        assert device.counters.failed_logins == 2


def test_without_an_owner_no_login_is_right() -> None:
    with simulated(FAMILIES["hikvision-nvr"], ports=HIGH) as fleet:
        device = fleet.devices[0]
        header = answered(ask.get(device.address, device.port(80), INFO), "", "", INFO)
        assert ask.get(device.address, device.port(80), INFO, more=header).startswith("HTTP/1.1 401 ")
        assert device.counters.failed_logins == 1


def soap(device: Device, operation: str, port: int = 80) -> str:
    body = f'<s:Envelope xmlns:s="x"><s:Body><t:{operation} xmlns:t="y"/></s:Body></s:Envelope>'
    head = f"POST /onvif/device_service HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n"
    return ask.said(device.address, device.port(port), (head + body).encode(), whole=b"Envelope>", seconds=2).decode()


def test_onvif_answers_what_needs_no_login_and_nothing_else(everybody: Mapping[str, Device]) -> None:
    device = everybody["dahua-ipc"]
    assert "<tt:Year>2026</tt:Year>" in soap(device, "GetSystemDateAndTime")
    assert f"http://{device.address}:20080/onvif/media_service" in soap(device, "GetServices")
    assert "GetCapabilitiesResponse" in soap(device, "GetCapabilities")
    assert "GetHostnameResponse" in soap(device, "GetHostname")
    assert "NotAuthorized" in soap(device, "GetDeviceInformation")
    assert soap(everybody["hikvision-ipc"], "GetDeviceInformation").startswith("HTTP/1.1 401 ")
    assert "<tds:Manufacturer>H264<" in soap(everybody["xiongmai-sunba"], "GetDeviceInformation", 8899)
    assert device.counters.writes == {}


def test_what_is_asked_is_counted() -> None:
    with simulated(FAMILIES["dahua-ipc"], FAMILIES["axis-camera"], ports=HIGH) as fleet:
        device, axis = fleet.devices
        ask.get(device.address, device.port(80))
        ask.get(device.address, device.port(80), "/cgi-bin/configManager.cgi?action=setConfig&x=1")
        ask.get(device.address, device.port(80), "/", method="PUT")
        ask.get(device.address, device.port(80), "/cgi-bin/hi.cgi?user=a&pwd=b")
        soap(device, "SystemReboot")
        ask.said(device.address, device.port(554), b"SETUP rtsp://x/ RTSP/1.0\r\nCSeq: 1\r\n\r\n", whole=b"\r\n\r\n")
        ask.datagram(
            device.address, 37810, ASKED["dhip"].replace(b"DHDiscover.search", b"DHDiscover.setConfig"), seconds=0.1
        )
        ask.get(axis.address, axis.port(80), "/axis-cgi/basicdeviceinfo.cgi", method="POST")
    counters = device.counters
    assert counters.requests["GET /"] == 1
    assert counters.connections == 6
    assert counters.concurrent == 1
    assert counters.bytes_in > 300
    assert counters.credentials == counters.failed_logins == 1
    assert counters.writes == {
        "GET /cgi-bin/configManager.cgi": 1, "PUT /": 1, "SOAP SystemReboot": 1, "RTSP SETUP": 1, "UDP 37810 dhip": 1,
    }  # fmt: skip
    assert axis.counters.writes == {}


def test_a_port_that_a_device_does_not_have_is_closed(everybody: Mapping[str, Device]) -> None:
    assert ask.refused(everybody["mobotix-camera"].address, everybody["mobotix-camera"].port(554))
    assert ask.refused(everybody["closed-host"].address, everybody["closed-host"].port(80))


def test_many_at_once_are_served() -> None:
    block = Loopback()
    devices = [Device(FAMILIES["hikvision-nvr"], block.address(number), number, ports=HIGH) for number in range(100)]
    with running(devices) as fleet:
        found: list[str] = []

        def load(part: int) -> None:
            for device in list(fleet.devices[part::4]) * 5:
                found.append(ask.get(device.address, device.port(80))[:15])  # noqa: PERF401  # seen if one fails

        threads = [threading.Thread(target=load, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    block.close()
    assert found == ["HTTP/1.1 200 OK"] * 500
    assert {device.counters.connections for device in devices} == {5}


def test_a_family_that_misspells_a_key_or_a_value_is_refused() -> None:
    written = {"class": "camera", "brand": "", "maker": "", "models": ["x"], "blocks": ["02:00:00"]}
    assert family.family("x", written).models == ["x"]
    with pytest.raises(ValueError, match="nobody reads colour"):
        family.family("x", {**written, "colour": "red"})
    service = {"kind": "http", "ports": [80], "routes": [{"path": "/", "body": "{colour}"}]}
    with pytest.raises(ValueError, match="no value is called colour"):
        family.family("x", {**written, "tcp": [service]})
    with pytest.raises(ValueError, match="models is missing"):
        family.family("x", {"class": "camera", "brand": "", "maker": ""})


def test_the_truth_and_the_weak_are_spread_over_all_families() -> None:
    devices = population.estate(population.loopback(4000), cameras=3000, others=1000, weak=0.2)
    rows = list(population.truth(devices))
    assert {row["family"] for row in rows} == set(FAMILIES)
    weak = [row for row in rows if row["kind"] != "normal"]
    assert 0.15 < len(weak) / 3000 < 0.25
    assert len({(row["family"], row["kind"]) for row in weak}) == 8 * sum(one.is_camera for one in FAMILIES.values())
    assert {row["class"] for row in weak} <= {"camera", "recorder", "doorbell"}
    assert len({row["mac"] for row in rows}) == 4000
