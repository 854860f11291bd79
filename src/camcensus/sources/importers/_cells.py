"""What single cells of a register say: serials that a spreadsheet spoilt, dates, quantities, words for things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from camcensus.sources.importers._table import Cell, fold, show

_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?E\+?\d+$", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE_LIKE = re.compile(rf"^(?:\d{{1,2}}[-/. ]{_MONTH}(?:[-/. ]\d{{2,4}})?|{_MONTH}[-/. ]\d{{2,4}})$", re.IGNORECASE)
_NUMERIC_DATE = re.compile(r"^(\d{1,2})[./-](\d{1,2})[./-](\d{2}|\d{4})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?$")
_ISO_DATE = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?)?")
_QUANTITY = re.compile(r"^\s*(\d{1,3})\s*(?:x|no\.?|off|nr)\b\s*(.*)$", re.IGNORECASE)
_QUANTITY_AFTER = re.compile(r"^(.*?)\s*(?:x|\()\s*(\d{1,3})\s*\)?\s*$", re.IGNORECASE)

MAX_QUANTITY = 999


def serial(cell: Cell) -> tuple[str | None, str | None]:
    """(serial, what is wrong with it): a number that lost digits or a date is no serial any more."""
    if isinstance(cell, date | datetime | time | timedelta):
        return None, f"the serial was turned into a date ({show(cell)}) by a spreadsheet"
    if isinstance(cell, float) and (abs(cell) >= 1e15 or not cell.is_integer()):
        return None, f"the serial was turned into a number ({cell:.6g}) by a spreadsheet and lost digits"
    text = show(cell)
    if _SCIENTIFIC.match(text):
        return None, f"the serial was turned into a number ({text}) by a spreadsheet and lost digits"
    if _DATE_LIKE.match(text) or _NUMERIC_DATE.match(text) or _ISO_DATE.match(text):
        return None, f"the serial was turned into a date ({text}) by a spreadsheet"
    return text or None, None


def is_placeholder(text: str, placeholders: frozenset[str]) -> bool:
    """Whether a serial names nothing: a default, one character repeated, or fewer than four characters."""
    folded = fold(text)
    return len(folded) < 4 or len(set(folded)) == 1 or folded in placeholders


def day(cell: Cell) -> tuple[date | None, bool]:
    """(day, whether day and month could be swapped). None if the cell holds no day."""
    moment, doubt = wall_time(cell)
    return (moment.date() if moment else None), doubt


def wall_time(cell: Cell) -> tuple[datetime | None, bool]:
    """(wall-clock time, doubt about day and month). Day comes before month, as the United Kingdom writes."""
    if isinstance(cell, datetime):
        return cell.replace(tzinfo=None), False
    if isinstance(cell, date):
        return datetime.combine(cell, time()), False
    text = show(cell)
    if match := _ISO_DATE.match(text):
        return _build(match[1], match[2], match[3], match.groups()[3:]), False
    if match := _NUMERIC_DATE.match(text):
        return _numeric(match)
    return _written_out(text), False


def _numeric(match: re.Match[str]) -> tuple[datetime | None, bool]:
    year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
    first, second = int(match[1]), int(match[2])
    if second > 12 >= first:
        return _build(year, match[1], match[2], match.groups()[3:]), False
    return _build(year, match[2], match[1], match.groups()[3:]), first <= 12 and first != second


def _written_out(text: str) -> datetime | None:
    for form in ("%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%B %d, %Y"):
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007  # the zone is the site's, set later
        except ValueError:
            continue
    return None


def _build(year: str, month: str, day_: str, clock: tuple[str | None, ...]) -> datetime | None:
    hour, minute, second = (int(part or 0) for part in clock)
    try:
        return datetime(int(year), int(month), int(day_), hour, minute, second)  # noqa: DTZ001  # as above
    except ValueError:
        return None


def quantity(text: str) -> tuple[int, str]:
    """(how many, the rest): ``12 x dome`` is twelve of ``dome``; anything else is one of itself."""
    if match := _QUANTITY.match(text):
        return min(max(int(match[1]), 1), MAX_QUANTITY), match[2].strip()
    if (match := _QUANTITY_AFTER.match(text)) and match[1]:
        return min(max(int(match[2]), 1), MAX_QUANTITY), match[1].strip()
    return 1, text


def word(text: str, meanings: Mapping[str, tuple[str, ...]]) -> str | None:
    """Which of the known values a cell means: by the whole cell, else by the longest known words in it."""
    spelled = {fold(way): value for value, ways in meanings.items() for way in (value, *ways)}
    whole = spelled.get(fold(text)) or spelled.get(fold(text).removesuffix("s"))
    if whole is not None:
        return whole
    words = [fold(part) for part in re.split(r"[\s/,;()+-]+", text) if part]
    found = {spelled.get(part) or spelled.get(part.removesuffix("s")) for part in words} - {None}
    return found.pop() if len(found) == 1 else None
