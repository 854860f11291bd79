"""What the log held and which versions were in use at another time: to judge again as it was, or as it was known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from camcensus.engine import known
from camcensus.engine import settings as owner
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Basis
from camcensus.model.errors import UsageError
from camcensus.wire import canonical

KINDS = ("knowledge", "estate", "profile")


def of(workspace: Workspace, key: str) -> Basis:
    """What a kept assessment was made from, by its id or the beginning of it. Raises `UsageError`."""
    found = [held for _, held in workspace.store.records("assessment") if held.hex().startswith(key.lower())]
    if len(key) < 6 or len(set(found)) != 1:
        what = "no assessment" if not found else "more than one assessment"
        raise UsageError(
            f"{what} in the log has the id '{key}'", mend="'camcensus assess --json' prints the id of each"
        )
    payload = workspace.store.payload("assessment", found[0])
    value = canonical.decode(payload or b"")
    if not isinstance(value, dict):
        raise UsageError(f"the assessment '{key}' is not as it was kept")
    return Basis(
        as_of=date.fromisoformat(str(value["as_of"])),
        position=int(str(value["position"])),
        **{kind: str(value[kind]) for kind in KINDS},
    )


def with_basis(workspace: Workspace, basis: Basis) -> Workspace:
    """The workspace with the versions that an assessment was made from. Raises `UsageError` if the log lacks one."""
    return _with(workspace, {kind: bytes.fromhex(getattr(basis, kind)) for kind in KINDS})


def known_on(workspace: Workspace, day: date) -> tuple[Workspace, int]:
    """(the workspace with the versions in use on a day, the position of the log on its evening).

    Raises `UsageError` where the log does not reach back to that day.
    """
    evening = int(datetime.combine(day, time.max, UTC).timestamp() * 1_000_000)
    upto = max((leaf.position for leaf in workspace.store.leaves() if leaf.received <= evening), default=0)
    versions = {}
    for kind in KINDS:
        held = [key for position, key in workspace.store.records(kind) if position <= upto]
        if not held:
            raise UsageError(f"on {day} the log held no {kind} yet", mend="ask for a later day")
        versions[kind] = held[-1]
    return _with(workspace, versions), upto


def _with(workspace: Workspace, versions: Mapping[str, bytes]) -> Workspace:
    files = {kind: _files(workspace, kind, key) for kind, key in versions.items()}
    knowledge = known.load(files["knowledge"])
    settings = owner.parse({**files["estate"], **files["profile"]}, knowledge)
    return replace(workspace, knowledge=knowledge, settings=settings, files=files)


def _files(workspace: Workspace, kind: str, key: bytes) -> dict[str, bytes]:
    payload = workspace.store.payload(kind, key)
    value = canonical.decode(payload) if payload is not None else None
    if not isinstance(value, dict):
        raise UsageError(f"the {kind} with the hash {key.hex()[:12]} is not in the log")
    return {name: data for name, data in value.items() if isinstance(data, bytes)}
