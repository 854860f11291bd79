"""Foscam's discovery: a block, clear or veiled."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import foscam, recognise

BLOCK = b"".join(
    [
        b"00626E000001\0",
        b"Front door".ljust(21, b"\0"),
        bytes([192, 0, 2, 77]),
        bytes([255, 255, 255, 0]),
        bytes([192, 0, 2, 1]),
        bytes([192, 0, 2, 53]),
        bytes([7, 0, 0, 0]),
        bytes([11, 37, 2, 49]),
        bytes([2, 4, 10, 11]),
        (8080).to_bytes(2, "big"),
        b"\x01",
    ]
)


def framed(block: bytes, operation: int = 1, mask: bytes = b"") -> bytes:
    length = len(block).to_bytes(4, "little")
    head = b"MO_I" + operation.to_bytes(2, "little") + (b"\x01" + mask if mask else bytes(9)) + length + length
    return head + bytes(byte ^ (mask or bytes(8))[at % 8] for at, byte in enumerate(block))


PACKET = framed(BLOCK)


@pytest.mark.parametrize("data", [PACKET, framed(BLOCK, mask=b"\x13\x57\x9b\xdf\x02\x46\x8a\xce"), framed(BLOCK[:64])])
def test_a_reply_is_read_clear_and_veiled(data: bytes) -> None:
    assert len(PACKET) == 88
    assert foscam.detect(data)
    assert foscam.parse(data) == {
        "mac": "00:62:6e:00:00:01",
        "ip": "192.0.2.77",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "name": "Front door",
        "serial": "00626E000001",
        "firmware": "11.37.2.49",
        "web_version": "2.4.10.11",
        "http_port": "8080",
    }


@pytest.mark.parametrize(
    "data",
    [
        framed(b"\0\0\0\1", operation=0),  # a search
        framed(b"\0\0\0\1" + b"00626E000001\0" + b"admin".ljust(13, b"\0") * 2 + bytes(18), operation=2),
        framed(b"\0\0", operation=3),
        framed(BLOCK[:63]),
    ],
)
def test_searches_settings_and_short_blocks_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Foscam reply"):
        foscam.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(foscam.parse, PACKET)
    hostile.refuses_junk(foscam.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert foscam.search() == bytes.fromhex("4d4f5f49 0000 00 0000000000000000 04000000 00000000 00000001")
    assert recognise.recognise(foscam.search()) is None
