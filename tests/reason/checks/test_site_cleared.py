"""A sensitive site without such equipment."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.site_cleared import check

LATE = Facts(sensitive=YES, maker_subject=YES)


def test_a_sensitive_site_with_such_equipment_is_not_clear() -> None:
    assert (check(LATE, {}).outcome, check(LATE, {}).reason) == (Outcome.NOT_MET, "site-not-clear")


@pytest.mark.parametrize(
    ("fact", "outcome", "reason", "settle"),
    [
        ("sensitive", Outcome.NOT_APPLICABLE, "site-not-sensitive", "sensitivity"),
        ("maker_subject", Outcome.MET, "site-clear", "equipment"),
    ],
)
def test_what_is_not_so_ends_it_and_what_is_unknown_is_named(
    fact: str, outcome: Outcome, reason: str, settle: str
) -> None:
    assert (check(replace(LATE, **{fact: NO}), {}).outcome, check(replace(LATE, **{fact: NO}), {}).reason) == (
        outcome,
        reason,
    )
    assert check(replace(LATE, **{fact: UNKNOWN}), {}).settles == (settle,)
