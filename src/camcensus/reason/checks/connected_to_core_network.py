"""Is equipment of a company subject to the law connected to the departmental core network?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Not met if all five conditions hold. What is proved and what is only stated have reasons of their own."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    proved, path = facts.core_proved is Answer.YES, facts.core_path is Answer.YES
    settle = "path" if path else "bridge" if facts.core_bridge is Answer.YES else "zone"
    return broken_if_all(
        (
            Condition(holds=facts.surveillance, otherwise=na, reason="not-surveillance", settle="class"),
            Condition(holds=facts.in_use, otherwise=na, reason="not-in-use", settle="status"),
            Condition(holds=facts.core, otherwise=met, reason=_off(proved=proved, path=path), settle=settle),
            Condition(holds=facts.maker_subject, otherwise=met, reason="maker-not-subject", settle="maker"),
            Condition(holds=facts.ours, otherwise=na, reason="landlord-equipment", settle="landlord"),
        ),
        "path-to-core" if path else "on-core",
    )


def _off(*, proved: bool, path: bool) -> str:
    """Why it is held not to be connected."""
    if path:
        return "path-not-counted"
    return "closed-off-core" if proved else "not-on-core"
