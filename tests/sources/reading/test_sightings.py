from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from tests.sources.files import context

from camcensus.model import frames
from camcensus.sources.reading import sightings

START = datetime(2026, 11, 23, tzinfo=UTC)
SCHEMA: dict[str, Any] = {
    "subject": pl.String, "field": pl.String, "value": pl.String, "first": frames.TIME, "last": frames.TIME,
    "count": pl.Int64,
}  # fmt: skip


def found(first: datetime | None, last: datetime | None, count: int = 1, **changes: str) -> dict[str, Any]:
    rows = pl.DataFrame([("ip:10.0.0.5", "dns.query", "a", first, last, count)], schema=SCHEMA, orient="row")
    frame = sightings.observations(rows, context(Path("x")), "importer:test@1", **changes)
    assert dict(frame.schema) == frames.SCHEMA
    (row,) = frame.to_dicts()
    return row


def test_a_row_is_an_interval() -> None:
    row = found(START, START + timedelta(hours=1), 7, vantage="gate", quality="local-guessed")
    assert (row["at"], row["until"], row["count"]) == (START, START + timedelta(hours=1), 7)
    assert (row["vantage"], row["at_quality"], row["source"]) == ("gate", "local-guessed", "importer:test@1")
    assert (row["body"], row["realm"], row["encoding"], row["original"]) == ("dept", "main", "text", None)


def test_a_row_without_times_has_none() -> None:
    row = found(None, START)
    assert (row["at"], row["until"], row["at_quality"]) == (None, None, "unknown")


def test_a_row_never_ends_before_it_begins_and_counts_at_least_once() -> None:
    row = found(START, START - timedelta(hours=1), 0)
    assert (row["at"], row["until"], row["count"]) == (START, START, 1)
    assert found(START, None)["until"] == START


def test_the_id_is_that_of_the_same_observation_made_by_hand() -> None:
    row = found(START, START)
    (one,) = frames.to_observations(pl.DataFrame([row], schema=frames.SCHEMA))
    assert one.id == row["id"]
