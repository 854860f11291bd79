"""Candidates: one too many is allowed, one too few is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.reason import automaton

PATTERNS = ["^Example", r"(?i)camera-\d{2}", r"a[bc]d", r"(?:one|two)x", r"^\d{1,3}$", r"x\x00y", r"(?m)^begin"]


@pytest.fixture(scope="module", params=["compiled", "literals"])
def every(request: pytest.FixtureRequest) -> automaton.Automaton:
    compiled = automaton.compile_patterns(PATTERNS) if request.param == "compiled" else b""
    return automaton.load(PATTERNS, compiled)


@given(st.text(alphabet="EexamplCcr-0123bdonetw\x00y \nBgi", max_size=60))
def test_none_is_missed(every: automaton.Automaton, text: str) -> None:
    data = text.encode()
    matching = {number for number, pattern in enumerate(PATTERNS) if re.search(pattern.encode(), data)}
    assert matching <= set(every.candidates(data))


def test_nothing_matches_nothing(every: automaton.Automaton) -> None:
    assert set(every.candidates(b"")) <= {2, 3, 4}


def test_no_patterns_compile_to_nothing() -> None:
    assert automaton.compile_patterns([]) == b""


def test_each_is_named_once(every: automaton.Automaton) -> None:
    found = every.candidates(b"camera-01 camera-02 CAMERA-03")
    assert sorted(found) == sorted(set(found))
    assert 1 in found
