"""Stacked bars."""

from __future__ import annotations

import pytest

from camcensus.report import _bars as bars


def test_parts_fill_the_width_in_their_order() -> None:
    made = bars.bar("t", [("a", "A", 1), ("b", "B", 0), ("c", "C", 3)])
    assert [part.kind for part in made.parts] == ["a", "c"]
    assert [part.start for part in made.parts] == [0.0, 25.0]
    assert sum(part.width for part in made.parts) == pytest.approx(100)
    assert made.description == "A: 1, C: 3"


def test_the_few_are_still_seen() -> None:
    made = bars.bar("t", [("a", "A", 1), ("b", "B", 1_000_000)])
    assert made.parts[0].width > 1.5
    assert not made.parts[0].labelled
    assert made.parts[1].labelled
    assert sum(part.width for part in made.parts) == pytest.approx(100)


def test_a_bar_of_part_of_the_width() -> None:
    (part,) = bars.bar("t", [("a", "A", 7)], reach=30.0).parts
    assert (part.width, part.middle) == (30.0, 15.0)


def test_nothing_is_an_empty_bar() -> None:
    made = bars.bar("t", [("a", "A", 0)])
    assert made.parts == ()
    assert made.description == "nothing"


def test_a_number_takes_room_as_it_is_long() -> None:
    short, long = (bars.bar("t", [("a", "A", count)]).parts[0] for count in (7, 123_456))
    assert short.half < long.half
