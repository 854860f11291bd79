"""Where the sites of the estate are on the earth, as registers in the log state it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.engine.site_facts import spelled
from camcensus.engine.workspace import Workspace
from camcensus.model.estate import Estate, Site

_NAMES = ("fact.name", "fact.code", "fact.alias")
FIELDS = (*_NAMES, "fact.position")
"""What is asked of the log."""
APART = 0.5
"""Kilometres between positions from which on they are of two places; a large site has no one middle."""
_RADIUS = 6371.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a site is: of what is stated several times the newest in the log stands."""

    latitude: float
    longitude: float
    because: str
    """Which record says so."""
    others: int = 0
    """Older statements of it that are of another place."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Positions:
    """The positions of the estate's sites."""

    at: Mapping[str, Position]
    """Site to its position; a site of which none is stated is missing."""
    unmatched: int = 0
    """Positions of what is no one site of the estate."""

    @property
    def conflicts(self) -> int:
        """Sites of which records state two places."""
        return sum(position.others > 0 for position in self.at.values())


def find(workspace: Workspace) -> Positions:
    """What the log states of the workspace's sites."""
    return placed(workspace.settings.estate, workspace.store.observations(fields=FIELDS))


def placed(estate: Estate, observations: pl.DataFrame) -> Positions:
    """The same of an estate and of observations of the log, in its order, with `FIELDS`."""
    rows = observations.filter(pl.col("subject").str.starts_with("site:") & pl.col("field").is_in(FIELDS))
    names: dict[tuple[str, str], set[str]] = {}
    stated: list[tuple[tuple[str, str], str, str]] = []
    columns = ("body", "subject", "position", "source", "field", "value")
    for body, subject, position, source, field, value in rows.select(columns).iter_rows():
        key = (body, subject)
        called = names.setdefault(key, {spelled(subject.removeprefix("site:"))})
        if field in _NAMES:
            called.add(spelled(value))
        else:
            stated.append((key, value, f"{source}, position {position}"))
    sites = _sites(estate)
    homes = {key: _only(sites, called, key[0]) for key, called in names.items()}
    found: dict[str, list[Position]] = {}
    unmatched = 0
    for key, value, because in stated:
        site, degrees = homes[key], _degrees(value)
        if site is None or degrees is None:
            unmatched += 1
        else:
            found.setdefault(site, []).append(Position(latitude=degrees[0], longitude=degrees[1], because=because))
    return Positions(at={site: _newest(several) for site, several in found.items()}, unmatched=unmatched)


def _sites(estate: Estate) -> dict[str, list[Site]]:
    """Name to the sites that bear it."""
    found: dict[str, list[Site]] = {}
    for site in estate.sites:
        for name in {spelled(one) for one in (site.id, site.name, *site.aliases)}:
            found.setdefault(name, []).append(site)
    return found


def _only(sites: Mapping[str, list[Site]], names: Iterable[str], body: str) -> str | None:
    """The one site that bears one of these names: of the register's body, or else of any."""
    bearers = {site.id: site for name in names for site in sites.get(name, ())}
    own = [site.id for site in bearers.values() if site.body == body]
    found = own or list(bearers)
    return found[0] if len(found) == 1 else None


def _degrees(value: str) -> tuple[float, float] | None:
    """(latitude, longitude), if that is what it is."""
    try:
        latitude, longitude = (float(part) for part in value[:80].split(","))
    except ValueError:
        return None
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def _newest(several: list[Position]) -> Position:
    last = several[-1]
    others = sum(_kilometres(one, last) > APART for one in several)
    return Position(latitude=last.latitude, longitude=last.longitude, because=last.because, others=others)


def _kilometres(one: Position, two: Position) -> float:
    """Along the great circle."""
    north, south = math.radians(one.latitude), math.radians(two.latitude)
    half = math.radians(one.longitude - two.longitude) / 2
    chord = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(half) ** 2
    return 2 * _RADIUS * math.asin(min(1.0, math.sqrt(chord)))
