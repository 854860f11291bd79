"""Access lists of Cisco IOS and IOS-XE, one for each family, which know no connections.

A list of our own is applied, in both directions, to the interfaces on the devices' side, which must have none yet; with
a list of IPv4 that is applied already, ours are its first entries. What it says of others than the devices is *permit*,
or what stands there. IPv6 is written without groups, which older systems do not have for it, and in a list of its own:
those cannot be numbered anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from ipaddress import ip_network

from camcensus.model.containment import Containment
from camcensus.report.acl._entries import Entry, Group, Plan, plan
from camcensus.report.acl._names import heading, remark, stem, words

FIRST, STEP, MOVED = 10, 10, 1_000_000
"""Numbers of our entries; those that stand in a list already begin behind `MOVED`."""
WANTS = "Object groups in lists want IOS 12.4(20)T, IOS-XE 3S or later."
REMARK = 100
NAME = 64


def chains(containment: Containment) -> tuple[str, ...]:
    """The lists of both families, by the reader's names."""
    made, name = plan(containment).devices, stem(containment)
    four = [f"ip access-list {one}" for one in _lists(containment) or [name]] if made.four else []
    return (*four, *([f"ipv6 access-list {name}_6"] if made.six else []))


def render(containment: Containment) -> str:
    """What is pasted in configuration mode."""
    made, name = plan(containment), stem(containment)
    lines = [f"! {line}" for line in ("Paste it after: configure terminal", *heading(containment), WANTS)]
    if made.devices.four:
        lines += [line for group in made.groups if group.four for line in _group(group)]
        for one in _lists(containment):
            lines += _inserted(containment, made, one)
        if not _lists(containment):
            lines += _list(containment, made, name, six=False)
    if made.devices.six:
        lines += _list(containment, made, f"{name}_6", six=True)
    return "\n".join([*lines, *_applied(containment, made), "end", ""])


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in."""
    return ("copy running-config flash:before-containment.cfg", "configure terminal", f"(paste {file})")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away, line by line; nothing that stood there before."""
    made, name, found = plan(containment), stem(containment), ["configure terminal"]
    if not containment.place.interfaces:
        applied = [line.strip() for line in _groups_applied(containment, made)]
        found += [f"(on each interface: no {line})" for line in applied]
    for interface in containment.place.interfaces:
        found += [
            f"interface {_safe(interface)}",
            *(f" no {line.strip()}" for line in _groups_applied(containment, made)),
        ]
    if made.devices.four:
        for one in _lists(containment):
            found += [f"ip access-list extended {one}", *(f" no {at}" for at, _ in _numbered(containment, made))]
        found += [] if _lists(containment) else [f"no ip access-list extended {name}"]
        found += [f"no object-group network {group.name}" for group in made.groups if group.four]
    return (*found, *([f"no ipv6 access-list {name}_6"] if made.devices.six else []), "end")


def _lists(containment: Containment) -> list[str]:
    """Lists that are there."""
    return [_safe(name) for name in containment.place.lists]


def _safe(name: str) -> str:
    """A name that the owner gave, as one word."""
    return "".join(words(name, NAME).split())


def _group(group: Group) -> Iterator[str]:
    yield f"object-group network {group.name}"
    for one in group.four:
        yield f" host {one[:-3]}" if one.endswith("/32") else f" {' '.join(_masked(one))}"


def _masked(network: str) -> tuple[str, str]:
    known = ip_network(network)
    return str(known.network_address), str(known.netmask)


# --- entries ---------------------------------------------------------------------------------------------------------


def _list(containment: Containment, made: Plan, name: str, *, six: bool) -> Iterator[str]:
    """A list of our own with its end."""
    yield f"ipv6 access-list {name}" if six else f"ip access-list extended {name}"
    yield from (f" {text}" for text in _entries(containment, made, six=six))
    yield f" permit {'ipv6' if six else 'ip'} any any"


def _inserted(containment: Containment, made: Plan, name: str) -> Iterator[str]:
    """The first entries of a list that is there: what must pass first, so that nothing is cut off meanwhile."""
    yield f"ip access-list resequence {name} {MOVED} {STEP}"
    yield f"ip access-list extended {name}"
    yield from (f" {at} {text}" for at, text in _numbered(containment, made))


def _numbered(containment: Containment, made: Plan) -> Iterator[tuple[int, str]]:
    """Entries with their numbers; remarks have none, and would stand behind all."""
    texts = (text for text in _entries(containment, made, six=False) if not text.startswith("remark "))
    yield from ((FIRST + STEP * number, text) for number, text in enumerate(texts))


def _entries(containment: Containment, made: Plan, *, six: bool) -> Iterator[str]:
    noted: str | None = None
    for entry in made.entries:
        if entry.source.of(six=six) and entry.target.of(six=six):
            if noted != entry.note:
                noted = entry.note
                yield f"remark {remark(containment, entry.note, REMARK)}"
            yield from _permits(entry, six=six)
    devices = list(_ends(made.devices, six=six))
    if six:
        for end in devices:
            for kind in ("nd-ns", "nd-na"):
                yield f"permit icmp {end} any {kind}"
                yield f"permit icmp any {end} {kind}"
    yield f"remark {remark(containment, 'all else of these devices', REMARK)}"
    for end in devices:
        yield f"deny {'ipv6' if six else 'ip'} {end} any log"
        yield f"deny {'ipv6' if six else 'ip'} any {end} log"


def _permits(entry: Entry, *, six: bool) -> Iterator[str]:
    end = " established" if entry.answers and entry.protocol == "tcp" else ""
    for source in _ends(entry.source, six=six):
        for target in _ends(entry.target, six=six):
            for low, high in entry.ports:
                ports = f" eq {low}" if low == high else f" range {low} {high}"
                ends = f"{source}{ports} {target}" if entry.answers else f"{source} {target}{ports}"
                yield f"permit {entry.protocol} {ends}{end}"


def _ends(group: Group, *, six: bool) -> Iterable[str]:
    if not six:
        return [f"object-group {group.name}"]
    return [f"host {one[:-4]}" if one.endswith("/128") else one for one in group.six]


# --- where it is applied ---------------------------------------------------------------------------------------------


def _groups_applied(containment: Containment, made: Plan) -> Iterator[str]:
    name = stem(containment)
    for way in ("in", "out"):
        if made.devices.four and not containment.place.lists:
            yield f" ip access-group {name} {way}"
        if made.devices.six:
            yield f" ipv6 traffic-filter {name}_6 {way}"


def _applied(containment: Containment, made: Plan) -> Iterator[str]:
    for interface in containment.place.interfaces:
        yield f"interface {_safe(interface)}"
        yield from _groups_applied(containment, made)
    if not containment.place.interfaces and list(_groups_applied(containment, made)):
        yield "! Apply it to each interface on the devices' side that has no list yet:"
        yield from (f"!{line}" for line in _groups_applied(containment, made))
