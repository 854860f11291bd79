"""What is part of the core network: what the owner states, and what is reached from there with no rule between.

A box that passes everything both ways is no boundary: what lies behind it is one network with what lies before it. One
rule that denies something between two networks is a boundary; what that leaves open is a *path*, and told as such.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_interface

from camcensus.model.estate import Estate, Zone
from camcensus.model.outcome import Answer
from camcensus.reason.paths import Net, Path, Port
from camcensus.reason.policy import IntricateError
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

Near = Mapping[tuple[str, str], Spans]
"""Box and interface to the networks that the owner states lie behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A network that is one with the core, or may be."""

    network: Spans
    box: str
    incoming: str
    """The interface towards the core."""
    outgoing: str
    """The interface towards the network; the same where both lie in one network."""
    sure: bool
    """Whether nothing in the box's configuration is left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """The core of one address space."""

    held: Spans
    """Stated, and joined to that for sure."""
    stated: Spans
    perhaps: Spans = spans.NONE
    """Networks that may be joined to it: something in a configuration is not understood."""
    joined: tuple[Join, ...] = ()
    """Networks that nobody stated to be core, in the order in which they were found."""

    def by(self, number: int) -> Join | None:
        """What joins an address to the core that nobody stated to be in it."""
        if spans.holds(self.stated, number):
            return None
        return next((one for one in self.joined if one.sure and spans.holds(one.network, number)), None)


def stated(estate: Estate, realm: str) -> Spans:
    """Zones that are stated to be core, and those in which an anchor lies (an anchor in no zone: its address).

    Of zones within zones the narrowest decides.
    """
    sites = {site.id for site in estate.sites if site.realm == realm}
    anchors = [spans.network(text) for one in estate.anchors if one.site in sites for text in one.addresses]
    around_ = [(one, around(one, estate, realm)) for one in anchors]
    anchored = {zone.id for _, zone in around_ if zone is not None}
    held = spans.NONE
    for network, zone in sorted(_ranges(estate, realm), key=lambda one: -spans.size(one[0])):
        is_core = zone.is_core is Answer.YES or zone.id in anchored
        held = spans.union([held, network]) if is_core else spans.without(held, network)
    return spans.union([held, *(one for one, zone in around_ if zone is None)])


def _ranges(estate: Estate, realm: str) -> list[tuple[Spans, Zone]]:
    return [(spans.network(cidr), zone) for zone in estate.zones_in(realm) for cidr in zone.cidrs]


def addresses(zone: Zone) -> Spans:
    """All addresses of a zone."""
    return spans.union(map(spans.network, zone.cidrs))


def around(held: Spans, estate: Estate, realm: str) -> Zone | None:
    """The zone whose narrowest network holds some addresses."""
    fits = [(spans.size(network), zone) for network, zone in _ranges(estate, realm) if spans.covers(network, held)]
    return min(fits, key=lambda one: one[0], default=(0, None))[1]


def outside(estate: Estate, realm: str) -> Spans:
    """Zones of kind ``outside``: these are never core, whatever lies between."""
    return spans.union(addresses(zone) for zone in estate.zones_in(realm) if zone.kind == "outside")


def find(boxes: Iterable[Box], near: Near, begun: Spans, never: Spans) -> Core:
    """All that is one with `begun`; `never`: what is not asked about. Each box is asked by itself, again and again."""
    nets = [Net([box], {key: held for key, held in near.items() if key[0] == box.name}) for box in boxes]
    nets = [net for net in nets if len(net.ports) > 1 and net.ports[0].box.forwards]
    held, perhaps, joined = begun, spans.NONE, []
    while begun:
        more = [one for net in nets for one in _beyond(net, held, spans.union([held, perhaps, never]))]
        if not more:
            break
        joined += more
        held = spans.union([held, *(one.network for one in more if one.sure)])
        perhaps = spans.without(spans.union([perhaps, *(one.network for one in more if not one.sure)]), held)
    return Core(held=held, stated=begun, perhaps=perhaps, joined=tuple(joined))


def _beyond(net: Net, held: Spans, known: Spans) -> Iterator[Join]:
    """Networks of one box that nothing parts from the core."""
    for port in net.ports:
        inside = spans.both(port.near, held)
        if not inside:
            continue
        if rest := spans.without(_link(port), known):
            yield _join(rest, port, port, sure=True)
        for other in net.ports:
            network = spans.without(other.near, spans.union([known, port.near]))
            if network and (sure := _open(net, inside, network)) is not None:
                yield _join(network, port, other, sure=sure)


def _join(network: Spans, port: Port, other: Port, *, sure: bool) -> Join:
    return Join(
        network=network, box=port.box.name, incoming=port.interface.name, outgoing=other.interface.name, sure=sure
    )


def _link(port: Port) -> Spans:
    """The networks of an interface's own addresses: what lies in one of them is not parted by the box."""
    return spans.union(spans.network(str(ip_interface(text).network)) for text in port.interface.addresses)


def _open(net: Net, inside: Spans, network: Spans) -> bool | None:
    """Whether everything passes both ways; False: it may; None: something is stopped.

    One address of each end is asked about first: that finds nearly every boundary at once.
    """
    own = spans.union(port.own for port in net.ports)
    ends = spans.without(inside, own), spans.without(network, own)
    if not all(ends):
        return None
    one, other = (spans.one(held[0]) for held in ends)
    sure = not any(box.unread for box in net.boxes.values())
    for source, target in ((one, other), (other, one), ends, ends[::-1]):
        try:
            answer = net.reach(source, target)
        except IntricateError:
            return False
        if _bears_on(answer.stopped, source, target) or not answer.arrived:
            return None
        sure = sure and not answer.lost and not any(path.doubts for path in answer.arrived)
    return sure


def _bears_on(stopped: Iterable[Path], source: Spans, target: Spans) -> bool:
    return any(spans.both(path.sent.source, source) and spans.both(path.sent.target, target) for path in stopped)
