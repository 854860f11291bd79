from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.sources.reading import cells
from camcensus.sources.reading.table import Cell, fold

PLACEHOLDERS = frozenset(fold(word) for word in knowledge().vocabulary.placeholders)
VALUES = knowledge().vocabulary.values


@pytest.mark.parametrize("cell", ["K70255111", "12345678901234.0", 123456789.0, "4E0021", "0012", "2021-09-02-0012"])
def test_serials_that_are_whole(cell: Cell) -> None:
    serial, fault = cells.serial(cell)
    assert serial
    assert fault is None


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ("1.2E+15", "into a number (1.2E+15)"),
        ("1,2E+15", "into a number (1,2E+15)"),
        ("1.2e+15", "into a number"),
        (1.2e15, "into a number (1.2e+15)"),
        (12.5, "into a number"),
        ("Mar-21", "into a date (Mar-21)"),
        ("2021-09-02", "into a date"),
        (date(2021, 9, 2), "into a date (2021-09-02)"),
        (datetime.fromisoformat("2021-09-02"), "into a date (2021-09-02)"),
        (time(9, 30), "into a date"),
        (timedelta(days=1), "into a date"),
    ],
)
def test_serials_that_a_spreadsheet_spoilt(cell: Cell, what: str) -> None:
    serial, fault = cells.serial(cell)
    assert serial is None
    assert fault
    assert what in fault


@pytest.mark.parametrize("text", ["000000", "123456", "N/A", "n.a.", "---", "See label", "xxxxxx", "", "A1"])
def test_serials_that_name_nothing(text: str) -> None:
    assert cells.is_placeholder(text, PLACEHOLDERS)


def test_a_serial_that_names_something() -> None:
    assert not cells.is_placeholder("K70255111", PLACEHOLDERS)


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#DIV/0!", "#NAME?", "#VALUE!"])
def test_errors_of_a_spreadsheet(text: str) -> None:
    assert cells.is_error(text)
    assert not cells.is_error(text + "x")


@pytest.mark.parametrize(
    ("text", "many", "rest"),
    [
        ("12 x dome", 12, "dome"),
        ("12x dome", 12, "dome"),
        ("3 no. bullet", 3, "bullet"),
        ("4 No dome", 4, "dome"),
        ("2 off PTZ", 2, "PTZ"),
        ("dome x12", 12, "dome"),
        ("dome (12)", 12, "dome"),
        ("0 x dome", 1, "dome"),
        ("PTZ (360)", 1, "PTZ (360)"),
        ("Call box 4", 1, "Call box 4"),
        ("4x4 vehicle", 1, "4x4 vehicle"),
        ("4 north", 1, "4 north"),
        ("4MP dome", 1, "4MP dome"),
        ("x 12", 1, "x 12"),
        ("", 1, ""),
    ],
)
def test_quantities_in_words(text: str, many: int, rest: str) -> None:
    assert cells.quantity(text) == (many, rest)


def test_a_number_in_brackets_tells_names_apart() -> None:
    assert cells.quantity("Car park dome (2)", brackets=False) == (1, "Car park dome (2)")


@pytest.mark.parametrize(
    ("text", "many"), [("12", 12), ("12.0", 12), ("12 no.", 12), ("5000", 5000), ("16 cameras", 16)]
)
def test_counts(text: str, many: int) -> None:
    assert cells.count(text) == many


@pytest.mark.parametrize("text", ["", "twelve", "-3", "²", "9" * 5000, "1e3", "12 or 13"])
def test_what_is_no_count(text: str) -> None:
    assert cells.count(text) is None


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        ("kind", "Dome", "camera"),
        ("kind", "domes", "camera"),
        ("kind", "4MP fixed dome (vandal proof)", "camera"),
        ("kind", "16ch network video recorder", "recorder"),
        ("kind", "Hikvision access point", "not-camera"),
        ("kind", "camera and NVR", None),
        ("kind", "dome, not recording", "camera"),
        ("kind", "Camera no. 4", "camera"),
        ("kind", "no camera", None),
        ("status", "In use", "in-use"),
        ("status", "not working", "faulty"),
        ("status", "Camera not working since May", "faulty"),
        ("status", "not currently working", None),
        ("status", "awaiting parts", None),
        ("work", "like for like swap", "like-for-like"),
        ("controller", "Landlord (ours from 2020)", None),
    ],
)
def test_words_for_things(column: str, text: str, value: str | None) -> None:
    words = cells.Words(VALUES[column])
    assert words.find(text) == value
    assert words.find(text) == value


@pytest.mark.parametrize("column", sorted(VALUES.keys() - {"country"}))  # countries are read by whole cells alone
def test_every_way_to_write_a_value_means_it(column: str) -> None:
    words = cells.Words(VALUES[column])
    for value, ways in VALUES[column].items():
        for way in (value, *ways):
            assert words.find(way.upper()) == value


def test_words_are_remembered_only_so_far() -> None:
    words = cells.Words(VALUES["kind"])
    for number in range(10_010):
        words.find(f"dome {number}")
    assert len(words._known) < 10_002


@given(st.text(max_size=60))
def test_no_text_is_too_odd(text: str) -> None:
    cells.serial(text)
    cells.quantity(text)
    cells.count(text)
    cells.Words(VALUES["kind"]).find(text)


@pytest.mark.parametrize("text", ["1 " * 16_000, "x(" * 16_000, "(" * 32_000, "not " * 8_000, "1x " * 10_000])
def test_long_cells_take_no_time(text: str) -> None:
    cells.quantity(text)
    cells.count(text)
    cells.serial(text)
    cells.Words(VALUES["kind"]).find(text)
