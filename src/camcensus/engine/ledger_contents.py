"""What the leaves of the log should say, worked out anew from the contents that lie in it."""

from __future__ import annotations

import hashlib
import heapq
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import polars as pl

from camcensus.model import frames
from camcensus.store.interface import ERASURE, Origin
from camcensus.store.kept import Kept, RecordRow, SegmentRow, frame, unpacked
from camcensus.wire import canonical, tlog


class Content(NamedTuple):
    """What stands under one leaf. A tuple, because there may be ten million."""

    position: int
    root: bytes
    content: bytes
    entries: int
    fault: str = ""
    """The first thing that is wrong with it; empty if nothing is."""
    kind: str = "observations"
    key: bytes = b""
    """The hash of a record."""
    payload: bytes | None = None
    """SHA-256 of a record's payload; None if that was erased."""
    blinded: bytes | None = None
    """The same, hashed with the record's blind."""
    origin: bytes | None = None
    """Where observations came from, hashed with its blind; None: that does not stand beside the leaf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """How the originals are."""

    sound: int = 0
    erased: int = 0
    """Tombstones that a record of erasure stands behind."""
    bad: Mapping[bytes, str] = field(default_factory=dict)
    """Hash to what is wrong with it."""
    excused: frozenset[bytes] = frozenset()
    """Records and entries that were erased, as records of erasure say."""


def originals(kept: Kept) -> Originals:
    """Look at each original: its bytes are those of its hash, or a recorded erasure says why they are not there."""
    excused = _excused(kept)
    sound = erased = 0
    bad: dict[bytes, str] = {}
    for key, size, data, since in kept.originals():
        if data is None:
            if since is not None and since in excused.get(key, ()):
                erased += 1
            else:
                bad[key] = "is gone, and no erasure of it is in the log"
        elif fault := _unsound(key, size, data, erased=since is not None):
            bad[key] = fault
        else:
            sound += 1
    return Originals(sound=sound, erased=erased, bad=bad, excused=frozenset(excused))


def _unsound(key: bytes, size: object, data: bytes, *, erased: bool) -> str:
    if erased or not isinstance(size, int):
        return "is said to be erased, and is there" if erased else "has no size"
    try:
        found = unpacked(data, max(size, 0))
    except ValueError as fault:
        return f"is not what was read: {fault}"
    return "" if hashlib.sha256(found).digest() == key and len(found) == size else "is not what was read"


def _excused(kept: Kept) -> dict[bytes, list[int]]:
    """Hashes that records of erasure name, and when these came.

    Such a record is canonical ``{erased: [hash, ...], ...}``; a hash is that of an original, of another record, or of
    an entry with its blind. What lacks its bytes without being named so is damaged; so is a tombstone whose time is not
    that at which such a record entered the log.
    """
    found: dict[bytes, list[int]] = {}
    for record in kept.of_kind(ERASURE):
        try:
            value = canonical.decode(unpacked(record.payload or b""))
        except ValueError:
            continue  # the record is a fault of its own where its leaf is looked at
        named = value.get("erased") if isinstance(value, dict) else None
        for one in named if isinstance(named, list) else ():
            if isinstance(one, bytes):
                found.setdefault(one, []).extend(kept.received(record.position))
    return found


def contents(kept: Kept, first: int, last: int, known: Originals) -> Iterator[Content]:
    """The contents from one position to another, in order; a bad original is a fault of whatever rests on it."""
    gone = Gone(kept.withheld(first, last), known.excused)
    parts = (
        _rows(kept, first, last, known.bad, gone),
        (_segment(kept, one, known.bad, gone) for one in kept.segments(first, last)),
        (_Batch(position, gone).content() for position in kept.emptied(first, last)),
        (_record(one, known.excused) for one in kept.records(first, last)),
    )
    came = {position: _origin(row) for position, row in kept.origins(first, last).items()}
    for one in heapq.merge(*parts, key=attrgetter("position")):
        yield one._replace(origin=came[one.position]) if one.position in came else one


def _origin(row: tuple[object, ...]) -> bytes:
    """What the header of its leaf says of where its observations came from; of what no text is, what none says."""
    blind, *texts = row
    if not isinstance(blind, bytes) or len(blind) != tlog.BLIND_SIZE or not all(isinstance(one, str) for one in texts):
        return b""
    file, name, importer, body, realm = map(str, texts)
    return tlog.entry_hash(blind, Origin(file=file, name=name, importer=importer, body=body, realm=realm).id())


# --- observations ------------------------------------------------------------------------------------------------


class _Entries(NamedTuple):
    """Some entries in a row, in lists of one length: of small batches nothing is quicker."""

    numbers: list[int]
    ids: list[bytes]
    worked_out: list[bytes]
    """The ids that follow from what the entries say."""
    blinds: list[bytes]
    originals: list[bytes | None]

    def slice(self, start: int, end: int) -> _Entries:
        return _Entries._make(column[start:end] for column in self)


_NUMBERS = "its entries are not numbered as they were"


class Gone(NamedTuple):
    """Entries that were erased."""

    withheld: Mapping[int, Sequence[tuple[int, bytes]]]
    """Position to (number, hash) of each, in order."""
    excused: frozenset[bytes]
    """The hashes that records of erasure name."""


class _Batch:
    """The entries of one position, as they come."""

    def __init__(self, position: int, gone: Gone) -> None:
        self.position = position
        self.fault = ""
        self._tree = tlog.Tree()
        self._ids: list[bytes] = []
        self._gone = gone.withheld.get(position, ())
        self._left = list(reversed(self._gone))
        """Those that are still to come, the last first."""
        if any(type(number) is not int or entry not in gone.excused for number, entry in self._gone):
            self.fault = "an entry of it was taken away, and no erasure of it is in the log"
            self._left = []

    def add(self, some: _Entries, wrong: Mapping[bytes, str]) -> None:
        numbers = self.numbers(len(some.ids))
        self.fault = self.fault or _fault(some, numbers, wrong)
        hashes = tlog.entry_hashes(zip(some.blinds, some.ids, strict=True))
        if self._left:
            for number, one in zip(numbers, hashes, strict=True):
                self._fill(number)
                self._tree.add(one)
        else:
            self._tree.extend(hashes)
        self._ids += some.ids

    def numbers(self, count: int) -> list[int]:
        """Those of the next entries that were not erased."""
        start = self._tree.size
        if not self._left:
            return list(range(start, start + count))
        gone = {number for number, _ in self._left}
        return [one for one in range(start, start + count + len(gone)) if one not in gone][:count]

    def _fill(self, number: int) -> None:
        """Add what was erased before that number."""
        while self._left and self._left[-1][0] < number:
            own, entry = self._left.pop()
            self.fault = self.fault or ("" if own == self._tree.size else _NUMBERS)
            self._tree.add(entry)

    def broken(self, fault: str) -> None:
        self.fault = self.fault or f"entry {self.numbers(1)[0] + 1}: {fault}"

    def content(self) -> Content:
        self._fill(1 << 63)
        root = self._tree.root()
        digest = (
            canonical.digest("withheld", 1, root)
            if self._gone
            else canonical.digest("batch", 1, b"".join(sorted(self._ids)))
        )
        return Content(position=self.position, root=root, content=digest, entries=self._tree.size, fault=self.fault)


def _fault(some: _Entries, numbers: list[int], wrong: Mapping[bytes, str]) -> str:
    """What is wrong with the first entry that is not what it was; `numbers` are what theirs were, `wrong` originals."""
    if some.numbers != numbers:
        return _NUMBERS
    found = []
    if some.ids != some.worked_out:
        pairs = enumerate(zip(some.ids, some.worked_out, strict=True))
        found.append((next(at for at, (one, other) in pairs if one != other), "says something else than was logged"))
    if set(map(len, some.blinds)) - {tlog.BLIND_SIZE}:
        found.append((0, "or one behind it has another blind"))
    if wrong and not wrong.keys().isdisjoint(some.originals):
        at, key = next((at, key) for at, key in enumerate(some.originals) if key is not None and key in wrong)
        found.append((at, f"rests on an original that {wrong[key]}"))
    return f"entry {numbers[min(found)[0]] + 1} {min(found)[1]}" if found else ""


def _rows(kept: Kept, first: int, last: int, bad: Mapping[bytes, str], gone: Gone) -> Iterator[Content]:
    batch: _Batch | None = None
    for page in kept.rows(first, last):
        for position, some, fault, wrong in _parts(kept, page, bad):
            if batch is None or batch.position != position:
                if batch is not None:
                    yield batch.content()
                batch = _Batch(position, gone)
            if some is None:
                batch.broken(fault)
            else:
                batch.add(some, wrong)
    if batch is not None:
        yield batch.content()


Part = tuple[int, "_Entries | None", str, Mapping[bytes, str]]


def _parts(kept: Kept, page: Sequence[tuple[object, ...]], bad: Mapping[bytes, str]) -> Iterator[Part]:
    """The rows of each position in turn; a row that holds what no column can is told by itself."""
    try:
        whole = frame(page)
        entries = _entries(whole, whole["idx"].to_list())
    except ValueError as fault:
        if len(page) == 1:
            position = page[0][len(frames.SCHEMA)]
            yield position if isinstance(position, int) else 0, None, str(fault), {}
            return
        half = len(page) // 2
        yield from _parts(kept, page[:half], bad)
        yield from _parts(kept, page[half:], bad)
        return
    wrong = _wrong(kept, entries.originals, bad)
    start = 0
    for position, run in groupby(whole["position"].to_list()):
        end = start + sum(1 for _ in run)
        yield position, entries.slice(start, end), "", wrong
        start = end


def _entries(rows: pl.DataFrame, numbers: list[int]) -> _Entries:
    if rows["id"].null_count() or rows["blind"].null_count():
        raise ValueError("an entry has no id or no blind")
    worked_out = frames.with_ids(rows)["id"].to_list()
    return _Entries(numbers, rows["id"].to_list(), worked_out, rows["blind"].to_list(), rows["original"].to_list())


def _wrong(kept: Kept, named: Iterable[bytes | None], bad: Mapping[bytes, str]) -> dict[bytes, str]:
    """Originals among those named that are not as they were, or not there at all."""
    keys = {key for key in named if key is not None}
    wrong = {key: bad[key] for key in keys & bad.keys()}
    return wrong | dict.fromkeys(kept.lacking(keys), "is not there, and no tombstone stands for it")


def _segment(kept: Kept, segment: SegmentRow, bad: Mapping[bytes, str], gone: Gone) -> Content:
    batch = _Batch(segment.position, gone)
    try:
        path = kept.segment_file(segment)
        with path.open("rb") as stream:
            if hashlib.file_digest(stream, "sha256").digest() != segment.sha256:
                return _unread(segment, "its segment is not the file that was written")
        rows = pl.read_parquet(path)
        if {name: rows.schema.get(name) for name in _SEGMENT} != _SEGMENT:
            return _unread(segment, "the columns of its segment are not those of one")
        entries = _entries(rows, batch.numbers(rows.height))
        batch.add(entries, _wrong(kept, entries.originals, bad))
    except (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException) as fault:
        first = (str(fault).splitlines() or [type(fault).__name__])[0]
        return _unread(segment, f"its segment cannot be read: {first}")
    if segment.rows != rows.height or segment.sources != json.dumps(sorted(set(rows["source"].to_list()))):
        batch.fault = batch.fault or "the database says something else of its segment than the segment holds"
    return batch.content()


@cache
def _named(kind: str) -> bytes:
    """What stands before the hash in what a record's digest is made of; `canonical.digest` costs ten times as much."""
    whole = canonical.prefix("record", 1) + canonical.encode([kind, bytes(32)])
    return whole[: -len(bytes(32) + b",]")]


def _unread(segment: SegmentRow, fault: str) -> Content:
    return Content(position=segment.position, root=b"", content=b"", entries=0, fault=fault)


_SEGMENT = dict(pl.DataFrame(schema={**frames.SCHEMA, "blind": pl.Binary}).schema)


# --- records -----------------------------------------------------------------------------------------------------


def _record(record: RecordRow, excused: frozenset[bytes]) -> Content:
    fault, payload, blinded = "", None, None
    if record.payload is None and record.hash not in excused:
        fault = "what was decided is gone, and no erasure of it is in the log"
    elif record.payload is not None:
        try:
            payload = hashlib.sha256(unpacked(record.payload)).digest()
        except ValueError as problem:
            fault = f"what was decided is not what was kept: {problem}"
    try:
        root = tlog.entry_hash(record.blind, record.hash)
        blinded = None if payload is None else tlog.entry_hash(record.blind, payload)
        content = hashlib.sha256(_named(record.kind) + record.hash + b",]").digest()
        if len(record.hash) != 32:
            content = canonical.digest("record", 1, [record.kind, record.hash])
    except (TypeError, AttributeError):
        return Content(position=record.position, root=b"", content=b"", entries=1, fault="a value is not of its type")
    if len(record.blind) != tlog.BLIND_SIZE:
        fault = fault or "it has another blind"
    return Content(
        position=record.position, root=root, content=content, entries=1, fault=fault, kind=record.kind,
        key=record.hash, payload=payload, blinded=blinded,
    )  # fmt: skip
