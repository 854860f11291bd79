"""The flow table as it grows: merged, bounded, told apart."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.sources.reading.talks import PARTS, minute, part

from camcensus.model import frames
from camcensus.sources.reading import flow_table, flows
from camcensus.sources.reading.flow_table import Table, first, merged
from camcensus.sources.reading.flows import KEY, TABLE


@given(PARTS, PARTS, PARTS)
def test_tables_are_merged_in_any_order_and_grouping(a: pl.DataFrame, b: pl.DataFrame, c: pl.DataFrame) -> None:
    whole = merged([a, b, c]).sort(KEY)
    for other in (merged([c, a, b]), merged([merged([a, b]), c]), merged([a, merged([b, c])]), merged([whole])):
        assert_frame_equal(other.sort(KEY), whole)
    assert dict(whole.schema) == TABLE


def test_no_tables_are_an_empty_one() -> None:
    assert (merged([]).height, dict(merged([]).schema)) == (0, TABLE)
    assert Table().take().height == 0


def test_a_table_grows_by_parts_and_is_handed_on_in_order() -> None:
    table = Table()
    for rows in ([("b", 2), ("a", 1)], [("b", 3)]):
        table.add(part(*rows))
    found = table.take()
    assert found.select("client", "connections", "packets", "bytes").rows() == [("a", 1, 1, 10), ("b", 2, 5, 50)]
    assert found.select("first", "last").row(1) == (minute(2), minute(4))
    assert (table.take().height, table.spilled) == (0, 0)


def test_a_table_is_told_apart() -> None:
    table = Table()
    for rows in ([("c", 1), ("b", 2), ("a", 1)], [("b", 3), ("c", 1), ("d", 1)]):
        table.add(part(*rows))
    found, others = table.split(lambda rows: rows["client"].is_in(["a", "b"]))
    assert found.select("client", "packets").rows() == [("a", 1), ("b", 5)]
    assert others == 2
    assert (table.take().height, Table().split(lambda rows: rows["client"].is_null())[1]) == (0, 0)


@given(st.lists(PARTS, max_size=3), st.integers(0, 8))
def test_a_table_that_is_told_apart_is_the_whole_one_in_two(parts: list[pl.DataFrame], most: int) -> None:
    whole, told = Table(most), Table(most)
    for one in parts:
        whole.add(one)
        told.add(one)
    expected = whole.take()
    found, others = told.split(lambda rows: rows["client"] > "a")
    assert_frame_equal(found, expected.filter(pl.col("client") > "a"))
    assert others == expected.filter(pl.col("client") <= "a").height
    assert told.spilled == whole.spilled


def test_the_busiest_conversations_stay_and_the_rest_is_counted() -> None:
    table = Table(2)
    table.add(part(("a", 9), ("b", 1), ("c", 5), ("d", 1)))
    table.add(part(("d", 1), ("c", 1)))
    assert table.take()["client"].to_list() == ["a", "c"]
    assert table.spilled == 3, "one of b, two of d"


def test_a_table_that_is_fed_without_end_stays_small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flow_table, "_SLACK", 2_000)
    table = Table(1_000)
    for start in range(0, 40_000, 500):
        table.add(part(*((f"c{n}", 1) for n in range(start, start + 500))))
        assert table.rows <= 1_000 + 2_000 + 500
    assert table.take().height == 1_000
    assert table.spilled == 39_000


@given(st.lists(PARTS, max_size=4), st.integers(1, 3))
def test_a_table_in_shares_is_the_table(parts: list[pl.DataFrame], shares: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flow_table, "_SHARES", shares)
        patch.setattr(flow_table, "_SLACK", 3)
        table = Table()
        for one in parts:
            table.add(one)
    assert_frame_equal(table.take(), merged(parts).sort(KEY))


@given(st.lists(PARTS, max_size=3), st.integers(0, 8))
def test_the_busiest_are_those_that_sorting_puts_first(parts: list[pl.DataFrame], most: int) -> None:
    table = Table(most)
    for one in parts:
        table.add(one)
    whole = merged(parts)
    by_hand = whole.sort("packets", *KEY, descending=[True, False, False, False, False])
    assert_frame_equal(table.take(), by_hand.head(most).sort(KEY))
    assert table.spilled == by_hand["connections"][most:].sum()


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), unique=True, min_size=1), st.data())
def test_the_first_are_those_that_sorting_puts_first(rows: list[tuple[int, int]], draw: st.DataObject) -> None:
    keys = pl.DataFrame(rows, schema={"one": pl.UInt64, "two": pl.UInt16}, orient="row")
    most = draw.draw(st.integers(1, len(rows)))
    assert keys.filter(first(keys, most)).sort("one", "two").rows() == sorted(rows)[:most]


def test_numbers_are_held_as_narrow_as_they_are() -> None:
    """And handed on as they came."""
    table = Table()
    numbers = part(("a", 3)).with_columns(client=pl.lit(1 << 63, pl.UInt64), server=pl.lit(5, pl.UInt64))
    large = numbers.with_columns(server=pl.lit(6, pl.UInt64), bytes=pl.lit(1 << 40))
    for one in (numbers, large, large):
        table.add(one)
    found = table.take()
    assert found.schema == numbers.schema
    assert found.select("client", "server", "bytes").rows() == [(1 << 63, 5, 30), (1 << 63, 6, 1 << 41)]


def test_many_conversations_take_little_room() -> None:
    table = Table()
    rows = pl.int_range(200_000, eager=True).cast(pl.UInt64)
    table.add(
        pl.DataFrame({name: pl.repeat(1, 200_000, dtype=pl.Int64, eager=True) for name in flows.SUMS}).select(
            rows.alias("client"),
            rows.alias("server"),
            pl.lit(6, pl.UInt8).alias("protocol"),
            pl.lit(80, pl.UInt16).alias("port"),
            *flows.SUMS,
            *(pl.lit(minute(1), frames.TIME).alias(n) for n in ("first", "last")),
        )
    )
    held = sum(share._held.estimated_size() for share in table._shares.values())
    assert held < 40 * 200_000
