"""A workbook: dates are dates, numbers numbers, text is text whatever stands in it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.cells import begins_a_formula
from tests.report.samples import HOSTILE
from tests.report.workbooks import Cell, sheets, table

from camcensus.report import _table, _workbook
from camcensus.report._columns import Column
from camcensus.report._workbook import Sheet, written
from camcensus.sources.reading.workbook import Workbook

COLUMNS = tuple(Column(name=kind, meaning=kind, kind=kind) for kind in _table.TYPES)
ROWS: list[dict[str, object]] = [
    {"text": "a & <b> _x000D_ \u4e2d", "integer": 7, "number": 0.863, "date": date(2026, 11, 23), "day": "2024-05-14",
     "moment": datetime(2026, 11, 23, 18, 0, tzinfo=UTC)},
    {"day": "2021-05"},
    {"text": "last"},
]  # fmt: skip


def book(rows: Sequence[Mapping[str, object]], columns: tuple[Column, ...] = COLUMNS) -> bytes:
    sheet = Sheet(name="S", columns=columns, rows=_table.of_rows(rows, columns), frozen=1)
    return written([sheet], "A title", date(2026, 11, 23))


def test_each_kind_of_value_is_written_as_what_it_is() -> None:
    first, second, third = table(sheets(book(ROWS))["S"])
    assert first["Text"] == Cell("text", "a & <b> _x005F_x000D_ \u4e2d", "@")
    assert first["Integer"] == Cell("number", "7", "1")
    assert first["Number"] == Cell("number", "0.863", "0.000")
    assert first["Date"] == Cell("number", "46349", "yyyy-mm-dd")
    assert first["Day"] == Cell("number", "45426", "yyyy-mm-dd")
    assert first["Moment"] == Cell("number", "46349.75", "yyyy-mm-dd hh:mm")
    assert second == {"Day": Cell("text", "2021-05", "yyyy-mm-dd")}
    assert third == {"Text": Cell("text", "last", "@")}


def test_a_program_that_reads_workbooks_reads_it(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(book([ROWS[0] | {"text": "a & <b> \u4e2d"}, *ROWS[1:]]))
    with Workbook(tmp_path / "b.xlsx", "b") as read:
        (sheet,) = read.sheets
        rows = [row for _, row in read.rows(sheet)]
    assert rows[0] == ["Text", "Integer", "Number", "Date", "Day", "Moment"]
    day = datetime(2026, 11, 23)  # noqa: DTZ001  # a cell has no zone
    assert rows[1] == ["a & <b> \u4e2d", 7.0, 0.863, day, datetime(2024, 5, 14), day.replace(hour=18)]  # noqa: DTZ001


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert book(ROWS) == book(ROWS)


def test_the_headings_stay_and_can_be_filtered() -> None:
    with zipfile.ZipFile(io.BytesIO(book(ROWS))) as whole:
        page = whole.read("xl/worksheets/sheet1.xml").decode()
        assert {one.date_time for one in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "2026-11-23T00:00:00Z" in whole.read("docProps/core.xml").decode()
    assert '<autoFilter ref="A1:F4"/>' in page
    assert '<dimension ref="A1:F4"/>' in page
    assert 'topLeftCell="B2"' in page
    assert 'state="frozen"' in page


def test_a_sheet_that_is_read_as_a_page_has_rows_as_high_as_their_texts() -> None:
    columns = (Column(name="a", meaning="m", width=10), Column(name="n", meaning="m", kind="integer"))
    rows = _table.of_rows([{"a": "short"}, {"a": "word " * 12}, {"n": 1}], columns)
    pages = []
    for wrapped in (True, False):
        made = written([Sheet(name="S", columns=columns, rows=rows, wrapped=wrapped)], "T", date(2026, 11, 23))
        with zipfile.ZipFile(io.BytesIO(made)) as whole:
            pages.append(whole.read("xl/worksheets/sheet1.xml").decode())
    assert '<row r="2" ht="15" customHeight="1">' in pages[0]
    assert '<row r="3" ht="105" customHeight="1">' in pages[0]
    assert '<row r="4" ht="15" customHeight="1">' in pages[0]
    assert 'fitToHeight="0"' in pages[0]
    assert '<row r="3">' in pages[1]


def test_an_empty_table_is_a_sheet_with_headings() -> None:
    assert [len(rows) for rows in sheets(book([])).values()] == [1]


@given(st.lists(st.one_of(st.text(), st.sampled_from(HOSTILE)), min_size=1, max_size=4))
def test_no_text_becomes_a_formula_a_link_or_an_unreadable_file(texts: list[str]) -> None:
    made = book([{"text": text} for text in texts], COLUMNS[:1])
    cells = [cell for row in sheets(made)["S"][1:] for cell in row.values()]
    assert all(cell.kind == "text" and not begins_a_formula(cell.value) for cell in cells)
    assert len(cells) == sum(bool(_table.fit(pl.DataFrame({"text": [text]}), COLUMNS[:1]).item()) for text in texts)
    assert max(map(len, (cell.value for cell in cells)), default=0) < 32_767
    with zipfile.ZipFile(io.BytesIO(made)) as whole:
        assert not [name for name in whole.namelist() if "rels" in name and "sheet" in name]


def test_more_rows_than_a_sheet_takes_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_workbook, "ROWS", 2)
    assert len(sheets(book(ROWS))["S"]) == 3


def test_many_rows_are_all_there_and_in_order() -> None:
    many = [{"integer": number} for number in range(_workbook._SLICE * 2 + 5)]
    column = (replace(COLUMNS[1]),)
    found = table(sheets(book(many, column))["S"])
    assert [row["Integer"].value for row in found] == [f"{number}" for number in range(len(many))]
