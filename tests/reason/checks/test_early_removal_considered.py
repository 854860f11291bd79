"""Early removal considered: a record, in date, for equipment that stays on a sensitive site."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.early_removal_considered import check

ALL = Facts(surveillance=YES, in_use=YES, sensitive=YES, maker_subject=YES, ours=YES, considered=NO)


def test_without_a_record_it_is_not_considered() -> None:
    assert check(ALL, {}).reason == "not-considered"


def test_a_record_in_date_meets_it() -> None:
    verdict = check(replace(ALL, considered=YES), {})
    assert (verdict.outcome, verdict.reason) == (Outcome.MET, "considered")


def test_a_record_whose_review_has_passed_does_not() -> None:
    verdict = check(replace(ALL, review_overdue=YES), {})
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_MET, "review-overdue")


@pytest.mark.parametrize(
    ("fact", "reason"),
    [("surveillance", "not-surveillance"), ("in_use", "not-in-use"), ("sensitive", "site-not-sensitive"),
     ("maker_subject", "maker-not-subject"), ("ours", "landlord-equipment")],
)  # fmt: skip
def test_each_that_does_not_hold_ends_it(fact: str, reason: str) -> None:
    assert check(replace(ALL, **{fact: NO}), {}).reason == reason


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "sensitive", "maker_subject", "ours"])
def test_each_that_is_unknown_leaves_it_unknown(fact: str) -> None:
    assert check(replace(ALL, **{fact: UNKNOWN}), {}).outcome is Outcome.UNKNOWN


def test_when_it_was_deployed_does_not_matter() -> None:
    assert check(replace(ALL, deployed_since=NO), {}) == check(replace(ALL, deployed_since=YES), {})
