"""What was used about each maker, in words that a report can show."""

from __future__ import annotations

from collections.abc import Mapping

from camcensus.model.assessment import MakerStatus
from camcensus.model.control import Claimed, Hop
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
        chain=tuple(hop(step, knowledge) for step in one.chain),
        person=signed.person if signed else "",
        signed=signed.signed if signed else None,
        note=signed.reason if signed else "",
    )


def hop(step: Step, knowledge: Knowledge) -> Hop:
    """One hop of a chain, with the claims it rests on."""
    party = knowledge.parties[step.party]
    stake = step.stake
    registered = Claimed(words="registration", source=party.source, status=party.status)
    return Hop(
        party=party.id,
        name=party.name,
        jurisdiction=step.jurisdiction,
        kind=party.kind,
        of=step.of,
        how=step.how,
        low=None if stake is None else stake.low,
        high=None if stake is None else stake.high,
        claims=(*(tuple(_claimed(one) for one in stake.claims) if stake else ()), registered),
    )


def _claimed(one: Holding) -> Claimed:
    return Claimed(
        words=one.basis,
        percent_low=one.percent_low,
        percent_high=one.percent_high,
        scope=one.scope,
        true_from=one.true_from,
        true_to=one.true_to,
        source=one.source,
        status=one.status,
    )


def names(knowledge: Knowledge) -> Mapping[str, Mapping[str, str]]:
    """``maker`` and ``brand``: id to the name people know."""
    return {
        "maker": {maker.id: maker.name for maker in knowledge.makers.values()},
        "brand": {brand.id: brand.name for brand in knowledge.brands.values()},
    }
