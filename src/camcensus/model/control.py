"""What is answered when somebody asks who controls a company, and who produces what is sold under a name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A claim that a hop of a chain rests on."""

    words: str
    percent_low: float | None = None
    percent_high: float | None = None
    scope: str = ""
    true_from: date | None = None
    true_to: date | None = None
    source: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One hop of a chain of control."""

    party: str
    name: str
    jurisdiction: str | None
    kind: str
    of: str = ""
    """The party that it holds; empty for the company that was asked about."""
    how: str = ""
    """``stated``, ``majority``, ``board``, ``together``, ``largest`` or ``minority``."""
    low: float | None = None
    high: float | None = None
    """Percent that its claims leave open."""
    claims: tuple[Claimed, ...] = ()
    """Those on what it holds, and last that on its registration."""

    @property
    def said(self) -> tuple[tuple[str, str], ...]:
        """(words, source): who it is and where registered, then each claim on what it holds."""
        *held, registered = self.claims or (Claimed(words="", source="", status=""),)
        who = f"{self.name} ({self.jurisdiction or 'registration not known'})"
        return ((who, registered.source), *((f"{_share(one)}, {one.status}", one.source) for one in held))


def _share(one: Claimed) -> str:
    low, high = one.percent_low, one.percent_high
    if low is None:
        return one.words
    return f"{low:g} %" if low == high or high is None else f"{low:g} to {high:g} %"


@dataclass(frozen=True, slots=True, kw_only=True)
class Producer:
    """A claim on who makes what is sold under a brand."""

    brand: str
    maker: str | None
    name: str
    role: str
    extent: str
    says: str
    """``yes``, ``per-model``, ``uncertain`` or ``no``."""
    words: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnList:
    """How a company stands to one list."""

    listing: str
    title: str
    answer: str
    """``named``, ``affiliate``, ``product-oem``, ``uncertain`` or ``no``."""
    events: tuple[str, ...] = ()
    """What happened, each with its day and source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Everything that is answered of one name on one day."""

    name: str
    party: str | None
    makers: tuple[str, ...]
    brands: tuple[str, ...]
    as_of: date
    known_on: date | None
    entity: str
    """``yes``, ``no`` or ``uncertain``: the company is itself subject to the law."""
    basis: str
    """``signed``, ``proposed`` or ``none``."""
    product: str
    """``yes``, ``no``, ``per-model`` or ``uncertain``: its equipment is produced by such a company."""
    reasons: tuple[str, ...]
    """Codes, the one that decides first; then what is easily misread."""
    sentences: tuple[str, ...]
    """The same in words."""
    chain: tuple[Hop, ...]
    integrated: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Party to the percent that it has through every path, beside what it controls."""
    producers: tuple[Producer, ...] = ()
    lists: tuple[OnList, ...] = ()
    changes: tuple[tuple[date, str, str], ...] = ()
    """Days on which the answer on the company becomes another: day, answer, reason."""
    alike: tuple[str, ...] = ()
    """Companies of a like name that are not meant."""
    sources: tuple[str, ...] = ()
