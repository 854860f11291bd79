"""Take bytes away for good: what was erased leaves its hash in the log, and its leaf and every proof stand.

Of an original or a record the bytes go. Of an observation everything goes, its id and its blind too: there stays the
hash that the leaf was made of, from which nobody finds out anything by guessing. Afterwards the database is written
anew, because it would keep what was deleted in unused places.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polars as pl
from sqlalchemy import Connection, bindparam, select

from camcensus.model.errors import StoreBusy
from camcensus.store import schema as db
from camcensus.store.interface import ERASURE, Erasing
from camcensus.store.kept import DATABASE, SEGMENTS
from camcensus.store.staging import Staging, sync
from camcensus.store.staging import place as put
from camcensus.store.statements import Segment, add_record, in_parts, origins, segments_upto
from camcensus.wire import canonical, tlog

Said = Callable[[list[bytes]], tuple[bytes, bytes]]
"""From the hashes that go to the key and the payload of the record that says so."""

PENDING = f"{DATABASE}.erasing"
"""Stands in the log's folder from before an erasure until all is done that comes after it: segments that were replaced,
whose names it holds, are gone, and the database was written anew."""


_ROUNDS = 5
"""How often the database is written anew where somebody writes meanwhile."""


class Place:
    """Where the files of a log lie."""

    def __init__(self, folder: Path, sound: Callable[[Segment], Path]) -> None:
        """`sound` gives a segment's file if it is what was written, and raises `StoreDamaged` otherwise."""
        self.segments = folder / SEGMENTS
        self.sound = sound
        self._pending = folder / PENDING

    def begin(self) -> None:
        """Note that an erasure has begun, before anything goes."""
        self.going([])

    def going(self, names: Sequence[str]) -> None:
        """Note of segments that they go when the log no longer names them."""
        with self._pending.open("a", encoding="utf-8") as file:
            file.writelines(f"{name}\n" for name in names)
            file.flush()
            os.fsync(file.fileno())
        sync(self._pending.parent)


NEVER = 2**31 - 1
"""The position at which a file was *read last* from which something was erased: it is not read again by itself."""


class _Entry(NamedTuple):
    """An observation that goes."""

    position: int
    idx: int
    hash: bytes


@dataclass(slots=True)
class _Found:
    """What there is of what is to be erased."""

    originals: list[bytes] = field(default_factory=list)
    records: list[tuple[str, bytes]] = field(default_factory=list)
    rows: list[_Entry] = field(default_factory=list)
    segments: dict[Segment, list[_Entry]] = field(default_factory=dict)

    @property
    def entries(self) -> list[_Entry]:
        return sorted([*self.rows, *(one for many in self.segments.values() for one in many)])

    @property
    def hashes(self) -> list[bytes]:
        return [*sorted(self.originals), *sorted(key for _, key in self.records), *(one.hash for one in self.entries)]


def erase(connection: Connection, what: Erasing, said: Said, received: int, staged: Staging, place: Place) -> int:
    """Erase in the transaction of `connection`; the position of its record, or 0 if nothing of it is there."""
    found = _find(connection, what, place)
    if not found.hashes:
        return 0
    key, payload = said(found.hashes)
    position = add_record(connection, ERASURE, key, payload, received)
    _originals(connection, found.originals, received)
    for kind, hash_ in found.records:
        gone = db.record.update().where(db.record.c.kind == kind, db.record.c.hash == hash_)
        connection.execute(gone.values(payload=None))
    place.going([segment.name for segment in found.segments])
    for segment, many in found.segments.items():
        _segment(connection, segment, many, staged, place)
    _rows(connection, found.rows)
    _withhold(connection, found.entries)
    return position


# --- what is there -----------------------------------------------------------------------------------------------


def _find(connection: Connection, what: Erasing, place: Place) -> _Found:
    found = _Found()
    o, r, e = db.original.c, db.record.c, db.observation.c
    for part in in_parts(sorted(what.originals)):
        held = connection.execute(select(o.hash).where(o.hash.in_(part), o.data.is_not(None)))
        found.originals += [row.hash for row in held]
    for kind, key in sorted(what.records):
        held = connection.execute(select(r.hash).where(r.kind == kind, r.hash == key, r.payload.is_not(None)))
        found.records += [(kind, row.hash) for row in held]
    for part in in_parts(sorted(what.observations)):
        rows = connection.execute(select(e.position, e.idx, e.blind, e.id).where(e.id.in_(part)))
        found.rows += [_Entry(row.position, row.idx, tlog.entry_hash(row.blind, row.id)) for row in rows]
    for segment in segments_upto(connection) if what.observations else ():
        many = list(_in_segment(connection, segment, what.observations, place.sound(segment)))
        if many:
            found.segments[segment] = many
    return found


def _in_segment(connection: Connection, segment: Segment, ids: frozenset[bytes], path: Path) -> Iterator[_Entry]:
    held = pl.read_parquet(path, columns=["id", "blind"]).with_row_index("at").filter(pl.col("id").is_in(list(ids)))
    if held.height:
        numbers = _numbers(connection, segment, path)
        for at, key, blind in held.select("at", "id", "blind").iter_rows():
            yield _Entry(segment.position, numbers[at], tlog.entry_hash(blind, key))


def _numbers(connection: Connection, segment: Segment, path: Path) -> list[int]:
    """The number of each entry that is left in a segment, as it was logged."""
    w = db.withheld.c
    gone = {row.idx for row in connection.execute(select(w.idx).where(w.position == segment.position))}
    count = pl.scan_parquet(path).select(pl.len()).collect().item()
    return [number for number in range(count + len(gone)) if number not in gone]


# --- what goes ---------------------------------------------------------------------------------------------------


def _originals(connection: Connection, keys: Sequence[bytes], received: int) -> None:
    for part in in_parts(keys):
        gone = db.original.update().where(db.original.c.hash.in_(part))
        connection.execute(gone.values(data=None, erased=received))


def _rows(connection: Connection, entries: Sequence[_Entry]) -> None:
    o = db.observation.c
    if entries:
        gone = db.observation.delete().where(o.position == bindparam("at"), o.idx == bindparam("number"))
        connection.execute(gone, [{"at": one.position, "number": one.idx} for one in entries])


def _segment(connection: Connection, segment: Segment, gone: Sequence[_Entry], staged: Staging, place: Place) -> None:
    """Put a segment without these entries in the place of one, or none if nothing is left."""
    path, out = place.sound(segment), {one.idx for one in gone}
    numbers = _numbers(connection, segment, path)
    rows = pl.read_parquet(path).filter(pl.Series([number not in out for number in numbers], dtype=pl.Boolean))
    where = db.segment.c.position == segment.position
    if not rows.height:
        connection.execute(db.segment.delete().where(where))
        return
    file, checksum = staged.segment(rows, os.urandom(32))
    sources = json.dumps(sorted(rows["source"].unique().to_list()))
    fresh = {"name": put(file, place.segments), "sources": sources, "rows": rows.height, "sha256": checksum}
    connection.execute(db.segment.update().where(where).values(fresh))


def _withhold(connection: Connection, entries: Sequence[_Entry]) -> None:
    """Leave the hash of each entry, and take away what else of its leaf tells of it."""
    if not entries:
        return
    rows = [{"position": one.position, "idx": one.idx, "entry": one.hash} for one in entries]
    connection.execute(db.withheld.insert(), rows)
    leaf, came = db.leaf.c, origins(connection)
    for position in sorted({one.position for one in entries}):
        (root,) = connection.execute(select(leaf.root).where(leaf.position == position)).one()
        # The digest of all ids would let anyone confirm the one that is missing.
        content = canonical.digest("withheld", 1, root)
        connection.execute(db.leaf.update().where(leaf.position == position).values(content=content))
        if position in came:
            file = db.reading.c.file == came[position].file
            connection.execute(db.reading.update().where(file).values(position=NEVER))


# --- the file ----------------------------------------------------------------------------------------------------


def finish(folder: Path, busy_seconds: float) -> None:
    """Do what comes after an erasure: remove what was replaced, and write the database anew.

    SQLite leaves deleted bytes in places that it no longer uses, and in its journal. Raises `StoreBusy` where others
    are reading; faults of the disk and the database are the caller's to tell.
    """
    connection = sqlite3.connect(folder / DATABASE, timeout=busy_seconds, isolation_level=None)
    try:
        if not any(_finished(connection, folder) for _ in range(_ROUNDS)):
            words = "others keep writing to this log, so that what was erased may still lie in its file"
            raise StoreBusy(words, where=str(folder), mend="the next command does the rest")
    finally:
        connection.close()


def _finished(connection: sqlite3.Connection, folder: Path) -> bool:
    """Whether all was done before anybody wrote again."""
    connection.execute("VACUUM")
    if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
        words = "others are reading this log, so that what was erased may still lie in its file"
        raise StoreBusy(words, where=str(folder), mend="wait until they have finished: the next command does the rest")
    before = connection.execute("PRAGMA data_version").fetchone()
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA data_version").fetchone() != before:
            return False
        held = {name for (name,) in connection.execute("SELECT name FROM segment")}
        pending = folder / PENDING
        for name in pending.read_text("utf-8").splitlines() if pending.exists() else ():
            if name not in held and Path(name).name == name:
                (folder / SEGMENTS / name).unlink(missing_ok=True)
        pending.unlink(missing_ok=True)
    finally:
        connection.execute("ROLLBACK")
    return True
