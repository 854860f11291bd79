"""Can equipment of this maker still be had as before?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Never not met: the rule stops supply and lays no duty on owners. It tells whether spare units will be had."""
    na = Outcome.NOT_APPLICABLE
    if facts.surveillance is not Answer.NO and facts.maker_named is Answer.YES:
        return Verdict(outcome=na, reason="supply-ends")
    return broken_if_all(
        (
            Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
            Condition(holds=facts.maker_named, otherwise=Outcome.MET, reason="maker-not-named", settle="listed"),
        ),
        "supply-ends",
    )
