"""Which row of a sheet is its heading, and what its columns mean."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from camcensus.model.errors import NoHeading
from camcensus.model.knowledge import Vocabulary
from camcensus.sources.reading import secrets

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
    """Column index to its heading as written; a heading that stands twice is numbered."""
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
    words = {fold(name) for name in vocabulary.secrets}
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
    titles, index = best[3], best[2]
    named = _named(titles, meanings)
    above = [show(cell) for cell in head[index - 1]] if index else []
    below = [show(cell) for cell in head[index + 1]] if index + 1 < len(head) else []
    secret = _secret(titles, above, below, frozenset(named), words)
    headings = _numbered(titles)
    return Plan(
        first_row=index + 1,
        columns={i: column for i, column in named.items() if i not in secret},
        headings=headings,
        unknown=tuple(title for i, title in headings.items() if i not in named and i not in secret),
        secret=secret,
    )


def no_heading(name: str, head: Sequence[Row]) -> NoHeading:
    """The error for a table none of whose first rows is a heading."""
    widest: Row = max(head, key=lambda row: sum(1 for cell in row if cell), default=())
    seen = ", ".join(f"'{secrets.strip(show(cell)[:40])[0]}'" for cell in widest[:8] if cell)
    return NoHeading(
        f"no row of it names the columns of a camera register (seen: {seen or 'nothing'})",
        where=name,
        mend="name at least two columns, such as 'Make' and 'Serial number', in one row above the data",
        seen=seen,
    )


def _secret(
    titles: Sequence[str], above: Sequence[str], below: Sequence[str], named: frozenset[int], words: set[str]
) -> frozenset[int]:
    """Columns that may hold secrets: by their title, by one right below it, or by one that stands over several.

    A column that is known to be something else is that.
    """
    found = {i for i, title in enumerate(titles) if fold(title) in words}
    found |= {i for i, title in enumerate(below[: len(titles)]) if fold(title) in words and i not in named}
    for row in (titles, above):
        several = sum(map(bool, row)) > 1  # a title that stands alone is the table's
        group = ""
        for index, title in enumerate(row[: len(titles)]):
            group = title or group
            if index not in named and (fold(group) in words or (several and secrets.in_heading(group))):
                found.add(index)
    return frozenset(found)


def _numbered(titles: Sequence[str]) -> dict[int, str]:
    """Column index to title, no two alike, without what looks like a secret."""
    headings: dict[int, str] = {}
    used = set(titles)
    for index, written in enumerate(titles):
        title, again = secrets.strip(written)[0], 1
        while title in headings.values() or (again > 1 and title in used):
            again += 1
            title = f"{written} ({again})"
        if title:
            headings[index] = title
    return headings


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
    if isinstance(cell, str):
        return " ".join(cell[:MAX_CELL].split())
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else ("yes" if cell else "no")
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)
