"""One device on the ladder: its rung, the link on which that rests, and what is missing where it is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, TypeVar

from camcensus.model.outcome import Answer
from camcensus.model.separation import CLOSED, UNKNOWN, Bridge, Crossing, Outlet, Said, Standing, Traced, Trial
from camcensus.reason import ladder
from camcensus.reason.core import Core, Join
from camcensus.reason.ladder import Way
from camcensus.reason.topology import Layer2
from camcensus.wire import spans
from camcensus.wire.spans import Spans

NO_CONFIGURATION = "no configuration of what stands between it and the core is in the log"
NO_ADDRESS = "it has no address that was seen or stated"
NO_CORE = "no zone of its network is stated to be the core, and no anchor of the core is named"


@dataclass(frozen=True, slots=True, kw_only=True)
class Realm:
    """What is known of one address space."""

    core: Core
    there: Way | None = None
    back: Way | None = None
    unrouted: Mapping[int, str] = field(default_factory=dict)
    """Address to who said that nothing routes its network."""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """Where a device is."""

    realm: str
    addresses: tuple[int, ...]

    @property
    def spans(self) -> Spans:
        """Its addresses as a set."""
        return spans.union(map(spans.one, self.addresses))


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was worked out for all devices at once."""

    realms: Mapping[str, Realm]
    crossed: Mapping[str, list[Crossing]]
    outlets: Mapping[str, list[Outlet]]
    trials: Mapping[str, list[Trial]]
    bridges: Mapping[str, list[Bridge]]
    layer2: Mapping[str, Layer2]
    heard: Mapping[str, Sequence[tuple[Spans, int]]]
    days: int
    since: datetime
    """Crossings before this are of the past."""


_NO_CORE = Core(held=spans.NONE, stated=spans.NONE)


def of(row: Mapping[str, Any], held: Held, looked: Looked) -> Standing:
    """The standing of one device; `row` has its device, label, site, zone and what zones state of `core`."""
    known = looked.realms.get(held.realm, Realm(core=_NO_CORE, missing=(NO_CORE,)))
    inside = spans.both(held.spans, known.core.held)
    proved = _proved(str(row["device"]), spans.without(held.spans, inside), held, known, looked)
    on_core = bool(inside) or (not held.addresses and row["core"] == Answer.YES.value)
    rung = ladder.rung(
        connected=on_core or proved.through(looked.since),
        there=proved.there,
        back=proved.back,
        watched=0 if any(one.outcome == "unanswered" for one in proved.crossings) else proved.watched,
        days=looked.days,
        bridged=any(not one.settled for one in proved.bridges),
        apart=proved.unrouted
        and not (proved.outlets or proved.bridges)
        and proved.layer2.alone is True
        and not proved.layer2.missing,
    )
    made = Standing(
        device=str(row["device"]),
        label=str(row["label"] or row["device"]),
        site=str(row["site"] or ""),
        zone=str(row["zone"] or ""),
        addresses=tuple(map(spans.shown, held.addresses)),
        rung=rung,
        there=proved.there,
        back=proved.back,
        opened_there=_few(known.there.opened if known.there else {}, held.addresses),
        opened_back=_few(known.back.opened if known.back else {}, held.addresses),
        closed_there=_few(known.there.closed if known.there else {}, held.addresses),
        closed_back=_few(known.back.closed if known.back else {}, held.addresses),
        crossings=proved.crossings,
        watched=proved.watched,
        in_core=tuple(spans.shown(at) for at in held.addresses if spans.holds(inside, at)),
        bridges=proved.bridges,
        outlets=proved.outlets,
        trials=proved.trials,
        port=proved.layer2.port,
        missing=tuple(_missing(known, proved)) if rung == "unknown" else (),
        unlooked=proved.layer2.missing if rung != "connected" else (),
    )
    return replace(made, weakest=_weakest(made, known, held, looked))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proved:
    """What each kind of proof says of one device."""

    asked: Spans
    """Its addresses outside the core."""
    there: str
    back: str
    crossings: tuple[Crossing, ...]
    trials: tuple[Trial, ...]
    outlets: tuple[Outlet, ...]
    bridges: tuple[Bridge, ...]
    layer2: Layer2
    unrouted: bool
    watched: int

    def through(self, since: datetime) -> bool:
        """Whether packets are shown to have come through of late."""
        crossed = any(one.crossed and one.is_since(since) for one in self.crossings)
        bridged = any(one.certain for one in self.bridges)
        return crossed or bridged or any(one.answer == "open" and one.is_since(since) for one in self.trials)


def _proved(device: str, asked: Spans, held: Held, known: Realm, looked: Looked) -> _Proved:
    unrouted = bool(asked) and all(at in known.unrouted or spans.holds(known.core.held, at) for at in held.addresses)
    there, back = (_said(way, asked, unrouted=unrouted) for way in (known.there, known.back))
    if spans.both(asked, known.core.perhaps):
        there = back = UNKNOWN
    heard = looked.heard.get(held.realm, ())
    return _Proved(
        asked=asked,
        there=there,
        back=back,
        crossings=tuple(looked.crossed.get(device, ())),
        trials=tuple(looked.trials.get(device, ())),
        outlets=tuple(looked.outlets.get(device, ())),
        bridges=tuple(looked.bridges.get(device, ())),
        layer2=looked.layer2.get(device, Layer2()),
        unrouted=unrouted,
        watched=min((_listened(at, heard) for at in held.addresses), default=0),
    )


def _said(way: Way | None, asked: Spans, *, unrouted: bool) -> str:
    if unrouted:
        return CLOSED
    return way.of(asked) if way is not None and asked else ""


_T = TypeVar("_T", Said, Traced)


def _few(told: Mapping[int, tuple[_T, ...]], addresses: Sequence[int]) -> tuple[_T, ...]:
    """The first paths, or rules that close, of a device."""
    return tuple(dict.fromkeys(one for at in addresses for one in told.get(at, ())))[: ladder.FEW]


def _listened(at: int, heard: Sequence[tuple[Spans, int]]) -> int:
    """Days on which the network of an address was listened to."""
    return max((days for network, days in heard if spans.holds(network, at)), default=0)


def _missing(known: Realm, proved: _Proved) -> Iterator[str]:
    yield from (f"whether this joins it with the core: {one.detail}" for one in proved.bridges if not one.settled)
    if not proved.asked:
        yield NO_ADDRESS
        return
    yield from known.missing
    for one in known.core.joined:
        if not one.sure and spans.both(one.network, proved.asked):
            yield f"whether {one.box} lets everything pass between {one.outgoing} and the core is not understood"
    ways = [(known.there, proved.there), (known.back, proved.back)]
    yield from dict.fromkeys(one for way, said in ways if way is not None and said == UNKNOWN for one in way.missing)
    for seen in proved.crossings[:1]:
        yield f"packets were seen {_between(seen)}, {_LEFT[seen.outcome]}"


_LEFT = {
    "answered": "long ago: no configuration says whether they still can pass",
    "passed": "long ago: no configuration says whether they still can pass",
    "unanswered": "and nobody was seen to answer: they may have been stopped",
    "denied": "and a firewall stopped them; it is not known whether all are",
}


def _between(one: Crossing) -> str:
    last = f", last on {one.last:%Y-%m-%d}" if one.last else ""
    return f"between it and {one.other} in the core, {one.protocol} {one.port}{last}"


def _weakest(made: Standing, known: Realm, held: Held, looked: Looked) -> str:
    """The link on which the rung rests."""
    if made.rung == "connected":
        return _connected(made, known, held, looked)
    if made.rung in ("path-permitted", "permitted-not-observed"):
        return _opened(made)
    if made.rung == "unknown":
        return made.missing[0] if made.missing else ""
    settled = next((f"{one.detail}; {one.settled}" for one in made.bridges if one.settled), "")
    return settled or (_unheard(made, looked.days) if made.rung == "denied" else _closed(made, known, held))


def _unheard(made: Standing, days: int) -> str:
    tried = next((one for one in made.crossings if one.outcome == "unanswered"), None)
    if tried is not None:
        return f"packets were seen {_between(tried)}; that nobody answered may be the sensor's place"
    return f"nobody listened to its network for {days} days ({made.watched} so far)"


def _closed(made: Standing, known: Realm, held: Held) -> str:
    unrouted = next((known.unrouted[at] for at in held.addresses if at in known.unrouted), "")
    if unrouted and made.rung != "separate" and made.unlooked:
        return f"{unrouted}; {made.unlooked[0]}"
    return unrouted or "only rules of configurations stand between it and the core"


def _connected(made: Standing, known: Realm, held: Held, looked: Looked) -> str:
    at = next((at for at in held.addresses if spans.holds(known.core.held, at)), None)
    if at is not None:
        return _inside(at, known.core.by(at))
    though = ": there is a way that no configuration shows" if made.there == made.back == CLOSED else ""
    seen = next((one for one in made.crossings if one.crossed and one.is_since(looked.since)), None)
    if seen is not None:
        return f"packets crossed {_between(seen)}{though}"
    bridge = next((one for one in made.bridges if one.certain), None)
    if bridge is not None:
        return bridge.detail
    tried = next((one for one in made.trials if one.answer == "open" and one.is_since(looked.since)), None)
    if tried is not None:
        ends = f"from zone {tried.stood} to {tried.target}, tcp {tried.port}"
        return f"an attempt {ends} was answered{f' on {tried.at:%Y-%m-%d}' if tried.at else ''}{though}"
    return f"its VLAN is stated to be in the core (zone {made.zone})"


def _inside(at: int, by: Join | None) -> str:
    if by is None:
        return f"{spans.shown(at)} lies in the core network"
    how = f"{by.box} passes everything between {by.incoming} and {by.outgoing}"
    if by.incoming == by.outgoing:
        how = f"it lies in one network with the core at {by.incoming} of {by.box}"
    return f"{spans.shown(at)} is in the core network: {how}"


def _opened(made: Standing) -> str:
    for words, paths in (("to the core", made.opened_there), ("from the core", made.opened_back)):
        for path in paths:
            if path.doubts:
                continue
            rules = [rule for step in path.steps for rule in step.rules if rule.line]
            by = f"by {rules[-1].box}, line {rules[-1].line}" if rules else "and no rule stands in the way"
            return f"{path.services} may pass {words}, {by}"
    return ""
