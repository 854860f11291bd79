"""Whether a company is subject to the law an order speaks of, on a date: a proposal with its chain.

A person decides; until a determination is signed this proposal stands, and findings that rest on it say *provisional*.
What is not recorded is named: the chain says where it ends.

A company is subject where it is registered there, or where a company that is subject controls it: by a stated control,
a majority of votes or seats, holders who together are one controller, or the largest share above 30 per cent with no
equal. Shares are intervals: what follows from their least values *must* be so, what follows from their greatest *may*.
Both are worked out to a fixpoint, so that circles of owners are no trouble.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from camcensus.model.finding import Determination
from camcensus.model.knowledge import Knowledge, Party
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.reason.stakes import Stake, Stakes

LAW = "CN"
"""The jurisdiction whose law the order speaks of."""

OPEN = ("HK", "MO")
"""Registered here alone: whether the law reaches is open, and a person must say."""

MAJORITY = 50.0
LARGEST = 30.0
"""A single holder of more than this share is taken to control where nobody else has as much. The share at which the
City Code on Takeovers, rule 9, takes control to pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One hop of the chain."""

    party: str
    jurisdiction: str | None
    of: str = ""
    """The party that it holds; empty for the first. Several holders who together control follow one another."""
    stake: Stake | None = None
    """How the party before is held by this one; None for the first."""
    how: str = ""
    """Why that is control, or may be: ``stated``, ``majority``, ``board``, ``together`` or ``largest``."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is proposed of one party."""

    answer: Answer
    reason: str
    chain: tuple[Step, ...] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """Stakes that control, or may, and why."""

    stakes: tuple[Stake, ...]
    how: str


def decide(
    maker: str,
    knowledge: Knowledge,
    determinations: tuple[Determination, ...],
    as_of: date,
    world: World | None = None,
) -> Control:
    """Whether `maker` is subject to the law on that day: as signed, else as proposed, else unknown."""
    proposed = propose(maker, knowledge, as_of, world)
    signed = [
        d for d in determinations if d.maker == maker and d.signed <= as_of and (d.until is None or as_of < d.until)
    ]
    if not signed:
        return proposed
    newest = max(reversed(signed), key=lambda d: d.signed)  # of those of one day the one that was written last
    return Control(
        maker=maker,
        answer=Answer.UNKNOWN if newest.refused else Answer.YES if newest.subject else Answer.NO,
        reason="determination-refused" if newest.refused else "determined",
        basis="signed",
        chain=proposed.chain,
        determination=newest,
    )


def propose(maker: str, knowledge: Knowledge, as_of: date, world: World | None = None) -> Control:
    """What registration and recorded holdings say on that day."""
    entry = knowledge.makers.get(maker)
    if entry is None or entry.party is None:
        return Control(maker=maker, answer=Answer.UNKNOWN, reason="company-not-known", basis="none")
    found = (world or World(knowledge, as_of)).of(entry.party)
    basis = "none" if found.answer is Answer.UNKNOWN else "proposed"
    return Control(maker=maker, answer=found.answer, reason=found.reason, basis=basis, chain=found.chain)


class World:
    """Parties and their holdings on one day, as known on another. Each question is answered once."""

    def __init__(
        self,
        knowledge: Knowledge,
        as_of: date,
        *,
        known_on: date | None = None,
        readings: Readings | None = None,
        seeds: frozenset[str] | None = None,
    ) -> None:
        """`readings`: how the owner reads what the order leaves open.

        `seeds`: the parties that are subject of themselves, in place of those registered under the law.
        """
        self.stakes = Stakes(knowledge.holdings, as_of, known_on)
        self._parties = knowledge.parties
        self._readings = readings or Readings()
        self._seeds = seeds
        self._answers: dict[str, Subject] = {}

    def of(self, party: str) -> Subject:
        """Whether a party is subject to the law."""
        if party not in self._answers:
            self._answers[party] = self._of(party)
        return self._answers[party]

    def _of(self, party: str) -> Subject:
        own, reason = self._alone(self._parties[party])
        step = Step(party=party, jurisdiction=self._parties[party].jurisdiction)
        everybody = self.stakes.above(party)
        tops = self._tops(everybody)
        if own is Answer.YES:
            return Subject(answer=own, reason=reason, chain=(step, *self._up(party, tops)))
        must = self._grow(everybody, tops, certain=True)
        hold = must.get(party)
        if hold is not None:
            chain = (step, *self._chain(party, must, set()))
            return Subject(answer=Answer.YES, reason=_why(hold, self._parties), chain=chain)
        may = self._grow(everybody, tops, certain=False)
        if may.get(party) is not None:
            chain = (step, *self._chain(party, may, set()))
            end = self._parties[chain[-1].party]
            return Subject(answer=Answer.UNKNOWN, reason=self._open_reason(end), chain=chain)
        if own is Answer.UNKNOWN:
            return Subject(answer=own, reason=reason, chain=(step,))
        return self._elsewhere(party, step, may, tops)

    def _open_reason(self, end: Party) -> str:
        answer, reason = self._alone(end)
        return reason if answer is Answer.UNKNOWN else "may-be-controlled-from-there"

    def _elsewhere(self, party: str, step: Step, may: Mapping[str, _Hold | None], tops: Mapping[str, str]) -> Subject:
        """Not subject; what holds of subject parties there are is shown all the same."""
        held = [stake for stake in self.stakes.of(party) if stake.owner in may]
        if held:
            return Subject(
                answer=Answer.NO, reason="minority-from-there", chain=(step, *self._steps(party, held, "minority"))
            )
        return Subject(answer=Answer.NO, reason="registered-elsewhere", chain=(step, *self._up(party, tops)))

    def _up(self, party: str, tops: Mapping[str, str]) -> Iterable[Step]:
        """Who controls it, hop by hop, as far as is recorded."""
        seen = {party}
        while True:
            hold = self._hold(party, tops, certain=True)
            if hold is None or hold.stakes[0].owner in seen:
                return
            yield from self._steps(party, hold.stakes, hold.how)
            party = hold.stakes[0].owner
            seen.add(party)

    # --- a party alone -----------------------------------------------------------------------------------------------

    def _alone(self, party: Party) -> tuple[Answer, str]:
        """What its own registration says."""
        if self._seeds is not None:
            return (Answer.YES, "named") if party.id in self._seeds else (Answer.NO, "not-named")
        if party.jurisdiction is None or party.status == "unverified":
            return Answer.UNKNOWN, "registration-not-known"
        if party.jurisdiction in OPEN:
            return self._readings.hong_kong_company_is_subject, "registered-in-open-jurisdiction"
        if party.jurisdiction != LAW:
            return Answer.NO, "registered-elsewhere"
        if party.kind == "person":
            return self._readings.citizen_is_subject, "controlled-by-citizen"
        return Answer.YES, "registered-there"

    # --- who controls whom -------------------------------------------------------------------------------------------

    def _tops(self, everybody: tuple[str, ...]) -> dict[str, str]:
        """For each party the one at the top of those who must control it; the bodies of one state are one."""
        tops = {one: self._group(one) for one in everybody}
        for _ in everybody:
            before = dict(tops)
            for one in everybody:
                hold = self._hold(one, before, certain=True)
                if hold is not None and (top := before[hold.stakes[0].owner]) != before[one]:
                    tops[one] = top
            if tops == before:
                break
        return tops

    def _group(self, party: str) -> str:
        one = self._parties[party]
        return f"state {one.jurisdiction}" if one.kind in ("state", "soe") and one.jurisdiction else party

    def _hold(
        self,
        asset: str,
        tops: Mapping[str, str],
        *,
        certain: bool,
        among: Mapping[str, object] | None = None,
    ) -> _Hold | None:
        """The stakes by which it is controlled, or may be: by anybody, or by those of `among`."""
        stakes = self.stakes.of(asset)
        ours = [one for one in stakes if (among is None or one.owner in among) and one.owner != asset]
        for one in ours:
            if one.stated:
                return _Hold(stakes=(one,), how="stated")
            if (one.board[0] if certain else one.board[1]) > MAJORITY:
                return _Hold(stakes=(one,), how="board")
        if not certain and any(one.stated and one not in ours for one in stakes):
            return None  # somebody else controls it
        groups: dict[str, list[Stake]] = {}
        for one in ours:
            groups.setdefault(tops.get(one.owner, one.owner) if certain else "", []).append(one)
        others = {tops.get(one.owner, one.owner): 0.0 for one in stakes}
        for one in stakes:
            others[tops.get(one.owner, one.owner)] += one.high if certain else one.low
        return self._by_share(groups, others, tops, certain=certain)

    def _by_share(
        self, groups: dict[str, list[Stake]], sums: dict[str, float], tops: Mapping[str, str], *, certain: bool
    ) -> _Hold | None:
        """`groups`: who may be one controller; `sums`: what each controller has at the other end of the intervals."""
        best: _Hold | None = None
        most = LARGEST
        for members in groups.values():
            share = sum(one.low if certain else one.high for one in members)
            mine = {tops.get(one.owner, one.owner) for one in members}
            rest = max((value for top, value in sums.items() if top not in mine), default=0.0)
            if share > most and share > rest and rest <= MAJORITY:
                how = "largest" if share <= MAJORITY else "majority" if len(members) == 1 else "together"
                turn = sorted(members, key=lambda one: (-one.low, -one.high, one.owner))
                best, most = _Hold(stakes=tuple(turn), how=how), share
        return best

    def _grow(self, everybody: tuple[str, ...], tops: Mapping[str, str], *, certain: bool) -> dict[str, _Hold | None]:
        """Everybody who is subject, or may be, with the stakes by which; None for those who are of themselves."""
        enough = (Answer.YES,) if certain else (Answer.YES, Answer.UNKNOWN)
        found: dict[str, _Hold | None] = {
            one: None for one in everybody if self._alone(self._parties[one])[0] in enough
        }
        growing = True
        while growing:
            growing = False
            for one in everybody:
                if one not in found:
                    hold = self._hold(one, tops, certain=certain, among=found)
                    if hold is not None:
                        found[one] = hold
                        growing = True
        return found

    # --- the chain ---------------------------------------------------------------------------------------------------

    def _chain(self, party: str, found: Mapping[str, _Hold | None], seen: set[str]) -> Iterable[Step]:
        hold = found[party]
        seen.add(party)
        if hold is None:
            return
        yield from self._steps(party, hold.stakes, hold.how)
        if hold.stakes[0].owner not in seen:
            yield from self._chain(hold.stakes[0].owner, found, seen)

    def _steps(self, party: str, stakes: Iterable[Stake], how: str) -> Iterable[Step]:
        for stake in stakes:
            yield Step(
                party=stake.owner,
                jurisdiction=self._parties[stake.owner].jurisdiction,
                of=party,
                stake=stake,
                how=how,
            )


def _why(hold: _Hold, parties: Mapping[str, Party]) -> str:
    kinds = {parties[one.owner].kind for one in hold.stakes}
    return (
        "controlled-by-state-together"
        if hold.how == "together" and kinds <= {"state", "soe"}
        else "controlled-from-there"
    )
