"""A map of countries as TopoJSON, read into the rings of its land and the borders between its countries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec
import numpy as np

from camcensus.wire import outlines
from camcensus.wire.outlines import Steps

MOST = 16 * 1024 * 1024
"""Bytes of a file that is read."""


_Step = Annotated[int, msgspec.Meta(ge=-(10**6), le=10**6)]
_Arc = Annotated[list[tuple[_Step, _Step]], msgspec.Meta(min_length=2, max_length=10**5)]
_Scale = Annotated[float, msgspec.Meta(gt=0)]


class _Grid(msgspec.Struct):
    scale: tuple[_Scale, _Scale]
    translate: tuple[float, float]


class _Polygon(msgspec.Struct, tag="Polygon", tag_field="type"):
    """Rings of arcs; an arc from behind has the complement of its number."""

    arcs: list[list[int]]

    def rings(self) -> list[list[int]]:
        return self.arcs


class _Polygons(msgspec.Struct, tag="MultiPolygon", tag_field="type"):
    arcs: list[list[list[int]]]

    def rings(self) -> list[list[int]]:
        return [ring for polygon in self.arcs for ring in polygon]


_Shape = _Polygon | _Polygons


class _Shapes(msgspec.Struct):
    geometries: list[_Shape]


class _Objects(msgspec.Struct):
    countries: _Shapes
    land: _Shapes


class _Topology(msgspec.Struct):
    objects: _Objects
    arcs: list[_Arc]
    transform: _Grid


def packed(data: bytes) -> bytes:
    """The file that `camcensus.wire.outlines` reads.

    Raises `ValueError` (a `msgspec.ValidationError` is one) if `data` is no map of that kind.
    """
    if len(data) > MOST:
        raise ValueError("the map is larger than a map may be")
    found = msgspec.json.decode(data, type=_Topology)
    arcs = [np.cumsum(np.array(arc, dtype=np.int32), axis=0, dtype=np.int32) for arc in found.arcs]
    around = round(360 / found.transform.scale[0])
    south = round((-90 - found.transform.translate[1]) / found.transform.scale[1])
    rings = [
        closed(unwrapped(_joined(arcs, ring), around), south)
        for shape in found.objects.land.geometries for ring in shape.rings()
    ]  # fmt: skip
    borders = [unwrapped(arcs[number], around) for number in _shared(found.objects.countries.geometries)]
    return outlines.packed(rings, borders, found.transform.scale, found.transform.translate)


def _joined(arcs: Sequence[Steps], ring: Sequence[int]) -> Steps:
    """The arcs of a ring, end to end; the last point of one is the first of the next."""
    if not ring or not all(-len(arcs) <= number < len(arcs) for number in ring):
        raise ValueError("a ring of arcs that are not there")
    parts = [arcs[number] if number >= 0 else arcs[~number][::-1] for number in ring]
    if any((one[-1] != two[0]).any() for one, two in zip(parts, [*parts[1:], parts[0]], strict=True)):
        raise ValueError("the arcs of a ring do not meet")
    return np.concatenate([parts[0], *(part[1:] for part in parts[1:])])


def unwrapped(line: Steps, around: int) -> Steps:
    """`line` with no jump from one side of the map to the other: it goes on beyond the side instead."""
    east = np.diff(line[:, 0])
    turns = np.cumsum(np.where(east > around / 2, -1, np.where(east < -around / 2, 1, 0)))
    beyond = np.concatenate([[0], turns]) * around
    return np.column_stack([line[:, 0] + beyond, line[:, 1]]).astype(np.int32)


def closed(ring: Steps, south: int) -> Steps:
    """A ring that goes round the world once, which is the coast of Antarctica, is closed along the pole."""
    first, last = ring[0], ring[-1]
    if (first == last).all():
        return ring
    along = np.array([[last[0], south], [first[0], south], first], dtype=np.int32)
    return np.concatenate([ring, along])


def _shared(countries: Sequence[_Shape]) -> list[int]:
    """The arcs that two countries have in common."""
    holders: dict[int, set[int]] = {}
    for place, country in enumerate(countries):
        for ring in country.rings():
            for number in ring:
                holders.setdefault(number if number >= 0 else ~number, set()).add(place)
    return sorted(number for number, held in holders.items() if len(held) > 1)
