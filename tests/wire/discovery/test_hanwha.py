"""Hanwha's discovery: a fixed block of texts."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import hanwha, recognise

BLOCK = b"".join(
    [
        b"\x0b",
        bytes.fromhex("ad 2c da 75 c6 6e e0 fa a8 5d 6c b7 98 fa 9b 81 4f 11"),
        b"00:16:6C:00:00:01\0",
        b"192.0.2.55".ljust(16, b"\0"),
        b"255.255.0.0".ljust(16, b"\0"),
        b"192.0.2.1".ljust(16, b"\0"),
        bytes(20) + b"\xe2\x50\x00\x00",
        b"SND-6083".ljust(10, b"\0"),
        bytes.fromhex("00 50 00 a8 11 2e 27 24 27 1a 27 42 27 00"),
        b"http://192.0.2.55/index.htm".ljust(39, b"\0"),
    ]
)
PACKET = BLOCK + b"\x58\xef\x19\x00" * 22 + b"\x01\x00"


@pytest.mark.parametrize("data", [BLOCK, PACKET])
def test_a_reply_is_read(data: bytes) -> None:
    assert (len(BLOCK), len(PACKET)) == (172, 262)
    assert hanwha.detect(data)
    assert hanwha.parse(data) == {
        "mac": "00:16:6c:00:00:01",
        "ip": "192.0.2.55",
        "mask": "255.255.0.0",
        "gateway": "192.0.2.1",
        "model": "SND-6083",
        "url": "http://192.0.2.55/index.htm",
    }


def test_sixteen_letters_are_no_address() -> None:
    assert "ip" not in hanwha.parse(PACKET[:37] + b"abcdefghijklmnop" + PACKET[53:])


def test_a_user_and_password_in_the_page_are_taken_out() -> None:
    found = hanwha.parse(PACKET.replace(b"http://192.0.2.55/index.htm\0\0\0\0\0", b"http://admin:geheim@192.0.2.55/\0"))
    assert found["url"] == "http://[redacted]@192.0.2.55/"


@pytest.mark.parametrize("data", [b"\x01" + PACKET[1:], PACKET.replace(b"00:16:6C:", b"00:16:6Z:")])
def test_requests_and_blocks_without_a_mac_address_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Hanwha reply"):
        hanwha.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(hanwha.parse, BLOCK)
    hostile.refuses_junk(hanwha.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert hanwha.search() == b"\x01" + bytes(261)
    assert recognise.recognise(hanwha.search()) is None
