"""Put every device of an estate on the ladder: connected to the core, a path to it, closed off, or not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from camcensus.engine import assess, configs, extensions
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.estate import Estate
from camcensus.model.separation import RUNGS, Crossing, Standing, Standings
from camcensus.reason import crossings, ladder
from camcensus.reason.ladder import Way
from camcensus.reason.paths import Net
from camcensus.reason.policy import IntricateError
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

DAYS = 30
"""Days on which a network must have been listened to before *not seen* counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Realm:
    """What is known of one address space."""

    core: Spans
    there: Way | None
    back: Way | None
    missing: tuple[str, ...] = ()


def separate(workspace: Workspace, as_of: date, *, days: int = DAYS) -> Standings:
    """Every device that is judged, the gravest rung first."""
    made = assess.assess(workspace, as_of)
    estate = workspace.settings.estate
    observed = workspace.store.observations()
    boxes, remarks = configs.of_log(workspace.store, observed)
    held = _held(made, estate)
    realms = {realm: _realm(realm, held, estate, boxes.get(realm, {})) for realm in estate.realms}
    holders = {(realm, spans.shown(at)): device for device, (realm, many) in held.items() for at in many}
    core = {realm: one.core for realm, one in realms.items()}
    seen = crossings.find(observed.filter(pl.col("subject").str.starts_with("flow:")), holders, core)
    heard = _heard(observed)
    rows = made.devices.filter("candidate").sort("label", "device").iter_rows(named=True)
    found = [_standing(row, held, realms, seen, heard, days) for row in rows]
    told = [(realm, box) for realm, many in boxes.items() for box in many.values()]
    return Standings(
        devices=tuple(sorted(found, key=lambda one: RUNGS.index(one.rung))),
        boxes=tuple((realm, box.name, box.dialect, box.written, len(box.unread)) for realm, box in told),
        remarks=tuple(remarks),
    )


_Heard = Mapping[str, Sequence[tuple[Spans, int]]]
"""Address space to its networks that were listened to, each with the days."""


def _heard(observed: pl.DataFrame) -> _Heard:
    """How long each network was listened to; of files of other kinds nobody can say what crossed."""
    kind = pl.col("source").str.extract(r"^importer:([^@]+)@", 1)
    found: dict[str, list[tuple[Spans, int]]] = {}
    for (realm, network), days in crossings.watched(observed.filter(kind.is_in(extensions.found("captures")))).items():
        found.setdefault(realm, []).append((spans.network(network), days))
    return found


def _held(made: Assessment, estate: Estate) -> dict[str, tuple[str, tuple[int, ...]]]:
    """Device to its realm and its present addresses."""
    realm_of = {site.id: site.realm for site in estate.sites}
    seen: dict[str, str] = dict(
        made.seen.select("device", "realm").filter(pl.col("realm") != "").sort("device", "realm").iter_rows()
    )
    found = {}
    for device, site, shown in made.devices.filter("candidate").select("device", "site", "addresses").iter_rows():
        many = tuple(_addresses(shown.split(", ") if shown else ()))
        found[device] = (realm_of.get(site or "", seen.get(device, "")), many)
    return found


def _addresses(texts: Iterable[str]) -> Iterable[int]:
    for text in texts:
        try:
            yield spans.address(text)
        except ValueError:
            continue


def _realm(
    realm: str, held: Mapping[str, tuple[str, tuple[int, ...]]], estate: Estate, boxes: Mapping[str, Box]
) -> _Realm:
    """The core of an address space, and what its configurations say of all devices there."""
    sites = {site.id for site in estate.sites if site.realm == realm}
    core = spans.union(
        spans.network(cidr)
        for zone in estate.zones
        if zone.site in sites and zone.is_core.value == "yes"
        for cidr in zone.cidrs
    )
    every = spans.union(spans.one(at) for of, many in held.values() if of == realm for at in many)
    outside = spans.without(every, core)
    if not core:
        return _Realm(core=core, there=None, back=None, missing=(ladder.NO_CORE,))
    if not boxes or not outside:
        return _Realm(core=core, there=None, back=None, missing=(ladder.NO_CONFIGURATION,))
    zones = {zone.id: spans.union(map(spans.network, zone.cidrs)) for zone in estate.zones if zone.site in sites}
    near: dict[tuple[str, str], Spans] = {}
    for link in estate.links:
        if link.zone in zones:
            key = (link.box, link.interface)
            near[key] = spans.union([near.get(key, spans.NONE), zones[link.zone]])
    try:
        there, back = ladder.ways(Net(boxes.values(), near), outside, core)
    except IntricateError as fault:
        return _Realm(core=core, there=None, back=None, missing=(str(fault),))
    return _Realm(core=core, there=there, back=back)


def _standing(
    row: Mapping[str, object],
    held: Mapping[str, tuple[str, tuple[int, ...]]],
    realms: Mapping[str, _Realm],
    seen: Mapping[str, list[Crossing]],
    heard: _Heard,
    days: int,
) -> Standing:
    device = str(row["device"])
    realm, many = held[device]
    known = realms.get(realm)
    mine = spans.union(spans.one(at) for at in many)
    inside = spans.both(mine, known.core) if known is not None else spans.NONE
    outside = spans.without(mine, inside)
    there = known.there.of(outside) if known is not None and known.there is not None and outside else ""
    back = known.back.of(outside) if known is not None and known.back is not None and outside else ""
    listened = min((_listened(at, heard.get(realm, ())) for at in many), default=0)
    rung = ladder.rung(
        in_core=bool(inside), crossings=seen.get(device, ()), there=there, back=back, watched=listened, days=days
    )
    return Standing(
        device=device,
        label=str(row["label"] or device),
        site=str(row["site"] or ""),
        zone=str(row["zone"] or ""),
        addresses=tuple(spans.shown(at) for at in many),
        rung=rung,
        there=there,
        back=back,
        crossings=tuple(seen.get(device, ())),
        watched=listened,
        in_core=tuple(spans.shown(at) for at in many if spans.holds(inside, at)),
        missing=_missing(known, there, back, mine) if rung == "unknown" else (),
    )


def _missing(known: _Realm | None, there: str, back: str, mine: Spans) -> tuple[str, ...]:
    if not mine:
        return (ladder.NO_ADDRESS,)
    if known is None:
        return (ladder.NO_CORE,)
    open_ = [way for way, said in ((known.there, there), (known.back, back)) if way is not None and said == "unknown"]
    return tuple(dict.fromkeys([*known.missing, *(one for way in open_ for one in way.missing)]))


def _listened(at: int, heard: Sequence[tuple[Spans, int]]) -> int:
    """Days on which the network of an address was listened to."""
    return max((days for network, days in heard if spans.holds(network, at)), default=0)
