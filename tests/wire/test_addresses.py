"""Spans behave as the sets of addresses they stand for."""

from __future__ import annotations

import ipaddress
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import addresses
from camcensus.wire.addresses import RangeTable, Span

small_spans = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda ends: (min(ends), max(ends)))
v4 = st.ip_addresses(v=4).map(str)
v6 = st.ip_addresses(v=6).map(str)


def members(*spans: Span) -> set[int]:
    return {number for low, high in spans for number in range(low, high + 1)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" 192.0.2.7 ", "192.0.2.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2", None),
        ("192.0.2.07", None),
        ("192.0.2.256", None),
        ("", None),
        ("camera-7", None),
        ("192.0.2.0/24", None),
    ],
)
def test_an_address_has_one_form(text: str, expected: str | None) -> None:
    assert expected == addresses.normalise(text)


@given(st.text(max_size=50))
def test_any_text_is_an_address_or_none(text: str) -> None:
    found = addresses.normalise(text)
    assert found is None or found == addresses.normalise(found)


@given(st.lists(v4 | v6, min_size=2, max_size=2))
def test_numbers_order_addresses_with_ipv4_below_ipv6(pair: list[str]) -> None:
    first, second = (ipaddress.ip_address(text) for text in pair)
    expected = (first.version, int(first)) < (second.version, int(second))
    assert expected == (addresses.number(pair[0]) < addresses.number(pair[1]))


@given(st.from_regex(r"[0-9]{1,3}(\.[0-9]{0,3}){2,4}", fullmatch=True) | v4 | v6)
def test_a_number_is_that_of_the_standard_library(text: str) -> None:
    try:
        parsed = ipaddress.ip_address(text)
    except ValueError:
        with pytest.raises(ValueError, match=re.escape(text)):
            addresses.number(text)
    else:
        assert addresses.number(text) == int(parsed) + (1 << 64) * (parsed.version == 6)


def test_a_name_has_no_number() -> None:
    with pytest.raises(ValueError, match="does not appear"):
        addresses.number("camera-7")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("10.0.0.0/8", "10.0.0.0", "10.255.255.255"),
        ("192.0.2.7/32", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
        ("192.0.2.1-192.0.2.9", "192.0.2.1", "192.0.2.9"),
        ("192.0.2.1 - 192.0.2.9", "192.0.2.1", "192.0.2.9"),
        ("2001:db8::/32", "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"),
        ("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
    ],
)
def test_a_span_goes_from_its_first_to_its_last_address(text: str, first: str, last: str) -> None:
    assert (addresses.number(first), addresses.number(last)) == addresses.span(text)


@pytest.mark.parametrize(
    "text", ["10.0.0.1/8", "10.0.0.9-10.0.0.1", "10.0.0.1-", "10.0.0.0/33", "", "a-b", "10.0.0.1-2001:db8::1"]
)
def test_what_is_no_span_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        addresses.span(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3/24", "10.1.2.0/24"),
        ("10.1.2.1-254", "10.1.2.1-10.1.2.254"),
        ("10.1.2.*", "10.1.2.0/24"),
        ("10.1.2.-", "10.1.2.0/24"),
        ("10.1.2.-9", "10.1.2.0-10.1.2.9"),
        ("10.1.2.250-", "10.1.2.250-10.1.2.255"),
        ("10.1.0-3.*", "10.1.0.0/22"),
        ("10.1.0-3.0-255", "10.1.0.0/22"),
        ("*.*.*.*", "0.0.0.0/0"),
        ("2001:db8::1", "2001:db8::1"),
        ("2001:db8::/64", "2001:db8::/64"),
        ("10.1.0-3.7", None),
        ("10.1.2.1,5", None),
        ("10.1.2.9-3", None),
        ("10.1.2.256", None),
        ("10.1.2.3-4-5", None),
        ("camera.example.org", None),
        ("camera-7", None),
        ("10.1.2.0/40", None),
        ("10.0.0.1-2001:db8::1", None),
        ("", None),
    ],
)
def test_scan_targets_are_spans_where_their_addresses_lie_side_by_side(text: str, expected: str | None) -> None:
    found = addresses.scan_target(text)
    assert expected == (None if found is None else addresses.show(found))


parts = st.integers(0, 255)
octet_words = parts.map(str) | st.just("*") | st.tuples(parts, parts).map(lambda ends: f"{min(ends)}-{max(ends)}")


@given(st.lists(octet_words, min_size=4, max_size=4))
def test_an_octet_target_is_exactly_the_addresses_it_names_or_none(words: list[str]) -> None:
    ranges = [(0, 255) if w == "*" else (int(w.split("-")[0]), int(w.split("-")[-1])) for w in words]
    count = 1
    for low, high in ranges:
        count *= high - low + 1
    first = int.from_bytes(bytes(low for low, _ in ranges), "big")
    last = int.from_bytes(bytes(high for _, high in ranges), "big")
    expected = (first, last) if last - first + 1 == count else None
    assert expected == addresses.scan_target(".".join(words))


@given(st.lists(small_spans))
def test_merged_spans_hold_the_same_addresses_in_order_and_apart(spans: list[Span]) -> None:
    merged = addresses.merge(spans)
    assert members(*spans) == members(*merged)
    assert all(one[1] + 1 < other[0] for one, other in itertools.pairwise(merged))


@given(small_spans, st.lists(small_spans))
def test_what_is_left_is_the_whole_without_the_covered(whole: Span, covered: list[Span]) -> None:
    left = addresses.subtract(whole, covered)
    assert members(whole) - members(*covered) == members(*left)
    assert left == addresses.merge(left)


@given(v4 | v6, v4 | v6)
def test_what_is_shown_reads_back_as_the_same_span(one: str, other: str) -> None:
    if ipaddress.ip_address(one).version != ipaddress.ip_address(other).version:
        other = one
    low, high = sorted((addresses.number(one), addresses.number(other)))
    assert (low, high) == addresses.span(addresses.show((low, high)))


@given(st.ip_addresses(), st.data())
def test_a_prefix_is_shown_as_a_prefix(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address, data: st.DataObject
) -> None:
    size = data.draw(st.integers(0, address.max_prefixlen - 1))
    network = str(ipaddress.ip_network(f"{address}/{size}", strict=False))
    assert network == addresses.show(addresses.span(network))


def narrowest(ranges: list[tuple[Span, int]], number: int) -> set[int]:
    """The values that may be given: of the narrowest ranges that hold the number."""
    holding = [(high - low, value) for (low, high), value in ranges if low <= number <= high]
    return {value for width, value in holding if width == min(holding)[0]}


near = st.integers(0, 40).map(lambda at: (at, str(ipaddress.IPv4Address(0x0A000000 + at)))) | st.integers(0, 40).map(
    lambda at: (at, str(ipaddress.IPv6Address((0x20010DB8 << 96) + at)))
)
nested = st.tuples(near, st.integers(0, 20)).map(
    lambda drawn: (addresses.number(drawn[0][1]), addresses.number(drawn[0][1]) + drawn[1])
)


@given(st.lists(nested), near)
def test_the_narrowest_range_wins_in_both_families(spans: list[Span], address: tuple[int, str]) -> None:
    ranges = [(span, index) for index, span in enumerate(spans)]
    allowed = narrowest(ranges, addresses.number(address[1]))
    found = RangeTable(ranges).find(address[1])
    assert found in allowed if allowed else found is None


@given(st.lists(nested), near)
def test_the_last_range_wins_where_that_was_asked(spans: list[Span], address: tuple[int, str]) -> None:
    number = addresses.number(address[1])
    holding = [index for index, (low, high) in enumerate(spans) if low <= number <= high]
    found = RangeTable([(span, index) for index, span in enumerate(spans)], later_wins=True).find(address[1])
    assert (holding[-1] if holding else None) == found


def test_a_name_is_in_no_range() -> None:
    assert RangeTable([(addresses.span("0.0.0.0/0"), "all")]).find("camera-7") is None


def test_ipv6_is_not_inside_all_of_ipv4() -> None:
    table = RangeTable([(addresses.span("0.0.0.0/0"), "v4")])
    assert table.find("255.255.255.255") == "v4"
    assert table.find("::1") is None


def test_a_reach_is_a_target_or_a_range_or_nothing() -> None:
    low = addresses.number("10.0.0.0")
    assert addresses.covered("10.0.0.0/24") == addresses.covered("10.0.0.*") == (low, low + 255)
    assert addresses.covered("10.0.0.0-10.0.0.9") == (low, low + 9)
    assert addresses.covered("everything") is None


@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9))),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 9))),
)
def test_what_is_left_of_many_spans_is_what_sets_would_leave(
    some: list[tuple[int, int]], taken: list[tuple[int, int]]
) -> None:
    spans, covered = ([(low, low + size) for low, size in each] for each in (some, taken))
    left = addresses.minus(spans, covered)
    assert left == sorted(left)
    assert {n for low, high in left for n in range(low, high + 1)} == {
        n for low, high in spans for n in range(low, high + 1)
    } - {n for low, high in covered for n in range(low, high + 1)}


@given(st.ip_addresses())
def test_the_address_of_a_number_is_the_shortest_form(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    assert addresses.text(addresses.number(str(address))) == str(address)
