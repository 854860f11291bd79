"""Text files in the encodings that tools write, line by line and row by row, each of them bounded."""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.reading.remarks import told
from camcensus.sources.reading.table import MAX_COLUMNS, Row

MAX_LINE = 1 << 20
"""Characters of one row, which may go over several lines in quotes. A register's row has some hundred."""

SAMPLE = 40
"""Lines from the top by which the delimiter is told."""

LOOKED_AT = 16 << 20
"""Bytes from the start of a text by which its encoding is told."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = ",;\t|"
_STATED = re.compile(rf'"?sep=([{_DELIMITERS}])"?[\r\n]*')
"""A first line that tells a spreadsheet the delimiter."""
_NO_UTF8 = re.compile("[\udc80-\udcff]")

LENIENT = "camcensus-lenient"
"""How to open a text so that nothing in it raises: what is no UTF-8 is read as Windows-1252, the rest is U+FFFD."""


def _lenient(fault: UnicodeError) -> tuple[str, int]:
    """Text that changes its encoding in the middle, as logs do that several devices write, loses nothing."""
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    if fault.encoding != "utf-8" or fault.reason == "unexpected end of data":
        return "\ufffd", fault.end
    return fault.object[fault.start : fault.end].decode("windows-1252", "replace"), fault.end


codecs.register_error(LENIENT, _lenient)


def is_text(head: bytes) -> bool:
    """Whether the first bytes of a file are text in some encoding."""
    return bool(head) and (b"\0" not in head or head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)))


def decode(head: bytes) -> str:
    """The first bytes of a file as text; a character that the sample cuts is left out."""
    return codecs.getincrementaldecoder(_encoding(head, [head]))(LENIENT).decode(head)


def encoding(path: Path) -> str:
    """By the byte order mark; else UTF-8, unless most that is not ASCII is none: then Windows-1252."""
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        blocks = (stream.read(1 << 20) for _ in range(0, LOOKED_AT, 1 << 20))
        return _encoding(head, blocks)


def _encoding(head: bytes, blocks: Iterable[bytes]) -> str:
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    for block in blocks:
        if not block.isascii() or decoder.getstate()[0]:
            decoded = decoder.decode(block)
            other = len(_NO_UTF8.findall(decoded))
            good += len(decoded) - len(decoded.encode("ascii", "ignore")) - other
            bad += other
    return "windows-1252" if bad > good else "utf-8"


def delimiter(lines: Sequence[str]) -> str | None:
    """The one that the first line states; else the one that cuts most lines into two fields or more; None if none does.

    Of two that cut as many, the one that cuts more of them alike, then the one that cuts into more fields.
    """
    if lines and (stated := _STATED.fullmatch(lines[0])):
        return stated[1]
    best: tuple[int, int, int, str] | None = None
    for mark in _DELIMITERS:
        counts = [count for line in lines if (count := line.count(mark))]
        if counts and len(counts) * 2 >= len(lines):
            found = (len(counts), max(Counter(counts).values()), max(counts))
            if best is None or found > best[:3]:
                best = (*found, mark)
    return best[3] if best else None


class Lines:
    """The lines of a text, none of them too long.

    With `per_row` they are pieces of a table's rows: no row is too long, and none holds a NUL character. Without, each
    is a record of its own, and a NUL is read as U+FFFD: a machine that loses power leaves some in its log.
    """

    def __init__(self, stream: IO[str], name: str, *, per_row: bool = True) -> None:
        self._stream = stream
        self._name = name
        self._per_row = per_row
        self._since = 0
        self.number = 0
        """Of the line that was handed out last, from 1."""

    def row_ended(self) -> None:
        """The next line begins a row."""
        self._since = 0

    def __iter__(self) -> Iterator[str]:
        """Raises `HostileInput` for a line or row that is too long, `BrokenInput` for one that is no text."""
        while line := self._stream.readline(MAX_LINE + 1):
            self.number += 1
            self._since = self._since + len(line) if self._per_row else len(line)
            where = f"{self._name}, line {self.number}"
            if self._since > MAX_LINE:
                what = "row" if self._per_row else "line"
                mend = "save it as CSV again; look for a quotation mark that is never closed" if self._per_row else ""
                raise HostileInput(f"a {what} is longer than {MAX_LINE:,} characters", where=where, mend=mend)
            if "\0" in line and self._per_row:
                raise BrokenInput("it holds NUL characters, as no text does", where=where, mend="save it as CSV again")
            yield line.replace("\0", "\ufffd")


@contextmanager
def lines(path: Path, name: str) -> Iterator[Lines]:
    """The lines of a text file, with their ends, in the encoding it is in; what cannot be decoded is U+FFFD."""
    with path.open(encoding=encoding(path), errors=LENIENT, newline="") as stream:
        yield Lines(stream, name, per_row=False)


@contextmanager
def rows(path: Path, name: str, between: str | None = None) -> Iterator[Iterator[tuple[int, Row]]]:
    """(line number where the row ends, cells) of each row of a CSV file that holds something.

    The delimiter is `between`, or is told by the first lines. Raises `BrokenInput` for what is no CSV, `HostileInput`
    for rows beyond the limits.
    """
    with path.open(encoding=encoding(path), errors=LENIENT, newline="") as stream:
        if between is None:
            between = delimiter(_sample(Lines(stream, name))) or ","
            stream.seek(0)
        yield _rows(Lines(stream, name), between, name)


def _sample(source: Lines) -> list[str]:
    """The first lines that hold something; any of them may be a row."""
    head: list[str] = []
    for line in islice(source, SAMPLE):
        source.row_ended()
        if line.strip():
            head.append(line)
    return head


def _rows(source: Lines, between: str, name: str) -> Iterator[tuple[int, Row]]:
    reader = csv.reader(source, delimiter=between)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            mend = "look for a quotation mark that is never closed"
            raise BrokenInput(f"not read: {told(fault)}", where=f"{name}, line {reader.line_num}", mend=mend) from None
        source.row_ended()
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
