"""A bundle becomes a workspace that judges to the same bytes and signs nothing; or nothing is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.bundles import bundle, forged, make
from tests.engine.test_handover_check import WRONG

from camcensus.engine import assess, handover_open, keys, ledger, ledger_proofs, record, repeat, workspace
from camcensus.engine.workspace import LOG
from camcensus.model.errors import BrokenInput, InputError, LogKeyError, StoreFull, UsageError


@pytest.fixture
def given(tmp_path: Path) -> tuple[Path, str]:
    key = make(tmp_path / "home")
    return bundle(tmp_path / "home", tmp_path / "x"), key


def test_an_assessment_is_repeated_there_to_the_same_bytes(given: tuple[Path, str], tmp_path: Path) -> None:
    path, key = given
    found = handover_open.open_(path, tmp_path / "copy")
    assert (found.code, found.faults) == (3, ())
    here, there = ledger_proofs.opened(tmp_path / "home"), ledger_proofs.opened(tmp_path / "copy")
    one, other = repeat.repeat(tmp_path / "home", here, key), repeat.repeat(tmp_path / "copy", there, key)
    assert one.code == other.code == 0
    assert one.findings == other.findings == one.kept.findings
    here.close()
    there.close()


def test_it_is_verified_assessed_and_never_signed_there(given: tuple[Path, str], tmp_path: Path) -> None:
    path, _ = given
    signed = ledger_proofs.unproved(tmp_path / "home" / "log.checkpoint")
    handover_open.open_(path, tmp_path / "copy")
    assert ledger.verify(tmp_path / "copy" / LOG, [signed]).code == 0
    opened = workspace.open_(tmp_path / "copy")
    made = assess.assess(opened, opened.settings.profile.determinations[0].signed)
    record.record(opened, made)
    assert ledger.verify(tmp_path / "copy" / LOG, [signed]).code == 0
    for sign in (ledger_proofs.sign, lambda home, store: keys.rotate(home, store, received=1)):
        with pytest.raises(LogKeyError, match=r"this is a copy of the log .*, from a bundle: nothing is signed here"):
            sign(tmp_path / "copy", opened.store)
    opened.store.close()


def test_a_folder_that_is_there_is_left_alone(given: tuple[Path, str], tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    with pytest.raises(UsageError, match="something of that name"):
        handover_open.open_(given[0], tmp_path / "copy")


def left(tmp_path: Path) -> list[str]:
    return sorted(one.name for one in tmp_path.iterdir())


@pytest.mark.parametrize(("change", "words"), WRONG[::3], ids=lambda one: getattr(one, "__name__", ""))
def test_of_one_that_is_not_what_it_says_nothing_is_made(
    given: tuple[Path, str], tmp_path: Path, change: object, words: str
) -> None:
    forged(given[0], tmp_path / "y", change)  # type: ignore[arg-type]  # one of the changes
    before = left(tmp_path)
    found = handover_open.open_(tmp_path / "y", tmp_path / "copy")
    assert found.code == 1
    assert any(words in one for one in found.faults)
    assert left(tmp_path) == before


def test_of_one_that_is_cut_nothing_is_made(given: tuple[Path, str], tmp_path: Path) -> None:
    data = given[0].read_bytes()
    for cut in range(0, len(data), len(data) // 20):
        (tmp_path / "y").write_bytes(data[:cut])
        before = left(tmp_path)
        with pytest.raises(InputError):
            handover_open.open_(tmp_path / "y", tmp_path / "copy")
        assert left(tmp_path) == before


def test_where_a_row_cannot_be_taken_or_the_disk_fills_nothing_is_left(
    given: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(held: dict[str, bytes]) -> None:
        held["log/leaf.jsonl"] *= 2

    forged(given[0], tmp_path / "y", twice)
    before = left(tmp_path)
    with pytest.raises(BrokenInput, match="stands twice"):
        handover_open.open_(tmp_path / "y", tmp_path / "copy")
    assert left(tmp_path) == before

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("camcensus.engine.handover_lay._write", full)
    with pytest.raises(StoreFull, match="No space left on device; nothing was made"):
        handover_open.open_(given[0], tmp_path / "copy")
    assert left(tmp_path) == before
