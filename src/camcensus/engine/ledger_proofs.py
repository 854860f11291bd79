"""What is handed on of the log: signed checkpoints, and proofs that need neither the log nor this program's store."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from camcensus.engine import beside, keys, ledger
from camcensus.engine.workspace import LOG, now
from camcensus.model.errors import InputError, LogKeyError, StoreDamaged, StoreFull, UsageError
from camcensus.store.interface import Store
from camcensus.store.kept import DATABASE, Kept, kept, unpacked
from camcensus.wire import canonical, checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint, Consistency, Inclusion, Key

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
    before = _last(home)
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


def inclusion(home: Path, wanted: str, signed: Checkpoint) -> Inclusion:
    """The proof that a leaf (by its position), or an entry or record (by its id), stands in the log at `signed`.

    Of a leaf it tells where it came from or what it decided, by its hash; of an entry nothing of the others. Raises
    `UsageError` for what is not there, `StoreDamaged` if the log does not agree with itself.
    """
    with kept(home / LOG) as log:
        position, entry = _found(log, wanted, signed.size)
        (row,) = [one for page in log.leaves(position, position) for one in page]
        extra: dict[str, canonical.Value] = {"header": row.header, "root": row.root}
        extra |= _opened(log, position, named=entry is not None)
        if entry is not None:
            extra["entry"] = _entry(log, position, entry)
        proof = _roots(log, tlog.inclusion_spans(position - 1, signed.size), signed.size)
        leaf = ledger.leaf(row)
    if not tlog.is_included(leaf, position - 1, signed.size, proof, signed.root):
        raise StoreDamaged("the log does not agree with the checkpoint", where=str(home / LOG), mend=_ANEW)
    return Inclusion(index=position - 1, hashes=tuple(proof), checkpoint=signed, extra=canonical.encode(extra))


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
    trusted = [] if path is None else keys_of(path)
    with kept(home / LOG) as log:
        payloads = []
        for record in log.of_kind(keys.KIND):
            try:
                payloads.append(unpacked(record.payload or b""))
            except ValueError:
                continue  # a damaged record vouches for nothing, and is a fault of its own
    return keys.chain(payloads, trusted)


def keys_of(path: Path) -> list[Key]:
    """The verifier keys in a file. Raises `InputError`."""
    try:
        return [checkpoint.key(line) for line in path.read_bytes()[:65_536].splitlines() if line.strip()]
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    except ValueError as fault:
        raise InputError(str(fault), where=str(path), mend="give a file as log.vkey") from None


def unproved(path: Path) -> Checkpoint:
    """A checkpoint from a file, whoever signed it. Raises `InputError`."""
    try:
        with path.open("rb") as file:
            return checkpoint.checkpoint(file.read(checkpoint.MAX_BYTES + 1))
    except OSError as fault:
        raise InputError(f"it cannot be read: {fault.strerror}", where=str(path)) from None
    except ValueError as fault:
        raise InputError(f"it is no checkpoint: {fault}", where=str(path)) from None


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


def _last(home: Path) -> Checkpoint | None:
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


def _opened(log: Kept, position: int, *, named: bool) -> dict[str, canonical.Value]:
    """What the hashes in a leaf's header are made of, so that somebody else can see it.

    Of a batch only if the leaf itself is proved, and not one of its entries (`named`).
    """
    for record in log.records(position, position):
        try:
            said = hashlib.sha256(unpacked(record.payload or b"")).digest()
        except ValueError:
            return {}
        return {"payload": {"blind": record.blind, "sha256": said}, "entry": _entry(log, position, record.hash)}
    for blind, *texts in log.origins(position, position).values() if not named else ():
        names = ("file", "name", "importer", "body", "realm")
        told = dict(zip(names, map(str, texts), strict=True))
        return {"origin": {"blind": blind if isinstance(blind, bytes) else b"", **told}}
    return {}


def _entries(log: Kept, position: int) -> list[tuple[bytes, bytes]]:
    """(blind, id) of each entry of a leaf that was not erased, in order."""
    for segment in log.segments(position, position):
        return pl.read_parquet(log.segment_file(segment), columns=["blind", "id"]).select("blind", "id").rows()
    return log.blinds(position)


def entry_hashes(log: Kept, position: int) -> list[bytes]:
    """The hash of each entry of a leaf with its blind, in order, erased ones too."""
    hashes = tlog.entry_hashes(_entries(log, position))
    for number, erased in log.withheld(position, position).get(position, ()):
        hashes.insert(number, erased)
    return hashes


def _entry(log: Kept, position: int, entry: bytes) -> canonical.Value:
    hashes = entry_hashes(log, position)
    blind = next(blind for blind, one in _entries(log, position) if one == entry)
    index = hashes.index(tlog.entry_hash(blind, entry))
    found = tlog.Spans(tlog.inclusion_spans(index, len(hashes)))
    found.extend(hashes)
    return {"index": index, "count": len(hashes), "blind": blind, "id": entry, "path": list(found.roots())}


def _roots(log: Kept, spans: Sequence[tlog.Span], size: int) -> list[bytes]:
    found = tlog.Spans(spans)
    for leaves in ledger.hashes(log, [size]):
        found.extend(leaves)
    return found.roots()
