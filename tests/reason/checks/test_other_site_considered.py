"""Another site considered: a site that is not sensitive and has such equipment."""

from __future__ import annotations

from dataclasses import replace

from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.other_site_considered import check

OTHER = Facts(sensitive=NO, maker_subject=YES, considered=NO)


def test_without_a_record_it_is_not_considered() -> None:
    verdict = check(OTHER, {})
    assert (verdict.outcome, verdict.reason) == (Outcome.NOT_MET, "not-considered")


def test_a_sensitive_site_is_spoken_of_elsewhere() -> None:
    assert check(replace(OTHER, sensitive=YES), {}).outcome is Outcome.NOT_APPLICABLE


def test_a_record_meets_it_even_where_the_equipment_is_not_known() -> None:
    assert check(replace(OTHER, considered=YES, maker_subject=UNKNOWN), {}).outcome is Outcome.MET


def test_a_site_that_was_looked_at_and_has_none_is_not_concerned() -> None:
    assert check(replace(OTHER, maker_subject=NO), {}).reason == "no-such-equipment"


def test_what_is_unknown_leaves_it_unknown() -> None:
    assert check(replace(OTHER, maker_subject=UNKNOWN), {}).settles == ("equipment",)
    assert check(replace(OTHER, sensitive=UNKNOWN), {}).settles == ("sensitivity",)


def test_a_review_that_has_passed_does_not_meet_it() -> None:
    assert check(replace(OTHER, review_overdue=YES), {}).reason == "review-overdue"
