"""Questions that several facts must answer together, with *unknown* as an answer of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camcensus.model.finding import Verdict
from camcensus.model.outcome import Answer, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One fact that must hold for the clause to be broken."""

    holds: Answer
    otherwise: Outcome
    """The outcome if it does not hold."""
    reason: str
    """Reason code if it does not hold."""
    settle: str
    """Evidence code that would settle it when it is unknown."""


def broken_if_all(conditions: Sequence[Condition], reason: str) -> Verdict:
    """Not met (`reason`) if all conditions hold; the first that does not hold decides; otherwise unknown.

    One condition that is known not to hold is enough, however many others are unknown: nothing unknown can then make
    the clause apply.
    """
    for condition in conditions:
        if condition.holds is Answer.NO:
            return Verdict(outcome=condition.otherwise, reason=condition.reason)
    missing = tuple(condition.settle for condition in conditions if condition.holds is Answer.UNKNOWN)
    if missing:
        return Verdict(outcome=Outcome.UNKNOWN, reason=f"{missing[0]}-unknown", settles=missing)
    return Verdict(outcome=Outcome.NOT_MET, reason=reason)
