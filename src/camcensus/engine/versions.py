"""What the log held and which versions were in use at another time: to judge again as it was, or as it was known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path

from camcensus.engine import known, record
from camcensus.engine import settings as owner
from camcensus.engine.record import VERSIONS
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Basis
from camcensus.model.errors import UsageError
from camcensus.store.interface import Store
from camcensus.wire import canonical


def of(workspace: Workspace, key: str) -> Basis:
    """What a kept assessment was made from, by its id or the beginning of it. Raises `UsageError`."""
    return record.find(workspace.store, key).basis


def with_basis(folder: Path, store: Store, basis: Basis) -> Workspace:
    """The workspace with the versions that an assessment was made from, whatever the owner's files say today.

    Raises `UsageError` if the log lacks one, `KnowledgeError` or `SettingsError` if they are not taken any more.
    """
    return _with(folder, store, {kind: bytes.fromhex(getattr(basis, kind)) for kind in VERSIONS})


def known_on(workspace: Workspace, day: date) -> tuple[Workspace, int]:
    """(the workspace with the versions in use on a day, the position of the log on its evening).

    Raises `UsageError` where the log does not reach back to that day.
    """
    evening = int(datetime.combine(day, time.max, UTC).timestamp() * 1_000_000)
    upto = max((leaf.position for leaf in workspace.store.leaves() if leaf.received <= evening), default=0)
    versions = {}
    for kind in VERSIONS:
        held = [key for position, key in workspace.store.records(kind) if position <= upto]
        if not held:
            raise UsageError(f"on {day} the log held no {kind} yet", mend="ask for a later day")
        versions[kind] = held[-1]
    return _with(workspace.folder, workspace.store, versions), upto


def _with(folder: Path, store: Store, versions: Mapping[str, bytes]) -> Workspace:
    files = {kind: _files(store, kind, key) for kind, key in versions.items()}
    knowledge = known.load(files["knowledge"])
    settings = owner.parse({**files["estate"], **files["profile"]}, knowledge)
    return Workspace(folder=folder, store=store, knowledge=knowledge, settings=settings, files=files)


def _files(store: Store, kind: str, key: bytes) -> dict[str, bytes]:
    payload = store.payload(kind, key)
    if payload is None and key in {held for _, held in store.records(kind)}:
        raise UsageError(f"the {kind} with the hash {key.hex()[:12]} was erased from the log")
    value = canonical.decode(payload) if payload is not None else None
    if not isinstance(value, dict):
        raise UsageError(f"the {kind} with the hash {key.hex()[:12]} is not in the log")
    return {name: data for name, data in value.items() if isinstance(data, bytes)}
