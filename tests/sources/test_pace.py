"""No window of time sees more attempts than are permitted, and a late machine asks more slowly."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.running import most_within

from camcensus.sources.pace import LATE, Pace
from camcensus.wire import addresses

waits = st.lists(st.floats(0.0, 3.0), min_size=1, max_size=60)


def made(pace: Pace, steps: list[float]) -> list[float]:
    """When attempts are made by somebody who makes all he may, and waits so long between."""
    now, times = 1_000.0, []
    for step in steps:
        now += step
        for _ in range(pace.tokens(now)):
            pace.take()
            times.append(now)
    return times


@given(st.integers(1, 5_000), waits)
def test_no_second_sees_more_attempts_than_the_rate_and_what_may_be_made_up_for(rate: int, steps: list[float]) -> None:
    assert most_within(made(Pace(rate, 50), steps), 1.0) <= rate + max(1.0, rate * 0.05) + 1


@given(st.integers(1, 200), st.integers(1, 200))
def test_who_waits_as_long_as_he_is_told_makes_the_rate(rate: int, attempts: int) -> None:
    pace, now, count = Pace(rate, 50), 0.0, 0
    pace.tokens(now)
    while count < attempts:
        for _ in range(pace.tokens(now)):
            pace.take()
            count += 1
        now += pace.wait() + 1e-6
    assert now == pytest.approx(attempts / rate, abs=2 / rate + 0.01)


def test_a_wait_is_never_negative() -> None:
    pace = Pace(100, 50)
    assert pace.tokens(0.0) == 1
    assert pace.wait() == 0.0
    pace.take()
    assert pace.wait() == pytest.approx(0.01)


@given(st.integers(1, 5_000), st.lists(st.floats(0.0, 1.0), min_size=2, max_size=60))
def test_the_moments_kept_for_a_subnet_lie_apart(rate: int, steps: list[float]) -> None:
    pace, now, kept = Pace(1_000, rate), 1_000.0, []
    for step in steps:
        now += step
        kept.append(pace.subnet(addresses.number("10.1.2.7"), now))
        assert kept[-1] >= now
    assert all(later - earlier >= 1 / rate - 1e-9 for earlier, later in pairwise(kept))


def test_subnets_do_not_wait_for_each_other() -> None:
    pace = Pace(1_000, 10)
    for one in ("10.1.2.7", "10.1.3.7", "fd00::1", "fd00:0:0:1::1", "0.0.0.7"):
        assert pace.subnet(addresses.number(one), 5.0) == 5.0


@pytest.mark.parametrize(("one", "other"), [("10.1.2.0", "10.1.2.255"), ("fd00::1", "fd00::ffff:0:0:1")])
def test_a_subnet_is_a_24_or_a_64(one: str, other: str) -> None:
    pace = Pace(1_000, 10)
    assert pace.subnet(addresses.number(one), 5.0) == 5.0
    assert pace.subnet(addresses.number(other), 5.0) == pytest.approx(5.1)


def test_a_late_turn_slows_down_and_many_quick_ones_make_up_for_it() -> None:
    pace = Pace(100, 50)
    pace.turn(LATE * 2)
    assert pace.part == pytest.approx(0.7)
    pace.turn(0.001)
    assert 0.7 < pace.part < 0.8
    for _ in range(100):
        pace.turn(0.001)
    assert pace.part == 1.0
    assert pace.slowest == pytest.approx(0.7)
    assert pace.worst == LATE * 2


@given(st.lists(st.floats(0.0, 10.0), max_size=200))
def test_however_late_it_never_stops_and_never_hurries(turns: list[float]) -> None:
    pace = Pace(100, 50)
    for one in turns:
        pace.turn(one)
        assert 0.05 <= pace.slowest <= pace.part <= 1.0
    assert pace.worst == max(turns, default=0.0)


def test_a_slowed_pace_gives_fewer_attempts() -> None:
    pace = Pace(100, 50)
    for _ in range(20):
        pace.turn(1.0)
    assert len(made(pace, [0.01] * 1_000)) == pytest.approx(10 * 100 * 0.05, abs=3)
