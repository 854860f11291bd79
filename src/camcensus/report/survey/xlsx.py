"""The walk-round sheet as a workbook: to print, or to fill in. Every cell is text, and none can start a formula."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime

import xlsxwriter  # type: ignore[import-untyped]  # it says nothing of its types

from camcensus.model.survey import Line, Sheet
from camcensus.report._cells import safe
from camcensus.report._plain import VALUE

TITLE = "camcensus walk-round"

OUTCOMES = ("seen", "not there", "could not reach", "not a camera")
KINDS = ("camera", "recorder", "encoder", "intercom", "doorbell", "access control", "vms server")

COLUMNS = (
    ("Line", 10), ("Known as", 22), ("Floor or area", 18), ("Expected make", 14), ("Expected model", 18),
    ("Expected serial", 18), ("Expected MAC", 18), ("Expected address", 15), ("Known from", 16), ("Outcome", 15),
    ("Kind", 12), ("Label text", 24), ("Make", 14), ("Model", 18), ("Serial", 18), ("MAC", 18), ("Photographs", 18),
    ("Notes", 24),
)  # fmt: skip
"""Headings and their widths in characters; those from *Outcome* on are filled in."""

FIRST_FILLED = 9
NEW_LINES = 40
"""Empty lines for what nobody expects."""

_HOW = (
    "For each line: write seen, not there, could not reach or not a camera; then what the label says, as it is.",
    "For each thing that is on no line: use a new line at the end. Leave a line empty if you did not look.",
    "Photographs: write their file names, and hand the files over in a folder 'photographs' beside this sheet.",
)


def render(sheet: Sheet) -> bytes:
    """The same sheet gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": TITLE, "created": datetime(sheet.as_of.year, 1, 1, tzinfo=UTC)})
    page = book.add_worksheet(TITLE)
    bold = book.add_format({"bold": True})
    title = book.add_format({"bold": True, "text_wrap": True, "border": 1, "bg_color": "#e6e6e6", "valign": "top"})
    given = book.add_format({"text_wrap": True, "border": 1, "num_format": "@", "valign": "top", "bg_color": "#f5f5f5"})
    empty = book.add_format({"text_wrap": True, "border": 1, "num_format": "@", "valign": "top"})
    top = _head(sheet)
    for row, (name, value) in enumerate(top):
        page.write_string(row, 0, name, bold)
        page.write_string(row, 1, value, empty if name in ("Surveyor", "Day of the walk (YYYY-MM-DD)") else None)
    for offset, text in enumerate(_HOW):
        page.write_string(len(top) + offset, 0, text)
    heading = len(top) + len(_HOW) + 1
    for column, (name, width) in enumerate(COLUMNS):
        page.write_string(heading, column, name, title)
        page.set_column(column, column, width)
    rows = [*(_cells(line) for line in sheet.lines), *(_new(number) for number in range(1, NEW_LINES + 1))]
    for offset, cells in enumerate(rows, heading + 1):
        for column in range(len(COLUMNS)):
            text = cells[column] if column < len(cells) else ""
            page.write_string(offset, column, text, empty if column >= FIRST_FILLED else given)
    last = heading + len(rows)
    for column, words in ((FIRST_FILLED, OUTCOMES), (FIRST_FILLED + 1, KINDS)):
        choice = {"validate": "list", "source": list(words), "error_type": "warning"}
        page.data_validation(heading + 1, column, last, column, choice)
    page.freeze_panes(heading + 1, 3)
    page.repeat_rows(heading)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer(f"&L{TITLE} {sheet.number}&RPage &P of &N")
    book.close()
    return _told_first(out)


def _told_first(made: io.BytesIO) -> bytes:
    """The same workbook with the list of sheets before the sheets, so that its first bytes tell what it is."""
    out = io.BytesIO()
    with zipfile.ZipFile(made) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as ordered:
        for name in sorted(
            book.namelist(), key=lambda name: (name.startswith("xl/worksheets/"), name.startswith("xl/s"))
        ):
            ordered.writestr(zipfile.ZipInfo(name), book.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _head(sheet: Sheet) -> list[tuple[str, str]]:
    return [
        (TITLE, _text(sheet.name)),
        ("Sheet", sheet.number),
        ("Site id", _text(sheet.site)),
        ("As of", sheet.as_of.isoformat()),
        ("Surveyor", ""),
        ("Day of the walk (YYYY-MM-DD)", ""),
    ]


def _cells(line: Line) -> list[str]:
    expected = (line.make, line.model, line.serial, line.mac, line.address, line.known_from)
    cells = (line.line, line.known_as, line.area, *expected)
    return [_text(cell) for cell in cells]


def _new(number: int) -> list[str]:
    return [f"new {number}"]


def _text(value: str) -> str:
    return safe(value, VALUE)
