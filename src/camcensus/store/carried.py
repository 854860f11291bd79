"""The rows of a log as lines of text that can be carried elsewhere, and the log made of them again.

One line of JSON a row, in the order of the tables' keys; bytes are base64. The same log gives the same lines.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Table
from sqlalchemy.types import BigInteger, Integer

from camcensus.model.errors import BrokenInput
from camcensus.store import disk
from camcensus.store import schema as db
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


def lines(log: Kept, name: str) -> Iterator[bytes]:
    """The rows of a table, some thousands at a time."""
    table = TABLES[name]
    keys = [column.name for column in table.primary_key.columns]
    encoder = msgspec.json.Encoder()
    for page in log.table(name, [column.name for column in table.columns], keys, _PAGE):
        yield encoder.encode_lines(page)


def make(folder: Path, tables: Iterable[tuple[str, Iterable[bytes]]]) -> None:
    """A log in a new folder from the lines of its tables, each in parts that may be cut anywhere.

    Segments are laid beside it by the caller. Raises `BrokenInput` for what is no row, `StoreError` and its kinds.
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
                for page in _rows(table, parts):
                    _insert(connection, insert, page, name)
            connection.execute("COMMIT")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()


def segments(folder: Path) -> Path:
    """Where the segments of a log lie."""
    return folder / SEGMENTS


def _insert(connection: sqlite3.Connection, insert: str, page: list[tuple[object, ...]], name: str) -> None:
    try:
        connection.executemany(insert, page)
    except (sqlite3.IntegrityError, OverflowError) as fault:
        raise BrokenInput(f"a row stands twice or lacks a value: {fault}", where=name) from None


def _rows(table: Table, parts: Iterable[bytes]) -> Iterator[list[tuple[object, ...]]]:
    decoder = msgspec.json.Decoder(_row(table))
    left = b""
    for part in parts:
        whole, newline, left = (left + part).rpartition(b"\n")
        if newline:
            yield _decoded(decoder, whole, table.name)
    if left:
        yield _decoded(decoder, left, table.name)


def _decoded(decoder: msgspec.json.Decoder[Any], lines: bytes, name: str) -> list[tuple[object, ...]]:
    try:
        found: list[tuple[object, ...]] = decoder.decode_lines(lines)
    except (msgspec.MsgspecError, ValueError) as fault:
        raise BrokenInput(f"a line of it is no row: {fault}", where=name) from None
    return found


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
