"""How far each device is from the core network, by what is proved: the rung, and what it rests on.

A rung is its weakest proof: what was seen counts before what is permitted, what is permitted before what is denied, and
both directions count. Where nothing is proved it is unknown, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from camcensus.model.separation import ANSWERS, CLOSED, PERMITTED, UNKNOWN, Said, Traced
from camcensus.reason import traced
from camcensus.reason.paths import Answer, Net
from camcensus.wire import spans
from camcensus.wire.spans import Spans

FEW = 3
"""Paths, and rules that close, that are told of one device and direction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What configurations say of one direction, for every device at once."""

    permitted: Spans
    """Addresses of devices of which some packet gets through."""
    unknown: Spans
    """Addresses of which that is not known."""
    missing: tuple[str, ...] = ()
    """Why not."""
    opened: Mapping[int, tuple[Traced, ...]] = field(default_factory=dict)
    """Address to the first paths of its packets."""
    closed: Mapping[int, tuple[Said, ...]] = field(default_factory=dict)
    """Address to the first rules that stop some of its packets."""

    def of(self, addresses: Spans) -> str:
        """What is said of a device, one of `ANSWERS`."""
        if spans.both(addresses, self.permitted):
            return PERMITTED
        return UNKNOWN if spans.both(addresses, self.unknown) else CLOSED


def ways(net: Net, devices: Spans, core: Spans) -> tuple[Way, Way]:
    """(to the core, from the core). Raises `policy.IntricateError`."""
    return (
        _way(net, net.reach(devices, core), devices, outward=True),
        _way(net, net.reach(core, devices), devices, outward=False),
    )


def _way(net: Net, answer: Answer, devices: Spans, *, outward: bool) -> Way:
    sure, perhaps = map(traced.groups, traced.split(answer))

    def mine(groups: Iterable[traced.Group]) -> Spans:
        return spans.both(spans.union(one.source if outward else one.target for one in groups), devices)

    permitted = mine(sure)
    lost = spans.union(path.sent.source if outward else path.now.target for path in answer.lost)
    odd = any(net.boxes[name].unread for name in answer.passed)
    # What is lost on the way from the core may have been meant for any device.
    unknown = devices if odd or (lost and not outward) else spans.union([mine(perhaps), spans.both(lost, devices)])
    stopped: dict[Said, list[Spans]] = {}
    for path in answer.stopped:
        stopped.setdefault(traced.stopped_by(path), []).append(path.sent.source if outward else path.sent.target)
    open_ = [*sure, *perhaps]
    through = _first([one.source if outward else one.target for one in open_], devices)
    shut = [(said, spans.union(held)) for said, held in stopped.items()]
    against = _first([held for _, held in shut], spans.without(devices, permitted))
    told = {place: open_[place].told for place in {place for many in through.values() for place in many}}
    return Way(
        permitted=permitted,
        unknown=unknown,
        missing=traced.missing(net, answer),
        opened={address: tuple(told[place] for place in many) for address, many in through.items()},
        closed={address: tuple(shut[place][0] for place in many) for address, many in against.items()},
    )


def _first(sets: Iterable[Spans], devices: Spans) -> dict[int, list[int]]:
    """Device to the places of the first `FEW` sets that hold its address."""
    found: dict[int, list[int]] = {}
    hungry = devices
    for place, held in enumerate(sets):
        mine = spans.both(held, hungry)
        full = []
        for at in range(0, len(mine), 2):
            for address in range(mine[at], mine[at + 1]):
                many = found.setdefault(address, [])
                many.append(place)
                if len(many) == FEW:
                    full.append(spans.one(address))
        hungry = spans.without(hungry, spans.union(full))
        if not hungry:
            break
    return found


def rung(
    *, connected: bool, there: str, back: str, watched: int, days: int, bridged: bool = False, apart: bool = False
) -> str:
    """The rung of one device; `watched` of at least `days` counts as having listened.

    `bridged`: something may join it with the core past configurations. `apart`: nothing routes its network, its switch
    port is its own, and no other way out was found or left unlooked at.
    """
    if connected:
        return "connected"
    gravest = min((one for one in (there, back) if one), key=ANSWERS.index, default="")
    listened = watched >= days
    if gravest == PERMITTED:
        return "permitted-not-observed" if listened else "path-permitted"
    if gravest == CLOSED and there and back and not bridged:
        return "denied" if not listened else "separate" if apart else "denied-not-observed"
    return "unknown"
