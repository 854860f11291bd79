"""What a configuration says, in words that every dialect shares.

A box passes a packet through its `Step` values in their order; each is a chain of rules, of which the first that fits
decides, or the choice of a route. A condition that is not understood stands in `Match.unread`: the rule then may fit or
not. A line that is not understood at all, and could bear on what passes, stands in `Box.unread`. Nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from camcensus.wire import packets, spans
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

MAX_TEXT = 400
"""Characters of a line that are kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Interfaces or zones by name; one that ends in ``*`` is all that begin so."""

    names: tuple[str, ...] = ()
    negated: bool = False

    def hold(self, name: str) -> bool:
        """Whether a name is among them."""
        found = any(name.startswith(one[:-1]) if one.endswith("*") else name == one for one in self.names)
        return found is not self.negated


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which packets a rule speaks of: those that fit every part, and one of its cubes."""

    incoming: Names | None = None
    """Interfaces (or zones) they come in by; None: any."""
    outgoing: Names | None = None
    cubes: tuple[Cube, ...] = (packets.ALL,)
    """Together; none: no packet fits."""
    unread: tuple[str, ...] = ()
    """Conditions that are not understood, as written: what fits the rest may fit or not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What NAT writes into a packet."""

    source: Spans | None = None
    target: Spans | None = None
    """The addresses that are written, any of them; None: as it was."""
    source_port: Spans | None = None
    target_port: Spans | None = None
    shift: int | None = None
    """Of a static range: what is added to the address in place of writing one of `source` or `target`."""
    of_interface: bool = False
    """The source becomes an address of the interface it goes out by."""


ACTIONS = ("permit", "deny", "jump", "goto", "return", "continue", "translate", "unread")
"""``continue``: it only counts, logs or marks. ``unread``: what it does is not understood: it may permit or deny."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule."""

    line: int
    """Where it stands in the file, from 1."""
    text: str
    """As written, without secrets; `MAX_TEXT` characters at most."""
    action: str
    """One of `ACTIONS`."""
    match: Match = field(default_factory=Match)
    chain: str = ""
    """Where to jump or go to."""
    translation: Translation | None = None
    name: str = ""
    """What the dialect calls it: a number, a name, a remark."""
    hits: int | None = None
    """How often it fitted, where the file says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Rules in their order; the first that fits decides."""

    name: str
    rules: tuple[Rule, ...] = ()
    default: str = "return"
    """``permit``, ``deny`` or ``return``: to where it was jumped from; from the outermost chain to the next step."""
    line: int = 0
    """Where it, or its default, is stated; 0: the dialect's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing a packet passes on its way through the box."""

    kind: str
    """``filter``, ``nat`` or ``route``."""
    chain: str = ""
    """Of `Box.chains`; empty for a route."""
    incoming: Names | None = None
    """It is passed only by packets that come in by these interfaces."""
    outgoing: Names | None = None
    as_it_came: bool = False
    """Its rules speak of addresses and ports as they were before any translation."""
    untracked: bool = False
    """It comes before the connection tracker: to its rules every packet is ``invalid``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """A port or a logical interface."""

    name: str
    line: int = 0
    addresses: tuple[str, ...] = ()
    """``10.0.0.1/24``, the box's own."""
    vrf: str = ""
    zone: str = ""
    vlan: int | None = None
    """Of an access port, or the tag of a sub-interface."""
    trunk: Spans | None = None
    """VLANs that pass with a tag; None: it is no trunk."""
    native: int | None = None
    """VLAN of a trunk's packets without a tag."""
    enabled: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A static route, or one shown in a table."""

    prefix: str
    line: int = 0
    interface: str = ""
    via: str = ""
    """Address of the next hop; empty: it is on the link."""
    vrf: str = ""
    distance: int = 1
    discard: bool = False
    """What it matches is thrown away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A line that is not understood and could bear on what passes."""

    line: int
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One firewall, router or switch."""

    name: str
    dialect: str
    interfaces: tuple[Interface, ...] = ()
    routes: tuple[Route, ...] = ()
    chains: Mapping[str, Chain] = field(default_factory=dict)
    steps: tuple[Step, ...] = ()
    """What a packet passes that is routed through it; none: everything passes."""
    zones: Mapping[str, str] = field(default_factory=dict)
    """Interface to the zone that rules name in its place."""
    forwards: bool = True
    """Whether it routes at all."""
    knows_routes: bool = True
    """Whether routes and interfaces stand in the file; of a bare rule set they do not."""
    unread: tuple[Unread, ...] = ()

    @property
    def written(self) -> int:
        """How many rules stand in the file."""
        return sum(rule.line > 0 for chain in self.chains.values() for rule in chain.rules)


def cube(
    source: Spans = spans.ADDRESSES,
    target: Spans = spans.ADDRESSES,
    protocol: Spans = spans.PROTOCOLS,
    source_port: Spans = spans.PORTS,
    target_port: Spans = spans.PORTS,
    modes: int = packets.EVERY,
) -> Cube:
    """The packets of these parts; ports are asked only of protocols that have them."""
    if source_port != spans.PORTS or target_port != spans.PORTS:
        protocol = spans.both(protocol, spans.union([packets.WITH_PORTS, packets.WITH_TYPES]))
    return Cube(source, target, protocol, source_port, target_port, modes)
