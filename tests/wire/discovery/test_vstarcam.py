"""VStarcam's discovery: begins with DH and is not Dahua's; user and password are never read."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, vstarcam

CLEAR = b"".join(
    [
        b"DH\x01\x08",
        b"192.0.2.88".ljust(16, b"\0"),
        b"255.255.255.0".ljust(16, b"\0"),
        b"192.0.2.1".ljust(16, b"\0"),
        b"192.0.2.53".ljust(16, b"\0"),
        b"0.0.0.0".ljust(16, b"\0"),
        bytes.fromhex("e0b94d000001"),
        (81).to_bytes(2, "little"),
        b"VSTC000001ABCDE".ljust(32, b"\0"),
        b"IPCAM".ljust(32, b"\0"),
        bytes(48),
        b"48.53.64.67".ljust(16, b"\0"),
        b"48.0.0.1".ljust(16, b"\0"),
    ]
)
PACKET = CLEAR + b"admin".ljust(32, b"\0") + b"geheim".ljust(32, b"\0") + bytes(24)


@pytest.mark.parametrize("data", [CLEAR, PACKET])
def test_a_reply_is_read_without_user_and_password(data: bytes) -> None:
    assert (len(CLEAR), len(PACKET)) == (236, 324)
    assert vstarcam.detect(data)
    found = vstarcam.parse(data)
    assert found == {
        "mac": "e0:b9:4d:00:00:01",
        "ip": "192.0.2.88",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "name": "IPCAM",
        "serial": "VSTC000001ABCDE",
        "uid": "VSTC000001ABCDE",
        "firmware": "48.53.64.67",
        "web_version": "48.0.0.1",
        "http_port": "81",
    }
    assert not {"admin", "geheim"} & set(found.values())


@pytest.mark.parametrize("data", [b"DH\x01\x01", b"DHIP" + PACKET[4:]])
def test_requests_and_dahua_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a VStarcam reply"):
        vstarcam.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(vstarcam.parse, CLEAR)
    hostile.refuses_junk(vstarcam.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert vstarcam.search() == b"DH\x01\x01"
    assert recognise.recognise(vstarcam.search()) is None


def test_what_may_be_kept_of_a_reply_has_neither_user_nor_password() -> None:
    kept = vstarcam.public(PACKET)
    assert vstarcam.parse(kept) == vstarcam.parse(PACKET)
    assert b"admin" not in kept
    assert b"geheim" not in kept
