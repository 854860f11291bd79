"""Text fit for the cell of a table: on one line, cut, and no formula wherever the file is opened.

A formula begins with ``=``, ``+``, ``-`` or ``@``, or with a character that some programs read as one of these; blanks,
invisible marks and quotes before it do not help. Where a file is split at semicolons, what follows one begins a cell.
An apostrophe before such a sign makes it text.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from camcensus.report._plain import plain

MOST = 32_000
"""Characters of a cell: spreadsheets take 32,767."""

_SIGNS = (
    "=+\\-@\u2212\u207a\u207b\u207c\u208a\u208b\u208c\u2a75\u2a76\ufb29\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20"
)
"""The signs, what Unicode holds to be the same as one of them, and the minus sign proper."""
_BEFORE = "\\s\u00a0\u180e\u200b-\u200f\u2028-\u202f\u2060\u3000\ufeff\ufffd\"'`\u00b4\u2018-\u201f\u00ab\u00bb"
_BEGINS = re.compile(f"(^|;)(?=[{_BEFORE}]*[{_SIGNS}])")
_HARMLESS = r"^(?:[0-9A-Za-z(](?: *(?:[!-:<-~]|; ?[0-9A-Za-z(]))*)?$"
"""Printable ASCII that begins with a letter or a digit, also after each semicolon."""
_PRINTED = r"^(?:[!-~](?: *[!-~])*)?$"


def safe(value: object, most: int = MOST) -> str:
    """A value as a cell that no spreadsheet takes for a formula; nothing for None, yes or no for a truth."""
    text = "" if value is None else ("yes" if value else "no") if isinstance(value, bool) else str(value)
    return _BEGINS.sub(r"\1'", plain(text, most).strip(" "))


def column(texts: pl.Series, most: int = MOST) -> pl.Series:
    """`safe` of a whole column; what is missing or empty is missing."""
    return _treated(texts, _HARMLESS, most, safe)


def shown(texts: pl.Series, most: int = MOST) -> pl.Series:
    """A whole column made plain, for files in which nothing is a formula; what is missing or empty is missing."""
    return _treated(texts, _PRINTED, most, lambda text, most: plain(text, most).strip(" "))


def _treated(texts: pl.Series, fit: str, most: int, treat: Callable[[str, int], str]) -> pl.Series:
    """Each text that does not fit, treated; one look for each that differs."""
    odd = ~texts.str.contains(fit) | (texts.str.len_chars() > most)
    found = texts.filter(odd).unique(maintain_order=True).drop_nulls()
    if found.len():
        made = [treat(text, most) for text in found]
        texts = texts.replace(found, pl.Series(made, dtype=pl.String))
    return texts.set(texts == "", None)
