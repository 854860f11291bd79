"""Pictures without what stands beside them."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import jpeg

PICTURE = b"\x12\x34\xff\x00\x56\xff\xd0\x78"
"""Coded picture, with an escaped FF and a restart marker."""


def segment(code: int, body: bytes) -> bytes:
    return bytes((0xFF, code)) + struct.pack(">H", len(body) + 2) + body


def exif(order: str = "<", *tags: int) -> bytes:
    """An Exif segment whose first directory holds these tags."""
    mark = b"II" if order == "<" else b"MM"
    entries = b"".join(struct.pack(f"{order}HHII", tag, 4, 1, 26) for tag in tags)
    tiff = mark + struct.pack(f"{order}HI", 42, 8) + struct.pack(f"{order}H", len(tags)) + entries + bytes(4)
    return segment(0xE1, b"Exif\0\0" + tiff)


def photograph(*before: bytes, after: bytes = b"") -> bytes:
    tables = segment(0xDB, b"\0" * 65)
    return b"\xff\xd8" + b"".join(before) + tables + segment(0xDA, b"\1\2\3") + PICTURE + b"\xff\xd9" + after


JFIF = segment(0xE0, b"JFIF\0\1\1")
LOCATED = photograph(JFIF, exif("<", 0x8825))


def test_a_plain_picture_stays_as_it_is() -> None:
    assert jpeg.plain(photograph(JFIF)) == (photograph(JFIF), False)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_place_is_taken_out_and_told(order: str) -> None:
    assert jpeg.plain(photograph(JFIF, exif(order, 0x010F, 0x8825))) == (photograph(JFIF), True)
    assert jpeg.plain(photograph(JFIF, exif(order, 0x010F))) == (photograph(JFIF), False)


def test_the_place_in_xmp_is_told() -> None:
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude='51,30N'/>")
    assert jpeg.plain(photograph(xmp)) == (photograph(), True)


def test_comments_and_what_other_programs_write_go() -> None:
    other = (segment(0xFE, b"by A. Example"), segment(0xED, b"Photoshop 3.0\0"), segment(0xE2, b"MPF\0"))
    assert jpeg.plain(photograph(JFIF, *other)).data == photograph(JFIF)


def test_what_is_needed_to_show_it_stays() -> None:
    shown = (JFIF, segment(0xE2, b"ICC_PROFILE\0\1\1xx"), segment(0xEE, b"Adobe\0d"))
    assert jpeg.plain(photograph(*shown)).data == photograph(*shown)


def test_a_second_picture_behind_the_first_goes_with_its_place() -> None:
    assert jpeg.plain(photograph(after=photograph(exif("<", 0x8825)))) == (photograph(), True)


def test_fill_bytes_before_a_marker_are_no_fault() -> None:
    assert jpeg.plain(b"\xff\xd8\xff" + photograph(JFIF)[2:]).data == photograph(JFIF)


@pytest.mark.parametrize("data", [b"", b"\xff\xd8", b"\x89PNG", photograph()[:-2], b"\xff\xd8\xff\xe1\xff\xff\0"])
def test_what_is_no_whole_picture_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"it |segment|marker"):
        jpeg.plain(data)


@given(st.binary(max_size=400), st.integers(0, 120))
def test_any_bytes_are_a_picture_or_refused(data: bytes, cut: int) -> None:
    for odd in (b"\xff\xd8\xff" + data, LOCATED[:cut] + data + LOCATED[cut:]):
        try:
            found = jpeg.plain(odd)
        except ValueError:
            continue
        assert jpeg.plain(found.data) == (found.data, False)
