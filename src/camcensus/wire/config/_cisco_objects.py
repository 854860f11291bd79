"""Objects and groups of Cisco configurations, and what they come to: addresses, ports, protocols or services."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire import spans
from camcensus.wire.spans import Spans

MAX_DEPTH = 64
"""Groups within groups."""
MAX_NUMBERS = 2_000_000
"""Ends of spans that all groups of a file come to together, and all masks whose bits stand apart."""
MAX_CUBES = 500_000
"""Services that all rules of a file come to together."""


class Service(NamedTuple):
    """Protocols with their ports; of ICMP the target port is its type and code."""

    protocol: Spans = spans.PROTOCOLS
    source_port: Spans = spans.PORTS
    target_port: Spans = spans.PORTS


@dataclass(slots=True, kw_only=True)
class Group:
    """An object or a group, as it is written."""

    kind: str
    """``network``, ``service``, ``port``, ``icmp-type`` or ``protocol``."""
    parts: list[Spans] = field(default_factory=list)
    services: list[Service] = field(default_factory=list)
    within: list[str] = field(default_factory=list)
    """Keys of groups that belong to it."""
    odd: list[str] = field(default_factory=list)
    """What belongs to it and is not understood."""


class Found(NamedTuple):
    """What a group comes to."""

    kind: str
    spans: Spans = spans.NONE
    services: tuple[Service, ...] = ()
    unread: tuple[str, ...] = ()
    height: int = 0


@dataclass(slots=True)
class Objects:
    """All of a file, by key: ``object NAME`` or ``object-group NAME``."""

    groups: dict[str, Group] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    """Addresses by the name that the file gives them."""
    own: dict[str, Spans] = field(default_factory=dict)
    """Addresses of the box itself, by interface."""
    narrowed: dict[tuple[str, Spans], Spans] = field(default_factory=dict)
    """What of a group lies in certain addresses, by key and those."""
    _known: dict[str, Found] = field(default_factory=dict)
    _spent: int = 0
    _cubes: int = 0

    def spend(self, cubes: int) -> bool:
        """Whether a rule of so many services is still read."""
        self._cubes += cubes
        return cubes <= 1 or self._cubes <= MAX_CUBES

    def hold(self, numbers: int) -> bool:
        """Whether so many more ends of spans are held."""
        self._spent += numbers
        return self._spent <= MAX_NUMBERS

    def group(self, key: str, kind: str) -> Group:
        """The group of this key, which is made if there is none yet."""
        found = self.groups.setdefault(key, Group(kind=kind))
        if found.kind != kind:
            found.odd.append(f"{key} is both {found.kind} and {kind}")
        return found

    def kind(self, key: str) -> str:
        """The kind of a group; empty: there is none."""
        return self.groups[key].kind if key in self.groups else ""

    def found(self, key: str) -> Found:
        """What a group comes to; one that is missing, or contains itself, is told in `Found.unread`."""
        open_: list[str] = [key]
        entered: set[str] = set()
        while open_:
            top = open_[-1]
            if top in self._known:
                open_.pop()
                continue
            if top not in self.groups:
                self._known[top] = Found("", unread=(f"{top} is not in the file",))
                continue
            further = [] if top in entered else [one for one in self.groups[top].within if one not in self._known]
            if top in entered or not further:
                self._known[top] = self._made(top)
            entered.add(top)
            # One that is entered already contains itself: it is not known when the other is made, which says so.
            open_ += [one for one in further if one not in entered]
        return self._known[key]

    def _made(self, key: str) -> Found:
        group = self.groups[key]
        inner = [(one, self._known.get(one)) for one in dict.fromkeys(group.within)]
        unread = [*group.odd, *(f"{one} contains itself" for one, found in inner if found is None)]
        held = [found for _, found in inner if found is not None]
        unread += [why for found in held for why in found.unread]
        height = 1 + max((found.height for found in held), default=0)
        numbers = sum(len(found.spans) + 6 * len(found.services) for found in held)
        numbers += sum(map(len, group.parts)) + 6 * len(group.services)
        if not self.hold(numbers) or height > MAX_DEPTH:
            return Found(group.kind, unread=(f"{key} holds more than is read",), height=height)
        if not numbers and not unread:
            unread = [f"{key} is empty"]
        return Found(
            group.kind,
            spans.union([*group.parts, *(found.spans for found in held)]),
            merged([*group.services, *(one for found in held for one in found.services)]),
            tuple(dict.fromkeys(unread))[:8],
            height,
        )


def merged(services: list[Service]) -> tuple[Service, ...]:
    """The same services in fewer: those of one protocol and source port together."""
    ports: dict[tuple[Spans, Spans], list[Spans]] = {}
    for one in services:
        ports.setdefault((one.protocol, one.source_port), []).append(one.target_port)
    return tuple(Service(*key, spans.union(found)) for key, found in ports.items())
