"""Was equipment of a company subject to the law procured since the clause applies?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Not met if it was. Having been removed since does not undo the purchase."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    return broken_if_all(
        (
            Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
            Condition(holds=facts.maker_subject, otherwise=met, reason="maker-not-subject", settle="maker"),
            Condition(holds=facts.acquired_since, otherwise=na, reason="acquired-before", settle="acquired"),
        ),
        "procured-since",
    )
