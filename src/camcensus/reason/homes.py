"""Boxes with a leg in two networks: what has addresses in the core and outside, or is perhaps one with what has.

That a box has both is shown; whether it passes on what it is sent is not. So it is a certain bridge of itself, and one
that may be of every camera in the network of its other leg. Boxes whose configurations were read, and switches and
routers that announced themselves, are left out: what these pass is asked of their rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address, ip_interface

import polars as pl

from camcensus.model.estate import Estate, Zone
from camcensus.model.outcome import Answer
from camcensus.model.separation import Station
from camcensus.reason import topology
from camcensus.reason.topology import About, Topology
from camcensus.wire import addresses, spans
from camcensus.wire.addresses import RangeTable
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

Networks = Mapping[str, RangeTable[str]]
"""Address space to its networks, as zones and interfaces of boxes have them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """A box with a leg in the core and one outside."""

    kind: str
    """``dual-homed`` or ``one-box``."""
    device: str
    """Whose leg it is that lies outside."""
    label: str
    other: str
    """Of ``one-box``: the label of the device that lies in the core."""
    realm: str
    core: tuple[str, ...]
    outside: tuple[str, ...]
    """Addresses."""
    certain: bool
    """Whether both are shown to be of one box at one time."""
    why: str = ""
    """Why not."""
    last: datetime | None = None

    @property
    def detail(self) -> str:
        """What was found, of the box itself."""
        core, outside = ", ".join(self.core), ", ".join(self.outside)
        if self.kind == "one-box":
            return f"it and {self.other}, which has {core} in the core, are probably one box: {self.why}"
        behind = "" if self.certain else f": {self.why}"
        return f"it has {core} in the core and {outside} outside{behind}"

    @property
    def station(self) -> Station:
        """It, on a trail."""
        title = self.label if self.kind == "dual-homed" else f"{self.label} and {self.other}"
        return Station(kind="device", title=title, lines=(*self.outside, *self.core))


def networks(estate: Estate, boxes: Mapping[str, Mapping[str, Box]]) -> Networks:
    """The networks of each address space; the narrowest that holds an address is the one it lies in."""
    realm_of = {site.id: site.realm for site in estate.sites}
    found: dict[str, set[str]] = {}
    for zone in estate.zones:
        found.setdefault(realm_of.get(zone.site, ""), set()).update(zone.cidrs)
    for realm, many in boxes.items():
        for box in many.values():
            texts = (text for interface in box.interfaces for text in interface.addresses)
            found.setdefault(realm, set()).update(filter(None, map(_network, texts)))
    return {realm: RangeTable((addresses.span(cidr), cidr) for cidr in sorted(cidrs)) for realm, cidrs in found.items()}


def _network(text: str) -> str:
    """The network of ``10.0.0.1/24``; nothing for what is no address."""
    try:
        return str(ip_interface(text).network)
    except ValueError:
        return ""


def network_of(address: str, known: RangeTable[str] | None) -> str:
    """The network in which an address lies; where nobody states one, /24 and /64 are taken for networks."""
    found = known.find(address) if known is not None else None
    if found is not None:
        return found
    return str(ip_interface(f"{address}/{24 if ip_address(address).version == 4 else 64}").network)


def networks_of(one: About, known: Networks) -> tuple[str, ...]:
    """The networks in which a device lies."""
    held = known.get(one.realm)
    return tuple(sorted({network_of(text, held) for text in shown(one.addresses)}))


def find(devices: pl.DataFrame, doubts: pl.DataFrame, seen: pl.DataFrame, read: Topology, estate: Estate) -> list[Home]:
    """Every box with a leg in the core and one outside, whether it is judged or not, ordered by device.

    `devices` and `seen` are those of `topology.read`; `doubts` has device, code and detail.
    """
    marks = doubts.filter(
        pl.col("code").is_in(["dual-homed", "one-certificate", "joined-by-name", "neighbouring-macs"])
    )
    several = devices.filter(
        pl.col("device").is_in(pl.concat([_with_core(devices, read), marks["device"]]).unique().implode())
    )
    about = {one.device: one for one in topology.about(several, seen, estate)}
    about = {device: one for device, one in about.items() if one.judged or not _passes_on(one, read)}
    told = {code: _by_device(marks.filter(pl.col("code") == code)) for code in marks["code"].unique().to_list()}
    last = _last(seen, list(about))
    homes = [_dual(one, told, read, last) for one in about.values()]
    labels: dict[str, list[About]] = {}
    for one in about.values():
        labels.setdefault(one.label, []).append(one)
    pairs = [home for one in about.values() for home in _pairs(one, labels, told, read)]
    return sorted(
        [home for home in homes if home is not None] + pairs, key=lambda one: (one.device, one.kind, one.other)
    )


def _with_core(devices: pl.DataFrame, read: Topology) -> pl.Series:
    """The devices of several addresses of which one lies in some core; each distinct address is looked at once."""
    several = devices.filter(pl.col("addresses").str.contains(", "))
    placed = several.select("device", address=pl.col("addresses").str.split(", ")).explode("address")
    core = spans.union(read.core.spans.values())
    every = placed["address"].unique()
    inside = [any(spans.holds(core, at) for at in topology.numbers(text)) for text in every.to_list()]
    return placed.filter(pl.col("address").is_in(every.filter(pl.Series(inside, dtype=pl.Boolean)).implode()))["device"]


def _by_device(marks: pl.DataFrame) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for device, detail in marks.select("device", "detail").sort("device", "detail").iter_rows():
        found.setdefault(device, []).append(detail)
    return found


def _passes_on(one: About, read: Topology) -> bool:
    """Whether it is a switch or a router: it announced itself as one, or its configuration was read."""
    if one.device in read.wired.passing:
        return True
    return any(text in read.switches.own(one.realm) for text in shown(one.addresses))


def _last(seen: pl.DataFrame, devices: list[str]) -> dict[tuple[str, str], datetime]:
    """(device, address) to when it was last seen there."""
    rows = seen.filter(pl.col("device").is_in(devices) & (pl.col("kind") == "ip"))
    last = rows.group_by("device", "name").agg(pl.max_horizontal("at", "until").max()).drop_nulls()
    return {(device, name): at for device, name, at in last.iter_rows()}


def legs(one: About, core: Spans) -> tuple[Spans, Spans]:
    """(addresses in the core, addresses outside) that are of two networks.

    IPv4 beside IPv6 is what one interface has, and an address of the link alone is of none.
    """
    found: list[tuple[Spans, Spans]] = []
    for family in _FAMILIES:
        mine = spans.both(one.addresses, family)
        found.append((spans.both(mine, core), spans.without(mine, core)))
    both = [(inside, outside) for inside, outside in found if inside and outside]
    return spans.union(inside for inside, _ in both), spans.union(outside for _, outside in both)


_UNIQUE_LOCAL = spans.network("fc00::/7")
_LINK = spans.union(map(spans.network, ("fe80::/10", "::1/128", "169.254.0.0/16", "127.0.0.0/8")))
_FAMILIES = (
    spans.without(spans.V4_ALL, _LINK),
    spans.without(spans.V6_ALL, spans.union([_LINK, _UNIQUE_LOCAL])),
    _UNIQUE_LOCAL,
)


def shown(held: Spans) -> tuple[str, ...]:
    """Addresses as texts; sets of devices hold few."""
    return tuple(spans.shown(at) for low, high in zip(held[::2], held[1::2], strict=True) for at in range(low, high))


def _dual(
    one: About,
    told: Mapping[str, Mapping[str, list[str]]],
    read: Topology,
    last: Mapping[tuple[str, str], datetime],
) -> Home | None:
    inside, outside = map(shown, legs(one, read.core.spans.get(one.realm, spans.NONE)))
    if not inside or not outside:
        return None
    at_once = {text for detail in told.get("dual-homed", {}).get(one.device, ()) for text in detail.split(", ")}
    loose = next((code for code in _LOOSE if one.device in told.get(code, {})), "")
    certain = not loose and bool(at_once & set(inside)) and bool(at_once & set(outside))
    ends = [
        max((last[one.device, text] for text in leg if (one.device, text) in last), default=None)
        for leg in (inside, outside)
    ]
    return Home(
        kind="dual-homed", device=one.device, label=one.label, other="", realm=one.realm, core=inside, outside=outside,
        certain=certain, why=_LOOSE.get(loose, "it is not shown that it had both at one time, and it may have moved"),
        last=min((at for at in ends if at is not None), default=None) if None not in ends else None,
    )  # fmt: skip


_LOOSE = {
    "one-certificate": "only a certificate or an identifier shows that they are one device",
    "joined-by-name": "only a host name shows that they are one device",
}


def _pairs(
    one: About, labels: Mapping[str, list[About]], told: Mapping[str, Mapping[str, list[str]]], read: Topology
) -> Iterator[Home]:
    """Each device in the core that is perhaps one box with a device outside."""
    marked = told.get("neighbouring-macs", {})
    core = read.core.spans.get(one.realm, spans.NONE)
    outside = spans.without(one.addresses, core)
    if not outside:
        return
    for other in (near for label in marked.get(one.device, ()) for near in labels.get(label, ())):
        inside = spans.both(other.addresses, core)
        mutual = one.label in marked.get(other.device, ())
        if inside and mutual and other.realm == one.realm and other.device != one.device:
            yield Home(
                kind="one-box", device=one.device, label=one.label, other=other.label, realm=one.realm,
                core=shown(inside), outside=shown(outside), certain=False,
                why="their Ethernet addresses follow each other, and more speaks for one box",
            )  # fmt: skip


# --- zones -----------------------------------------------------------------------------------------------------------


def zones(estate: Estate) -> Mapping[str, RangeTable[Zone]]:
    """Address space to its zones by address; the narrowest decides."""
    realm_of = {site.id: site.realm for site in estate.sites}
    found: dict[str, list[tuple[addresses.Span, Zone]]] = {}
    for zone in estate.zones:
        found.setdefault(realm_of.get(zone.site, ""), []).extend((addresses.span(cidr), zone) for cidr in zone.cidrs)
    return {realm: RangeTable(ranges) for realm, ranges in found.items()}


def between(one: About, known: RangeTable[Zone] | None) -> list[tuple[Zone, tuple[str, ...]]]:
    """The zones in which a device has addresses, where these are several and one of them may be more than cameras.

    Two zones of which both are stated to be no part of the core, and that are of one kind, are two parts of one thing.
    """
    found: dict[str, tuple[Zone, list[str]]] = {}
    for text in shown(one.addresses):
        zone = known.find(text) if known is not None else None
        if zone is not None:
            found.setdefault(zone.id, (zone, []))[1].append(text)
    kinds = {(zone.kind, zone.is_core is Answer.NO) for zone, _ in found.values()}
    if len(found) < 2 or (len(kinds) == 1 and kinds.pop()[1]):
        return []
    return [(zone, tuple(texts)) for zone, texts in found.values()]
