"""Maps of countries become rings and borders in the plane."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from camcensus.wire import outlines
from tools import topojson

GRID = {"scale": [1.0, 1.0], "translate": [-180.0, -90.0]}
# two countries share the line from (190, 100) to (190, 110); the land is both together
ARCS = [
    [[190, 100], [0, 10]],
    [[190, 110], [-10, 0], [0, -10], [10, 0]],
    [[190, 100], [10, 0], [0, 10], [-10, 0]],
]  # fmt: skip


def topology(arcs: list[Any], countries: list[Any], land: list[Any], **other: Any) -> bytes:
    objects = {
        "countries": {"type": "GeometryCollection", "geometries": countries},
        "land": {"type": "GeometryCollection", "geometries": [{"type": "MultiPolygon", "arcs": land}]},
    }
    return json.dumps({"type": "Topology", "arcs": arcs, "objects": objects, "transform": GRID, **other}).encode()


def polygon(*ring: int) -> dict[str, Any]:
    return {"type": "Polygon", "id": "1", "arcs": [list(ring)]}


def read(data: bytes) -> tuple[list[Any], list[Any]]:
    found = outlines.read(topojson.packed(data))
    every = [found.points[a:b].tolist() for a, b in zip(found.starts[:-1], found.starts[1:], strict=True)]
    return every[: found.rings], every[found.rings :]


def test_the_line_that_two_countries_share_is_a_border_and_land_is_a_ring() -> None:
    rings, borders = read(topology(ARCS, [polygon(0, 1), polygon(~0, 2)], [[[1, 2]]]).replace(b"[[1, 2]]", b"[[2, 1]]"))
    assert borders == [[[10, 10], [10, 20]]]
    assert rings == [[[10, 10], [20, 10], [20, 20], [10, 20], [0, 20], [0, 10], [10, 10]]]


def test_a_line_within_one_country_is_no_border() -> None:
    one = {"type": "MultiPolygon", "arcs": [[[0, 1]], [[~0, 2]]]}
    rings, borders = read(topology(ARCS, [one], [[[2, 1]]]))
    assert (len(rings), borders) == (1, [])


def test_an_island_across_the_antimeridian_is_one_shape() -> None:
    arc = [[355, 100], [5, 0], [-355, 0], [0, 5], [355, 0], [-5, 0], [0, -5]]
    ((ring,), _) = read(topology([arc], [], [[[0]]]))
    assert [point[0] for point in ring] == [175, 180, 185, 185, 180, 175, 175]


def test_antarctica_is_closed_along_the_pole() -> None:
    arc = [[0, 20], [100, 0], [100, 2], [100, -2], [60, 0], [-360, 0]]
    ((ring,), _) = read(topology([arc], [], [[[0]]]))
    assert ring[0] == ring[-1] == [-180, -70]
    assert ring[-4:-1] == [[180, -70], [180, -90], [-180, -90]]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[" * 100_000,
        b"{}",
        topology(ARCS, [], [[[7]]]),
        topology(ARCS, [], [[[]]]),
        topology(ARCS, [], [[[0, 2]]]),
        topology(ARCS, [{"type": "Point", "coordinates": [0, 0]}], []),
        topology([[[0, 0], [2**40, 0]]], [], []),
        topology([[]], [polygon(0)], [[[0]]]),
        topology(ARCS, [], [], transform={"scale": [0, 0], "translate": [0, 0]}),
        b" " * (topojson.MOST + 1),
    ],
    ids=[
        "empty", "deep", "no map", "no such arc", "no arcs", "arcs that do not meet", "a point", "numbers", "no points",
        "no scale", "size",
    ],
)  # fmt: skip
def test_what_is_no_such_map_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        topojson.packed(data)


def test_a_line_that_does_not_jump_stays() -> None:
    line = np.array([[0, 1], [50, 2], [180, 3]], dtype=np.int32)
    assert np.array_equal(topojson.unwrapped(line, 360), line)
