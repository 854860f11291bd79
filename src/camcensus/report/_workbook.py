"""A workbook of large tables. XlsxWriter makes it with its headings; the rows are written by columns, many at a time.

A cell after a cell, XlsxWriter was measured to take 7 µs of the processor for each (``bench/documents.py``): a register
of 100,000 devices has more than four million, and its findings as many again.
All text is text: no cell is a formula or a link, whatever stands in it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import polars as pl
import xlsxwriter  # type: ignore[import-untyped]  # it says nothing of its types
from xlsxwriter.utility import xl_col_to_name  # type: ignore[import-untyped]

from camcensus.report._columns import Column

ROWS = 1_048_575
"""Rows that a sheet takes besides its headings."""

_SLICE = 4_096
_LEVEL = 3
"""Of compression: of the higher ones each takes about twice as long for a tenth less."""
_LONG = 20_000_000
"""Cells above which a sheet may take more bytes than the short form of the archive can say."""
_FORMATS = {"date": "yyyy-mm-dd", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm", "number": "0.000", "integer": "0"}
_EPOCH = date(1899, 12, 30)
_LINE = 15
"""Points that a line of text takes."""
_DAY = 86_400_000_000
_CODED = "_(x[0-9A-Fa-f]{4}_)"
_STYLE = re.compile(rb'<col min="(\d+)" max="\d+" [^>]*?style="(\d+)"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: a heading for each column, then the rows."""

    name: str
    columns: tuple[Column, ...]
    rows: pl.DataFrame
    """Fit for cells, as `_table.fit` gives it; `ROWS` of them are written."""
    frozen: int = 0
    """Columns that stay when one looks to the right."""
    wrapped: bool = False
    """It is to be read as a page: long texts take several lines, and it is as wide as the paper."""


def written(sheets: Sequence[Sheet], title: str, created: date) -> bytes:
    """The same sheets give the same bytes."""
    shell = io.BytesIO()
    book = xlsxwriter.Workbook(shell, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": title, "created": datetime(created.year, created.month, created.day, tzinfo=UTC)})
    for sheet in sheets:
        _headed(book, sheet)
    book.close()
    out = io.BytesIO()
    with zipfile.ZipFile(shell) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as whole:
        for name in made.namelist():
            number = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if number is None:
                whole.writestr(zipfile.ZipInfo(name), made.read(name), zipfile.ZIP_DEFLATED, _LEVEL)
            else:
                _filled(whole, name, made.read(name), sheets[int(number[1]) - 1])
    return out.getvalue()


def _headed(book: xlsxwriter.Workbook, sheet: Sheet) -> None:
    """A sheet with its headings, and how each column is shown."""
    page = book.add_worksheet(sheet.name)
    heading = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#e6e6e6", "border": 1})
    for place, column in enumerate(sheet.columns):
        number = _FORMATS.get(column.kind, "@")
        shown = book.add_format({"num_format": number, "valign": "top", "text_wrap": sheet.wrapped})
        page.set_column(place, place, column.width, shown)
        page.write_string(0, place, column.title, heading)
    page.set_row(0, _LINE * max(_lines(len(column.title), column.width) for column in sheet.columns))
    page.freeze_panes(1, sheet.frozen)
    page.autofilter(0, 0, max(len(_rows(sheet)), 1), len(sheet.columns) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.repeat_rows(0)
    if sheet.wrapped:
        page.fit_to_pages(1, 0)
    page.set_footer("&L&A&RPage &P of &N")


def _rows(sheet: Sheet) -> pl.DataFrame:
    return sheet.rows.head(ROWS)


def _filled(book: zipfile.ZipFile, name: str, shell: bytes, sheet: Sheet) -> None:
    """The sheet with its rows after the row of headings."""
    rows, styles = _rows(sheet), {int(place) - 1: int(style) for place, style in _STYLE.findall(shell)}
    last = f"{xl_col_to_name(len(sheet.columns) - 1)}{rows.height + 1}"
    head, end, tail = shell.partition(b"</sheetData>")
    with book.open(name, "w", force_zip64=rows.height * rows.width > _LONG) as out:
        out.write(re.sub(rb'<dimension ref="[^"]*"/>', f'<dimension ref="A1:{last}"/>'.encode(), head))
        for part in _parts(rows, sheet, styles):
            out.write(part)
        out.write(end + tail)


def _lines(characters: int, width: int) -> int:
    """Lines that a text takes in a column: those of words, which do not fill it."""
    return -(-characters * 11 // (10 * width)) or 1


def _parts(rows: pl.DataFrame, sheet: Sheet, styles: dict[int, int]) -> Iterator[bytes]:
    """The rows as the format writes them, some thousands at a time."""
    cells = [_cell(place, column, rows[column.name], styles[place]) for place, column in enumerate(sheet.columns)]
    number = pl.col("").cast(pl.String)
    start = pl.concat_str(pl.lit('<row r="'), number, pl.lit('"'), _height(sheet), pl.lit(">"))
    row = pl.concat_str(start, *cells, pl.lit("</row>"))
    for part in rows.with_row_index("", offset=2).iter_slices(_SLICE):
        yield part.select(row.str.join("")).item().encode()


def _height(sheet: Sheet) -> pl.Expr:
    """How high a row is where texts take several lines: not every program finds that out by itself."""
    texts = [column for column in sheet.columns if column.kind == "text"]
    if not sheet.wrapped or not texts:
        return pl.lit("")
    lengths = [pl.col(column.name).str.len_chars().fill_null(0) * 11 // (10 * column.width) for column in texts]
    points = (pl.max_horizontal(lengths) + 1) * _LINE
    return pl.format(' ht="{}" customHeight="1"', points)


def _cell(place: int, column: Column, values: pl.Series, style: int) -> pl.Expr:
    """One cell; of a value that is missing, nothing."""
    own, start = pl.col(column.name), f'<c r="{xl_col_to_name(place)}'
    at = pl.concat_str(pl.lit(start), pl.col("").cast(pl.String), pl.lit(f'" s="{style}"'))
    shown = pl.concat_str(at, pl.lit("><v>"), _number(own, column.kind).cast(pl.String), pl.lit("</v></c>"))
    if column.kind in ("text", "day"):
        text = pl.concat_str(at, pl.lit(' t="inlineStr"><is><t>'), _escaped(own, values), pl.lit("</t></is></c>"))
        shown = text if column.kind == "text" else pl.coalesce(shown, text)
    return shown.fill_null("")


def _number(own: pl.Expr, kind: str) -> pl.Expr:
    """A value as a number: of a day the days since the one from which spreadsheets count."""
    if kind == "moment":
        return _days(own.dt.date()) + own.dt.epoch("us").mod(_DAY) / _DAY
    if kind == "day":
        return _days(own.str.to_date("%Y-%m-%d", strict=False))
    return _days(own) if kind == "date" else own


def _days(day: pl.Expr) -> pl.Expr:
    return (day - pl.lit(_EPOCH)).dt.total_days()


def _escaped(own: pl.Expr, values: pl.Series) -> pl.Expr:
    """Text as XML takes it, and as spreadsheets do, to whom ``_x000D_`` is a character; only where there is need."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        if values.str.contains(sign, literal=True).any():
            own = own.str.replace_all(sign, written, literal=True)
    if values.str.contains(_CODED).any():
        own = own.str.replace_all(_CODED, "_x005F_${1}")
    return own
