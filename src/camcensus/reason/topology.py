"""How each device is plugged in: its port, its VLAN, who else is on the port, and how far the VLAN goes.

That a device is separate from the core is not known before its port, its VLAN and the trunks of its switches are. What
is not known is named as a sentence that says what to read; nothing is concluded from what was not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from camcensus.model.estate import Estate
from camcensus.reason import core_vlans, plugs, times, trunks, wired
from camcensus.reason.core_vlans import Core
from camcensus.reason.plugs import Plug
from camcensus.reason.switches import Switches
from camcensus.reason.trunks import Layer, Walked
from camcensus.reason.wired import Answer, Learned, Place, Wired
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

NO_MAC = (
    "its Ethernet address is not known: read 'show ip arp' of its router, and 'show mac address-table' of its switches"
)
NO_PORT = "no switch told on which port it is: read 'show mac address-table' of the switches of its site"
NO_CORE = "no zone of its network is stated to be the core, so it is not known which VLANs are"
NO_SITE = "its site is not known, so it is not known which VLANs are the core there"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer2:
    """What is known of how a device is plugged in."""

    port: str = ""
    """``switch/port``; empty: not known."""
    vlan: int | None = None
    last: datetime | None = None
    """When it was last seen there."""
    alone: bool | None = None
    """Whether nothing else was on that port in the newest table; None: not known."""
    missing: tuple[str, ...] = ()
    """What would have to be read before it is known to share nothing with the core, as sentences."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """A device, as far as it matters here."""

    device: str
    label: str
    realm: str
    site: str
    kind: str
    """Its class; empty: not known."""
    judged: bool
    addresses: Spans
    """Its present ones."""
    has_mac: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A device at an address."""

    address: str
    first: datetime | None
    last: datetime | None
    position: int
    """Of the log."""

    def is_of(self, answer: Answer) -> bool:
        """Whether it was there when an answer was given, a day before and after; undated: as the same file has it."""
        if answer.at is None or self.first is None or self.last is None:
            return answer.at is None and self.first is None and answer.position == self.position
        return self.first - _DAY <= answer.at <= self.last + _DAY


_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topology:
    """All that is known of how devices are plugged in."""

    layer2: Mapping[str, Layer2]
    """Of each device that is judged."""
    plugs: Mapping[str, Plug] = field(repr=False)
    about: Mapping[str, About] = field(repr=False)
    """The devices that are judged, and those on their ports."""
    beside: Mapping[str, tuple[Learned, ...]] = field(repr=False)
    """Device to the others that its newest table shows on its port."""
    hidden: Mapping[str, int] = field(repr=False)
    """Device to how many more addresses that table shows there, of things that are not in the log."""
    stays: Mapping[str, tuple[Stay, ...]] = field(repr=False)
    """What else is on a port of a judged device, to when it was at which address."""
    walks: Mapping[str, tuple[Walked, ...]] = field(repr=False)
    """Device to what was found along its VLANs."""
    core: Core
    wired: Wired = field(repr=False)
    switches: Switches = field(repr=False)


def read(
    devices: pl.DataFrame,
    seen: pl.DataFrame,
    ports: pl.DataFrame,
    boxes: Mapping[str, Mapping[str, Box]],
    estate: Estate,
    held: Mapping[str, Spans] | None = None,
) -> Topology:
    """How the devices of an assessment are plugged in.

    `devices`: one row a device (device, label, class, site, addresses, names, candidate). `seen`: the observations of
    devices, with device, kind, name and sighting. `ports`: the observations whose subject is a ``switchport:``.
    `boxes`: address space to the boxes of its configurations by name. `held`: address space to the addresses of its
    core; left out: as the estate states it.
    """
    told, core = wired.read(seen, ports), core_vlans.find(estate, boxes, held)
    switches = Switches(boxes, told.told)
    judged = {one.device: one for one in about(devices.filter("candidate"), seen, estate)}
    learned = told.current(judged)
    found = {device: plugs.choose(one.realm, learned.get(device, ()), told, switches) for device, one in judged.items()}
    answers = {device: answer for device, plug in found.items() if (answer := plugs.answer_of(plug)) is not None}
    shown = told.beside(answers.values())
    beside = {
        device: tuple(one for one in shown.get(answer, ()) if one.device != device)
        for device, answer in answers.items()
    }
    others = {one.device for many in beside.values() for one in many}
    near = about(devices.filter(pl.col("device").is_in(list(others - set(judged)))), seen, estate)
    layer = Layer(switches, told)
    known = _Known(told, switches, core, layer, {})
    hidden = {device: _hidden(answer, shown.get(answer, ()), told) for device, answer in answers.items()}
    walks = {device: tuple(known.walks(judged[device], plug)) for device, plug in found.items()}
    return Topology(
        layer2={
            device: known.layer2(one, found[device], answers.get(device), beside.get(device, ()), hidden.get(device))
            for device, one in judged.items()
        },
        plugs=found,
        about=judged | {one.device: one for one in near},
        beside=beside,
        hidden={device: count or 0 for device, count in hidden.items()},
        stays=_stays(seen, list(others)),
        walks=walks,
        core=core,
        wired=told,
        switches=switches,
    )


# --- devices ---------------------------------------------------------------------------------------------------------


def about(devices: pl.DataFrame, seen: pl.DataFrame, estate: Estate) -> list[About]:
    """The rows of `devices` as values, in order; what has no site is of the address space it was seen in."""
    realm_of = realms(devices, seen, estate)
    columns = devices.select("device", "label", "class", "site", "addresses", "names", "candidate")
    return [
        About(
            device=device,
            label=label or device,
            realm=realm_of[device],
            site=site or "",
            kind=kind or "",
            judged=bool(candidate),
            addresses=spans.union(spans.one(at) for at in numbers(addresses)),
            has_mac=any(name.startswith("mac:") for name in names),
        )
        for device, label, kind, site, addresses, names, candidate in columns.sort("device").iter_rows()
    ]


def realms(devices: pl.DataFrame, seen: pl.DataFrame, estate: Estate) -> dict[str, str]:
    """Device to its address space: that of its site; without one, in which it was seen; empty: not known."""
    realm_of = {site.id: site.realm for site in estate.sites}
    met = seen.select("device", "realm").filter(
        (pl.col("realm") != "") & pl.col("device").is_in(devices["device"].implode())
    )
    own: dict[str, str] = dict(met.unique().sort("device", "realm").iter_rows())
    rows = devices.select("device", "site").iter_rows()
    return {device: realm_of.get(site or "", own.get(device, "")) for device, site in rows}


def numbers(addresses: str | None) -> Iterator[int]:
    """The places on the axis of addresses that stand in one text; what is no address is left out."""
    for text in (addresses or "").split(", "):
        try:
            yield spans.address(text)
        except ValueError:
            continue


def _stays(seen: pl.DataFrame, devices: list[str]) -> dict[str, tuple[Stay, ...]]:
    rows = seen.filter(pl.col("device").is_in(devices) & (pl.col("kind") == "ip"))
    kept = times.is_kept()
    rows = rows.select(
        "device", "name", first=pl.when(kept).then("at"), last=pl.when(kept).then(pl.max_horizontal("at", "until")),
        position="position",
    ).unique()  # fmt: skip
    found: dict[str, list[Stay]] = {}
    for device, name, first, last, position in rows.sort("device", "name", "first", "last", "position").iter_rows():
        found.setdefault(device, []).append(Stay(address=name, first=first, last=last, position=position))
    return {device: tuple(many) for device, many in found.items()}


def _hidden(answer: tuple[Place, Answer], shown: Iterable[Learned], told: Wired) -> int | None:
    """How many addresses of a table on a port are not in the log; None: nobody counted."""
    if answer not in told.counts:
        return None
    return max(told.counts[answer][0] - len({one.name for one in shown}), 0)


# --- what is known ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Known:
    """What sentences are made of."""

    wired: Wired
    switches: Switches
    core: Core
    layer: Layer
    walked: dict[tuple[str, str, int, Spans], Walked]
    """Each VLAN is walked from each switch once."""

    def vlans(self, plug: Plug) -> list[int]:
        """The VLANs of a device: those it was learned in, else that of its port."""
        learned = {one.vlan for one in plug.table if one.vlan is not None}
        if learned or plug.place is None:
            return sorted(learned)
        told = self.wired.of(plug.place).number
        port = plugs.carried(plug, self.switches)
        stated = port.untagged if port is not None else None
        return sorted({vlan for vlan in (told, stated) if vlan is not None})

    def walks(self, one: About, plug: Plug) -> Iterator[Walked]:
        """What there is along the VLANs of a device that are none of the core."""
        core = self.core.vlans_of(one.realm, one.site)
        if plug.place is None:
            return
        switch = plug.place[1].partition("/")[0]
        for vlan in self.vlans(plug):
            if not spans.holds(core, vlan):
                key = (one.realm, switch, vlan, core)
                if key not in self.walked:
                    self.walked[key] = self.layer.walk(*key)
                yield self.walked[key]

    def layer2(
        self,
        one: About,
        plug: Plug,
        answer: tuple[Place, Answer] | None,
        beside: tuple[Learned, ...],
        hidden: int | None,
    ) -> Layer2:
        """What is known of one device, and what is missing."""
        vlans = self.vlans(plug)
        alone = self._alone(answer, beside, hidden)
        missing = [
            *self._port_missing(one, plug),
            *self._vlan_missing(one, plug, vlans),
            *self._company_missing(plug, answer, alone),
            *(sentence for walked in self.walks(one, plug) for sentence in walked.missing),
        ]
        return Layer2(
            port=plug.own.port if plug.own is not None else "",
            vlan=vlans[0] if len(vlans) == 1 else None,
            last=plug.own.answer.at if plug.own is not None else None,
            alone=alone,
            missing=tuple(dict.fromkeys(missing)),
        )

    def _alone(
        self, answer: tuple[Place, Answer] | None, beside: tuple[Learned, ...], hidden: int | None
    ) -> bool | None:
        if beside or hidden:
            return False
        if answer is None or hidden is None:
            return None
        place, of = answer
        whole = not self.wired.counts[answer][1]
        # Undated tables cannot be ordered: another one that shows more may be the newer.
        most = self.wired.undated[place] if of.at is None else 1
        return True if whole and most == 1 else None

    def _port_missing(self, one: About, plug: Plug) -> Iterator[str]:
        if plug.own is not None:
            return
        if plug.doubtful:
            yield (
                f"it was learned on {', '.join(plug.doubtful)}, and which of these is its own port is not told: read "
                f"'show lldp neighbors detail' of these switches, which tells their uplinks"
            )
        elif plug.uplinks:
            yield from (self._behind(plug.realm, port) for port in plug.uplinks)
        else:
            yield NO_PORT if one.has_mac else NO_MAC

    def _behind(self, realm: str, port: str) -> str:
        names = ", ".join(sorted(self.wired.of((realm, port)).passing))
        if names:
            return f"it lies behind {port}, which leads to {names}: read 'show mac address-table' of {names}"
        return (
            f"it lies behind {port} with others: read 'show mac address-table' of the switch that is plugged in there"
        )

    def _vlan_missing(self, one: About, plug: Plug, vlans: list[int]) -> Iterator[str]:
        if plug.own is not None and not vlans:
            switch = plug.own.port.partition("/")[0]
            yield f"the VLAN of {plug.own.port} is not told: read 'show interfaces status' of {switch}"
            if not self.switches.title(plug.realm, switch):
                yield trunks.not_read(switch, None)
        if not self.core.spans.get(one.realm):
            yield NO_CORE
        elif not one.site:
            yield NO_SITE
        elif not self.core.vlans_of(one.realm, one.site):
            yield (
                f"no VLAN of the core at {one.site} is known: state them as 'vlans' of its zone, or read the "
                f"configuration of the switch that routes it"
            )

    def _company_missing(self, plug: Plug, answer: tuple[Place, Answer] | None, alone: bool | None) -> Iterator[str]:
        if plug.own is None or alone is not None:
            return
        switch, why = plug.own.port.partition("/")[0], ""
        if answer is not None and answer in self.wired.counts:
            part = self.wired.counts[answer][1]
            why = f" ({part or 'the tables that show it bear no time and do not agree'})"
        yield (
            f"who else is on {plug.own.port} is not told{why}: read the whole 'show mac address-table' of {switch}, "
            f"below 'show clock'"
        )
