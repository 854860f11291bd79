"""Ask a box what becomes of one packet."""

from __future__ import annotations

from tests.kernel import CAMERAS, CORE, Packet

from camcensus.reason import passage
from camcensus.reason.passage import Passed
from camcensus.wire import packets
from camcensus.wire.config.values import Box


def told(box: Box, incoming: str = CAMERAS, outgoing: str = CORE) -> Passed:
    """What becomes of every packet between two interfaces."""
    return passage.between(box, incoming, outgoing, [packets.ALL])


def verdict(passed: Passed, packet: Packet) -> str:
    """``permit``, ``deny`` or ``unknown``: each packet is in exactly one of the sets that came of it."""
    found = [
        "unknown" if way.doubts else kind
        for kind, ways in (("permit", passed.ways), ("deny", passed.stopped))
        for way in ways
        if packets.holds(way.was, packet.place, packet.mode)
    ]
    (one,) = found
    return one


def tcp(target_port: int, source: str = "10.1.0.5", target: str = "10.2.0.9") -> Packet:
    """The first packet of a connection over TCP."""
    return Packet(source, target, packets.TCP, 40_000, target_port)


def rule_of(passed: Passed, packet: Packet) -> str:
    """The text of the rule that decided last."""
    for way in (*passed.ways, *passed.stopped):
        if packets.holds(way.was, packet.place, packet.mode):
            rules = [by.rule for by in way.by if by.rule is None or by.rule.action in ("permit", "deny")]
            return rules[-1].text if rules and rules[-1] is not None else "default"
    return ""
