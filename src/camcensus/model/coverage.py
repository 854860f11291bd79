"""How much of a site was found: by whom, how many there may be in all, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

STALE = 180
"""Days after which what a witness says is old: cameras were put up and taken down since."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """One independent way of looking, and what it knows of a site."""

    name: str
    """In words: ``network scan``, ``register``."""
    devices: int
    last: date | None = None
    """The newest day from a clock that is kept."""
    age: int | None = None
    """Days from then to the day of the assessment; null: it bears no date."""
    stale: bool = False
    """Its newest word is older than what counts as recent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteCoverage:
    """What was found at one site, what that says of all there is, and what the number leaves out."""

    site: str | None
    """Null: what lies at no known site."""
    found: int
    combinations: tuple[tuple[tuple[str, ...], int], ...] = ()
    """Witnesses (in words) to how many devices exactly these know; the most first."""
    witnesses: tuple[Witness, ...] = ()
    total: int | None = None
    low: int | None = None
    high: int | None = None
    """The estimate and its 95 % interval; null where it cannot be estimated."""
    why: str = ""
    """Reason code where there is no estimate."""
    depend: tuple[tuple[str, str], ...] = ()
    """Witnesses that the best model takes to depend on each other."""
    within: tuple[str, ...] = ()
    """Witnesses left out of the estimate, as all that they know is known by another."""
    gaps: Mapping[str, int] = field(default_factory=dict)
    """Reason code of a gap to how many there are at the site."""
