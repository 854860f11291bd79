"""Rows that say the same, told apart and made one, as a plain loop says."""

from __future__ import annotations

from collections import Counter

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.captures._turns import once, turns

PAIRS = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=12)
SIGHTED = st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 5), st.integers(1, 9)), max_size=12)


@given(PAIRS)
def test_turns_are_those_of_a_plain_loop(rows: list[tuple[int, int]]) -> None:
    seen: Counter[tuple[int, int]] = Counter()
    expected = []
    for row in rows:
        expected.append(seen[row])
        seen[row] += 1
    one, other = np.array(rows, dtype=np.int64).reshape(-1, 2).T
    assert turns(one, other).tolist() == expected


@given(SIGHTED)
def test_each_key_is_told_once_with_what_all_of_it_comes_to(rows: list[tuple[int, int, int]]) -> None:
    frame = pl.DataFrame(
        [(key, number, at, at + 1, many) for number, (key, at, many) in enumerate(rows)],
        schema=dict.fromkeys(("key", "number", "first", "last", "count"), pl.Int64),
        orient="row",
    )
    expected = [
        (
            key,
            next(number for number, row in enumerate(rows) if row[0] == key),
            min(at for one, at, _ in rows if one == key),
            max(at for one, at, _ in rows if one == key) + 1,
            sum(many for one, _, many in rows if one == key),
        )
        for key in dict.fromkeys(row[0] for row in rows)
    ]
    found = once(frame, "key", first=np.minimum, last=np.maximum, count=np.add)
    assert found.rows() == expected
    assert found.schema == frame.schema


@given(PAIRS)
def test_a_key_may_have_two_columns(rows: list[tuple[int, int]]) -> None:
    frame = pl.DataFrame(rows, schema={"one": pl.Int64, "other": pl.UInt8}, orient="row")
    found = once(frame.with_columns(count=1), "one", "other", count=np.add)
    assert found.rows() == [(*pair, many) for pair, many in Counter(rows).items()]
