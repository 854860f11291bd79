"""When sightings were, and who held a name when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from tests.reason.spans import during, lease
from tests.support import log, see

from camcensus.reason import keys, times

DAY = timedelta(days=1)


def on(number: int) -> datetime:
    return datetime(2026, 1, 1, tzinfo=UTC) + number * DAY


def held(*rows: tuple[str, int, int], key: str = "a") -> pl.DataFrame:
    """Holder, first day and last day of each span."""
    return pl.DataFrame(
        [(key, holder, on(first), on(last)) for holder, first, last in rows],
        schema={"key": pl.String, "holder": pl.String, "start": pl.Datetime("us", "UTC"),
                "end": pl.Datetime("us", "UTC")},
        orient="row",
    )  # fmt: skip


def asked(windows: pl.DataFrame, first: int, last: int | None = None, key: str = "a") -> tuple[str, int, bool]:
    """Holder, days between, contested."""
    guest = pl.DataFrame({"key": [key], "start": [on(first)], "end": [on(first if last is None else last)]})
    guest = guest.cast({"start": pl.Datetime("us", "UTC"), "end": pl.Datetime("us", "UTC")})
    holder, gap, contested = times.holders(guest, windows).select("holder", "gap", "contested").row(0)
    return holder, gap // 86_400_000_000, contested


def test_a_guest_is_of_the_one_in_whose_time_it_falls() -> None:
    windows = times.windows(held(("A", 1, 5), ("B", 6, 9)))
    assert asked(windows, 3) == ("A", 0, False)
    assert asked(windows, 7) == ("B", 0, False)


def test_elsewhere_it_is_of_the_nearest_and_of_the_later_where_both_are_as_near() -> None:
    windows = times.windows(held(("A", 10, 12), ("B", 20, 22)))
    assert asked(windows, 5) == ("A", 5, False)
    assert asked(windows, 14) == ("A", 2, False)
    assert asked(windows, 16) == ("B", 4, False)
    assert asked(windows, 40) == ("B", 18, False)


def test_a_window_ends_when_the_next_one_begins() -> None:
    windows = times.windows(held(("A", 1, 30), ("B", 10, 12)))
    assert asked(windows, 5) == ("A", 0, False)
    assert asked(windows, 11) == ("B", 0, False)


def test_what_falls_after_a_short_stay_and_within_a_long_promise_is_contested() -> None:
    assert asked(times.windows(held(("A", 1, 30), ("B", 10, 12))), 20)[2]


def test_spans_of_one_holder_with_nobody_between_are_one_window() -> None:
    windows = times.windows(held(("A", 1, 1), ("A", 9, 9), ("B", 12, 12)))
    assert asked(windows, 5) == ("A", 0, False)


def test_two_that_begin_at_one_moment_are_both_doubtful() -> None:
    windows = times.windows(held(("A", 1, 1), ("B", 1, 1)))
    assert asked(windows, 1)[2]
    assert asked(windows, 3)[2]


def test_of_two_that_begin_at_one_moment_the_one_that_stayed_is_sure_later() -> None:
    windows = times.windows(held(("A", 1, 1), ("B", 1, 9)))
    assert asked(windows, 1)[2]
    assert asked(windows, 5) == ("B", 0, False)


def test_a_guest_that_outlasts_a_window_is_contested() -> None:
    windows = times.windows(held(("A", 1, 5), ("B", 6, 9)))
    assert asked(windows, 4, 7)[2]
    assert asked(windows, 0, 20)[2]
    assert not asked(windows, 4, 5)[2]


def test_nobody_held_another_key() -> None:
    guest = held(("x", 1, 1), key="b").select("key", "start", "end")
    assert times.holders(guest, times.windows(held(("A", 1, 5)))).is_empty()


spans = st.lists(
    st.tuples(st.sampled_from("ABC"), st.integers(0, 20), st.integers(0, 6)).map(lambda t: (t[0], t[1], t[1] + t[2])),
    min_size=1,
    max_size=8,
)


@given(spans, st.randoms(use_true_random=False))
def test_windows_never_overlap_and_depend_on_no_order(rows: list[tuple[str, int, int]], random: object) -> None:
    windows = times.windows(held(*rows))
    ends, starts = windows["end"].to_list()[:-1], windows["start"].to_list()[1:]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert times.windows(held(*shuffled)).equals(windows)


@given(spans, st.integers(0, 30))
def test_a_sure_holder_is_the_one_that_came_last(rows: list[tuple[str, int, int]], when: int) -> None:
    holder, gap, contested = asked(times.windows(held(*rows)), when)
    came = [first for _, first, _ in rows if first <= when]
    if gap == 0 and not contested:
        assert holder in {name for name, first, _ in rows if first == max(came)}
    assert holder in {name for name, _, _ in rows}


@given(spans)
def test_at_one_time_there_are_as_many_as_a_count_day_by_day_says(rows: list[tuple[str, int, int]]) -> None:
    lasting = [(holder, first, last + 1) for holder, first, last in rows]  # moments count for a round besides
    frame = held(*lasting)
    (most,) = times.most_at_once(frame, ["key"], "holder")["most"]
    counted = max(len({h for h, first, last in lasting if first <= when <= last}) for when in range(30))
    assert most == counted


def test_a_moment_counts_for_a_round_and_no_longer() -> None:
    near = held(("A", 1, 1), ("B", 1, 1)).with_columns(
        pl.col("start", "end") + pl.when(pl.col("holder") == "B").then(pl.duration(hours=20)).otherwise(pl.duration())
    )
    assert times.most_at_once(near, ["key"], "holder")["most"].to_list() == [2]
    assert times.most_at_once(held(("A", 1, 1), ("B", 3, 3)), ["key"], "holder")["most"].to_list() == [1]


def test_what_is_undated_is_always_there() -> None:
    undated = held(("A", 1, 1), ("B", 9, 9)).with_columns(
        pl.when(pl.col("holder") == "B").then(None).otherwise(pl.col("start", "end")).name.keep()
    )
    assert times.most_at_once(undated, ["key"], "holder")["most"].to_list() == [2]


def test_overlapping_spans_are_one_island() -> None:
    found = times.merged(held(("A", 1, 3), ("A", 2, 5), ("A", 7, 8)), "key", "holder")
    assert found.select("start", "end").rows() == [(on(1), on(5)), (on(7), on(8))]


def last(*parts: pl.DataFrame) -> dict[str, datetime | None]:
    seen = keys.sightings(log(parts))
    return dict(seen.select("value", last=times.last_seen(seen)).iter_rows())


def test_a_lease_is_not_seen_after_everything_else_in_the_log() -> None:
    scan = see("ip:10.0.1.9", ("http.title", "x"), at="2026-02-01")
    given = lease("10.0.1.5", "44:19:b6:00:00:01", "2026-01-01", "2026-03-01")
    assert last(scan, given)["active"] == datetime(2026, 2, 1, tzinfo=UTC)


def test_a_lease_whose_end_is_told_was_seen_until_its_until() -> None:
    told = lease("10.0.1.5", "44:19:b6:00:00:01", "2026-01-01", "2026-03-01", ("lease.ends", "2026-04-01T00:00:00Z"))
    assert last(told)["active"] == datetime(2026, 3, 1, tzinfo=UTC)


def test_a_lease_binds_until_its_end() -> None:
    parts = [
        lease("10.0.1.5", "44:19:b6:00:00:01", "2026-01-01", "2026-01-02", ("lease.ends", "2026-04-01T00:00:00Z")),
        lease("10.0.1.6", "44:19:b6:00:00:02", "2026-01-01", "2026-01-02", ("lease.ends", "never")),
        lease("10.0.1.7", "44:19:b6:00:00:03", "2026-01-01", "2026-01-02", ("lease.ends", "soon")),
    ]
    found = times.spans(keys.sightings(log(parts))).sort("sighting")
    assert [bound.year * 100 + bound.month for bound in found["bound"]] == [202604, 999912, 202601]
    assert not found["promised"].any()


def test_a_lease_without_a_told_end_is_a_promise() -> None:
    found = times.spans(keys.sightings(log([lease("10.0.1.5", "44:19:b6:00:00:01", "2026-01-01", "2026-01-02")])))
    assert found["promised"].all()


def test_a_devices_own_clock_dates_nothing() -> None:
    own = during("ip:10.0.1.5", ("http.title", "x"), first="1970-01-01").with_columns(at_quality=pl.lit("device-clock"))
    found = times.spans(keys.sightings(log([own])))
    assert found.select("start", "end", "bound").row(0) == (None, None, None)
