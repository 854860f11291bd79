"""Times as registers write them: local, without a zone, in the hour the clocks change, and from clocks never set."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

NEVER_SET = datetime(2000, 1, 1, tzinfo=UTC)
"""A device clock below this was never set: no networked camera in use is older."""


class Moment(NamedTuple):
    """A time in UTC: `first` to `last` it may have been, and how good it is (an `at_quality`)."""

    first: datetime
    last: datetime
    quality: str


def from_local(wall: datetime, zone: ZoneInfo) -> Moment:
    """What a wall-clock time without a zone can have meant.

    In the hour that comes twice both readings are kept (`first` < `last`); in the hour that never was, the time is
    read as if the clock had not been put forward. Always ``local-guessed``: nobody wrote the zone down.
    """
    early = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    late = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    exists = early.astimezone(zone).replace(tzinfo=None) == wall.replace(tzinfo=None)
    return Moment(early, late if exists else early, "local-guessed")


def from_day(day: date, zone: ZoneInfo) -> Moment:
    """A day without a time: some moment from its first to its last in that zone."""
    start = datetime.combine(day, time(), zone).astimezone(UTC)
    end = datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
    return Moment(start, end - timedelta(microseconds=1), "local-guessed")


def from_utc(moment: datetime) -> Moment:
    """An exact time, unless it lies before any camera's clock: then it is a device clock that was never set."""
    quality = "device-clock" if moment < NEVER_SET else "exact"
    return Moment(moment, moment, quality)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC, exactly (no floats on the way)."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
