"""What is handed on of the log: signed checkpoints, and proofs that need neither the log nor this program's store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import polars as pl

from camcensus.engine import beside, keys, ledger
from camcensus.engine.workspace import LOG, now
from camcensus.model.errors import InputError, LogKeyError, StoreDamaged, StoreFull, UsageError
from camcensus.store.interface import Store
from camcensus.store.kept import DATABASE, Kept, LeafRow, kept, unpacked
from camcensus.wire import canonical, checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint, Consistency, Inclusion, Key

T = TypeVar("T")

LAST = "log.checkpoint"
"""The newest checkpoint that was signed, in the workspace: a log signs nothing that contradicts it."""

_ANEW = "run 'camcensus log verify', and restore the log from a backup"


def opened(home: Path) -> Store:
    """The log of a workspace, to be written to. Raises `UsageError` if there is none, `StoreError`."""
    if not (home / LOG / DATABASE).is_file():
        raise UsageError("there is no log", where=str(home), mend="name the workspace with --home")
    from camcensus.store.sqlite import SqliteStore  # noqa: PLC0415  # takes a moment, and checking needs it not

    return SqliteStore(home / LOG)


def sign(home: Path, store: Store) -> tuple[Checkpoint, bool]:
    """A signed checkpoint of the log as it stands, and whether a key was made for it just now.

    Raises `LogKeyError`; `StoreDamaged` if the log is not what the checkpoint before was signed for.
    """
    signer = keys.ready(home, store, received=now())
    before = last(home)
    sizes = [before.size] if before is not None and before.origin == signer.name else []
    found = ledger.roots(home / LOG, sizes)
    size = max(found)
    if before is not None and sizes and found.get(before.size) != before.root:
        words = f"it is not what it was when its {before.size} first leaves were signed; nothing was signed now"
        raise StoreDamaged(words, where=str(home / LOG), mend=_ANEW)
    if size != store.position():
        raise StoreDamaged("leaves are missing; nothing was signed", where=str(home / LOG), mend=_ANEW)
    signed = checkpoint.sign(signer.name, size, found[size], signer.private)
    write(signed.note().encode(), home / LAST)
    return signed, signer.made


def inclusion(home: Path, wanted: str, signed: Checkpoint, payload: bytes | None = None) -> Inclusion:
    """The proof that a leaf (by its position), or an entry or record (by its id), stands in the log at `signed`.

    Of a leaf it tells where it came from or what it decided, by its hash; of an entry nothing of the others. `payload`:
    what the record says, where the proof is to show that too.

    Raises `UsageError` for what is not there, `StoreDamaged` if the log does not agree with itself.
    """
    with kept(home / LOG) as log:
        position, entry = _found(log, wanted, signed.size)
        told: dict[str, canonical.Value] = {} if payload is None else {"record": payload}
        return _proved(home, log, {position: [] if entry is None else [entry]}, signed, told)[entry or position]


def inclusions(home: Path, wanted: Mapping[int, Sequence[bytes]], signed: Checkpoint) -> dict[int | bytes, Inclusion]:
    """Proofs for several leaves, by position, and for entries under each, by id, from one pass over the log.

    Raises as `inclusion`.
    """
    with kept(home / LOG) as log:
        return _proved(home, log, wanted, signed, {})


def _proved(
    home: Path,
    log: Kept,
    wanted: Mapping[int, Sequence[bytes]],
    signed: Checkpoint,
    told: Mapping[str, canonical.Value],
) -> dict[int | bytes, Inclusion]:
    """Each leaf, and each entry asked for under it, with its proof; `told`: what every proof says besides."""
    strange = [position for position in wanted if not 1 <= position <= signed.size]
    if strange:
        raise UsageError(f"there is no leaf {strange[0]}: the checkpoint is of {signed.size}")
    spans = {position: tlog.inclusion_spans(position - 1, signed.size) for position in wanted}
    every = list(dict.fromkeys(span for some in spans.values() for span in some))  # proofs share most of the tree
    roots = dict(zip(every, _roots(log, every, signed.size), strict=True))
    found: dict[int | bytes, Inclusion] = {}
    for position, entries in wanted.items():
        (row,) = [one for page in log.leaves(position, position) for one in page]
        hashes = tuple(roots[span] for span in spans[position])
        if not tlog.is_included(ledger.leaf(row), position - 1, signed.size, hashes, signed.root):
            raise StoreDamaged("the log does not agree with the checkpoint", where=str(home / LOG), mend=_ANEW)
        said: dict[str, canonical.Value] = {"header": row.header, "root": row.root, **told}
        decided = _decided(log, row)
        extras: dict[int | bytes, dict[str, canonical.Value]] = {position: said | _came(log, row) | decided}
        for one, entry in _under(log, position, entries):
            extras[one] = said | decided | {"entry": entry}
        for key, extra in extras.items():
            found[key] = Inclusion(index=position - 1, hashes=hashes, checkpoint=signed, extra=canonical.encode(extra))
    return found


def consistency(home: Path, old: Checkpoint, signed: Checkpoint) -> Consistency:
    """The proof that the log at `signed` begins with what it was at `old`. Raises `UsageError`, `StoreDamaged`."""
    if old.size > signed.size:
        raise UsageError(f"the log has {signed.size} leaves, the older checkpoint speaks of {old.size}", mend=_ANEW)
    with kept(home / LOG) as log:
        proof = _roots(log, tlog.consistency_spans(old.size, signed.size), signed.size)
    if not tlog.is_consistent(old.size, old.root, signed.size, signed.root, proof):
        raise StoreDamaged("the log does not begin with what the older checkpoint says", mend=_ANEW)
    return Consistency(old=old.size, hashes=tuple(proof), checkpoint=signed)


def known_keys(home: Path, path: Path | None = None) -> list[Key]:
    """The keys of the log, beginning with those of a file of verifier keys if one is given.

    Raises `InputError`, `StoreError`.
    """
    trusted = keys_of(path) if path is not None else []
    with kept(home / LOG) as log:
        payloads = []
        for record in log.of_kind(keys.KIND):
            try:
                payloads.append(unpacked(record.payload or b""))
            except ValueError:
                continue  # a damaged record vouches for nothing, and is a fault of its own
    return keys.chain(payloads, trusted)


def keys_of(path: Path) -> list[Key]:
    """The keys in a file as log.vkey or witness.vkey, one a line. Raises `InputError`."""
    return of_file(path, _keys, mend="give a file as log.vkey")


def _keys(data: bytes) -> list[Key]:
    return [checkpoint.key(line) for line in data[:65_536].splitlines() if line.strip()]


def unproved(path: Path) -> Checkpoint:
    """A checkpoint from a file, whoever signed it. Raises `InputError`."""
    return of_file(path, checkpoint.checkpoint, "it is no checkpoint: ")


def of_file(path: Path, parse: Callable[[bytes], T], words: str = "", mend: str = "") -> T:
    """What a small file says; `words` before what is wrong with it. Raises `InputError`."""
    try:
        with path.open("rb") as file:
            return parse(file.read(checkpoint.MAX_BYTES + 1))
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    except ValueError as fault:
        raise InputError(f"{words}{fault}", where=str(path), mend=mend) from None


def read(path: Path, known: Sequence[Key]) -> Checkpoint:
    """A checkpoint from a file, signed by one of the keys. Raises `InputError`, `LogKeyError` for another's."""
    found = unproved(path)
    if found.signer(known) is None or found.origin not in {one.name for one in known}:
        raise LogKeyError(
            "no key of this log has signed this checkpoint", where=str(path),
            mend="if it was kept safe, then the log or its key is another one: give --key, the log.vkey of that day",
        )  # fmt: skip
    return found


def write(data: bytes, path: Path) -> None:
    """Write a file whole or not at all. Raises `StoreFull`, `InputError`."""
    fresh = beside.fresh(path)
    try:
        with fresh.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError as fault:
        fresh.unlink(missing_ok=True)
        words = f"it cannot be written: {fault.strerror}; nothing else was changed"
        raise StoreFull(words, where=str(path), mend="make room, or name another place") from None


def last(home: Path) -> Checkpoint | None:
    """The newest checkpoint that was signed; None: none was yet. Raises `StoreDamaged`."""
    try:
        return checkpoint.checkpoint((home / LAST).read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        raise StoreDamaged("it is no checkpoint any more", where=str(home / LAST), mend="restore it") from None


def _found(log: Kept, wanted: str, size: int) -> tuple[int, bytes | None]:
    """The position, and the id if it was asked for by one."""
    if wanted.isascii() and wanted.isdigit() and len(wanted) < 19:
        if 1 <= int(wanted) <= size:
            return int(wanted), None
        raise UsageError(f"there is no leaf {wanted}: the log has {size}")
    try:
        entry = bytes.fromhex(wanted)
    except ValueError:
        entry = b""
    if len(entry) != 32:
        raise UsageError(f"'{wanted[:80]}' is no position and no id of 64 hexadecimal digits")
    for position in log.where(entry):
        if 1 <= position <= size:
            return position, entry
    for segment in log.segments(1, size):
        if entry in pl.read_parquet(log.segment_file(segment), columns=["id"])["id"]:
            return segment.position, entry
    raise UsageError("nothing in the log has that id")


def _came(log: Kept, row: LeafRow) -> dict[str, canonical.Value]:
    """Where a batch came from, as its header is the hash of, so that somebody else can see it."""
    for blind, *texts in log.origins(row.position, row.position).values():
        names = ("file", "name", "importer", "body", "realm")
        told = dict(zip(names, map(str, texts), strict=True))
        return {"origin": {"blind": blind if isinstance(blind, bytes) else b"", **told}}
    return {}


def _decided(log: Kept, row: LeafRow) -> dict[str, canonical.Value]:
    """The hash of what a record says, where the header binds that, and the record's place under its leaf."""
    header = canonical.decode(row.header)
    if not isinstance(header, dict) or "payload" not in header:
        return {}
    for record in log.records(row.position, row.position):
        with suppress(ValueError):  # erased, or not to be read: then it is not shown
            said = hashlib.sha256(unpacked(record.payload or b"")).digest()
            ((_, entry),) = _under(log, row.position, [record.hash])
            return {"payload": {"blind": record.blind, "sha256": said}, "entry": entry}
    return {}


def _entries(log: Kept, position: int) -> list[tuple[bytes, bytes]]:
    """(blind, id) of each entry of a leaf that was not erased, in order."""
    for segment in log.segments(position, position):
        return pl.read_parquet(log.segment_file(segment), columns=["blind", "id"]).select("blind", "id").rows()
    return log.blinds(position)


def _under(log: Kept, position: int, wanted: Sequence[bytes]) -> Iterator[tuple[bytes, canonical.Value]]:
    """Each wanted id with what proves that it stands under its leaf. Raises `UsageError` if one does not."""
    if not wanted:
        return
    hashes, places = _numbered(log, position)
    if missing := [one for one in wanted if one not in places]:
        raise UsageError(f"{missing[0].hex()[:12]} does not stand under that leaf")
    spans = {one: tlog.inclusion_spans(places[one][0], len(hashes)) for one in wanted}
    every = list(dict.fromkeys(span for some in spans.values() for span in some))
    found = tlog.Spans(every)
    found.extend(hashes)
    roots = dict(zip(every, found.roots(), strict=True))
    for one in wanted:
        index, blind = places[one]
        path: list[canonical.Value] = [roots[span] for span in spans[one]]
        yield one, {"index": index, "count": len(hashes), "blind": blind, "id": one, "path": path}


def entry_hashes(log: Kept, position: int) -> list[bytes]:
    """The hash of each entry of a leaf with its blind, in order, erased ones too."""
    return _numbered(log, position)[0]


def _numbered(log: Kept, position: int) -> tuple[list[bytes], dict[bytes, tuple[int, bytes]]]:
    """The hashes of all entries of a leaf in order, erased ones too; the number and blind of each that is there."""
    erased = dict(log.withheld(position, position).get(position, ()))
    entries = _entries(log, position)
    there = zip(tlog.entry_hashes(entries), entries, strict=True)
    hashes: list[bytes] = []
    places: dict[bytes, tuple[int, bytes]] = {}
    for number in range(len(entries) + len(erased)):
        if number in erased:
            hashes.append(erased[number])
            continue
        one, (blind, entry) = next(there)
        hashes.append(one)
        places[entry] = number, blind
    return hashes, places


def _roots(log: Kept, spans: Sequence[tlog.Span], size: int) -> list[bytes]:
    found = tlog.Spans(spans)
    for leaves in ledger.hashes(log, [size]):
        found.extend(leaves)
    return found.roots()
