"""Whether a maker's company is subject to the law an order speaks of, on a date: a proposal with its chain.

A person decides; until a determination is signed this proposal stands, and findings that rest on it say *provisional*.
What is not recorded is named: the chain says where it ends.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from camcensus.model.finding import Determination
from camcensus.model.knowledge import Holding, Knowledge
from camcensus.model.outcome import Answer

LAW = "CN"
"""The jurisdiction whose law the order speaks of."""

OPEN = ("HK", "MO")
"""Registered here alone: whether the law reaches is open, and a person must say."""

MAJORITY = 50.0
LARGEST = 30.0
"""A single holder of more than this share is taken to control where nobody else is recorded with as much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hop of the chain."""

    party: str
    jurisdiction: str | None
    holding: Holding | None = None
    """How the party before is held by this one; None for the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """The proposal, or the determination that stands in its place."""

    maker: str
    answer: Answer
    reason: str
    """A reason code."""
    basis: str
    """``signed``, ``proposed``, or ``none`` where nothing can be proposed."""
    chain: tuple[Step, ...] = ()
    determination: Determination | None = None


def decide(maker: str, knowledge: Knowledge, determinations: tuple[Determination, ...], as_of: date) -> Control:
    """Whether `maker` is subject to the law on that day: as signed, else as proposed, else unknown."""
    proposed = propose(maker, knowledge, as_of)
    signed = [
        d for d in determinations if d.maker == maker and d.signed <= as_of and (d.until is None or as_of < d.until)
    ]
    if not signed:
        return proposed
    newest = max(signed, key=lambda d: d.signed)
    return Control(
        maker=maker,
        answer=Answer.YES if newest.subject else Answer.NO,
        reason="determined",
        basis="signed",
        chain=proposed.chain,
        determination=newest,
    )


def propose(maker: str, knowledge: Knowledge, as_of: date) -> Control:
    """What registration and recorded holdings say on that day."""
    entry = knowledge.makers.get(maker)
    party = entry.party if entry else None
    if party is None:
        return Control(maker=maker, answer=Answer.UNKNOWN, reason="company-not-known", basis="none")
    answer, reason, chain = _follow(party, None, knowledge, as_of, frozenset())
    basis = "none" if answer is Answer.UNKNOWN else "proposed"
    return Control(maker=maker, answer=answer, reason=reason, basis=basis, chain=chain)


def _follow(
    party_id: str, by: Holding | None, knowledge: Knowledge, as_of: date, seen: frozenset[str]
) -> tuple[Answer, str, tuple[Step, ...]]:
    """Up the chain of control from one party; the first hop that settles the question ends it."""
    party = knowledge.parties[party_id]
    step = Step(party=party_id, jurisdiction=party.jurisdiction, holding=by)
    first = by is None
    if party.jurisdiction is None or party.status == "unverified":
        return Answer.UNKNOWN, "registration-not-known", (step,)
    if party.jurisdiction == LAW:
        if party.kind == "person":
            return Answer.UNKNOWN, "controlled-by-citizen", (step,)
        return Answer.YES, "registered-there" if first else "controlled-from-there", (step,)
    if party.jurisdiction in OPEN:
        return Answer.UNKNOWN, "registered-in-open-jurisdiction", (step,)
    open_end: tuple[Answer, str, tuple[Step, ...]] | None = None
    for holding in _controllers(party_id, knowledge, as_of):
        if holding.owner in seen:
            continue
        answer, reason, chain = _follow(holding.owner, holding, knowledge, as_of, seen | {party_id})
        if answer is Answer.YES:
            return answer, reason, (step, *chain)
        if answer is Answer.UNKNOWN or open_end is None:
            open_end = (answer, reason, (step, *chain))
    return open_end or (Answer.NO, "registered-elsewhere", (step,))


def _controllers(asset: str, knowledge: Knowledge, as_of: date) -> list[Holding]:
    """Who controls a party on that day by what is recorded: stated control, a majority, or the largest large share."""
    held = [h for h in knowledge.holdings if h.asset == asset and _runs(h, as_of)]
    stated = [h for h in held if h.controls or (h.percent_low or 0) > MAJORITY]
    if stated:
        return stated
    large = sorted((h for h in held if (h.percent_low or 0) > LARGEST), key=lambda h: -(h.percent_low or 0))
    return large[:1]


def _runs(holding: Holding, as_of: date) -> bool:
    started = holding.true_from is None or holding.true_from <= as_of
    return started and (holding.true_to is None or as_of <= holding.true_to)
