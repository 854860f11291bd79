"""Bridges at the port of a device, or along its VLAN: what shares the port, VLANs of the core, trunks, radio."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from camcensus.model.separation import Bridge, Station
from camcensus.reason import homes, plugs
from camcensus.reason.plugs import Plug
from camcensus.reason.topology import About, Topology
from camcensus.reason.trunks import shown as vlans_shown
from camcensus.reason.wired import Learned
from camcensus.wire import spans
from camcensus.wire.spans import Spans

NAMED = 5
"""Things that one sentence names."""


def of(one: About, read: Topology) -> Iterator[Bridge]:
    """The bridges of one device that is judged, in no order."""
    found, plug = _Found(read), read.plugs[one.device]
    yield from found.twice(one, plug)
    yield from found.beside(one, plug)
    yield from found.vlans(one, plug)
    yield from found.own_trunk(one, plug)
    yield from found.walked(one, plug)
    yield from found.radio(one, plug)


@dataclass(frozen=True, slots=True)
class _Found:
    """What is known of ports, asked of one device after the other."""

    read: Topology

    def twice(self, one: About, plug: Plug) -> Iterator[Bridge]:
        """One that announced itself on two ports, of which one is in a VLAN of the core."""
        core = self._core_vlans(one)
        vlans = {port: vlan for port in plug.twice if (vlan := self._vlan_of(plug.realm, port)) is not None}
        inside = sorted(port for port, vlan in vlans.items() if spans.holds(core, vlan))
        outside = sorted(port for port, vlan in vlans.items() if not spans.holds(core, vlan))
        if inside and outside:
            told = ", ".join(f"{port} (VLAN {vlans[port]})" for port in (*outside, *inside))
            yield Bridge(
                kind="one-box",
                detail=f"it announced itself on {told}, so it has a leg in the core, or a hub joins these ports",
                certain=False,
                other=inside[0],
                trail=(
                    Station(kind="port", title=outside[0], lines=(f"VLAN {vlans[outside[0]]}",)),
                    device(one),
                    Station(kind="port", title=inside[0], lines=(f"VLAN {vlans[inside[0]]}",)),
                    core_network((f"VLAN {vlans[inside[0]]}",)),
                ),
                last=max((row.answer.at for row in plug.learned if row.answer.at is not None), default=None),
            )

    # --- ports and VLANs ---------------------------------------------------------------------------------------------

    def _core_vlans(self, one: About) -> Spans:
        return self.read.core.vlans_of(one.realm, one.site)

    def _vlan_of(self, realm: str, port: str) -> int | None:
        """The VLAN of an access port, as the switch shows it, else as its configuration has it."""
        known = self.read.switches.port(realm, port)
        told = self.read.wired.of((realm, port)).number
        return told if told is not None else known.untagged if known is not None else None

    def beside(self, one: About, plug: Plug) -> Iterator[Bridge]:
        """What else its newest table shows on its port."""
        if plug.place is None:
            return
        others = self.read.beside.get(one.device, ())
        inside: dict[str, tuple[list[str], bool]] = {}
        for other in others:
            told, sure = self._in_the_core(one, other)
            if told:
                before, was_sure = inside.get(other.device, ([], False))
                inside[other.device] = ([*before, *told], sure or was_sure)
        for held, (said, certain) in sorted(inside.items()):
            texts = tuple(dict.fromkeys(said))
            yield self._company(one, plug, self._label(held), texts, others[0].answer.at, certain=certain)
        rest = sorted({self._label(other.device) for other in others if other.device not in inside})
        hidden = self.read.hidden.get(one.device, 0)
        if rest or hidden:
            yield self._hub(one, plug, rest, hidden, others)

    def _in_the_core(self, one: About, other: Learned) -> tuple[list[str], bool]:
        """(what of another on its port lies in the core, whether it did so when both were there)."""
        core = self.read.core.spans.get(one.realm, spans.NONE)
        about = self.read.about.get(other.device)
        known = about.addresses if about is not None and about.realm == one.realm else spans.NONE
        texts = [*homes.shown(spans.both(known, core))]
        stays = self.read.stays.get(other.device, ())
        certain = any(stay.address in texts and stay.is_of(other.answer) for stay in stays)
        if other.vlan is not None and spans.holds(self._core_vlans(one), other.vlan):
            texts.append(f"VLAN {other.vlan}")
            certain |= self.read.core.is_sure(one.realm, one.site)
        return texts, certain

    def _label(self, device: str) -> str:
        about = self.read.about.get(device)
        return about.label if about is not None else device

    def _company(
        self, one: About, plug: Plug, label: str, texts: tuple[str, ...], at: datetime | None, *, certain: bool
    ) -> Bridge:
        port = plug.place[1] if plug.place is not None else ""
        when = "" if certain else "; whether it was in the core at that time is not shown"
        return Bridge(
            kind="shared-port",
            detail=f"on its port {port} there was also {label}, which is in the core ({', '.join(texts)}){when}",
            certain=certain,
            other=label,
            trail=(
                device(one),
                Station(kind="port", title=port, lines=("several Ethernet addresses at one time",)),
                Station(kind="host", title=label, lines=texts),
                core_network(texts),
            ),
            last=at,
        )

    def _hub(self, one: About, plug: Plug, rest: list[str], hidden: int, others: tuple[Learned, ...]) -> Bridge:
        port = plug.place[1] if plug.place is not None else ""
        named = rest[:NAMED]
        more = len(rest) - len(named) + hidden
        if more:
            named.append(f"{more} more address{'es' if more > 1 else ''}")
        of = plugs.answer_of(plug)
        return Bridge(
            kind="shared-port",
            detail=(
                f"on its port {port} there was also {', '.join(named)} at one time: a switch or hub that is not known "
                f"lies there, and whatever is plugged in shares its network"
            ),
            certain=False,
            other=port,
            trail=(
                device(one),
                Station(kind="box", title="switch or hub", lines=("not known",)),
                Station(kind="port", title=port, lines=("several Ethernet addresses at one time",)),
            ),
            last=others[0].answer.at if others else of[1].at if of is not None else None,
        )

    def vlans(self, one: About, plug: Plug) -> Iterator[Bridge]:
        """VLANs of the core that it was learned in, or that its port is in."""
        core = self._core_vlans(one)
        learned = {row.vlan for row in plug.table}
        for row in sorted(plug.table, key=lambda row: (row.vlan or 0, row.port)):
            if row.vlan is not None and spans.holds(core, row.vlan):
                how = f"it was learned in VLAN {row.vlan} of the core, on {row.port}"
                yield self._in_core(one, row.port, row.vlan, how, row.answer.at, certain=True)
        if plug.place is None:
            return
        told, port = self.read.wired.of(plug.place), plugs.carried(plug, self.read.switches)
        stated = port.untagged if port is not None and port.stated and not port.is_trunk else None
        for vlan, how, at in (
            (told.number, "its switch shows that its port {} is in VLAN {} of the core", told.at),
            (stated, "the configuration of its switch puts its port {} in VLAN {} of the core", None),
        ):
            if vlan is not None and spans.holds(core, vlan) and vlan not in learned:
                detail = how.format(plug.place[1], vlan)
                yield self._in_core(one, plug.place[1], vlan, detail, at, certain=not learned)

    def _in_core(self, one: About, port: str, vlan: int, detail: str, at: datetime | None, *, certain: bool) -> Bridge:
        sure = self.read.core.is_sure(one.realm, one.site)
        return Bridge(
            kind="core-vlan",
            detail=detail if sure else f"{detail}, if that number means the core at its site, which is not known",
            certain=certain and sure,
            other=port,
            trail=(
                device(one),
                Station(kind="port", title=port, lines=(f"VLAN {vlan}",)),
                core_network((f"VLAN {vlan}",)),
            ),
            last=at,
        )

    def own_trunk(self, one: About, plug: Plug) -> Iterator[Bridge]:
        """A port of a device that is a trunk, of which it is not known what it carries."""
        if plug.place is None or not self.read.wired.of(plug.place).is_trunk:
            return
        if plugs.carried(plug, self.read.switches) is None:
            port, switch = plug.place[1], plug.place[1].partition("/")[0]
            yield Bridge(
                kind="leaking-trunk",
                detail=(
                    f"its own port {port} is a trunk, and which VLANs it carries is not told: read "
                    f"'show running-config' of {switch}"
                ),
                certain=False,
                other=port,
                trail=(device(one), Station(kind="port", title=port, lines=("trunk",)), core_network(())),
                last=self.read.wired.of(plug.place).at,
            )

    def walked(self, one: About, plug: Plug) -> Iterator[Bridge]:
        """Where its VLAN meets the core along the way of its trunks."""
        for walked in self.read.walks.get(one.device, ()):
            for joint in walked.joints:
                vlan = self.read.layer2[one.device].vlan
                lines = (f"VLAN {vlan}",) if vlan is not None else ()
                start = Station(kind="port", title=plug.place[1], lines=lines) if plug.place is not None else None
                own = start is not None and joint.other == start.title
                yield Bridge(
                    kind=joint.kind,
                    detail=joint.detail,
                    certain=False,
                    other=joint.other,
                    trail=(
                        device(one),
                        *((start,) if start is not None and not own else ()),
                        *joint.trail,
                        core_network((f"VLAN {vlans_shown(self._core_vlans(one))}",)),
                    ),
                    last=joint.last,
                )

    def radio(self, one: About, plug: Plug) -> Iterator[Bridge]:
        if plug.radio is None or plug.own is not None:
            return
        port, near = plug.radio
        yield Bridge(
            kind="wireless",
            detail=f"it lies behind {port}, on which the access point {near.name} announced itself: radio reaches it",
            certain=False,
            other=near.name,
            trail=(
                device(one),
                Station(kind="host", title=near.name, lines=("access point",)),
                Station(kind="port", title=port),
            ),
            last=near.at,
        )


def device(one: About) -> Station:
    """A device, on a trail."""
    return Station(kind="device", title=one.label, lines=homes.shown(one.addresses)[:NAMED])


def core_network(lines: tuple[str, ...]) -> Station:
    """The end of a trail."""
    return Station(kind="network", title="core network", lines=lines)
