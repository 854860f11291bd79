"""Shares of registers: capped where they make more than a whole, and circles told."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from camcensus.engine._shares import MANY, settled
from camcensus.knowledge.ownership import WHOLE
from camcensus.model.knowledge import Holding


def share(owner: str, low: float | None, **more: object) -> Holding:
    return Holding(owner=owner, asset="a", percent_low=low, percent_high=low, **more)  # type: ignore[arg-type]


def test_shares_that_fit_stay_as_they_are() -> None:
    stated = [(share("x", 60.0), False), (share("y", 40.0), False)]
    found = settled([], stated)
    assert sorted(one.owner for one in found.holdings) == ["x", "y"]
    assert found.remarks == ()
    assert {one.percent_low for one in found.holdings} == {60.0, 40.0}


def test_shares_of_other_times_and_other_kinds_do_not_add_up() -> None:
    stated = [
        (share("x", 60.0, true_to=date(2020, 1, 1)), False),
        (share("y", 60.0, true_from=date(2020, 1, 2)), False),
        (share("z", 60.0, kind="votes"), False),
    ]
    assert settled([], stated).remarks == ()


def test_what_is_known_counts_and_is_not_capped() -> None:
    found = settled([share("k", 80.0)], [(share("x", 60.0), False)])
    assert [(one.owner, one.percent_low) for one in found.holdings] == [("x", 20.0)]


def test_a_circle_between_what_is_known_and_what_is_stated() -> None:
    back = Holding(owner="a", asset="x")
    assert [where for where, _ in settled([back], [(share("x", 1.0), False)]).remarks] == ["a"]
    assert settled([Holding(owner="b", asset="x")], [(share("x", 1.0), False)]).remarks == ()


def test_of_more_claims_than_anybody_has_none_is_certain() -> None:
    found = settled([], [(share(f"x{number}", 60.0), False) for number in range(MANY + 1)])
    assert {one.percent_low for one in found.holdings} == {0.0}
    assert len(found.remarks) == 1


@given(st.lists(st.tuples(st.sampled_from("xyz"), st.floats(0, 100)), max_size=6))
def test_capped_shares_stay_within_what_was_stated(stated: list[tuple[str, float]]) -> None:
    found = settled([], [(share(owner, low), False) for owner, low in stated])
    least: dict[str, float] = {}
    most: dict[str, float] = {}
    for owner, low in stated:
        least[owner] = min(least.get(owner, 100.0), low)
        most[owner] = max(most.get(owner, 0.0), low)
    told = any("100 %" in what for _, what in found.remarks)
    assert told or sum(least.values()) <= WHOLE
    assert not told or sum(most.values()) > WHOLE
    for one in found.holdings:
        assert 0 <= (one.percent_low or 0) <= (one.percent_high or 0)
