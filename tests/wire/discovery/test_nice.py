"""NICE's discovery: a fixed block."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import nice

PACKET = b"".join(
    [
        b"NICE",
        b"\x00\x01",
        bytes.fromhex("81 08 00 50"),
        bytes.fromhex("000e7c000001"),
        bytes([192, 0, 2, 99]),
        bytes([255, 255, 255, 0]),
        bytes([192, 0, 2, 1]),
        bytes(2),
        bytes.fromhex("0003 0001 0000 0007"),
        bytes(36),
        b"NVE1008".ljust(16, b"\0"),
    ]
)


def test_a_reply_is_read() -> None:
    assert len(PACKET) == 90
    assert nice.detect(PACKET)
    assert nice.parse(PACKET) == {
        "mac": "00:0e:7c:00:00:01",
        "ip": "192.0.2.99",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "name": "NVE1008",
    }


@pytest.mark.parametrize("data", [b"NICE\x00\x01\x01\x08\x00\x00\x4e\x20", b"NICE" + bytes(70) + b"NVE1008".ljust(16)])
def test_requests_and_blocks_without_addresses_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"NICE reply"):
        nice.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(nice.parse, PACKET)
    hostile.refuses_junk(nice.parse, PACKET)
