"""What a firewall of one file does with one packet: steps by their order, for tests of what files say."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from camcensus.reason import policy
from camcensus.reason.policy import Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Rule, Translation
from camcensus.wire.packets import Cube


class Packet(NamedTuple):
    """One packet, the first of its connection unless said otherwise."""

    source: str
    target: str
    protocol: int = 6
    target_port: int = 0
    source_port: int = 40_000
    mode: int = packets.OPENING

    @property
    def cube(self) -> Cube:
        """The set that holds it alone."""
        return Cube(
            spans.one(spans.address(self.source)),
            spans.one(spans.address(self.target)),
            spans.one(self.protocol),
            spans.one(self.source_port),
            spans.one(self.target_port),
            self.mode,
        )


class Passed(NamedTuple):
    """What became of it: ``permit``, ``deny`` or ``unknown``, by which line, and what was sent on."""

    action: str
    line: int
    cube: Cube


def verdict(box: Box, incoming: str, outgoing: str, packet: Packet) -> str:
    """``permit``, ``deny`` or ``unknown``."""
    return passed(box, incoming, outgoing, packet).action


def passed(box: Box, incoming: str, outgoing: str, packet: Packet) -> Passed:
    """All steps that it meets; it goes out by `outgoing`, whatever the routes say."""
    came = now = packet.cube
    ways = Ways(_names(box, incoming), _names(box, outgoing))
    action, line = "permit", 0
    for step in box.steps:
        out = ways.outgoing or frozenset()
        if step.incoming is not None and not any(map(step.incoming.hold, ways.incoming or ())):
            continue
        if step.kind == "route" or (step.outgoing is not None and not any(map(step.outgoing.hold, out))):
            continue
        asked = came if step.as_it_came else now
        if step.kind == "nat":
            now = _written(now, translation(box, step.chain, asked, ways))
            continue
        decided = policy.decide(box, step.chain, [asked], ways)
        worst = min((one.action for one in decided), key=_ORDER.index)
        rule = decided[0].rule
        if _ORDER.index(worst) <= _ORDER.index(action):
            action, line = worst, rule.line if rule else 0
    return Passed(action, line, now)


_ORDER = ("deny", "unknown", "permit")


def _names(box: Box, interface: str) -> frozenset[str]:
    return frozenset({interface, box.zones.get(interface, interface)})


def translation(box: Box, chain: str, packet: Cube, ways: Ways) -> Translation | None:
    """What the first rule of a chain that certainly fits writes."""
    rule = _first(box, chain, packet, ways)
    return rule.translation if rule is not None and rule.action == "translate" else None


def _first(box: Box, chain: str, packet: Cube, ways: Ways) -> Rule | None:
    for rule in box.chains[chain].rules:
        if not policy.may_fit(rule.match, ways) or not any(packets.both(packet, one) for one in rule.match.cubes):
            continue
        if rule.action == "goto":
            return _first(box, rule.chain, packet, ways)
        if rule.action != "continue":
            return rule
    return None


def _written(packet: Cube, made: Translation | None) -> Cube:
    if made is None:
        return packet
    target = made.target or packet.target
    if made.shift is not None and made.target:
        target = spans.one(packet.target[0] + made.shift)
    return packet._replace(
        source=made.source or packet.source,
        target=target,
        source_port=made.source_port or packet.source_port,
        target_port=made.target_port or packet.target_port,
    )


def within(address: str, network: str) -> bool:
    """Whether an address lies in ``10.0.0.0/8`` or ``10.0.0.1-10.0.0.9``."""
    low, high = spans.network(network)
    return low <= spans.address(address) < high


def damaged(good: str, seed: int) -> str:
    """A text whose lines are shuffled or lost, whose words are exchanged, or that is cut."""
    chance = Random(seed)  # noqa: S311  # no secret
    lines = good.splitlines()
    kind = chance.randrange(4)
    if kind == 0:
        chance.shuffle(lines)
    elif kind == 1:
        lines = [one for one in lines if chance.random() < 0.9]
    elif kind == 2:
        words = good.split()
        lines = [" ".join(chance.choice(words) if chance.random() < 0.1 else w for w in one.split()) for one in lines]
    else:
        return good[: chance.randrange(1, len(good))]
    return "\n".join(lines)
