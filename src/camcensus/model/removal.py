"""Whether a device was taken down: what the log shows of it before and after, part by part, and what it lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

BEFORE = ("serial", "mac", "label", "place", "seen")
AFTER = ("status", "port", "lease", "flow", "clock", "media", "weee")
"""The parts, in order: what it was and that it was there; that it is gone, and what became of it."""

SAID = ("by", "media", "sanitised", "method", "standard", "witness", "weee")
"""What may be said where the log does not hold it."""

LACKS = (
    "no-serial", "no-mac", "no-photograph", "no-place", "never-seen",
    "not-stated", "no-day", "not-yet", "no-person", "said-otherwise",
    "not-looked-at", "port-up",
    "no-address-known", "leases-not-told", "leases-end-early",
    "days-not-over", "not-listened", "flow-of-unknown", "flow-untold",
    "time-not-kept",
    "no-media", "no-method", "no-standard", "no-witness", "no-consignment",
)  # fmt: skip
"""What a part may lack, by code; whoever shows it has the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """One observation that a part rests on."""

    id: str
    """Hex."""
    at: datetime | None
    until: datetime | None = None
    quality: str = "exact"
    subject: str
    field: str
    value: str
    source: str
    position: int
    """Its leaf of the log."""
    original: str = ""
    """SHA-256 (hex) of the bytes behind it."""

    @property
    def last(self) -> datetime | None:
        """When it was seen last."""
        return max((one for one in (self.at, self.until) if one is not None), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One thing that a certificate has to show."""

    code: str
    """One of `BEFORE` or `AFTER`."""
    told: tuple[tuple[str, str], ...] = ()
    """What is known, as pairs of a name and what it is; ``said`` behind a name: with this document, not in the log."""
    lacks: tuple[str, ...] = ()
    """Codes of `LACKS`; none: it is shown."""
    because: tuple[Sight, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Another device that was seen at an address of this one after it was taken down."""

    device: str
    called: str
    realm: str
    address: str
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Everything about one removal."""

    device: str
    days: int
    """For how many days after it nothing may have been heard."""
    day: date | None = None
    """On which it was removed, as stated."""
    parts: tuple[Part, ...] = ()
    still: Sight | None = None
    """The newest sighting after that day, or the newest of all where nobody says that it was removed."""
    others: tuple[Other, ...] = ()
    tried: int = 0
    """Attempts of others to reach its address since, which nobody answered."""
    late: int = 0
    """Sightings that came into the log after it was stated, and bear an earlier time."""

    @property
    def lacks(self) -> tuple[str, ...]:
        """Everything that is missing."""
        return tuple(code for part in self.parts for code in part.lacks)

    @property
    def answer(self) -> str:
        """``there``, ``stated`` or ``shown``: shown only where nothing is missing."""
        if self.still is not None:
            return "there"
        return "stated" if self.lacks or not self.parts else "shown"

    def part(self, code: str) -> Part:
        """One of its parts; an empty one where it has none."""
        return next((one for one in self.parts if one.code == code), Part(code=code))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked, and what is said besides."""

    days: int = 30
    said: Mapping[str, str] = field(default_factory=dict)
    """Of `SAID`."""
