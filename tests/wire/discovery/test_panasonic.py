"""Panasonic's discovery: a head of forty-eight bytes, then types, lengths and values."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import panasonic, recognise


def field(kind: int, value: bytes) -> bytes:
    return kind.to_bytes(2, "big") + len(value).to_bytes(2, "big") + value


def framed(*fields: bytes, message: int = 0x0E) -> bytes:
    body = b"".join(fields)
    head = (
        b"\x00\x01"
        + len(body).to_bytes(2, "big")
        + message.to_bytes(2, "big")
        + bytes.fromhex("02005e005313 02005e0053aa c0000279")  # device, and who asked
        + bytes.fromhex("0000 2011 1e11 231f 1e19 1300 0002 0202")
        + bytes(10)
    )
    packet = head + body + b"\xff\xff"
    return packet + ((sum(packet) + 1) & 0xFFFF).to_bytes(2, "big")


PACKET = framed(
    field(0x00, b"\x02"),
    field(0x01, b"\x00"),
    field(0x20, bytes([192, 0, 2, 101])),
    field(0x21, bytes([255, 255, 255, 0])),
    field(0x22, bytes([192, 0, 2, 254])),
    field(0x25, b"\x01\xbb"),
    field(0x40, bytes.fromhex("fe80000000000000 00005efffe005313")),
    field(0xA6, b"\x94"),
    field(0xA7, b"WV-X22700-V2L".ljust(16, b"\0")),
    field(0xA8, b"X22700-V2L".ljust(16, b"\0")),
    field(0xA9, b"3.67".ljust(16, b"\0")),
    field(0xB4, b"\x00\x01"),
    field(0xD1, b"XBV00001".ljust(16, b"\0")),
)


def test_a_camera_is_read() -> None:
    assert PACKET.index(b"\x00\x20\x00\x04") == 58
    assert panasonic.detect(PACKET)
    assert panasonic.parse(PACKET) == {
        "mac": "02:00:5e:00:53:13",
        "ip": "192.0.2.101",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.254",
        "ipv6": "fe80::5eff:fe00:5313",
        "name": "WV-X22700-V2L",
        "model": "X22700-V2L",
        "firmware": "3.67",
        "serial": "XBV00001",
        "http_port": "443",
    }


def test_a_recorder_counts_its_channels() -> None:
    reply = framed(field(0x20, bytes([192, 0, 2, 241])), field(0xA8, b"NX510"), field(0xC0, b"\x00\x15"))
    assert panasonic.parse(reply) == {
        "mac": "02:00:5e:00:53:13",
        "ip": "192.0.2.241",
        "model": "NX510",
        "channels": "21",
    }


@pytest.mark.parametrize("message", [0x0D, 0x04, 0x00])
def test_searches_and_settings_are_refused(message: int) -> None:
    with pytest.raises(ValueError, match="its message is another"):
        panasonic.parse(framed(field(0x20, bytes([192, 0, 2, 101])), message=message))


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(panasonic.parse, PACKET)
    hostile.refuses_junk(panasonic.parse, PACKET)


MAKERS_OWN = bytes.fromhex(
    "0001002a000d000000000000 aaaaaaaaaaaa c0000279 000020111e11231f1e1913000002010000000000000000000000"
    "fff0 0026 0020 0021 0022 0023 0025 0028 0040 0041 0042 0044 00a5 00a6 00a7 00a8 00ad 00b3 00b4 00b7 00b8 ffff"
)
"""What the maker's tool sends, without its check sum; MAC and address are made up."""


def test_the_search_is_the_makers_but_for_who_asks() -> None:
    search = panasonic.search()
    assert search[:12] + search[22:-2] == MAKERS_OWN[:12] + MAKERS_OWN[22:]
    assert search[12:22] == b"\xff" * 10
    assert int.from_bytes(search[-2:], "big") == (sum(search[:-2]) + 1) & 0xFFFF
    assert recognise.recognise(search) is None


def test_the_check_sum_is_that_of_a_recorded_search() -> None:
    recorded = MAKERS_OWN[:12] + bytes.fromhex("a029193eab91 c0a80179") + MAKERS_OWN[22:]
    assert (sum(recorded) + 1) & 0xFFFF == 0x1170
