"""The flow table: who talked to whom, over which port, how much, from when to when."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context
from tests.sources.reading.talks import PARTS, minute, part

from camcensus.model import frames
from camcensus.sources.reading import flows
from camcensus.sources.reading.flow_table import merged
from camcensus.sources.reading.flows import KEY, TABLE, conversations

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
        (source, target, protocol, port, other, n, 10 * n, minute(n), minute(n) + timedelta(seconds=9), opener)
        for n, (source, port, target, other, opener) in enumerate(rows, start=1)
    ]
    return pl.DataFrame(records, schema=ONEWAY, orient="row")


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
        "first": minute(1), "last": minute(2) + timedelta(seconds=9),
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
    assert only(conversations(rows))["first"] == minute(1)


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
    assert (row["at"], row["until"]) == (minute(3), minute(5))


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
