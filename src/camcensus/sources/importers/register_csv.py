"""A camera register as CSV, in whatever dialect and encoding a spreadsheet wrote it."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import IO

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._register import Register
from camcensus.sources.reading.remarks import told
from camcensus.sources.reading.table import HEAD_ROWS, MAX_COLUMNS, Row, no_heading, plan

SOURCE = "importer:register-csv@1"

MAX_LINE = 1 << 20
"""Characters of one row, which may go over several lines in quotes. A register's row has some hundred."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"


def detect(head: bytes) -> bool:
    """Whether the file looks like a table in text: two lines or more that one delimiter cuts alike."""
    wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not head or (b"\0" in head and not wide):
        return False
    text = _decode(head)
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if not lines or lines[0].lstrip()[:1] in ("<", "{", "["):
        return False
    return _delimiter(lines) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each row below the heading.

    Raises `BrokenInput` if no heading is known, `HostileInput` for lines or widths beyond the limits.
    """
    encoding = _encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as stream:
        sample = [line for line in islice(_Lines(stream, context.name, per_row=False), HEAD_ROWS) if line.strip()]
        delimiter = _delimiter(sample) or ","
        stream.seek(0)
        rows = _rows(_Lines(stream, context.name), delimiter, context.name)
        head = list(islice(rows, HEAD_ROWS))
        found = plan([row for _, row in head], context.vocabulary)
        if found is None:
            raise no_heading(context.name, [row for _, row in head])
        register = Register(context, found, SOURCE)
        yield from register.read(chain(head[found.first_row :], rows))


def _encoding(path: Path) -> str:
    """By the byte order mark; else UTF-8 if all of the file is; else Windows-1252, which every byte sequence is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        head = stream.read(4)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return name
        try:
            decoder.decode(head)
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "windows-1252"
    return "utf-8"


def _decode(head: bytes) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return head.decode(name, "replace")
    try:
        return head.decode("utf-8")
    except UnicodeDecodeError as fault:
        whole = fault.start >= len(head) - 4  # a character cut by the end of the sample
        return head[: fault.start].decode("utf-8") if whole else head.decode("windows-1252", "replace")


def _delimiter(lines: list[str]) -> str | None:
    """The one that cuts most lines into two fields or more, and into more fields on a tie; None if none does."""
    best: tuple[int, int, str] | None = None
    for mark in _DELIMITERS:
        counts = [line.count(mark) for line in lines]
        cut = sum(1 for count in counts if count)
        if cut * 2 >= len(lines) and cut and (best is None or (cut, max(counts)) > best[:2]):
            best = (cut, max(counts), mark)
    return best[2] if best else None


class _Lines:
    """The lines of a text, none of them and no row of them too long."""

    def __init__(self, stream: IO[str], name: str, *, per_row: bool = True) -> None:
        self._stream = stream
        self._name = name
        self._per_row = per_row
        self._number = 0
        self._since = 0

    def row_ended(self) -> None:
        self._since = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._stream.readline(MAX_LINE + 1):
            self._number += 1
            self._since = self._since + len(line) if self._per_row else len(line)
            where = f"{self._name}, line {self._number}"
            if self._since > MAX_LINE:
                mend = "save the register as CSV again; look for a quotation mark that is never closed"
                raise HostileInput(f"a row is longer than {MAX_LINE:,} characters", where=where, mend=mend)
            if "\0" in line:
                raise BrokenInput("it holds NUL characters, as no text does", where=where, mend="save it as CSV again")
            yield line


def _rows(lines: _Lines, delimiter: str, name: str) -> Iterator[tuple[int, Row]]:
    """(line number where the row ends, cells) of each row that holds something."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            mend = "look for a quotation mark that is never closed"
            raise BrokenInput(f"not read: {told(fault)}", where=f"{name}, line {reader.line_num}", mend=mend) from None
        lines.row_ended()
        if len(row) > MAX_COLUMNS:
            raise HostileInput(
                f"a row has {len(row):,} columns; at most {MAX_COLUMNS:,} are read",
                where=f"{name}, line {reader.line_num}",
                mend="delete the empty columns and save it again",
            )
        if any(row):
            yield reader.line_num, [_bare(cell) if cell.startswith('="') else cell for cell in row]


def _bare(cell: str) -> str:
    """``="0012"`` is how people keep a spreadsheet from turning 0012 into a number."""
    inner = cell[2:-1]
    return inner if cell.endswith('"') and len(cell) > 2 and '"' not in inner else cell
