"""A witness signs what continues what it saw, and nothing of a log that shows another history."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from tests.ledgers import make

from camcensus.engine import keys, ledger_proofs, witness
from camcensus.model.errors import InputError, LogKeyError, StoreDamaged, UsageError
from camcensus.store.kept import DATABASE
from camcensus.wire.checkpoint import Checkpoint

WHEN = 1_790_000_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "owner" / "log")
    return tmp_path / "owner"


def signed(home: Path, more: int = 0) -> Checkpoint:
    store = ledger_proofs.opened(home)
    for number in range(more):
        store.keep("gate", bytes([number, *bytes(31)]), b"later", received=1_790_000_000_800_000 + number)
    found, _ = ledger_proofs.sign(home, store)
    store.close()
    return found


def test_it_signs_what_it_sees_first_and_what_continues_it(home: Path, tmp_path: Path) -> None:
    first = signed(home)
    one = witness.witness(tmp_path, first, None, when=WHEN)
    assert (one.made, one.before) == (True, None)
    assert one.signed.witnessed([one.key]) == [(one.key, WHEN)]
    later = signed(home, 3)
    proof = ledger_proofs.consistency(home, first, later)
    two = witness.witness(tmp_path, later, proof, when=WHEN + 60)
    assert (two.made, two.before) == (False, one.signed)
    again = witness.witness(tmp_path, later, None, when=WHEN + 90)
    assert again.signed.witnessed([one.key]) == [(one.key, WHEN + 90)]
    assert ledger_proofs.keys_of(tmp_path / witness.FOLDER / witness.PUBLIC) == [one.key]


def test_without_a_proof_nothing_newer_is_signed(home: Path, tmp_path: Path) -> None:
    first = signed(home)
    witness.witness(tmp_path, first, None, when=WHEN)
    later = signed(home, 2)
    with pytest.raises(UsageError, match="log prove --since"):
        witness.witness(tmp_path, later, None, when=WHEN)
    latest = signed(home, 4)
    proof = ledger_proofs.consistency(home, later, latest)
    with pytest.raises(UsageError, match=f"at {first.size} leaves"):
        witness.witness(tmp_path, latest, proof, when=WHEN)


def test_leaves_taken_away_and_other_histories_are_not_signed(home: Path, tmp_path: Path) -> None:
    shutil.copytree(home, tmp_path / "fork")
    (tmp_path / "fork" / "log.key").unlink(missing_ok=True)
    old = signed(home)
    seen = signed(home, 2)
    witness.witness(tmp_path, seen, None, when=WHEN)
    with pytest.raises(StoreDamaged, match="is shown"):
        witness.witness(tmp_path, old, None, when=WHEN)
    for name in (keys.PRIVATE, keys.PUBLIC):
        shutil.copy(home / name, tmp_path / "fork" / name)
    shutil.copytree(home / "log", tmp_path / "fork" / "log", dirs_exist_ok=True)
    with sqlite3.connect(tmp_path / "fork" / "log" / DATABASE) as log:
        log.execute("DELETE FROM leaf WHERE position = ?", (seen.size,))
        log.execute("DELETE FROM record WHERE position = ?", (seen.size,))
    (tmp_path / "fork" / ledger_proofs.LAST).unlink(missing_ok=True)
    store = ledger_proofs.opened(tmp_path / "fork")
    store.keep("gate", b"z" * 32, b"another", received=1_790_000_000_900_000)
    forked, _ = ledger_proofs.sign(tmp_path / "fork", store)
    store.close()
    assert forked.size == seen.size
    with pytest.raises(StoreDamaged, match="another history"):
        witness.witness(tmp_path, forked, None, when=WHEN)


def test_a_key_that_others_may_read_signs_nothing(home: Path, tmp_path: Path) -> None:
    first = signed(home)
    witness.witness(tmp_path, first, None, when=WHEN)
    (tmp_path / witness.FOLDER / witness.PRIVATE).chmod(0o644)
    with pytest.raises(LogKeyError, match="others may read"):
        witness.witness(tmp_path, first, None, when=WHEN)
    (tmp_path / witness.FOLDER / witness.PRIVATE).unlink()
    with pytest.raises(LogKeyError, match="missing"):
        witness.witness(tmp_path, first, None, when=WHEN)


def test_what_is_no_proof_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("nothing")
    with pytest.raises(InputError, match="no proof"):
        witness.continued(tmp_path / "x")
    with pytest.raises(InputError, match="cannot be read"):
        witness.continued(tmp_path / "y")
