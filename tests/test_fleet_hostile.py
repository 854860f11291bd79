"""Hostile devices do the harm that they are made for."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator, Mapping

import pytest
from tests.fleet import ask, hostile
from tests.fleet.device import Device
from tests.fleet.fleet import Loopback, running, simulated

PORT = 20_080
GET = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
PROBE = b"<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"


@pytest.fixture(scope="module", name="all_of_them")
def _all() -> Iterator[Mapping[str, Device]]:
    with simulated(*hostile.every(port=PORT), ports={1900: 21_900, 3702: 23_702}) as fleet:
        yield {device.family.id.removeprefix("hostile-"): device for device in fleet.devices}


def said(device: Device, seconds: float = 1.0) -> bytes:
    return ask.said(device.address, PORT, GET, seconds=seconds)


def everything(sock: socket.socket) -> None:
    """Ask twice, and read to the end."""
    sock.sendall(GET)
    time.sleep(0.1)
    sock.sendall(GET)
    while sock.recv(65_536):
        pass


def test_each_way_has_a_device(all_of_them: Mapping[str, Device]) -> None:
    assert set(all_of_them) == set(hostile.KINDS)


def test_a_byte_a_second(all_of_them: Mapping[str, Device]) -> None:
    with socket.create_connection((all_of_them["byte-a-second"].address, PORT), 5) as sock:
        sock.sendall(GET)
        since = time.monotonic()
        assert [sock.recv(100) for _ in range(3)] == [b"H", b"x", b"x"]
        assert 1.8 < time.monotonic() - since < 4


def test_answers_that_never_end(all_of_them: Mapping[str, Device]) -> None:
    for kind in ("never-close", "bad-chunks", "mute", "body-a-byte-a-second"):
        with socket.create_connection((all_of_them[kind].address, PORT), 5) as sock:
            sock.settimeout(0.3)
            with pytest.raises(TimeoutError):
                everything(sock)


@pytest.mark.parametrize("kind", ["endless", "huge-header"])
def test_answers_of_more_bytes_than_anybody_wants(all_of_them: Mapping[str, Device], kind: str) -> None:
    with socket.create_connection((all_of_them[kind].address, PORT), 5) as sock:
        sock.sendall(GET)
        count = 0
        while count < 20 << 20:
            piece = sock.recv(1 << 20)
            assert piece
            count += len(piece)


def test_heads_that_no_parser_wants(all_of_them: Mapping[str, Device]) -> None:
    assert said(all_of_them["many-headers"]).count(b"X-A: b") == 100_000
    assert b"Content-Length: -1" in said(all_of_them["negative-length"])


def test_redirects_in_a_circle_and_out_of_the_scope(all_of_them: Mapping[str, Device]) -> None:
    address, path = all_of_them["redirect-circle"].address, "/"
    seen = []
    for _ in range(4):
        path = ask.get(address, PORT, path).partition("Location: ")[2].partition("\r\n")[0]
        seen.append(path)
    assert seen == ["/a", "/b", "/", "/a"]
    assert f"Location: http://{hostile.OUTSIDE}/" in ask.get(all_of_them["redirect-outside"].address, PORT)


@pytest.mark.parametrize("kind", ["garbage-tls", "cut-tls"])
def test_broken_tls(all_of_them: Mapping[str, Device], kind: str) -> None:
    with pytest.raises((ssl.SSLError, ConnectionError)):
        ask.certificate(all_of_them[kind].address, PORT)


def test_ten_thousand_channels(all_of_them: Mapping[str, Device]) -> None:
    answer = ask.get(all_of_them["channels"].address, PORT, "/ISAPI/ContentMgmt/InputProxy/channels")
    assert answer.count("<InputProxyChannel>") == 10_000


def test_a_slow_accept_is_served_at_last(all_of_them: Mapping[str, Device]) -> None:
    since = time.monotonic()
    assert b" 200 OK" in said(all_of_them["slow-accept"], 5)
    assert time.monotonic() - since > 1.5


def test_resets(all_of_them: Mapping[str, Device]) -> None:
    for kind in ("reset-after-accept", "reset-after-request"):
        with pytest.raises(ConnectionError), socket.create_connection((all_of_them[kind].address, PORT), 5) as sock:
            everything(sock)


def test_unavailable(all_of_them: Mapping[str, Device]) -> None:
    assert said(all_of_them["unavailable"]).startswith(b"HTTP/1.1 503 ")


def test_a_port_that_closes_after_the_first(all_of_them: Mapping[str, Device]) -> None:
    one = all_of_them["once"]
    assert b" 200 OK" in said(one)
    assert ask.refused(one.address, PORT)


def test_addresses_outside_and_floods(all_of_them: Mapping[str, Device]) -> None:
    search = b"M-SEARCH * HTTP/1.1\r\nST: ssdp:all\r\n\r\n"
    assert f"http://{hostile.OUTSIDE}/".encode() in ask.datagram(all_of_them["xaddrs-outside"].address, 23_702, PROBE)
    assert f"http://{hostile.OUTSIDE}/".encode() in ask.datagram(
        all_of_them["location-outside"].address, 21_900, search
    )
    assert len(ask.datagram(all_of_them["flood"].address, 23_702, PROBE)) == 60_000


def test_an_answer_from_another_address() -> None:
    block = Loopback()
    device = Device(hostile.from_elsewhere(block.address(9)), block.address(0), ports={3702: 23_702})
    with running([device]), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(2)
        sock.sendto(PROBE, (device.address, 23_702))
        assert sock.recvfrom(65_536)[1][0] == block.address(9)
    block.close()
