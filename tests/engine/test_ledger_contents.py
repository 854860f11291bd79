"""What leaves should say follows from what lies under them; `tests/test_tampering.py` changes everything there is."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest
from tests.ledgers import make

from camcensus.engine import ledger_contents as lc
from camcensus.store.kept import DATABASE, kept


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "log")


def change(folder: Path, query: str, *values: object) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    with connection:
        connection.execute(query, values)
    connection.close()


def test_contents_come_in_order_and_give_their_leaves(folder: Path) -> None:
    with kept(folder) as log:
        found = list(lc.contents(log, 1, 12, lc.originals(log)))
        leaves = [row for page in log.leaves(1, 12) for row in page]
    assert [(one.position, one.root, one.content, one.entries, one.fault) for one in found] == [
        (row.position, row.root, row.content, row.entries, "") for row in leaves
    ]


def test_an_original_is_there_or_its_erasure_is_in_the_log(folder: Path) -> None:
    with kept(folder) as log:
        found = lc.originals(log)
    assert (found.sound, found.erased, found.bad) == (13, 1, {})


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("UPDATE original SET data = NULL, erased = 5 WHERE rowid = 1", "no erasure of it is in the log"),
        ("UPDATE original SET erased = NULL WHERE data IS NULL", "no erasure of it is in the log"),
        ("UPDATE original SET erased = 5 WHERE rowid = 1", "is said to be erased, and is there"),
        ("UPDATE original SET size = size + 1 WHERE rowid = 1", "is not what was read"),
        ("UPDATE original SET data = x'00' WHERE rowid = 1", "is not what was read"),
    ],
)
def test_a_damaged_original_is_a_fault_of_what_rests_on_it(folder: Path, query: str, words: str) -> None:
    change(folder, query)
    with kept(folder) as log:
        known = lc.originals(log)
        found = [one.fault for one in lc.contents(log, 1, 12, known) if one.fault]
    assert [words in fault for fault in known.bad.values()] == [True]
    assert words in found[0]


def test_a_row_that_no_column_can_hold_is_told_by_itself(folder: Path) -> None:
    change(folder, "UPDATE observation SET count = 'many' WHERE position = 5 AND idx = 2")
    with kept(folder) as log:
        found = {one.position: one.fault for one in lc.contents(log, 1, 12, lc.originals(log)) if one.fault}
    assert list(found) == [5]
    assert found[5].startswith("entry 3: a value is not of its type")


def test_a_segment_over_which_its_reader_stumbles_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Polars ends on some files in a panic of its own, which is no exception like others."""

    def panics(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("range end index 9 out of range")

    with monkeypatch.context() as patch, kept(folder) as log:
        patch.setattr(pl, "read_parquet", panics)
        found = {one.position: one.fault for one in lc.contents(log, 1, 12, lc.originals(log)) if one.fault}
    assert found == {3: "its segment cannot be read: range end index 9 out of range"}


def test_a_record_that_was_erased_needs_an_erasure(folder: Path) -> None:
    change(folder, "UPDATE record SET payload = NULL WHERE position = 2")
    with kept(folder) as log:
        found = {one.position: one.fault for one in lc.contents(log, 1, 12, lc.Originals()) if one.fault}
        (two,) = log.records(2, 2)
        excused = lc.Originals(excused=frozenset([two.hash]))
        assert not [one.fault for one in lc.contents(log, 2, 2, excused) if one.fault]
    assert found[2] == "what was decided is gone, and no erasure of it is in the log"
