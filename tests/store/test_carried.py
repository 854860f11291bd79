"""A log as lines of text, and the same log made of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from polars.testing import assert_frame_equal
from tests.ledgers import make

from camcensus.engine import ledger
from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.store import carried, schema
from camcensus.store.kept import DATABASE, kept
from camcensus.store.sqlite import SqliteStore


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make(tmp_path / "log")


def lines(folder: Path) -> dict[str, bytes]:
    with kept(folder) as log:
        return {name: b"".join(carried.lines(log, name)) for name in carried.TABLES}


def laid(folder: Path, told: dict[str, bytes], size: int = 1 << 20) -> Path:
    parts = ((name, (data[at : at + size] for at in range(0, len(data), size))) for name, data in told.items())
    carried.make(folder, parts)
    return folder


def test_every_table_is_carried() -> None:
    assert set(carried.TABLES) == set(schema.metadata.tables)


@pytest.mark.parametrize("size", [1, 7, 1 << 20])
def test_the_log_that_is_made_is_the_one_that_was_carried(folder: Path, tmp_path: Path, size: int) -> None:
    told = lines(folder)
    other = laid(tmp_path / "other", told, size)
    assert lines(other) == told
    with kept(folder) as log:
        for segment in log.segments(1, 99):
            data = b"".join(carried.segment_lines(log.segment_file(segment)))
            pieces = (data[at : at + size] for at in range(0, len(data), size))
            carried.put_segment(other, segment.position, pieces)
    assert ledger.verify(other) == ledger.verify(folder)
    one, two = SqliteStore(folder), SqliteStore(other)
    assert_frame_equal(one.observations(), two.observations())
    assert one.leaves() == two.leaves()
    keys = one.observations()["original"].unique().to_list()
    assert dict(one.originals(keys)) == dict(two.originals(keys))
    assert [path.name for path in (tmp_path / "other").iterdir() if path.is_file()] != []
    one.close()
    two.close()


def test_of_a_log_that_lacks_a_table_none_is_carried(folder: Path) -> None:
    connection = sqlite3.connect(folder / DATABASE)
    connection.execute("DROP TABLE withheld")
    connection.close()
    assert lines(folder)["withheld"] == b""


@pytest.mark.parametrize(
    "line",
    [b"[]", b"{}", b"[1]", b"x", b'["AA=="]', b"null"],
)
def test_what_is_no_row_of_a_segment_is_refused(folder: Path, line: bytes) -> None:
    with pytest.raises(BrokenInput):
        carried.put_segment(folder, 3, [line])


def test_a_segment_that_the_log_does_not_name_is_refused(folder: Path) -> None:
    with pytest.raises(BrokenInput, match="the log names no such segment"):
        carried.put_segment(folder, 4, [])


def test_a_segment_has_no_more_rows_than_one_may_have(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with kept(folder) as log:
        (one,) = log.segments(3, 3)
        data = list(carried.segment_lines(log.segment_file(one)))
    monkeypatch.setattr(carried, "MOST_ROWS", 5)
    with pytest.raises(HostileInput, match="more rows than a segment may have"):
        carried.put_segment(folder, 3, data)


def test_a_number_that_no_column_holds_is_refused(folder: Path) -> None:
    with kept(folder) as log:
        (one,) = log.segments(3, 3)
        data = b"".join(carried.segment_lines(log.segment_file(one)))
    with pytest.raises(BrokenInput, match="a value of it is none"):
        carried.put_segment(folder, 3, [data.replace(b",1,", b",99999999999999999999,", 1)])


@pytest.mark.parametrize(
    ("name", "line", "words"),
    [
        ("leaf", b"[]", "no row"),
        ("leaf", b"[1]", "no row"),
        ("leaf", b"{}", "no row"),
        ("leaf", b"\xff", "no row"),
        ("withheld", b'[1, 2, "not base64!"]', "no row"),
        ("withheld", b'["1", 2, "AAAA"]', "no row"),
        ("withheld", b"[1, 2, null]", "no row"),
        ("withheld", b'[1, 99999999999999999999, "AAAA"]', "no row|int too large|lacks a value"),
        ("withheld", b'[1, 2, "AAAA"]\n[1, 2, "AAAA"]', "stands twice"),
        ("reading", b'["f", "i", "b", "r", 1]\n["f", "i"', "no row"),
    ],
)
def test_what_is_no_row_is_refused(name: str, line: bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match=words):
        laid(tmp_path / "x", {name: line})


def test_lines_are_cut_where_they_end_wherever_the_parts_are() -> None:
    data = b"one\ntwo\n\nthree\nfour"
    for size in range(1, len(data) + 1):
        parts = [data[at : at + size] for at in range(0, len(data), size)]
        pieces = list(carried.whole_lines(parts, "here"))
        assert b"\n".join(pieces).split(b"\n") == data.split(b"\n")


def test_a_line_without_an_end_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carried, "MOST_LINE", 1000)
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 100
            yield b"x" * 100

    with pytest.raises(HostileInput, match="longer than"):
        list(carried.whole_lines(endless(), "here"))
    assert taken <= 1200
