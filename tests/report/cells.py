"""What would begin a formula in some program, told apart from the code that prevents it."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator

_SKIPPED = "\t\r\n\x0b\x0c \u00a0\u200b\u200c\u200d\u200e\u200f\u2060\u3000\ufeff\"'`\u2018\u2019\u201c\u201d"
SIGNS = "=+-@\u2212"


def begins_a_formula(cell: str) -> bool:
    """Whether a cell, however a program trims it, begins with one of the signs; a first apostrophe makes it text."""
    if cell.startswith("'"):
        return False
    rest = cell.lstrip(_SKIPPED)
    return cell.startswith(("\t", "\r")) or (unicodedata.normalize("NFKC", rest[:1]) or " ")[0] in SIGNS


def cells(data: bytes, delimiter: str = ",") -> Iterator[str]:
    """Every cell of a CSV, as it is split at that sign."""
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=delimiter):
        yield from row


def formulas(data: bytes) -> list[str]:
    """Cells of a CSV that begin one, whether it is split at commas, semicolons or tabs."""
    return [cell for sign in ",;\t" for cell in cells(data, sign) if begins_a_formula(cell)]
