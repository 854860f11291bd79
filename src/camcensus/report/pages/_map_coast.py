"""The land and the borders of a window, as paths of whole numbers."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from camcensus.report.pages.map_window import EDGE, WORLD, Window
from camcensus.wire.outlines import Outlines

Points = npt.NDArray[np.float64]
"""Points by row: right and down of the upper left corner."""

_BEYOND = 8
"""Units outside the picture at which lines are cut, so that the cut does not show."""
_SPECK = 1.0
"""Units of the larger side of what is too small to be drawn."""


def land(outlines: Outlines, window: Window, size: int) -> str:
    """The path of all land in the window; `size` is the side of the picture."""
    return "".join(_path(_clipped(one, size), "z") for one in _within(outlines, window, size, rings=True))


def borders(outlines: Outlines, window: Window, size: int) -> str:
    """The path of the lines between countries."""
    parts = (part for one in _within(outlines, window, size, rings=False) for part in _parts(one, size))
    return "".join(_path(part, "") for part in parts)


def _within(outlines: Outlines, window: Window, size: int, *, rings: bool) -> Iterator[Points]:
    """The outlines that may show, placed; the world goes on to the west and the east of itself."""
    chosen = slice(0, outlines.rings) if rings else slice(outlines.rings, None)
    boxes, starts = outlines.boxes[chosen], outlines.starts[chosen.start :]
    corners = _placed(boxes.reshape(-1, 2), window, size).reshape(-1, 4)
    around = WORLD / window.wide * size
    for turn in (-around, 0.0, around):
        left, right = corners[:, 0] + turn, corners[:, 2] + turn
        low, high = corners[:, 1], corners[:, 3]
        shows = (right > -_BEYOND) & (left < size + _BEYOND) & (low > -_BEYOND) & (high < size + _BEYOND)
        large = np.maximum(right - left, low - high) >= _SPECK
        for place in np.flatnonzero(shows & large):
            points = outlines.points[starts[place] : starts[place + 1]]
            yield _placed(points, window, size) + np.array([turn, 0.0])


def _placed(points: Points, window: Window, size: int) -> Points:
    """(longitude, latitude) as points of the picture."""
    latitude = np.radians(np.clip(points[:, 1], -EDGE, EDGE))
    north = np.degrees(np.arcsinh(np.tan(latitude)))
    scale = size / window.wide
    return np.column_stack([(points[:, 0] - window.west) * scale, (window.top - north) * scale])


def _clipped(ring: Points, size: int) -> Points:
    """What of a ring's area is in the picture and a little beyond: Sutherland and Hodgman's way, side by side."""
    for axis in (0, 1):
        for bound, sign in ((-_BEYOND, 1.0), (size + _BEYOND, -1.0)):
            if not len(ring):
                return ring
            ring = _cut(ring, axis, float(bound), sign)
    return ring


def _cut(ring: Points, axis: int, bound: float, sign: float) -> Points:
    """The part of a ring on one side of a line; `sign` is 1 if the greater values are kept."""
    inside = (ring[:, axis] - bound) * sign >= 0
    if inside.all():
        return ring
    following = np.roll(ring, -1, axis=0)
    crosses = inside != np.roll(inside, -1)
    span = np.where(crosses, following[:, axis] - ring[:, axis], 1.0)
    crossing = ring + (following - ring) * ((bound - ring[:, axis]) / span)[:, None]
    both = np.stack([ring, crossing], axis=1).reshape(-1, 2)
    kept: Points = both[np.column_stack([inside, crosses]).reshape(-1)]
    return kept


def _parts(line: Points, size: int) -> list[Points]:
    """The runs of a line that show, each with a point before and after; what is cut off lies outside the picture."""
    shows: npt.NDArray[np.bool_] = np.all((line > -_BEYOND) & (line < size + _BEYOND), axis=1)
    near = shows.copy()
    near[:-1] |= shows[1:]
    near[1:] |= shows[:-1]
    edges = np.flatnonzero(np.diff(near.astype(np.int8), prepend=0, append=0))
    return [np.clip(line[begin:end], -4 * size, 5 * size) for begin, end in edges.reshape(-1, 2)]


def _path(points: Points, end: str) -> str:
    """Whole numbers, each from the one before; points that fall on one another are one."""
    whole = np.rint(points).astype(np.int64)
    steps = np.diff(whole, axis=0)
    steps = steps[steps.any(axis=1)]
    if not len(steps):
        return ""
    return f"M{whole[0, 0]} {whole[0, 1]}l{' '.join(map(str, steps.ravel().tolist()))}{end}"
