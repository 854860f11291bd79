"""Vivotek's discovery: types, lengths and values."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, vivotek

MAGIC = b"\x07\x4a\x5d\x8f\x1c"


def field(kind: int, value: bytes) -> bytes:
    return bytes([kind, len(value)]) + value


PACKET = b"".join(
    [
        MAGIC,
        field(1, b"Mega-Pixel Network Camera"),
        field(2, bytes.fromhex("0002d1000001")),
        field(3, bytes([192, 0, 2, 44])),
        b"\x04\x01",  # type 4: no length, its value is one byte
        field(5, b"\x00\x50"),
        field(9, b"IP8131\0"),
    ]
)


def test_a_reply_is_read() -> None:
    assert vivotek.detect(PACKET)
    assert vivotek.parse(PACKET) == {
        "mac": "00:02:d1:00:00:01",
        "ip": "192.0.2.44",
        "name": "Mega-Pixel Network Camera",
        "model": "IP8131",
    }


@pytest.mark.parametrize(
    "data",
    [
        MAGIC,
        MAGIC + field(9, b"IP8131"),
        MAGIC + field(2, b"\x00\x02\xd1"),
        PACKET + b"\x00\x00",
        PACKET + b"\x05",
        PACKET + b"\x05\x09x",
    ],
)
def test_requests_and_what_overruns_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"Vivotek|nothing"):
        vivotek.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    # Whole fields may be missing at the end: the protocol does not say how many there are.
    ends = {5 + size for size in (27, 35, 41, 43, 47)}
    for size in set(range(len(PACKET))) - ends:
        with pytest.raises(ValueError, match="Vivotek"):
            vivotek.parse(PACKET[:size])
    hostile.refuses_junk(vivotek.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert vivotek.search(7) == bytes.fromhex("07 4a5d8f1c")
    assert recognise.recognise(vivotek.search(7)) is None
