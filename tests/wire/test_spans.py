"""Sets of numbers as spans: the same as sets of numbers."""

from __future__ import annotations

from ipaddress import ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import spans

SETS = st.frozensets(st.integers(0, 40), max_size=12)


def of(numbers: frozenset[int]) -> spans.Spans:
    return spans.union(spans.one(number) for number in numbers)


def back(held: spans.Spans) -> frozenset[int]:
    return frozenset(number for at in range(0, len(held), 2) for number in range(held[at], held[at + 1]))


@given(SETS, SETS)
def test_they_are_what_sets_are(a: frozenset[int], b: frozenset[int]) -> None:
    one, two = of(a), of(b)
    assert back(spans.both(one, two)) == a & b
    assert back(spans.without(one, two)) == a - b
    assert back(spans.union([one, two])) == a | b
    assert spans.covers(one, two) is (b <= a)
    assert spans.size(one) == len(a)
    assert all(spans.holds(one, number) is (number in a) for number in range(42))


@given(SETS)
def test_there_is_one_way_to_write_a_set(a: frozenset[int]) -> None:
    held = of(a)
    assert list(held) == sorted(set(held))
    assert spans.union(spans.one(number) for number in sorted(a, reverse=True)) == held


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
        ("10.0.0.7", "10.0.0.7", "10.0.0.7"),
        ("10.0.0.0/255.255.255.0", "10.0.0.0", "10.0.0.255"),
        ("10.0.0.5-10.0.1.2", "10.0.0.5", "10.0.1.2"),
        ("2001:db8::/127", "2001:db8::", "2001:db8::1"),
        ("192.0.0.0/2", "192.0.0.0", "255.255.255.255"),
    ],
)
def test_networks_and_ranges(text: str, first: str, last: str) -> None:
    assert spans.network(text) == spans.span(spans.address(first), spans.address(last))


def test_the_families_lie_apart() -> None:
    assert not spans.both(spans.network("0.0.0.0/0"), spans.network("::/0"))
    assert spans.union([spans.network("0.0.0.0/0"), spans.network("::/0")]) == spans.ADDRESSES
    assert spans.shown(spans.address("2001:db8::1")) == "2001:db8::1"
    assert spans.shown(spans.address("10.0.0.1")) == "10.0.0.1"


@pytest.mark.parametrize("text", ["10.0.0.1-2001:db8::1", "10.0.0.9-10.0.0.1", "10.0.0.256", "x", "10.0.0.1/33", ""])
def test_what_is_no_network_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # of ipaddress as well
        spans.network(text)


@given(st.integers(0, 2**32 - 1), st.integers(0, 12).flatmap(lambda n: st.lists(st.integers(0, 31), max_size=n)))
def test_bits_that_may_differ(base: int, free: list[int]) -> None:
    mask = sum(1 << bit for bit in set(free))
    held = spans.masked(spans.shown(base), spans.shown(mask))
    assert spans.size(held) == 1 << mask.bit_count()
    assert spans.holds(held, base)
    assert all((number ^ base) & ~mask == 0 for at in range(0, len(held), 2) for number in (held[at], held[at + 1] - 1))


def test_bits_that_stand_too_far_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="too far apart"):
        spans.masked("10.0.0.0", "170.170.170.170")


@given(st.integers(0, 2**32 - 1), st.integers(0, 5_000))
def test_the_fewest_networks_are_the_set(low: int, more: int) -> None:
    held = spans.span(low, min(low + more, 2**32 - 1))
    texts = spans.prefixes(held)
    assert spans.union(spans.network(text) for text in texts) == held
    assert sum(ip_network(text).num_addresses for text in texts) == spans.size(held)
    assert len(texts) <= 64


def test_networks_of_both_families() -> None:
    held = spans.union([spans.network("10.0.0.0/24"), spans.network("2001:db8::/64")])
    assert spans.prefixes(held) == ["10.0.0.0/24", "2001:db8::/64"]
