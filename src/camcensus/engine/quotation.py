"""The lines of a quotation that is text alone, as a PDF gives it: which name a product, and how many of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from camcensus.model.gate import Written
from camcensus.reason.lines import MOST

_NUMBER = re.compile(r"^\(?\d{1,4}[.):]?\s+(?=\S)")
"""The number of the line."""
_MONEY = re.compile(
    r"(?:\s+(?:[\u00a3$\u20ac]\s?)?\d{1,3}(?:[,.\u202f ]?\d{3})*[.,]\d{2}(?:\s?(?:GBP|EUR|USD|\u20ac))?)+\s*$"
)
"""Prices at its end."""
_BEFORE = re.compile(r"^(\d{1,4}) ?(?:x|\u00d7|off|pcs?\.?|no\.?) +(?=\S)", re.IGNORECASE)
_BEHIND = re.compile(r"\s+(\d{1,4})$")
_SAMPLE = 60

Row = tuple[Written, str]
"""A line, and its quantity as written."""


def rows(texts: Iterable[str], names: Callable[[Written], bool]) -> tuple[list[Row], list[str]]:
    """(lines that name a product or bear a price, the others). `names`: whether a line names a brand that is known.

    A line with a price is kept whatever it names: what is not known is asked about and never passed over.
    """
    kept: list[Row] = []
    left: list[str] = []
    for text in texts:
        row = _row(text)
        priced = _MONEY.search(text) is not None
        if row[0].text and (priced or names(row[0])):
            kept.append(row)
        else:
            left.append(text[:_SAMPLE])
    return kept, left


def _row(text: str) -> Row:
    """Without the line's number, quantity and prices."""
    rest = _MONEY.sub("", text.strip())
    if _BEFORE.match(rest) is None:
        rest = _NUMBER.sub("", rest, count=1)
    quantity = ""
    if (found := _BEFORE.match(rest)) is not None:
        quantity, rest = found[1], rest[found.end() :]
    elif _MONEY.search(text) and (found := _BEHIND.search(rest)) is not None:
        quantity, rest = found[1], rest[: found.start()]
    return Written(text=rest[:MOST], cut=len(rest) > MOST), quantity
