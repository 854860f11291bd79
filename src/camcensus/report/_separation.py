"""How far devices are from the core network: those that stand alike together, each with a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from camcensus.model.separation import RUNGS, Standing, Standings, Unparted
from camcensus.report import _path

GROUPS = 60
"""Groups that are shown, the gravest first; further ones are counted."""
NAMED = 12
"""Devices of a group that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Devices of one zone that stand for the same reason."""

    rung: str
    """In words."""
    grave: bool
    place: str
    named: tuple[str, ...]
    more: int
    one: Standing
    """Any of them."""
    picture: Markup


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """All of them."""

    counts: tuple[tuple[str, int], ...]
    """How many stand on each rung, in words; rungs on which nothing stands are left out."""
    unparted: tuple[Unparted, ...]
    groups: tuple[Group, ...]
    """The gravest first."""
    left: int
    """Groups that are not shown."""


def alike(many: Sequence[Standing]) -> list[list[Standing]]:
    """Devices of one zone that stand for the same reason, together, in their order."""
    groups: dict[object, list[Standing]] = {}
    for one in many:
        bridges = tuple((bridge.kind, bridge.other, bridge.detail) for bridge in one.bridges)
        told = (one.rung, one.weakest, one.there, one.back, one.missing, bridges, _outs(one))
        groups.setdefault((one.zone or one.site, *told), []).append(one)
    return list(groups.values())


def _outs(one: Standing) -> tuple[tuple[str, str], ...]:
    return tuple((way.kind, way.other) for way in one.outlets)


def section(found: Standings) -> Section:
    """The part of a report that says how far devices are from the core."""
    counts, every = found.counts(), alike(found.devices)
    return Section(
        counts=tuple((_path.RUNGS[rung], counts[rung]) for rung in RUNGS if counts[rung]),
        unparted=found.unparted,
        groups=tuple(map(_group, every[:GROUPS])),
        left=len(every[GROUPS:]),
    )


def _group(many: Sequence[Standing]) -> Group:
    one = many[0]
    return Group(
        rung=_path.RUNGS[one.rung],
        grave=one.rung in _path.GRAVE,
        place=one.zone or one.site or "place not known",
        named=tuple(each.label for each in many[:NAMED]),
        more=len(many[NAMED:]),
        one=one,
        picture=Markup(_path.standing(one)),  # noqa: S704  # every value in it is made plain and escaped
    )
