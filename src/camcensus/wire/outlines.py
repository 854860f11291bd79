"""Coasts and borders of the world as one small file: whole degrees in, steps between points out, deflated.

::

    magic  8 bytes    rings, lines, points  3 of uint32    scale x, y and origin x, y  4 of float64
    deflated: points of each ring and line (int32), then steps east, then steps north (int32), little-endian

A ring's longitudes go on beyond ±180 where it crosses that meridian, so that it is a shape in the plane.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Steps = npt.NDArray[np.int32]
"""Points by row: steps of the grid east and north of its origin."""

_HEAD = struct.Struct("<8s3I4d")
_MAGIC = b"CCLINES1"
_MOST = 4_000_000
"""Points of a file; the finest that is published has half a million."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlines:
    """Rings that enclose land (and, inside one, water), and lines between countries."""

    points: npt.NDArray[np.float64]
    """Points by row: longitude, latitude in degrees."""
    starts: npt.NDArray[np.int64]
    """Where in `points` each ring and then each line begins; and the end of the last."""
    rings: int
    """How many of them are rings; first and last point of a ring are the same."""
    boxes: npt.NDArray[np.float64]
    """By row, of each: west, south, east, north in degrees."""


NOTHING = Outlines(
    points=np.zeros((0, 2)), starts=np.zeros(1, dtype=np.int64), rings=0, boxes=np.zeros((0, 4))
)  # fmt: skip
"""A map without a coast."""


def packed(
    rings: Sequence[Steps], lines: Sequence[Steps], scale: tuple[float, float], origin: tuple[float, float]
) -> bytes:
    """The file; degrees are steps times `scale`, from `origin` (longitude, latitude). None may be without points."""
    every = [*rings, *lines]
    lengths = np.array([len(one) for one in every], dtype="<i4")
    flat = np.concatenate(every).astype("<i4") if every else np.zeros((0, 2), dtype="<i4")
    steps = np.diff(flat, axis=0, prepend=np.zeros((1, 2), dtype="<i4")).astype("<i4")
    body = lengths.tobytes() + steps[:, 0].tobytes() + steps[:, 1].tobytes()
    return _HEAD.pack(_MAGIC, len(rings), len(lines), len(flat), *scale, *origin) + zlib.compress(body, 9)


def read(data: bytes) -> Outlines:
    """What `packed` wrote. Raises `ValueError` for anything else."""
    if len(data) < _HEAD.size or not data.startswith(_MAGIC):
        raise ValueError("these are no outlines")
    _, rings, lines, points, *grid = _HEAD.unpack_from(data)
    if points > _MOST or rings + lines > points or not np.isfinite(grid).all():
        raise ValueError("outlines of more points than a file may have, or of none")
    body = _inflated(data[_HEAD.size :], 4 * (rings + lines) + 8 * points)
    numbers = np.frombuffer(body, dtype="<i4")
    lengths, steps = numbers[: rings + lines], numbers[rings + lines :].reshape(2, points).T
    if (lengths < 1).any() or lengths.sum(dtype=np.int64) != points:
        raise ValueError("the lengths of the outlines are not those of their points")
    placed = np.cumsum(steps, axis=0, dtype=np.int64) * grid[:2] + grid[2:]
    starts = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    return Outlines(points=placed, starts=starts, rings=rings, boxes=_boxes(placed, starts[:-1]))


def _inflated(data: bytes, size: int) -> bytes:
    stream = zlib.decompressobj()
    try:
        body = stream.decompress(data, size + 1)
    except zlib.error:
        raise ValueError("the outlines cannot be inflated") from None
    if len(body) != size or not stream.eof:
        raise ValueError("the outlines are not as long as they say")
    return body


def _boxes(points: npt.NDArray[np.float64], starts: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    if not len(starts):
        return np.zeros((0, 4))
    least, most = np.minimum.reduceat(points, starts), np.maximum.reduceat(points, starts)
    return np.hstack([least, most])
