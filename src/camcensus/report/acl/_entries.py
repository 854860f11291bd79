"""A containment as entries over named groups of addresses: what every platform writes in its own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from camcensus.model.containment import DEVICE, Containment, Need
from camcensus.report.acl._names import slug, stem


class Group(NamedTuple):
    """Addresses by a name."""

    name: str
    four: tuple[str, ...]
    """Networks of IPv4."""
    six: tuple[str, ...]

    def of(self, *, six: bool) -> tuple[str, ...]:
        """Those of one family."""
        return self.six if six else self.four


class Entry(NamedTuple):
    """Packets that may pass."""

    source: Group
    target: Group
    protocol: str
    """``tcp`` or ``udp``."""
    ports: tuple[tuple[int, int], ...]
    """(first, last) of each range: of the target, or of the source where it answers."""
    answers: bool
    note: str


class Plan(NamedTuple):
    """All of it."""

    devices: Group
    groups: tuple[Group, ...]
    """Each that an entry names once, the devices first."""
    entries: tuple[Entry, ...]


def plan(containment: Containment) -> Plan:
    """The groups and entries, in the order of the needs."""
    known: dict[tuple[str, ...], Group] = {}
    begin = stem(containment)
    every = _parted(containment.devices)
    devices = known[containment.devices] = Group(f"{begin}_devices", *every)
    speaks = bool(every[0]), bool(every[1])
    entries: list[Entry] = []
    for number, need in enumerate(containment.needs, 1):
        mine = _group(known, need.devices, f"{begin}_{number}_devices", speaks)
        other = _group(known, need.others, f"{begin}_{number}_{slug(need.name)}", speaks)
        if any(mine.of(six=six) and other.of(six=six) for six in (False, True)):
            entries += _entries(need, mine, other)
    used = dict.fromkeys([devices, *(end for entry in entries for end in (entry.source, entry.target))])
    return Plan(devices, tuple(used), tuple(entries))


def _group(
    known: dict[tuple[str, ...], Group], networks: tuple[str, ...], name: str, speaks: tuple[bool, bool]
) -> Group:
    """The group of a set; `speaks`: whether there are devices of IPv4, and of IPv6."""
    if networks not in known:
        four, six = _parted(networks)
        known[networks] = Group(name, four if speaks[0] else (), six if speaks[1] else ())
    return known[networks]


def _parted(networks: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Those of IPv4, and those of IPv6."""
    return tuple(one for one in networks if ":" not in one), tuple(one for one in networks if ":" in one)


def _entries(need: Need, mine: Group, other: Group) -> Iterator[Entry]:
    opener, called = (mine, other) if need.opened_by == DEVICE else (other, mine)
    ports: dict[str, list[tuple[int, int]]] = {}
    for one in need.services:
        ports.setdefault(one.protocol, []).append((one.first, one.last))
    note = f"{need.name}: {need.why}" if need.why else need.name
    for protocol, ranges in ports.items():
        yield Entry(opener, called, protocol, tuple(ranges), answers=False, note=note)
        yield Entry(called, opener, protocol, tuple(ranges), answers=True, note=note)
