"""The small databases beside the log: theirs alone, whole or not at all, and older ones are mended."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from camcensus.model.errors import StoreDamaged, StoreError
from camcensus.store.small import Small

FIRST = "CREATE TABLE IF NOT EXISTS one (a INTEGER); CREATE INDEX IF NOT EXISTS by_a ON one (a);"
SECOND = "ALTER TABLE one ADD COLUMN b INTEGER NOT NULL DEFAULT 7;"


def rows(held: Small) -> list[tuple[int, ...]]:
    with held.read() as connection:
        return connection.execute("SELECT * FROM one").fetchall()


def test_it_is_its_owners_alone(tmp_path: Path) -> None:
    Small(tmp_path / "x.db", [FIRST])
    assert (tmp_path / "x.db").stat().st_mode & 0o777 == 0o600


def test_one_that_was_made_before_gets_only_what_it_lacks(tmp_path: Path) -> None:
    old = sqlite3.connect(tmp_path / "x.db")  # as it was made before steps were counted
    old.executescript(FIRST)
    old.execute("INSERT INTO one VALUES (1)")
    old.commit()
    old.close()
    for _ in range(2):
        assert rows(Small(tmp_path / "x.db", [FIRST, SECOND])) == [(1, 7)]


def test_one_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    Small(tmp_path / "x.db", [FIRST, SECOND])
    with pytest.raises(StoreError, match="newer"):
        Small(tmp_path / "x.db", [FIRST])
    assert rows(Small(tmp_path / "x.db", [FIRST, SECOND])) == []


def test_a_step_that_fails_leaves_nothing_half_made(tmp_path: Path) -> None:
    with pytest.raises(StoreDamaged):
        Small(tmp_path / "x.db", [FIRST + "CREATE TABLE two (a); CREATE TABLE two (a);"])
    assert rows(Small(tmp_path / "x.db", [FIRST])) == []


def test_what_is_raised_undoes_the_transaction(tmp_path: Path) -> None:
    held = Small(tmp_path / "x.db", [FIRST])
    with pytest.raises(StoreError), held.write() as connection:
        connection.executemany("INSERT INTO one VALUES (?)", [(1,), (object(),)])
    assert rows(held) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator of a machine may write anywhere")
def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be used"):
        Small(tmp_path / "x.db", [FIRST])
