"""Marks do not cover each other, and every place in the window is in one of them."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.report import _ranks as ranks
from camcensus.report.pages import _map_marks as marking
from camcensus.report.pages import map_window
from camcensus.report.pages._map_marks import Place

SIZE = 1000


def place(number: int = 1, latitude: float = 51.5, longitude: float = 0.0, kind: str = "met", name: str = "") -> Place:
    return Place(
        id=f"s{number}", name=name or f"Site {number}", latitude=latitude, longitude=longitude, kind=kind,
        devices=number, link=f"/sites/{number}",
    )  # fmt: skip


spots = st.tuples(st.floats(-90, 90), st.floats(-180, 180), st.sampled_from(ranks.KINDS))


@given(
    st.lists(spots, max_size=60), st.builds(map_window.at, st.floats(-90, 90), st.floats(-180, 180), st.floats(1, 360))
)
def test_every_place_in_the_window_is_in_one_mark_and_no_two_marks_touch(
    found: list[tuple[float, float, str]], window: map_window.Window
) -> None:
    places = [place(number, *spot) for number, spot in enumerate(found)]
    marks = marking.marks(places, window, SIZE)
    inside = [p for p in places if all(0 <= part <= 1 for part in window.place(p.latitude, p.longitude))]
    assert sorted(p.id for mark in marks for p in mark.places) == sorted(p.id for p in inside)
    for one, two in combinations(marks, 2):
        assert math.dist((one.x, one.y), (two.x, two.y)) >= marking.APART
    assert marks == marking.marks(places[::-1], window, SIZE)


def test_a_mark_is_as_grave_as_its_gravest_place() -> None:
    places = [place(number, kind=kind) for number, kind in enumerate(ranks.KINDS)]
    (mark,) = marking.marks(places, map_window.at(51.5, 0, 1), SIZE)
    assert mark.kind == "not-met"
    assert mark.words == "5 sites: 1 not met, 1 unknown, 1 waived, 1 met, 1 does not apply; 10 devices"


def test_what_is_read_out_begins_with_what_stands_there() -> None:
    (mark,) = marking.marks([place(name="Fenwick House")], map_window.at(51.5, 0, 1), SIZE)
    assert mark.words == "Fenwick House: met; 1 device"
    assert mark.words.startswith(mark.short)


@pytest.mark.parametrize("name", ["x" * 10_000, "\u202eesuoh", "a\u0300\u0301\u0302\u0303\u0304", "two\nlines", "\x00"])
def test_a_hostile_name_is_short_and_plain(name: str) -> None:
    (mark,) = marking.marks([place(name=name)], map_window.at(51.5, 0, 1), SIZE)
    for text in (mark.short, mark.words):
        assert text.isprintable()
        assert len(text) < 130
    assert marking.width(mark.short) < SIZE / 2 + 60


def test_a_place_nearer_the_pole_than_the_map_goes_is_drawn_whole_and_says_so() -> None:
    for latitude in (90, -90):
        (mark,) = marking.marks([place(latitude=latitude)], map_window.around([(latitude, 0)]), SIZE)
        assert marking.GATHERED <= mark.y <= SIZE - marking.GATHERED
        assert mark.words.endswith("; nearer the pole than the map goes")


@pytest.mark.parametrize(("field", "value"), [("latitude", 90.1), ("longitude", math.nan), ("kind", "awful")])
def test_what_is_no_place_is_refused(field: str, value: float | str) -> None:
    with pytest.raises(ValueError, match=r"place|kind"):
        place(**{field: value})  # type: ignore[arg-type]


def test_names_stand_where_nothing_else_does_and_within_the_picture() -> None:
    places = [place(n, 51 + n % 7 / 7, n // 7 / 5, name=f"A rather long name {n}") for n in range(42)]
    window = map_window.around((p.latitude, p.longitude) for p in places)
    marks = marking.marks(places, window, SIZE)
    labels = marking.labels(marks, SIZE)
    boxes = []
    for mark, label in zip(marks, labels, strict=True):
        boxes.append((mark.x - mark.half, mark.y - mark.half, mark.x + mark.half, mark.y + mark.half))
        if label.room:
            wide = marking.width(mark.short)
            left = label.x - wide * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
            boxes.append((left, label.y - 14, left + wide, label.y + 5))
            assert len(mark.places) == 1
            assert left >= 0
            assert left + wide <= SIZE
    assert 5 < sum(label.room for label in labels) < len(marks)
    for one, two in combinations(boxes, 2):
        assert one[2] <= two[0] or two[2] <= one[0] or one[3] <= two[1] or two[3] <= one[1]


def test_a_name_without_room_opens_towards_the_middle() -> None:
    places = [place(n, 51.5, lon) for n, lon in enumerate((-0.49, 0.0, 0.49)) for _ in (0, 1)]
    labels = marking.labels(marking.marks(places, map_window.at(51.5, 0, 1), SIZE), SIZE)
    assert [label.anchor for label in labels] == ["start", "start", "end"]
    assert not any(label.room for label in labels)
