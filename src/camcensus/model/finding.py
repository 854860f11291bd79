"""What an order says about one thing, and why; what excuses it; what a person has determined."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from camcensus.model.outcome import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A check's answer for one combination of facts."""

    outcome: Outcome
    reason: str
    """A reason code."""
    settles: tuple[str, ...] = ()
    """For unknown: what evidence would settle it, as codes of ``knowledge/vocabulary/evidence.toml``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one clause says about one subject on one day."""

    subject: str
    """``device:ID``, ``site:ID``, ``subnet:ZONE/SPAN`` or ``recorder:ID``."""
    clause: str
    outcome: Outcome
    reason: str
    settles: tuple[str, ...] = ()
    provisional: bool = False
    """It would be another if the tool's proposal about the maker were refused."""
    waiver: str | None = None
    """The waiver that excuses it on this day."""
    expired_waiver: str | None = None
    """A waiver that did excuse it and has ended: the finding stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Determination:
    """A named person's decision whether a company is subject to the law an order speaks of."""

    maker: str
    subject: bool
    refused: bool = False
    """The person refused to decide on what there is: the answer stays unknown, and `subject` says nothing."""
    person: str
    role: str = ""
    signed: date
    reason: str
    until: date | None = None
    """Review by; afterwards the tool's proposal stands again, provisional."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """One approval of a waiver, where an order wants a chain of them."""

    role: str
    person: str
    signed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A dated, reasoned excuse. It ends.

    It covers what lies in *every* kind of place it names (sites and devices: those devices at those sites), and in any
    one of each kind.
    """

    id: str
    clauses: tuple[str, ...]
    reason: str
    person: str
    signed: date
    until: date
    sites: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    """Any name the device goes by: id, alias, serial, MAC, asset number."""
    makers: tuple[str, ...] = ()
    approvals: tuple[Approval, ...] = ()
    """Those besides the person who signs, where the clause wants them."""

    def waits_for(self, chain: Sequence[str], as_of: date) -> str:
        """The first role of a clause's chain that has not approved it by a day, in its turn; empty: all have."""
        after = self.signed
        for role in chain:
            signed = [one.signed for one in self.approvals if one.role == role and one.signed >= after]
            if not signed or min(signed) > as_of:
                return role
            after = min(signed)
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consideration:
    """A recorded consideration: what was weighed, what was decided, by whom, and when it is looked at again."""

    id: str
    clauses: tuple[str, ...]
    options: tuple[str, ...]
    decision: str
    person: str
    decided: date
    review: date
    sites: tuple[str, ...] = ()
    """The sites it covers; none named: the whole body."""
    bodies: tuple[str, ...] = ()
