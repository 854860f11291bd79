"""Parts of flow tables, as readers add them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import strategies as st

from camcensus.sources.reading.flows import TABLE

START = datetime(2026, 11, 10, tzinfo=UTC)


def minute(number: int) -> datetime:
    return START + timedelta(minutes=number)


def part(*rows: tuple[str, int]) -> pl.DataFrame:
    """A part with a conversation of a client with ``s``: (client, packets)."""
    records = [
        (client, "s", "tcp", 554, 1, packets, 10 * packets, 0, 0, minute(packets), minute(packets + 1))
        for client, packets in rows
    ]
    return pl.DataFrame(records, schema=TABLE, orient="row")


PARTS = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), max_size=4).map(lambda rows: part(*rows))
