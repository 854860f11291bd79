from __future__ import annotations

from datetime import date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.model.errors import BrokenInput
from camcensus.sources.reading.table import MAX_CELL, Cell, Plan, Row, fold, no_heading, plan, show

VOCABULARY = knowledge().vocabulary


def planned(*rows: Row) -> Plan:
    found = plan(rows, VOCABULARY)
    assert found is not None
    return found


def test_a_heading_is_known_by_what_it_names() -> None:
    found = planned(("Camera register",), ("Make", "Serial No.", "Colour"), ("Hikvision", "K702", "white"))
    assert found.first_row == 2
    assert found.columns == {0: "make", 1: "serial"}
    assert found.unknown == ("Colour",)


@pytest.mark.parametrize("row", [(), ("Make",), ("Name", "Location"), ("Make", "Manufacturer"), ("Hik", "K702")])
def test_what_is_no_heading(row: Row) -> None:
    assert plan([row], VOCABULARY) is None


def test_a_heading_over_two_rows() -> None:
    found = planned(
        ("", "Camera", "", "Network", ""), ("Site", "Make", "Model", "IP", "MAC"), ("a", "b", "c", "d", "e")
    )
    assert found.columns == {0: "site", 1: "make", 2: "model", 3: "ip", 4: "mac"}
    assert found.first_row == 2


def test_a_title_of_the_upper_row_stands_where_the_lower_has_none() -> None:
    found = planned(("Site", "", ""), ("", "Make", "Model"))
    assert found.columns == {0: "site", 1: "make", 2: "model"}


def test_the_first_of_two_columns_alike_stands_and_both_are_kept_apart() -> None:
    found = planned(("Make", "Serial", "Serial", "Serial (2)"))
    assert found.columns == {0: "make", 1: "serial"}
    assert len(set(found.headings.values())) == 4
    assert found.unknown == (found.headings[2], "Serial (2)")


@pytest.mark.parametrize("title", ["Password", "Admin password", "Password (admin)", "Login", "URL", "Key", "P/W"])
def test_columns_that_may_hold_secrets(title: str) -> None:
    found = planned(("Make", "Model", title))
    assert found.secret == {2}
    assert found.unknown == ()


def test_secrets_under_a_title_over_several_columns() -> None:
    found = planned(("", "", "Login details", ""), ("Make", "Model", "Name used", "Value"), ("Hik", "DS", "admin", "x"))
    assert found.secret == {2, 3}


def test_secrets_under_the_second_row_of_a_heading() -> None:
    found = planned(("Make", "Model", "Access", ""), ("", "", "User", "Password"))
    assert {2, 3} <= found.secret


def test_a_title_of_the_whole_table_hides_no_column() -> None:
    found = planned(("Cameras (passwords are in the safe)", "", "", ""), ("Make", "Model", "Colour", "Height"))
    assert found.secret == frozenset()


def test_a_cell_that_names_a_secret_hides_no_known_column() -> None:
    found = planned(("Make", "Model", "Location"), ("Hik", "DS", "Key"))
    assert found.secret == frozenset()


def test_a_heading_that_holds_a_secret_itself() -> None:
    found = planned(("Make", "Model", "rtsp://admin:hunter2@10.0.0.1/"))
    assert "hunter2" not in str(found)


def test_the_heading_is_looked_for_among_the_first_rows() -> None:
    blank: Row = ("x", "y")
    assert plan([*[blank] * 39, ("Make", "Model")], VOCABULARY) is not None
    assert plan([*[blank] * 40, ("Make", "Model")], VOCABULARY) is None


def test_no_heading_says_what_was_seen() -> None:
    fault = no_heading("a.csv", [("Hi",), ("Colour", "Height")])
    assert isinstance(fault, BrokenInput)
    assert "'Colour', 'Height'" in str(fault)
    assert fault.seen == "'Colour', 'Height'"
    assert "seen: nothing" in str(no_heading("a.csv", []))


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "yes"),
        (False, "no"),
        (12.0, "12"),
        (12.5, "12.5"),
        (1.2e15, "1200000000000000.0"),
        (7, "7"),
        (datetime.fromisoformat("2021-01-02"), "2021-01-02"),
        (datetime.fromisoformat("2021-01-02T03:04:05.000006"), "2021-01-02 03:04:05"),
        (date(2021, 1, 2), "2021-01-02"),
        (time(9, 30), "09:30:00"),
        ("  two\n words ", "two words"),
    ],
)
def test_cells_as_text(cell: Cell, text: str) -> None:
    assert show(cell) == text


def test_a_cell_ends() -> None:
    assert len(show("x" * (MAX_CELL + 1))) == MAX_CELL


def test_folding_leaves_letters_and_digits() -> None:
    assert fold(" Serial No.: ") == "serialno"


@given(st.lists(st.lists(st.text(max_size=12) | st.none() | st.floats() | st.booleans(), max_size=6), max_size=6))
def test_no_rows_are_too_odd(rows: list[list[Cell]]) -> None:
    plan(rows, VOCABULARY)
    no_heading("a", rows)
