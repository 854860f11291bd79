"""A window holds all places, is named by three numbers, and goes nowhere beyond its limits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.errors import UsageError
from camcensus.report.pages import map_window
from camcensus.report.pages.map_window import EDGE, HOME, NARROWEST, WORLD, Window

number = st.floats(allow_nan=False, allow_infinity=False, width=32)
positions = st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), max_size=12)
windows = st.builds(map_window.at, st.floats(-90, 90), st.floats(-180, 180), st.floats(0.001, 400))


@given(positions)
def test_a_window_holds_all_its_places_with_a_margin(every: list[tuple[float, float]]) -> None:
    window = map_window.around(every)
    for latitude, longitude in every:
        right, down = window.place(latitude, longitude)
        margin = 0.05 if window.wide < 250 and abs(latitude) < 80 else -1e-4
        assert margin <= right <= 1 - margin
        if abs(latitude) < EDGE:
            assert min(margin, 0) <= down <= 1 - min(margin, 0)


@given(windows)
def test_a_window_comes_back_from_its_text(window: Window) -> None:
    assert map_window.parse(window.text) == window
    assert len(window.text) <= map_window.LONGEST


@given(number, number, number)
def test_a_window_of_any_numbers_is_within_the_world(latitude: float, longitude: float, wide: float) -> None:
    window = map_window.at(latitude, longitude, wide)
    assert NARROWEST <= window.wide <= WORLD
    assert -180 <= window.longitude <= 180
    assert window.top <= 180 + 1e-3
    assert window.top - window.wide >= -180 - 1e-3
    for view in map_window.views(window).values():
        assert map_window.parse(view.text) == view


def test_places_on_both_sides_of_the_antimeridian_are_near_to_each_other() -> None:
    window = map_window.around([(-18.1, 178.4), (-13.8, -171.7)])
    assert window.wide < 15
    assert abs(abs(window.longitude) - 176.65) < 0.01


def test_one_place_and_none() -> None:
    assert map_window.around([]) == HOME
    assert map_window.at(HOME.latitude, HOME.longitude, HOME.wide) == HOME
    for several in (1, 5):
        window = map_window.around([(51.5, -0.1)] * several)
        assert (window.latitude, window.longitude, window.wide) == (51.5, -0.1, map_window.ALONE)


def test_the_united_kingdom_is_in_the_first_window() -> None:
    for place in ((49.87, -6.45), (60.85, -0.87), (54.4, -8.2), (52.48, 1.76)):
        assert all(0 <= part <= 1 for part in HOME.place(*place)), place


@pytest.mark.parametrize("place", [(90.0, 0.0), (-90.0, 0.0), (89.0, -180.0)])
def test_a_place_at_a_pole_is_at_the_edge(place: tuple[float, float]) -> None:
    window = map_window.around([place])
    right, down = window.place(*place)
    assert right == pytest.approx(0.5)
    assert down == pytest.approx(0 if place[0] > 0 else 1, abs=1e-3)


def test_to_and_fro() -> None:
    window = map_window.at(55, -3, 10)
    views = map_window.views(window)
    assert set(views) == {"in", "out", "north", "east", "south", "west"}
    assert (views["in"].wide, views["out"].wide) == (5, 20)
    assert views["north"].latitude > 55 > views["south"].latitude
    assert views["east"].longitude == pytest.approx(1)
    assert map_window.views(views["east"])["west"].text == window.text


def test_where_one_cannot_go_there_is_no_way() -> None:
    assert set(map_window.views(map_window.at(0, 0, 360))) == {"in", "east", "west"}
    assert "in" not in map_window.views(map_window.at(51, 0, 0))
    assert "north" not in map_window.views(map_window.at(90, 0, 1))


@pytest.mark.parametrize(
    "text",
    [
        "", "1,2", "1,2,3,4", "x,y,z", "nan,nan,nan", "1,2,nan", "inf,0,1", "91,0,1", "0,181,1", "0,0,0", "0,0,-1",
        "0,0,361", "0,0,1e999", "1" * 10_000, "0,0,1" + "0" * 100, "<script>,0,1", "0,0,1;drop",
    ],
)  # fmt: skip
def test_what_is_no_window_is_refused_in_clear_words(text: str) -> None:
    with pytest.raises(UsageError, match="latitude, longitude and width"):
        map_window.parse(text)


def test_a_kilometre_is_shorter_in_the_north() -> None:
    assert map_window.at(0, 0, 1).kilometres == pytest.approx(111.32)
    assert map_window.at(60, 0, 1).kilometres == pytest.approx(55.66)
