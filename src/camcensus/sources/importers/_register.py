"""Rows of a camera register as observations, whatever kind of spreadsheet they came in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from camcensus.model.reading import Chunk, Context, Remark
from camcensus.sources.importers._device import Devices, Names, Row
from camcensus.sources.reading import cells, secrets
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import listed
from camcensus.sources.reading.table import Cell, Plan, show
from camcensus.sources.reading.table import Row as Cells

_ERRORS = "{} cells hold a spreadsheet's error, such as #N/A, and say nothing"
_TITLES = "{} rows have fewer than two cells that are understood: read as titles and left out"

_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True)

_NAMING = frozenset({"serial", "mac", "ip"})
"""Columns of which one alone names a device."""


class Register:
    """Observations gathered from the rows of one register."""

    def __init__(self, context: Context, plan: Plan, source: str, sheet: str = "", names: Names | None = None) -> None:
        self._plan = plan
        self._naming = _NAMING | context.alone
        self._sheet = sheet
        self._gathered = Gathered(context, source)
        self._devices = Devices(self._gathered, names)
        self._untitled: set[int] = set()

    def read(self, rows: Iterable[tuple[int, Cells]]) -> Iterator[Chunk]:
        """Chunks of observations of all rows; `rows` are (row number as a person counts, cells)."""
        for number, row in rows:
            found = self._understood(number, row)
            if found is not None:
                self._gathered.records += 1
                self._devices.note(found)
            if self._gathered.is_full():
                yield self._gathered.take()
        where = self._sheet or "the heading"
        yield self._gathered.last(where, tuple(self._closing(where)))

    def _closing(self, where: str) -> Iterator[Remark]:
        """What is known only at the end: columns that were not understood or not stored."""
        unknown = [*self._plan.unknown, *(_untitled(index) for index in sorted(self._untitled))]
        if unknown:
            yield Remark(where=where, what=f"not understood and kept only in the originals: {listed(unknown)}")
        if self._plan.secret:
            secret = [self._plan.headings.get(index) or _untitled(index) for index in sorted(self._plan.secret)]
            yield Remark(where=where, what=f"not stored, because it may hold secrets: {listed(secret)}")

    def _understood(self, number: int, row: Cells) -> Row | None:
        """The row by what its columns mean; None if it is empty, a title between rows, or the heading once more."""
        texts = [show(cell) for cell in row]
        filled = [index for index in self._plan.columns if index < len(texts) and texts[index]]
        if len(filled) < 2 and not any(self._plan.columns[index] in self._naming for index in filled):
            if any(texts):
                self._gathered.remarks.count(_TITLES)
            return None
        if all(texts[index] == self._plan.headings.get(index) for index in filled):
            return None
        stripped, removed = self._stripped(texts)
        self._gathered.redacted += removed
        written: dict[str, str] = {}
        typed: dict[str, Cell] = {}
        for index in filled:
            column, cell, text = self._plan.columns[index], row[index], stripped[index]
            if cells.is_error(text):
                self._gathered.remarks.count(_ERRORS)
            else:
                written[column] = text
                typed[column] = text if isinstance(cell, str) else cell
        _take_apart(written)
        return Row(
            where=f"{self._sheet}, row {number}" if self._sheet else f"row {number}",
            written=written,
            typed=typed,
            place=self._devices.place(written.get("site", "")),
            original=self._keep(stripped),
        )

    def _stripped(self, texts: list[str]) -> tuple[dict[int, str], int]:
        """Column index to text without secrets, for cells that hold something, and how many were taken out."""
        found: dict[int, str] = {}
        removed = 0
        for index, text in enumerate(texts):
            if text and index in self._plan.secret:
                removed += 1
            elif text:
                found[index], cut = secrets.strip(text)
                removed += cut
        return found, removed

    def _keep(self, stripped: Mapping[int, str]) -> bytes:
        """Store the row as JSON, heading to cell, and say under what hash."""
        headings = self._plan.headings
        self._untitled.update(index for index in stripped if index not in headings)
        return self._gathered.keep(
            _JSON.encode({headings.get(index) or _untitled(index): text for index, text in stripped.items()})
        )


def _take_apart(written: dict[str, str]) -> None:
    """Split a cell of make and model at its first space or slash; columns of their own win."""
    if "make_model" in written:
        make, *model = re.split(r" ?/ ?| ", written.pop("make_model").strip(" /-"), maxsplit=1)
        for column, text in (("make", make), ("model", "".join(model).strip(" /-"))):
            if text:
                written.setdefault(column, text)


def _untitled(index: int) -> str:
    return f"column {index + 1}"
