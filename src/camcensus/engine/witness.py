"""Look at the checkpoints of somebody else's log, and sign those that continue what was seen before.

A log that shows one history to its auditor and another to its regulator needs a witness who signs both: this is one. It
needs no workspace: a folder with its key and the newest checkpoint that it saw of each log (``witness/``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from camcensus.engine import keys, ledger_proofs
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.wire import checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint, Consistency, Key

FOLDER = "witness"
PRIVATE = "witness.key"
PUBLIC = "witness.vkey"


@dataclass(frozen=True, slots=True, kw_only=True)
class Witnessed:
    """A checkpoint with the signature of this witness."""

    signed: Checkpoint
    before: Checkpoint | None
    """What it saw of that log before; None: it never saw it."""
    key: Key
    made: bool
    """The witness had no key, and one was made."""


def witness(home: Path, seen: Checkpoint, proof: Consistency | None, *, when: int) -> Witnessed:
    """Sign a checkpoint (whose own signature was checked) if it continues what this witness saw of that log.

    `when`: seconds since 1970. Raises `UsageError` if a proof is wanted, `StoreDamaged` if the log shows another
    history, `LogKeyError`, `StoreFull`.
    """
    folder = home / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(seen.origin.encode()).hexdigest()[:32]}.checkpoint"
    before = _before(path)
    if before is not None:
        _continues(before, seen, proof)
    private, key, made = _key(folder)
    signed = checkpoint.cosign(seen, key.name, when, private)
    ledger_proofs.write(signed.note().encode(), path)
    return Witnessed(signed=signed, before=before, key=key, made=made)


def continued(path: Path) -> Consistency:
    """A proof that a log continues, from its file. Raises `InputError`."""
    return ledger_proofs.of_file(path, checkpoint.consistency, "it is no proof that a log continues: ")


def _before(path: Path) -> Checkpoint | None:
    try:
        return checkpoint.checkpoint(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValueError:
        words = "what this witness saw before is no checkpoint any more; nothing was signed"
        raise StoreDamaged(words, where=str(path), mend="restore it from a backup") from None


def _continues(before: Checkpoint, seen: Checkpoint, proof: Consistency | None) -> None:
    if seen.size < before.size:
        raise StoreDamaged(
            f"this witness saw {before.size} leaves of that log, and is shown {seen.size}; nothing was signed",
            mend="ask for a newer checkpoint; if there is none, then leaves were taken away",
        )
    hashes: Sequence[bytes] = ()
    if seen.size > before.size:
        if proof is None or (proof.old, proof.checkpoint.size, proof.checkpoint.root) != (
            before.size, seen.size, seen.root,
        ):  # fmt: skip
            raise UsageError(
                f"a proof is wanted that the log continues what it was at {before.size} leaves",
                mend="ask its owner for 'camcensus log prove --since' the checkpoint that was signed before",
            )
        hashes = proof.hashes
    if not tlog.is_consistent(before.size, before.root, seen.size, seen.root, hashes):
        raise StoreDamaged(
            f"it is another history than the one this witness saw at {before.size} leaves; nothing was signed",
            mend="keep both checkpoints: together they show that the log was changed",
        )


def _key(folder: Path) -> tuple[Ed25519PrivateKey, Key, bool]:
    made = not (folder / PRIVATE).exists() and not (folder / PUBLIC).exists()
    if made:
        keys.write(folder / PRIVATE, keys.pem(Ed25519PrivateKey.generate()), 0o600)
    private = keys.load(folder / PRIVATE)
    public = private.public_key().public_bytes_raw()
    key = Key(name=f"camcensus-witness/{hashlib.sha256(public).hexdigest()[:16]}", public=public, witness=True)
    if made:
        keys.write(folder / PUBLIC, f"{key.line()}\n".encode(), 0o644)
    return private, key, made
