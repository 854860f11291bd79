"""Datagrams out of fragments: any order, overlaps, and bounds that hold whatever comes."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import fragments
from camcensus.wire.fragments import Reassembly

WHOLE = bytes(range(256)) * 10
KEY = ("192.0.2.7", "192.0.2.1", 17, 4_711)


def cut(data: bytes, size: int = 512) -> list[tuple[int, bool, bytes]]:
    """Offset, whether more follow, and bytes of each fragment."""
    return [(at, at + size < len(data), data[at : at + size]) for at in range(0, len(data), size)]


def test_fragments_in_order_make_a_datagram() -> None:
    room = Reassembly()
    *first, last = cut(WHOLE)
    assert [room.add(KEY, *one) for one in first] == [None] * len(first)
    assert (len(room), room.held) == (1, len(WHOLE) - len(last[2]))
    assert room.add(KEY, *last) == WHOLE
    assert (len(room), room.held, room.counts) == (0, 0, fragments.Counts(whole=1))


def test_a_datagram_that_is_no_fragment_is_whole_at_once() -> None:
    room = Reassembly()
    assert room.add(KEY, 0, False, b"abc") == b"abc"
    assert room.add(KEY, 0, False, b"") == b""
    assert room.counts.whole == 2


def test_numbers_keep_datagrams_apart() -> None:
    room = Reassembly()
    assert room.add(1, 0, True, b"a" * 8) is None
    assert room.add(2, 0, True, b"b" * 8) is None
    assert room.add(1, 8, False, b"A") == b"aaaaaaaaA"
    assert room.add(2, 8, False, b"B") == b"bbbbbbbbB"


def test_of_bytes_that_come_twice_the_first_stand() -> None:
    room = Reassembly()
    room.add(KEY, 8, True, b"b" * 8)
    room.add(KEY, 0, True, b"a" * 16)
    room.add(KEY, 8, True, b"c" * 16)
    assert room.add(KEY, 24, False, b"d") == b"a" * 8 + b"b" * 8 + b"c" * 8 + b"d"
    assert room.counts == fragments.Counts(whole=1, overlapping=2)


def test_a_fragment_that_comes_again_is_told_from_one_that_differs() -> None:
    room = Reassembly()
    room.add(KEY, 0, True, b"a" * 8)
    room.add(KEY, 8, True, b"b" * 8)
    room.add(KEY, 0, True, b"a" * 8 + b"b" * 8)
    room.add(KEY, 8, True, b"b" * 8)
    assert (room.counts.repeated, room.counts.overlapping) == (2, 0)
    room.add(KEY, 8, True, b"x" * 8)
    assert (room.counts.repeated, room.counts.overlapping) == (2, 1)
    assert room.held == 16


@pytest.mark.parametrize(
    ("offset", "more", "data"),
    [
        (-8, True, b"a" * 8),
        (4, False, b"a"),
        (0, True, b"a" * 7),
        (0, True, b""),
        (65_528, True, b"a" * 8),
        (65_520, False, b"a" * 16),
    ],
)
def test_what_can_be_part_of_no_datagram_is_refused(offset: int, more: bool, data: bytes) -> None:
    room = Reassembly()
    assert room.add(KEY, offset, more, data) is None
    assert (len(room), room.counts) == (0, fragments.Counts(refused=1))


def test_the_end_stands_once_it_is_told() -> None:
    room = Reassembly()
    room.add(KEY, 16, False, b"end")
    assert room.add(KEY, 24, True, b"x" * 8) is None
    assert room.add(KEY, 8, False, b"x" * 8) is None
    assert room.counts.refused == 2
    assert room.add(KEY, 0, True, b"a" * 16) == b"a" * 16 + b"end"
    late = Reassembly()
    late.add(KEY, 64, True, b"x" * 8)
    assert late.add(KEY, 8, False, b"end") is None
    assert late.counts.refused == 1


def test_the_oldest_gives_way_where_there_is_no_room() -> None:
    room = Reassembly(most=2)
    for key in range(3):
        room.add(key, 0, True, b"a" * 8)
    assert (len(room), room.counts.given_up) == (2, 1)
    assert room.add(0, 8, False, b"b") is None
    assert room.add(2, 8, False, b"b") == b"a" * 8 + b"b"
    small = Reassembly(held=20)
    for key in range(3):
        small.add(key, 0, True, b"a" * 8)
    assert (len(small), small.held, small.counts.given_up) == (2, 16, 1)


def test_what_has_waited_too_long_is_given_up_when_its_number_comes_again() -> None:
    room = Reassembly()
    room.add(KEY, 0, True, b"old" + bytes(5), at=0)
    room.add(KEY, 0, True, b"new" + bytes(5), at=fragments.MAX_WAIT + 1)
    assert room.add(KEY, 8, False, b"!", at=fragments.MAX_WAIT + 2) == b"new" + bytes(5) + b"!"
    assert room.counts == fragments.Counts(whole=1, given_up=1)


def test_pieces_of_one_datagram_are_bounded() -> None:
    room = Reassembly()
    for at in range(0, 65_528, 16):
        room.add(KEY, at, True, b"a" * 8)
    assert room.held == 8 * fragments.MAX_PIECES
    assert room.counts.refused == len(range(0, 65_528, 16)) - fragments.MAX_PIECES


@pytest.mark.parametrize("step", [8, -8])
def test_the_smallest_pieces_in_either_order_cost_little(step: int) -> None:
    room = Reassembly()
    start = time.perf_counter()
    for _ in range(3):
        for at in range(0, 16_384, 8)[:: step // 8]:
            room.add(KEY, at, True, b"a" * 8)
    assert time.perf_counter() - start < 5
    assert room.counts.repeated == 2 * 2_048


@given(
    st.binary(min_size=1, max_size=300), st.sampled_from([8, 16, 40]), st.randoms(use_true_random=False), st.booleans()
)
def test_any_order_gives_the_datagram(data: bytes, size: int, draw: random.Random, twice: bool) -> None:
    pieces = cut(data, size) * (2 if twice else 1)
    draw.shuffle(pieces)
    room = Reassembly()
    found = [whole for one in pieces if (whole := room.add(KEY, *one)) is not None]
    assert found[:1] == [data]
    assert room.held == sum(len(piece) for _, piece in room_pieces(room))


def room_pieces(room: Reassembly) -> list[tuple[int, bytes]]:
    return [pair for one in room._open.values() for pair in zip(one.starts, one.pieces, strict=True)]


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(-1, 12).map(lambda units: units * 8),
            st.booleans(),
            st.binary(max_size=40),
            st.integers(0, 2 * fragments.MAX_WAIT),
        ),
        max_size=30,
    )
)
def test_anything_keeps_the_bounds(given_fragments: list[tuple[int, int, bool, bytes, int]]) -> None:
    room = Reassembly(most=2, held=100)
    for key, offset, more, data, at in given_fragments:
        whole = room.add(key, offset, more, data, at)
        assert whole is None or len(whole) <= fragments.MAX_DATAGRAM
        assert len(room) <= 2
        assert room.held <= 100
        assert room.held == sum(len(piece) for _, piece in room_pieces(room))
