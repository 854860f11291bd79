from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.importers._shapes import middle

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
FAR = [[10, 0], [12, 0], [12, 2], [10, 2], [10, 0]]

JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.integers(),
    lambda inner: st.lists(inner, max_size=4),
)
KINDS = st.sampled_from(["Point", "LineString", "Polygon", "MultiPolygon", "GeometryCollection", "?"])


@pytest.mark.parametrize(
    ("kind", "coordinates", "found"),
    [
        ("Point", [1.5, 2.5, 100], (1.5, 2.5)),
        ("MultiPoint", [[0, 0], [2, 4]], (1, 2)),
        ("LineString", [[0, 0], [2, 4]], (1, 2)),
        ("Polygon", [SQUARE], (2, 2)),
        ("Polygon", [SQUARE[::-1]], (2, 2)),
        ("Polygon", [SQUARE, [[1, 1], [1, 2], [2, 2], [1, 1]]], (2, 2)),
        ("Polygon", [SQUARE[:-1]], (2, 2)),
        ("MultiPolygon", [[SQUARE], [FAR]], ((16 * 2 + 4 * 11) / 20, (16 * 2 + 4 * 1) / 20)),
        ("Polygon", [[[1, 1], [1, 1], [1, 1]]], (1, 1)),
        ("Polygon", [[[0, 0], [2, 0], [4, 0]]], (2, 0)),
    ],
)
def test_the_middle_of_a_shape(kind: str, coordinates: object, found: tuple[float, float]) -> None:
    assert middle({"type": kind, "coordinates": coordinates}) == pytest.approx(found)


def test_the_middle_of_several_shapes() -> None:
    points = [{"type": "Point", "coordinates": [x, x]} for x in (0, 2)]
    assert middle({"type": "GeometryCollection", "geometries": points}) == (1, 1)


@pytest.mark.parametrize(
    "shape",
    [None, 7, {}, {"type": "Point"}, {"type": "Point", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]},
     {"type": "Polygon", "coordinates": [["x"]]}, {"type": "GeometryCollection", "geometries": 7},
     {"type": "Point", "coordinates": [math.nan, 1]}, {"type": "Point", "coordinates": [True, False]}],
)  # fmt: skip
def test_what_has_no_middle(shape: object) -> None:
    assert middle(shape) is None


def test_shapes_in_shapes_end_somewhere() -> None:
    shape: object = {"type": "Point", "coordinates": [1, 1]}
    for _ in range(50):
        shape = {"type": "GeometryCollection", "geometries": [shape]}
    assert middle(shape) is None


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(1e-5, 1))
def test_a_small_house_far_from_nought_has_its_middle_inside(x: float, y: float, size: float) -> None:
    ring = [[x, y], [x + size, y], [x + size, y + size], [x, y + size], [x, y]]
    found = middle({"type": "Polygon", "coordinates": [ring]})
    assert found == pytest.approx((x + size / 2, y + size / 2), abs=size / 100)


@given(KINDS, JSON)
def test_any_coordinates_have_a_middle_or_none(kind: str, inside: object) -> None:
    found = middle({"type": kind, "coordinates": inside, "geometries": inside})
    assert found is None or all(math.isfinite(part) for part in found)
