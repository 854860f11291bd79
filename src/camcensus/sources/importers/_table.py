"""Which row of a sheet is its heading, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from camcensus.model.knowledge import Vocabulary

Cell: TypeAlias = "str | float | int | bool | date | datetime | time | timedelta | None"
Row: TypeAlias = Sequence[Cell]

HEAD_ROWS = 40
"""Rows from the top among which the heading is looked for."""

MAX_COLUMNS = 1_000
MAX_CELL = 32_768
"""Characters of one cell: what a spreadsheet can hold."""

_IDENTIFYING = frozenset({"make", "model", "make_model", "serial", "mac", "ip"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How the rows below the heading are to be read."""

    first_row: int
    """Index of the first row below the heading."""
    columns: Mapping[int, str] = field(default_factory=dict)
    """Column index to what it is (`columns.toml`)."""
    headings: Mapping[int, str] = field(default_factory=dict)
    """Column index to its heading as written."""
    unknown: tuple[str, ...] = ()
    secret: frozenset[int] = frozenset()


def fold(text: str) -> str:
    """Text without case, spaces and punctuation, for comparing what people write."""
    return re.sub(r"[^0-9a-z]+", "", text.casefold())


def plan(head: Sequence[Row], vocabulary: Vocabulary) -> Plan | None:
    """Read the heading out of the first rows, or None if no row names two columns, one of which identifies.

    A heading may take two rows (a merged group title above column titles): both readings are tried and the one that
    names more columns stands; on a tie the single row.
    """
    meanings = {fold(name): column for column, names in vocabulary.columns.items() for name in (column, *names)}
    secrets = {fold(name) for name in vocabulary.secrets}
    best: tuple[int, int, int, list[str]] | None = None
    for index, row in enumerate(head[:HEAD_ROWS]):
        single = [show(cell) for cell in row[:MAX_COLUMNS]]
        readings = [single]
        if index:
            readings.append(_joined(head[index - 1], single))
        for order, titles in enumerate(readings):
            named = _named(titles, meanings)
            score = len(set(named.values()))
            if score >= 2 and _IDENTIFYING & set(named.values()) and (best is None or (score, -order) > best[:2]):
                best = (score, -order, index, titles)
    if best is None:
        return None
    titles = best[3]
    named = _named(titles, meanings)
    secret = frozenset(i for i, title in enumerate(titles) if fold(title) in secrets)
    return Plan(
        first_row=best[2] + 1,
        columns={i: column for i, column in named.items() if i not in secret},
        headings={i: title for i, title in enumerate(titles) if title},
        unknown=tuple(t for i, t in enumerate(titles) if t and i not in named and i not in secret),
        secret=secret,
    )


def _named(titles: Sequence[str], meanings: Mapping[str, str]) -> dict[int, str]:
    """Column index to meaning; when two columns mean the same, the first one stands."""
    named: dict[int, str] = {}
    for index, title in enumerate(titles):
        meaning = meanings.get(fold(title))
        if meaning is not None and meaning not in named.values():
            named[index] = meaning
    return named


def _joined(above: Row, below: Sequence[str]) -> list[str]:
    """Two heading rows as one: the lower title where there is one, else the upper."""
    upper = [show(cell) for cell in above[: len(below)]]
    upper += [""] * (len(below) - len(upper))
    return [low or up for low, up in zip(below, upper, strict=True)]


def show(cell: Cell) -> str:
    """A cell as text: whole numbers without a point, dates as ISO 8601, nothing as nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return " ".join(str(cell)[:MAX_CELL].split())
