"""The list of the SADP tool of Hikvision and its labels, as an Excel workbook."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _sadp
from camcensus.sources.reading import zipped
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.workbook import Workbook

SOURCE = "importer:sadp-xlsx@1"

_MARKS = ((b"Device Serial N", b"DeviceSN"), (b"IPv4 Gateway", b"Enhanced SDK Service Port", b"IPv4Gateway"))
"""Of each group one heading must be there."""


def detect(head: bytes) -> bool:
    """Whether the file begins like a workbook and the headings of the SADP tool stand in what can be seen of it."""
    if not zipped.is_workbook(head):
        return False
    seen = list(zipped.beginnings(head))
    return all(any(mark in part for part in seen for mark in group) for group in _MARKS)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each device that the tool found. Raises `BrokenInput`, `HostileInput`.

    The sheets are read one after the other as one table; a sheet without the headings is a continuation.
    """
    with Workbook(path, context.name) as book:
        rows = chain.from_iterable(book.rows(sheet) for sheet in book.sheets)
        yield from _sadp.read(rows, Gathered(context, SOURCE))
