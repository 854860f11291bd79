"""What lies in the log is read as it lies, and nothing is made or mended on the way."""

from __future__ import annotations

import sqlite3
import zlib
from pathlib import Path

import polars as pl
import pytest
from tests.ledgers import make

from camcensus.model import frames
from camcensus.model.errors import StoreDamaged, StoreError
from camcensus.store.kept import DATABASE, SegmentRow, frame, kept, unpacked
from camcensus.store.sqlite import SqliteStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "log")


def test_everything_that_was_put_in_comes_out(folder: Path) -> None:
    with kept(folder) as log:
        assert (log.size(), log.entries()) == (12, 61)
        assert [row.position for page in log.leaves(3, 5) for row in page] == [3, 4, 5]
        assert [len(page) for page in log.rows(1, 12)] == [34]
        assert [one.position for one in log.segments(1, 12)] == [3]
        assert [one.position for one in log.of_kind("erasure")] == [12]
        assert len(list(log.records(1, 12))) == 6
        gone = [one for one in log.originals() if one.data is None]
        assert [one.erased for one in gone] == log.received(12)
        assert log.lacking([gone[0].hash, bytes(32)]) == {bytes(32)}
        assert log.strays(12) == {}
        assert log.strays(11) == {"leaf": 1, "record": 1}


def test_entries_are_those_that_the_store_tells(folder: Path) -> None:
    store = SqliteStore(folder)
    with kept(folder) as log:
        for position in (1, 2):
            assert log.blinds(position) == store.entries(position)
            assert log.where(store.entries(position)[0][1]) == [position]
    store.close()


def test_columns_are_those_of_observations(folder: Path) -> None:
    with kept(folder) as log:
        (page,) = log.rows(1, 12)
    found = frame(page)
    assert dict(found.select(list(frames.SCHEMA)).schema) == dict(frames.empty().schema)
    assert frame([]).height == 0
    with pytest.raises(ValueError, match="not of its type"):
        frame([("text", *page[0][1:])])


def test_reading_makes_and_changes_nothing(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(StoreError, match="there is no log"), kept(tmp_path / "nowhere"):
        pass
    assert not (tmp_path / "nowhere").exists()
    before = (folder / DATABASE).read_bytes()
    with kept(folder) as log, pytest.raises(sqlite3.OperationalError, match="readonly"):
        log._connection.execute("DELETE FROM leaf")
    assert (folder / DATABASE).read_bytes() == before


def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / DATABASE).write_bytes(b"not a database, but long enough to be taken for one" * 100)
    with pytest.raises(StoreDamaged, match="not a database"), kept(tmp_path) as log:
        log.size()


def test_a_segment_lies_in_its_folder(folder: Path) -> None:
    with kept(folder) as log:
        (one,) = log.segments(1, 12)
        assert pl.read_parquet(log.segment_file(one)).height == 19
        with pytest.raises(ValueError, match="no name of a file"):
            log.segment_file(SegmentRow(1, "../other.parquet", "", 1, b""))


def test_only_the_whole_of_what_was_packed_is_unpacked() -> None:
    data = zlib.compress(b"x" * 100)
    assert unpacked(data) == b"x" * 100
    for bad in (data[:-1], data + b"x", b"", b"no zlib"):
        with pytest.raises(ValueError, match=r"unpacked|cut off"):
            unpacked(bad)
    with pytest.raises(ValueError, match="larger"):
        unpacked(data, 99)
