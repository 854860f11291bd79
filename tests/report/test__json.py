"""JSON as it is made: the same value as the whole would give, a line for each thing of a list."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from camcensus.report import _json

LEAVES = st.one_of(st.integers(), st.text(min_size=1), st.booleans())
PLAIN = st.dictionaries(st.text(), st.lists(st.dictionaries(st.text(), LEAVES, min_size=1), min_size=1), min_size=1)


@given(PLAIN)
def test_a_tree_with_lists_that_are_made_is_what_the_whole_gives(tree: dict[str, list[Any]]) -> None:
    made = _json.written({"in": {name: iter(values) for name, values in tree.items()}, "n": 1})
    assert json.loads(made) == {"in": tree, "n": 1}


def test_a_thing_of_a_list_is_a_line_and_what_is_empty_is_left_out() -> None:
    made = _json.written({"a": {"list": iter([{"x": 1, "y": {"z": [2]}}, {"x": 3}]), "none": iter([])}, "b": []})
    assert made.decode() == '{\n "a": {\n  "list": [\n   {"x": 1, "y": {"z": [2]}},\n   {"x": 3}\n  ]\n }\n}\n'


def test_a_list_of_trees_that_are_made() -> None:
    made = _json.written({"a": iter([{"b": iter([1, 2])}])})
    assert json.loads(made) == {"a": [{"b": [1, 2]}]}


def test_nothing_is_an_empty_tree() -> None:
    assert json.loads(_json.written({"a": iter([])})) == {}


def test_zero_no_and_empty_words_stay() -> None:
    assert json.loads(_json.written({"a": 0, "b": False, "c": ""})) == {"a": 0, "b": False, "c": ""}


def test_half_a_character_is_no_fault() -> None:
    assert b"?" in _json.written({"a": "\ud800"})
