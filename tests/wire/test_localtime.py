"""What a wall clock can have meant, at both edges of summer time and far from them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import localtime

YEARS = datetime(1971, 1, 2), datetime(2036, 1, 1)  # noqa: DTZ001  # hypothesis gives them their zone
LONDON = ZoneInfo("Europe/London")
ZONES = [LONDON, *map(ZoneInfo, ("America/Sao_Paulo", "Asia/Kathmandu", "America/Havana", "UTC", "Pacific/Apia"))]


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "first", "last"),
    [
        ("2026-01-15T12:00", "2026-01-15T12:00", "2026-01-15T12:00"),
        ("2026-07-15T12:00", "2026-07-15T11:00", "2026-07-15T11:00"),
        # 29 March 2026: from 01:00 to 02:00 there was no such time
        ("2026-03-29T00:59:59", "2026-03-29T00:59:59", "2026-03-29T00:59:59"),
        ("2026-03-29T01:30", "2026-03-29T01:30", "2026-03-29T01:30"),
        ("2026-03-29T02:00", "2026-03-29T01:00", "2026-03-29T01:00"),
        # 25 October 2026: from 01:00 to 02:00 it was twice
        ("2026-10-25T00:59:59", "2026-10-24T23:59:59", "2026-10-24T23:59:59"),
        ("2026-10-25T01:00", "2026-10-25T00:00", "2026-10-25T01:00"),
        ("2026-10-25T01:59:59", "2026-10-25T00:59:59", "2026-10-25T01:59:59"),
        ("2026-10-25T02:00", "2026-10-25T02:00", "2026-10-25T02:00"),
        # Britain kept summer time all year round in 1970
        ("1970-01-01T00:00", "1969-12-31T23:00", "1969-12-31T23:00"),
    ],
)
def test_a_time_in_london(wall: str, first: str, last: str) -> None:
    expected = localtime.Moment(utc(first), utc(last), "local-guessed")
    assert expected == localtime.from_local(datetime.fromisoformat(wall), LONDON)


@given(st.datetimes(*YEARS), st.sampled_from(ZONES))
def test_every_reading_shows_the_wall_time_again_where_it_existed(wall: datetime, zone: ZoneInfo) -> None:
    found = localtime.from_local(wall, zone)
    shown = [moment.astimezone(zone).replace(tzinfo=None) for moment in (found.first, found.last)]
    assert shown == [wall, wall] or (found.first == found.last and shown[0] > wall)
    assert found.first <= found.last


@given(st.datetimes(*YEARS, timezones=st.just(UTC)))
def test_what_a_london_clock_showed_can_have_been_then(moment: datetime) -> None:
    found = localtime.from_local(moment.astimezone(LONDON).replace(tzinfo=None), LONDON)
    assert moment in (found.first, found.last)


@pytest.mark.parametrize(
    ("day", "first", "hours"),
    [
        (date(2026, 1, 15), "2026-01-15T00:00", 24),
        (date(2026, 7, 15), "2026-07-14T23:00", 24),
        (date(2026, 3, 29), "2026-03-29T00:00", 23),
        (date(2026, 10, 25), "2026-10-24T23:00", 25),
    ],
)
def test_a_day_is_as_long_as_it_was(day: date, first: str, hours: int) -> None:
    found = localtime.from_day(day, LONDON)
    assert utc(first) == found.first
    assert timedelta(hours=hours) - timedelta(microseconds=1) == found.last - found.first


@given(st.dates(date(1972, 1, 1), date(2035, 1, 1)), st.sampled_from(ZONES[:5]))
def test_days_follow_each_other_without_a_gap(day: date, zone: ZoneInfo) -> None:
    today, tomorrow = localtime.from_day(day, zone), localtime.from_day(day + timedelta(days=1), zone)
    assert tomorrow.first == today.last + timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("moment", "quality"),
    [
        ("1970-01-01T00:00", "device-clock"),
        ("1999-12-31T23:59:59.999999", "device-clock"),
        ("2000-01-01T00:00", "exact"),
        ("2026-11-23T10:00", "exact"),
    ],
)
def test_a_clock_below_2000_was_never_set(moment: str, quality: str) -> None:
    assert localtime.Moment(utc(moment), utc(moment), quality) == localtime.from_utc(utc(moment))


@given(st.datetimes(*YEARS, timezones=st.sampled_from(ZONES)))
def test_microseconds_are_exact(moment: datetime) -> None:
    found = localtime.microseconds(moment)
    assert moment.astimezone(UTC) == datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=found)
