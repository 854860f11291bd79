"""The leaves of a redacted bundle, worked out anew from what it tells of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import msgspec

from camcensus.engine.handover import CHECKPOINT, ENTRIES, LEAVES, PUBLIC, SHOWN, SUMMARY
from camcensus.engine.handover_file import Bundle
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.store import carried
from camcensus.wire import canonical, tlog

T = TypeVar("T")

MOST_FAULTS = 20
_MOST = 256 << 20
"""Bytes of all records that are shown."""
_SMALL = 16 << 20
_PARTS = {CHECKPOINT, PUBLIC, LEAVES, ENTRIES, SHOWN, SUMMARY}


class _Leaf(msgspec.Struct, forbid_unknown_fields=True):
    position: int
    header: str = ""
    hash: str = ""


class _Record(msgspec.Struct, forbid_unknown_fields=True):
    position: int
    kind: str
    hash: str
    blind: str
    payload: str


@dataclass(slots=True)
class Told:
    """What the leaves came to."""

    size: int = 0
    entries: int = 0
    hidden: int = 0
    shown: int = 0
    roots: dict[int, bytes] = field(default_factory=dict)
    """Of the tree over the first so many leaves, for the sizes asked for and all of them."""
    keys: list[bytes] = field(default_factory=list)
    """What the records of keys say."""
    faults: list[str] = field(default_factory=list)
    said: dict[str, object] = field(default_factory=dict)
    """Counts that are said and not proved."""


def read(bundle: Bundle, sizes: Sequence[int]) -> Told:
    """Work out every leaf. Raises `BrokenInput` and `HostileInput` for parts that are not of the form."""
    if odd := sorted(set(bundle.names) - _PARTS):
        raise HostileInput(f"'{odd[0][:80]}' is no part of a redacted bundle", where=str(bundle.path))
    if missing := sorted(_PARTS - set(bundle.names)):
        raise BrokenInput(f"'{missing[0]}' is missing", where=str(bundle.path))
    told, tree = Told(), tlog.Tree()
    shown = {one.position: one for one in _records(bundle)}
    hashes = _Hashes(bundle.pieces(ENTRIES))
    for leaf in _lines(bundle.pieces(LEAVES), _Leaf, LEAVES):
        told.size += 1
        if leaf.position != told.size:
            _fault(told, f"leaf {told.size} is missing")
        tree.add(_leaf(told, leaf, shown.pop(leaf.position, None), hashes))
        if told.size in sizes:
            told.roots[told.size] = tree.root()
    told.roots |= {told.size: tree.root(), 0: tlog.EMPTY_ROOT}
    told.said = _said(bundle)
    if shown or hashes.rest():
        _fault(told, "something in it stands under no leaf")
    return told


def _said(bundle: Bundle) -> dict[str, object]:
    try:
        return msgspec.json.decode(bundle.data(SUMMARY, _SMALL), type=dict[str, object])
    except msgspec.MsgspecError as fault:
        raise BrokenInput(f"it is no summary: {fault}", where=SUMMARY) from None


def _fault(told: Told, words: str) -> None:
    if len(told.faults) < MOST_FAULTS:
        told.faults.append(words)


def _leaf(told: Told, leaf: _Leaf, record: _Record | None, hashes: _Hashes) -> bytes:
    """The hash of one leaf."""
    if not leaf.header:
        told.hidden += 1
        return _bytes(leaf.hash, 32)
    header = _bytes(leaf.header)
    try:
        value = canonical.decode(header)
    except ValueError:
        value = None
    count = value.get("count") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(count, int) or not 0 <= count <= hashes.most:
        _fault(told, f"leaf {leaf.position}: its header is not of the form")
        return bytes(32)
    told.entries += count
    if record is None:
        return tlog.leaf_hash(header + tlog.root(hashes.take(count)))
    told.shown += 1
    return tlog.leaf_hash(header + _root(told, record, value))


def _root(told: Told, record: _Record, value: Mapping[str, canonical.Value]) -> bytes:
    """The root of a record that is shown, if it is what the header says."""
    key, blind, payload = _bytes(record.hash, 32), _bytes(record.blind, tlog.BLIND_SIZE), _bytes(record.payload)
    said = hashlib.sha256(payload).digest()
    plain = value.get("hash") == key and value.get("payload") == said
    blinded = "hash" not in value and value.get("payload") == tlog.entry_hash(blind, said)
    if value.get("kind") != record.kind or value.get("count") != 1 or not (plain or blinded):
        _fault(told, f"leaf {record.position}: what it shows is not what was kept")
    if record.kind == "key":
        told.keys.append(payload)
    return tlog.entry_hash(blind, key)


class _Hashes:
    """The hashes of entries, in their order."""

    most = 1 << 32
    """Entries that a leaf may have."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._held = b""
        self._at = 0

    def take(self, count: int) -> list[bytes]:
        """The next ones; raises `BrokenInput` if there are fewer."""
        found: list[bytes] = []
        while len(found) < count:
            if len(self._held) - self._at < 32:
                piece = next(self._pieces, b"")
                if not piece:
                    raise BrokenInput("there are fewer entries than its leaves say", where=ENTRIES)
                self._held, self._at = self._held[self._at :] + piece, 0
                continue
            end = min(self._at + 32 * (count - len(found)), len(self._held) - (len(self._held) - self._at) % 32)
            found += [self._held[at : at + 32] for at in range(self._at, end, 32)]
            self._at = end
        return found

    def rest(self) -> bool:
        """Whether there are more; the last piece must have been read, or what is there is not known to be sound."""
        left = len(self._held) - self._at
        return left + sum(len(piece) for piece in self._pieces) > 0


def _records(bundle: Bundle) -> Iterator[_Record]:
    yield from _lines([bundle.data(SHOWN, _MOST)], _Record, SHOWN)


def _lines(pieces: Iterable[bytes], kind: type[T], where: str) -> Iterator[T]:
    decoder = msgspec.json.Decoder(kind)
    for whole in carried.whole_lines(pieces, where):
        try:
            yield from decoder.decode_lines(whole)
        except msgspec.MsgspecError as fault:
            raise BrokenInput(f"a line is not of the form: {fault}", where=where) from None


def _bytes(text: str, size: int | None = None) -> bytes:
    try:
        found = bytes.fromhex(text)
    except ValueError:
        found = b""
    if size is not None and len(found) != size:
        raise BrokenInput("a hash in it is none")
    return found
