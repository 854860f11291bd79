"""Where packets can get through all boxes together: from any address of one set to any of another, and by which rules.

Boxes meet on the networks of their interfaces. A packet may enter every box that has an interface in the network it
comes from, for a host may send it to any of them; from there routes lead on. What leaves to where no configuration was
read, or enters where no box is known, is *lost*: of that nothing is known, and it is never taken for closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from ipaddress import ip_interface
from itertools import groupby
from typing import NamedTuple

from camcensus.reason import passage
from camcensus.reason.gathered import gathered
from camcensus.reason.passage import By, Way
from camcensus.reason.policy import Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Interface, Route, Step
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

MAX_HOPS = 32


class Hop(NamedTuple):
    """A box on the way, and the interfaces by which packets come and go."""

    box: str
    incoming: str
    outgoing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """Packets that arrive, or do not, and how they came there."""

    sent: Cube
    """As they were sent."""
    now: Cube
    """As they are at the end: NAT may have written into them."""
    hops: tuple[Hop, ...] = ()
    """None: source and target lie in one network."""
    by: tuple[By, ...] = ()
    """The rules that let them pass; of what was stopped the last one is the rule that did."""
    doubts: tuple[By, ...] = ()
    """Rules because of which it is not known whether they pass."""
    why: str = ""
    """Of what is lost or stopped without a rule: a code (``no-box``, ``no-next-box``, ``no-route``, ``discarded``,
    ``too-far``)."""
    where: str = ""
    """A network, or an address of a next hop."""

    @property
    def reason(self) -> str:
        """Why it is lost, in words."""
        return {
            "no-box": f"no box is known that {self.where} could send to",
            "no-next-box": f"the next hop {self.where} is of no box whose configuration was read",
            "routes-not-read": f"the file of {self.hops[-1].box if self.hops else ''} has no routes",
        }.get(self.why, "packets pass more boxes than are followed")


@dataclass(slots=True)
class Answer:
    """What becomes of all packets from one set of addresses to another."""

    arrived: list[Path] = field(default_factory=list)
    stopped: list[Path] = field(default_factory=list)
    lost: list[Path] = field(default_factory=list)
    passed: set[str] = field(default_factory=set)
    """Every box that any of them entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """An interface of a box with the networks on its link."""

    box: Box
    interface: Interface
    near: Spans
    """Addresses on the link."""
    own: Spans
    """Addresses of the box itself."""


class Entry(NamedTuple):
    """A route as sets of addresses."""

    target: Spans
    length: int
    distance: int
    route: Route


class Net:
    """The boxes of one address space."""

    def __init__(self, boxes: Iterable[Box], near: Mapping[tuple[str, str], Spans] | None = None) -> None:
        """`near`: box and interface to networks that the owner states are on its link."""
        self.boxes = {box.name: gathered(box) for box in boxes}
        stated = near or {}
        self.ports = [
            _port(box, interface, stated.get((box.name, interface.name), spans.NONE))
            for box in self.boxes.values()
            for interface in _interfaces(box, stated)
            if interface.enabled
        ]
        self._by_name = {(port.box.name, port.interface.name): port for port in self.ports}
        self._fibs: dict[tuple[str, str], list[Entry]] = {}
        self._own: dict[str, Spans] = {}

    @cached_property
    def _nat_targets(self) -> Spans:
        """Addresses that some rule of NAT turns into others: a packet for them may end elsewhere."""
        rules = (rule for box in self.boxes.values() for chain in box.chains.values() for rule in chain.rules)
        return spans.union(
            cube.target
            for rule in rules
            if rule.translation is not None and rule.translation.target is not None
            for cube in rule.match.cubes
        )

    def reach(self, source: Spans, target: Spans, modes: int = packets.OPENING) -> Answer:
        """What becomes of packets from one set of addresses to the other. Raises `policy.IntricateError`."""
        found = Answer()
        sent = Cube(source=source, target=spans.union([target, self._nat_targets]), modes=modes)
        for network in dict.fromkeys(port.near for port in self.ports):
            both = spans.both(source, network), spans.both(target, network)
            if all(both):
                cube = Cube(both[0], both[1], modes=modes)
                found.arrived.append(Path(sent=cube, now=cube, where=_shown(network)))
        outside = spans.without(source, spans.union(port.near for port in self.ports))
        if outside:
            cube = Cube(outside, target, modes=modes)
            found.lost.append(Path(sent=cube, now=cube, why="no-box", where=_shown(outside)))
        walk = _Walk(self, target, found)
        for port in self.ports:
            entering = spans.both(source, port.near)
            if entering and port.box.forwards:
                others = spans.without(port.near, self.own(port.box))
                cube = sent._replace(source=entering, target=spans.without(sent.target, others))
                if cube.target:
                    walk.enter(port, Way(cube, cube), ())
        return found

    def port(self, box: str, interface: str) -> Port | None:
        """An interface of a box."""
        return self._by_name.get((box, interface))

    def at(self, address: int, not_of: str) -> list[Port]:
        """The interfaces of other boxes that bear an address."""
        return [port for port in self.ports if port.box.name != not_of and spans.holds(port.own, address)]

    def own(self, box: Box) -> Spans:
        """All addresses of a box itself."""
        if box.name not in self._own:
            self._own[box.name] = spans.union(port.own for port in self.ports if port.box.name == box.name)
        return self._own[box.name]

    def toward(self, box: Box, route: Route) -> Port | None:
        """The interface of a box in whose network a next hop lies."""
        if not route.via:
            return None
        address = spans.address(route.via)
        mine = (one for one in self.ports if one.box.name == box.name and one.interface.vrf == route.vrf)
        return next((one for one in mine if spans.holds(one.near, address)), None)

    def routes(self, box: Box, vrf: str) -> list[Entry]:
        """The routes of a box, the longest prefix and the least distance first."""
        key = (box.name, vrf)
        if key not in self._fibs:
            connected = [
                Route(prefix=text, interface=port.interface.name, vrf=vrf, distance=0)
                for port in self.ports
                if port.box.name == box.name and port.interface.vrf == vrf
                for text in spans.prefixes(port.near)
            ]
            held = [*connected, *(one for one in box.routes if one.vrf == vrf)]
            entries = [Entry(spans.network(one.prefix), _length(one.prefix), one.distance, one) for one in held]
            self._fibs[key] = sorted(entries, key=lambda entry: (-entry.length, entry.distance))
        return self._fibs[key]


def _length(prefix: str) -> int:
    return ip_interface(prefix).network.prefixlen


def _shown(network: Spans) -> str:
    texts = spans.prefixes(network)
    return ", ".join(texts[:3]) + (" ..." if len(texts) > 3 else "")


def _interfaces(box: Box, stated: Mapping[tuple[str, str], Spans]) -> Iterator[Interface]:
    """Those of the file, and those that only the owner names."""
    yield from box.interfaces
    known = {interface.name for interface in box.interfaces}
    yield from (Interface(name=name) for of, name in stated if of == box.name and name not in known)


def _port(box: Box, interface: Interface, stated: Spans) -> Port:
    near, own = [stated], []
    for text in interface.addresses:
        known = ip_interface(text)
        near.append(spans.network(str(known.network)))
        own.append(spans.one(spans.number(known.ip)))
    return Port(box=box, interface=interface, near=spans.union(near), own=spans.union(own))


class _Walk:
    """Follows packets from box to box."""

    def __init__(self, net: Net, target: Spans, found: Answer) -> None:
        self._net = net
        self._target = target
        self._found = found
        self._seen: set[tuple[str, str, Cube, Cube]] = set()

    def enter(self, port: Port, way: Way, hops: tuple[Hop, ...]) -> None:
        """Packets that come to a box by one of its interfaces; what goes round in a circle is followed once."""
        here = (port.box.name, port.interface.name)
        if (*here, way.now, way.sent) in self._seen or any(hop[:2] == here for hop in hops):
            return
        self._seen.add((*here, way.now, way.sent))
        if len(hops) >= MAX_HOPS:
            self._found.lost.append(_path(way, hops, why="too-far"))
            return
        box = port.box
        self._found.passed.add(box.name)
        first = passage.steps(
            box, _parts(box)[0], [way], Ways(passage.named(box, port.interface.name), frozenset({""}))
        )
        self._stop(first.stopped, (*hops, Hop(box.name, port.interface.name, "")))
        for one in first.ways:
            self._route(port, one, hops, 1)

    def _route(self, port: Port, way: Way, hops: tuple[Hop, ...], part: int) -> None:
        """Packets by where routes send them; those for the box itself go no further.

        `part`: which part of its steps follows. Some boxes choose a route twice: before and behind a translation.
        """
        box = port.box
        left = spans.without(way.now.target, self._net.own(box))
        entries = self._net.routes(box, port.interface.vrf)
        for _, alike in groupby(entries, key=lambda entry: (entry.target, entry.length, entry.distance)):
            routes = list(alike)
            here = spans.both(left, routes[0].target)
            if not here:
                continue
            left = spans.without(left, here)
            for entry in routes:
                self._send(port, way._replace(now=way.now._replace(target=here)), hops, entry.route, part)
            if not left:
                return
        if left:
            gone = _path(
                way._replace(now=way.now._replace(target=left)), (*hops, Hop(box.name, port.interface.name, ""))
            )
            if box.knows_routes:
                self._found.stopped.append(replace(gone, why="no-route"))
            elif spans.both(left, self._target):
                self._found.lost.append(replace(gone, why="routes-not-read"))

    def _send(self, port: Port, way: Way, hops: tuple[Hop, ...], route: Route, part: int) -> None:
        """Packets that one route sends on."""
        box = port.box
        outgoing = self._net.port(box.name, route.interface) or self._net.toward(box, route)
        name = outgoing.interface.name if outgoing is not None else route.interface
        further = (*hops, Hop(box.name, port.interface.name, name))
        if route.discard:
            self._found.stopped.append(_path(way, further, why="discarded"))
            return
        ways = Ways(passage.named(box, port.interface.name), passage.named(box, name) if name else None)
        parts = _parts(box)
        done = passage.steps(box, parts[part] if part < len(parts) else (), [way], ways)
        self._stop(done.stopped, further)
        for one in done.ways if part + 1 < len(parts) else ():
            self._route(port, one, hops, part + 1)
        for one in done.ways if part + 1 >= len(parts) else ():
            moved = passage.of_interface(one, outgoing.interface) if _lent(one) and outgoing is not None else one
            self._leave(box, moved, further, route)

    def _leave(self, box: Box, way: Way, hops: tuple[Hop, ...], route: Route) -> None:
        here = spans.both(way.now.target, self._target)
        if not route.via:
            if here:
                self._found.arrived.append(_path(way._replace(now=way.now._replace(target=here)), hops))
            return
        met = self._net.at(spans.address(route.via), box.name)
        if not met and here:
            gone = way._replace(now=way.now._replace(target=here))
            self._found.lost.append(_path(gone, hops, why="no-next-box", where=route.via))
        for port in met:
            self.enter(port, way.onward(), hops)

    def _stop(self, ways: Iterable[Way], hops: tuple[Hop, ...]) -> None:
        self._found.stopped += [_path(way, hops) for way in ways]


def _parts(box: Box) -> list[list[Step]]:
    """The steps before the choice of a route, and behind each; a box without one passes all of them behind it."""
    found: list[list[Step]] = [[]]
    for step in box.steps:
        if step.kind == "route":
            found.append([])
        else:
            found[-1].append(step)
    return found if len(found) > 1 else [[], found[0]]


def _path(way: Way, hops: tuple[Hop, ...], *, why: str = "", where: str = "") -> Path:
    return Path(sent=way.sent, now=way.now, hops=hops, by=way.by, doubts=way.doubts, why=why, where=where)


def _lent(way: Way) -> bool:
    """Whether the last rule of NAT wrote the address of an interface."""
    made = [by.rule.translation for by in way.by if by.rule is not None and by.rule.translation is not None]
    return bool(made) and made[-1].of_interface
