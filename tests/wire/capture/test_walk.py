"""The walk in many pieces finds what the plain walk finds, whatever the records and whatever is guessed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.capture import walk
from camcensus.wire.capture.walk import Guess, Places

Chain = tuple[list[int], int, bool]


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces so small that short chains have many."""
    monkeypatch.setattr(walk, "PIECE", 64)
    monkeypatch.setattr(walk, "LOOKED_AT", 32)
    monkeypatch.setattr(walk, "_FEW", 2)


def plainly(begin: int, end: int, ahead: Callable[[int], int]) -> Chain:
    """The walk as anybody would write it."""
    found: list[int] = []
    at = begin
    while at < end:
        following = ahead(at)
        if following < 0:
            return found, at, True
        found.append(at)
        at = following
    return found, at, False


def walked(begin: int, end: int, ahead: Callable[[int], int], guess: Guess) -> Chain:
    places, at, bad = walk.chain(begin, end, lambda places: np.array([ahead(one) for one in places.tolist()]), guess)
    return places.tolist(), at, bad


def nothing(pieces: Places, look: int) -> Places:
    return np.full(pieces.size, -1)


def reader(data: bytes) -> Callable[[int], int]:
    """A record is as long as its first byte says; a zero is no record's."""
    return lambda at: at + data[at] if data[at] else -1


def right(data: bytes, begin: int) -> Guess:
    """Guesses that are always right, as far as the plain walk goes."""
    true = np.array(plainly(begin, len(data), reader(data))[0], dtype=np.int64)

    def guess(pieces: Places, look: int) -> Places:
        found = np.full(pieces.size, -1)
        for number, piece in enumerate(pieces.tolist()):
            inside = true[(true >= piece) & (true < piece + look)]
            found[number] = inside[0] if inside.size else -1
        return found

    return guess


chains = st.one_of(
    st.binary(min_size=1, max_size=1_500),
    st.lists(st.integers(1, 40), min_size=1, max_size=120).map(lambda sizes: b"".join(bytes([n]) * n for n in sizes)),
    st.lists(st.sampled_from([1, 2, 200, 255]), max_size=60).map(lambda sizes: b"".join(bytes([n]) * n for n in sizes)),
).filter(bool)


@given(chains, st.data())
def test_guesses_that_lie_change_nothing(data: bytes, draw: st.DataObject) -> None:
    begin = draw.draw(st.integers(0, min(len(data) - 1, 70)), "begin")
    lies = draw.draw(st.lists(st.integers(-1, 90), min_size=1, max_size=30), "lies")

    def guess(pieces: Places, look: int) -> Places:
        offsets = np.resize(np.array(lies), pieces.size)
        return np.where(offsets < 0, -1, pieces + offsets)  # beyond the part that may be looked at, even

    assert walked(begin, len(data), reader(data), guess) == plainly(begin, len(data), reader(data))


@given(chains)
def test_right_guesses_change_nothing(data: bytes) -> None:
    assert walked(0, len(data), reader(data), right(data, 0)) == plainly(0, len(data), reader(data))


@given(st.lists(st.integers(1, 40), min_size=30, max_size=120), st.data())
def test_a_bad_record_at_any_place_ends_the_walk(sizes: list[int], draw: st.DataObject) -> None:
    data = bytearray(b"".join(bytes([n]) * n for n in sizes))
    places = plainly(0, len(data), reader(bytes(data)))[0]
    bad = draw.draw(st.sampled_from(places))
    guess = right(bytes(data), 0)  # of the time before the damage
    data[bad] = 0
    assert walked(0, len(data), reader(bytes(data)), guess) == ([one for one in places if one < bad], bad, True)


def test_the_pieces_are_walked_in_step() -> None:
    """A chain of a thousand records in forty pieces takes 32 steps."""
    data = bytes([2]) * 2_560
    steps = []

    def advance(places: Places) -> Places:
        steps.append(places.size)
        return places + 2

    places, at, bad = walk.chain(0, len(data), advance, right(data, 0))
    assert (places.tolist(), at, bad) == (list(range(0, 2_560, 2)), 2_560, False)
    assert (len(steps), steps[:32]) == (32, [40] * 32)


def test_behind_a_wrong_guess_the_next_piece_is_believed_again() -> None:
    data = bytes([2]) * 2_560
    alone = []

    def advance(places: Places) -> Places:
        if places.size == 1:
            alone.append(int(places[0]))
        return places + 2

    def guess(pieces: Places, look: int) -> Places:
        return np.where(pieces == 640, 641, pieces)  # one of them lies between two records

    places, _, _ = walk.chain(0, len(data), advance, guess)
    assert places.tolist() == list(range(0, 2_560, 2))
    assert alone == list(range(640, 704, 2))


def test_few_bytes_are_walked_plainly() -> None:
    def never(pieces: Places, look: int) -> Places:
        raise AssertionError("there is nothing to guess")

    assert walked(0, 128, lambda at: at + 64, never) == ([0, 64], 128, False)
    assert walked(5, 5, lambda at: at + 1, never) == ([], 5, False)


def test_a_record_may_reach_beyond_the_end() -> None:
    assert walked(0, 10, lambda at: at + 7, nothing) == ([0, 7], 14, False)


def test_guesses_are_looked_for_only_where_they_may_be() -> None:
    asked: list[int] = []

    def guess(pieces: Places, look: int) -> Places:
        asked.extend((pieces + look).tolist())
        return np.full(pieces.size, -1)

    walked(10, 400, lambda at: at + 3, guess)
    assert asked
    assert max(asked) < 400
    assert min(asked) == 10 + 64 + 32
