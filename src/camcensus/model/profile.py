"""What the owner has chosen and decided: orders, readings of open questions, determinations, waivers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from camcensus.model.finding import Consideration, Determination, Waiver
from camcensus.model.outcome import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """How the owner reads what an order leaves open. Unknown keeps the findings that turn on it unknown."""

    like_for_like_is_deployment: Answer = Answer.YES
    """Putting a new unit of the same kind in an old one's place deploys equipment onto the site."""
    repair_is_deployment: Answer = Answer.NO
    """Mending a unit in place deploys nothing."""
    landlord_equipment_counts: Answer = Answer.UNKNOWN
    """Equipment that the landlord controls in a building the body uses is the body's to answer for."""
    citizen_is_subject: Answer = Answer.UNKNOWN
    """A company elsewhere that a citizen of China controls is subject to the law through that person."""
    hong_kong_company_is_subject: Answer = Answer.UNKNOWN
    """A company registered in Hong Kong or Macao alone is subject to the law."""
    chinese_plant_produces: Answer = Answer.UNKNOWN
    """What a foreign group's subsidiary in China assembles is produced by a company subject to the law."""
    component_counts: Answer = Answer.NO
    """A camera with a component of a company subject to the law is produced by that company in part."""
    surveillance_is_covered_purpose: Answer = Answer.UNKNOWN
    """What the body's cameras watch over is a purpose to which a list limits an entry, such as the security of
    Government facilities."""
    permitted_path_is_connection: Answer = Answer.YES
    """Equipment from which, or to which, a configuration lets packets pass is connected to the core network, though
    nothing was seen to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A free-text remark of the owner on a maker or site, shown and never decided on."""

    on: str
    text: str
    person: str
    signed: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """The owner's choices. Kept in the log by hash; TOML files are how people write them."""

    orders: tuple[str, ...] = ()
    """Ids of the directives to judge by; none chosen: nothing is judged."""
    readings: Readings = field(default_factory=Readings)
    determinations: tuple[Determination, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    considerations: tuple[Consideration, ...] = ()
    notes: tuple[Note, ...] = ()
