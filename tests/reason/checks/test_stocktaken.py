"""A register names the make of what faces the internet."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.stocktaken import check

LISTED = Facts(in_use=YES, online=YES, recorded=NO)


def test_a_register_without_the_make_is_not_enough() -> None:
    assert (check(LISTED, {}).outcome, check(LISTED, {}).reason) == (Outcome.NOT_MET, "make-not-recorded")


def test_a_register_with_the_make_is() -> None:
    assert check(replace(LISTED, recorded=YES), {}).reason == "stocktaken"


def test_what_no_register_lists_is_unknown() -> None:
    verdict = check(replace(LISTED, recorded=UNKNOWN), {})
    assert (verdict.outcome, verdict.reason, verdict.settles) == (Outcome.UNKNOWN, "register-unknown", ("register",))


@pytest.mark.parametrize(("fact", "reason"), [("in_use", "not-in-use"), ("online", "not-internet-facing")])
def test_it_is_asked_of_what_is_in_use_and_faces_the_internet(fact: str, reason: str) -> None:
    assert check(replace(LISTED, **{fact: NO}), {}).reason == reason
    assert check(replace(LISTED, **{fact: UNKNOWN}), {}).outcome is Outcome.UNKNOWN
