"""Documents that were handed over: each is a record in the log, with the hash of its bytes, and a proof beside it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from camcensus.engine import ledger_proofs, proved, publish, record
from camcensus.engine.workspace import Workspace, now
from camcensus.model.errors import StoreDamaged, UsageError
from camcensus.model.material import Issue, Material
from camcensus.store.interface import Store
from camcensus.wire import canonical

KIND = "issued"
PROOF = ".proof"
"""What is put after the name of a document's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """A document that was handed over."""

    issue: Issue
    data: bytes
    proof: bytes
    """A tlog-proof that its record, and so its hash, stands in the log."""
    size: int
    """Leaves of the checkpoint that the proof leads to."""
    made: bool
    """A key was made for it just now."""


def issue(workspace: Workspace, material: Material, form: str, ending: str, person: str, note: str = "") -> Issued:
    """Keep the assessment, draw the document with a checkpoint of the log, and keep the document's hash.

    Raises `UsageError` if nobody is named, `LogKeyError`, `StoreDamaged` if the log is not what it was.
    """
    if not person.strip():
        raise UsageError("an issued document names who issues it", mend="give --person NAME")
    assessment = record.record(workspace, material.assessment)
    signed, made = ledger_proofs.sign(workspace.folder, workspace.store)
    received = now()
    on = datetime.fromtimestamp(received // 1_000_000, UTC)
    numbers = [one.number for one in every(workspace.store) if one.on.year == on.year]
    one = Issue(
        number=f"D-{on.year}-{1 + len(numbers):04}",
        form=form,
        on=on,
        person=person.strip(),
        note=note.strip(),
        assessment=assessment,
        checkpoint=signed.note(),
    )
    if "proofs" in publish.needs(form):  # they lead to the very checkpoint that the document bears
        material = replace(material, proofs=proved.of(workspace, material.assessment, material.device, signed))
    data = publish.publish(replace(material, issue=one), form, ending)
    payload = _payload(one, material, data)
    key = canonical.digest(KIND, 1, payload)
    workspace.store.keep(KIND, key, payload, received=received)
    later, _ = ledger_proofs.sign(workspace.folder, workspace.store)
    proof = ledger_proofs.inclusion(workspace.folder, key.hex(), later, payload).written().encode()
    return Issued(issue=one, data=data, proof=proof, size=later.size, made=made)


def write(one: Issued, path: Path) -> Path:
    """Write the document, and its proof beside it; where the proof is. Raises `StoreFull`, `InputError`."""
    beside = path.with_name(path.name + PROOF)
    ledger_proofs.write(one.proof, beside)
    ledger_proofs.write(one.data, path)
    return beside


def every(store: Store) -> list[Issue]:
    """All documents that were handed over, in the order of the log. Raises `StoreDamaged`."""
    return [_read(payload) for _, key in store.records(KIND) if (payload := store.payload(KIND, key)) is not None]


def _payload(one: Issue, material: Material, data: bytes) -> bytes:
    words: dict[str, canonical.Value] = dict(material.words)
    return canonical.encode(
        {
            "number": one.number,
            "form": one.form,
            "on": one.on.isoformat(),
            "person": one.person,
            "note": one.note,
            "device": material.device,
            "words": words,
            "assessment": one.assessment,
            "checkpoint": one.checkpoint,
            "document": hashlib.sha256(data).hexdigest(),
            "bytes": len(data),
        }
    )


def _read(payload: bytes) -> Issue:
    value = canonical.decode(payload)
    if not isinstance(value, dict):
        raise StoreDamaged("a record of an issued document is not as it was kept", mend="run 'camcensus log verify'")
    said = {name: str(value[name]) for name in ("number", "form", "person", "note", "assessment", "checkpoint")}
    return Issue(on=datetime.fromisoformat(str(value["on"])), **said)
