"""A purchase from a company on a list: by whom, when, for what, with whose money."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.procured_from_named_maker import check

ALL = Facts(surveillance=YES, maker_named=YES, acquired_since=YES, covered_purpose=YES)


def test_all_conditions_together_are_not_met() -> None:
    assert check(ALL, {}).outcome is Outcome.NOT_MET
    assert check(ALL, {}).reason == "procured-since"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("maker_named", Outcome.MET, "maker-not-named"),
        ("acquired_since", Outcome.NOT_APPLICABLE, "acquired-before"),
        ("covered_purpose", Outcome.NOT_APPLICABLE, "purpose-not-covered"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "maker_named", "acquired_since", "covered_purpose"])
def test_each_that_is_unknown_leaves_it_unknown_and_says_what_would_settle_it(fact: str) -> None:
    verdict = check(replace(ALL, **{fact: UNKNOWN}), {})
    assert verdict.outcome is Outcome.UNKNOWN
    assert len(verdict.settles) == 1


def test_money_and_seller_are_asked_about_only_where_the_clause_asks() -> None:
    for params, fact, reason in (
        ({"money": "federal"}, "federal_money", "not-federal-money"),
        ({"purchase": "direct"}, "bought_direct", "not-bought-direct"),
    ):
        assert check(ALL, params).outcome is Outcome.UNKNOWN
        assert check(replace(ALL, **{fact: YES}), params).outcome is Outcome.NOT_MET
        assert check(replace(ALL, **{fact: NO}), params).reason == reason


@pytest.mark.parametrize("in_use", [YES, NO, UNKNOWN])
def test_taking_it_down_does_not_undo_the_purchase(in_use: object) -> None:
    assert check(replace(ALL, in_use=in_use), {}).outcome is Outcome.NOT_MET  # type: ignore[arg-type]
