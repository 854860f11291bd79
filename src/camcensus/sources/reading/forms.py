"""Tables that a tool exports: told by the names of their columns, read by what the columns mean."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from camcensus.model.errors import NoHeading
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import listed
from camcensus.sources.reading.table import HEAD_ROWS, MAX_COLUMNS, Row, fold, show

_MAX_TITLES = 1_000
_MAX_FOLDED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The columns of one tool's table. Headings are compared without case, spaces and punctuation."""

    columns: Mapping[str, tuple[str, ...]]
    """What a column means, to the headings that versions of the tool give it."""
    needs: tuple[frozenset[str], ...]
    """Meanings that tell the form: all of any one set. They must tell it from every other table."""
    secret: frozenset[str] = frozenset()
    """Meanings (of `columns`) whose cells are never stored, only counted."""
    passed_over: tuple[str, ...] = ()
    """Headings that are known and not read: they stay in the originals and need no remark."""
    known: Mapping[str, str] = field(init=False, repr=False, compare=False)
    """Headings, folded, to what their columns mean."""

    def __post_init__(self) -> None:
        known = {fold(way): name for name, ways in self.columns.items() for way in (name, *ways)}
        object.__setattr__(self, "known", known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One row, its cells by what their columns mean; empty ones are absent, secrets are taken out."""

    where: str
    """``row 7``: as a person counts."""
    cells: Mapping[str, str]
    original: bytes

    def get(self, *names: str) -> str:
        """The first of these cells that holds something, else nothing."""
        return next((self.cells[name] for name in names if name in self.cells), "")


def detect(head: bytes, form: Form) -> bool:
    """Whether one of the first rows of a text table is the form's heading."""
    return any(_is_heading({form.known[title] for title in row if title in form.known}, form) for row in _titles(head))


@lru_cache(maxsize=1)
def _titles(head: bytes) -> tuple[frozenset[str], ...]:
    """What may be headings in the first rows of a text table, folded: one form after another asks for the same."""
    if not text.is_text(head):
        return ()
    found = text.decode(head).lstrip("\r\n")
    lines = found.splitlines()[: HEAD_ROWS + 1]
    if not found.endswith("\n") and len(lines) > 1:
        lines = lines[:-1]  # it may be cut
    if not lines or found[:1] in ("<", "{", "["):
        return ()
    rows = (row for mark in ",;\t|" for row in _loosely(lines, mark))
    return tuple(frozenset(fold(show(cell)) for cell in row[:MAX_COLUMNS]) for row in rows)


def _is_heading(named: Collection[str | None], form: Form) -> bool:
    """Whether columns of these meanings are a heading of the form."""
    return any(need.issubset(named) for need in form.needs)


def _loosely(lines: list[str], mark: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader((line for line in lines if mark in line), delimiter=mark)
    except csv.Error:
        return


def records(rows: Iterable[tuple[int, Row]], form: Form, gathered: Gathered) -> Iterator[Record]:
    """Each row below a heading of the form, counted in `gathered`, its original kept there.

    A heading that comes again, with other columns even, holds from there on. Rows above the first heading are counted
    as left out. Of columns that mean the same, each row's first that holds something is read. Raises `NoHeading` if
    there is no heading.
    """
    reader = _Reader(form, gathered)
    above: list[Row] = []
    for number, row in rows:
        if reader.meanings.is_heading(row):
            reader.begin(row)
        elif reader.heading is None:
            above.append(row[:8])
            if len(above) > HEAD_ROWS:
                break
        elif (record := reader.record(number, row)) is not None:
            yield record
    if reader.heading is None:
        raise _no_heading(form, above, gathered)
    gathered.leave_out("lines above the heading", len(above))
    reader.end()


class _Meanings:
    """What columns mean by their titles."""

    def __init__(self, form: Form) -> None:
        self._form = form
        self._asked: dict[str, str | None] = {}

    def find(self, title: str) -> str | None:
        """What a column of this title means; what was asked last is remembered, as it is asked of every cell."""
        if title not in self._asked:
            if len(self._asked) >= _MAX_FOLDED:
                self._asked.clear()
            self._asked[title] = self._form.known.get(fold(title))
        return self._asked[title]

    def is_heading(self, row: Row) -> bool:
        """Whether the cells of a row are a heading of the form."""
        return _is_heading({self.find(show(cell)) for cell in row[:MAX_COLUMNS]}, self._form)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    titles: Sequence[str]
    """As the originals name the columns: no two alike."""
    meanings: Mapping[int, str]
    secret: frozenset[int]

    def hides(self, row: Row) -> frozenset[int]:
        """Indexes of the cells of a row that may hold secrets.

        Where a row is longer than its heading, a comma within some cell has moved those behind it.
        """
        if not self.secret or not any(show(cell) for cell in row[len(self.titles) :]):
            return self.secret
        return frozenset(range(min(self.secret), len(row)))


class _Reader:
    """Rows by what the columns of the heading above them mean."""

    def __init__(self, form: Form, gathered: Gathered) -> None:
        self.heading: _Heading | None = None
        self.meanings = _Meanings(form)
        self._secret = form.secret
        self._passed = {fold(title) for title in form.passed_over}
        self._words = {fold(title) for title in gathered.context.vocabulary.secrets}
        self._gathered = gathered
        self._unknown: dict[str, None] = {}

    def begin(self, row: Row) -> None:
        """The rows from here on stand below this heading."""
        titles = [secrets.strip(show(cell))[0] for cell in row]
        meanings: dict[int, str] = {}
        secret: set[int] = set()
        for index, title in enumerate(titles):
            meaning = self.meanings.find(title)
            if meaning in self._secret or (meaning is None and self._tells_of_secrets(title)):
                secret.add(index)
            elif meaning is not None:
                meanings[index] = meaning
            elif title and fold(title) not in self._passed and len(self._unknown) < _MAX_TITLES:
                self._unknown[title] = None
        named = [_numbered(index) if title in ("", *titles[:index]) else title for index, title in enumerate(titles)]
        self.heading = _Heading(titles=named, meanings=meanings, secret=frozenset(secret))

    def _tells_of_secrets(self, title: str) -> bool:
        return secrets.in_heading(title) or fold(title) in self._words

    def record(self, number: int, row: Row) -> Record | None:
        """What a row says; None if it is empty."""
        heading = self.heading
        if heading is None:
            return None
        cells: dict[str, str] = {}
        kept: dict[str, object] = {}
        hidden = heading.hides(row)
        filled = [(index, written) for index, cell in enumerate(row) if (written := show(cell))]
        if not filled:
            return None
        for index, written in filled:
            if index in hidden:
                self._gathered.redacted += 1
                continue
            stripped, removed = secrets.strip(written)
            self._gathered.redacted += removed
            kept[heading.titles[index] if index < len(heading.titles) else _numbered(index)] = stripped
            if index in heading.meanings:
                cells.setdefault(heading.meanings[index], stripped)
        self._gathered.records += 1
        return Record(where=f"row {number}", cells=cells, original=self._gathered.keep(kept))

    def end(self) -> None:
        """Tell what was not understood."""
        if self._unknown:
            what = f"not understood and kept only in the originals: {listed(list(self._unknown))}"
            self._gathered.remarks.add("the heading", what)


def _numbered(index: int) -> str:
    return f"column {index + 1}"


def _no_heading(form: Form, above: list[Row], gathered: Gathered) -> NoHeading:
    seen = ", ".join(f"'{secrets.strip(show(cell)[:40])[0]}'" for cell in max(above, key=len, default=()) if cell)
    needed = " or ".join(", ".join(sorted(need)) for need in form.needs)
    return NoHeading(
        f"no row of it is the heading that is looked for (seen: {seen or 'nothing'})",
        where=gathered.context.name,
        mend=f"export it with its heading; needed are the columns {needed}",
        seen=seen,
    )
