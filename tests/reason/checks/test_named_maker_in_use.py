"""Equipment of a company on a list, in use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.named_maker_in_use import check

ALL = Facts(surveillance=YES, in_use=YES, maker_named=YES, covered_purpose=YES, ours=YES)


def test_all_conditions_together_are_not_met() -> None:
    assert check(ALL, {}).outcome is Outcome.NOT_MET
    assert check(ALL, {}).reason == "named-in-use"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("in_use", Outcome.NOT_APPLICABLE, "not-in-use"),
        ("maker_named", Outcome.MET, "maker-not-named"),
        ("covered_purpose", Outcome.NOT_APPLICABLE, "purpose-not-covered"),
        ("ours", Outcome.NOT_APPLICABLE, "landlord-equipment"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "maker_named", "covered_purpose", "ours"])
def test_each_that_is_unknown_leaves_it_unknown_and_says_what_would_settle_it(fact: str) -> None:
    verdict = check(replace(ALL, **{fact: UNKNOWN}), {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert len(verdict.settles) == 1


def test_whether_the_maker_is_subject_to_a_law_is_another_question() -> None:
    assert check(replace(ALL, maker_named=NO, maker_subject=YES), {}).outcome is Outcome.MET
