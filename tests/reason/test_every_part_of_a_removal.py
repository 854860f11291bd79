"""Whatever is missing, a removal is not shown; and a sighting since says that it is there, whatever else there is."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.removals import ADDRESS, MAC, found, judged, told

from camcensus.model.removal import LACKS, Wish
from camcensus.reason import removal

NEEDED = [
    "photo", "table", "status", "person", "port", "leases", "listened", "media", "method", "standard", "witness",
    "weee",
]  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.sets(st.sampled_from(NEEDED), min_size=1))
def test_it_is_never_shown_where_anything_is_missing(gone: set[str]) -> None:
    one = found(without=gone)
    assert one.answer != "shown"
    assert set(one.lacks) <= set(LACKS)
    assert (one.answer == "there") == ("status" in gone)


@settings(max_examples=15, deadline=None)
@given(st.sets(st.sampled_from(NEEDED)), st.dates(date(2026, 10, 2), date(2026, 11, 23)))
def test_a_sighting_after_the_day_always_says_that_it_is_there(gone: set[str], day: date) -> None:
    one = found(told(f"ip:{ADDRESS}", ("mac", MAC), at=day.isoformat(), position=40), without=gone)
    assert one.answer == "there"
    assert one.still is not None
    assert one.still.last is not None
    assert one.still.last.date() == day


def test_the_order_of_what_is_asked_of_the_log_changes_nothing() -> None:
    made, held = judged()
    (device,) = made.devices.filter(pl.col("names").list.contains("asset:cam-1"))["device"].to_list()
    parts = [removal.find(made, device, rows, Wish()).parts for rows in (held, held.reverse())]
    assert parts[0] == parts[1]
