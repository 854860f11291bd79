"""Days and times as people write them: 23 November 2026."""

from __future__ import annotations

import re
from datetime import date, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

_QUALITIES = {
    "local-guessed": "time zone guessed",
    "device-clock": "by the device's own clock",
    "unknown": "clock not known",
}


def day(on: date | None) -> str:
    """A day in words; nothing for no day."""
    return f"{on.day} {_MONTHS[on.month - 1]} {on.year}" if on else ""


def month(written: str) -> str:
    """``2026-09`` as September 2026; anything else as it is."""
    if re.fullmatch(r"\d{4}-(?:0[1-9]|1[0-2])", written):
        return f"{_MONTHS[int(written[5:]) - 1]} {written[:4]}"
    return written


def moment(at: datetime | None, quality: str = "exact") -> str:
    """A time in words, with what is doubtful about it."""
    if at is None:
        return "no time recorded"
    doubt = _QUALITIES.get(quality)
    return f"{day(at)}, {at:%H:%M} UTC" + (f" ({doubt})" if doubt else "")


def short(at: datetime | None, until: datetime | None, quality: str = "exact") -> str:
    """When something was seen, as narrow as a column: ``2026-11-10 12:00 to 12:05 UTC``."""
    if at is None:
        return "no time recorded"
    doubt = _QUALITIES.get(quality)
    last = ""
    if until is not None and until > at:
        last = f" to {until:%H:%M}" if until.date() == at.date() else f" to {until:%Y-%m-%d %H:%M}"
    return f"{at:%Y-%m-%d %H:%M}{last} UTC" + (f" ({doubt})" if doubt else "")


def span(at: datetime | None, until: datetime | None, quality: str, count: int = 1) -> str:
    """When something was seen, once or over an interval."""
    words = moment(at, quality)
    if at is not None and until is not None and until > at:
        words = f"{moment(at)} to {moment(until, quality)}"
    return f"{words}, {count:,} times" if count > 1 else words
