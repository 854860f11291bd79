"""A sheet for walking round one site: what is expected there, and room for what is found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that is expected at the site."""

    line: str
    """How the line is called; the same thing has the same line on every sheet."""
    known_as: str
    """``kind:value``: the name by which what is written there is told of the thing again."""
    called: str
    """What people call it."""
    area: str = ""
    make: str = ""
    model: str = ""
    serial: str = ""
    mac: str = ""
    address: str = ""
    """Several are separated by commas."""
    known_from: str = ""
    """Kinds of source that know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One site, as a sheet is carried round it. It does not say how sensitive the site is."""

    number: str
    site: str
    name: str
    as_of: date
    lines: tuple[Line, ...] = ()

    @property
    def areas(self) -> tuple[str, ...]:
        """The floors and areas that sources name, each once."""
        return tuple(sorted({line.area for line in self.lines if line.area}))
