"""Hand over a log, the knowledge and the owner's files in one file: whole, or without what anybody could look up in it.

The private key, logins and scopes are never part of it. Redacted, every observation and every decision stands as the
hashes that its leaf is made of, each with 16 random bytes that are not told: the leaves, their times, kinds and numbers
of entries are proved, and nothing under them can be confirmed by guessing.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from camcensus.engine import keys, ledger, ledger_proofs, record
from camcensus.engine.handover_file import Manifest, Written, write
from camcensus.engine.workspace import LOG, OVERLAY, Workspace, keep_versions
from camcensus.model.errors import StoreBusy, StoreDamaged, UsageError
from camcensus.store import carried
from camcensus.store.interface import Store
from camcensus.store.kept import Kept, LeafRow, kept, unpacked
from camcensus.wire import canonical
from camcensus.wire.checkpoint import Checkpoint

CHECKPOINT, PUBLIC = ledger_proofs.LAST, keys.PUBLIC
FILES, ROWS, SEGMENTS = "files/", "log/", "log/segments/"
LEAVES, ENTRIES, SHOWN, SUMMARY = "leaves.jsonl", "entries.bin", "records.jsonl", "summary.json"
"""Parts of a redacted bundle: each leaf, the hashes of the entries under them, the records that are shown, and what is
said of the rest and not proved."""
OPEN = ("key", "knowledge")
"""Kinds of records that a redacted bundle shows: they tell nothing of the owner's, if no file of theirs is in them."""
_TRIES = 5


def make(workspace: Workspace, path: Path, *, redacted: bool = False) -> Manifest:
    """Write a bundle of a workspace, with a checkpoint that is signed now.

    Raises `StoreDamaged` if the log is not what it was, `LogKeyError`, `StoreFull`, `UsageError`, `StoreBusy`.
    """
    if path.exists():
        raise UsageError("there is something of that name", where=str(path), mend="name another file")
    keep_versions(workspace)
    with _snapshot(workspace) as (signed, log):
        manifest = Manifest(redacted=redacted, origin=signed.origin, size=signed.size, root=signed.root.hex())
        parts = _redacted(log, workspace.store) if redacted else _whole(log, workspace)
        note = Written(name=CHECKPOINT, pieces=[signed.note().encode()])
        public = Written(name=PUBLIC, pieces=[(workspace.folder / keys.PUBLIC).read_bytes()])
        return write(path, manifest, (one for many in ([note, public], parts) for one in many))


@contextmanager
def _snapshot(workspace: Workspace) -> Iterator[tuple[Checkpoint, Kept]]:
    """A checkpoint, and the log as it was when it was signed."""
    for _ in range(_TRIES):
        signed, _made = ledger_proofs.sign(workspace.folder, workspace.store)
        found = ledger.verify(workspace.folder / LOG, [signed])
        if found.count:
            first = found.faults[0]
            words = f"the log is not what it was, and is not handed over: leaf {first.first}: {first.what}"
            raise StoreDamaged(words, where=str(workspace.folder / LOG), mend="run 'camcensus log verify'")
        with kept(workspace.folder / LOG) as log:
            if log.size() == signed.size:
                yield signed, log
                return
    words = "others keep adding to this log"
    raise StoreBusy(words, where=str(workspace.folder / LOG), mend="wait until they have finished")


# --- whole -------------------------------------------------------------------------------------------------------


def _whole(log: Kept, workspace: Workspace) -> Iterator[Written]:
    for name, data in sorted(_files(workspace).items()):
        yield Written(name=FILES + name, pieces=[data])
    for name in carried.TABLES:
        yield Written(name=f"{ROWS}{name}.jsonl", pieces=carried.lines(log, name))
    for segment in log.segments(1, log.size()):
        lines = carried.segment_lines(log.segment_file(segment))
        yield Written(name=f"{SEGMENTS}{segment.position}.jsonl", pieces=lines)


def _files(workspace: Workspace) -> dict[str, bytes]:
    """The owner's files, and their knowledge that lies over ours; ours is in the log."""
    own = {name: data for name, data in workspace.files["knowledge"].items() if name.startswith("overlay/")}
    return {
        **workspace.files["estate"],
        **workspace.files["profile"],
        **{f"{OVERLAY}/{name.removeprefix('overlay/')}": data for name, data in own.items()},
    }


# --- redacted ----------------------------------------------------------------------------------------------------


def _redacted(log: Kept, store: Store) -> Iterator[Written]:
    shown = dict(_shown(log))
    yield Written(name=LEAVES, pieces=_leaves(log, shown))
    yield Written(name=ENTRIES, pieces=_entries(log, shown), packed=False)
    yield Written(name=SHOWN, pieces=(shown[position] for position in sorted(shown)))
    yield Written(name=SUMMARY, pieces=[_summary(store)])


def _shown(log: Kept) -> Iterator[tuple[int, bytes]]:
    """Position to the line of each record that is shown."""
    for kind in OPEN:
        for one in log.of_kind(kind):
            data = unpacked(one.payload) if one.payload is not None else b""
            told = canonical.decode(data) if kind == "knowledge" and data else {}
            if data and not any(name.startswith("overlay/") for name in (told if isinstance(told, dict) else ())):
                row = {"position": one.position, "kind": kind, "hash": one.hash.hex(), "blind": one.blind.hex()}
                yield one.position, json.dumps({**row, "payload": data.hex()}).encode() + b"\n"


def _leaves(log: Kept, shown: dict[int, bytes]) -> Iterator[bytes]:
    for page in log.leaves(1, log.size()):
        yield b"".join(json.dumps(_leaf(row, shown=row.position in shown)).encode() + b"\n" for row in page)


def _leaf(row: LeafRow, *, shown: bool) -> dict[str, object]:
    """A leaf's header, where it tells nothing that could be guessed; of an older one its hash alone."""
    if shown or is_blinded(row.header):
        return {"position": row.position, "header": row.header.hex()}
    return {"position": row.position, "hash": row.hash.hex()}


def is_blinded(header: bytes) -> bool:
    """Whether a leaf's header tells nothing but kind, time, number and hashes with blinds."""
    told = canonical.decode(header)
    return isinstance(told, dict) and not set(told) - {"kind", "received", "count", "origin", "payload"}


def _entries(log: Kept, shown: dict[int, bytes]) -> Iterator[bytes]:
    """The hash of each entry of each leaf whose header is told and whose record is not, in order, 32 bytes each."""
    for page in log.leaves(1, log.size()):
        for row in page:
            if is_blinded(row.header) and row.position not in shown:
                yield b"".join(ledger_proofs.entry_hashes(log, row.position))


def _summary(store: Store) -> bytes:
    """What is said and not proved: how much there is of what, and what kept assessments came to."""
    seen = store.observations()
    assessments = []
    for key in record.every(store):
        try:
            one = record.find(store, key)
        except UsageError:
            continue
        assessments.append({"as_of": one.basis.as_of.isoformat(), "outcome": one.outcome, **one.counts})
    said = {
        "proved": False,
        "observations": _counts(seen["field"]),
        "subjects": _counts(seen.unique("subject")["subject"].str.split(":").list.first()),
        "assessments": assessments,
    }
    return json.dumps(said, indent=1, sort_keys=True).encode() + b"\n"


def _counts(words: pl.Series) -> dict[str, int]:
    return dict(sorted(Counter(words.to_list()).items()))
