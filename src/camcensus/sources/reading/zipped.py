"""What can be seen of a zip from its first bytes, so that a workbook is told by what stands in it."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress

_PARTS = 24
"""Parts of the zip that are looked into."""
_MOST = 1 << 18
"""Bytes of a part that are unpacked."""


def is_workbook(head: bytes) -> bool:
    """Whether the file begins like a zip whose first parts are a workbook's."""
    return head.startswith(b"PK\x03\x04") and b"xl/" in head


def beginnings(head: bytes) -> Iterator[bytes]:
    """The beginnings of the parts that lie in `head`, unpacked; what is cut is used as far as it goes."""
    at = 0
    for _ in range(_PARTS):
        at = head.find(b"PK\x03\x04", at)
        if at < 0 or at + 30 > len(head):
            return
        start = at + 30 + int.from_bytes(head[at + 26 : at + 28], "little")
        start += int.from_bytes(head[at + 28 : at + 30], "little")
        packed = int.from_bytes(head[at + 8 : at + 10], "little")
        if packed == 0:
            yield head[start : start + _MOST]
        elif packed == 8:
            with suppress(zlib.error):
                yield zlib.decompressobj(-zlib.MAX_WBITS).decompress(head[start:], _MOST)
        at += 4
