"""What was used about each maker, in words that a report can show."""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.assessment import MakerStatus
from camcensus.model.knowledge import Holding, Knowledge
from camcensus.reason.control import Control, Step


def status(one: Control, knowledge: Knowledge) -> MakerStatus:
    """Whether a maker is subject to the law, by whom that was decided, and the chain with its sources."""
    signed = one.determination
    return MakerStatus(
        maker=one.maker,
        name=knowledge.makers[one.maker].name,
        answer=one.answer.value,
        reason=one.reason,
        basis=one.basis,
        chain=tuple(_hop(step, knowledge) for step in one.chain),
        person=signed.person if signed else "",
        signed=signed.signed if signed else None,
        note=signed.reason if signed else "",
    )


def _hop(step: Step, knowledge: Knowledge) -> str:
    party = knowledge.parties[step.party]
    where = f"{party.name} ({step.jurisdiction or 'registration not known'})"
    if step.stake is None:
        return f"{where} [{party.source or 'no source'}]"
    return "; ".join([where, *(_claim(one) for one in step.stake.claims)])


def _claim(held: Holding) -> str:
    low, high = held.percent_low, held.percent_high
    share = held.basis if low is None else f"{low:g} %" if low == high or high is None else f"{low:g} to {high:g} %"
    return f"{share}, {held.status} [{held.source}]"


def names(knowledge: Knowledge) -> Mapping[str, Mapping[str, str]]:
    """``maker`` and ``brand``: id to the name people know."""
    return {
        "maker": {maker.id: maker.name for maker in knowledge.makers.values()},
        "brand": {brand.id: brand.name for brand in knowledge.brands.values()},
    }
