"""Land and borders are cut to the window, and go on round the world."""

from __future__ import annotations

import re

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camcensus.report.pages import _map_coast as coast
from camcensus.report.pages import map_window
from camcensus.wire import outlines
from camcensus.wire.outlines import NOTHING, Outlines

SIZE = 100


def world(*rings: list[tuple[int, int]], lines: tuple[list[tuple[int, int]], ...] = ()) -> Outlines:
    steps = [[np.array(line, dtype=np.int32) for line in kind] for kind in (rings, lines)]
    return outlines.read(outlines.packed(steps[0], steps[1], (1.0, 1.0), (0.0, 0.0)))


def shapes(path: str) -> list[list[tuple[int, int]]]:
    """The points of each part of a path."""
    found = []
    for part in re.findall(r"M([-\d ]+)l([-\d ]+)(z?)", path):
        start, steps = (np.array(text.split(), dtype=int).reshape(-1, 2) for text in part[:2])
        points = np.cumsum(np.vstack([start, steps]), axis=0)
        found.append([(int(x), int(y)) for x, y in points])
    assert len(found) == path.count("M")
    return found


BOX = [(-5, -5), (5, -5), (5, 5), (-5, 5), (-5, -5)]


def test_land_within_the_window_is_whole() -> None:
    (ring,) = shapes(coast.land(world(BOX), map_window.at(0, 0, 20), SIZE))
    assert ring == [(25, 75), (75, 75), (75, 25), (25, 25), (25, 75)]


def test_land_larger_than_the_window_fills_it() -> None:
    (ring,) = shapes(coast.land(world(BOX), map_window.at(0, 0, 2), SIZE))
    assert {min(p) for p in ring} <= {-8, 108}
    assert _area(ring) == 116 * 116


def test_half_of_it() -> None:
    (ring,) = shapes(coast.land(world(BOX), map_window.at(0, 5, 2), SIZE))
    assert (min(x for x, _ in ring), max(x for x, _ in ring)) == (-8, 50)


def test_land_elsewhere_and_specks_are_not_drawn() -> None:
    assert coast.land(world(BOX), map_window.at(0, 90, 20), SIZE) == ""
    assert coast.land(world(BOX), map_window.at(0, 0, 360), 20) == ""
    assert coast.land(NOTHING, map_window.at(0, 0, 360), SIZE) == ""


def test_the_world_goes_on_beyond_its_side() -> None:
    across = world([(175, -5), (185, -5), (185, 5), (175, 5), (175, -5)])
    for longitude in (180, -180, 179, -179):
        (ring,) = shapes(coast.land(across, map_window.at(0, longitude, 20), SIZE))
        assert _area(ring) == 50 * 50


def test_borders_are_cut_into_what_shows() -> None:
    line = [(-90, 0), (0, 0), (1, 60), (2, 0), (90, 0)]
    parts = shapes(coast.borders(world(BOX, lines=(line,)), map_window.at(0, 1, 10), SIZE))
    assert len(parts) == 1
    assert (40, 50) in parts[0]
    assert (60, 50) in parts[0]
    apart = [(0, 0), (0, 50), (50, 50), (50, 0), (1, 0)]
    assert len(shapes(coast.borders(world(lines=(apart,)), map_window.at(0, 0, 10), SIZE))) == 2


@given(
    st.lists(st.tuples(st.integers(-200, 200), st.integers(-89, 89)), min_size=3, max_size=20),
    st.builds(map_window.at, st.floats(-90, 90), st.floats(-180, 180), st.floats(0.01, 360)),
)
def test_no_ring_goes_beyond_the_picture_by_more_than_the_margin(
    ring: list[tuple[int, int]], window: map_window.Window
) -> None:
    for shape in shapes(coast.land(world([*ring, ring[0]]), window, SIZE)):
        assert all(-8 <= part <= SIZE + 8 for point in shape for part in point)


def _area(ring: list[tuple[int, int]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x * v - u * y for (x, y), (u, v) in pairs)) / 2
