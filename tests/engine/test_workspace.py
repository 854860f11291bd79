"""A workspace opens, and the log keeps the versions that were used."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import workspace
from camcensus.engine.workspace import Workspace
from camcensus.knowledge import load
from camcensus.model.errors import KnowledgeError, SettingsError, UsageError
from camcensus.wire import canonical


def test_a_folder_that_is_not_there_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="camcensus init"):
        workspace.open_(tmp_path / "nowhere")


def test_a_folder_without_an_estate_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="camcensus init"):
        workspace.open_(tmp_path)


def test_a_fault_in_the_files_leaves_no_log_behind(tmp_path: Path) -> None:
    make(tmp_path, estate="nonsense")
    with pytest.raises(SettingsError):
        workspace.open_(tmp_path)
    assert not (tmp_path / "log").exists()


def test_the_owners_knowledge_lies_over_ours(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "knowledge" / "makers").mkdir(parents=True)
    (tmp_path / "knowledge" / "makers" / "acme.yml").write_text("id: acme\nname: Acme Cameras\n")
    opened = workspace.open_(tmp_path)
    assert opened.knowledge.makers["acme"].name == "Acme Cameras"
    opened.store.close()


def test_a_fault_in_the_owners_knowledge_stops_everything(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "knowledge" / "makers").mkdir(parents=True)
    (tmp_path / "knowledge" / "makers" / "acme.yml").write_text("id: other\nname: Acme\n")
    with pytest.raises(KnowledgeError, match=r"overlay/makers/acme\.yml"):
        workspace.open_(tmp_path)


def test_versions_and_decisions_are_kept_by_hash_and_once(opened: Workspace) -> None:
    workspace.keep_versions(opened)
    before = opened.store.position()
    workspace.keep_versions(opened)
    assert opened.store.position() == before
    assert {kind for kind in ("estate", "profile", "knowledge", "determination") if opened.store.records(kind)} == {
        "estate",
        "profile",
        "knowledge",
        "determination",
    }


def test_the_knowledge_that_was_kept_loads_again(opened: Workspace) -> None:
    workspace.keep_versions(opened)
    kept = canonical.decode(opened.store.payload("knowledge", bytes.fromhex(opened.knowledge.version)) or b"")
    assert load.load(kept).version == opened.knowledge.version  # type: ignore[arg-type]
