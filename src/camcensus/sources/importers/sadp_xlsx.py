"""The list of the SADP tool of Hikvision and its labels, as an Excel workbook."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _sadp
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.workbook import Workbook

SOURCE = "importer:sadp-xlsx@1"

_PARTS = 24
"""Parts of the zip that are looked into."""
_MOST = 1 << 18
"""Bytes of a part that are unpacked to look for the headings."""
_MARKS = ((b"Device Serial N", b"DeviceSN"), (b"IPv4 Gateway", b"Enhanced SDK Service Port", b"IPv4Gateway"))
"""Of each group one heading must be there."""


def detect(head: bytes) -> bool:
    """Whether the file begins like a workbook and the headings of the SADP tool stand in what can be seen of it."""
    if not head.startswith(b"PK\x03\x04") or b"xl/" not in head:
        return False
    seen = list(_unpacked(head))
    return all(any(mark in part for part in seen for mark in group) for group in _MARKS)


def _unpacked(head: bytes) -> Iterator[bytes]:
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


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device that the tool found. Raises `BrokenInput`, `HostileInput`.

    The sheets are read one after the other as one table; a sheet without the headings is a continuation.
    """
    with Workbook(path, context.name) as book:
        rows = chain.from_iterable(book.rows(sheet) for sheet in book.sheets)
        yield from _sadp.read(rows, Gathered(context, SOURCE))
