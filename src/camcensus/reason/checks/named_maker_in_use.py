"""Is equipment of a company on the list in use?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Not met if it is in use by the body, for a purpose to which the list reaches."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    return broken_if_all(
        (
            Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
            Condition(holds=facts.in_use, otherwise=na, reason="not-in-use", settle="status"),
            Condition(holds=facts.maker_named, otherwise=met, reason="maker-not-named", settle="listed"),
            Condition(holds=facts.covered_purpose, otherwise=na, reason="purpose-not-covered", settle="purpose"),
            Condition(holds=facts.ours, otherwise=na, reason="landlord-equipment", settle="landlord"),
        ),
        "named-in-use",
    )
