"""What lies inside a scope, and that every address of it is visited once, no subnet in a row."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.running import scope

from camcensus.sources.territory import Territory, count, visiting
from camcensus.wire import addresses
from camcensus.wire.addresses import Span

BASE = addresses.number("10.0.0.0")


@st.composite
def ranges(draw: st.DrawFn) -> Span:
    low = BASE + draw(st.integers(0, 2_000))
    return low, low + draw(st.integers(0, 700))


def inside(spans: list[Span]) -> set[int]:
    return {number for low, high in spans for number in range(low, high + 1)}


def written(spans: list[Span]) -> list[str]:
    return [addresses.show(one) for one in spans]


@given(st.lists(ranges(), min_size=1, max_size=5), st.lists(ranges(), max_size=5))
def test_it_holds_what_is_named_and_not_excluded(named: list[Span], excluded: list[Span]) -> None:
    territory = Territory(scope(*written(named), exclude=written(excluded)))
    expected = inside(named) - inside(excluded)
    for number in range(BASE - 2, BASE + 2_710):
        assert (territory.realm_of(number) is not None) == (number in expected)
    assert inside(territory.swept()) == expected
    assert count(territory.swept()) == len(expected)


@given(st.lists(ranges(), min_size=1, max_size=5))
def test_every_address_is_visited_once(spans: list[Span]) -> None:
    merged = addresses.merge(spans)
    assert Counter(visiting(merged)) == Counter(inside(merged))


def test_subnets_are_visited_in_turn() -> None:
    found = list(visiting([addresses.span("10.0.0.0/22")]))
    assert written([(one, one) for one in found[:6]]) == [
        "10.0.0.0", "10.0.1.0", "10.0.2.0", "10.0.3.0", "10.0.0.1", "10.0.1.1",
    ]  # fmt: skip


def test_a_prefix_that_begins_within_a_subnet_is_visited_from_there() -> None:
    found = list(visiting([addresses.span("10.0.0.254-10.0.1.1")]))
    assert written([(one, one) for one in found]) == ["10.0.0.254", "10.0.1.0", "10.0.0.255", "10.0.1.1"]


def test_a_realm_is_that_of_its_range() -> None:
    territory = Territory(scope(("10.0.0.0/24", "north"), ("10.0.2.0/24", "south"), exclude=["10.0.2.9"]))
    asked = ["10.0.0.7", "10.0.1.7", "10.0.2.7", "10.0.2.9"]
    assert [territory.realm(one) for one in asked] == ["north", None, "south", None]
    assert territory.spans == {
        "north": [addresses.span("10.0.0.0/24")],
        "south": [addresses.span("10.0.2.0-10.0.2.8"), addresses.span("10.0.2.10-10.0.2.255")],
    }


@pytest.mark.parametrize("text", ["", "camera.example", "10.0.0", "10.0.0.0/24", "10.0.0.300", "%eth0", "[::1]", "\0"])
def test_what_is_no_address_lies_outside(text: str) -> None:
    assert Territory(scope("10.0.0.0/8")).realm(text) is None


def test_the_scope_of_a_link_local_address_does_not_matter() -> None:
    assert Territory(scope("fe80::/64")).realm("fe80::1%eth0") == "main"


def test_ipv6_is_never_swept_but_where_hosts_are_named_nearly_one_by_one() -> None:
    territory = Territory(scope("fd00::/64", "fd01::7", "fd02::10-fd02::1f", "fd03::/123", "10.0.0.0/30"))
    assert written(territory.swept()) == ["10.0.0.0/30", "fd01::7", "fd02::10/124"]
    assert territory.realm("fd00::1") == territory.realm("fd03::1f") == "main"


def test_an_excluded_ipv6_host_is_outside() -> None:
    territory = Territory(scope("fd00::/64", exclude=["fd00::7"]))
    assert territory.realm("fd00::7") is None
    assert territory.realm("fd00::8") == "main"
