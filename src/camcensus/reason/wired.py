"""What switches told of their ports: what was learned there, who announced itself there, and how many there were.

A switch learns an Ethernet address on every port behind which it lies, near or far. Two addresses were on a port
together only if one answer shows both; an answer is known by the moment it was given, and where no clock is told, by
the file it stands in. What bears a time counts before what bears none, and of what bears one only the newest week.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import polars as pl

from camcensus.reason import places, times

_PARTS = {
    "port": ("switch.port",),
    "vlan": ("switch.vlan",),
    "called": ("lldp.system_name", "cdp.device_id"),
    "facing": ("lldp.port_id", "cdp.port_id"),
    "facing_too": ("lldp.port_description",),
    "described": ("lldp.capabilities", "cdp.capabilities"),
    "system": ("lldp.system_description", "cdp.platform"),
}
"""Columns to the fields that give them."""
_ANNOUNCED = ("called", "facing", "facing_too", "described", "system")

_WIRELESS = re.compile(
    r"\bwlan\b|access[ -]point|wireless|wi-?fi|aironet|air-[a-z]*ap|(?:^|[,\s(])W(?:$|[,\s)])", re.IGNORECASE
)
"""Capabilities and systems of access points and Wi-Fi bridges; ``W`` alone is LLDP's letter."""

Place = tuple[str, str]
"""Address space, and port as ``switch/port``."""


class Answer(NamedTuple):
    """Which answer of a switch something stands in."""

    at: datetime | None
    position: int
    """Of the log; 0 where the moment is known."""


class Learned(NamedTuple):
    """A device on a port."""

    device: str
    realm: str
    port: str
    name: str
    """The Ethernet address, or what else it went by."""
    vlan: int | None
    how: str
    """``table``, ``announced`` or ``leased``."""
    answer: Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Who announced itself on a port."""

    device: str
    name: str
    facing: tuple[str, ...]
    """Its own port, as it calls it."""
    passes_on: bool
    """Whether it is a switch, a router or an access point."""
    wireless: bool
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Carries:
    """Which VLANs a port carries, as its switch showed it."""

    mode: str
    """``access``, ``trunk`` and others."""
    access: int | None = None
    voice: int | None = None
    native: int | None = None
    allowed: str | None = None
    """``10,20-30``, ``all`` or ``none``; None: not told."""
    whole: bool = False
    """Whether the answer showed every port of the switch."""
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a switch says of a port, the newest of each."""

    status: str = ""
    vlan: str = ""
    description: str = ""
    passing: frozenset[str] = frozenset()
    """Names of switches, routers and access points that were heard on it."""
    at: datetime | None = None
    """Of the VLAN."""
    carries: Carries | None = None

    @property
    def is_trunk(self) -> bool:
        """Whether the switch shows it as a trunk."""
        return self.vlan.lower() == "trunk" or (self.carries is not None and self.carries.mode == "trunk")

    @property
    def is_down(self) -> bool:
        """Whether nothing is connected to it."""
        if not self.status and self.carries is not None:
            return self.carries.mode == "down"
        return self.status.lower().split(" ")[0] in ("notconnect", "notconnected", "disabled", "down", "err-disabled")

    @property
    def number(self) -> int | None:
        """The VLAN of an access port."""
        known = _number(self.vlan)
        return known if known is not None or self.carries is None else self.carries.access


@dataclass(frozen=True, kw_only=True)
class Wired:
    """All that is known of ports."""

    learned: pl.DataFrame
    """device, realm, kind, name, port, vlan, how, at, position, and what it announced."""
    told: Mapping[Place, Told] = field(default_factory=dict)
    counts: Mapping[tuple[Place, Answer], tuple[int, str]] = field(default_factory=dict)
    """How many Ethernet addresses an answer shows on a port, and why there may be more."""
    undated: Mapping[Place, int] = field(default_factory=dict)
    """The most that an answer without a time shows on a port: such answers cannot be ordered."""
    near: Mapping[Place, tuple[Near, ...]] = field(default_factory=dict)

    @cached_property
    def hidden(self) -> dict[Place, int]:
        """How many addresses the newest table shows on a port, of things that are not in the log."""
        rows = self.learned.filter(pl.col("how") == "table")
        rows = rows.group_by("realm", "port", "at", "position").agg(pl.col("name").n_unique())
        kept = {((realm, port), Answer(at, position)): many for realm, port, at, position, many in rows.iter_rows()}
        newest: dict[Place, Answer] = {}
        for place, answer in self.counts:
            if place not in newest or _order(newest[place]) < _order(answer):
                newest[place] = answer
        found = {
            place: self.counts[place, answer][0] - kept.get((place, answer), 0) for place, answer in newest.items()
        }
        return {place: many for place, many in found.items() if many > 0}

    @cached_property
    def passing(self) -> frozenset[str]:
        """Devices that announced themselves as switches, routers or access points."""
        return frozenset(one.device for many in self.near.values() for one in many if one.passes_on)

    def of(self, place: Place) -> Told:
        """What was told of a port."""
        return self.told.get(place, _NOTHING)

    def current(self, devices: Iterable[str]) -> dict[str, list[Learned]]:
        """Where some devices were learned last: what was told within a week of the newest."""
        found: dict[str, list[Learned]] = {}
        rows = self.learned.filter(pl.col("device").is_in(list(devices)))
        for one in _learned(_newest(rows, "device")):
            found.setdefault(one.device, []).append(one)
        return found

    def beside(self, answers: Iterable[tuple[Place, Answer]]) -> dict[tuple[Place, Answer], list[Learned]]:
        """All that these answers show on these ports."""
        asked = [(*place, *answer) for place, answer in answers]
        schema = {name: self.learned.schema[name] for name in ("realm", "port", "at", "position")}
        wanted = pl.DataFrame(asked, schema=schema, orient="row").unique()
        rows = self.learned.filter(pl.col("how") == "table")
        rows = rows.join(wanted, on=list(schema), how="semi", nulls_equal=True, maintain_order="left")
        found: dict[tuple[Place, Answer], list[Learned]] = {}
        for one in _learned(rows):
            found.setdefault(((one.realm, one.port), one.answer), []).append(one)
        return found


_NOTHING = Told()


def _order(answer: Answer) -> tuple[bool, float, int]:
    """What bears a time comes after what bears none."""
    return answer.at is not None, answer.at.timestamp() if answer.at is not None else 0.0, answer.position


def read(seen: pl.DataFrame, ports: pl.DataFrame) -> Wired:
    """What was told of ports: `seen` are the observations of devices, `ports` those of ``switchport:`` subjects.

    Both have `frames.SCHEMA` and `position`; `seen` has device, kind, name and sighting as well.
    """
    learned = _sightings(seen)
    told = _of_ports(ports)
    passing = _passing(told)
    counts = _counts(told)
    undated: dict[Place, int] = {}
    for (place, answer), (count, _) in counts.items():
        if answer.at is None:
            undated[place] = max(count, undated.get(place, 0))
    return Wired(
        learned=learned,
        told=_told(told, passing),
        counts=counts,
        undated=undated,
        near=_near(_announced(learned), passing),
    )


def _moment() -> list[pl.Expr]:
    """`at` where the clock was kept, and `position` where it was not."""
    at = pl.when(times.is_kept()).then("at")
    return [at.alias("at"), pl.when(at.is_null()).then("position").otherwise(0).alias("position")]


def _sightings(seen: pl.DataFrame) -> pl.DataFrame:
    fields = [name for names in _PARTS.values() for name in names]
    rows = seen.filter(pl.col("field").is_in(fields))
    by = ["device", "realm", "kind", "name", "sighting"]
    rows = rows.select(*by, "field", pl.col("value").str.strip_chars(), *_moment())
    columns = {name: pl.col("value").filter(pl.col("field").is_in(fields)).min() for name, fields in _PARTS.items()}
    found = rows.group_by(*by, "at", "position").agg(**columns)
    found = found.filter(pl.col("port").str.contains(r"^[^/]+/."))
    number = pl.col("vlan").str.to_integer(strict=False)
    how = (
        pl.when(pl.any_horizontal(pl.col(*_ANNOUNCED).is_not_null())).then(pl.lit("announced"))
        .when(pl.col("kind") == "mac").then(pl.lit("table"))
        .otherwise(pl.lit("leased"))
    )  # fmt: skip
    # What a neighbour announces as its VLAN is its own word, and no table of the switch.
    vlan = pl.when(number.is_between(1, 4094) & (how != "announced")).then(number)
    found = found.with_columns(how=how, vlan=vlan).drop("sighting").unique()
    return found.sort("realm", "port", "device", "how", "name", "at", "position", "vlan")


def _newest(rows: pl.DataFrame, *of: str) -> pl.DataFrame:
    """Of what bears a time the newest week; without one, all."""
    newest = pl.col("at").max().over(*of)
    return rows.filter(newest.is_null() | (pl.col("at") >= newest - places.PRESENT).fill_null(value=False))


def _learned(rows: pl.DataFrame) -> list[Learned]:
    columns = rows.select("device", "realm", "port", "name", "vlan", "how", "at", "position")
    return [
        Learned(device, realm, port, name, vlan, how, Answer(at, position))
        for device, realm, port, name, vlan, how, at, position in columns.iter_rows()
    ]


# --- ports -----------------------------------------------------------------------------------------------------------


def _of_ports(ports: pl.DataFrame) -> pl.DataFrame:
    """realm, port, field, value, at, position of what was told of ports, in the order of time."""
    told = ports.filter(
        pl.col("subject").str.starts_with("switchport:") & pl.col("field").str.starts_with("switch.")
    ).select("realm", "field", "value", *_moment(), port=pl.col("subject").str.strip_prefix("switchport:"))
    return told.filter(pl.col("port").str.contains(r"^[^/]+/.")).sort("at", "position", "value", nulls_last=False)


def _passing(told: pl.DataFrame) -> dict[Place, frozenset[str]]:
    heard = _newest(told.filter(pl.col("field") == "switch.neighbour"), "realm", "port")
    found: dict[Place, set[str]] = {}
    for realm, port, name in heard.select("realm", "port", "value").iter_rows():
        found.setdefault((realm, port), set()).add(name)
    return {place: frozenset(names) for place, names in found.items()}


def _told(told: pl.DataFrame, passing: Mapping[Place, frozenset[str]]) -> dict[Place, Told]:
    def newest(name: str, column: str = "value") -> pl.Expr:
        return pl.col(column).filter(pl.col("field") == f"switch.{name}").last()

    rows = told.group_by("realm", "port", maintain_order=True).agg(
        status=newest("status"), vlan=newest("vlan"), description=newest("description"), at=newest("vlan", "at")
    )
    carried = _carried(told)
    return {
        (realm, port): Told(
            status=status or "", vlan=vlan or "", description=description or "", at=at,
            passing=passing.get((realm, port), frozenset()), carries=carried.get((realm, port)),
        )
        for realm, port, status, vlan, description, at in rows.iter_rows()
    }  # fmt: skip


def _carried(told: pl.DataFrame) -> dict[Place, Carries]:
    """Of each port the newest answer that shows how it is switched."""

    def one(name: str) -> pl.Expr:
        return pl.col("value").filter(pl.col("field") == f"switch.{name}").last()

    names = ("mode", "access", "voice", "native", "allowed", "ports")
    rows = told.group_by("realm", "port", "at", "position", maintain_order=True).agg(
        **{name: one(name) for name in names}
    )
    rows = rows.drop_nulls("mode").unique(["realm", "port"], keep="last", maintain_order=True)
    return {
        (row["realm"], row["port"]): Carries(
            mode=row["mode"], access=_number(row["access"]), voice=_number(row["voice"]),
            native=_number(row["native"]), allowed=row["allowed"], whole=row["ports"] == "all", at=row["at"],
        )
        for row in rows.iter_rows(named=True)
    }  # fmt: skip


def _number(text: str | None) -> int | None:
    """The number of a VLAN, if it is one."""
    return int(text) if text and len(text) < 5 and text.isdecimal() and 1 <= int(text) <= 4094 else None


def _counts(told: pl.DataFrame) -> dict[tuple[Place, Answer], tuple[int, str]]:
    rows = told.group_by("realm", "port", "at", "position").agg(
        macs=pl.col("value").filter(pl.col("field") == "switch.macs").str.to_integer(strict=False).max(),
        part=pl.col("value").filter(pl.col("field") == "switch.part").min(),
    )
    return {
        ((realm, port), Answer(at, position)): (macs, part or "")
        for realm, port, at, position, macs, part in rows.drop_nulls("macs").iter_rows()
    }


# --- neighbours ------------------------------------------------------------------------------------------------------


def _announced(learned: pl.DataFrame) -> pl.DataFrame:
    return _newest(learned.filter(pl.col("how") == "announced"), "realm", "port")


def _near(rows: pl.DataFrame, passing: Mapping[Place, frozenset[str]]) -> dict[Place, tuple[Near, ...]]:
    found: dict[Place, list[Near]] = {}
    for row in rows.sort("realm", "port", "at", "device", nulls_last=False).iter_rows(named=True):
        place = (row["realm"], row["port"])
        name = row["called"] or row["name"]
        texts = (row["described"] or "", row["system"] or "")
        near = Near(
            device=row["device"],
            name=name,
            facing=tuple(text for text in (row["facing"], row["facing_too"]) if text),
            passes_on=bool({name, row["name"]} & passing.get(place, frozenset())),
            wireless=any(_WIRELESS.search(text) for text in texts),
            at=row["at"],
        )
        found.setdefault(place, []).append(near)
    return {place: tuple(dict.fromkeys(many)) for place, many in found.items()}
