"""A purchase from a company that is subject to the law."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.procured_from_subject_maker import check

ALL = Facts(surveillance=YES, maker_subject=YES, acquired_since=YES)


def test_all_conditions_together_are_not_met() -> None:
    assert check(ALL, {}).outcome is Outcome.NOT_MET
    assert check(ALL, {}).reason == "procured-since"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("maker_subject", Outcome.MET, "maker-not-subject"),
        ("acquired_since", Outcome.NOT_APPLICABLE, "acquired-before"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "maker_subject", "acquired_since"])
def test_each_that_is_unknown_leaves_it_unknown_and_says_what_would_settle_it(fact: str) -> None:
    verdict = check(replace(ALL, **{fact: UNKNOWN}), {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert len(verdict.settles) == 1


def test_a_list_has_no_say() -> None:
    assert check(replace(ALL, maker_named=NO), {}).outcome is Outcome.NOT_MET
