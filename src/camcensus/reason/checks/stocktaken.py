"""Does a register name the make of this equipment?"""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.facts import Facts
from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome
from camcensus.reason.logic import Condition, broken_if_all


def check(facts: Facts, params: Mapping[str, str]) -> Verdict:  # noqa: ARG001  # every check takes its parameters
    """Not met if the register that lists it names no make. What no register lists is unknown, not met by silence."""
    na, met = Outcome.NOT_APPLICABLE, Outcome.MET
    missing = {Answer.YES: Answer.NO, Answer.NO: Answer.YES}.get(facts.recorded, Answer.UNKNOWN)
    return broken_if_all(
        (
            Condition(holds=facts.in_use, otherwise=na, reason="not-in-use", settle="status"),
            Condition(holds=facts.online, otherwise=na, reason="not-internet-facing", settle="online"),
            Condition(holds=missing, otherwise=met, reason="stocktaken", settle="register"),
        ),
        "make-not-recorded",
    )
