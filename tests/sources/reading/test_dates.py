from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.reading import dates
from camcensus.sources.reading.table import Cell


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("cell", "means", "doubt"),
    [
        ("05/06/2021", "2021-06-05", True),  # day first, as people here write
        ("05/05/2021", "2021-05-05", False),  # the same either way
        ("25/06/2021", "2021-06-25", False),
        ("06/25/2021", "2021-06-25", False),  # only possible month first
        ("5.6.21", "2021-06-05", True),
        ("05-06-99", "1999-06-05", True),
        ("2021-09-02", "2021-09-02", False),
        ("2021/9/2", "2021-09-02", False),
        ("2021-09-02T14:05:33.120", "2021-09-02T14:05:33", False),
        ("25/06/2021 14:05", "2021-06-25T14:05", False),
        ("25/06/2021 2:05 PM", "2021-06-25T14:05", False),
        ("25/06/2021 12:05am", "2021-06-25T00:05", False),
        ("2 March 2019", "2019-03-02", False),
        ("2nd March 2019", "2019-03-02", False),
        ("02-Mar-19", "2019-03-02", False),
        ("March 2, 2019", "2019-03-02", False),
        ("Saturday 2 March 2019", "2019-03-02", False),
        ("44197", "2021-01-01", False),
        ("44197.5", "2021-01-01T12:00", False),
        (44197.0, "2021-01-01", False),
        (date(2021, 1, 1), "2021-01-01", False),
        (wall("2021-01-01T09:30"), "2021-01-01T09:30", False),
    ],
)
def test_days_and_times(cell: Cell, means: str, doubt: bool) -> None:
    assert dates.wall_time(cell) == (wall(means), doubt)


@pytest.mark.parametrize(
    "cell",
    [
        *(
            "31/02/2020",
            "13/13/2020",
            "9999-12-31",
            "01/01/1900",
            "0000-00-00",
            "2021-09-02 rubbish",
            "25/06/2021 25:00",
        ),
        *("25/06/2021 13:00 pm", "N/A", "TBC", "", "Feb", "2019", "12", "99999", "٢٥/٠٦/٢٠٢١", "²⁵/06/2021", "x" * 99),
        *(None, True, 7.0, 1e300, time(9, 30), timedelta(days=3), date(1899, 12, 31), wall("9999-12-31")),
    ],
)
def test_what_is_no_day(cell: Cell) -> None:
    assert dates.wall_time(cell)[0] is None


@pytest.mark.parametrize(
    ("cell", "first", "last", "text"),
    [
        ("2019", "2019-01-01", "2019-12-31", "2019"),
        (2019.0, "2019-01-01", "2019-12-31", "2019"),
        ("March 2019", "2019-03-01", "2019-03-31", "2019-03"),
        ("Feb-20", "2020-02-01", "2020-02-29", "2020-02"),
        ("12/2020", "2020-12-01", "2020-12-31", "2020-12"),
        ("2020-02", "2020-02-01", "2020-02-29", "2020-02"),
    ],
)
def test_months_and_years(cell: Cell, first: str, last: str, text: str) -> None:
    assert dates.span(cell) == dates.Span(date.fromisoformat(first), date.fromisoformat(last), text)


@pytest.mark.parametrize("cell", ["1066", "13/2020", "25/06/2021", "0", "", None, "²019", "Q1 2019"])
def test_what_is_no_month_or_year(cell: Cell) -> None:
    assert dates.span(cell) is None


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-07-01T10:00:00Z", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        ("2026-07-01T10:00:00+02:00", datetime(2026, 7, 1, 8, tzinfo=UTC)),
        ("2026-07-01T10:00:00", None),
        ("0001-01-01T00:00:00+23:59", None),
        ("9999-12-31T23:59:59-12:00", None),
        ("Z", None),
        (None, None),
        (44197.0, None),
    ],
)
def test_times_with_their_zone(cell: Cell, moment: datetime | None) -> None:
    assert dates.exact(cell) == moment


@pytest.mark.parametrize(
    ("days", "since_1904", "means"),
    [
        (1, False, "1900-01-01"),
        (59, False, "1900-02-28"),
        (61, False, "1900-03-01"),  # 60 was 29 February 1900, which never was
        (44197.583333333336, False, "2021-01-01T14:00"),  # to the millisecond, not a breath before two
        (42735, True, "2021-01-01"),
    ],
)
def test_day_numbers(days: float, since_1904: bool, means: str) -> None:
    assert dates.from_number(days, since_1904=since_1904) == wall(means)


@pytest.mark.parametrize("text", ["Mar-21", "21-Mar", "2-Sep-21", "2021-09-02", "02/09/2021", "02/09/21 10:00"])
def test_shapes_that_a_spreadsheet_makes_of_serials(text: str) -> None:
    assert dates.looks_like_one(text)


@pytest.mark.parametrize("text", ["2021-09-02-00123", "K7021", "210235C1KP3187000131", "Mar", "Marlin-21-X", "0209"])
def test_serials_that_begin_like_dates(text: str) -> None:
    assert not dates.looks_like_one(text)


@given(st.text(max_size=40) | st.floats() | st.integers() | st.datetimes() | st.dates() | st.times())
def test_no_cell_is_too_odd(cell: Cell) -> None:
    moment, _ = dates.wall_time(cell)
    assert moment is None or dates.EARLIEST <= moment.year <= dates.LATEST
    dates.span(cell)
    dates.exact(cell)
    dates.is_number(cell)
