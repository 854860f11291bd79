"""Everything that follows from one log, one state of knowledge and one profile on one day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import polars as pl

from camcensus.model.control import Hop
from camcensus.model.coverage import SiteCoverage
from camcensus.model.estate import Estate
from camcensus.model.knowledge import Clause, Directive, Registrants, Vocabulary
from camcensus.model.outcome import Outcome, combine
from camcensus.model.profile import Profile
from camcensus.model.separation import Standings

ABOUT = pl.coalesce("device", pl.col("subject").str.extract(r"^recorder:(.*)$", 1))
"""Of findings: the device they speak of, also where they speak of the cameras behind a recorder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What an assessment was made from: the same basis gives the same findings on any machine."""

    as_of: date
    position: int
    """Log position of the newest leaf that was read, of observations or a gate record: of later ones nothing counts."""
    knowledge: str
    estate: str
    profile: str
    """Hashes (hex) of the versions used."""
    days: int = 30
    """Of listening to a network, before *not seen* counts there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerStatus:
    """What was used about one maker: whether it is subject to the law, why, and by whom it was decided."""

    maker: str
    name: str
    answer: str
    reason: str
    basis: str
    """``signed``, ``proposed`` or ``none``."""
    chain: tuple[Hop, ...] = ()
    """From the maker's company upwards."""
    person: str = ""
    signed: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something that is due."""

    what: str
    """``clock``, ``waiver-ends``, ``review``, ``determination-ends`` or ``clause-begins``."""
    of: str
    """The clock's, waiver's, consideration's or clause's id, or the maker that was determined."""
    title: str
    on: date
    at: datetime | None = None
    """The moment, where it is counted in hours."""
    contract_clause: str = ""
    grade: str = ""
    """How well the clock is known; unverified is shown as such."""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many findings of each kind one clause, or all of them, came to."""

    not_met: int = 0
    waived: int = 0
    """Of the not-met: excused by a waiver in force."""
    unknown: int = 0
    met: int = 0
    not_applicable: int = 0
    provisional: int = 0
    """Of all: would change if the tool's proposal about a maker were refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The frames and values that reports are made from."""

    basis: Basis
    estate: Estate
    profile: Profile
    orders: tuple[Directive, ...]
    vocabulary: Vocabulary
    registrants: Registrants
    devices: pl.DataFrame
    """One row a device: identity, place, stated facts (see ``docs/reference/assessment.md``)."""
    findings: pl.DataFrame
    """Columns of `reason.findings.SCHEMA`."""
    claims: pl.DataFrame
    """device, about, claim, weight, origin, by, because."""
    doubts: pl.DataFrame
    """device, code, detail."""
    separation: Standings = field(default_factory=Standings)
    """How far each device is from the core network, and what that rests on."""
    coverage: tuple[SiteCoverage, ...] = ()
    """How much was found at each site, and how much may not have been."""
    due: tuple[Due, ...] = ()
    """What the profile's decisions and the clauses still to begin make due, the earliest first; overdue stays in."""
    makers: Mapping[str, MakerStatus] = field(default_factory=dict)
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """``maker`` and ``brand``: id to the name people know."""
    seen: pl.DataFrame = field(default_factory=pl.DataFrame, repr=False)
    """The observations that speak of devices, each with its `device`."""

    def observations(self, devices: Collection[str]) -> pl.DataFrame:
        """The observations of some devices, in a steady order; one pass over all, however many are asked for."""
        if "device" not in self.seen.columns:
            return self.seen
        found = self.seen.filter(pl.col("device").is_in(list(devices)))
        return found.sort("device", "position", "subject", "field", "value")

    @property
    def clauses(self) -> tuple[tuple[Directive, Clause], ...]:
        """Each clause with its order, in order."""
        return tuple((order, clause) for order in self.orders for clause in order.clauses)

    @property
    def outcome(self) -> Outcome:
        """All findings together; a waived finding no longer counts as not met. No findings at all: unknown."""
        standing = self.findings.filter((pl.col("outcome") != Outcome.NOT_MET.value) | pl.col("waiver").is_null())
        waived = standing.height < self.findings.height
        found = [Outcome(value) for value in standing["outcome"].unique().to_list()]
        return combine([*found, Outcome.MET] if waived else found)

    def counts(self, clauses: Collection[str] | None = None) -> Counts:
        """Findings by outcome, of some clauses or of all."""
        found = self.findings if clauses is None else self.findings.filter(pl.col("clause").is_in(list(clauses)))
        by = dict(found.group_by("outcome").len().iter_rows())
        bad = found.filter(pl.col("outcome") == Outcome.NOT_MET.value)
        return Counts(
            not_met=by.get("not-met", 0),
            waived=bad.filter(pl.col("waiver").is_not_null()).height,
            unknown=by.get("unknown", 0),
            met=by.get("met", 0),
            not_applicable=by.get("not-applicable", 0),
            provisional=found.filter("provisional").height,
        )

    def sentence(self, code: str) -> str:
        """What a reason code says in English; a code without a sentence is shown as it is."""
        return self.vocabulary.reasons.get(code, code)
