"""A record at a site of how the clause is followed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.support import NO, YES

from camcensus.model.facts import FACTS, Facts
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.checks.measure_recorded import check


def test_a_record_in_date_is_met_and_none_is_not() -> None:
    assert check(Facts(considered=YES), {}).outcome is Outcome.MET
    assert check(Facts(considered=NO), {}).reason == "not-considered"
    assert check(Facts(considered=NO, review_overdue=YES), {}).reason == "review-overdue"


@given(st.fixed_dictionaries({name: st.sampled_from(Answer) for name in FACTS if name != "considered"}))
def test_nothing_but_the_record_decides(facts: dict[str, Answer]) -> None:
    assert check(Facts(**facts, considered=YES), {}).outcome is Outcome.MET
    assert check(Facts(**facts, considered=NO), {}).outcome is Outcome.NOT_MET
