from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read_or_refused, table, unhurried, write

from camcensus.sources.importers import sadp_csv

OLD = "ID,Device Type,Status,IPv4 Address,Port,Software Version,IPv4 Gateway,HTTP,Device Serial Number,MAC Address"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_is_known_in_any_encoding(encoding: str) -> None:
    assert sadp_csv.detect(OLD.encode(encoding))
    assert sadp_csv.detect(("sep=,\r\n" + OLD + "\r\n").encode(encoding))


def test_a_register_is_no_list_of_the_tool() -> None:
    assert not sadp_csv.detect(b"Device Type,Status,IPv4 Address,Device Serial No.,MAC Address\n")


@unhurried
@given(st.lists(st.lists(st.text(max_size=12), max_size=11), max_size=6))
def test_any_rows_are_read(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]) -> None:
    path = write(tmp_path_factory.mktemp("any"), "list.csv", table(OLD.split(","), *rows), "utf-16")
    read_or_refused(sadp_csv, path)


def test_a_file_that_is_cut_gives_what_was_whole(tmp_path: Path) -> None:
    row = (
        "1,DS-2CD2143G2-I,Active,10.0.0.5,8000,V5.7.3build 230101,10.0.0.1,80,DS-2CD2143G2-IAA1234567,c0-56-e3-5b-4d-11"
    )
    path = write(tmp_path, "list.csv", f"{OLD}\n{row}\n2,DS-2CD21")
    assert read_or_refused(sadp_csv, path) is None
