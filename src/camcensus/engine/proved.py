"""Proofs that the observations of one device stand in the log, as files that need neither the log nor this program."""

from __future__ import annotations

import polars as pl

from camcensus.engine import keys, ledger_proofs
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.material import CHECKPOINT, KEYS, entry_proof, leaf_proof
from camcensus.wire.checkpoint import Checkpoint

MOST = 2_000
"""Observations that are proved one by one, those of the earliest leaves; of further ones the leaf is proved."""


def of(workspace: Workspace, assessment: Assessment, device: str, signed: Checkpoint | None = None) -> dict[str, bytes]:
    """Name of a file to its bytes: a proof a leaf and an observation, the checkpoint, the keys that verify it.

    `signed`: the checkpoint that they lead to; none given: the newest that was signed, so that a draft writes nothing.
    Empty where nothing was signed yet; leaves that came after it have no proof.
    """
    signed = signed or ledger_proofs.last(workspace.folder)
    if signed is None:
        return {}
    found = assessment.observations([device])
    known = found.filter(pl.col("position") <= signed.size) if found.height else found
    wanted: dict[int, list[bytes]] = {}
    for row, (position, one) in enumerate(known.sort("position", "id").select("position", "id").iter_rows()):
        wanted.setdefault(position, []).extend([one] if row < MOST else [])
    proofs = ledger_proofs.inclusions(workspace.folder, wanted, signed) if wanted else {}
    files = {CHECKPOINT: signed.note().encode()}
    public = workspace.folder / keys.PUBLIC
    if public.is_file():
        files[KEYS] = public.read_bytes()
    for key, proof in proofs.items():
        name = leaf_proof(key) if isinstance(key, int) else entry_proof(key.hex())
        files[name] = proof.written().encode()
    return files
