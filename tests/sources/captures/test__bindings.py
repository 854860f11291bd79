"""Which Ethernet address an IP address had: routers are none, and who comes later follows who was before."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make

from camcensus.sources.captures import _bindings
from camcensus.sources.captures._bindings import Binding, Bindings
from camcensus.wire.capture.headers import Addresses

ONE, TWO, THREE = "44:19:b6:00:00:05", "02:00:5e:00:53:20", "02:00:5e:00:53:21"


def number(known: Addresses, address: str) -> int:
    if ":" in address:
        return int(known.numbers(np.frombuffer(make.ip(address), dtype=np.uint8).reshape(1, 16))[0])
    return int.from_bytes(make.ip(address), "big")


Seen = tuple[str | int, str, int, int]
"""Ethernet address, IP address, first, last."""


def columns(known: Addresses, rows: list[Seen]) -> list[pl.Series]:
    macs = [mac if isinstance(mac, int) else int.from_bytes(make.mac(mac), "big") for mac, *_ in rows]
    return [
        pl.Series(macs, dtype=pl.UInt64),
        pl.Series([number(known, address) for _, address, *_ in rows], dtype=pl.UInt64),
        pl.Series([first for *_, first, _ in rows], dtype=pl.Int64),
        pl.Series([last for *_, last in rows], dtype=pl.Int64),
    ]


def bound(frames: list[Seen], stated: list[Seen] | None = None, told: list[Binding] | None = None) -> list[Binding]:
    known = Addresses()
    found = Bindings(known)
    found.seen(*columns(known, frames), stated=False)
    found.seen(*columns(known, stated or []), stated=True)
    found.state(told or [])
    return found.take()


def test_frames_bind() -> None:
    assert bound([(ONE, "10.0.0.5", 3, 9), (ONE, "10.0.0.5", 1, 4), (TWO, "fe80::9", 5, 5)]) == [
        Binding("10.0.0.5", ONE, 1, 9),
        Binding("fe80::9", TWO, 5, 5),
    ]


def test_nothing_binds_nothing() -> None:
    assert Bindings(Addresses()).take() == []
    assert bound([]) == []


@pytest.mark.parametrize(
    ("frames", "bind"),
    [
        ([(ONE, "10.0.0.5", 1, 1), (ONE, "10.0.0.6", 2, 2)], False),
        ([(ONE, "10.0.0.5", 1, 1), (ONE, "198.51.100.7", 2, 2)], False),
        ([(ONE, "10.0.0.5", 1, 1), (ONE, "169.254.7.7", 2, 2)], True),
        ([(ONE, "10.0.0.5", 1, 1), (ONE, "0.0.0.0", 2, 2)], True),  # noqa: S104  # asks for an address
        ([(ONE, "10.0.0.5", 1, 1), *((ONE, f"fe80::{n}", 2, 2) for n in range(4))], True),
        ([(ONE, "10.0.0.5", 1, 1), *((ONE, f"2001:db8::{n}", 2, 2) for n in range(1, 6))], False),
    ],
)
def test_a_router_is_not_bound_to_who_stands_behind_it(frames: list[Seen], *, bind: bool) -> None:
    assert (("10.0.0.5", ONE) in {one[:2] for one in bound(frames)}) == bind


def test_what_is_not_near_by_is_not_bound_by_frames() -> None:
    assert bound([(ONE, "198.51.100.7", 1, 1), (TWO, "2001:db8::5", 1, 1)]) == []
    assert bound([], [(ONE, "198.51.100.7", 1, 1)]) == [Binding("198.51.100.7", ONE, 1, 1)]


def test_what_a_router_states_of_itself_holds() -> None:
    frames: list[Seen] = [(ONE, "10.0.0.1", 1, 1), (ONE, "198.51.100.7", 2, 2)]
    assert bound(frames, [(ONE, "10.0.0.1", 5, 5)]) == [Binding("10.0.0.1", ONE, 5, 5)]


@pytest.mark.parametrize("mac", [-1, 0, 1 << 48, "ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01"])
def test_addresses_that_are_no_host_s_bind_nothing(mac: str | int) -> None:
    number = mac if isinstance(mac, str) else mac % (1 << 64)
    assert bound([(number, "10.0.0.5", 1, 1)], [(number, "10.0.0.6", 1, 1)]) == []


@pytest.mark.parametrize("address", ["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.251", "255.255.255.255", "::"])  # noqa: S104
def test_addresses_that_nobody_has_are_bound_to_nothing(address: str) -> None:
    assert bound([(ONE, address, 1, 1)], [(TWO, address, 1, 1)]) == []


def test_times_that_are_not_known() -> None:
    assert bound([(ONE, "10.0.0.5", -1, -1)]) == [Binding("10.0.0.5", ONE, -1, -1)]
    assert bound([(ONE, "10.0.0.5", -1, -1), (ONE, "10.0.0.5", 4, 7)]) == [Binding("10.0.0.5", ONE, 4, 7)]
    told = [Binding("10.0.0.5", ONE, -1, -1)]
    assert bound([(ONE, "10.0.0.5", 4, 7)], told=told) == [Binding("10.0.0.5", ONE, 4, 7)]


# --- who comes later -------------------------------------------------------------------------------------------------


def test_two_hosts_on_one_address_over_time_follow_each_other() -> None:
    frames: list[Seen] = [(ONE, "10.0.0.5", 1, 9), (TWO, "10.0.0.5", 20, 30)]
    assert bound(frames, [(ONE, "10.0.0.5", 2, 3)], [Binding("10.0.0.5", TWO, 19, 25)]) == [
        Binding("10.0.0.5", ONE, 1, 9),
        Binding("10.0.0.5", TWO, 19, 30),
    ]


def test_who_comes_back_has_it_twice() -> None:
    told = [Binding("10.0.0.5", ONE, 1, 5), Binding("10.0.0.5", TWO, 10, 15), Binding("10.0.0.5", ONE, 20, 25)]
    assert bound([], told=told[::-1]) == told


def test_spans_of_one_pair_that_overlap_are_one() -> None:
    told = [Binding("10.0.0.5", ONE, 1, 100), Binding("10.0.0.5", TWO, 10, 15), Binding("10.0.0.5", ONE, 50, 120)]
    assert bound([], told=told) == [Binding("10.0.0.5", ONE, 1, 120), Binding("10.0.0.5", TWO, 10, 15)]


spans = st.builds(
    lambda address, mac, first, more: Binding(address, mac, first, first + more if first >= 0 else -1),
    st.sampled_from(["10.0.0.5", "10.0.0.6"]),
    st.sampled_from([ONE, TWO, THREE]),
    st.integers(-1, 50),
    st.integers(0, 10),
)


@given(st.lists(spans, max_size=12))
def test_bindings_cover_what_was_said_and_no_more_pairs(told: list[Binding]) -> None:
    found = bound([], told=told)
    assert {one[:2] for one in found} == {one[:2] for one in told}
    assert [one.address for one in found] == sorted(one.address for one in found)
    for one in told:
        own = [other for other in found if other[:2] == one[:2]]
        assert any(other.first <= max(one.first, 0) <= max(other.last, 0) for other in own) or one.first < 0
        assert any(other.last >= one.last for other in own)
    for one, other in pairwise(found):
        assert one[:2] != other[:2]
        assert one.address != other.address or one.first <= other.first or other.first < 0


@given(st.lists(spans, max_size=12), st.randoms())
def test_the_order_in_which_they_were_said_changes_nothing(told: list[Binding], rnd: object) -> None:
    shuffled = list(told)
    rnd.shuffle(shuffled)  # type: ignore[attr-defined]  # a Random
    assert bound([], told=told) == bound([], told=shuffled)


def test_many_are_folded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_bindings, "MAX_HELD", 3)
    known = Addresses()
    found = Bindings(known)
    for turn in range(20):
        found.seen(*columns(known, [(ONE, "10.0.0.5", turn, turn + 2), (TWO, "10.0.0.6", -1, -1)]), stated=False)
        assert sum(part.height for part in found._seen) <= 7
    assert found.take() == [Binding("10.0.0.5", ONE, 0, 21), Binding("10.0.0.6", TWO, -1, -1)]


def test_pairs_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that came first stay."""
    monkeypatch.setattr(_bindings, "MAX_PAIRS", 3)
    known = Addresses()
    found = Bindings(known)
    found.seen(*columns(known, [(ONE, f"10.0.0.{n}", n, n) for n in range(1, 9)]), stated=True)
    assert [one.address for one in found.take()] == ["10.0.0.1", "10.0.0.2", "10.0.0.3"]
    assert found.spilled == 5


def test_many_hosts_on_one_address_take_time_in_proportion() -> None:
    told = [
        Binding("10.0.0.5", f"02:00:5e:{n >> 16:02x}:{n >> 8 & 255:02x}:{n & 255:02x}", n, n) for n in range(50_000)
    ]
    assert bound([], told=told) == told


def test_an_address_as_text() -> None:
    assert _bindings.shown(0x4419B6000005) == ONE
    assert _bindings.shown(5) == "00:00:00:00:00:05"
