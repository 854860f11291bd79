"""What was acquired after the cut-off may not be used."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.named_maker_acquired_after import check

ALL = Facts(surveillance=YES, in_use=YES, maker_named=YES, acquired_since=YES, ours=YES)


def test_all_conditions_together_are_not_met() -> None:
    assert check(ALL, {}).outcome is Outcome.NOT_MET
    assert check(ALL, {}).reason == "acquired-after"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("in_use", Outcome.NOT_APPLICABLE, "not-in-use"),
        ("maker_named", Outcome.MET, "maker-not-named"),
        ("acquired_since", Outcome.NOT_APPLICABLE, "acquired-before"),
        ("ours", Outcome.NOT_APPLICABLE, "landlord-equipment"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "maker_named", "acquired_since", "ours"])
def test_each_that_is_unknown_leaves_it_unknown_and_says_what_would_settle_it(fact: str) -> None:
    verdict = check(replace(ALL, **{fact: UNKNOWN}), {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert len(verdict.settles) == 1


def test_when_it_was_put_up_has_no_say() -> None:
    assert check(replace(ALL, acquired_since=NO, deployed_since=YES), {}).reason == "acquired-before"
