"""A folder in which one estate is kept: the owner's files, the log, the owner's knowledge."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from camcensus.engine import decisions
from camcensus.engine import known as ready
from camcensus.engine import settings as owner
from camcensus.engine.settings import Settings
from camcensus.knowledge import load as knowledge_files
from camcensus.model.errors import UsageError
from camcensus.model.knowledge import Knowledge
from camcensus.model.profile import Profile
from camcensus.store.interface import Store
from camcensus.wire import canonical

LOG = "log"
OVERLAY = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """An open workspace. Close its store when done."""

    folder: Path
    store: Store
    knowledge: Knowledge
    settings: Settings
    files: Mapping[str, Mapping[str, bytes]]
    """``knowledge``, ``estate`` and ``profile``: the bytes of the versions in use, by file name."""


def open_(folder: Path) -> Workspace:
    """The workspace in `folder`. Raises `SettingsError`, `KnowledgeError` or `StoreError`."""
    if not folder.is_dir():
        raise UsageError("there is no such folder", where=str(folder), mend="run 'camcensus init' there first")
    known = knowledge_files.read(folder / OVERLAY)
    knowledge = ready.load(known)
    written = owner.read(folder)
    settings = owner.parse(written, knowledge)
    from camcensus.store.sqlite import SqliteStore  # noqa: PLC0415  # after the files: a fault in them needs no log

    profile = {name: data for name, data in written.items() if name == "profile.toml"}
    estate = {name: data for name, data in written.items() if name != "profile.toml"}
    return Workspace(
        folder=folder,
        store=SqliteStore(folder / LOG),
        knowledge=knowledge,
        settings=settings,
        files={"knowledge": known, "estate": estate, "profile": profile},
    )


def known(home: Path | None) -> tuple[Knowledge, Profile, str]:
    """Knowledge, and an owner's profile with its hash; without a folder ours alone, and nothing decided.

    Raises `UsageError`, `SettingsError` or `KnowledgeError`.
    """
    if home is None:
        return ready.load(knowledge_files.read()), Profile(), ""
    if not home.is_dir():
        raise UsageError("there is no such folder", where=str(home), mend="leave --home out to ask without a workspace")
    knowledge = ready.load(knowledge_files.read(home / OVERLAY))
    settings = owner.parse(owner.read(home), knowledge)
    return knowledge, settings.profile, settings.profile_version


def keep_versions(workspace: Workspace) -> None:
    """Keep the versions of knowledge, estate and profile in use, and each signed decision, in the log by hash."""
    received = now()
    versions = {
        "knowledge": workspace.knowledge.version,
        "estate": workspace.settings.estate_version,
        "profile": workspace.settings.profile_version,
    }
    for kind, version in versions.items():
        payload = canonical.encode(dict(workspace.files[kind]))
        workspace.store.keep(kind, bytes.fromhex(version), payload, received=received)
    decisions.keep(workspace.store, workspace.settings.profile, received=received)


def now() -> int:
    """Microseconds since 1970 UTC: the one clock that the log's *received* comes from."""
    return time.time_ns() // 1000


def files(store: Store) -> dict[int, str]:
    """Log position to the name of the file that came in there."""
    return {leaf.position: leaf.origin.name for leaf in store.leaves() if leaf.origin is not None}
