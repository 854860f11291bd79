"""Is it recorded how the body does at this site what the clause asks of it?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Asked of a site. Not met if nothing is recorded, or its review is overdue."""
    missing = Answer.NO if facts.considered is Answer.YES else Answer.YES
    return broken_if_all(
        (Condition(holds=missing, otherwise=Outcome.MET, reason="considered", settle="consideration"),),
        "review-overdue" if facts.review_overdue is Answer.YES else "not-considered",
    )
