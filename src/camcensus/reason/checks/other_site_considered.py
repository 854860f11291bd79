"""Is it recorded that a site which is not sensitive was considered for the same measures?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Asked of a site. Not met if it has such equipment, is not sensitive, and no consideration is recorded."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    other = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(facts.sensitive, Answer.UNKNOWN)
    missing = Answer.NO if facts.considered is Answer.YES else Answer.YES
    return broken_if_all(
        (
            Condition(holds=other, otherwise=na, reason="site-is-sensitive", settle="sensitivity"),
            Condition(holds=missing, otherwise=met, reason="considered", settle="consideration"),
            Condition(holds=facts.maker_subject, otherwise=na, reason="no-such-equipment", settle="equipment"),
        ),
        "review-overdue" if facts.review_overdue is Answer.YES else "not-considered",
    )
