from __future__ import annotations

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from tests.sources.files import unhurried, write

from camcensus.model.errors import HostileInput
from camcensus.sources.captures import _log_blocks
from camcensus.sources.captures._log_blocks import blocks, cells, lines, objects

NAMES = ["a", "b", "c"]
COLUMNS: dict[str, Any] = {"ts": pl.String, "many": pl.List(pl.String), "in": pl.Struct({"n": pl.Int64})}
SCHEMA = pl.Schema(COLUMNS)


def cut(path: Path, size: int) -> list[bytes]:
    return [block.data for block in blocks(path, path.name, size)]


# --- blocks -----------------------------------------------------------------------------------------------------------


@unhurried
@given(st.lists(st.binary(max_size=8).map(lambda line: line.replace(b"\n", b"x")), max_size=20), st.integers(10, 40))
def test_blocks_are_whole_lines_and_together_the_file(found: list[bytes], size: int) -> None:
    data = b"y" + b"\n".join(found)
    with TemporaryDirectory() as folder:
        path = write(Path(folder), "x.log", data)
        parts = cut(path, size)
        done = [block.done for block in blocks(path, "x.log", size)]
    assert b"".join(parts) == data
    assert all(part.endswith(b"\n") for part in parts[:-1])
    assert done == sorted(done)
    assert not done or done[-1] == len(data)


def test_a_line_that_is_too_long_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "x.log", b"short\n" + b"x" * 100)
    with pytest.raises(HostileInput, match="longer than"):
        cut(path, 16)


@pytest.mark.parametrize(("encoding", "mark"), [("utf-8-sig", b""), ("utf-16", b""), ("utf-16-be", b"\xfe\xff")])
def test_marks_and_wide_characters_are_no_part_of_a_log(tmp_path: Path, encoding: str, mark: bytes) -> None:
    path = write(tmp_path, "x.log", mark + "élan\nvital\n".encode(encoding))
    assert b"".join(cut(path, 1_000)) == "élan\nvital\n".encode()
    assert _log_blocks.text(path.read_bytes()) == "élan\nvital\n"


def test_bytes_that_are_no_text_are_none() -> None:
    assert _log_blocks.text(b"a\0b") == ""
    assert _log_blocks.text(b"\xff\xfa plain") == "\ufffd\ufffd plain"


# --- cells ------------------------------------------------------------------------------------------------------------


def test_columns_are_taken_by_name_in_any_order() -> None:
    table = cells(b"1\t2\t3\n4\t5\t6\n", NAMES, ["c", "a", "other"], "\t")
    assert table.rows() == [("3", "1", None), ("6", "4", None)]


def test_quotes_and_broken_lines_stop_nothing() -> None:
    data = b'"1\t2\n4\t5\t6\t7\n\n\xff\t8\t9\r\n'
    assert cells(data, NAMES, NAMES, "\t").rows() == [('"1', "2", None), ("4", "5", "6"), ("\ufffd", "8", "9")]


def test_the_first_line_may_be_longer_than_the_heading() -> None:
    assert cells(b"1,2,3,4,5\n6,7,8\n", NAMES, ["a", "c"], ",").rows() == [("1", "3"), ("6", "8")]


def test_no_lines_are_no_rows() -> None:
    for data in (b"", b"\n", b" \n\n"):
        assert cells(data, NAMES, NAMES, "\t").is_empty()
    assert cells(b"1\t2\t3\n", NAMES, ["other"], "\t").is_empty()


@given(st.lists(st.lists(st.text("ab é\"'#-", min_size=1, max_size=5), min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_was_written_is_read(rows: list[list[str]]) -> None:
    data = "\n".join("\t".join(row) for row in rows).encode()
    assume(data.strip())  # what is blank throughout is no lines
    assert [list(row) for row in cells(data, NAMES, NAMES, "\t").rows()] == rows


@given(st.binary(max_size=200))
def test_any_bytes_are_cells(data: bytes) -> None:
    assert cells(data, NAMES, ["a", "c"], ",").width == 2


# --- lines ------------------------------------------------------------------------------------------------------------


def test_lines_are_without_their_ends() -> None:
    assert lines(b'one, "two\r\n\nth\xffree\n').to_list() == ['one, "two', None, "th\ufffdree"]


@given(st.binary(max_size=200))
def test_any_bytes_are_lines(data: bytes) -> None:
    assert lines(data).len() <= data.count(b"\n") + 1


# --- objects ----------------------------------------------------------------------------------------------------------


def test_what_does_not_fit_is_nothing() -> None:
    data = b'{"ts":1.5,"many":["x",1],"in":{"n":3,"o":1}}\n{"ts":"t","many":"x","in":[]}\n{"else":1}\n'
    table, broken = objects(data, SCHEMA)
    assert broken == 0
    assert table.rows() == [("1.5", ["x", "1"], {"n": 3}), ("t", None, None), (None, None, None)]


def test_broken_lines_are_counted_and_the_others_read() -> None:
    deep = b'{"ts":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    data = b'{"ts":1}\nnonsense\n[1]\n{"ts":2,"in":{"n":1}}\n{"ts":"\xff"}\n' + deep + b'\n{"ts":\n\n{"ts":3}'
    table, broken = objects(data, SCHEMA)
    assert table["ts"].to_list() == ["1", "2", "3"]
    assert table["in"].to_list() == [None, {"n": 1}, None]
    assert broken == 5


@given(st.lists(st.one_of(st.binary(max_size=30), st.dictionaries(st.sampled_from(["ts", "many"]), st.text()))))
def test_any_lines_are_objects_or_broken(found: list[bytes | dict[str, str]]) -> None:
    written = [json.dumps(one).encode() if isinstance(one, dict) else one.replace(b"\n", b"") for one in found]
    table, broken = objects(b"\n".join(written), SCHEMA)
    assert table.height + broken <= len(found)
    assert table.height >= sum(isinstance(one, dict) for one in found)
    assert table.schema == SCHEMA


@pytest.mark.parametrize(
    ("data", "is_blank"), [(b"", True), (b" \t\r\n\x0b\x0c", True), (b"\n x\n", False), (b"\0", False)]
)
def test_blank_is_nothing_but_white_space(data: bytes, is_blank: bool) -> None:
    assert _log_blocks.blank(data) == is_blank == (not data.strip())
