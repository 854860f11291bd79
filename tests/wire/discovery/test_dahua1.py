"""Dahua's first discovery protocol: a block, a MAC address and model, and lines of text."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import dahua1, recognise

MODEL = b"IPC-HFW4300S"
LINES = (
    b"Name:PZC3JW123W00456\r\nDevice:IPC-HFW4300S\r\nIPv6Addr:2001:db8::6;prefix:112\r\nSerialNo:PZC3JW123W00456\r\n"
)

PACKET = b"".join(
    [
        b"\xb3\x00",
        (17 + len(MODEL)).to_bytes(2, "little"),  # section 2
        bytes.fromhex("58 00 00 00 | 00 00 00 00 | 00 00 00 00 | 02 00 00 00".replace("|", "")),
        len(LINES).to_bytes(2, "little"),  # section 3
        bytes(18),
        b"IPC".ljust(16, b"\0"),
        bytes([192, 0, 2, 108]),
        bytes([255, 255, 255, 0]),
        bytes([192, 0, 2, 1]),
        bytes([192, 0, 2, 53]),
        bytes(26),
        (37777).to_bytes(2, "little"),
        bytes(20),
        b"4c:11:bf:00:00:01",
        MODEL,
        LINES,
    ]
)


def test_a_reply_is_read() -> None:
    assert PACKET.index(b"4c:11") == 120
    assert dahua1.detect(PACKET)
    assert dahua1.parse(PACKET) == {
        "mac": "4c:11:bf:00:00:01",
        "ip": "192.0.2.108",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "ipv6": "2001:db8::6",
        "name": "PZC3JW123W00456",
        "model": "IPC-HFW4300S",
        "device_type": "IPC-HFW4300S",
        "serial": "PZC3JW123W00456",
        "port": "37777",
    }


def test_an_old_reply_has_no_lines() -> None:
    old = PACKET[:20] + b"\0\0" + PACKET[22 : -len(LINES)]
    found = dahua1.parse(old)
    assert found["name"] == "IPC"
    assert "serial" not in found


@pytest.mark.parametrize("damaged", [b"zz", b"00"])
def test_without_a_mac_address_it_is_not_dahua(damaged: bytes) -> None:
    with pytest.raises(ValueError, match="no MAC address"):
        dahua1.parse(PACKET.replace(b"4c:11:bf:00:00:01", damaged + b"-11:bf:00:00:01"))


def test_a_request_is_not_a_reply() -> None:
    with pytest.raises(ValueError, match="not a Dahua v1 reply"):
        dahua1.parse(b"\xa3\x01\x00\x01" + bytes(12) + b"\x02" + bytes(15))


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(dahua1.parse, PACKET)
    hostile.refuses_junk(dahua1.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert dahua1.search() == bytes.fromhex("a3010001") + bytes(12) + b"\x02" + bytes(15)
    assert recognise.recognise(dahua1.search()) is None
