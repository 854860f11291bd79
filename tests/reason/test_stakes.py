"""What owners hold on a day: claims put together, and the share through every path."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.knowledge import Holding
from camcensus.reason.stakes import Stakes

DAY = date(2026, 1, 1)


def holds(owner: str, asset: str, low: float | None = None, high: float | None = None, **more: Any) -> Holding:
    return Holding(owner=owner, asset=asset, percent_low=low, percent_high=low if high is None else high, **more)


def stakes(*holdings: Holding, known_on: date | None = None) -> Stakes:
    return Stakes(holdings, DAY, known_on)


def test_claims_that_differ_leave_an_interval_that_holds_them_all() -> None:
    (one,) = stakes(holds("a", "c", 14), holds("a", "c", 15)).of("c")
    assert (one.low, one.high, len(one.claims)) == (14, 15, 2)


def test_no_owner_has_more_than_the_others_leave() -> None:
    a, b = stakes(holds("a", "c"), holds("b", "c", 60)).of("c")
    assert (a.owner, a.low, a.high) == ("a", 0, 40)
    assert (b.low, b.high) == (60, 60)


def test_votes_count_before_shares_and_seats_beside_them() -> None:
    (one,) = stakes(holds("a", "c", 10), holds("a", "c", 70, kind="votes"), holds("a", "c", 40, 60, kind="board")).of(
        "c"
    )
    assert (one.low, one.high, one.board) == (70, 70, (40, 60))


@pytest.mark.parametrize(
    ("dates", "counts"),
    [
        ({"true_from": DAY}, True),
        ({"true_to": DAY}, True),
        ({"true_from": date(2026, 1, 2)}, False),
        ({"true_to": date(2025, 12, 31)}, False),
        ({"known_from": date(2026, 6, 1)}, False),
        ({"known_from": date(2026, 3, 1)}, True),
    ],
)
def test_only_claims_of_the_day_that_were_known_count(dates: dict[str, Any], counts: bool) -> None:
    assert bool(stakes(holds("a", "c", 10, **dates), known_on=date(2026, 3, 1)).of("c")) is counts


def test_everybody_above_once_whatever_the_circle() -> None:
    assert stakes(holds("a", "c", 40), holds("c", "a", 40), holds("b", "a", 60)).above("c") == ("c", "a", "b")


def test_the_share_through_every_path_in_a_circle() -> None:
    """The worked example of the labels: X 80.95 per cent, RingCo 52.38."""
    found = stakes(holds("p", "x", 60), holds("x", "ring", 40), holds("ring", "x", 40), holds("p", "ring", 20))
    assert found.integrated("ring")["p"] == pytest.approx((52.381, 52.381), abs=0.001)
    assert found.integrated("x")["p"] == pytest.approx((80.952, 80.952), abs=0.001)


def test_a_circle_that_holds_all_of_itself_has_no_answer() -> None:
    assert stakes(holds("a", "b", 100), holds("b", "a", 100)).integrated("a") == {}


def test_nobody_is_recorded() -> None:
    assert stakes().of("c") == ()
    assert stakes().integrated("c") == {}


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 60), st.integers(0, 40)), max_size=12))
def test_shares_lie_within_bounds(edges: list[tuple[int, int, int, int]]) -> None:
    found = stakes(*(holds(f"p{a}", f"p{b}", low, low + more) for a, b, low, more in edges if a != b))
    for asset in map("p{}".format, range(6)):
        for one in found.of(asset):
            assert 0 <= one.low <= one.high
        assert found.above(asset)[0] == asset
        for low, high in found.integrated(asset).values():
            assert low == low  # noqa: PLR0124  # no NaN
            assert high <= 100.0001
