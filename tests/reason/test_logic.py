"""Questions that several facts answer together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all

answers = st.lists(st.sampled_from(Answer), min_size=1, max_size=6)


def conditions(found: list[Answer]) -> list[Condition]:
    return [
        Condition(holds=one, otherwise=Outcome.MET, reason=f"reason-{n}", settle=f"evidence-{n}")
        for n, one in enumerate(found)
    ]


@given(answers)
def test_not_met_only_if_all_hold(found: list[Answer]) -> None:
    verdict = broken_if_all(conditions(found), "broken")
    assert (verdict.outcome is Outcome.NOT_MET) == all(one is Answer.YES for one in found)


@given(answers)
def test_one_that_does_not_hold_is_enough_and_the_first_decides(found: list[Answer]) -> None:
    verdict = broken_if_all(conditions(found), "broken")
    if Answer.NO in found:
        assert (verdict.outcome, verdict.reason) == (Outcome.MET, f"reason-{found.index(Answer.NO)}")


@given(answers)
def test_unknown_names_everything_that_would_settle_it(found: list[Answer]) -> None:
    verdict = broken_if_all(conditions(found), "broken")
    missing = [f"evidence-{n}" for n, one in enumerate(found) if one is Answer.UNKNOWN]
    if verdict.outcome is Outcome.UNKNOWN:
        assert list(verdict.settles) == missing


@given(answers, st.integers(0, 5))
def test_learning_more_never_turns_an_answer_round(found: list[Answer], at: int) -> None:
    """A known answer stays when an unknown fact becomes known: nothing unknown was taken for granted."""
    before = broken_if_all(conditions(found), "broken").outcome
    unknown = [n for n, one in enumerate(found) if one is Answer.UNKNOWN]
    if before is not Outcome.UNKNOWN and unknown:
        place = unknown[at % len(unknown)]
        for answer in (Answer.YES, Answer.NO):
            assert broken_if_all(conditions([*found[:place], answer, *found[place + 1 :]]), "broken").outcome is before
