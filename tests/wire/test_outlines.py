"""Outlines go into their file and come out again; nothing else comes out of anything."""

from __future__ import annotations

import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import outlines

GRID = (0.5, 0.25), (-180.0, -90.0)
SQUARE = np.array([[0, 0], [10, 0], [10, 10], [0, 0]], dtype=np.int32)
BORDER = np.array([[5, 5], [-6, 700]], dtype=np.int32)

line = st.lists(st.tuples(st.integers(-100_000, 200_000), st.integers(-100_000, 100_000)), min_size=1, max_size=9)
lines = st.lists(line.map(lambda points: np.array(points, dtype=np.int32)), max_size=5)


@given(rings=lines, borders=lines)
def test_what_goes_in_comes_out(rings: list[outlines.Steps], borders: list[outlines.Steps]) -> None:
    found = outlines.read(outlines.packed(rings, borders, *GRID))
    assert found.rings == len(rings)
    every = [*rings, *borders]
    assert len(found.starts) == len(every) + 1
    for place, one in enumerate(every):
        points = found.points[found.starts[place] : found.starts[place + 1]]
        assert np.array_equal(points, one * GRID[0] + GRID[1])
        assert np.array_equal(found.boxes[place], [*points.min(axis=0), *points.max(axis=0)])


def test_degrees_are_longitude_and_latitude() -> None:
    found = outlines.read(outlines.packed([SQUARE], [BORDER], *GRID))
    assert found.points.tolist()[1] == [-175.0, -90.0]
    assert found.points.tolist()[-1] == [-183.0, 85.0]
    assert found.boxes.tolist()[0] == [-180.0, -90.0, -175.0, -87.5]


FILE = outlines.packed([SQUARE], [BORDER], *GRID)
HEAD = 8 + 12 + 32


@pytest.mark.parametrize(
    "data",
    [
        b"",
        FILE[:20],
        b"X" + FILE[1:],
        FILE[:-3],
        FILE[:HEAD] + b"no deflated data at all",
        FILE[:8] + (5).to_bytes(4, "little") + FILE[12:],
        FILE[:16] + (4_000_001).to_bytes(4, "little") + FILE[20:],
        FILE[:HEAD] + zlib.compress(bytes(10_000_000)),
        FILE[:HEAD] + zlib.compress(bytes(4 * 2 + 8 * 6)),
        FILE[:20] + np.array([np.nan, 1, 1, 1]).tobytes() + FILE[HEAD:],
    ],
    ids=["empty", "cut head", "magic", "cut", "no data", "count", "too many", "bomb", "lengths of nought", "nan"],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"outlines"):
        outlines.read(data)


@given(st.binary(max_size=200), st.integers(0, len(FILE)))
def test_no_bytes_do_more_than_be_refused(noise: bytes, place: int) -> None:
    try:
        found = outlines.read(FILE[:place] + noise)
    except ValueError:
        return
    assert len(found.points) == found.starts[-1]


def test_a_map_without_a_coast() -> None:
    found = outlines.read(outlines.packed([], [], *GRID))
    for one in (found, outlines.NOTHING):
        assert (one.rings, len(one.points), one.starts.tolist(), one.boxes.shape) == (0, 0, [0], (0, 4))
