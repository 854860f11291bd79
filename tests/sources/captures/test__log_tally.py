from __future__ import annotations

from datetime import datetime
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures.logs import minute

from camcensus.model import frames
from camcensus.sources.captures import _log_tally
from camcensus.sources.captures._log_tally import Tally

TIMES: dict[str, Any] = {"first": frames.TIME, "last": frames.TIME, "count": pl.Int64}


def rows(*found: tuple[str, datetime | None]) -> pl.DataFrame:
    return pl.DataFrame(found, schema={"name": pl.String, "first": frames.TIME}, orient="row")


def test_equal_rows_are_one_interval() -> None:
    tally = Tally(name=pl.String)
    tally.add(rows(("b", minute(5)), ("a", minute(1))))
    tally.add(rows(("a", minute(9)), ("a", None)))
    assert tally.take().rows() == [("a", minute(1), minute(9), 3), ("b", minute(5), minute(5), 1)]
    assert tally.take().height == 2


def test_counts_and_ends_that_are_given_stand() -> None:
    tally = Tally(name=pl.String)
    schema: dict[str, Any] = {"name": pl.String, **TIMES}
    whole = pl.DataFrame([("a", minute(1), minute(3), 7)], schema=schema, orient="row")
    tally.add(whole)
    tally.add(whole)
    assert tally.take().rows() == [("a", minute(1), minute(3), 14)]


def test_what_was_seen_most_often_stays_and_the_rest_is_counted() -> None:
    tally = Tally(2, name=pl.String)
    tally.add(rows(("c", minute(1)), ("a", minute(1)), ("b", minute(1)), ("b", minute(2)), ("c", minute(3))))
    assert tally.take()["name"].to_list() == ["b", "c"]
    assert tally.spilled == 1


def test_nothing_is_a_table_too() -> None:
    tally = Tally(name=pl.String)
    tally.add(rows())
    assert tally.take().is_empty()
    assert dict(tally.take().schema) == {"name": pl.String, **TIMES}


@given(st.lists(st.lists(st.integers(0, 5), max_size=30), max_size=6))
def test_it_does_not_matter_in_what_parts_rows_come(parts: list[list[int]]) -> None:
    tally, whole = Tally(name=pl.String), Tally(name=pl.String)
    everything = []
    before = _log_tally._SMALLEST
    try:
        _log_tally._SMALLEST = 4
        for part in parts:
            found = [(str(number), minute(number)) for number in part]
            tally.add(rows(*found))
            everything += found
    finally:
        _log_tally._SMALLEST = before
    whole.add(rows(*everything))
    assert tally.take().equals(whole.take())
