"""Days and times in words."""

from __future__ import annotations

from datetime import UTC, date, datetime

from camcensus.report import _days as days

AT = datetime(2026, 11, 3, 9, 4, 59, tzinfo=UTC)
LATER = datetime(2026, 12, 3, 9, 5, tzinfo=UTC)


def test_a_day() -> None:
    assert days.day(date(2026, 11, 23)) == "23 November 2026"
    assert days.day(None) == ""


def test_a_month() -> None:
    assert days.month("2026-09") == "September 2026"
    assert days.month("2026-13") == "2026-13"
    assert days.month("unknown") == "unknown"


def test_a_time_says_what_is_doubtful_about_it() -> None:
    assert days.moment(AT) == "3 November 2026, 09:04 UTC"
    assert days.moment(AT, "device-clock") == "3 November 2026, 09:04 UTC (by the device's own clock)"
    assert days.moment(AT, "local-guessed").endswith("(time zone guessed)")
    assert days.moment(None, "unknown") == "no time recorded"


def test_an_interval() -> None:
    assert days.span(AT, AT, "exact") == "3 November 2026, 09:04 UTC"
    assert days.span(AT, None, "exact") == "3 November 2026, 09:04 UTC"
    assert days.span(AT, LATER, "exact", 1200) == (
        "3 November 2026, 09:04 UTC to 3 December 2026, 09:05 UTC, 1,200 times"
    )
    assert days.span(None, None, "unknown") == "no time recorded"


def test_a_time_for_a_narrow_column() -> None:
    assert days.short(AT, AT) == "2026-11-03 09:04 UTC"
    assert days.short(AT, None, "device-clock") == "2026-11-03 09:04 UTC (by the device's own clock)"
    assert days.short(AT, AT.replace(hour=10)) == "2026-11-03 09:04 to 10:04 UTC"
    assert days.short(AT, LATER) == "2026-11-03 09:04 to 2026-12-03 09:05 UTC"
    assert days.short(None, LATER) == "no time recorded"
