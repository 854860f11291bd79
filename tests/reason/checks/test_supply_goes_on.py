"""Whether a maker's equipment can still be had."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import FACTS, Facts
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.checks.supply_goes_on import check


def test_of_a_listed_maker_supply_ends_and_nobody_is_bound() -> None:
    verdict = check(Facts(surveillance=YES, maker_named=YES), {})
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_APPLICABLE, "supply-ends")


def test_of_another_it_goes_on_and_of_an_unknown_one_it_is_unknown() -> None:
    assert check(Facts(surveillance=YES, maker_named=NO), {}).outcome is Outcome.MET
    assert check(Facts(surveillance=YES, maker_named=UNKNOWN), {}).settles == ("listed",)
    assert check(Facts(surveillance=NO, maker_named=YES), {}).reason == "not-surveillance"


@given(st.fixed_dictionaries({name: st.sampled_from(Answer) for name in FACTS}))
def test_it_is_never_not_met(facts: dict[str, Answer]) -> None:
    assert check(Facts(**facts), {}).outcome is not Outcome.NOT_MET
