"""The flow table: who talked to whom, over which port, how much, from when to when."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.sources.files import context

from camcensus.model import frames
from camcensus.sources.reading import flows
from camcensus.sources.reading.flows import KEY, TABLE, Table, conversations, merged

START = datetime(2026, 11, 10, tzinfo=UTC)
ONEWAY: dict[str, Any] = {
    "source": pl.String,
    "target": pl.String,
    "protocol": pl.String,
    "source_port": pl.UInt16,
    "target_port": pl.UInt16,
    "packets": pl.Int64,
    "bytes": pl.Int64,
    "first": frames.TIME,
    "last": frames.TIME,
    "opener": pl.Boolean,
}


def oneway(*rows: tuple[str, int, str, int, bool | None], protocol: str = "tcp") -> pl.DataFrame:
    """Records of (source, port, target, port, opener): the n-th has n packets of 10 bytes, in the n-th minute."""
    records = [
        (source, target, protocol, port, other, n, 10 * n, _minute(n), _minute(n) + timedelta(seconds=9), opener)
        for n, (source, port, target, other, opener) in enumerate(rows, start=1)
    ]
    return pl.DataFrame(records, schema=ONEWAY, orient="row")


def _minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def only(table: pl.DataFrame) -> dict[str, Any]:
    (row,) = table.rows(named=True)
    return row


# --- conversations ----------------------------------------------------------------------------------------------------


def test_both_directions_are_one_conversation() -> None:
    table = conversations(
        oneway(("10.0.0.9", 50_000, "10.0.0.5", 554, True), ("10.0.0.5", 554, "10.0.0.9", 50_000, False))
    )
    assert dict(table.schema) == TABLE
    assert only(table) == {
        "client": "10.0.0.9", "server": "10.0.0.5", "protocol": "tcp", "port": 554, "connections": 1,
        "packets": 1, "bytes": 10, "packets_back": 2, "bytes_back": 20,
        "first": _minute(1), "last": _minute(2) + timedelta(seconds=9),
    }  # fmt: skip


def test_connections_from_several_ports_of_a_client_are_added_up() -> None:
    table = conversations(
        oneway(*((f"10.0.0.{host}", 50_000 + n, "10.0.0.5", 554, True) for n in range(3) for host in (8, 9)))
    )
    assert table.sort(KEY).select("client", "connections", "packets").rows() == [
        ("10.0.0.8", 3, 9),
        ("10.0.0.9", 3, 12),
    ]


@pytest.mark.parametrize(
    ("row", "client", "port"),
    [
        (("a", 554, "b", 80, True), "a", 80),
        (("a", 80, "b", 554, True), "a", 554),
        (("a", 80, "b", 554, False), "b", 80),
        (("a", 50_000, "b", 554, None), "a", 554),
        (("a", 554, "b", 50_000, None), "b", 554),
        (("a", 123, "b", 123, None), "a", 123),
        (("b", 123, "a", 123, None), "a", 123),
        (("a", 0, "b", 0, None), "a", 0),
        (("a", 546, "b", 547, None), "a", 547),
        (("a", 547, "b", 546, None), "b", 547),
        (("a", 546, "b", 546, None), "a", 546),
    ],
)
def test_who_began_is_told_by_the_opener_else_by_the_port(
    row: tuple[str, int, str, int, bool | None], client: str, port: int
) -> None:
    found = only(conversations(oneway(row)))
    assert (found["client"], found["server"], found["port"]) == (client, "ab".replace(client, ""), port)


def test_of_a_conversation_of_which_only_the_answer_was_seen_there_was_one_connection() -> None:
    found = only(conversations(oneway(("10.0.0.5", 554, "10.0.0.9", 50_000, None))))
    assert (found["connections"], found["packets"], found["packets_back"]) == (1, 0, 1)


def test_times_that_are_not_known_are_none() -> None:
    rows = oneway(("a", 9, "b", 5, None), ("a", 9, "b", 5, None)).with_columns(pl.lit(None, frames.TIME).alias("last"))
    assert only(conversations(rows))["last"] is None
    assert only(conversations(rows))["first"] == _minute(1)


def test_addresses_keep_their_type() -> None:
    numbers = oneway(("a", 9, "b", 5, None)).with_columns(source=pl.lit(1, pl.UInt32), target=pl.lit(2, pl.UInt32))
    assert conversations(numbers).schema["client"] == pl.UInt32


ENDS = st.tuples(st.sampled_from("abc"), st.sampled_from([0, 80, 554, 50_000]))
RECORDS = st.lists(st.tuples(ENDS, ENDS, st.sampled_from([True, False, None])), max_size=8)


@given(RECORDS)
def test_nothing_is_lost(records: list[tuple[tuple[str, int], tuple[str, int], bool | None]]) -> None:
    rows = oneway(*((*source, *target, opener) for source, target, opener in records))
    table = conversations(rows)
    for column in ("packets", "bytes"):
        assert pl.concat([table[column], table[f"{column}_back"]]).sum() == rows[column].sum()
    assert (table["first"].min(), table["last"].max()) == (rows["first"].min(), rows["last"].max())
    assert table["connections"].sum() <= max(len(records), table.height)
    assert table.select(KEY).is_unique().all()


# --- tables -----------------------------------------------------------------------------------------------------------


def part(*rows: tuple[str, int]) -> pl.DataFrame:
    """A part with a conversation of a client with ``s``: (client, packets)."""
    records = [
        (client, "s", "tcp", 554, 1, packets, 10 * packets, 0, 0, _minute(packets), _minute(packets + 1))
        for client, packets in rows
    ]
    return pl.DataFrame(records, schema=TABLE, orient="row")


PARTS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=4).map(lambda rows: part(*rows))


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
    assert found.select("first", "last").row(1) == (_minute(2), _minute(4))
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
    monkeypatch.setattr(flows, "_SLACK", 2_000)
    table = Table(1_000)
    for start in range(0, 40_000, 500):
        table.add(part(*((f"c{n}", 1) for n in range(start, start + 500))))
        assert table._rows <= 2 * 1_000 + 2_000 + 500
    assert table.take().height == 1_000
    assert table.spilled == 39_000


# --- observations -----------------------------------------------------------------------------------------------------


def test_a_conversation_is_an_observation() -> None:
    table = merged([part(("10.0.0.9", 3)), part(("10.0.0.9", 4))])
    found = flows.observations(table, context(Path("x.pcap")), "importer:x@1", vantage="sensor-1")
    assert dict(found.schema) == frames.SCHEMA
    row = only(found)
    assert row["subject"] == "flow:10.0.0.9>s/tcp/554"
    assert json.loads(row["value"]) == {"bytes": 70, "bytes_back": 0, "packets": 7, "packets_back": 0}
    assert (row["body"], row["realm"], row["field"], row["source"]) == (
        "dept",
        "main",
        "flow.conversation",
        "importer:x@1",
    )
    assert (row["count"], row["vantage"], row["at_quality"], row["original"]) == (2, "sensor-1", "exact", None)
    assert (row["at"], row["until"]) == (_minute(3), _minute(5))


def test_a_conversation_without_times_has_none() -> None:
    table = part(("a", 3)).with_columns(
        pl.lit(None, frames.TIME).alias("first"), pl.lit(None, frames.TIME).alias("last")
    )
    row = only(flows.observations(table, context(Path("x")), "importer:x@1"))
    assert (row["at"], row["until"], row["at_quality"]) == (None, None, "unknown")


def test_addresses_of_ipv6_are_written_as_they_are() -> None:
    table = part(("2001:db8::9", 3)).with_columns(server=pl.lit("2001:db8::5"), protocol=pl.lit("udp"))
    row = only(flows.observations(table, context(Path("x")), "importer:x@1"))
    assert row["subject"] == "flow:2001:db8::9>2001:db8::5/udp/554"


@given(PARTS)
def test_observations_are_what_the_model_says_they_are(rows: pl.DataFrame) -> None:
    found = flows.observations(merged([rows]).sort(KEY), context(Path("x")), "importer:x@1")
    assert found["id"].is_unique().all()
    assert found.equals(frames.with_ids(found))
    assert [one.id for one in frames.to_observations(found)] == found["id"].to_list()


@given(PARTS, st.integers(1, 5))
def test_merging_in_shares_is_merging(rows: pl.DataFrame, share: int) -> None:
    whole = merged([rows])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flows, "_SHARE", share)
        assert_frame_equal(merged([rows]).sort(KEY), whole.sort(KEY))


@given(PARTS, st.integers(1, 8))
def test_the_busiest_are_those_that_sorting_puts_first(rows: pl.DataFrame, most: int) -> None:
    whole = merged([rows])
    if whole.height > most:
        kept, others = flows._busiest(whole, most)
        by_hand = whole.sort("packets", *KEY, descending=[True, False, False, False, False])
        assert_frame_equal(kept.sort(KEY), by_hand.head(most).sort(KEY))
        assert others == by_hand["connections"][most:].sum()
