"""Sets of packets: the same as sets of packets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import packets, spans
from camcensus.wire.packets import Cube

PART = st.frozensets(st.integers(0, 3), max_size=4).map(lambda found: spans.union(spans.one(n) for n in found))
MODES = st.integers(0, 15)
CUBES = st.builds(Cube, PART, PART, PART, PART, PART, MODES)
PLACES = st.tuples(*[st.integers(0, 3)] * 5)


@given(CUBES, CUBES, PLACES, st.integers(0, 3))
def test_they_are_what_sets_are(a: Cube, b: Cube, place: tuple[int, int, int, int, int], bit: int) -> None:
    in_a, in_b = (packets.holds(one, place, 1 << bit) for one in (a, b))
    met = packets.both(a, b)
    assert (met is not None and packets.holds(met, place, 1 << bit)) is (in_a and in_b)
    assert sum(packets.holds(one, place, 1 << bit) for one in packets.without(a, b)) == (in_a and not in_b)
    assert packets.covers(b, a) is False or not in_a or in_b


@given(CUBES, CUBES)
def test_what_is_left_and_what_is_met_have_nothing_in_common(a: Cube, b: Cube) -> None:
    rest = list(packets.without(a, b))
    for at, one in enumerate(rest):
        assert packets.both(one, b) is None
        assert all(packets.both(one, other) is None for other in rest[at + 1 :])
    assert all(packets.covers(a, one) for one in rest)


def test_an_empty_part_is_no_packet() -> None:
    assert Cube(source=spans.NONE).is_empty
    assert Cube(modes=0).is_empty
    assert not packets.ALL.is_empty


def test_states_and_answers() -> None:
    assert packets.modes(["new"]) == packets.modes(["new"], answers=True) | packets.OPENING
    assert packets.modes(answers=True) | packets.modes(answers=False) == packets.EVERY
    with pytest.raises(ValueError, match="not in tuple"):
        packets.modes(["old"])
