"""What was asked and answered before buying, as the log keeps it: with what each answer rested on then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from camcensus.model.assessment import MakerStatus
from camcensus.model.gate import ANSWERS, Possible

FORM = 2
"""1: of a line what was written, quantity, brand, model, answer and reason code was kept, and no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptLine:
    """One line, and what it was answered; what follows `reason` is empty in records of the first form."""

    written: str
    quantity: str = ""
    brand: str = ""
    model: str = ""
    answer: str
    """One of `gate.ANSWERS`."""
    reason: str
    """A reason code."""
    sentence: str = ""
    """What the code said in English then."""
    notes: tuple[str, ...] = ()
    """What a person should know of besides, in English."""
    file: str = ""
    device: str = ""
    """What people call the device that was seen; empty for a line of a quotation."""
    provisional: bool = False
    by_order: Mapping[str, str] = field(default_factory=dict)
    possible: tuple[Possible, ...] = ()
    asks: tuple[str, ...] = ()
    """What to ask the supplier for, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptClause:
    """A clause that a purchase can touch."""

    id: str
    title: str
    force: str
    place: tuple[str, ...] = ()
    """Facts of the place that it turns on: ``sensitive``, ``core``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptOrder:
    """An order that the lines were judged by."""

    id: str
    title: str
    bound: str
    in_force: date
    clauses: tuple[KeptClause, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GateRecord:
    """What was asked and answered before buying."""

    number: str
    """``G-2026-0001``: the first of its year."""
    on: date
    """The day as of which it was judged."""
    person: str
    note: str
    lines: tuple[KeptLine, ...]
    form: int = FORM
    id: str = ""
    """Its id (hex) in the log, by which it is proved."""
    at: datetime | None = None
    """When it was kept; None in records of the first form."""
    knowledge: str = ""
    """Hash (hex) of the knowledge used."""
    profile: str = ""
    """Hash (hex) of the owner's profile; empty: none was used."""
    orders: tuple[KeptOrder, ...] = ()
    makers: Mapping[str, MakerStatus] = field(default_factory=dict)
    """Each maker that was possible for a line, whether the law reaches it, and who controls it."""
    remarks: tuple[str, ...] = ()
    """What was left out of what was asked, and the like."""

    @property
    def whole(self) -> bool:
        """Whether it holds what the answers rested on."""
        return self.form >= FORM

    def counts(self) -> dict[str, int]:
        """How many lines of each answer."""
        found = [line.answer for line in self.lines]
        return {answer: found.count(answer) for answer in ANSWERS}
