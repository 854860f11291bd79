"""On the core network: sensitivity and dates do not matter."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.support import NO, UNKNOWN, YES

from camcensus.model.facts import Facts
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.checks.connected_to_core_network import check

ALL = Facts(surveillance=YES, in_use=YES, core=YES, maker_subject=YES, ours=YES)


def test_all_five_are_contrary_to_advice() -> None:
    assert check(ALL, {}).reason == "on-core"


@pytest.mark.parametrize(
    ("fact", "outcome", "reason"),
    [
        ("surveillance", Outcome.NOT_APPLICABLE, "not-surveillance"),
        ("in_use", Outcome.NOT_APPLICABLE, "not-in-use"),
        ("core", Outcome.MET, "not-on-core"),
        ("maker_subject", Outcome.MET, "maker-not-subject"),
        ("ours", Outcome.NOT_APPLICABLE, "landlord-equipment"),
    ],
)
def test_each_that_does_not_hold_ends_it(fact: str, outcome: Outcome, reason: str) -> None:
    verdict = check(replace(ALL, **{fact: NO}), {})
    assert (verdict.outcome, verdict.reason) == (outcome, reason)


@pytest.mark.parametrize("fact", ["surveillance", "in_use", "core", "maker_subject", "ours"])
def test_each_that_is_unknown_leaves_it_unknown(fact: str) -> None:
    assert check(replace(ALL, **{fact: UNKNOWN}), {}).outcome is Outcome.UNKNOWN


@pytest.mark.parametrize(
    ("core", "path", "proved", "reason"),
    [
        (YES, NO, YES, "on-core"),
        (YES, YES, YES, "path-to-core"),
        (NO, NO, YES, "closed-off-core"),
        (NO, YES, YES, "path-not-counted"),
        (NO, NO, NO, "not-on-core"),
        (UNKNOWN, YES, YES, "path-unknown"),
        (UNKNOWN, NO, NO, "zone-unknown"),
    ],
)
def test_what_is_proved_and_what_is_stated_have_reasons_of_their_own(
    core: Answer, path: Answer, proved: Answer, reason: str
) -> None:
    assert check(replace(ALL, core=core, core_path=path, core_proved=proved), {}).reason == reason


@pytest.mark.parametrize("sensitive", [YES, NO, UNKNOWN])
def test_the_advice_is_not_limited_to_sensitive_sites(sensitive: object) -> None:
    assert check(replace(ALL, sensitive=sensitive), {}).outcome is Outcome.NOT_MET  # type: ignore[arg-type]
