"""Equipment of a company subject to the law, in use anywhere."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.subject_maker_in_use import check

ALL = Facts(surveillance=YES, in_use=YES, maker_subject=YES, ours=YES)


def test_all_conditions_together_are_not_met() -> None:
    assert check(ALL, {}).outcome is Outcome.NOT_MET
    assert check(ALL, {}).reason == "subject-in-use"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("in_use", Outcome.NOT_APPLICABLE, "not-in-use"),
        ("maker_subject", Outcome.MET, "maker-not-subject"),
        ("ours", Outcome.NOT_APPLICABLE, "landlord-equipment"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "maker_subject", "ours"])
def test_each_that_is_unknown_leaves_it_unknown_and_says_what_would_settle_it(fact: str) -> None:
    verdict = check(replace(ALL, **{fact: UNKNOWN}), {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert len(verdict.settles) == 1


@pytest.mark.parametrize("sensitive", [YES, NO, UNKNOWN])
def test_it_is_asked_at_every_site(sensitive: object) -> None:
    assert check(replace(ALL, sensitive=sensitive), {}).outcome is Outcome.NOT_MET  # type: ignore[arg-type]
