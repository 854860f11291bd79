"""The log in one SQLite file, with Parquet segments beside it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, Integer, cast, func, select
from sqlalchemy.dialects.sqlite import dialect as sqlite_dialect
from sqlalchemy.dialects.sqlite import insert

from camcensus.model import frames
from camcensus.model.errors import StoreBusy, StoreDamaged, StoreError, StoreFull
from camcensus.model.reading import Chunk
from camcensus.store import disk, erasing, migrate
from camcensus.store import schema as db
from camcensus.store.interface import Appended, Erasing, Leaf, Origin, Retained
from camcensus.store.kept import DATABASE, SEGMENTS
from camcensus.store.staging import PLACED, Batch, Staging, Unknown, header
from camcensus.store.statements import Segment, add_leaf, add_record, in_parts, newest, origins, segments_upto
from camcensus.wire import tlog

BUSY_SECONDS = 20.0
"""How long to wait for another process that writes."""

_STALE_SECONDS = 86_400
"""A staging folder this old belongs to a process that was killed."""

_INSERT = str(db.observation.insert().compile(dialect=sqlite_dialect()))


class SqliteStore:
    """A `Store` in a folder: ``camcensus.db`` and ``segments/``. Passes ``tests/store/contract.py``."""

    def __init__(self, folder: Path, *, busy_seconds: float = BUSY_SECONDS) -> None:
        """Open the log in `folder`, making or upgrading it. Raises `StoreError` and its kinds."""
        self._folder = folder
        self._segments = folder / SEGMENTS
        self._seen: set[str] = set()
        self._busy_seconds = busy_seconds
        with self._told():
            folder.mkdir(parents=True, exist_ok=True)
            self._segments.mkdir(exist_ok=True)
        self._engine = disk.engine(folder / DATABASE, busy_seconds)
        with self._told(), self._read() as connection:
            ready = migrate.current(connection) == migrate.HEAD
        if not ready:  # reading never waits for a writer
            with self._told(), self._write() as connection:
                migrate.upgrade(connection, str(folder))
        self._sweep()
        if (folder / erasing.PENDING).exists():  # an erasure that was cut off, or whose readers were in the way
            with suppress(StoreBusy, StoreFull), self._told():
                erasing.finish(folder, busy_seconds)

    # --- writing ---------------------------------------------------------------------------------------------------

    def append(self, chunks: Iterable[Chunk], origin: Origin, *, received: int) -> Appended:
        """See `Store.append`."""
        with Staging(self._segments) as staged:
            with self._told():
                unknown = self._unknown()
            for chunk in chunks:  # what reading the file raises is not a fault of the log and passes as it is
                with self._told():
                    staged.gather(chunk, unknown)
            with self._told():
                staged.close_batch()
            try:
                with self._told():
                    positions = self._add_all(staged, origin, received)
            except BaseException:
                self._take_back(staged.folder)
                raise
        added = tuple(position for position in positions if position is not None)
        kept = [batch for batch, position in zip(staged.batches, positions, strict=True) if position is not None]
        return Appended(
            positions=added, given=staged.given, new=sum(b.count for b in kept), chunks=tuple(staged.chunks)
        )

    def keep(self, kind: str, key: bytes, payload: bytes, *, received: int) -> int:
        """See `Store.keep`."""
        with self._told(), self._write() as connection:
            return add_record(connection, kind, key, payload, received)

    def erase(self, what: Erasing, said: Callable[[list[bytes]], tuple[bytes, bytes]], *, received: int) -> int:
        """See `Store.erase`."""
        place = erasing.Place(self._folder, self._sound)
        with self._told(), Staging(self._segments) as staged:
            place.begin()
            try:
                with self._write() as connection:
                    position = erasing.erase(connection, what, said, received, staged, place)
            except BaseException:
                self._take_back(staged.folder)
                raise
        try:
            with self._told():
                erasing.finish(self._folder, self._busy_seconds)
        except StoreError as fault:
            words = f"it is erased, but the log's file could not be written anew: {fault.what}"
            raise type(fault)(words, where=fault.where, mend="the next command does the rest if it can") from fault
        return position

    def _add_all(self, staged: Staging, origin: Origin, received: int) -> list[int | None]:
        """Everything of one file in one transaction; the position of each batch."""
        with self._write() as connection:
            positions = [self._add(connection, batch, origin, received) for batch in staged.batches]
            self._add_originals(connection, staged.originals)
            row = {"file": origin.file, "importer": origin.importer, "body": origin.body, "realm": origin.realm}
            last = max((position for position in positions if position is not None), default=None)
            position = newest(connection) if last is None else last
            latest = insert(db.reading).values(position=position, **row)
            connection.execute(latest.on_conflict_do_update(index_elements=list(row), set_={"position": position}))
        return positions

    def _add(self, connection: Connection, batch: Batch, origin: Origin, received: int) -> int | None:
        """Keep one staged batch; None if another process kept the same one meanwhile."""
        if connection.execute(select(db.leaf.c.position).where(db.leaf.c.content == batch.content)).first():
            return None
        blind = os.urandom(tlog.BLIND_SIZE)
        came = tlog.entry_hash(blind, origin.id())
        head = header("observations", received=received, count=batch.count, origin=came)
        position = add_leaf(connection, "observations", head, batch.root, batch.content, received, batch.count)
        connection.execute(db.origin.insert().values(position=position, blind=blind, **origin.value()))
        if batch.rows is not None:
            columns = batch.rows.with_columns(pl.col("at", "until").dt.timestamp("us"), position=pl.lit(position))
            rows = columns.with_row_index("idx").select(db.observation.c.keys()).rows()
            connection.exec_driver_sql(_INSERT, rows)
        else:
            row = {"position": position, "name": batch.place(self._segments), "sources": batch.sources}
            row["rows"] = batch.count
            connection.execute(db.segment.insert().values(sha256=batch.sha256, **row))
        return position

    @staticmethod
    def _add_originals(connection: Connection, originals: Mapping[bytes, tuple[int, bytes]]) -> None:
        rows = [
            {"hash": key, "retention": "evidence", "size": size, "data": data}
            for key, (size, data) in originals.items()
        ]
        if rows:
            connection.execute(insert(db.original).on_conflict_do_nothing(), rows)

    # --- reading ---------------------------------------------------------------------------------------------------

    def observations(self, upto: int | None = None, fields: Iterable[str] | None = None) -> pl.DataFrame:
        """See `Store.observations`."""
        wanted = None if fields is None else sorted(fields)
        with self._told(), self._read() as connection:
            rows = self._rows(connection, upto, wanted)
            segments = [(held.position, self._segment(held, wanted)) for held in segments_upto(connection, upto)]
        parts: list[pl.DataFrame] = []
        for position, segment in segments:  # rows and segments are in order already: nothing needs sorting
            before = rows["position"].search_sorted(position)
            parts += [rows[:before], segment]
            rows = rows[before:]
        found = pl.concat([*parts, rows])
        first = found["id"].is_first_distinct()
        return found if first.all() else found.filter(first)

    def payload(self, kind: str, key: bytes) -> bytes | None:
        """See `Store.payload`."""
        query = select(db.record.c.payload).where(db.record.c.kind == kind, db.record.c.hash == key)
        with self._told(), self._read() as connection:
            data = connection.execute(query).scalar()
        return None if data is None else zlib.decompress(data)

    def records(self, kind: str) -> list[tuple[int, bytes]]:
        """See `Store.records`."""
        query = select(db.record.c.position, db.record.c.hash).where(db.record.c.kind == kind)
        with self._told(), self._read() as connection:
            return sorted((row.position, row.hash) for row in connection.execute(query))

    def was_read(self, origin: Origin) -> int | None:
        """See `Store.was_read`."""
        c = db.reading.c
        query = select(c.position).where(
            c.file == origin.file, c.importer == origin.importer, c.body == origin.body, c.realm == origin.realm
        )
        with self._told(), self._read() as connection:
            found = connection.execute(query).scalar()
        return None if found is None else int(found)

    def originals(self, keys: Iterable[bytes]) -> Mapping[bytes, bytes]:
        """See `Store.originals`."""
        wanted = list(dict.fromkeys(keys))
        found: dict[bytes, bytes] = {}
        with self._told(), self._read() as connection:
            for start in range(0, len(wanted), 500):
                query = select(db.original.c.hash, db.original.c.data).where(
                    db.original.c.hash.in_(wanted[start : start + 500]), db.original.c.data.is_not(None)
                )
                found |= {row.hash: zlib.decompress(row.data) for row in connection.execute(query)}
        return found

    def erased(self, keys: Iterable[bytes]) -> Mapping[bytes, int]:
        """See `Store.erased`."""
        c, found = db.original.c, dict[bytes, int]()
        with self._told(), self._read() as connection:
            for part in in_parts(list(dict.fromkeys(keys))):
                query = select(c.hash, c.erased).where(c.hash.in_(part), c.data.is_(None), c.erased.is_not(None))
                found |= {row.hash: int(row.erased) for row in connection.execute(query)}
        return found

    def retained(self) -> list[Retained]:
        """See `Store.retained`."""
        c, there = db.original.c, cast(db.original.c.data.is_not(None), Integer)
        sums = (func.sum(there), func.sum(there * c.size), func.sum(1 - there))
        query = select(c.retention, *sums).group_by(c.retention).order_by(c.retention)
        with self._told(), self._read() as connection:
            return [Retained._make(row) for row in connection.execute(query)]

    def leaves(self) -> list[Leaf]:
        """See `Store.leaves`."""
        c = db.leaf.c
        query = select(c.position, c.kind, c.header, c.root, c.hash, c.received, c.count).order_by(c.position)
        with self._told(), self._read() as connection:
            came = origins(connection)
            return [
                Leaf(**row._mapping, origin=came.get(row.position))  # noqa: SLF001  # SQLAlchemy's public name
                for row in connection.execute(query)
            ]

    def entries(self, position: int) -> list[tuple[bytes, bytes]]:
        """See `Store.entries`."""
        o, r = db.observation.c, db.record.c
        with self._told(), self._read() as connection:
            rows = connection.execute(select(o.blind, o.id).where(o.position == position).order_by(o.idx)).all()
            rows = rows or connection.execute(select(r.blind, r.hash).where(r.position == position)).all()
            for segment in segments_upto(connection, position):
                if segment.position == position:
                    return pl.read_parquet(self._sound(segment), columns=["blind", "id"]).select("blind", "id").rows()
        return [(row[0], row[1]) for row in rows]

    def position(self) -> int:
        """See `Store.position`."""
        with self._told(), self._read() as connection:
            return newest(connection)

    def close(self) -> None:
        """See `Store.close`."""
        self._engine.dispose()

    @staticmethod
    def _rows(connection: Connection, upto: int | None, fields: Sequence[str] | None) -> pl.DataFrame:
        c = db.observation.c
        query = select(*(c[name] for name in frames.SCHEMA), c.position).order_by(c.position, c.idx)
        if upto is not None:
            query = query.where(c.position <= upto)
        if fields is not None:
            query = query.where(c.field.in_(fields))
        types = {**frames.SCHEMA, "at": pl.Int64, "until": pl.Int64, "position": pl.Int64}
        parts = [pl.DataFrame(schema=types)]
        for page in connection.execute(query).partitions(50_000):
            columns = zip(types.items(), zip(*page, strict=True), strict=True)
            parts.append(pl.DataFrame([pl.Series(name, values, dtype=kind) for (name, kind), values in columns]))
        return pl.concat(parts).with_columns(pl.col("at", "until").cast(frames.TIME))

    def _segment(self, held: Segment, fields: Sequence[str] | None) -> pl.DataFrame:
        scan = pl.scan_parquet(self._sound(held)).select(list(frames.SCHEMA))
        if fields is not None:
            scan = scan.filter(pl.col("field").is_in(list(fields)))
        return scan.with_columns(position=pl.lit(held.position, dtype=pl.Int64)).collect()

    def _sound(self, held: Segment) -> Path:
        """The segment's file, the first time after a look whether it is still what was written."""
        path = self._segments / held.name
        if held.name in self._seen:
            return path
        if not path.is_file():
            with self._read() as connection:
                if held.name not in {one.name for one in segments_upto(connection)}:
                    words = "another camcensus erased something from this log meanwhile"
                    raise StoreBusy(words, where=str(self._folder), mend="run it again")
            raise StoreDamaged("a segment of the log is missing", where=str(path), mend="restore it from a backup")
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").digest() != held.sha256:
                raise StoreDamaged(
                    "a segment is not what was written", where=str(path), mend="restore it from a backup"
                )
        self._seen.add(held.name)
        return path

    def _unknown(self) -> Unknown:
        with self._read() as connection:
            segments = segments_upto(connection)
        known = [(partial(self._sound, held), frozenset(json.loads(held.sources))) for held in segments]
        return Unknown(self._kept, known)

    def _kept(self, ids: Sequence[bytes]) -> list[bytes]:
        """Those of the ids that are kept as rows."""
        found: list[bytes] = []
        with self._read() as connection:
            for some in in_parts(ids):
                query = f"SELECT id FROM observation WHERE id IN ({','.join('?' * len(some))})"  # noqa: S608  # marks only
                found += [row[0] for row in connection.exec_driver_sql(query, tuple(some))]
        return found

    # --- plumbing --------------------------------------------------------------------------------------------------

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        with self._engine.connect().execution_options(**{disk.WRITE: True}) as connection, connection.begin():
            yield connection

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            yield connection

    def _told(self) -> AbstractContextManager[None]:
        """Faults of the disk and the database as sentences of ours."""
        return disk.told(self._folder)

    def _sweep(self) -> None:
        """Remove what killed processes left in staging; a living one's folder is younger than a day."""
        for left in self._segments.glob("staging-*"):
            pid = left.name.split("-")[1]
            dead = pid.isdigit() and not Path(f"/proc/{pid}").exists() and Path("/proc/self").exists()
            with suppress(FileNotFoundError):  # its owner was quicker
                if dead or time.time() - left.stat().st_mtime > _STALE_SECONDS:
                    self._take_back(left)
                    shutil.rmtree(left, ignore_errors=True)

    def _take_back(self, staging: Path) -> None:
        """Remove segments that were moved out of a staging folder for an append that then failed.

        Only files that the folder's own marks name: a segment that a damaged database forgot is never removed.
        """
        marks = [mark.stem + ".parquet" for mark in staging.glob(f"*{PLACED}")]
        with suppress(StoreError), self._told(), self._write() if marks else nullcontext() as connection:
            if connection is not None:
                held = {segment.name for segment in segments_upto(connection)}
                for name in set(marks) - held:
                    (self._segments / name).unlink(missing_ok=True)
