"""Ubiquiti's discovery in its versions: two replies in the form of real ones, with other addresses."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, ubiquiti


def field(kind: int, value: bytes) -> bytes:
    return bytes([kind]) + len(value).to_bytes(2, "big") + value


def framed(head: bytes, *fields: bytes) -> bytes:
    body = b"".join(fields)
    return head + len(body).to_bytes(2, "big") + body


MAC = bytes.fromhex("02005e005308")
IP = bytes([192, 0, 2, 9])

PACKET = framed(
    b"\x01\x00",
    field(0x02, MAC + IP),
    field(0x01, MAC),
    field(0x0A, b"\x00\x13\xe6\x30"),
    field(0x0B, b"Gate"),
    field(0x0C, b"UVC G4 Pro"),
    field(0x17, b"\0\0\0\0"),
    field(0x03, b"UVC.S5L.v4.46.18.67.ceacbaa.211202.1017"),
    field(0x10, b"\x63\xa5"),
    field(0x20, b"32f695ba-0000-5822-bc54-000000000000"),
)


def test_a_camera_is_read() -> None:
    assert ubiquiti.detect(PACKET)
    assert ubiquiti.parse(PACKET) == {
        "mac": "02:00:5e:00:53:08",
        "ip": "192.0.2.9",
        "hostname": "Gate",
        "model": "UVC G4 Pro",
        "platform": "UVC G4 Pro",
        "firmware": "UVC.S5L.v4.46.18.67.ceacbaa.211202.1017",
        "uptime": "1304112",
    }


def test_a_bridge_has_a_model_beside_its_platform() -> None:
    reply = framed(
        b"\x01\x00",
        field(0x01, MAC),
        field(0x04, IP),
        field(0x05, MAC),
        field(0x06, b"admin"),
        field(0x07, b"salt5678"),
        field(0x08, b"challenge"),
        field(0x0C, b"UFP-UAP-B"),
        field(0x14, b"Unifi-Protect-UAP-Bridge"),
    )
    found = ubiquiti.parse(reply)
    assert (found["model"], found["platform"], found["ip"]) == ("Unifi-Protect-UAP-Bridge", "UFP-UAP-B", "192.0.2.9")
    assert not {"admin", "salt5678", "challenge"} & set(found.values())


@pytest.mark.parametrize("head", [b"\x02\x06", b"\x02\x09", b"\x00\x00"])
def test_later_versions_are_read(head: bytes) -> None:
    found = ubiquiti.parse(framed(head, field(0x13, MAC), field(0x15, b"UNVR"), field(0x16, b"4.0.3")))
    assert found == {"mac": "02:00:5e:00:53:08", "model": "UNVR", "version": "4.0.3"}


@pytest.mark.parametrize(
    "data",
    [
        b"\x01\x00\x00\x00",
        b"\x02\x08\x00\x00",
        framed(b"\x01\x00", field(0x0B, b"Gate")),
        framed(b"\x01\x00", field(0x01, MAC), b"\x0b\x00\x09Gate"),
        framed(b"\x01\x00", field(0x01, MAC), b"\x0b"),
        PACKET + b"\0",
    ],
)
def test_requests_and_what_overruns_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="Ubiquiti"):
        ubiquiti.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(ubiquiti.parse, PACKET)
    hostile.refuses_junk(ubiquiti.parse, PACKET)


def test_the_searches_are_as_described_and_no_reply() -> None:
    assert ubiquiti.search(1) == bytes.fromhex("01000000")
    assert ubiquiti.search(2) == bytes.fromhex("02080000")
    assert recognise.recognise(ubiquiti.search(1)) is None
    assert recognise.recognise(ubiquiti.search(2)) is None
    with pytest.raises(ValueError, match="versions 1 and 2"):
        ubiquiti.search(3)
