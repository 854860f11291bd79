"""Sets of packets: everything from these addresses to those, over these protocols and ports; no samples.

A `Cube` is all packets that lie in its spans, each part for itself. Of ICMP the destination port is its type and code,
``256 * type + code``; protocols without ports have every port. `modes` is what a connection tracker and the flags of
TCP say of them: one bit for each pair of state and flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from camcensus.wire import spans
from camcensus.wire.spans import ADDRESSES, PORTS, PROTOCOLS, Spans

ICMP, TCP, UDP, ICMP6 = 1, 6, 17, 58
WITH_PORTS: Spans = spans.union([spans.one(n) for n in (6, 17, 33, 132, 136)])
"""TCP, UDP, DCCP, SCTP and UDP-Lite."""
WITH_TYPES: Spans = spans.union([spans.one(ICMP), spans.one(ICMP6)])

STATES = ("new", "established", "related", "invalid", "untracked")
"""Of a connection tracker; a bit each for packets without, and another for those with, the flag ACK or RST of TCP."""


def modes(states: Iterable[str] = STATES, *, answers: bool | None = None) -> int:
    """The bits of some states; `answers`: only with (or only without) the flag ACK or RST. Raises `ValueError`."""
    found = 0
    for state in states:
        bit = 1 << 2 * STATES.index(state)
        found |= (0 if answers is True else bit) | (0 if answers is False else bit << 1)
    return found


EVERY = modes()
OPENING = modes(["new"], answers=False)
"""The first packet of a connection that nobody knows of yet."""


class Cube(NamedTuple):
    """Packets, as the product of its parts. It holds none if one part is empty."""

    source: Spans = ADDRESSES
    target: Spans = ADDRESSES
    protocol: Spans = PROTOCOLS
    source_port: Spans = PORTS
    target_port: Spans = PORTS
    modes: int = EVERY

    @property
    def is_empty(self) -> bool:
        """Whether it holds no packet."""
        return not (
            self.source and self.target and self.protocol and self.source_port and self.target_port and self.modes
        )


ALL = Cube()


def both(a: Cube, b: Cube) -> Cube | None:
    """The packets that lie in both; None: there are none."""
    mode = a[5] & b[5]
    if not mode:
        return None
    # The parts that most often have nothing in common come first.
    if not (target := spans.both(a.target, b.target)) or not (source := spans.both(a.source, b.source)):
        return None
    if not (port := spans.both(a.target_port, b.target_port)) or not (protocol := spans.both(a.protocol, b.protocol)):
        return None
    source_port = spans.both(a.source_port, b.source_port)
    return Cube(source, target, protocol, source_port, port, mode) if source_port else None


def without(a: Cube, b: Cube) -> Iterator[Cube]:
    """The packets of `a` that do not lie in `b`, in cubes that have none in common."""
    source, target, protocol, source_port, target_port, mode = a
    # By target first: later rules for other targets then meet few of the pieces.
    if rest := spans.without(target, b.target):
        yield Cube(source, rest, protocol, source_port, target_port, mode)
    if target := spans.both(target, b.target):
        if rest := spans.without(source, b.source):
            yield Cube(rest, target, protocol, source_port, target_port, mode)
        if source := spans.both(source, b.source):
            yield from _without_services(Cube(source, target, protocol, source_port, target_port, mode), b)


def _without_services(a: Cube, b: Cube) -> Iterator[Cube]:
    """The same where source and target of `a` lie in those of `b`."""
    source, target, protocol, source_port, target_port, mode = a
    if rest := spans.without(protocol, b.protocol):
        yield Cube(source, target, rest, source_port, target_port, mode)
    if protocol := spans.both(protocol, b.protocol):
        if rest := spans.without(source_port, b.source_port):
            yield Cube(source, target, protocol, rest, target_port, mode)
        if source_port := spans.both(source_port, b.source_port):
            if rest := spans.without(target_port, b.target_port):
                yield Cube(source, target, protocol, source_port, rest, mode)
            target_port = spans.both(target_port, b.target_port)
            if target_port and mode & ~b.modes:
                yield Cube(source, target, protocol, source_port, target_port, mode & ~b.modes)


def covers(a: Cube, b: Cube) -> bool:
    """Whether every packet of `b` lies in `a`."""
    return not (b.modes & ~a.modes) and all(map(spans.covers, a[:5], b[:5]))


def holds(a: Cube, packet: tuple[int, int, int, int, int], mode: int) -> bool:
    """Whether one packet lies in it: source, target, protocol and both ports; `mode` is one bit of `modes`."""
    return bool(a.modes & mode) and all(map(spans.holds, a[:5], packet))
