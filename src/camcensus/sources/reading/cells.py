"""What single cells of a register say: serials that a spreadsheet spoilt, quantities, words for things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from camcensus.sources.reading import dates
from camcensus.sources.reading.table import Cell, fold, show

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+\d{1,3}", re.ASCII | re.IGNORECASE)
_QUANTITY = re.compile(r"(\d{1,3}) ?(?:x|no\b\.?|off|nr)(?!\w) ?(.*)", re.ASCII | re.IGNORECASE)
_QUANTITY_AFTER = re.compile(r"(.+?) (?:x ?(\d{1,3})|\((\d{1,3})\))", re.ASCII | re.IGNORECASE)
_COUNT = re.compile(r"(\d{1,9})(?:\.0*)? ?(?:x|no\.?|off|nr|cameras?|units?)?", re.ASCII | re.IGNORECASE)
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_PARTS = re.compile(r"[\s/,;()+-]+")

_ANGLES = frozenset({180, 270, 360})
"""Numbers in brackets behind a camera that say how far it sees, not how many there are."""
_NOT = frozenset({"not", "non", "never", "isnt", "no"})
_WORDS = 4
"""Words of the longest way to write a value."""


def serial(cell: Cell) -> tuple[str | None, str | None]:
    """(serial, what is wrong with it): a number that lost digits or a date is no serial any more."""
    if isinstance(cell, date | datetime | time | timedelta):
        return None, f"the serial was turned into a date ({show(cell)}) by a spreadsheet"
    if isinstance(cell, float) and (abs(cell) >= 1e15 or not cell.is_integer()):
        return None, f"the serial was turned into a number ({cell:.6g}) by a spreadsheet and lost digits"
    text = show(cell)
    if _SCIENTIFIC.fullmatch(text):
        return None, f"the serial was turned into a number ({text}) by a spreadsheet and lost digits"
    if dates.looks_like_one(text):
        return None, f"the serial was turned into a date ({text}) by a spreadsheet"
    return text or None, None


def is_placeholder(text: str, placeholders: frozenset[str]) -> bool:
    """Whether a serial names nothing: a default, one character repeated, or fewer than four characters."""
    folded = fold(text)
    return len(folded) < 4 or len(set(folded)) == 1 or folded in placeholders


def is_error(text: str) -> bool:
    """Whether a cell holds what a spreadsheet shows where a formula failed: it says nothing."""
    return text.startswith("#") and _ERROR.fullmatch(text) is not None


def quantity(text: str, *, brackets: bool = True) -> tuple[int, str]:
    """(how many, the rest): ``12 x dome`` is twelve of ``dome``; anything else is one of itself.

    In names a number in `brackets` tells one from the other: ``Car park (2)``.
    """
    if match := _QUANTITY.fullmatch(text):
        return max(int(match[1]), 1), match[2].strip()
    if match := _QUANTITY_AFTER.fullmatch(text):
        many = int(match[2] or match[3])
        if match[2] or (brackets and many not in _ANGLES):
            return max(many, 1), match[1].strip()
    return 1, text


def count(text: str) -> int | None:
    """The number in a quantity column; None if it holds none."""
    match = _COUNT.fullmatch(text)
    return int(match[1]) if match else None


class Words:
    """The values that cells of one column can mean, and the ways people write them."""

    def __init__(self, meanings: Mapping[str, tuple[str, ...]]) -> None:
        self._spelled = {fold(way): value for value, ways in meanings.items() for way in (value, *ways)}
        self._spelled.pop("", None)
        self._known: dict[str, str | None] = {}

    def find(self, text: str) -> str | None:
        """Which value a cell means: by the whole cell, else by the longest known words in it, if they agree."""
        if text not in self._known:
            if len(self._known) > 10_000:
                self._known.clear()
            self._known[text] = self._look_up(fold(text)) or self._in_words(text)
        return self._known[text]

    def _in_words(self, text: str) -> str | None:
        words = [folded for part in _PARTS.split(text)[:200] if (folded := fold(part))]
        found: set[str] = set()
        denied = -1  # index of the last word that a *not* before it takes away
        start = 0
        while start < len(words):
            value, size = self._longest(words[start : start + _WORDS])
            if value is not None and start > denied:
                found.add(value)
            elif value is None and _denies(words, start):
                denied = start + 2
            start += size
        return found.pop() if len(found) == 1 else None

    def _longest(self, words: list[str]) -> tuple[str | None, int]:
        for size in range(len(words), 0, -1):
            if value := self._look_up("".join(words[:size])):
                return value, size
        return None, 1

    def _look_up(self, folded: str) -> str | None:
        return self._spelled.get(folded) or self._spelled.get(folded.removesuffix("s"))


def _denies(words: list[str], index: int) -> bool:
    """Whether a word takes away what follows; ``No. 4`` is a number."""
    number = words[index] == "no" and words[index + 1 : index + 2] and words[index + 1][0].isdigit()
    return words[index] in _NOT and not number
