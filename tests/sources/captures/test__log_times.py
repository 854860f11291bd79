from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.observation import moment
from camcensus.sources.captures._log_times import EARLIEST, LATEST, _each, moments

micros = st.integers(EARLIEST, LATEST - 1)


def one(text: str | None, zone: str = "Europe/London", *, late: bool = False) -> tuple[datetime | None, bool]:
    found = moments(pl.Series("ts", [text], dtype=pl.String), zone, late=late)
    return found.times[0], found.local


@given(micros)
def test_counts_of_seconds_are_read_to_the_microsecond(value: int) -> None:
    assert one(f"{value // 10**6}.{value % 10**6:06d}") == (moment(value), False)
    assert one(str(Decimal(value) / 10**6)) == (moment(value), False)


@given(st.floats(EARLIEST / 10**6, LATEST / 10**6 - 1))
def test_what_json_makes_of_a_count_of_seconds_is_read_to_the_microsecond(value: float) -> None:
    """A float next to a number of microseconds is nearer to it than to any other."""
    exact = round(value * 10**6)
    assert one(repr(exact / 10**6))[0] == moment(exact)


@given(micros.filter(lambda value: value >= 10**15))
def test_counts_of_any_unit_are_told_by_their_size(value: int) -> None:
    whole = value // 10**6
    assert one(str(value)) == (moment(value), False)
    assert one(f"{value}123") == (moment(value), False)
    assert one(f"{whole}") == (moment(whole * 10**6), False)
    assert one(f"{value // 1_000}") == (moment(value // 1_000 * 1_000), False)


@given(micros, st.integers(-14 * 60, 14 * 60))
def test_dates_with_a_zone_are_exact(value: int, ahead: int) -> None:
    there = moment(value)
    assert there is not None
    wall = (there + timedelta(minutes=ahead)).replace(tzinfo=None)
    sign, hours, minutes = "-" if ahead < 0 else "+", abs(ahead) // 60, abs(ahead) % 60
    for zone in (f"{sign}{hours:02d}{minutes:02d}", f"{sign}{hours:02d}:{minutes:02d}"):
        assert one(f"{wall.isoformat(timespec='microseconds')}{zone}") == (there, False)
    assert one(there.isoformat().replace("+00:00", "Z")) == (there, False)


@pytest.mark.parametrize("text", ["2026-07-01 10:00:00", "2026-07-01T10:00:00.000", "2026-07-01 10:00:00,0"])
def test_dates_without_a_zone_are_local(text: str) -> None:
    assert one(text) == (datetime(2026, 7, 1, 9, tzinfo=UTC), True)
    assert one(text, "Asia/Tokyo") == (datetime(2026, 7, 1, 1, tzinfo=UTC), True)


def test_the_hour_that_comes_twice_is_the_first_or_the_last() -> None:
    assert one("2026-10-25 01:30:00")[0] == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert one("2026-10-25 01:30:00", late=True)[0] == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_the_hour_that_never_was_is_read_as_if_no_clock_was_changed() -> None:
    assert one("2026-03-29 01:30:00")[0] == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [None, "", "-", "0", "0.000000", "1", "never", "0000-00-00 00:00:00.000", "2026-02-30 10:00:00",
     "1989-12-31T00:00:00Z", "9" * 60, "1e300", "nan", "2026-07-01", "2026-07-01T25:00:00Z", "Nov 23 10:00:00"],
)  # fmt: skip
def test_what_is_no_time_is_none(text: str | None) -> None:
    assert one(text)[0] is None


@given(st.lists(st.one_of(st.none(), st.text(max_size=30), st.just("1795442400.5")), max_size=8))
def test_any_texts_can_be_asked_about(texts: list[str | None]) -> None:
    found = moments(pl.Series("ts", texts, dtype=pl.String), "Europe/London")
    assert found.times.len() == len(texts)
    assert found.times.null_count() <= sum(text != "1795442400.5" for text in texts)


@given(
    st.lists(
        st.builds(
            "{}{}{:06d}{}".format,
            st.sampled_from(
                [
                    "2026-11-23T15:00:00",
                    "2026-10-25 01:59:59",
                    "2026-03-29 01:30:00",
                    "2026-13-01T25:00:61",
                    "1989-12-31T23:59:59",
                ]
            ),
            st.sampled_from([".", ","]),
            st.integers(0, 999_999),
            st.sampled_from(["", "Z", "+0000", "-05:30", " +01:00", "7Z", ".5Z", "x", "é"]),
        ),
        min_size=1,
    ),
    st.booleans(),
)
def test_times_that_share_a_second_are_read_as_each_alone(texts: list[str], late: bool) -> None:
    column = pl.Series("ts", texts, dtype=pl.String)
    found, alone = moments(column, "Europe/London", late=late), _each(column, "Europe/London", late=late)
    assert found.times.to_list() == alone["time"].to_list()
    assert found.local == alone["local"].any()
