"""Plain data becomes values; the first fault is named with its place and, where it can, its mend."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.strict import Path, StrictError, convert


class Colour(Enum):
    RED = "red"
    BLUE = "blue"


@dataclass(frozen=True, kw_only=True)
class Part:
    name: str
    size: int = 1
    colour: Colour = Colour.RED


@dataclass(frozen=True, kw_only=True)
class Whole:
    title: str
    since: date | None = None
    parts: tuple[Part, ...] = ()
    main: Part | None = None
    named: Mapping[str, Part] = field(default_factory=dict)
    words: dict[str, list[str]] = field(default_factory=dict)


def test_data_becomes_values() -> None:
    data = {
        "title": "t",
        "since": date(2026, 1, 1),
        "parts": [{"name": "a"}, {"name": "b", "size": 2, "colour": "blue"}],
        "main": {"name": "c"},
        "named": {"x": {"name": "d"}},
        "words": {"y": ["z"]},
    }
    expected = Whole(
        title="t",
        since=date(2026, 1, 1),
        parts=(Part(name="a"), Part(name="b", size=2, colour=Colour.BLUE)),
        main=Part(name="c"),
        named={"x": Part(name="d")},
        words={"y": ["z"]},
    )
    assert expected == convert(data, Whole)


@pytest.mark.parametrize(
    ("data", "sentence", "path"),
    [
        ({"title": "t", "tile": 1}, "'tile' is not known here; known are: main, named, parts, since, ", ("tile",)),
        (
            {"title": "t", "parts": [{"name": "a"}, {"name": "b", "colr": "red"}]},
            "'colr' is not known here; known are: colour, name, size",
            ("parts", 1, "colr"),
        ),
        ({"title": "t", "main": {"name": "a", "x": 1}}, "'x' is not known here", ("main", "x")),
        ({"title": "t", "named": {"k": {"name": "a", "x": 1}}}, "'x' is not known here", ("named", "k", "x")),
        ({}, "'title' is missing", ()),
        ({"title": "t", "parts": [{"name": "a"}, {}]}, "'name' is missing", ("parts", 1)),
        ({"title": 1}, "should be str, is int", ("title",)),
        ({"title": "t", "parts": [{"name": "a", "size": "2"}]}, "should be int, is str", ("parts", 0, "size")),
        ({"title": "t", "parts": {}}, "should be array, is object", ("parts",)),
        ({"title": "t", "since": "soon"}, "Invalid RFC3339 encoded date", ("since",)),
        ({"title": "t", "main": {"name": "a", "colour": "green"}}, "'green' is not one of", ("main", "colour")),
        ([], "should be object, is array", ()),
        ("text", "should be object, is str", ()),
    ],
)
def test_a_fault_is_named_with_its_place(data: object, sentence: str, path: Path) -> None:
    with pytest.raises(StrictError) as caught:
        convert(data, Whole)
    assert str(caught.value).startswith(sentence)
    assert path == caught.value.path


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["title", "parts", "main", "named", "name", "size", "x"]), inner, max_size=4
            )
        ),
    )
)
def test_any_data_becomes_a_value_or_a_fault(data: object) -> None:
    try:
        convert(data, Whole)
    except StrictError as fault:
        sentence, place = str(fault), fault.path
        assert sentence  # hypothesis gives both kinds
        assert isinstance(place, tuple)
