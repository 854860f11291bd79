"""Buckets: so many at once, so many in a time, of each key its own, and of all keys no more than fit."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.test_access import Clock

from camcensus.engine.access import SECOND
from camcensus.engine.pace import Buckets, Pace, Rate, Rates
from camcensus.model.errors import TooOften

RATE = Rate(burst=3, every=10 * SECOND)


def taken(held: Buckets, key: str, times: int) -> int:
    """How many of so many were let through."""
    count = 0
    for _ in range(times):
        try:
            held.take(key)
        except TooOften:
            continue
        count += 1
    return count


def test_so_many_at_once_and_then_one_in_a_time() -> None:
    clock = Clock()
    held = Buckets(RATE, clock)
    assert taken(held, "a", 9) == 3
    clock.at += 10 * SECOND - 1
    assert taken(held, "a", 9) == 0
    clock.at += 1
    assert taken(held, "a", 9) == 1
    clock.at += 1_000 * SECOND
    assert taken(held, "a", 9) == 3


def test_one_is_told_when_to_ask_again_and_then_may() -> None:
    clock = Clock()
    held = Buckets(RATE, clock)
    taken(held, "a", 3)
    clock.at += 500_000
    with pytest.raises(TooOften) as found:
        held.take("a")
    assert found.value.wait == 10
    assert "in 10 seconds" in str(found.value)
    clock.at += found.value.wait * SECOND
    held.take("a")


def test_each_has_its_own() -> None:
    held = Buckets(RATE, Clock())
    assert [taken(held, key, 5) for key in "abc"] == [3, 3, 3]


def test_of_too_many_the_one_that_was_silent_longest_is_forgotten() -> None:
    held = Buckets(RATE, Clock(), most=100)
    taken(held, "first", 3)
    for number in range(99):
        held.take(str(number))
    assert taken(held, "first", 3) == 0
    for number in range(5_000):
        held.take(f"x{number}")
        assert len(held) <= 100
    assert taken(held, "first", 5) == 3


def test_many_at_once_get_no_more() -> None:
    held = Buckets(Rate(burst=50, every=SECOND), Clock())
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda _: taken(held, "a", 25), range(8))) == 50


@given(steps=st.lists(st.integers(0, 40 * SECOND), max_size=60))
def test_never_more_than_the_rate_in_any_time(steps: list[int]) -> None:
    clock = Clock()
    held, times = Buckets(RATE, clock), list[int]()
    for step in steps:
        clock.at += step
        times += [clock.at] * taken(held, "a", 2)
    for index, begin in enumerate(times):
        for count, end in enumerate(times[index:], 1):
            assert count <= RATE.burst + (end - begin) // RATE.every + 1


def test_the_usual_rates_let_a_person_work() -> None:
    pace = Pace(Clock())
    assert taken(pace.sign_in_address, "office", 100) == Rates().sign_in_address.burst == 60
    assert taken(pace.sign_in_name, "Ann", 100) == 30
    assert taken(pace.ask_name, "Ann", 1_200) == 1_000
    assert taken(pace.ask_address, "office", 2_500) == 2_000
