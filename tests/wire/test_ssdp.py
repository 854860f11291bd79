"""SSDP: what is asked, and what is read from answers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import ssdp

ANSWER = (
    b"HTTP/1.1 200 OK\r\nCACHE-CONTROL: max-age=1800\r\nEXT:\r\n"
    b"LOCATION: http://192.0.2.64:49152/upnpdevicedesc.xml\r\n"
    b"SERVER: Linux/2.6.18, UPnP/1.0, Portable SDK for UPnP devices/1.6.18\r\n"
    b"ST: upnp:rootdevice\r\nUSN: uuid:0badc0de-0000-1000-8000-4419b6000001::upnp:rootdevice\r\n\r\n"
)
SAID = ssdp.Answer(
    server="Linux/2.6.18, UPnP/1.0, Portable SDK for UPnP devices/1.6.18",
    location="http://192.0.2.64:49152/upnpdevicedesc.xml",
    st="upnp:rootdevice",
    usn="uuid:0badc0de-0000-1000-8000-4419b6000001::upnp:rootdevice",
)


def test_a_group_is_asked_with_the_time_to_wait() -> None:
    assert ssdp.search(ssdp.GROUP, wait=2) == (
        b'M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\nMAN: "ssdp:discover"\r\nMX: 2\r\n'
        b"ST: upnp:rootdevice\r\n\r\n"
    )
    assert b"\r\nHOST: [ff02::c]:1900\r\n" in ssdp.search(ssdp.GROUP_V6, ssdp.EVERYTHING, 2)


def test_one_device_is_asked_without_it() -> None:
    assert ssdp.search("192.0.2.7", ssdp.EVERYTHING) == (
        b'M-SEARCH * HTTP/1.1\r\nHOST: 192.0.2.7:1900\r\nMAN: "ssdp:discover"\r\nST: ssdp:all\r\n\r\n'
    )


@pytest.mark.parametrize(
    ("address", "kind", "wait"),
    [
        ("192.0.2.7\r\nX: y", ssdp.ROOTS, 0),
        ("camera", ssdp.ROOTS, 0),
        ("192.0.2.7", ssdp.ROOTS, 7),
        ("192.0.2.7", ssdp.ROOTS, -1),
        ("192.0.2.7", "upnp:everything", 0),
        ("192.0.2.7", ssdp.ROOTS, 1),
        (ssdp.GROUP, ssdp.ROOTS, 0),
        (ssdp.GROUP, ssdp.ROOTS, 6),
    ],
)
def test_nothing_else_can_be_asked(address: str, kind: str, wait: int) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        ssdp.search(address, kind, wait)


def test_an_address_of_one_link_is_asked_without_its_interface() -> None:
    assert b"\r\nHOST: [fe80::7]:1900\r\n" in ssdp.search("fe80::7%eth0\r\n")


def test_answers_and_announcements_are_read() -> None:
    assert ssdp.answer(ANSWER) == SAID
    announced = ANSWER.replace(b"HTTP/1.1 200 OK", b"NOTIFY * HTTP/1.1").replace(b"ST:", b"NT:")
    assert ssdp.answer(announced) == SAID
    assert ssdp.answer(b"HTTP/1.1 200 OK\r\nServer: x\x07\x1b[31my\r\n") == ssdp.Answer(server="x[31my")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        ssdp.search(ssdp.GROUP, wait=2),
        b"HTTP/1.1 404 Not Found\r\nServer: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nDate: today\r\n\r\n",
        ANSWER + b"x" * 65_536,
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        ssdp.answer(data)


@given(st.one_of(st.binary(max_size=300), st.binary(max_size=60).map(lambda tail: ANSWER[:-90] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = ssdp.answer(data)
    except ValueError:
        return
    assert found != ssdp.Answer()
