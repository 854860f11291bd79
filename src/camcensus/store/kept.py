"""What the log keeps, byte for byte as it lies there, for whoever checks it: nothing is written, made or mended."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple

import polars as pl

from camcensus.model import frames
from camcensus.model.errors import StoreDamaged, StoreError

DATABASE = "camcensus.db"
SEGMENTS = "segments"

_PAGE = 50_000
"""Rows that are held at a time."""

_PARAMETERS = 10_000
"""Hashes asked for in one query; SQLite takes 32,766."""

_LARGEST = 1 << 30
"""Bytes of one payload: what claims more was not written here."""

_TYPES = {**frames.SCHEMA, "at": pl.Int64, "until": pl.Int64, "position": pl.Int64, "idx": pl.Int64, "blind": pl.Binary}
_COLUMNS = ", ".join(f'"{name}"' for name in _TYPES)


class LeafRow(NamedTuple):
    """A row of the ledger; whoever wrote it, it may hold anything of any type."""

    position: int
    kind: str
    header: bytes
    root: bytes
    hash: bytes
    content: bytes
    received: int
    entries: int


class RecordRow(NamedTuple):
    """A record as it lies there; `payload` is compressed."""

    position: int
    kind: str
    hash: bytes
    blind: bytes
    payload: bytes | None


class SegmentRow(NamedTuple):
    """What the database says of a segment."""

    position: int
    name: str
    sources: str
    rows: int
    sha256: bytes


class OriginalRow(NamedTuple):
    """An original as it lies there; `data` is compressed, and None where it was erased."""

    hash: bytes
    size: int
    data: bytes | None
    erased: int | None


class Kept:
    """The log in a folder, open for reading only, as it stood at one moment."""

    def __init__(self, folder: Path, connection: sqlite3.Connection) -> None:
        self.folder = folder
        self._connection = connection

    def size(self) -> int:
        """The position of the newest leaf; 0 for an empty log."""
        return self._one("SELECT max(position) FROM leaf WHERE typeof(position) = 'integer'")

    def entries(self) -> int:
        """Entries of all leaves together, as the leaves say."""
        return self._one("SELECT sum(count) FROM leaf WHERE typeof(count) = 'integer'")

    def leaves(self, first: int, last: int) -> Iterator[list[LeafRow]]:
        """The ledger's rows from one position to another, in pages of some thousands."""
        query = (
            "SELECT position, kind, header, root, hash, content, received, count FROM leaf"
            " WHERE position BETWEEN ? AND ? ORDER BY position"
        )
        for page in self._pages(query, (first, last), 20_000):
            yield [LeafRow._make(row) for row in page]

    def rows(self, first: int, last: int) -> Iterator[list[tuple[object, ...]]]:
        """Observations that are rows, in the order of leaf and entry, in pages; `frame` makes columns of them."""
        query = f"SELECT {_COLUMNS} FROM observation WHERE position BETWEEN ? AND ? ORDER BY position, idx"  # noqa: S608
        yield from self._pages(query, (first, last), _PAGE)

    def records(self, first: int, last: int) -> Iterator[RecordRow]:
        """Records from one position to another."""
        query = (
            "SELECT position, kind, hash, blind, payload FROM record WHERE position BETWEEN ? AND ? ORDER BY position"
        )
        for page in self._pages(query, (first, last), 20_000):
            yield from (RecordRow._make(row) for row in page)

    def of_kind(self, kind: str) -> Iterator[RecordRow]:
        """All records of a kind, in order."""
        query = "SELECT position, kind, hash, blind, payload FROM record WHERE kind = ? ORDER BY position"
        for page in self._pages(query, (kind,), 20_000):
            yield from (RecordRow._make(row) for row in page)

    def segments(self, first: int, last: int) -> Iterator[SegmentRow]:
        """Segments from one position to another."""
        query = (
            "SELECT position, name, sources, rows, sha256 FROM segment WHERE position BETWEEN ? AND ? ORDER BY position"
        )
        for page in self._pages(query, (first, last), _PAGE):
            yield from (SegmentRow._make(row) for row in page)

    def originals(self) -> Iterator[OriginalRow]:
        """All originals, in no order."""
        for page in self._pages("SELECT hash, size, data, erased FROM original", (), 200):
            yield from (OriginalRow._make(row) for row in page)

    def table(
        self, name: str, columns: Sequence[str], keys: Sequence[str], size: int
    ) -> Iterator[list[tuple[object, ...]]]:
        """The rows of a table as they lie there, in the order of `keys`, in pages; of one that is not there none."""
        if name in self._tables():
            listed, order = (", ".join(f'"{one}"' for one in names) for names in (columns, keys))
            yield from self._pages(f"SELECT {listed} FROM {name} ORDER BY {order}", (), size)  # noqa: S608  # names

    def received(self, position: int) -> list[int]:
        """When the leaf at a position came; empty if there is none."""
        query = "SELECT received FROM leaf WHERE position = ? AND typeof(received) = 'integer'"
        return [row[0] for row in self._connection.execute(query, (position,))]

    def where(self, entry: bytes) -> list[int]:
        """The positions at which an id or the hash of a record stands, but for segments."""
        query = "SELECT position FROM observation WHERE id = ? UNION SELECT position FROM record WHERE hash = ?"
        return sorted(row[0] for row in self._connection.execute(query, (entry, entry)))

    def blinds(self, position: int) -> list[tuple[bytes, bytes]]:
        """(blind, id) of each entry of a leaf that is no segment, in order."""
        rows = "SELECT blind, id FROM observation WHERE position = ? ORDER BY idx"
        record = "SELECT blind, hash FROM record WHERE position = ?"
        found = self._connection.execute(rows, (position,)).fetchall()
        return found or self._connection.execute(record, (position,)).fetchall()

    def lacking(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of the hashes for which there is not even a row."""
        wanted = list(dict.fromkeys(hashes))
        found: set[bytes] = set()
        for start in range(0, len(wanted), _PARAMETERS):
            some = wanted[start : start + _PARAMETERS]
            query = f"SELECT hash FROM original WHERE hash IN ({','.join('?' * len(some))})"  # noqa: S608  # marks only
            found.update(row[0] for row in self._connection.execute(query, some))
        return set(wanted) - found

    def origins(self, first: int, last: int) -> dict[int, tuple[object, ...]]:
        """Position to blind, file, name, importer, body and realm, as they lie there."""
        if "origin" not in self._tables():
            return {}
        query = (
            "SELECT position, blind, file, name, importer, body, realm FROM origin"
            " WHERE position BETWEEN ? AND ? AND typeof(position) = 'integer'"
        )
        return {row[0]: row[1:] for row in self._connection.execute(query, (first, last))}

    def withheld(self, first: int, last: int) -> dict[int, list[tuple[int, bytes]]]:
        """Position to (number, hash) of each entry of which nothing else is left, in order."""
        found: dict[int, list[tuple[int, bytes]]] = {}
        if "withheld" in self._tables():
            query = "SELECT position, idx, entry FROM withheld WHERE position BETWEEN ? AND ? ORDER BY position, idx"
            for position, number, entry in self._connection.execute(query, (first, last)):
                found.setdefault(position, []).append((number, entry))
        return found

    def emptied(self, first: int, last: int) -> list[int]:
        """The positions at which nothing but withheld entries stands, in order."""
        if "withheld" not in self._tables():
            return []
        query = (
            "SELECT DISTINCT position FROM withheld WHERE position BETWEEN ? AND ?"
            " AND position NOT IN (SELECT position FROM segment)"
            " AND NOT EXISTS (SELECT 1 FROM observation WHERE observation.position = withheld.position)"
            " ORDER BY position"
        )
        return [position for (position,) in self._connection.execute(query, (first, last))]

    def strays(self, size: int) -> dict[str, int]:
        """How many rows of each table stand at no position from 1 to `size`, where there are any."""
        tables = ("leaf", "observation", "segment", "record", "withheld", "origin")
        query = "SELECT count(*) FROM {} WHERE typeof(position) != 'integer' OR position NOT BETWEEN 1 AND ?"
        found = {table: self._one(query.format(table), size) for table in tables if table in self._tables()}
        return {table: count for table, count in found.items() if count}

    def segment_file(self, segment: SegmentRow) -> Path:
        """Where a segment lies. Raises `ValueError` if its name leads elsewhere."""
        if not isinstance(segment.name, str) or Path(segment.name).name != segment.name:
            raise ValueError("a segment's name is no name of a file")
        return self.folder / SEGMENTS / segment.name

    def _tables(self) -> set[str]:
        """Those there are: nothing is made here, and an older log lacks some."""
        return {name for (name,) in self._connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def _one(self, query: str, *values: int) -> int:
        return int(self._connection.execute(query, values).fetchone()[0] or 0)

    def _pages(self, query: str, values: Sequence[object], size: int) -> Iterator[list[tuple[object, ...]]]:
        cursor = self._connection.execute(query, values)
        while page := cursor.fetchmany(size):
            yield page


@contextmanager
def kept(folder: Path) -> Iterator[Kept]:
    """Open the log in `folder` for reading. Raises `StoreError` if there is none, `StoreDamaged` if it is none."""
    path = folder / DATABASE
    if not path.is_file():
        raise StoreError("there is no log", where=str(path), mend="name the workspace with --home")
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    except sqlite3.Error as fault:
        raise StoreError(f"the log cannot be opened: {fault}", where=str(path)) from fault
    try:
        # What is no UTF-8 any more is read all the same: its id then tells that it was changed, and where.
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        connection.execute("BEGIN")
        yield Kept(folder, connection)
    except sqlite3.Error as fault:
        raise StoreDamaged(f"the log cannot be read: {fault}", where=str(path), mend="restore it from a backup") from (
            fault
        )
    finally:
        connection.close()


def frame(rows: Sequence[tuple[object, ...]]) -> pl.DataFrame:
    """Rows of `Kept.rows` as columns: `frames.SCHEMA` with position, idx and blind.

    Raises `ValueError` if some value is not of its type.
    """
    columns = zip(*rows, strict=True) if rows else [()] * len(_TYPES)
    try:
        made = [
            pl.Series(name, values, dtype=kind, strict=True)
            for (name, kind), values in zip(_TYPES.items(), columns, strict=True)
        ]
        return pl.DataFrame(made).with_columns(pl.col("at", "until").cast(frames.TIME))
    except (TypeError, OverflowError, pl.exceptions.PolarsError) as fault:
        raise ValueError(f"a value is not of its type: {fault}") from None


def unpacked(data: bytes, most: int = _LARGEST) -> bytes:
    """What was kept compressed, of at most so many bytes.

    Raises `ValueError` for what is damaged, larger, or goes on behind its end.
    """
    unpacker = zlib.decompressobj()
    try:
        found = unpacker.decompress(data, most + 1)
    except (zlib.error, TypeError) as fault:
        raise ValueError(f"it cannot be unpacked: {fault}") from None
    if not unpacker.eof or unpacker.unused_data or len(found) > most:
        raise ValueError("it is cut off, larger than it was, or something was put behind it")
    return found
