"""A filled walk-round sheet as an Excel workbook: one sheet or several, each with its own surveyor and day."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk, Context, Remark
from camcensus.sources.importers import _survey
from camcensus.sources.reading import forms, secrets, zipped
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.table import MAX_COLUMNS, Cell, Row, fold, show
from camcensus.sources.reading.workbook import Sheet, Workbook

SOURCE = "importer:survey-xlsx@1"

MAX_BYTES = 64 << 20
"""Bytes of a workbook that is read: pictures that people paste into it make it large, and are not read."""
MAX_ROWS = 20_000
_ABOVE = 60
"""Rows above the heading."""

_HEAD = {
    "sheet": "sheet", "sheetno": "sheet", "siteid": "site", "surveyor": "surveyor", "name": "surveyor",
    "surveyorsname": "surveyor", "day": "day", "date": "day", "dayofthewalk": "day",
}  # fmt: skip
"""Words above the heading, folded, to what stands right of them."""


def detect(head: bytes) -> bool:
    """Whether it begins like a workbook and the title of a walk-round sheet stands in what can be seen of it."""
    return zipped.is_workbook(head) and any(_survey.TITLE.encode() in part for part in zipped.beginnings(head))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each line that was filled in. Raises `BrokenInput`, `HostileInput`.

    A heading may stand anywhere below the surveyor's name, with its columns in any order.
    """
    if path.stat().st_size > MAX_BYTES:
        mend = "take the pictures out of it and hand them over in a folder beside it"
        raise HostileInput(f"it is larger than {MAX_BYTES:,} bytes", where=context.name, mend=mend)
    others: list[Remark] = []
    with Workbook(path, context.name) as book:
        for sheet in book.sheets:
            rows = _bounded(book, sheet, context)
            above = []
            for row in rows:
                above.append(row)
                if _is_heading(row[1]) or len(above) > _ABOVE:
                    break
            if above and _is_heading(above[-1][1]):
                yield from _read(path, context, sheet, above, rows)
            else:
                others.append(Remark(where=f"sheet '{sheet.name}'", what="is no walk-round and was left out"))
        if len(others) == len(book.sheets):
            mend = "leave the headings as they are, or fill the sheet in anew"
            raise BrokenInput("no sheet of it has the headings of a walk-round", where=context.name, mend=mend)
        if book.pictures:
            what = (
                f"it holds {book.pictures:,} pictures, which are not read: put them in a folder 'photographs' beside it"
            )
            others.append(Remark(where=context.name, what=what))
    if others:
        gathered = Gathered(context, SOURCE)
        yield gathered.last(context.name, others)


def _bounded(book: Workbook, sheet: Sheet, context: Context) -> Iterator[tuple[int, Row]]:
    for count, (number, row) in enumerate(book.rows(sheet)):
        if count >= MAX_ROWS or len(row) > MAX_COLUMNS:
            what = f"it has more than {MAX_ROWS:,} rows or {MAX_COLUMNS:,} columns"
            raise HostileInput(what, where=f"{context.name}, row {number}", mend="delete what is no line of the walk")
        yield number, row


def _is_heading(row: Row) -> bool:
    named = {_survey.FORM.known.get(fold(show(cell))) for cell in row}
    return any(need <= named for need in _survey.FORM.needs)


def _read(
    path: Path, context: Context, sheet: Sheet, above: list[tuple[int, Row]], rows: Iterator[tuple[int, Row]]
) -> Iterator[Chunk]:
    head = _head([row for _, row in above[:-1]])
    gathered = Gathered(context, _survey.source(head))
    survey = _survey.Survey(path, head, gathered, f"sheet '{sheet.name}'")
    for record in forms.records(chain(above[-1:], rows), _survey.FORM, gathered):
        survey.note(record)
        if gathered.is_full():
            yield gathered.take()
    yield gathered.last(f"sheet '{sheet.name}'")


def _head(rows: list[Row]) -> _survey.Head:
    """What stands right of known words; the first that holds something."""
    found: dict[str, Cell] = {}
    for row in rows:
        for cell, beside in pairwise(row):
            meaning = _HEAD.get(fold(show(cell).split("(")[0]))
            if meaning is not None and meaning not in found and show(beside):
                found[meaning] = beside
    texts = {name: secrets.strip(show(found[name]))[0] for name in ("sheet", "site", "surveyor") if name in found}
    return _survey.Head(**texts, day=found.get("day"))
