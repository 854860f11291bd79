"""A look at the whole log says what is wrong, where first, and what it cannot tell."""

from __future__ import annotations

import hashlib
import random
import sqlite3
import zlib
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from tests.ledgers import make, old_header, said
from tests.store.samples import chunk, origin

from camcensus.engine import ledger
from camcensus.model.errors import StoreFull
from camcensus.store import sqlite
from camcensus.store.interface import Erasing, Origin
from camcensus.store.kept import DATABASE
from camcensus.store.sqlite import SqliteStore
from camcensus.store.staging import header
from camcensus.wire import canonical, checkpoint, tlog
from camcensus.wire.checkpoint import Checkpoint

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(32))

TABLES = ("leaf", "observation", "record", "segment", "withheld", "origin")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "log")


def signed(folder: Path, size: int) -> Checkpoint:
    return checkpoint.sign("test", size, ledger.roots(folder, [size])[size], PRIVATE)


def change(folder: Path, *queries: str) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        for query in queries:
            connection.execute(query)
    connection.close()


def test_a_sound_log_is_as_the_checkpoints_say(folder: Path) -> None:
    found = ledger.verify(folder, [signed(folder, size) for size in (0, 5, 12)])
    assert (found.code, found.count, found.covered, found.entries, found.erased) == (0, 0, 12, 61, 1)
    store = SqliteStore(folder)
    assert found.root == tlog.root([leaf.hash for leaf in store.leaves()])
    store.close()


def test_without_a_checkpoint_it_cannot_be_told(folder: Path) -> None:
    assert (ledger.verify(folder).code, ledger.verify(folder).covered) == (3, 0)


def test_an_empty_log_is_one_of_no_leaves(tmp_path: Path) -> None:
    SqliteStore(tmp_path).close()
    found = ledger.verify(tmp_path)
    assert (found.size, found.root, found.code) == (0, tlog.EMPTY_ROOT, 3)
    assert ledger.roots(tmp_path, [0]) == {0: tlog.EMPTY_ROOT}


@pytest.mark.parametrize("cpus", [2, 3])
def test_several_processes_find_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch, cpus: int) -> None:
    one, outside = ledger.verify(folder, [signed(folder, 5)]), signed(folder, 12)
    monkeypatch.setattr(ledger, "_WORTH", 0)
    monkeypatch.setattr("os.cpu_count", lambda: cpus)
    assert ledger.verify(folder, [signed(folder, 5)]) == one
    change(
        folder,
        "UPDATE observation SET value = 'x' WHERE position = 5 AND idx = 1",
        "DELETE FROM leaf WHERE position = 7",
    )
    found = ledger.verify(folder, [outside])
    assert [(fault.first, fault.last) for fault in found.faults][:2] == [(5, 5), (7, 7)]


def test_between_two_checkpoints_a_changed_history_is_named_as_near_as_can_be(folder: Path) -> None:
    outside = [signed(folder, size) for size in (3, 6, 12)]
    connection = sqlite3.connect(folder / DATABASE)
    (root,) = connection.execute("SELECT root FROM leaf WHERE position = 5").fetchone()
    came = Origin(file="9" * 64, name="file-9", importer="x@1", body="dept", realm="main")
    new = header("observations", received=1_790_000_000_002_000, count=5, origin=tlog.entry_hash(bytes(16), came.id()))
    with connection:
        connection.execute("UPDATE leaf SET header = ?, hash = ? WHERE position = 5", (new, tlog.leaf_hash(new + root)))
        row = (bytes(16), *came.value().values())
        columns = "blind = ?, file = ?, name = ?, importer = ?, body = ?, realm = ?"
        connection.execute(f"UPDATE origin SET {columns} WHERE position = 5", row)  # noqa: S608  # names only
    connection.close()
    assert ledger.verify(folder).code == 3, "the log agrees with itself"
    found = ledger.verify(folder, outside)
    assert [(fault.first, fault.last) for fault in found.faults] == [(4, 6), (4, 12)]


def test_newest_leaves_that_are_gone_are_missed_with_a_checkpoint_only(folder: Path) -> None:
    outside = signed(folder, 12)
    change(
        folder,
        "DELETE FROM original WHERE data IS NULL",
        *(f"DELETE FROM {table} WHERE position > 1" for table in TABLES),  # noqa: S608
    )
    assert ledger.verify(folder).code == 3
    (fault,) = ledger.verify(folder, [outside]).faults
    assert (fault.first, fault.last) == (2, 12)
    assert "speaks of 12 leaves, and 1 are there" in fault.what


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_erased_in_whatever_order_the_log_is_as_the_checkpoint_says(folder: Path, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  # the same choice each time
    outside = signed(folder, 12)
    store = SqliteStore(folder)
    every = store.observations()
    ids, originals = every["id"].to_list(), every["original"].unique().sort().to_list()
    records = [("waiver", key) for _, key in store.records("waiver")]
    rng.shuffle(ids)
    gone: set[bytes] = set()
    for at in range(8):
        some, ids = ids[:at], ids[at:]
        gone |= set(some)
        what = Erasing(
            observations=frozenset(some),
            originals=frozenset(rng.sample(originals, 2)),
            records=frozenset(rng.sample(records, at % 3)),
        )
        store.erase(what, said, received=1_790_000_000_200_000 + at)
        found = ledger.verify(folder, [outside])
        assert (found.code, found.faults, found.covered) == (0, (), 12), at
        assert set(store.observations()["id"]) == set(every["id"]) - gone
    store.close()


def test_a_clock_that_was_set_back_is_told_and_is_no_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SqliteStore(tmp_path)
    for number, at in enumerate((50, 40, 60, 55, 70)):
        store.append([chunk([number])], origin(f"file-{number}"), received=at)
    store.close()
    found = ledger.verify(tmp_path)
    assert (found.code, found.back, found.backs) == (3, (2, 4), 2)
    monkeypatch.setattr(ledger, "_WORTH", 0)
    monkeypatch.setattr(ledger, "_CHUNKS", 8)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    assert ledger.verify(tmp_path).back == (2, 4)


def test_a_disk_that_fills_leaves_a_log_that_agrees_with_itself(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = signed(folder, 12)
    store = SqliteStore(folder)
    with monkeypatch.context() as patched:
        full = OSError(28, "No space left on device")
        patched.setattr(sqlite, "add_leaf", lambda *_: (_ for _ in ()).throw(full))
        with pytest.raises(StoreFull, match="nothing was added"):
            store.append([chunk(range(90, 99))], origin("new"), received=1_790_000_000_900_000)
    store.close()
    found = ledger.verify(folder, [outside])
    assert (found.code, found.size) == (0, 12)


def test_a_record_of_before_contents_were_bound_is_counted(folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    key, root, received = connection.execute(
        "SELECT r.hash, l.root, l.received FROM record r JOIN leaf l USING (position) WHERE position = 2"
    ).fetchone()
    head = old_header("waiver", received, 1, hash=key)
    with connection:
        connection.execute(
            "UPDATE leaf SET header = ?, hash = ? WHERE position = 2", (head, tlog.leaf_hash(head + root))
        )
    connection.close()
    found = ledger.verify(folder)
    assert (found.count, found.unbound) == (0, 1)


def test_leaves_of_before_their_headers_were_blinded_are_what_they_were(folder: Path) -> None:
    """What a header told plainly is held against what lies there, as it was then."""
    connection = sqlite3.connect(folder / DATABASE)
    for position, kind, received, count, root in connection.execute(
        "SELECT position, kind, received, count, root FROM leaf"
    ).fetchall():
        more: dict[str, canonical.Value] = {}
        if kind == "observations":
            names = ("file", "name", "importer", "body", "realm")
            query = f"SELECT {', '.join(names)} FROM origin WHERE position = ?"  # noqa: S608  # names only
            more = dict(zip(names, connection.execute(query, (position,)).fetchone(), strict=True))
        else:
            key, data = connection.execute(
                "SELECT hash, payload FROM record WHERE position = ?", (position,)
            ).fetchone()
            more = {"hash": key, "payload": hashlib.sha256(zlib.decompress(data)).digest()}
        head = old_header(kind, received, count, **more)
        connection.execute(
            "UPDATE leaf SET header = ?, hash = ? WHERE position = ?", (head, tlog.leaf_hash(head + root), position)
        )
    connection.execute("DELETE FROM origin")
    connection.commit()
    found = ledger.verify(folder)
    assert (found.code, found.unbound, found.faults) == (3, 0, ())
    store = SqliteStore(folder)
    assert [leaf.origin.name for leaf in store.leaves() if leaf.origin] == [
        "file-0", "file-1", "file-2", "file-3", "file-4", "late",
    ]  # fmt: skip
    store.close()
    with connection:
        connection.execute("UPDATE record SET payload = ? WHERE position = 2", (zlib.compress(b"x"),))
        connection.execute("UPDATE record SET hash = x'00' WHERE position = 4")
    connection.close()
    assert [(one.first, one.what) for one in ledger.verify(folder).faults] == [
        (2, "what was decided is not what was kept"),
        (4, "its entries are not those that were logged, or not in their order"),
    ]  # fmt: skip


def test_where_a_leaf_came_from_is_what_its_header_is_the_hash_of(folder: Path) -> None:
    for change_, first in (
        ("UPDATE origin SET name = 'other' WHERE position = 1", 1),
        ("UPDATE origin SET blind = x'00' WHERE position = 3", 1),
        ("DELETE FROM origin WHERE position = 5", 1),
        ("INSERT INTO origin SELECT 2, blind, file, name, importer, body, realm FROM origin WHERE position = 1", 1),
    ):
        change(folder, change_)
        assert ledger.verify(folder).faults[0].first == first
    assert [one.first for one in ledger.verify(folder).faults] == [1, 2, 3, 5]
    assert {one.what for one in ledger.verify(folder).faults} == {"where it came from is not what was logged"}


def test_many_faults_are_counted_and_some_are_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "MOST_FAULTS", 3)
    change(folder, "UPDATE leaf SET hash = x'00'")
    found = ledger.verify(folder)
    assert (found.count, len(found.faults), found.faults[0].first) == (12, 3, 1)
