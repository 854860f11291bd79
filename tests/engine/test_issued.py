"""Issued documents: numbered, in the log by their hash, and proved byte for byte without the log."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.support import AS_OF

from camcensus.engine import assess, gather, issued, keys, ledger, ledger_proofs
from camcensus.engine.workspace import LOG, Workspace
from camcensus.faces import verify
from camcensus.model.errors import LogKeyError, StoreFull, UsageError
from camcensus.model.material import Material
from camcensus.wire import canonical, checkpoint

FORM = "departmental-return"


@pytest.fixture
def made(opened: Workspace) -> Material:
    list(gather.read(opened, [opened.folder / "scan.xml"], gather.Wish()))
    return Material(assessment=assess.assess(opened, AS_OF))


def test_each_has_a_number_of_its_year(opened: Workspace, made: Material) -> None:
    numbers = [issued.issue(opened, made, FORM, "html", "A. Example").issue.number for _ in range(3)]
    year = numbers[0].split("-")[1]
    assert numbers == [f"D-{year}-{n:04}" for n in (1, 2, 3)]
    assert [one.number for one in issued.every(opened.store)] == numbers


def test_it_bears_a_checkpoint_that_the_log_stands_by(opened: Workspace, made: Material, tmp_path: Path) -> None:
    one = issued.issue(opened, made, FORM, "html", "A. Example", "February")
    assert one.issue.checkpoint.splitlines()[0] in one.data.decode()
    (tmp_path / "held").write_text(one.issue.checkpoint)
    held = ledger_proofs.read(tmp_path / "held", ledger_proofs.known_keys(opened.folder))
    assert ledger.verify(opened.folder / LOG, [held]).code == 0
    assert opened.store.payload("assessment", bytes.fromhex(one.issue.assessment)) is not None


@pytest.mark.parametrize("ending", ["html", "pdf"])
def test_the_proof_beside_it_is_of_these_very_bytes(
    opened: Workspace, made: Material, tmp_path: Path, capsys: pytest.CaptureFixture[str], ending: str
) -> None:
    path = tmp_path / f"return.{ending}"
    beside = issued.write(issued.issue(opened, made, FORM, ending, "A. Example"), path)
    words = [str(beside), "--document", str(path), "--key", str(opened.folder / keys.PUBLIC)]
    assert verify.main(words) == 0
    assert "the document is the one that was handed over: number D-" in capsys.readouterr().out
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert verify.main(words) == 1
    assert "THE DOCUMENT IS ANOTHER" in capsys.readouterr().out


def test_what_the_proof_says_of_the_record_is_bound_too(opened: Workspace, made: Material) -> None:
    one = issued.issue(opened, made, FORM, "html", "A. Example")
    other = issued.issue(opened, made, FORM, "html", "B. Example")
    first, second = (checkpoint.inclusion(some.proof) for some in (one, other))
    theirs = canonical.decode(second.extra)
    mine = canonical.decode(first.extra)
    assert isinstance(theirs, dict)
    assert isinstance(mine, dict)
    mixed = canonical.encode({**mine, "record": theirs["record"]})
    forged = checkpoint.Inclusion(
        index=first.index, hashes=first.hashes, checkpoint=first.checkpoint, extra=mixed
    ).written()
    code, lines = verify.check(forged.encode(), [], document="00")
    assert (code, "is not what the leaf binds" in " ".join(lines)) == (1, True)


def test_nobody_issues_without_a_name(opened: Workspace, made: Material) -> None:
    with pytest.raises(UsageError, match="names who issues it"):
        issued.issue(opened, made, FORM, "html", "  ")
    assert not issued.every(opened.store)


def test_without_the_log_s_key_nothing_is_issued(opened: Workspace, made: Material) -> None:
    issued.issue(opened, made, FORM, "html", "A. Example")
    (opened.folder / keys.PRIVATE).rename(opened.folder / "elsewhere")
    with pytest.raises(LogKeyError, match="missing"):
        issued.issue(opened, made, FORM, "html", "A. Example")
    assert len(issued.every(opened.store)) == 1


def test_where_it_cannot_be_written_the_log_still_says_that_it_was_issued(
    opened: Workspace, made: Material, tmp_path: Path
) -> None:
    one = issued.issue(opened, made, FORM, "html", "A. Example")
    with pytest.raises(StoreFull, match="cannot be written"):
        issued.write(one, tmp_path / "no" / "return.html")
    assert not list(tmp_path.glob("**/return.html*"))
    assert [held.number for held in issued.every(opened.store)] == [one.issue.number]
