"""The log in SQLite keeps the contract, and what its files may suffer besides."""

from __future__ import annotations

import hashlib
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import event
from tests.store import samples
from tests.store.contract import StoreContract, assert_whole
from tests.store.processes import ROOT
from tests.store.samples import MakeStore, chunk, chunks, closing, named, origin, values

from camcensus.model.errors import StoreBusy, StoreDamaged, StoreError, StoreFull
from camcensus.model.reading import Chunk
from camcensus.store import disk, sqlite, staging
from camcensus.store.kept import DATABASE, SEGMENTS
from camcensus.store.sqlite import SqliteStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def make_log(tmp_path: Path) -> Callable[[str], MakeStore]:
    return lambda name: partial(SqliteStore, tmp_path / name)


@pytest.fixture
def make_store(folder: Path) -> MakeStore:
    return partial(SqliteStore, folder)


def leftovers(folder: Path) -> list[str]:
    with sqlite3.connect(folder / DATABASE) as connection:
        known = {row[0] for row in connection.execute("SELECT name FROM segment")}
    connection.close()
    return sorted({path.name for path in (folder / SEGMENTS).iterdir()} - known)


class TestSqliteStore(StoreContract):
    def leftovers(self, make_store: MakeStore) -> list[str]:
        assert isinstance(make_store, partial)
        return leftovers(make_store.args[0])


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staging, "SEGMENT_ROWS", samples.SEGMENT_ROWS)
    monkeypatch.setattr(staging, "BATCH_ROWS", samples.BATCH_ROWS)


@pytest.fixture
def filled(make_store: MakeStore, small: None) -> MakeStore:
    """A log of two leaves: ten rows, and a segment of sixty."""
    with closing(make_store) as store:
        store.append(chunks(range(10)), origin("a"), received=1)
        store.append(chunks(range(10, 70)), origin("b"), received=2)
    return make_store


def segment_of(folder: Path) -> Path:
    (path,) = (folder / SEGMENTS).glob("*.parquet")
    return path


# --- what is kept where --------------------------------------------------------------------------------------------


def test_small_batches_are_rows_and_large_ones_segments(filled: MakeStore, folder: Path) -> None:
    with sqlite3.connect(folder / DATABASE) as connection:
        rows = connection.execute("SELECT position, count(*) FROM observation GROUP BY position").fetchall()
        segments = connection.execute("SELECT position, rows FROM segment").fetchall()
    connection.close()
    assert (rows, segments) == ([(1, 10)], [(2, 60)])


def test_a_segment_is_named_by_its_content_and_its_bytes_are_in_the_log(filled: MakeStore, folder: Path) -> None:
    with sqlite3.connect(folder / DATABASE) as connection:
        (name, checksum), *_ = connection.execute("SELECT name, sha256 FROM segment").fetchall()
        content = connection.execute("SELECT content FROM leaf WHERE position = 2").fetchone()[0]
    connection.close()
    assert name == f"{content.hex()}.parquet"
    assert checksum == hashlib.sha256(segment_of(folder).read_bytes()).digest()


def test_segments_of_other_sources_are_not_opened(filled: MakeStore, folder: Path) -> None:
    segment_of(folder).unlink()
    with closing(filled) as store:
        one = chunk(range(5), source="importer:y@1")
        assert store.append([one], origin("c", "y@1"), received=3).new == 5


# --- one writes at a time ------------------------------------------------------------------------------------------


@pytest.fixture
def writer(filled: MakeStore, folder: Path) -> Iterator[sqlite3.Connection]:
    """Another program that holds the log for writing."""
    connection = sqlite3.connect(folder / DATABASE, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield connection
    connection.close()


def test_a_log_held_for_writing_is_busy_within_the_time_allowed(writer: sqlite3.Connection, folder: Path) -> None:
    with closing(partial(SqliteStore, folder, busy_seconds=0.2)) as store:
        started = time.perf_counter()
        with pytest.raises(StoreBusy) as caught:
            store.append(chunks(range(100, 300)), origin("c"), received=3)
        assert 0.1 < time.perf_counter() - started < 2
        with pytest.raises(StoreBusy):
            store.keep("estate", bytes(32), b"", received=3)
    expected = f"{folder}: another camcensus is writing to this log. Wait until it has finished and try again."
    assert expected == str(caught.value)
    assert leftovers(folder) == []


def test_a_log_held_for_writing_can_be_opened_and_read(writer: sqlite3.Connection, folder: Path) -> None:
    with closing(partial(SqliteStore, folder, busy_seconds=0.2)) as store:
        assert values(store) == named(range(70))


def test_when_the_writer_has_finished_the_append_goes_on(writer: sqlite3.Connection, folder: Path) -> None:
    def given() -> Iterator[Chunk]:
        yield from chunks(range(100, 110))
        writer.execute("ROLLBACK")

    with closing(partial(SqliteStore, folder, busy_seconds=0.2)) as store:
        assert store.append(given(), origin("c"), received=3).new == 10


# --- killed at the worst moments -----------------------------------------------------------------------------------


class Killed(BaseException):
    """Stands for the end of the process: nothing after it runs that would not run then."""


def test_a_segment_moved_by_a_process_that_died_before_it_was_kept_goes(
    filled: MakeStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `kill -9` between the move and the commit leaves, made by hand: its pid is not in use."""
    with closing(filled) as store, monkeypatch.context() as patch:
        patch.setattr(sqlite.SqliteStore, "_take_back", lambda *_: None)
        patch.setattr(sqlite.SqliteStore, "_add_originals", lambda *_: die())
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        with pytest.raises(Killed):
            store.append(chunks(range(100, 200)), origin("c"), received=3)
    (left,) = (folder / SEGMENTS).glob("staging-*")
    left.rename(left.with_name("staging-999999999-0"))
    assert len(leftovers(folder)) == 2  # the folder, and the segment that no leaf speaks of
    with closing(filled) as store:
        assert leftovers(folder) == []
        assert values(store) == named(range(70))


def die() -> None:
    raise Killed


def test_a_segment_kept_by_a_process_that_died_before_it_tidied_stays(
    filled: MakeStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(filled) as store, monkeypatch.context() as patch:
        patch.setattr(shutil, "rmtree", lambda *_, **__: None)
        store.append(chunks(range(100, 200)), origin("c"), received=3)
    (left,) = (folder / SEGMENTS).glob("staging-*")
    left.rename(left.with_name("staging-999999999-0"))
    with closing(filled) as store:
        assert leftovers(folder) == []
        assert values(store) == named([*range(70), *range(100, 200)])


def test_staging_of_a_living_process_stays_until_it_is_a_day_old(filled: MakeStore, folder: Path) -> None:
    living = folder / SEGMENTS / f"staging-{os.getppid()}-0"
    living.mkdir()
    filled().close()
    assert living.is_dir()
    os.utime(living, (0, 0))
    filled().close()
    assert not living.exists()


def test_segments_that_a_lost_database_knew_are_never_removed(filled: MakeStore, folder: Path) -> None:
    (folder / DATABASE).unlink()
    with closing(filled) as store:
        assert store.position() == 0
    assert segment_of(folder).is_file()


# --- no room -------------------------------------------------------------------------------------------------------


def test_a_database_without_room_adds_nothing_and_goes_on_when_there_is(
    filled: MakeStore, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two batches are segments, moved to their place before the rows of the third find none."""
    monkeypatch.setattr(staging, "SEGMENT_ROWS", 950)
    monkeypatch.setattr(staging, "BATCH_ROWS", 1_000)
    whole = disk.engine

    def narrow(path: Path, busy_seconds: float) -> object:
        engine = whole(path, busy_seconds)
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count = 40"))
        return engine

    with monkeypatch.context() as patch:
        patch.setattr(disk, "engine", narrow)
        with closing(filled) as store, pytest.raises(StoreFull) as caught:
            store.append(chunks(range(100, 3_000)), origin("c"), received=3)
    assert str(caught.value).startswith(f"{folder}: there is no room left on the disk; nothing was added. Make room")
    assert leftovers(folder) == []
    with closing(filled) as store:
        assert values(store) == named(range(70))
        assert store.was_read(origin("c")) is None
        assert store.append(chunks(range(100, 3_000), size=1_000), origin("c"), received=3).new == 2_900
        assert_whole(store)


LIMITED = """
import resource, sys
from pathlib import Path
from camcensus.model.errors import StoreFull
from camcensus.store.sqlite import SqliteStore
from camcensus.store import staging
from tests.store.samples import chunks, origin
vars(staging).update(SEGMENT_ROWS=int(sys.argv[3]), BATCH_ROWS=10_000)
store = SqliteStore(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    store.append(chunks(range(100, 3_000), size=1_000), origin("c"), received=3)
except StoreFull as fault:
    print(fault)
"""


@pytest.mark.parametrize(("limit", "segment_rows"), [(100_000, 1_000), (400_000, 100_000)])
def test_files_that_may_not_grow_add_nothing(filled: MakeStore, folder: Path, limit: int, segment_rows: int) -> None:
    """The segment, or the database beside it, meets a limit; so does a disk that is full."""
    ran = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), str(limit), str(segment_rows)],
        capture_output=True, text=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert "no room left" in ran.stdout, ran.stderr
    assert leftovers(folder) == []
    with closing(filled) as store:
        assert values(store) == named(range(70))
        assert store.append(chunks(range(100, 3_000), size=1_000), origin("c"), received=3).new == 2_900
        assert_whole(store)


# --- damage --------------------------------------------------------------------------------------------------------


def read(make_store: MakeStore) -> None:
    with closing(make_store) as store:
        assert_whole(store)


def repeat(make_store: MakeStore) -> None:
    with closing(make_store) as store:
        store.append(chunks(range(20, 40)), origin("c"), received=3)


def prove(make_store: MakeStore) -> None:
    with closing(make_store) as store:
        store.entries(2)


def alter(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("use", [read, repeat, prove])
@pytest.mark.parametrize(
    ("harm", "sentence"),
    [(alter, "not what was written"), (shorten, "not what was written"), (Path.unlink, "missing")],
)
def test_a_harmed_segment_is_noticed_by_whoever_needs_it(
    filled: MakeStore, folder: Path, use: Callable[[MakeStore], None], harm: Callable[[Path], None], sentence: str
) -> None:
    path = segment_of(folder)
    harm(path)
    with pytest.raises(StoreDamaged) as caught:
        use(filled)
    assert str(path) in str(caught.value)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith("Restore it from a backup.")


def test_a_segment_is_looked_at_once(filled: MakeStore, folder: Path) -> None:
    with closing(filled) as store:
        before = store.observations()
        assert isinstance(store, SqliteStore)
        assert store._seen == {segment_of(folder).name}
        assert_frame_equal(before, store.observations())


@pytest.mark.parametrize("keep", [0.3, 0.7])
def test_a_database_cut_off_is_damaged(filled: MakeStore, folder: Path, keep: float) -> None:
    path = folder / DATABASE
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * keep)])
    with pytest.raises(StoreDamaged, match="Restore it from a backup"):
        read(filled)


def test_what_is_no_database_is_damaged(folder: Path, make_store: MakeStore) -> None:
    folder.mkdir()
    (folder / DATABASE).write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreDamaged, match="not a database"):
        make_store()


def test_a_log_written_by_a_newer_version_is_left_alone(filled: MakeStore, folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()
    with pytest.raises(StoreDamaged, match="written by a newer camcensus"):
        filled()


def test_a_log_where_a_file_stands_cannot_be_opened(folder: Path, make_store: MakeStore) -> None:
    folder.write_text("a file")
    with pytest.raises(StoreError, match="File exists"):
        make_store()


def test_the_limit_of_this_process_is_as_it_was() -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[1] == resource.RLIM_INFINITY
