"""The counts that an answer to a request publishes, as CSV: the same ones, withheld alike, and nothing besides."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from camcensus.model.material import Material
from camcensus.report import _foi as foi
from camcensus.report._cells import safe
from camcensus.report._foi import Named, Published

COLUMNS = ("table", "name", "devices", "note")
"""Columns; `devices` is empty where a count is withheld."""
ALL = "all"


def render(material: Material) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read it right. Raises `UsageError` as `foi.published` does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for row in _rows(material, foi.published(material)):
        writer.writerow([safe(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def _rows(material: Material, one: Published) -> Iterator[tuple[str, str, str, str]]:
    few = f"fewer than {one.small}"
    yield ("about", "as of", "", material.assessment.basis.as_of.isoformat())
    yield ("about", "a count below this is withheld", f"{one.small}", "")
    for cell in one.groups.cells:
        yield ("groups", foi.WORDS[cell.name], _shown(cell.number), few if cell.number is None else "")
    yield ("groups", ALL, _shown(one.groups.total), "withheld" if one.groups.total is None else "")
    others = [Named(id="other-makers", title="", of="", counts=one.others)] if one.others else []
    for table in (*one.covered, *others):
        yield from _table(table)
    for maker, ranges in one.ranges.items():
        yield from (("ranges", f"{maker}: {beginning}", "", f"{one.small} or more") for beginning in ranges)
    yield ("gaps", "places that nobody looked at", one.gaps if one.gaps[:1].isdigit() else "", one.gaps)


def _table(table: Named) -> Iterator[tuple[str, str, str, str]]:
    for cell in table.counts.cells:
        yield (table.id, cell.name, _shown(cell.number), "withheld" if cell.number is None else "")
    note = "its numbers are small and alike, and are withheld" if table.counts.hidden else ""
    yield (table.id, ALL, _shown(table.counts.total), note)


def _shown(number: int | None) -> str:
    return "" if number is None else f"{number}"
