"""Every device on the ladder: what was seen to cross, what configurations say, what joins networks past them.

The kinds of proof are worked out apart and each keeps its window; only the rung is made of all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from camcensus.model.estate import Block, Estate
from camcensus.model.knowledge import Knowledge
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.model.separation import (
    RUNGS,
    Bridge,
    Configuration,
    Standing,
    Standings,
    Unparted,
)
from camcensus.reason import bridges, crossings, ladder, neighbours, outlets, seats, standing, topology, trials
from camcensus.reason import core as cores
from camcensus.reason.clouds import Clouds
from camcensus.reason.core import Core
from camcensus.reason.devices import Joined
from camcensus.reason.paths import Net
from camcensus.reason.policy import IntricateError
from camcensus.reason.seats import Seats
from camcensus.reason.standing import NO_CONFIGURATION, NO_CORE, Held, Looked, Realm
from camcensus.wire import spans
from camcensus.wire.addresses import RangeTable
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

DAYS = 30
"""Days on which a network must have been listened to before *not seen* counts."""
RECENT = timedelta(days=90)
"""What was seen to cross longer ago shows what was; whether it still can is for configurations to say."""

FACTS = ("core", "core_path", "core_bridge", "core_proved")
"""What `lay_over` says of each device; ``core_stated`` keeps what its zones state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the log holds of networks, beside its devices."""

    boxes: Mapping[str, Mapping[str, Box]] = field(default_factory=dict)
    """Realm to its boxes by name."""
    known: Mapping[tuple[str, str], datetime] = field(default_factory=dict)
    """Realm and name of a box to when the log got its configuration."""
    listeners: frozenset[str] = frozenset()
    """The readers of files that tell who spoke with whom."""
    remarks: tuple[str, ...] = ()
    blocks: Callable[[], RangeTable[Block]] = lambda: RangeTable([])
    """Gives the owner's table of public networks, which may be long: asked for only where flows are there."""
    days: int = DAYS


NO_EVIDENCE = Evidence()


def about(observed: pl.DataFrame) -> pl.Series:
    """Which observations speak of networks: flows, names that were asked for, attempts, ports of switches."""
    wanted = _is("flow") | _is("run") | _is("switchport") | pl.col("field").is_in(outlets.FIELDS)
    return observed.select(wanted).to_series()


def find(
    devices: pl.DataFrame,
    joined: Joined,
    network: pl.DataFrame,
    estate: Estate,
    knowledge: Knowledge,
    evidence: Evidence,
    as_of: date,
) -> Standings:
    """Every judged device on the ladder, the gravest rung first.

    `devices`: one row a device, with its identity, place, names and `candidate`; `joined`: what they were joined from.
    `network`: the observations that are `about` networks, and ``fact.heard`` of files that listened.
    """
    judged = devices.filter("candidate")
    held = _held(judged, joined.seen, estate)
    realms = {realm: _realm(realm, held, estate, evidence.boxes.get(realm, {})) for realm in estate.realms}
    core = {realm: one.core.held for realm, one in realms.items()}
    holders = {(one.realm, spans.shown(at)): device for device, one in held.items() for at in one.addresses}
    flows, zones = network.filter(_is("flow")), seats.zones(estate)
    read = topology.read(devices, joined.seen, network.filter(_is("switchport")), evidence.boxes, estate, core)
    marks = pl.concat([joined.doubts, neighbours.find(devices)])
    joining = bridges.find(read, devices, joined.seen, marks, flows, evidence.boxes, estate)
    looked = Looked(
        realms=realms,
        crossed=crossings.find(flows, holders, core),
        outlets=outlets.find(
            network,
            holders,
            Seats(core, zones, holders.keys()),
            clouds=Clouds(knowledge),
            blocks=evidence.blocks() if flows.height else RangeTable([]),
            services=knowledge.vocabulary.services,
            makers={maker.id: maker.name for maker in knowledge.makers.values()},
        ),
        trials=trials.find(network, holders, core, zones),
        bridges=_settled(joining, estate),
        layer2=read.layer2,
        heard=_heard(network, evidence.listeners),
        days=evidence.days,
        since=datetime.combine(as_of, time.max, UTC) - RECENT,
    )
    rows = judged.sort("label", "device").iter_rows(named=True)
    found = [standing.of(row, held[row["device"]], looked) for row in rows]
    return Standings(
        devices=tuple(sorted(found, key=lambda one: RUNGS.index(one.rung))),
        boxes=tuple(_configurations(evidence)),
        unparted=tuple(one for realm, known in realms.items() for one in _unparted(realm, known.core, estate)),
        remarks=(*evidence.remarks, *trials.astray(network, zones)),
    )


def _configurations(evidence: Evidence) -> Iterator[Configuration]:
    for realm, many in evidence.boxes.items():
        for box in many.values():
            yield Configuration(
                realm=realm,
                box=box.name,
                dialect=box.dialect,
                rules=box.written,
                unread=len(box.unread),
                known=evidence.known.get((realm, box.name)),
            )


def _settled(found: Mapping[str, list[Bridge]], estate: Estate) -> dict[str, list[Bridge]]:
    """The bridges with what a person says of those that are not certain."""
    said = {
        one.bridge: f"{word.said_by} said on {word.said_on or 'no stated day'} that it passes nothing on"
        for one in estate.seen
        if (word := one.passes_on).answer is Answer.NO
    }
    return {
        device: [replace(one, settled="" if one.certain else said.get(one.other, "")) for one in many]
        for device, many in found.items()
    }


def _is(kind: str) -> pl.Expr:
    return pl.col("subject").str.starts_with(f"{kind}:")


def _heard(network: pl.DataFrame, listeners: frozenset[str]) -> dict[str, list[tuple[Spans, int]]]:
    """How long each network was listened to; of files of other kinds nobody can say what crossed."""
    kind = pl.col("source").str.extract(r"^importer:([^@]+)@", 1)
    found: dict[str, list[tuple[Spans, int]]] = {}
    for (realm, text), days in crossings.watched(network.filter(kind.is_in(list(listeners)))).items():
        found.setdefault(realm, []).append((spans.network(text), days))
    return found


def _held(devices: pl.DataFrame, seen: pl.DataFrame, estate: Estate) -> dict[str, Held]:
    """Device to its realm and its present addresses."""
    realm_of = topology.realms(devices, seen, estate)
    return {
        device: Held(realm=realm_of[device], addresses=tuple(topology.numbers(shown)))
        for device, shown in devices.select("device", "addresses").iter_rows()
    }


def _realm(realm: str, held: Mapping[str, Held], estate: Estate, boxes: Mapping[str, Box]) -> Realm:
    """The core of an address space, and what its configurations say of all devices there."""
    near = _near(realm, estate)
    core = cores.find(boxes.values(), near, cores.stated(estate, realm), cores.outside(estate, realm))
    if not core.held:
        return Realm(core=core, missing=(NO_CORE,))
    net = Net(boxes.values(), near)
    every = spans.without(spans.union(one.spans for one in held.values() if one.realm == realm), core.held)
    unrouted = _unrouted(realm, estate, net, every)
    asked = spans.without(every, spans.union(map(spans.one, unrouted)))
    known = Realm(core=core, unrouted=unrouted, missing=() if boxes else (NO_CONFIGURATION,))
    if not boxes or not asked:
        return known
    try:
        there, back = ladder.ways(net, asked, core.held)
    except IntricateError as fault:
        return replace(known, missing=(str(fault),))
    return replace(known, there=there, back=back)


def _near(realm: str, estate: Estate) -> dict[tuple[str, str], Spans]:
    """What the owner states to lie behind interfaces."""
    zones = {zone.id: cores.addresses(zone) for zone in estate.zones_in(realm)}
    found: dict[tuple[str, str], Spans] = {}
    for link in estate.links:
        if link.zone in zones:
            key = (link.box, link.interface)
            found[key] = spans.union([found.get(key, spans.NONE), zones[link.zone]])
    return found


def _unrouted(realm: str, estate: Estate, net: Net, devices: Spans) -> dict[int, str]:
    """Addresses in zones that somebody said nothing routes; not where a configuration shows an interface."""
    routed = spans.union(port.near for port in net.ports if port.box.forwards)
    found: dict[int, str] = {}
    for zone in estate.zones_in(realm):
        held = cores.addresses(zone) if zone.routed.answer is Answer.NO else spans.NONE
        if held and not spans.both(held, routed):
            said = f"{zone.routed.said_by or 'somebody'} said on {zone.routed.said_on or 'no stated day'}"
            mine = spans.both(held, devices)
            for at in range(0, len(mine), 2):
                found |= dict.fromkeys(range(mine[at], mine[at + 1]), f"{said} that nothing routes zone {zone.id}")
    return found


def _unparted(realm: str, core: Core, estate: Estate) -> Iterator[Unparted]:
    """The networks that are one with the core though nobody stated it."""
    for one in core.joined:
        zones = [zone.id for zone in estate.zones_in(realm) if spans.both(cores.addresses(zone), one.network)]
        yield Unparted(
            realm=realm,
            networks=tuple(spans.prefixes(one.network)),
            zones=tuple(zones),
            box=one.box,
            incoming=one.incoming,
            outgoing=one.outgoing,
            sure=one.sure,
        )


def _in_doubt(one: Standing) -> bool:
    return any(not bridge.settled for bridge in one.bridges)


def lay_over(devices: pl.DataFrame, standings: Standings, readings: Readings) -> pl.DataFrame:
    """`devices` with `FACTS`, `separation` (the rung) and `separation_rests_on`.

    `core` of those on no proved rung stays as the zones state it.

    `core_path`: it rests on a path that is permitted and was not seen to be used. `core_bridge`: something may join it
    past configurations. `core_proved`: it rests on more than what is stated of zones.
    """
    yes, no = Answer.YES.value, Answer.NO.value
    path = readings.permitted_path_is_connection.value
    said = {
        "connected": (yes, no, no, yes),
        "path-permitted": (path, yes, no, yes),
        "permitted-not-observed": (path, yes, no, yes),
        "unknown": (None, no, no, no),
    }
    bridged = (Answer.UNKNOWN.value, no, yes, no)  # what a zone states says nothing of what was found since
    rows = [
        (one.device, one.rung, one.weakest,
         *(bridged if one.rung == "unknown" and _in_doubt(one) else said.get(one.rung, (no, no, no, yes))))
        for one in standings.devices
    ]  # fmt: skip
    schema = dict.fromkeys(("device", "separation", "separation_rests_on", "proved", *FACTS[1:]), pl.String)
    told = pl.DataFrame(rows, schema=schema, orient="row")
    joined = devices.with_columns(core_stated=pl.col("core")).join(told, on="device", how="left", maintain_order="left")
    beside = [pl.col(name).fill_null(no) for name in FACTS[1:]]
    return joined.with_columns(*beside, core=pl.coalesce("proved", "core")).drop("proved")
