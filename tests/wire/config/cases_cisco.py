"""What becomes of one packet on its way through a box, step by step; and rules by chance, in values and as text."""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv4Network
from random import Random
from typing import NamedTuple

from camcensus.reason.policy import Ways, decide, may_fit
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Chain, Rule, Step, Translation
from camcensus.wire.packets import Cube

Place = tuple[int, int, int, int, int]
TCP, UDP, ICMP, ICMP6 = 6, 17, 1, 58


class Packet(NamedTuple):
    """One packet."""

    source: str
    target: str
    protocol: int = TCP
    target_port: int = 0
    source_port: int = 40_000
    state: str = "new"
    answers: bool = False
    """Of TCP: with the flag ACK or RST."""

    @property
    def place(self) -> Place:
        """Its place among all packets."""
        ports = (self.source_port, self.target_port) if self.protocol in (TCP, UDP) else (0, self.target_port)
        return spans.address(self.source), spans.address(self.target), self.protocol, *ports

    @property
    def mode(self) -> int:
        """Its bit of `packets.modes`."""
        return packets.modes([self.state], answers=self.answers)


def verdict(box: Box, incoming: str, outgoing: str, packet: Packet) -> str:
    """``permit``, ``deny`` or ``unknown``: what becomes of a packet that is routed from one interface to another."""
    return walked(box, incoming, outgoing, packet)[0]


def walked(box: Box, incoming: str, outgoing: str, packet: Packet) -> tuple[str, Place]:
    """(verdict, the packet as it leaves)."""
    ways = Ways(_names(box, incoming), _names(box, outgoing))
    place, found = packet.place, "permit"
    for step in box.steps:
        if step.kind == "route" or not _passes(step, ways):
            continue
        if step.kind == "nat":
            done = _translated(box.chains, step.chain, place, packet.mode, ways)
            if isinstance(done, str):
                return "unknown", place
            place = _written(place, done) if done is not None else place
            continue
        asked = packet.place if step.as_it_came else place
        (one,) = decide(box, step.chain, [_cube(asked, packet.mode)], ways)
        if one.action == "deny":
            return "deny", place
        found = "unknown" if one.action == "unknown" else found
    return found, place


def _names(box: Box, name: str) -> frozenset[str]:
    also = {zone for interface, zone in box.zones.items() if interface == name}
    also |= {interface for interface, zone in box.zones.items() if zone == name and box.dialect == "asa"}
    return frozenset({name, *also})


def _passes(step: Step, ways: Ways) -> bool:
    pairs = ((step.incoming, ways.incoming), (step.outgoing, ways.outgoing))
    return all(names is None or any(map(names.hold, known or ())) for names, known in pairs)


def _cube(place: Place, mode: int) -> Cube:
    source, target, protocol, source_port, target_port = map(spans.one, place)
    return Cube(source, target, protocol, source_port, target_port, mode)


def _translated(
    chains: Mapping[str, Chain], name: str, place: Place, mode: int, ways: Ways
) -> Translation | str | None:
    """What is written; None: nothing; a text: it is not known."""
    found = _first(chains, name, place, mode, ways)
    if found is None or found.action in ("permit", "return"):
        return None
    return found.translation if found.translation is not None and not found.match.unread else "unknown"


def _first(chains: Mapping[str, Chain], name: str, place: Place, mode: int, ways: Ways) -> Rule | None:
    for rule in chains[name].rules:
        sure = may_fit(rule.match, ways)
        if sure is None or not any(packets.holds(cube, place, mode) for cube in rule.match.cubes):
            continue
        if rule.action != "jump":
            return rule
        inner = _first(chains, rule.chain, place, mode, ways)
        if inner is not None and inner.action != "return":
            return inner if sure else rule
    return None


def _written(place: Place, made: Translation) -> Place:
    source, target, protocol, *ports = place
    if made.shift is not None:
        source += made.shift if made.source is not None else 0
        target += made.shift if made.target is not None else 0
    else:
        source = made.source[0] if made.source is not None else source
        target = made.target[0] if made.target is not None else target
    fixed = [
        one[0] if one is not None and spans.size(one) == 1 else None for one in (made.source_port, made.target_port)
    ]
    near, far = (old if new is None else new for old, new in zip(ports, fixed, strict=True))
    return source, target, protocol, near, far


# --- rules by chance -------------------------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """One entry of a list."""

    action: str
    protocol: str
    source: IPv4Network
    target: IPv4Network
    operator: str = ""
    first: int = 0
    last: int = 0
    established: bool = False

    def fits(self, packet: Packet) -> bool:
        """Whether a packet is one of those it speaks of."""
        numbers = {"ip": None, "tcp": TCP, "udp": UDP, "icmp": ICMP}
        if numbers[self.protocol] not in (None, packet.protocol):
            return False
        if IPv4Address(packet.source) not in self.source or IPv4Address(packet.target) not in self.target:
            return False
        if self.established and not packet.answers:
            return False
        port = packet.target_port
        return {
            "": True, "eq": port == self.first, "neq": port != self.first, "gt": port > self.first,
            "lt": port < self.first, "range": self.first <= port <= self.last,
        }[self.operator]  # fmt: skip

    def ports(self) -> str:
        """Its ports as text."""
        return (
            f" {self.operator} {self.first}{f' {self.last}' if self.operator == 'range' else ''}"
            if self.operator
            else ""
        )


def drawn(chance: Random, *, established: bool) -> Drawn:
    """One entry."""
    protocol = chance.choice(("ip", "tcp", "tcp", "udp", "icmp"))
    operator = chance.choice(("", "eq", "neq", "gt", "lt", "range")) if protocol in ("tcp", "udp") else ""
    first = chance.choice((22, 80, 443, 554, 8000))
    return Drawn(
        chance.choice(("permit", "deny")),
        protocol,
        network(chance, 1),
        network(chance, 2),
        operator,
        first,
        first + chance.choice((0, 1, 500)),
        established and protocol == "tcp" and chance.random() < 0.2,
    )


def network(chance: Random, second: int) -> IPv4Network:
    """A network of few addresses, or all."""
    length = chance.choice((0, 16, 24, 30, 31, 32))
    return IPv4Network((f"10.{second}.0.{chance.randrange(8)}", length), strict=False)


def sent(chance: Random) -> Packet:
    """A packet that often meets such entries."""
    protocol = chance.choice((TCP, TCP, UDP, ICMP, 47))
    port = chance.choice((21, 22, 23, 79, 80, 81, 443, 554, 555, 8000, 8400)) if protocol in (TCP, UDP) else 0
    source, target = (f"10.{second}.0.{chance.randrange(9)}" for second in (1, 2))
    return Packet(source, target, protocol, port, answers=protocol == TCP and chance.random() < 0.3)


def first_match(rules: list[Drawn], packet: Packet) -> str:
    """What a list does, entry by entry."""
    return next((rule.action for rule in rules if rule.fits(packet)), "deny")
