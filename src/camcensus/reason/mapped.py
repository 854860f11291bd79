"""Ways between a device and the outside: lines of its own, and ports that a box maps to it.

Who scans the internet sees a camera by its public address. One that nobody saw from inside has a way out that is not
known; one that was seen from both sides at two addresses is mapped by some box. A router that offers to map ports by
UPnP does so for whatever asks in its network. Nothing of this shows that the core is reached, so none is certain; but
what is open to the outside is not separate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from camcensus.model.estate import Estate
from camcensus.model.separation import Bridge, Station
from camcensus.reason import core, homes, topology
from camcensus.reason.sockets import NAMED, device
from camcensus.reason.topology import About, Topology
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Rule
from camcensus.wire.spans import Spans

SCANS = ("censys", "shodan")
"""Vantages of those who look from the internet."""
WIDEST = 256
"""Addresses to which one rule maps; what writes more is no mapping to a device."""

_OUTSIDE = Station(kind="outside", title="outside")


def find(
    read: Topology,
    seen: pl.DataFrame,
    boxes: Mapping[str, Mapping[str, Box]],
    estate: Estate,
    networks: homes.Networks,
) -> dict[str, list[Bridge]]:
    """Device to its ways to the outside. `seen`, `boxes` and `estate` are those of `topology.read`."""
    judged = {one.device: one for one in read.about.values() if one.judged}
    found: dict[str, list[Bridge]] = {}
    for one, sides in _sides(judged, seen):
        found.setdefault(one.device, []).extend(_seen(one, sides))
    gateways = list(_gateways(seen, networks))
    lying: dict[tuple[str, str], list[About]] = {}
    for one in judged.values() if gateways else ():
        for network in homes.networks_of(one, networks):
            lying.setdefault((one.realm, network), []).append(one)
    for realm, network, gateway, last in gateways:
        for one in lying.get((realm, network), ()):
            found.setdefault(one.device, []).append(_offered(one, gateway, network, last))
    mappings = {realm: list(_mappings(many, _inside(estate, realm))) for realm, many in boxes.items()}
    for one in judged.values():
        for mapping in mappings.get(one.realm, ()):
            if spans.both(one.addresses, mapping.target):
                found.setdefault(one.device, []).append(mapping.bridge(one))
    return {name: many for name, many in found.items() if many}


# --- what was seen from outside --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sides:
    outside: tuple[str, ...]
    inside: tuple[str, ...]
    vantages: tuple[str, ...]
    last: datetime | None


def _sides(judged: Mapping[str, About], seen: pl.DataFrame) -> Iterator[tuple[About, _Sides]]:
    """The addresses at which each device that a scan of the internet shows was seen, from outside and from inside."""
    rows = seen.select("device", "kind", "name", "vantage", "at", "until").filter(pl.col("kind").is_in(["ip", "mac"]))
    outer = pl.col("vantage").is_in(SCANS)
    shown = rows.filter(outer)["device"].unique()
    rows = rows.filter(pl.col("device").is_in(shown.implode()) & pl.col("device").is_in(list(judged)))
    grouped = rows.group_by("device").agg(
        outside=pl.col("name").filter(outer & (pl.col("kind") == "ip")).unique().sort(),
        inside=pl.col("name").filter(~outer).unique().sort(),
        vantages=pl.col("vantage").filter(outer).unique().sort(),
        last=pl.max_horizontal("at", "until").filter(outer).max(),
    )
    for name, outside, inside, vantages, last in grouped.sort("device").iter_rows():
        sides = _Sides(outside=tuple(outside), inside=tuple(inside), vantages=tuple(vantages), last=last)
        yield judged[name], sides


def _seen(one: About, sides: _Sides) -> Iterator[Bridge]:
    public = tuple(text for text in sides.outside if text not in sides.inside)
    if not public:  # it has a public address of its own: what reaches that is asked of the rules
        return
    told, by = ", ".join(public[:NAMED]), " and ".join(sides.vantages)
    if sides.inside:
        kind, detail = (
            "port-mapping",
            f"it answers from the internet at {told} as well (seen by {by}): a box maps that to it",
        )
    else:
        kind, detail = (
            "own-uplink",
            f"it was seen from the internet alone, at {told} (by {by}): its way out is not known",
        )
    trail = (device(one), Station(kind="address", title=public[0]), _OUTSIDE)
    yield Bridge(kind=kind, detail=detail, certain=False, other=public[0], trail=trail, last=sides.last)


# --- routers that map what they are asked to -------------------------------------------------------------------------


def _gateways(seen: pl.DataFrame, networks: homes.Networks) -> Iterator[tuple[str, str, str, datetime | None]]:
    """(address space, network, address, when last) of each router that says by UPnP that it is an Internet gateway."""
    told = pl.col("value").str.contains("InternetGatewayDevice", literal=True)
    rows = seen.filter((pl.col("field") == "upnp.description") & (pl.col("kind") == "ip") & told)
    rows = rows.filter(~pl.col("vantage").is_in(SCANS))
    last = rows.group_by("realm", "name").agg(pl.max_horizontal("at", "until").max().alias("last"))
    for realm, name, at in last.sort("realm", "name").iter_rows():
        if any(True for _ in topology.numbers(name)):
            yield realm, homes.network_of(name, networks.get(realm)), name, at


def _offered(one: About, gateway: str, network: str, last: datetime | None) -> Bridge:
    return Bridge(
        kind="port-mapping",
        detail=f"{gateway} offers to map ports by UPnP (Internet gateway) to whatever asks in its network {network}",
        certain=False,
        other=gateway,
        trail=(
            device(one),
            Station(kind="network", title=network),
            Station(kind="box", title=gateway, lines=("UPnP Internet gateway",)),
            _OUTSIDE,
        ),
        last=last,
    )


# --- what boxes map --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mapping:
    """A rule that writes the address of a device into what was sent to another."""

    box: str
    rule: Rule
    sent_to: Spans
    target: Spans

    def bridge(self, one: About) -> Bridge:
        """It, as a bridge of a device."""
        whole = spans.size(self.sent_to) > WIDEST
        to = "any address" if whole else ", ".join(spans.prefixes(self.sent_to)[:NAMED]).replace("/32", "")
        text = self.rule.text.strip().rstrip(".")
        return Bridge(
            kind="port-mapping",
            detail=f"{self.box} passes on to it what is sent to {to}, by line {self.rule.line}: {text}",
            certain=False,
            other=self.box,
            trail=(device(one), Station(kind="box", title=self.box, lines=(text,)), _OUTSIDE),
        )


def _mappings(boxes: Mapping[str, Box], inside: Spans) -> Iterator[_Mapping]:
    for box in boxes.values():
        for rule in (rule for chain in box.chains.values() for rule in chain.rules):
            target = rule.translation.target if rule.translation is not None else None
            if target is None or spans.size(target) > WIDEST:
                continue
            sent_to = spans.union(cube.target for cube in rule.match.cubes)
            if spans.without(sent_to, inside):  # else it maps what comes from inside, which paths follow
                yield _Mapping(box=box.name, rule=rule, sent_to=sent_to, target=target)


def _inside(estate: Estate, realm: str) -> Spans:
    """The addresses of all zones that are not said to lie outside."""
    return spans.union(core.addresses(zone) for zone in estate.zones_in(realm) if zone.kind != "outside")
