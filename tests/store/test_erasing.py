"""What is erased is gone from every byte of the log's files, its hash stays, and no reader sees half of it."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.store import samples
from tests.store.samples import chunk, chunks, closing, named, observe, origin, original, values

from camcensus.model.errors import StoreBusy, StoreFull
from camcensus.store import erasing, staging
from camcensus.store.interface import ERASURE, Erasing, Store
from camcensus.store.kept import DATABASE, SEGMENTS
from camcensus.store.sqlite import SqliteStore
from camcensus.wire import canonical, tlog

SECRET = b"Ms Example of 12 Acacia Avenue"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A log of rows, a segment of sixty, rows and a record."""
    monkeypatch.setattr(staging, "SEGMENT_ROWS", samples.SEGMENT_ROWS)
    monkeypatch.setattr(staging, "BATCH_ROWS", samples.BATCH_ROWS)
    store = SqliteStore(tmp_path / "log")
    store.append(chunks(range(10)), origin("a"), received=1)
    store.append(chunks(range(10, 70)), origin("b"), received=2)
    store.append(chunks(range(70, 80)), origin("c"), received=3)
    store.keep("waiver", b"w" * 32, SECRET, received=4)
    store.close()
    return tmp_path / "log"


@pytest.fixture
def store(folder: Path) -> Iterator[Store]:
    with closing(lambda: SqliteStore(folder, busy_seconds=0.5)) as opened:
        yield opened


def said(hashes: list[bytes]) -> tuple[bytes, bytes]:
    payload = canonical.encode({"erased": list(hashes)})
    return canonical.digest(ERASURE, 1, payload), payload


def ids(*numbers: int) -> frozenset[bytes]:
    return frozenset(observe(numbers)["id"])


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_of_an_original_the_bytes_go_and_a_tombstone_stays(store: Store, folder: Path) -> None:
    key = next(iter(chunk([4]).originals))
    packed = zlib.compress(original(4), 1)
    assert packed in everything(folder)
    assert store.erased([key]) == {}
    assert store.erase(Erasing(originals=frozenset([key, bytes(32)])), said, received=9) == 5
    assert packed not in everything(folder)
    assert store.originals([key]) == {}
    assert store.erased([key, bytes(32)]) == {key: 9}
    assert values(store) == named(range(80))
    (_, record) = store.records(ERASURE)[0]
    assert canonical.decode(store.payload(ERASURE, record) or b"") == {"erased": [key]}


def test_of_a_record_the_contents_go(store: Store, folder: Path) -> None:
    assert store.payload("waiver", b"w" * 32) == SECRET
    store.erase(Erasing(records=frozenset([("waiver", b"w" * 32), ("estate", bytes(32))])), said, received=9)
    assert store.payload("waiver", b"w" * 32) is None
    assert store.records("waiver") == [(4, b"w" * 32)]
    assert zlib.compress(SECRET) not in everything(folder)


@pytest.mark.parametrize(
    "numbers",
    [(3,), (0,), (9,), (10,), (69,), (20, 21, 22), (5, 33, 71), tuple(range(10)), tuple(range(10, 70)), (79, 70)],
)
def test_of_an_observation_nothing_stays_but_the_hash_that_its_leaf_is_made_of(
    store: Store, folder: Path, numbers: tuple[int, ...]
) -> None:
    leaves = store.leaves()
    entries = {entry: tlog.entry_hash(blind, entry) for leaf in leaves for blind, entry in store.entries(leaf.position)}
    blinds = {blind for leaf in leaves for blind, entry in store.entries(leaf.position) if entry in ids(*numbers)}
    assert store.erase(Erasing(observations=ids(*numbers)), said, received=9) == 5
    assert values(store) == named(number for number in range(80) if number not in numbers)
    assert store.leaves()[:4] == leaves
    held = everything(folder)
    for number in numbers:
        assert f"value {number}ip:".encode() not in held
        assert f"value {number}text".encode() not in held
    for gone in (*ids(*numbers), *blinds):
        assert gone not in held
    (_, record) = store.records(ERASURE)[0]
    told = canonical.decode(store.payload(ERASURE, record) or b"")
    assert isinstance(told, dict)
    assert set(told["erased"]) == {entries[one] for one in ids(*numbers)}  # type: ignore[arg-type]  # a list of bytes


def test_no_digest_stays_by_which_the_missing_id_could_be_tried(store: Store, folder: Path) -> None:
    every = observe(range(10))["id"].sort().to_list()
    batch = canonical.digest("batch", 1, b"".join(every))
    assert batch in everything(folder)
    store.erase(Erasing(observations=ids(3)), said, received=9)
    assert batch not in everything(folder)
    segment = canonical.digest("batch", 1, b"".join(observe(range(10, 70))["id"].sort().to_list()))
    assert [path.stem for path in (folder / SEGMENTS).iterdir()] == [segment.hex()]
    store.erase(Erasing(observations=ids(30)), said, received=10)
    assert segment not in everything(folder)
    assert segment.hex() not in [path.stem for path in (folder / SEGMENTS).iterdir()]


def test_of_one_leaf_more_is_erased_later(store: Store, folder: Path) -> None:
    for at, number in enumerate((30, 12, 69, 3, 1), start=9):
        store.erase(Erasing(observations=ids(number)), said, received=at)
    assert values(store) == named(one for one in range(80) if one not in (30, 12, 69, 3, 1))
    connection = sqlite3.connect(folder / DATABASE)
    held = connection.execute("SELECT position, idx FROM withheld ORDER BY 1, 2").fetchall()
    connection.close()
    assert held == [(1, 1), (1, 3), (2, 2), (2, 20), (2, 59)]


def test_what_was_erased_before_or_never_there_is_no_erasure(store: Store) -> None:
    what = Erasing(observations=ids(3), originals=frozenset(chunk([4]).originals))
    assert store.erase(what, said, received=9) == 5
    assert store.erase(what, said, received=10) == 0
    assert store.erase(Erasing(observations=ids(999)), said, received=11) == 0
    assert store.position() == 5


def test_a_file_from_which_something_was_erased_is_not_read_again_by_itself(store: Store) -> None:
    store.erase(Erasing(observations=ids(3)), said, received=9)
    assert (store.was_read(origin("a")), store.was_read(origin("c"))) == (erasing.NEVER, 3)


def test_what_cannot_be_said_is_not_erased(store: Store, folder: Path) -> None:
    def stumbles(_: list[bytes]) -> tuple[bytes, bytes]:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.erase(Erasing(observations=ids(3, 30)), stumbles, received=9)
    assert values(store) == named(range(80))
    assert len(list((folder / SEGMENTS).iterdir())) == 1


# --- cut off -----------------------------------------------------------------------------------------------------


def cut_off(folder: Path, monkeypatch: pytest.MonkeyPatch, stop: Callable[[pytest.MonkeyPatch], None]) -> None:
    with monkeypatch.context() as patch, closing(lambda: SqliteStore(folder)) as store:
        stop(patch)
        with pytest.raises((KeyboardInterrupt, StoreFull, StoreBusy)):
            store.erase(Erasing(observations=ids(3, 30), originals=frozenset(chunk([4]).originals)), said, received=9)


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_cut_off_before_its_step_nothing_is_erased(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(folder, monkeypatch, lambda patch: patch.setattr(erasing, "_withhold", interrupted))
    assert (folder / erasing.PENDING).exists()
    with closing(lambda: SqliteStore(folder)) as store:
        assert values(store) == named(range(80))
    assert not (folder / erasing.PENDING).exists()
    assert len(list((folder / SEGMENTS).iterdir())) == 1


def test_cut_off_after_its_step_the_next_who_opens_the_log_does_the_rest(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = zlib.compress(original(4), 1)
    cut_off(folder, monkeypatch, lambda patch: patch.setattr(erasing, "finish", interrupted))
    assert (folder / erasing.PENDING).exists()
    assert len(list((folder / SEGMENTS).iterdir())) == 2
    with closing(lambda: SqliteStore(folder)) as store:
        assert values(store) == named(number for number in range(80) if number not in (3, 30))
    assert packed not in everything(folder)
    assert len(list((folder / SEGMENTS).iterdir())) == 1


def test_readers_in_the_way_are_said_and_the_rest_is_done_when_they_have_gone(store: Store, folder: Path) -> None:
    reader = sqlite3.connect(folder / DATABASE, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM leaf").fetchone()
    with pytest.raises(StoreBusy, match="it is erased, but the log's file could not be written anew"):
        store.erase(Erasing(observations=ids(3)), said, received=9)
    assert values(store) == named(number for number in range(80) if number != 3)
    reader.close()
    assert (folder / erasing.PENDING).exists()
    SqliteStore(folder).close()
    assert not (folder / erasing.PENDING).exists()
    assert not ids(3) & {everything(folder)[at : at + 32] for at in range(len(everything(folder)))}


def test_no_room_to_write_the_file_anew_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    cut_off(folder, monkeypatch, lambda patch: patch.setattr(erasing, "_finished", full))
    assert (folder / erasing.PENDING).exists()
    with monkeypatch.context() as patch:  # still none: the log opens all the same
        patch.setattr(erasing, "_finished", full)
        SqliteStore(folder).close()
    assert (folder / erasing.PENDING).exists()


def test_somebody_who_wrote_in_between_makes_it_begin_again(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise an erasure of somebody else's would be taken for finished."""
    once, rounds = erasing._finished, []

    def writes(connection: sqlite3.Connection, where: Path) -> bool:
        rounds.append(1)
        if len(rounds) == 1:
            execute = connection.execute

            class Slow:
                def execute(self, words: str) -> sqlite3.Cursor:
                    if words == "BEGIN IMMEDIATE":
                        other = sqlite3.connect(where / DATABASE)
                        with other:
                            other.execute("UPDATE reading SET position = position + 1")
                        other.close()
                    return execute(words)

            return once(Slow(), where)  # type: ignore[arg-type]  # a connection that somebody is quicker than
        return once(connection, where)

    monkeypatch.setattr(erasing, "_finished", writes)
    with closing(lambda: SqliteStore(folder)) as store:
        store.erase(Erasing(observations=ids(3)), said, received=9)
    assert len(rounds) == 2
    assert not (folder / erasing.PENDING).exists()
