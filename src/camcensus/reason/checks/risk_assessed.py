"""Is it recorded that the risk of equipment of a company on the list was assessed?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Not met if such equipment is in use and no assessment is recorded, or its review is overdue."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    missing = Answer.NO if facts.considered is Answer.YES else Answer.YES
    return broken_if_all(
        (
            Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
            Condition(holds=facts.in_use, otherwise=na, reason="not-in-use", settle="status"),
            Condition(holds=facts.maker_named, otherwise=met, reason="maker-not-named", settle="listed"),
            Condition(holds=missing, otherwise=met, reason="considered", settle="consideration"),
            Condition(holds=facts.ours, otherwise=na, reason="landlord-equipment", settle="landlord"),
        ),
        "review-overdue" if facts.review_overdue is Answer.YES else "not-considered",
    )
