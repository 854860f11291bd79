"""Dates and times as people and spreadsheets write them; day before month, as the United Kingdom does."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from camcensus.sources.reading.table import Cell, show

EARLIEST, LATEST = 1980, 2100
"""Years that a register of cameras may name. Outside them stand the zero of a spreadsheet and dates that mean never."""

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_CLOCK = r"(?:[ T](\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?: ?([ap])\.?m\.?)?)?"
_FLAGS = re.ASCII | re.IGNORECASE
_NUMERIC = re.compile(rf"(\d{{1,2}})[./-](\d{{1,2}})[./-](\d{{4}}|\d{{2}}){_CLOCK}", _FLAGS)
_ISO = re.compile(rf"(\d{{4}})([./-])(\d{{1,2}})\2(\d{{1,2}}){_CLOCK}", _FLAGS)
_WORDS = re.compile(rf"\d{{1,2}}[-/. ]{_MONTH}(?:[-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{2,4}}", _FLAGS)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})|(\d{4})-(\d{1,2})", re.ASCII)
_DAY_NUMBER = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)

_DAY_FORMS = ("%d %B %Y", "%d %b %Y", "%d %b %y", "%B %d, %Y", "%b %d, %Y", "%A %d %B %Y", "%a %d %b %Y")
_MONTH_FORMS = ("%B %Y", "%b %Y", "%b %y")

_Clock = tuple["str | None", ...]


class Span(NamedTuple):
    """What a cell without a full date can mean: its first and last day, and how ISO 8601 writes it."""

    first: date
    last: date
    text: str


def looks_like_one(text: str) -> bool:
    """Whether the whole text is a date in one of the shapes that spreadsheets turn other things into."""
    return any(shape.fullmatch(text) for shape in (_WORDS, _NUMERIC, _ISO))


def wall_time(cell: Cell) -> tuple[datetime | None, bool]:
    """(wall-clock time, doubt about day and month); None for what names no single day.

    A date that only makes sense month first is read so. A number of five digits is a spreadsheet's count of days.
    """
    if isinstance(cell, datetime):
        return _believed(cell.replace(tzinfo=None)), False
    if isinstance(cell, date):
        return _believed(datetime.combine(cell, time())), False
    text = show(cell)
    if match := _ISO.fullmatch(text):
        return _build(int(match[1]), int(match[3]), int(match[4]), match.groups()[4:]), False
    if match := _NUMERIC.fullmatch(text):
        return _numeric(match)
    if is_number(cell):
        return _believed(from_number(float(text))), False
    return _written_out(text, _DAY_FORMS), False


def is_number(cell: Cell) -> bool:
    """Whether a cell holds a spreadsheet's count of days: 44197 is 1 January 2021."""
    return not isinstance(cell, date) and _DAY_NUMBER.fullmatch(show(cell)) is not None


def exact(cell: Cell) -> datetime | None:
    """A time whose zone is written beside it (``2026-03-01T09:00:00Z``), in UTC; None for any other cell."""
    if not isinstance(cell, str) or not cell[:4].isdecimal():
        return None
    try:
        moment = datetime.fromisoformat(cell.strip())
        return moment.astimezone(UTC) if moment.tzinfo and EARLIEST <= moment.year <= LATEST else None
    except ValueError:
        return None


def span(cell: Cell) -> Span | None:
    """The year or the month of a year that a cell names, where it names no day."""
    text = show(cell)
    if len(text) == 4 and text.isascii() and text.isdecimal() and EARLIEST <= int(text) <= LATEST:
        return Span(date(int(text), 1, 1), date(int(text), 12, 31), text)
    if match := _MONTH_OF_YEAR.fullmatch(text):
        first = _build(int(match[2] or match[3]), int(match[1] or match[4]), 1)
    else:
        first = _written_out(text, _MONTH_FORMS)
    if first is None:
        return None
    after = (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return Span(first.date(), (after - timedelta(days=1)).date(), f"{first:%Y-%m}")


def from_number(days: float, *, since_1904: bool = False) -> datetime:
    """A spreadsheet's count of days as a time, to the millisecond; its 29 February 1900 never was."""
    start = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a wall-clock time
    if not since_1904 and days < 60:
        start += timedelta(days=1)
    return start + timedelta(milliseconds=round(days * 86_400_000))


def _numeric(match: re.Match[str]) -> tuple[datetime | None, bool]:
    year = _year(match[3])
    first, second = int(match[1]), int(match[2])
    if second > 12 >= first:
        return _build(year, first, second, match.groups()[3:]), False
    return _build(year, second, first, match.groups()[3:]), first <= 12 and first != second


def _year(digits: str) -> int:
    """A year of two digits lies between the first cameras on a network and eighty years later."""
    year = int(digits)
    return year if len(digits) == 4 else year + (1900 if year >= EARLIEST % 100 else 2000)


def _written_out(text: str, forms: tuple[str, ...]) -> datetime | None:
    if len(text) > 40 or not any(letter.isalpha() for letter in text):
        return None
    plain = " ".join(re.sub(r"[-/.]", " ", _ORDINAL.sub("", text)).split())
    for form in forms:
        try:
            found = datetime.strptime(plain, form)  # noqa: DTZ007  # the zone is the site's, set later
        except ValueError:
            continue
        return _believed(found)
    return None


def _build(year: int, month: int, day: int, clock: _Clock = ()) -> datetime | None:
    hour, minute, second, half = (*clock, None, None, None, None)[:4]
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    try:
        return _believed(datetime(year, month, day, hours, int(minute or 0), int(second or 0)))  # noqa: DTZ001  # wall
    except ValueError:
        return None


def _believed(moment: datetime) -> datetime | None:
    return moment if EARLIEST <= moment.year <= LATEST else None
