"""How far a VLAN goes from one switch to the next, and where it meets a VLAN of the core on the way.

A frame stays in its VLAN from port to port of a switch. On a line it bears the VLAN's number as a tag, or none; what
comes without one is taken for the VLAN that the other end has for such. So two ends that differ join two VLANs. Only
switches whose ports are known are followed; what lies behind others is named as missing, not guessed.

Nothing here shows that a packet reached the core: spanning tree may have shut a line whose ends differ, and what hangs
on a trunk may use one of its VLANs alone. So no bridge that is found here is certain.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from camcensus.model.separation import Station
from camcensus.reason.switches import Port, Switches, folded, is_bundle
from camcensus.reason.wired import Near, Place, Wired
from camcensus.wire import spans
from camcensus.wire.spans import Spans

SHOWN = 10
"""VLANs and lines of a configuration that are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Joint:
    """Where the VLAN of a device meets the core, or may."""

    kind: str
    """``native-mismatch`` or ``leaking-trunk``."""
    detail: str
    other: str
    """A port, as ``switch/port``."""
    trail: tuple[Station, ...]
    """From the first switch on, without the core."""
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What was found along a VLAN."""

    joints: tuple[Joint, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(slots=True)
class _Found:
    """What is found on the way, and what is to be walked still."""

    joints: list[Joint] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    queue: deque[tuple[str, int, tuple[Station, ...]]] = field(default_factory=deque)
    known: set[tuple[str, int]] = field(default_factory=set)

    def go(self, switch: str, vlan: int, way: tuple[Station, ...]) -> None:
        """Walk on from a switch, once for each VLAN."""
        if (folded(switch), vlan) not in self.known:
            self.known.add((folded(switch), vlan))
            self.queue.append((switch, vlan, way))


class Layer:
    """Who is joined with whom by lines and VLANs."""

    def __init__(self, switches: Switches, wired: Wired) -> None:
        self.switches, self.wired = switches, wired
        self._near = _both_ways(switches, wired.near)

    def near(self, place: Place) -> tuple[Near, ...]:
        """Who lies behind a port: who announced itself there, and who heard the switch from its own end."""
        return self._near.get(place, ())

    def walk(self, realm: str, switch: str, vlan: int, core: Spans) -> Walked:
        """From a switch on, as far as a VLAN goes; `core` are the VLANs of the core there."""
        found = _Found()
        found.go(switch, vlan, ())
        while found.queue:
            name, at, way = found.queue.popleft()
            self._switch(_Here(realm=realm, name=name, vlan=at, core=core, way=way), found)
        return Walked(joints=tuple(found.joints), missing=tuple(dict.fromkeys(found.missing)))

    def _switch(self, here: _Here, found: _Found) -> None:
        title = self.switches.title(here.realm, here.name)
        if not title:
            found.missing.append(not_read(here.name, here.vlan))
            return
        unread = self.switches.unread(here.realm, here.name)
        if unread:
            lines = ", ".join(map(str, unread[:SHOWN]))
            found.missing.append(f"{title}: lines that are not understood, and may bear on its ports: {lines}")
        here = replace(here, way=(*here.way, Station(kind="switch", title=title, lines=(f"VLAN {here.vlan}",))))
        for port in self.switches.ports(here.realm, here.name).values():
            down = self.wired.of((here.realm, port.shown)).is_down
            if spans.holds(port.carried, here.vlan) and not down and not is_bundle(port.shown):
                self._port(here, port, found)
        found.missing += self._strangers(here)

    def _strangers(self, here: _Here) -> Iterator[str]:
        """What is in the same VLAN on access ports of a switch, and is not in the log."""
        ports = self.switches.ports(here.realm, here.name).values()
        places = [(here.realm, port.shown) for port in ports if port.untagged == here.vlan and not port.is_trunk]
        many = {shown: self.wired.hidden.get((realm, shown), 0) for realm, shown in places}
        named = [shown for shown, count in many.items() if count and not self.near((here.realm, shown))]
        if named:
            more = f" and {len(named) - SHOWN} more ports" if len(named) > SHOWN else ""
            yield (
                f"what is in VLAN {here.vlan} on {', '.join(named[:SHOWN])}{more} is not in the log, so whether it has "
                f"a leg in the core is not known: read the tables of {here.name} with --keep-all"
            )

    def _port(self, here: _Here, port: Port, found: _Found) -> None:
        near = self.near((here.realm, port.shown))
        ours = [one for one in near if self.switches.title(here.realm, one.name)]
        for one in ours:
            self._line(here, port, one, found)
        if ours:
            return
        switch = next((one for one in near if one.passes_on and not one.wireless), None)
        if switch is not None:
            found.missing.append(
                f"{port.shown} carries VLAN {here.vlan} on to {switch.name}, whose configuration is not in the log: "
                f"read its 'show running-config'"
            )
            return
        if port.tagged:
            found.joints += _leak(here, port, near, self.wired.of((here.realm, port.shown)).description)
        if port.is_trunk and not near:
            found.missing.append(
                f"what is at the other end of {port.shown}, a trunk with VLAN {here.vlan}, is not told: read "
                f"'show lldp neighbors detail' of {port.switch}"
            )

    def _line(self, here: _Here, port: Port, near: Near, found: _Found) -> None:
        """Along a line to a box whose configuration was read."""
        ports = self.switches.ports(here.realm, near.name)
        if not ports or self.switches.routes(here.realm, near.name, near.facing):
            return  # what passes a router is asked of its rules
        other = self.switches.facing(here.realm, near.name, near.facing)
        way = (*here.way, _station(port))
        if other is None:
            found.missing.append(
                f"which port of {near.name} is at the other end of {port.shown} is not told: read "
                f"'show lldp neighbors detail' of {near.name}"
            )
            found.go(near.name, here.vlan, way)
            return
        vlan = _arrives(port, other, here.vlan)
        if vlan is None:
            return
        way = (*way, _station(other))
        if spans.holds(here.core, vlan) and vlan != here.vlan:
            found.joints.append(_mismatch(here, port, other, vlan, way, near.at))
        else:
            found.go(near.name, vlan, way)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """A switch on the way."""

    realm: str
    name: str
    vlan: int
    core: Spans
    way: tuple[Station, ...]


def not_read(switch: str, vlan: int | None) -> str:
    """The sentence on a switch whose configuration nobody read."""
    what = "a VLAN of the cameras" if vlan is None else f"VLAN {vlan}"
    return (
        f"the configuration of {switch} is not in the log, so it is not known whether a trunk joins {what} with the "
        f"core: read its 'show running-config' or 'show interfaces switchport'"
    )


def _both_ways(switches: Switches, near: Mapping[Place, tuple[Near, ...]]) -> dict[Place, tuple[Near, ...]]:
    """`near`, with each line that only its other end told of."""
    found = {place: list(many) for place, many in near.items()}
    for (realm, shown), many in near.items():
        switch, _, name = shown.partition("/")
        for one in many:
            port = switches.facing(realm, one.name, one.facing)
            if port is None or not switches.title(realm, switch):
                continue
            back = found.setdefault((realm, port.shown), [])
            if all(folded(other.name) != folded(switch) or not other.facing for other in back):
                told = Near(device="", name=switch, facing=(name,), passes_on=True, wireless=False, at=one.at)
                back.append(told)
    return {place: tuple(many) for place, many in found.items()}


def _arrives(port: Port, other: Port, vlan: int) -> int | None:
    """The VLAN for which the other end takes frames of a VLAN; None: it throws them away."""
    if port.untagged == vlan:
        return other.untagged
    return vlan if spans.holds(other.carried, vlan) else None


def _station(port: Port) -> Station:
    return Station(kind="port", title=port.shown, lines=tuple(_carries(port)))


def _carries(port: Port) -> Iterator[str]:
    if port.is_trunk:
        yield "trunk of all VLANs" if port.has_no_list else f"trunk of VLANs {shown(port.carried)}"
    if port.untagged is not None:
        yield f"without a tag: VLAN {port.untagged}"


def _mismatch(here: _Here, port: Port, other: Port, vlan: int, way: tuple[Station, ...], at: datetime | None) -> Joint:
    detail = (
        f"{port.shown} sends VLAN {here.vlan} without a tag, and {other.shown} at the other end takes that for VLAN "
        f"{vlan} of the core"
    )
    return Joint(kind="native-mismatch", detail=detail, other=other.shown, trail=way, last=at)


def _leak(here: _Here, port: Port, near: tuple[Near, ...], description: str) -> list[Joint]:
    """A trunk to what is no switch of ours, where VLANs of the core are on it as well."""
    core = spans.both(port.carried, here.core)
    if not core and not port.has_no_list:
        return []
    names = ", ".join(dict.fromkeys(one.name for one in near))
    what = "something of which nothing is known"
    if near:
        what = f"the access point {names}" if all(one.wireless for one in near) else f"{names}, which is no switch"
    called = f" (the port is called '{description}')" if description else ""
    of_core = f"VLAN{'s' if spans.size(core) > 1 else ''} {shown(core)} of the core" if core else "every other VLAN"
    without = ", for it has no list of allowed VLANs" if port.has_no_list else ""
    detail = f"{port.shown} is a trunk to {what}{called}, and carries VLAN {here.vlan} together with {of_core}{without}"
    end = Station(kind="host", title=names or "not known", lines=(description,) if description else ())
    last = max((at for at in (port.at, *(one.at for one in near)) if at is not None), default=None)
    trail = (*here.way, _station(port), end)
    return [Joint(kind="leaking-trunk", detail=detail, other=port.shown, trail=trail, last=last)]


def shown(vlans: Spans) -> str:
    """``10, 20-30``; the first ones of many."""
    parts = [
        str(low) if high - low == 1 else f"{low}-{high - 1}" for low, high in zip(vlans[::2], vlans[1::2], strict=True)
    ]
    return ", ".join(parts[:SHOWN]) + (" ..." if len(parts) > SHOWN else "")
