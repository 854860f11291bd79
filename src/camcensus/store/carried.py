"""The rows of a log as lines of text that can be carried elsewhere, and the log made of them again.

One line of JSON a row, in the order of the tables' keys; bytes are base64. The same log gives the same lines.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
from sqlalchemy import Table
from sqlalchemy.types import BigInteger, Integer

from camcensus.model import frames
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.store import disk
from camcensus.store import schema as db
from camcensus.store.interface import BATCH_ROWS
from camcensus.store.kept import DATABASE, SEGMENTS, Kept
from camcensus.store.sqlite import SqliteStore

TABLES: dict[str, Table] = {
    table.name: table
    for table in (
        db.leaf, db.origin, db.observation, db.segment, db.withheld, db.original, db.record, db.reading,
    )
}  # fmt: skip
"""Every table of a log, in the order in which they are carried."""
_PAGE = 20_000
MOST_ROWS = 4 * BATCH_ROWS
"""Of a segment that is put into a log."""
MOST_LINE = 512 << 20
"""Bytes of one row; the longest hold an original."""
_COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {**frames.SCHEMA, "blind": pl.Binary}
_PYTHON: dict[object, type] = {pl.Binary: bytes, pl.String: str}


def lines(log: Kept, name: str) -> Iterator[bytes]:
    """The rows of a table, some thousands at a time."""
    table = TABLES[name]
    keys = [column.name for column in table.primary_key.columns]
    encoder = msgspec.json.Encoder()
    for page in log.table(name, [column.name for column in table.columns], keys, _PAGE):
        yield encoder.encode_lines(page)


def make(folder: Path, tables: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """A log in a new folder from the lines of its tables, each in parts that may be cut anywhere.

    Its segments are put beside it one by one. Raises `BrokenInput` for what is no row, `StoreError` and its kinds.
    """
    SqliteStore(folder).close()
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    try:
        with disk.told(folder):
            connection.execute("PRAGMA synchronous=OFF")  # nobody reads it before all of it is there
            connection.execute("BEGIN")
            for name, parts in tables:
                table = TABLES[name]
                marks = ", ".join("?" * len(table.columns))
                columns = ", ".join(f'"{column.name}"' for column in table.columns)
                insert = f"INSERT INTO {name} ({columns}) VALUES ({marks})"  # noqa: S608  # names of ours
                for page in _rows(_row(table), name, parts):
                    _insert(connection, insert, page, name)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def segment_lines(path: Path) -> Iterator[bytes]:
    """The rows of a segment."""
    encoder = msgspec.json.Encoder()
    times = pl.col("at", "until").dt.timestamp("us")
    for part in pl.read_parquet(path).select(*_COLUMNS).with_columns(times).iter_slices(_PAGE):
        yield encoder.encode_lines(part.rows())


def put_segment(folder: Path, position: int, parts: Iterable[bytes]) -> None:
    """Make a segment of a log that was made, from its lines: nothing that somebody else wrote is read as Parquet.

    Raises `BrokenInput` for what is no row, `HostileInput` for more of them than a segment has.
    """
    rows: list[tuple[object, ...]] = []
    for page in _rows(_segment_row(), f"segment {position}", parts):
        rows += page
        if len(rows) > MOST_ROWS:
            raise HostileInput("it has more rows than a segment may have", where=f"segment {position}")
    types = {name: pl.Int64 if name in ("at", "until") else kind for name, kind in _COLUMNS.items()}
    try:
        frame = pl.DataFrame(rows, schema=types, orient="row").with_columns(pl.col("at", "until").cast(frames.TIME))
    except (OverflowError, ValueError, TypeError, pl.exceptions.PolarsError) as fault:
        raise BrokenInput(f"a value of it is none: {fault}", where=f"segment {position}") from None
    path = folder / SEGMENTS / f"carried-{position}.parquet"
    frame.write_parquet(path, compression="zstd", statistics=False)
    with path.open("rb") as stream:
        checksum = hashlib.file_digest(stream, "sha256").digest()
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        query = "UPDATE segment SET name = ?, sha256 = ? WHERE position = ?"
        known = connection.execute(query, (path.name, checksum, position)).rowcount
    connection.close()
    if not known:
        raise BrokenInput("the log names no such segment", where=f"segment {position}")


def _insert(connection: sqlite3.Connection, insert: str, page: list[tuple[object, ...]], name: str) -> None:
    try:
        connection.executemany(insert, page)
    except (sqlite3.IntegrityError, OverflowError) as fault:
        raise BrokenInput(f"a row stands twice or lacks a value: {fault}", where=name) from None


def _rows(kind: Any, name: str, parts: Iterable[bytes]) -> Iterator[list[tuple[object, ...]]]:
    decoder = msgspec.json.Decoder(kind)
    for whole in whole_lines(parts, name):
        yield _decoded(decoder, whole, name)


def whole_lines(parts: Iterable[bytes], where: str) -> Iterator[bytes]:
    """Parts that may be cut anywhere, cut where lines end. Raises `HostileInput` for a line that is none of ours."""
    left: list[bytes] = []
    size = 0
    for part in parts:
        whole, newline, rest = part.rpartition(b"\n")
        if newline:
            yield b"".join((*left, whole))
            left, size = [], 0
        left.append(rest)
        size += len(rest)
        if size > MOST_LINE:
            raise HostileInput(f"a line of it is longer than {MOST_LINE >> 20} MiB", where=where)
    if size:
        yield b"".join(left)


def _decoded(decoder: msgspec.json.Decoder[Any], lines: bytes, name: str) -> list[tuple[object, ...]]:
    try:
        found: list[tuple[object, ...]] = decoder.decode_lines(lines)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BrokenInput(f"a line of it is no row: {fault}", where=name) from None
    return found


def _segment_row() -> Any:
    """The same of a segment."""
    absent = ("at", "until", "original")
    kinds: list[Any] = [int if kind in (pl.Int64, frames.TIME) else _PYTHON[kind] for kind in _COLUMNS.values()]
    named = zip(_COLUMNS, kinds, strict=True)
    return tuple[tuple(kind | None if name in absent else kind for name, kind in named)]  # type: ignore[misc]  # made


def _row(table: Table) -> Any:
    """The type of its rows: a tuple of integers, text and bytes, and of nothing where a column may lack it."""
    kinds: list[Any] = []
    for column in table.columns:
        kind: Any = bytes
        if isinstance(column.type, Integer | BigInteger):
            kind = int
        elif column.type.python_type is str:
            kind = str
        kinds.append(kind | None if column.nullable else kind)
    return tuple[tuple(kinds)]  # type: ignore[misc]  # a type that is made of the schema
