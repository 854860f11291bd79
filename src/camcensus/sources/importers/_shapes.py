"""Shapes of GeoJSON (RFC 7946) on the map: the point that stands for a building or a complex."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

Point: TypeAlias = tuple[float, float]
"""Longitude, latitude."""

MAX_POINTS = 200_000
"""Points of one shape that are looked at."""
_DEPTH = 8


def middle(geometry: object, depth: int = 0) -> Point | None:
    """Longitude and latitude of the middle of a shape, None if it has none.

    Of surfaces it is the centroid (holes are not taken out), of several surfaces weighed by their sizes; of anything
    else the mean of its points.
    """
    if not isinstance(geometry, dict) or depth > _DEPTH:
        return None
    kind, inside = geometry.get("type"), geometry.get("coordinates")
    if kind == "GeometryCollection":
        parts = geometry.get("geometries")
        middles = [middle(part, depth + 1) for part in (parts if isinstance(parts, list) else [])[:MAX_POINTS]]
        return _mean([point for point in middles if point is not None])
    if kind == "Polygon":
        return _surface([inside])
    if kind == "MultiPolygon" and isinstance(inside, list):
        return _surface(inside)
    return _mean(list(_points(inside)))


def _surface(polygons: list[object]) -> Point | None:
    """The centroid of the outer rings of polygons, or the mean of their points where they have no size."""
    total = x = y = 0.0
    every: list[Point] = []
    for polygon in polygons[:MAX_POINTS]:
        ring = list(_points(polygon[0])) if isinstance(polygon, list) and polygon else []
        if not ring or len(every) > MAX_POINTS:
            continue
        every += ring
        size, centre = _ring(ring)
        total, x, y = total + size, x + size * centre[0], y + size * centre[1]
    return (x / total, y / total) if total > 1e-14 else _mean(every)


def _ring(ring: list[Point]) -> tuple[float, Point]:
    """(size, centroid) of a ring, seen from its first point so that small rings far from nought keep their digits."""
    base = ring[0]
    twice = x = y = 0.0
    moved = [(point[0] - base[0], point[1] - base[1]) for point in ring]
    for (x1, y1), (x2, y2) in zip(moved, [*moved[1:], moved[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        twice, x, y = twice + cross, x + (x1 + x2) * cross, y + (y1 + y2) * cross
    if abs(twice) < 1e-14:
        return 0.0, base
    return abs(twice) / 2, (base[0] + x / (3 * twice), base[1] + y / (3 * twice))


def _mean(points: list[Point]) -> Point | None:
    if not points:
        return None
    return sum(point[0] for point in points) / len(points), sum(point[1] for point in points) / len(points)


def _points(coordinates: object) -> Iterator[Point]:
    """Every point in coordinates, however deep their lists go, as far as the bounds allow."""
    waiting: list[tuple[object, int]] = [(coordinates, 0)]
    found = 0
    while waiting and found < MAX_POINTS:
        one, depth = waiting.pop()
        if not isinstance(one, list) or depth > _DEPTH:
            continue
        if len(one) >= 2 and all(_is_number(part) for part in one[:2]):
            found += 1
            yield float(one[0]), float(one[1])
        else:
            waiting += [(part, depth + 1) for part in reversed(one[:MAX_POINTS])]


def _is_number(part: object) -> bool:
    return isinstance(part, int | float) and not isinstance(part, bool) and abs(part) < 1e9
