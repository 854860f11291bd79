"""What joins the network of each device with the core past the boxes between them, whatever their rules say.

A bridge is certain where evidence shows that it reaches the core; else it may, and a person has to look. Of a device
that has no address outside the core nothing is told: it is in the core, and needs no bridge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from camcensus.model.estate import Estate, Zone
from camcensus.model.separation import BRIDGES, Bridge, Station
from camcensus.reason import behind, homes, mapped, sockets, viewers
from camcensus.reason.homes import Home
from camcensus.reason.sockets import core_network, device
from camcensus.reason.topology import About, Topology
from camcensus.wire import spans
from camcensus.wire.addresses import RangeTable
from camcensus.wire.config.values import Box

MOST = 20
"""Bridges of one kind that are told of one device."""


def find(
    read: Topology,
    devices: pl.DataFrame,
    seen: pl.DataFrame,
    doubts: pl.DataFrame,
    flows: pl.DataFrame,
    boxes: Mapping[str, Mapping[str, Box]],
    estate: Estate,
) -> dict[str, list[Bridge]]:
    """Device to its bridges, the certain ones first; devices without any are left out.

    `read` is of `topology.read`, `devices`, `seen`, `boxes` and `estate` are what that was made from. `doubts` has
    device, code and detail; `flows` are the observations whose subject is a ``flow:``.
    """
    networks = homes.networks(estate, boxes)
    known = _Known(
        read=read,
        legged=homes.find(devices, doubts, seen, read, estate),
        networks=networks,
        zones=homes.zones(estate),
        viewed=viewers.find(flows, read),
        mapped=mapped.find(read, seen, boxes, estate, networks),
        behind=behind.find(read, seen, networks),
    )
    found = {}
    for name in sorted(read.layer2):
        one = read.about[name]
        if not one.addresses or spans.without(one.addresses, read.core.spans.get(one.realm, spans.NONE)):
            found[name] = _kept(known.of(one))
    return {name: many for name, many in found.items() if many}


def _kept(bridges: Iterator[Bridge]) -> list[Bridge]:
    """The certain ones first, in the order of `BRIDGES`; not too many of a kind."""
    ordered = sorted(bridges, key=lambda one: (not one.certain, BRIDGES.index(one.kind), one.other, one.detail))
    counted: dict[str, int] = {}
    kept = []
    for one in dict.fromkeys(ordered):
        counted[one.kind] = counted.get(one.kind, 0) + 1
        if counted[one.kind] <= MOST:
            kept.append(one)
    return kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """All that bridges are found from."""

    read: Topology
    legged: list[Home]
    networks: homes.Networks
    zones: Mapping[str, RangeTable[Zone]]
    viewed: Mapping[str, list[viewers.Viewer]]
    mapped: Mapping[str, list[Bridge]]
    behind: Mapping[str, list[Bridge]]
    legs: dict[tuple[str, str], list[Home]] = field(default_factory=dict)
    """Address space and network to the boxes with a leg there and one in the core."""
    own: dict[str, list[Home]] = field(default_factory=dict)
    """Device to what it is itself."""

    def __post_init__(self) -> None:
        for home in self.legged:
            self.own.setdefault(home.device, []).append(home)
            known = self.networks.get(home.realm)
            for network in sorted({homes.network_of(text, known) for text in home.outside}):
                self.legs.setdefault((home.realm, network), []).append(home)

    def of(self, one: About) -> Iterator[Bridge]:
        """All bridges of a device."""
        yield from self._homes(one)
        yield from self._zones(one)
        yield from sockets.of(one, self.read)
        yield from self.mapped.get(one.device, ())
        yield from self.behind.get(one.device, ())
        for viewer in self.viewed.get(one.device, ()):
            yield viewer.bridge(device(one), core_network(viewer.core))

    # --- boxes with two legs -----------------------------------------------------------------------------------------

    def _homes(self, one: About) -> Iterator[Bridge]:
        for home in self.own.get(one.device, ()):
            yield Bridge(
                kind=home.kind,
                detail=home.detail,
                certain=home.certain,
                other=home.other,
                trail=(home.station, core_network(home.core)),
                last=home.last,
            )
        for network in homes.networks_of(one, self.networks):
            for home in self.legs.get((one.realm, network), ()):
                if one.label not in (home.label, home.other) and home.device != one.device:
                    yield _shared(one, home, network)

    def _zones(self, one: About) -> Iterator[Bridge]:
        core = self.read.core.spans.get(one.realm, spans.NONE)
        if spans.both(one.addresses, core):
            return
        found = homes.between(one, self.zones.get(one.realm))
        if found:
            told = " and ".join(f"{', '.join(texts)} in {zone.id}" for zone, texts in found)
            stations = tuple(Station(kind="network", title=zone.id, lines=texts) for zone, texts in found)
            yield Bridge(
                kind="dual-homed",
                detail=f"it has addresses in several zones: {told}; whether one leads to the core is not shown",
                certain=False,
                trail=(device(one), *stations),
            )


def _shared(one: About, home: Home, network: str) -> Bridge:
    """A bridge that may be one of every device in the network of its leg."""
    core, outside = ", ".join(home.core), ", ".join(home.outside)
    if home.kind == "one-box":
        what = (
            f"{home.label} in its network {network} is perhaps one box with {home.other}, which has {core} in the core"
        )
    else:
        doubt = "" if home.certain else f" ({home.why})"
        what = f"{home.label} has {outside} in its network {network} and {core} in the core{doubt}"
    return Bridge(
        kind=home.kind,
        detail=f"{what}: it may pass on what it is sent",
        certain=False,
        other=home.label,
        trail=(
            device(one),
            Station(kind="network", title=network),
            home.station,
            core_network(home.core),
        ),
        last=home.last,
    )
