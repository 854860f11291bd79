"""On which port a device is plugged in: of all ports on which it was learned the one behind which no switch lies.

What announced itself over LLDP or CDP is on that port, for switches do not pass that on. Else the ports on which
another switch, a router or many addresses are known are left out; of what remains the newest of each switch counts, and
of several switches the one whose port shows the fewest addresses. Where that is not one port, none is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camcensus.reason.switches import Port, Switches, is_bundle
from camcensus.reason.wired import Answer, Learned, Near, Place, Wired

FEW = 8
"""Addresses on one port up to which it may be a device's own; more lie behind a switch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plug:
    """Where a device is plugged in, as far as that is told."""

    realm: str
    learned: tuple[Learned, ...]
    """All that was told of it lately, on any port."""
    own: Learned | None = None
    """On its own port, in the newest answer."""
    doubtful: tuple[str, ...] = ()
    """Ports of which each may be its own."""
    uplinks: tuple[str, ...] = ()
    """Ports behind which it lies somewhere."""
    twice: tuple[str, ...] = ()
    """Ports on which it announced itself at about one time."""
    radio: tuple[str, Near] | None = None
    """A port, and the access point or Wi-Fi bridge behind which it lies there."""

    @property
    def place(self) -> Place | None:
        """Its own port."""
        return (self.realm, self.own.port) if self.own is not None else None

    @property
    def table(self) -> tuple[Learned, ...]:
        """Where it was learned in which VLAN."""
        return tuple(one for one in self.learned if one.vlan is not None)


def choose(realm: str, learned: Sequence[Learned], wired: Wired, switches: Switches) -> Plug:
    """The plug of one device; `learned` is what was told of it in its address space."""
    mine = tuple(one for one in learned if one.realm == realm)
    announced = {one.port for one in mine if one.how == "announced"}
    uplinks = {one.port for one in mine if one.port not in announced and _is_uplink(one, mine, wired, switches)}
    near = {one.port for one in mine} - uplinks
    possible = _fewest(mine, announced or near, wired)
    several = len(possible) > 1
    own = None if several or not possible else _own(mine, next(iter(possible)))
    return Plug(
        realm=realm,
        learned=mine,
        own=own,
        doubtful=tuple(sorted(possible)) if several else (),
        uplinks=tuple(sorted(uplinks)),
        twice=tuple(sorted(announced)) if len(announced) > 1 else (),
        radio=_radio(realm, sorted(uplinks), wired),
    )


def _is_uplink(one: Learned, mine: Iterable[Learned], wired: Wired, switches: Switches) -> bool:
    """Whether another switch lies between a device and a port."""
    place = (one.realm, one.port)
    told = wired.of(place)
    most = max((wired.counts.get((place, other.answer), (0,))[0] for other in mine), default=0)
    if told.passing or is_bundle(one.port) or most > FEW:
        return True
    port = switches.port(*place)
    return (told.is_trunk or (port is not None and port.is_trunk)) and most != 1


def _fewest(mine: Sequence[Learned], ports: Iterable[str], wired: Wired) -> set[str]:
    """Of each switch the newest port, and of these the one with the fewest addresses, if that is one."""
    newest: dict[str, set[str]] = {}
    for port in ports:
        newest.setdefault(port.partition("/")[0], set()).add(port)
    kept = {port for many in newest.values() for port in _latest(mine, many)}
    if len(kept) < 2:
        return kept
    counted = [(_count(mine, port, wired), port) for port in kept]
    if any(count is None for count, _ in counted):
        return kept
    least = min(count for count, _ in counted if count is not None)
    return {port for count, port in counted if count == least}


def _latest(mine: Iterable[Learned], ports: set[str]) -> set[str]:
    """Of ports of one switch those of its newest answer; all of them where no time is told."""
    if len(ports) == 1:
        return ports
    times = [(one.answer.at, one.port) for one in mine if one.port in ports and one.answer.at is not None]
    newest = max((at for at, _ in times), default=None)
    return {port for at, port in times if at == newest} or ports


def _count(mine: Iterable[Learned], port: str, wired: Wired) -> int | None:
    """How many addresses the newest table shows on a port."""
    tables = [one for one in mine if one.port == port and one.how == "table"]
    if not tables:
        return None
    own = _own(tables, port)
    return wired.counts.get(((own.realm, port), own.answer), (None,))[0]


def _own(mine: Iterable[Learned], port: str) -> Learned:
    """The newest that was told of a device on a port; of one moment the table of the switch."""

    def order(one: Learned) -> tuple[bool, float, bool, int, str]:
        at, position = one.answer
        return at is not None, at.timestamp() if at is not None else 0.0, one.how == "table", position, one.name

    return max((one for one in mine if one.port == port), key=order)


def _radio(realm: str, uplinks: Iterable[str], wired: Wired) -> tuple[str, Near] | None:
    for port in uplinks:
        near = wired.near.get((realm, port), ())
        if near and all(one.wireless for one in near):
            return port, near[0]
    return None


def carried(plug: Plug, switches: Switches) -> Port | None:
    """The port of a device as the configuration of its switch has it."""
    return switches.port(*plug.place) if plug.place is not None else None


def answer_of(plug: Plug) -> tuple[Place, Answer] | None:
    """The newest table of addresses in which a device was seen on its own port."""
    place = plug.place
    tables = [one for one in plug.learned if place is not None and one.port == place[1] and one.how == "table"]
    if place is None or not tables:
        return None
    return place, _own(tables, place[1]).answer
