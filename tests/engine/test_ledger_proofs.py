"""What is handed on: checkpoints that contradict nothing signed before, proofs that hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from tests.ledgers import make
from tests.store.samples import chunk, origin

from camcensus.engine import keys, ledger
from camcensus.engine import ledger_proofs as lp
from camcensus.model.errors import CamcensusError, InputError, LogKeyError, StoreDamaged, StoreFull, UsageError
from camcensus.store.kept import DATABASE, Kept
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint


@pytest.fixture
def home(tmp_path: Path) -> Path:
    make(tmp_path / "log")
    return tmp_path


def sign(home: Path) -> Checkpoint:
    store = lp.opened(home)
    try:
        return lp.sign(home, store)[0]
    finally:
        store.close()


def test_a_checkpoint_is_of_the_log_with_its_key_in_it(home: Path) -> None:
    signed = sign(home)
    assert (signed.size, signed.signer(lp.known_keys(home)) is not None) == (13, True)
    assert ledger.verify(home / "log", [signed]).code == 0
    assert sign(home) == signed


def test_a_log_signs_nothing_that_contradicts_what_it_signed(home: Path) -> None:
    sign(home)
    before = (home / lp.LAST).read_bytes()
    (home / "log" / DATABASE).unlink()
    store = SqliteStore(home / "log")
    keys._keep(
        store, keys._Link(key=checkpoint.key((home / keys.PUBLIC).read_bytes()), previous=None, signature=None), 1
    )
    store.close()
    with pytest.raises(StoreDamaged, match="nothing was signed now"):
        sign(home)
    assert (home / lp.LAST).read_bytes() == before
    (home / lp.LAST).write_text("nonsense")
    with pytest.raises(StoreDamaged, match="no checkpoint any more"):
        sign(home)


def test_several_leaves_and_entries_are_proved_in_one_pass(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signed = sign(home)
    store = SqliteStore(home / "log")
    wanted = {position: [one for _, one in store.entries(position)][:3] for position in range(1, 14)}
    store.close()
    passes: list[object] = []
    real = ledger.hashes

    def counted(log: Kept, cuts: Sequence[int] = ()) -> Iterator[list[bytes]]:
        passes.append(log)
        return real(log, cuts)

    monkeypatch.setattr(ledger, "hashes", counted)
    found = lp.inclusions(home, wanted, signed)
    assert len(passes) == 1
    assert set(found) == {*wanted, *(one for many in wanted.values() for one in many)}
    for key, proof in found.items():
        alone = lp.inclusion(home, str(key) if isinstance(key, int) else key.hex(), signed)
        assert proof == alone


def test_an_entry_is_proved_under_its_own_leaf_only(home: Path) -> None:
    signed = sign(home)
    store = SqliteStore(home / "log")
    _, entry = store.entries(3)[4]
    store.close()
    with pytest.raises(UsageError, match="does not stand under that leaf"):
        lp.inclusions(home, {2: [entry]}, signed)
    with pytest.raises(UsageError, match="the checkpoint is of 13"):
        lp.inclusions(home, {14: []}, signed)
    assert lp.inclusions(home, {}, signed) == {}


@pytest.mark.parametrize("position", [1, 2, 3, 12, 13])
def test_a_leaf_is_proved_by_its_position(home: Path, position: int) -> None:
    signed = sign(home)
    proof = lp.inclusion(home, str(position), signed)
    store = SqliteStore(home / "log")
    leaf = store.leaves()[position - 1].hash
    store.close()
    assert tlog.is_included(leaf, proof.index, signed.size, proof.hashes, signed.root)


@pytest.mark.parametrize("position", [1, 2, 3])
def test_an_entry_is_proved_by_its_id(home: Path, position: int) -> None:
    signed = sign(home)
    store = SqliteStore(home / "log")
    _, entry = store.entries(position)[-1]
    store.close()
    proof = lp.inclusion(home, entry.hex(), signed)
    assert proof.index == position - 1
    assert entry in proof.extra


@pytest.mark.parametrize("wanted", ["0", "14", "x", "ab" * 32, "ab", "9" * 30])
def test_what_is_not_there_cannot_be_proved(home: Path, wanted: str) -> None:
    signed = sign(home)
    with pytest.raises(UsageError):
        lp.inclusion(home, wanted, signed)


def test_a_log_that_grew_continues_its_older_checkpoint(home: Path) -> None:
    old = sign(home)
    store = SqliteStore(home / "log")
    store.append([chunk(range(200, 210))], origin("more"), received=1_790_000_000_900_000)
    store.close()
    new = sign(home)
    proof = lp.consistency(home, old, new)
    assert tlog.is_consistent(old.size, old.root, new.size, new.root, proof.hashes)
    with pytest.raises(UsageError, match="older checkpoint"):
        lp.consistency(home, new, old)
    false = Checkpoint(origin=old.origin, size=old.size, root=bytes(32), text="")
    with pytest.raises(StoreDamaged, match="does not begin"):
        lp.consistency(home, false, new)


def test_a_checkpoint_counts_with_the_signature_of_a_key_of_the_log(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_text(sign(home).note())
    assert lp.read(path, lp.known_keys(home)).size == 13
    with pytest.raises(LogKeyError, match="no key of this log"):
        lp.read(path, [])
    path.write_text("nonsense")
    with pytest.raises(InputError, match="no checkpoint"):
        lp.read(path, [])
    with pytest.raises(InputError, match="cannot be read"):
        lp.read(tmp_path / "nowhere", [])


def test_a_key_that_was_kept_elsewhere_vouches_for_those_after_it(home: Path, tmp_path: Path) -> None:
    sign(home)
    kept_key = tmp_path / "kept.vkey"
    kept_key.write_bytes((home / keys.PUBLIC).read_bytes())
    store = SqliteStore(home / "log")
    new = keys.rotate(home, store, received=1_790_000_000_900_000)
    store.close()
    assert lp.known_keys(home, kept_key)[-1] == new
    kept_key.write_text("nonsense")
    for path in (kept_key, tmp_path / "nowhere"):
        with pytest.raises(InputError):
            lp.known_keys(home, path)


def test_a_full_disk_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    path = tmp_path / "file"
    path.write_text("before")
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(StoreFull, match="No space left"):
        lp.write(b"after", path)
    assert [one.name for one in tmp_path.iterdir()] == ["file"]
    assert path.read_text() == "before"


def test_where_there_is_no_log_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(CamcensusError, match="no log"):
        lp.opened(tmp_path)
