"""Deployed onto a sensitive site since the order: all six facts must hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Outcome
from camcensus.reason.checks.deployed_on_sensitive_site import check

ALL = Facts(surveillance=YES, in_use=YES, sensitive=YES, maker_subject=YES, deployed_since=YES, ours=YES)


def test_all_six_are_a_breach() -> None:
    assert check(ALL, {}).reason == "deployed-since-order"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("in_use", Outcome.NOT_APPLICABLE, "not-in-use"),
        ("sensitive", Outcome.NOT_APPLICABLE, "site-not-sensitive"),
        ("maker_subject", Outcome.MET, "maker-not-subject"),
        ("deployed_since", Outcome.NOT_APPLICABLE, "deployed-before"),
        ("ours", Outcome.NOT_APPLICABLE, "landlord-equipment"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "sensitive", "maker_subject", "deployed_since", "ours"])
def test_each_that_is_unknown_leaves_it_unknown(fact: str) -> None:
    assert check(replace(ALL, **{fact: UNKNOWN}), {}).outcome is Outcome.UNKNOWN


def test_the_core_network_does_not_matter_here() -> None:
    assert check(replace(ALL, core=NO), {}) == check(replace(ALL, core=YES), {})
