"""What the log keeps, counted; what was erased leaves the count."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests import ledgers

from camcensus.engine import gather, keeping
from camcensus.engine.workspace import Workspace
from camcensus.model.material import FIELD, ORIGINAL, RECORD, SOURCE, Kept
from camcensus.store.sqlite import SqliteStore


def of(store: SqliteStore, what: str) -> dict[str, Kept]:
    return {one.what: one for one in keeping.kept(store) if one.of == what}


def test_observations_are_counted_by_field_and_again_by_what_told_them(opened: Workspace) -> None:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"], gather.Wish()))
    seen = opened.store.observations()
    every = list(keeping.kept(opened.store))
    for what in (FIELD, SOURCE):
        assert sum(one.count for one in every if one.of == what) == seen.height
    assert {one.what for one in every if one.of == SOURCE} == {"importer"}
    macs = next(one for one in every if one.what == "mac")
    there = seen.filter(seen["field"] == "mac")
    assert (macs.count, macs.first, macs.last) == (there.height, there["at"].min(), there["until"].max())


def test_what_was_erased_is_no_longer_counted_as_kept(tmp_path: Path) -> None:
    store = SqliteStore(ledgers.make(tmp_path / "log"))
    originals, records = of(store, ORIGINAL)["evidence"], of(store, RECORD)
    assert (originals.count, originals.erased) == (13, 1)
    assert originals.size > 0
    assert (records["waiver"].count, records["waiver"].erased, records["erasure"].count) == (5, 0, 1)
    assert records["waiver"].first == datetime.fromtimestamp(1_790_000_000, UTC)
    with sqlite3.connect(tmp_path / "log" / "camcensus.db") as connection:
        connection.execute("UPDATE record SET payload = NULL WHERE rowid IN (SELECT min(rowid) FROM record)")
    assert (of(store, RECORD)["waiver"].count, of(store, RECORD)["waiver"].erased) == (4, 1)
    store.close()


def test_an_empty_log_keeps_nothing(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log")
    assert list(keeping.kept(store)) == []
    assert list(keeping.widened(store)) == []
    store.close()


@pytest.mark.parametrize("reason", ["INC-7, agreed", "\u00e4"])
def test_why_everything_was_kept(tmp_path: Path, reason: str) -> None:
    store = SqliteStore(tmp_path / "log")
    store.keep("keep-all", b"k" * 32, reason.encode(), received=1_790_000_000_000_000)
    (one,) = keeping.widened(store)
    assert (one.on.isoformat(), one.reason) == ("2026-09-21T14:13:20+00:00", reason)
    store.close()
