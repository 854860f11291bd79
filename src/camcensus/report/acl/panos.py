"""Security rules of PAN-OS in the set format, which go before those that are there.

Sessions that exist are asked again when the policy is committed, unless that is switched off (``rematch``).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from camcensus.model.containment import Containment
from camcensus.report.acl._entries import Group, Plan, plan
from camcensus.report.acl._names import heading, remark, stem

MEMBERS = 500
"""Members of one group; larger ones are groups of groups."""
LINE = 50
"""Members that one line names."""
DESCRIPTION = 200


class _Rule(NamedTuple):
    """One security rule."""

    name: str
    source: str
    target: str
    service: str
    action: str
    note: str


def chains(_: Containment) -> tuple[str, ...]:
    """None: there is one order of all rules."""
    return ()


def render(containment: Containment) -> str:
    """What is pasted in configuration mode, before ``commit``."""
    made = plan(containment)
    lines = [f"# {line}" for line in ("Paste it after: configure", *heading(containment))]
    for group in made.groups:
        lines += _addresses(group)
    for name, protocol, ports in _services(containment, made):
        lines.append(f"set service {name} protocol {protocol} port {ports}")
    rules = list(_rules(containment, made))
    for one in rules:
        lines += _set(containment, one)
    # The last is moved first: each then stands before what was moved before it.
    lines += [f"move rulebase security rules {one.name} top" for one in reversed(rules)]
    return "\n".join([*lines, ""])


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in."""
    return ("configure", "save config to before-containment.xml", f"(paste {file})", "validate full", "commit")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away: rules first, then what they name."""
    made = plan(containment)
    found = [f"delete rulebase security rules {one.name}" for one in _rules(containment, made)]
    found += [f"delete service {name}" for name, _, _ in _services(containment, made)]
    for group in made.groups:
        found += [f"delete address-group {name}" for name, _ in reversed(list(_grouped(group)))]
        found += [f"delete address {name}" for name in _singles(group)]
    return ("configure", *found, "commit")


def _singles(group: Group) -> list[str]:
    return [f"{group.name}_{number}" for number in range(1, len(group.four) + len(group.six) + 1)]


def _addresses(group: Group) -> Iterator[str]:
    for name, network in zip(_singles(group), (*group.four, *group.six), strict=True):
        yield f"set address {name} ip-netmask {network}"
    for name, members in _grouped(group):
        for at in range(0, len(members), LINE):
            yield f"set address-group {name} static [ {' '.join(members[at : at + LINE])} ]"


def _grouped(group: Group) -> Iterator[tuple[str, list[str]]]:
    """Groups with their members, inner ones first; the last bears the name of the whole."""
    members, level = _singles(group), 0
    while len(members) > MEMBERS:
        level += 1
        parts = [members[at : at + MEMBERS] for at in range(0, len(members), MEMBERS)]
        names = [f"{group.name}_g{level}_{number}" for number in range(1, len(parts) + 1)]
        yield from zip(names, parts, strict=True)
        members = names
    yield group.name, members


def _services(containment: Containment, made: Plan) -> Iterator[tuple[str, str, str]]:
    """(name, protocol, ports) for each entry that opens."""
    for number, entry in enumerate((one for one in made.entries if not one.answers), 1):
        ports = ",".join(str(low) if low == high else f"{low}-{high}" for low, high in entry.ports)
        yield f"{stem(containment)}_s{number}", entry.protocol, ports


def _rules(containment: Containment, made: Plan) -> Iterator[_Rule]:
    name = stem(containment)
    for number, entry in enumerate((one for one in made.entries if not one.answers), 1):
        ends = entry.source.name, entry.target.name
        yield _Rule(f"{name}_{number}", *ends, f"{name}_s{number}", "allow", entry.note)
    mine, note = made.devices.name, "all else of these devices"
    yield _Rule(f"{name}_from", mine, "any", "any", "drop", note)
    yield _Rule(f"{name}_to", "any", mine, "any", "drop", note)


def _set(containment: Containment, one: _Rule) -> Iterator[str]:
    begin = f"set rulebase security rules {one.name}"
    yield f"{begin} from any to any source {one.source} destination {one.target}"
    yield f"{begin} application any service {one.service} action {one.action} log-end yes"
    yield f'{begin} description "{remark(containment, one.note, DESCRIPTION)}"'
