"""Rows of vulnerability scanners' tables: cells go over many lines, and what a plugin printed may hold secrets."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from camcensus.model.errors import NoHeading
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.forms import Form
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import listed
from camcensus.sources.reading.table import HEAD_ROWS, Row, fold, show

FINDS_SECRETS = re.compile(
    r"credential|password|default (?:account|login|user)|brute|\blog-?in (?:possible|successful)"
    r"|community (?:name|string)|\busers?\b.{0,20}\b(?:list|enumerat)|\benumerat.{0,20}\busers?\b|hydra|secret|token"
    r"|private key|nessus scan information|authentication (?:success|failure)|credentialed",
    re.IGNORECASE,
)
"""Names of plugins that print credentials, names of users or communities, or say with whose account they looked."""
MAX_OUTPUT = 65_536
"""Characters of one cell that are read."""


@dataclass(frozen=True, kw_only=True)
class ScanRow:
    """One row: its cells by meaning, with their line ends; secrets are taken out."""

    where: str
    cells: Mapping[str, str]
    original: bytes

    def get(self, *names: str) -> str:
        """The first of these cells that holds something, else nothing."""
        return next((self.cells[name] for name in names if self.cells.get(name)), "")


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """How the rows of one scanner are read."""

    form: Form
    output: str
    """The meaning of the column that holds what the plugin printed."""
    title: str
    """The meaning of the column with the plugin's name."""
    texts: frozenset[str] = frozenset()
    """Meanings of columns that come with the plugin, not from the device: they are not kept."""
    unwrap: Callable[[Row], Row] = field(default=lambda row: row)


def is_heading(row: Row, form: Form) -> bool:
    """Whether a row has all columns of one of the sets that tell the form."""
    known = _known(form)
    named = {known[folded] for cell in row[:1_000] if (folded := fold(show(cell))) in known}
    return any(need <= named for need in form.needs)


def _known(form: Form) -> dict[str, str]:
    return {fold(way): name for name, ways in form.columns.items() for way in (name, *ways)}


def rows(path: Path, sheet: Sheet, gathered: Gathered) -> Iterator[ScanRow]:
    """Each row below a heading of the form, counted and its original kept in `gathered`.

    Rows above are counted as left out. Raises `NoHeading` if there is no heading, `BrokenInput` or `HostileInput` for
    what is no table.
    """
    name = gathered.context.name
    with text.rows(path, name, between=_between(path, name, sheet)) as found:
        yield from _below(found, sheet, gathered)


def _between(path: Path, name: str, sheet: Sheet) -> str:
    """The delimiter with which one of the first rows is a heading; lines of outputs hold others."""
    with text.lines(path, name) as lines:
        head = list(islice(lines, HEAD_ROWS + 1))
    for mark in ",;\t|":
        with suppress(csv.Error):
            if any(is_heading(sheet.unwrap(row), sheet.form) for row in csv.reader(head, delimiter=mark)):
                return mark
    return ","


def _below(found: Iterable[tuple[int, Row]], sheet: Sheet, gathered: Gathered) -> Iterator[ScanRow]:
    columns: dict[int, str] = {}
    titles: list[str] = []
    above = 0
    for number, raw in found:
        row = sheet.unwrap(raw)
        if is_heading(row, sheet.form):
            columns, titles = _columns(row, sheet.form)
            _tell_unknown(columns, titles, sheet.form, gathered)
        elif columns:
            yield _row(number, row, (columns, titles), sheet, gathered)
        else:
            above += 1
            if above > HEAD_ROWS:
                break
    if not columns:
        needed = " or ".join(", ".join(sorted(need)) for need in sheet.form.needs)
        raise NoHeading(
            "no row of it is the heading that is looked for",
            where=gathered.context.name,
            mend=f"export it with its heading; needed are the columns {needed}",
        )
    gathered.leave_out("lines above the heading", above)


def _columns(row: Row, form: Form) -> tuple[dict[int, str], list[str]]:
    known = _known(form)
    titles = [show(cell) for cell in row]
    columns: dict[int, str] = {}
    for index, title in enumerate(titles):
        meaning = known.get(fold(title))
        if meaning is not None and meaning not in columns.values():
            columns[index] = meaning
    return columns, titles


def _tell_unknown(columns: Mapping[int, str], titles: list[str], form: Form, gathered: Gathered) -> None:
    passed = {fold(title) for title in form.passed_over}
    unknown = [title for at, title in enumerate(titles) if title and at not in columns and fold(title) not in passed]
    if unknown:
        gathered.remarks.add("the heading", f"not understood and kept only in the originals: {listed(unknown)}")


def _row(number: int, row: Row, heading: tuple[dict[int, str], list[str]], sheet: Sheet, gathered: Gathered) -> ScanRow:
    columns, titles = heading
    read = {columns[at]: str(cell)[:MAX_OUTPUT] for at, cell in enumerate(row) if at in columns and cell}
    hidden = bool(FINDS_SECRETS.search(read.get(sheet.title, ""))) and bool(read.get(sheet.output))
    cells: dict[str, str] = {}
    kept: dict[str, object] = {}
    for at, cell in enumerate(row):
        meaning = columns.get(at, "")
        if not cell or meaning in sheet.texts:
            continue
        title = titles[at] if at < len(titles) and titles[at] else f"column {at + 1}"
        clean, removed = _clean(str(cell)[:MAX_OUTPUT], title, hidden=hidden and meaning == sheet.output)
        gathered.redacted += removed
        kept[title] = clean
        if meaning and clean != secrets.MARK:
            cells[meaning] = clean
    gathered.records += 1
    return ScanRow(where=f"row {number}", cells=cells, original=gathered.keep(kept))


def _clean(written: str, title: str, *, hidden: bool) -> tuple[str, int]:
    if hidden or secrets.in_heading(title):
        return secrets.MARK, 1
    return secrets.strip(written)
