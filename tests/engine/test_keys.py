"""Keys: made once, for their owner only, changed in the log's sight; what is wrong with them is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from camcensus.engine import keys
from camcensus.model.errors import LogKeyError, StoreFull
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import checkpoint


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "log")


def payloads(store: SqliteStore) -> list[bytes]:
    return [store.payload(keys.KIND, key) or b"" for _, key in store.records(keys.KIND)]


def test_a_key_is_made_once_and_its_owner_alone_may_read_it(tmp_path: Path) -> None:
    assert keys.create(tmp_path)
    data = (tmp_path / keys.PRIVATE).read_bytes()
    assert (tmp_path / keys.PRIVATE).stat().st_mode & 0o777 == 0o600
    assert not keys.create(tmp_path)
    assert (tmp_path / keys.PRIVATE).read_bytes() == data
    (line,) = (tmp_path / keys.PUBLIC).read_bytes().splitlines()
    assert checkpoint.key(line).public == keys.load(tmp_path / keys.PRIVATE).public_key().public_bytes_raw()


def test_a_workspace_of_before_there_were_keys_gets_one_and_says_so(tmp_path: Path, store: SqliteStore) -> None:
    first, again = (keys.ready(tmp_path, store, received=1) for _ in range(2))
    assert (first.made, again.made, first.name) == (True, False, again.name)
    assert len(payloads(store)) == 1


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o620])
def test_a_key_that_others_may_use_is_refused_with_words(tmp_path: Path, store: SqliteStore, mode: int) -> None:
    keys.create(tmp_path)
    (tmp_path / keys.PRIVATE).chmod(mode)
    with pytest.raises(LogKeyError, match=r"others may read the log's key.*chmod 600.*log rotate"):
        keys.ready(tmp_path, store, received=1)
    assert store.position() == 0
    (tmp_path / keys.PRIVATE).chmod(0o600)
    assert not keys.ready(tmp_path, store, received=1).made


def test_somebody_elses_key_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys.create(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: 4_711)
    if (tmp_path / keys.PRIVATE).stat().st_uid == 0:
        os.chown(tmp_path / keys.PRIVATE, 4_712, -1)
    with pytest.raises(LogKeyError, match=r"belongs to somebody else.*chown 4711"):
        keys.load(tmp_path / keys.PRIVATE)


def test_a_missing_key_is_said_and_no_other_is_made_in_its_place(tmp_path: Path, store: SqliteStore) -> None:
    keys.ready(tmp_path, store, received=1)
    data = (tmp_path / keys.PRIVATE).read_bytes()
    (tmp_path / keys.PRIVATE).unlink()
    with pytest.raises(LogKeyError, match=r"is missing.*Restore it"):
        keys.ready(tmp_path, store, received=1)
    assert not (tmp_path / keys.PRIVATE).exists()
    keys.write(tmp_path / keys.PRIVATE, data, 0o600)
    assert not keys.ready(tmp_path, store, received=1).made


def test_another_logs_key_is_refused(tmp_path: Path, store: SqliteStore) -> None:
    keys.ready(tmp_path, store, received=1)
    (tmp_path / keys.PRIVATE).unlink()
    (tmp_path / keys.PUBLIC).unlink()
    keys.create(tmp_path)
    with pytest.raises(LogKeyError, match="not the key that the log names"):
        keys.ready(tmp_path, store, received=1)


@pytest.mark.parametrize("data", [b"", b"nonsense", b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused(tmp_path: Path, data: bytes) -> None:
    keys.write(tmp_path / keys.PRIVATE, data, 0o600)
    with pytest.raises(LogKeyError, match="no Ed25519 key"):
        keys.load(tmp_path / keys.PRIVATE)
    with pytest.raises(LogKeyError, match="is no file"):
        keys.load(tmp_path)


def test_a_change_of_keys_is_signed_by_the_old_one_in_the_log(tmp_path: Path, store: SqliteStore) -> None:
    first = keys.ready(tmp_path, store, received=1)
    changed = [keys.rotate(tmp_path, store, received=at) for at in (2, 3)]
    now = keys.ready(tmp_path, store, received=4)
    assert now.private.public_key().public_bytes_raw() == changed[-1].public
    known = keys.chain(payloads(store))
    assert known[1:] == changed
    assert {one.name for one in known} == {first.name}
    assert [checkpoint.key(line) for line in (tmp_path / keys.PUBLIC).read_bytes().splitlines()] == known
    assert keys.chain(payloads(store), [known[1]]) == known[1:], "whoever kept the second key knows those after it"


def test_a_key_that_nobody_vouched_for_does_not_count(tmp_path: Path, store: SqliteStore) -> None:
    keys.ready(tmp_path, store, received=1)
    known = keys.chain(payloads(store))
    other = SqliteStore(tmp_path / "other")
    stranger = keys.ready(tmp_path / "other", other, received=1)
    assert keys.chain([*payloads(store), *payloads(other), b"nonsense"]) == known
    forged = keys._Link(
        key=checkpoint.Key(name=known[0].name, public=stranger.private.public_key().public_bytes_raw()),
        previous=known[0].public,
        signature=bytes(64),
    )
    keys._keep(store, forged, 9)
    assert keys.chain(payloads(store)) == known
    assert not keys.ready(tmp_path, store, received=9).made, "nor does it keep the true key from signing"


def test_a_change_that_was_cut_off_is_ended_or_begun_again(tmp_path: Path, store: SqliteStore) -> None:
    keys.ready(tmp_path, store, received=1)
    old = (tmp_path / keys.PRIVATE).read_bytes()
    new = keys.rotate(tmp_path, store, received=2)
    (tmp_path / keys.PRIVATE).rename(tmp_path / keys._NEXT)
    keys.write(tmp_path / keys.PRIVATE, old, 0o600)
    assert keys.ready(tmp_path, store, received=3).private.public_key().public_bytes_raw() == new.public
    keys.write(tmp_path / keys._NEXT, b"before the log knew of it", 0o600)
    with pytest.raises(LogKeyError, match="no Ed25519 key"):
        keys.load(tmp_path / keys._NEXT)


def test_a_full_disk_leaves_no_half_of_a_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreFull, match="No space left"):
        keys.create(tmp_path)
    assert list(tmp_path.iterdir()) == []
