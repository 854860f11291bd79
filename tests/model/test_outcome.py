"""Partial answers merge in any order, and nothing is not an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.outcome import Answer, Outcome, combine

outcomes = st.sampled_from(Outcome)
answers = st.sampled_from(Answer)


@given(outcomes, outcomes)
def test_which_comes_first_does_not_matter(a: Outcome, b: Outcome) -> None:
    assert a & b == b & a


@given(outcomes, outcomes, outcomes)
def test_how_they_are_grouped_does_not_matter(a: Outcome, b: Outcome, c: Outcome) -> None:
    assert (a & b) & c == a & (b & c)


@given(outcomes)
def test_the_same_answer_twice_is_that_answer(a: Outcome) -> None:
    assert a & a == a


@given(outcomes)
def test_not_applicable_adds_nothing(a: Outcome) -> None:
    assert a & Outcome.NOT_APPLICABLE == a


@given(outcomes, outcomes)
def test_the_graver_answer_stands(a: Outcome, b: Outcome) -> None:
    assert (a & b).rank == max(a.rank, b.rank)


def test_unknown_is_graver_than_met_and_milder_than_not_met() -> None:
    assert sorted(Outcome, key=lambda one: one.rank) == [
        Outcome.NOT_APPLICABLE,
        Outcome.MET,
        Outcome.UNKNOWN,
        Outcome.NOT_MET,
    ]


def test_no_findings_are_unknown() -> None:
    assert combine([]) is Outcome.UNKNOWN


@given(st.lists(outcomes, min_size=1), st.lists(outcomes, min_size=1), st.randoms())
def test_many_workers_come_to_what_one_would(some: list[Outcome], others: list[Outcome], random: object) -> None:
    together = some + others
    assert combine(together) is combine([combine(others), combine(some)])
    random.shuffle(together)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert combine(together) is combine(some + others)


@given(st.lists(outcomes, min_size=1))
def test_met_together_means_that_nothing_was_unknown_or_not_met(found: list[Outcome]) -> None:
    good = {Outcome.MET, Outcome.NOT_APPLICABLE}
    assert (combine(found) in good) == (set(found) <= good)


@pytest.mark.parametrize(
    ("given_answers", "expected"),
    [
        ([], Answer.UNKNOWN),
        ([Answer.NO], Answer.NO),
        ([Answer.NO, Answer.NO], Answer.NO),
        ([Answer.NO, Answer.UNKNOWN], Answer.UNKNOWN),
        ([Answer.UNKNOWN, Answer.YES], Answer.YES),
        ([Answer.NO, Answer.YES], Answer.YES),
    ],
)
def test_any_of(given_answers: list[Answer], expected: Answer) -> None:
    assert expected is Answer.any_of(given_answers)


@given(st.lists(answers, min_size=1), st.lists(answers, min_size=1))
def test_any_of_parts_is_any_of_the_whole(some: list[Answer], others: list[Answer]) -> None:
    assert Answer.any_of(some + others) is Answer.any_of([Answer.any_of(some), Answer.any_of(others)])
