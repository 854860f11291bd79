"""Proofs for one device: of each leaf and observation, up to the newest checkpoint; a draft signs nothing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.support import AS_OF
from tests.workspaces import make

from camcensus.engine import assess, explain, gather, issued, keys, ledger_proofs, material, proved, publish, workspace
from camcensus.engine.workspace import Workspace
from camcensus.faces import verify
from camcensus.model.assessment import Assessment
from camcensus.model.material import CHECKPOINT, KEYS, leaf_proof

FORM = "dossier-zip"


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Workspace]:
    found = workspace.open_(make(tmp_path / "ws"))
    list(gather.read(found, [found.folder / "scan.xml", found.folder / "register.csv"], gather.Wish()))
    yield found
    found.store.close()


def judged(used: Workspace) -> tuple[Assessment, str]:
    made = assess.assess(used, AS_OF)
    return made, explain.find(made, "CAM-1")


def test_where_nothing_was_signed_a_draft_signs_nothing(opened: Workspace) -> None:
    before = opened.store.position()
    assert proved.of(opened, *judged(opened)) == {}
    assert opened.store.position() == before
    assert not (opened.folder / keys.PRIVATE).exists()


def test_each_leaf_and_observation_has_its_proof(opened: Workspace) -> None:
    signed, _ = ledger_proofs.sign(opened.folder, opened.store)
    made, device = judged(opened)
    files = proved.of(opened, made, device)
    seen = made.observations([device])
    leaves = {leaf_proof(position) for position in seen["position"].unique().to_list()}
    assert leaves <= set(files)
    assert sum(name.startswith("entry-") for name in files) == seen.height
    assert files[CHECKPOINT].decode() == signed.note()
    assert files[KEYS] == (opened.folder / keys.PUBLIC).read_bytes()


def test_what_came_after_the_checkpoint_has_no_proof_until_there_is_another(opened: Workspace) -> None:
    ledger_proofs.sign(opened.folder, opened.store)
    (opened.folder / "late.csv").write_text("Camera ID,Make,MAC Address\nCAM-9,Hik,44:19:b6:3a:11:11\n")
    list(gather.read(opened, [opened.folder / "late.csv"], gather.Wish()))
    made, device = judged(opened)
    late = max(made.observations([device])["position"].to_list())
    assert leaf_proof(late) not in proved.of(opened, made, device)
    signed, _ = ledger_proofs.sign(opened.folder, opened.store)
    assert leaf_proof(late) in proved.of(opened, made, device, signed)


def test_of_very_many_observations_the_later_ones_are_proved_by_their_leaf(
    opened: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger_proofs.sign(opened.folder, opened.store)
    monkeypatch.setattr(proved, "MOST", 2)
    made, device = judged(opened)
    files = proved.of(opened, made, device)
    assert sum(name.startswith("entry-") for name in files) == 2
    assert sum(name.startswith("leaf-") for name in files) == made.observations([device])["position"].n_unique()


def bundle(data: bytes, folder: Path) -> Path:
    with zipfile.ZipFile(io.BytesIO(data)) as found:
        found.extractall(folder)
    return folder


def test_an_issued_bundle_is_checked_whole_by_the_auditor_s_own_program(
    opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made, device = judged(opened)
    given = material.gathered(opened, made, FORM, device=device)
    one = issued.issue(opened, given, FORM, "zip", "A. Example", "for the court")
    path = tmp_path / "CAM-1.zip"
    beside = issued.write(one, path)
    key = ["--key", str(opened.folder / keys.PUBLIC)]
    assert verify.main([str(beside), "--document", str(path), *key]) == 0
    folder = bundle(path.read_bytes(), tmp_path / "out")
    proofs = sorted((folder / "proofs").iterdir())
    seen = made.observations([device])
    assert len(proofs) == seen.height + seen["position"].n_unique()
    for proof in proofs:
        lines = ["--observations", str(folder / "observations.jsonl")] if proof.name.startswith("entry-") else []
        assert verify.main([str(proof), *key, "--held", str(folder / "checkpoint"), *lines]) == 0, proof.name
    assert (folder / "checkpoint").read_text() == one.issue.checkpoint
    assert "THE LINE" not in capsys.readouterr().out


def test_a_line_that_was_changed_is_found(
    opened: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger_proofs.sign(opened.folder, opened.store)
    made, device = judged(opened)
    given = material.gathered(opened, made, FORM, device=device)
    folder = bundle(publish.publish(given, FORM), tmp_path / "out")
    lines = folder / "observations.jsonl"
    lines.write_bytes(lines.read_bytes().replace(b"HIKVISION", b"HIKVISIOM"))
    codes = {
        verify.main([str(proof), "--key", str(folder / "log.vkey"), "--observations", str(lines)])
        for proof in (folder / "proofs").glob("entry-*")
    }
    assert codes == {0, 1}
    assert "THE LINE IS ANOTHER than what was observed" in capsys.readouterr().out


def test_the_proofs_of_an_issued_bundle_lead_to_its_own_checkpoint(opened: Workspace) -> None:
    made, device = judged(opened)
    given = material.gathered(opened, made, FORM, device=device)
    assert given.proofs == {}
    one = issued.issue(opened, replace(given, proofs={CHECKPOINT: b"another"}), FORM, "zip", "A. Example")
    with zipfile.ZipFile(io.BytesIO(one.data)) as found:
        assert found.read("checkpoint").decode() == one.issue.checkpoint
