"""JPEG pictures without what cameras and phones write beside the picture: place, time, owner, serial number.

ITU-T T.81, annex B; Exif 2.32 (CIPA DC-008), 4.5 and 4.6.6. The picture itself is not decoded and not changed. Kept are
the segments that are needed to show it; the other application segments, comments, and all that stands behind the end of
the picture (phones put a second picture there, with a place of its own) are left out.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

END, SCAN = 0xD9, 0xDA

_ALONE = frozenset((0x01, *range(0xD0, 0xD8)))
"""Markers without a length."""

_APPLICATIONS = range(0xE0, 0xF0)
_COMMENT = 0xFE
_SHOWN = ((0xE0, b"JFIF\0"), (0xE2, b"ICC_PROFILE\0"), (0xEE, b"Adobe"))
"""Application segments that say how the picture is to be shown."""

_EXIF, _GPS_POINTER = b"Exif\0\0", 0x8825
_MOST_ENTRIES = 1_000


class Plain(NamedTuple):
    """A picture without what stood beside it."""

    data: bytes
    located: bool
    """The place where it was taken stood in it."""


def plain(data: bytes) -> Plain:
    """The picture alone. Raises `ValueError` if it is no whole JPEG picture. One pass over the bytes."""
    if data[:3] != b"\xff\xd8\xff":
        raise ValueError("it does not begin as a JPEG picture")
    kept, located, at = [data[:2]], False, 2
    while True:
        code, at = _marker(data, at)
        if code == END:
            kept.append(b"\xff\xd9")
            return Plain(b"".join(kept), located or _holds_place(data, at))
        if code in _ALONE:
            kept.append(bytes((0xFF, code)))
            continue
        body, after = _segment(data, at)
        if code in _APPLICATIONS or code == _COMMENT:
            located = located or _tells_place(body)
            if not any(code == shown and body.startswith(name) for shown, name in _SHOWN):
                at = after
                continue
        stop = _entropy(data, after) if code == SCAN else after
        kept.append(bytes((0xFF, code)) + data[at:stop])
        at = stop


def _marker(data: bytes, at: int) -> tuple[int, int]:
    """(code of the marker at `at`, where what follows begins); fill bytes before it are passed over."""
    if at >= len(data) or data[at] != 0xFF:
        raise ValueError(f"no marker stands at byte {at}")
    while at < len(data) and data[at] == 0xFF:
        at += 1
    if at >= len(data) or data[at] == 0:
        raise ValueError("it ends within the picture")
    return data[at], at + 1


def _segment(data: bytes, at: int) -> tuple[bytes, int]:
    """(what a segment holds, where it ends)."""
    if at + 2 > len(data):
        raise ValueError("it ends within the picture")
    length = int.from_bytes(data[at : at + 2], "big")
    if length < 2 or at + length > len(data):
        raise ValueError(f"the segment at byte {at} is longer than the file")
    return data[at + 2 : at + length], at + length


def _entropy(data: bytes, at: int) -> int:
    """Where the coded picture that begins at `at` ends: at a marker that is no restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            raise ValueError("it ends within the picture")
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _tells_place(body: bytes) -> bool:
    """Whether an application segment says where the picture was taken: in Exif, XMP or IPTC."""
    if body.startswith(_EXIF):
        return _points_to_place(body[len(_EXIF) :])
    lowered = body[:4096].lower()
    return b"gpslatitude" in body.lower() if b"xap/1.0" in lowered or b"xmp" in lowered else False


def _points_to_place(tiff: bytes) -> bool:
    """Whether the first directory of Exif points to one of the place."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return False
    start = struct.unpack_from(f"{order}I", tiff, 4)[0]
    if start + 2 > len(tiff):
        return False
    count = min(struct.unpack_from(f"{order}H", tiff, start)[0], _MOST_ENTRIES)
    places = range(start + 2, min(start + 2 + 12 * count, len(tiff) - 1), 12)
    return any(struct.unpack_from(f"{order}H", tiff, place)[0] == _GPS_POINTER for place in places)


def _holds_place(data: bytes, at: int) -> bool:
    """Whether what stands behind the picture tells a place, as the second picture of a phone does."""
    found = data.find(_EXIF, at)
    return found >= 0 and _points_to_place(data[found + len(_EXIF) : found + (1 << 16)])
