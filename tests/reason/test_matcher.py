"""Marks recognise parts of values; captured groups become claims."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support import knowledge

from camcensus.engine import known
from camcensus.model.identity import Weights
from camcensus.model.knowledge import Example, Fingerprint
from camcensus.reason.matcher import Matcher, Saying, compile_marks, fill

MARK = Fingerprint(
    id="maker/server",
    field="http.server",
    pattern=r"^ExampleCam/(?P<version>[0-9.]+)",
    claims={"hardware_maker": "maker", "firmware": "{version}"},
    strength="strong",
    origin="maker-web",
    reference="made up",
    examples=(Example(text="ExampleCam/1.2"),),
)
REALM = Fingerprint(
    id="maker/realm",
    field="http.www_authenticate",
    part="realm",
    pattern="^ExampleCam$",
    claims={"brand": "maker"},
    strength="medium",
    origin="maker-web",
    reference="made up",
    examples=(Example(text="ExampleCam"),),
    copied=True,
)


def said(*parts: tuple[str, str, bytes], compiled: bool = True) -> list[Saying]:
    marks = [MARK, REALM]
    return list(Matcher(marks, Weights(), compile_marks(marks) if compiled else b"").sayings(parts))


@pytest.mark.parametrize("compiled", [True, False])
def test_a_match_says_what_the_entry_claims(*, compiled: bool) -> None:
    found = said(("http.server", "", b"ExampleCam/1.2"), compiled=compiled)
    assert found == [
        Saying("hardware_maker", "maker", 14, "maker-web", "maker/server", copied=False),
        Saying("firmware", "1.2", 14, "maker-web", "maker/server", copied=False),
    ]


def test_another_field_or_part_is_not_matched() -> None:
    assert said(("rtsp.server", "", b"ExampleCam/1.2"), ("http.www_authenticate", "scheme", b"ExampleCam")) == []


def test_a_part_is_matched_by_its_own_marks_only() -> None:
    found = said(("http.www_authenticate", "", b"ExampleCam"), ("http.www_authenticate", "realm", b"ExampleCam"))
    assert [(one.by, one.copied) for one in found] == [("maker/realm", True)]


def test_a_group_that_captured_nothing_claims_nothing() -> None:
    match = re.match(rb"a(?P<model>x)?", b"a")
    assert match is not None
    assert fill("{model}", match) == ""


def test_a_set_compiled_elsewhere_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be loaded"):
        Matcher([MARK], Weights(), b"not a compiled set")


@pytest.fixture(scope="module")
def both() -> tuple[Matcher, Matcher]:
    """With the automaton, which takes seconds to compile and may be kept, and without."""
    whole = knowledge()
    return known.matcher(whole), Matcher(whole.fingerprints, whole.vocabulary.weights, b"")


def test_both_ways_of_finding_candidates_agree_on_every_example(both: tuple[Matcher, Matcher]) -> None:
    for mark in knowledge().fingerprints:
        values = [example.data for example in mark.examples] + [text.encode() for text in mark.counter_examples]
        for value in values:
            part = [(mark.field, mark.part, value)]
            assert list(both[0].sayings(part)) == list(both[1].sayings(part)), (mark.id, value)


def test_every_example_is_found_through_the_automaton(both: tuple[Matcher, Matcher]) -> None:
    for mark in knowledge().fingerprints:
        for example in mark.examples:
            assert mark.id in {one.by for one in both[0].sayings([(mark.field, mark.part, example.data)])}


@given(st.binary(max_size=300))
def test_the_real_fingerprints_take_any_bytes(both: tuple[Matcher, Matcher], data: bytes) -> None:
    places = sorted({(mark.field, mark.part) for mark in knowledge().fingerprints})
    parts = [(field, part, data) for field, part in places]
    assert list(both[0].sayings(parts)) == list(both[1].sayings(parts))
