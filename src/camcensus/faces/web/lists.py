"""Whole tables as CSV, a row after the other: UTF-8 that spreadsheets read right, and no cell that starts a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from litestar.response import Stream

from camcensus.report._cells import safe

_ROWS = 500


def answer(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Stream:
    """A file of that name."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Stream(_written(head, rows), media_type="text/csv; charset=utf-8", headers=headers)


def _written(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    held = io.StringIO("\ufeff")
    held.seek(1)
    out = csv.writer(held)
    out.writerow(head)
    for number, row in enumerate(rows, 1):
        out.writerow([safe(cell) for cell in row])
        if number % _ROWS == 0:
            yield _taken(held)
    yield _taken(held)


def _taken(held: io.StringIO) -> bytes:
    text = held.getvalue()
    held.seek(0)
    held.truncate()
    return text.encode("utf-8", "replace")
