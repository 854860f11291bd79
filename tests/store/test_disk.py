"""How the database's file is opened, and its faults in our words."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy.exc import OperationalError

from camcensus.model.errors import StoreBusy, StoreDamaged, StoreError, StoreFull
from camcensus.store import disk


def test_a_write_waits_for_nobody_to_be_in_the_middle_of_one(tmp_path: Path) -> None:
    made = disk.engine(tmp_path / "x.db", 0.1)
    with made.connect().execution_options(**{disk.WRITE: True}) as one, one.begin():
        with made.connect() as other, other.begin():
            assert other.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        with (
            pytest.raises(StoreBusy, match="another camcensus is writing"),
            disk.told(tmp_path),
            made.connect().execution_options(**{disk.WRITE: True}) as other,
            other.begin(),
        ):
            pass
    made.dispose()


@pytest.mark.parametrize(
    ("fault", "kind", "words"),
    [
        (OSError(errno.ENOSPC, "x"), StoreFull, "no room left"),
        (OSError(errno.EFBIG, "x"), StoreFull, "no room left"),
        (
            PermissionError(errno.EACCES, "Permission denied", "/x"),
            StoreError,
            "/x: the log cannot be used: Permission",
        ),
        (sqlite3.OperationalError("database is locked"), StoreBusy, "another camcensus"),
        (sqlite3.OperationalError("disk I/O error"), StoreFull, "no room left"),
        (sqlite3.DatabaseError("file is not a database"), StoreDamaged, "restore it|Restore it"),
        (OperationalError("x", {}, Exception("unable to open database file")), StoreError, "opened for writing"),
        (pl.exceptions.ComputeError("File too large"), StoreFull, "no room left"),
        (pl.exceptions.ComputeError("odd bytes"), StoreDamaged, "a segment cannot be read: odd bytes"),
    ],
)
def test_faults_are_told_as_sentences(fault: Exception, kind: type[StoreError], words: str, tmp_path: Path) -> None:
    with pytest.raises(kind, match=words), disk.told(tmp_path):
        raise fault


def test_what_is_no_fault_of_the_disk_passes_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), disk.told(tmp_path):
        raise ZeroDivisionError
