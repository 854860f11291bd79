"""Policies of FortiOS, which go before those that are there.

New policies stand last until they are moved: `Place.before` is the one that stands first now. Sessions that exist are
asked again when policies change. Families have policies of their own, so that an empty one never means *all*.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from ipaddress import ip_network
from typing import NamedTuple

from camcensus.model.containment import Containment
from camcensus.report.acl._entries import Entry, Group, Plan, plan
from camcensus.report.acl._names import heading, remark, stem, words

WANTS = "Policies of both families in one table want FortiOS 6.4 or later."
MEMBERS = 300
"""Members of one group; larger ones are groups of groups."""
PORTS = 15
"""Ranges of ports of one service."""
COMMENT = 200
FAMILIES = ((False, "", "subnet"), (True, "6", "ip6"))


class _Policy(NamedTuple):
    """One policy of one family."""

    number: int
    source: str
    target: str
    service: str
    accept: bool
    six: bool
    note: str


def chains(_: Containment) -> tuple[str, ...]:
    """None: there is one order of all policies."""
    return ()


def render(containment: Containment) -> str:
    """What is pasted at the command line of the virtual domain."""
    made = plan(containment)
    lines = [f"# {line}" for line in (*heading(containment), WANTS)]
    for six, mark, key in FAMILIES:
        lines += _addresses(made, six=six, mark=mark, key=key)
    lines += _services(containment, made)
    policies = list(_policies(containment, made))
    lines.append("config firewall policy")
    for one in policies:
        lines += _policy(containment, one)
    before = _number(containment.place.before)
    lines += [f"move {one.number} before {before}" for one in policies if before]
    lines.append("end")
    if not before:
        lines.append("# Move them, in this order, before the policy that stands first: move ID before FIRST")
    return "\n".join([*lines, ""])


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in."""
    return ("execute backup config flash before-containment", f"(paste {file})")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away: policies first, then what they name."""
    made = plan(containment)
    found = ["config firewall policy", *(f"delete {one.number}" for one in _policies(containment, made)), "end"]
    services = [name for name, _ in _named_services(containment, made)]
    found += ["config firewall service custom", *(f'delete "{name}"' for name in services), "end"]
    for six, mark, _ in FAMILIES:
        held = [group for group in made.groups if group.of(six=six)]
        if held:
            parts = [name for group in held for name, _ in reversed(list(_grouped(group, six=six)))]
            single = [name for group in held for name in _singles(group, six=six)]
            found += [f"config firewall addrgrp{mark}", *(f'delete "{name}"' for name in parts), "end"]
            found += [f"config firewall address{mark}", *(f'delete "{name}"' for name in single), "end"]
    return tuple(found)


def _number(text: str) -> str:
    return text if text.isdecimal() else ""


# --- addresses and services ------------------------------------------------------------------------------------------


def _addresses(made: Plan, *, six: bool, mark: str, key: str) -> Iterator[str]:
    held = [group for group in made.groups if group.of(six=six)]
    if not held:
        return
    yield f"config firewall address{mark}"
    for group in held:
        for name, network in zip(_singles(group, six=six), group.of(six=six), strict=True):
            yield f'edit "{name}"'
            yield f"set {key} {network if six else ' '.join(_masked(network))}"
            yield "next"
    yield "end"
    yield f"config firewall addrgrp{mark}"
    for group in held:
        for name, members in _grouped(group, six=six):
            yield f'edit "{name}"'
            yield "set member " + " ".join(f'"{one}"' for one in members)
            yield "next"
    yield "end"


def _masked(network: str) -> tuple[str, str]:
    known = ip_network(network)
    return str(known.network_address), str(known.netmask)


def _singles(group: Group, *, six: bool) -> list[str]:
    return [f"{group.name}_{6 if six else 4}_{number}" for number in range(1, len(group.of(six=six)) + 1)]


def _whole(group: Group, *, six: bool) -> str:
    return f"{group.name}_{6 if six else 4}"


def _grouped(group: Group, *, six: bool) -> Iterator[tuple[str, Sequence[str]]]:
    """Groups with their members, inner ones first; the last bears the name of the whole."""
    members: Sequence[str] = _singles(group, six=six)
    name, level = _whole(group, six=six), 0
    while len(members) > MEMBERS:
        level += 1
        parts = [members[at : at + MEMBERS] for at in range(0, len(members), MEMBERS)]
        names = [f"{name}_g{level}_{number}" for number in range(1, len(parts) + 1)]
        yield from zip(names, parts, strict=True)
        members = names
    yield name, members


def _named_services(containment: Containment, made: Plan) -> Iterator[tuple[str, Entry]]:
    """One for each entry that opens, by its place among them."""
    for number, entry in enumerate(_opening(made), 1):
        for at in range(0, len(entry.ports), PORTS):
            name = f"{stem(containment)}_s{number}" + (f"_{at // PORTS}" if at else "")
            yield name, entry._replace(ports=entry.ports[at : at + PORTS])


def _services(containment: Containment, made: Plan) -> Iterator[str]:
    yield "config firewall service custom"
    for name, entry in _named_services(containment, made):
        yield f'edit "{name}"'
        ports = " ".join(str(low) if low == high else f"{low}-{high}" for low, high in entry.ports)
        yield f"set {entry.protocol}-portrange {ports}"
        yield "next"
    yield "end"


# --- policies --------------------------------------------------------------------------------------------------------


def _opening(made: Plan) -> Iterator[Entry]:
    yield from (entry for entry in made.entries if not entry.answers)


def _policies(containment: Containment, made: Plan) -> Iterator[_Policy]:
    number = _first(containment)
    services: dict[int, list[str]] = {}
    for at, entry in enumerate(_opening(made), 1):
        begin = f"{stem(containment)}_s{at}"
        count = -(-len(entry.ports) // PORTS)
        services[at] = [begin, *(f"{begin}_{part}" for part in range(1, count))]
    for six, _, _ in FAMILIES:
        for at, entry in enumerate(_opening(made), 1):
            if entry.source.of(six=six) and entry.target.of(six=six):
                ends = _whole(entry.source, six=six), _whole(entry.target, six=six)
                service = " ".join(f'"{one}"' for one in services[at])
                yield _Policy(number, *ends, service, accept=True, six=six, note=entry.note)
                number += 1
        if made.devices.of(six=six):
            mine = _whole(made.devices, six=six)
            for ends in ((mine, "all"), ("all", mine)):
                yield _Policy(number, *ends, '"ALL"', accept=False, six=six, note="all else of these devices")
                number += 1


def _first(containment: Containment) -> int:
    """The number of our first policy: made from the reference, so that changes do not meet."""
    return 1_000_000_000 + int(sha256(containment.reference.encode("utf-8", "replace")).hexdigest()[:5], 16) * 1_000


def _policy(containment: Containment, one: _Policy) -> Iterator[str]:
    mark = "6" if one.six else ""
    yield f"edit {one.number}"
    yield f'set name "{stem(containment)}_{one.number - _first(containment)}"'
    yield 'set srcintf "any"'
    yield 'set dstintf "any"'
    yield f'set srcaddr{mark} "{one.source}"'
    yield f'set dstaddr{mark} "{one.target}"'
    yield f"set action {'accept' if one.accept else 'deny'}"
    yield 'set schedule "always"'
    yield f"set service {one.service}"
    yield "set logtraffic all"
    if not one.accept and not one.six:
        yield "set match-vip enable"
    yield f'set comments "{words(remark(containment, one.note, COMMENT), COMMENT)}"'
    yield "next"
