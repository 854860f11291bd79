"""Chains of iptables, of one family: every device address stands once for each direction, whatever it needs.

A packet that may pass goes back to FORWARD, where the rules that stand there decide further: the chains can only close.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from camcensus.model.containment import DEVICE, Containment, Need
from camcensus.report.acl._names import heading, remark, stem
from camcensus.wire import spans
from camcensus.wire.spans import Spans

RANGES = 7
"""Ranges of ports in one rule: a list of ports has fifteen places, and a range takes two."""
_WHOLE = -1
"""Of `_Role`: that it is a device at all."""


class _Role(NamedTuple):
    """What some addresses are to a need."""

    need: int
    is_device: bool


class _Class(NamedTuple):
    """Devices that play the same parts."""

    networks: tuple[str, ...]
    roles: tuple[_Role, ...]


def written(containment: Containment, *, six: bool) -> str:
    """What ``iptables-restore --noflush`` or ``ip6tables-restore --noflush`` takes."""
    name, classes = stem(containment), list(_classes(containment, six=six))
    rules: list[str] = []
    for end in "sd":
        mark = "F" if end == "s" else "T"
        rules += [
            f"-A {name} -{end} {network} -g {name}_{number}{mark}"
            for number, one in enumerate(classes, 1)
            for network in one.networks
        ]
    for number, one in enumerate(classes, 1):
        for mark in "FT":
            rules += _chain(containment, one, f"{name}_{number}{mark}", outward=mark == "F", six=six)
    rules += [
        f'-A {name}_drop -j LOG --log-prefix "{name} denied "',
        f"-A {name}_drop -j DROP",
        f"-I FORWARD 1 -j {name}",
    ]
    chains = [name, f"{name}_drop", *(f"{name}_{n}{mark}" for n in range(1, len(classes) + 1) for mark in "FT")]
    lines = [*(f"# {line}" for line in heading(containment)), "*filter", *(f":{one} - [0:0]" for one in chains)]
    return "\n".join([*lines, *rules, "COMMIT", ""])


def back_out(containment: Containment, tool: str) -> tuple[str, ...]:
    """Commands that take it away: the way in first, then our chains and none whose name only begins like theirs."""
    name = stem(containment)
    ours = f"{tool}-save -t filter | grep -oE '^:{name}(_drop|_[0-9]+[FT])? ' | tr -d ': '"
    return (
        f"{tool} -D FORWARD -j {name}",
        f"for chain in $({ours}); do {tool} -F $chain; done",
        f"for chain in $({ours}); do {tool} -X $chain; done",
    )


def _chain(containment: Containment, one: _Class, name: str, *, outward: bool, six: bool) -> Iterator[str]:
    """What devices of a class may send (`outward`), or be sent by others."""
    yield f"-A {name} -p {'ipv6-icmp' if six else 'icmp'} -m conntrack --ctstate RELATED -j RETURN"
    for role in one.roles:
        # What devices send one another is decided by the sender's class.
        if outward or role.is_device:
            yield from _rules(containment, containment.needs[role.need], role, name, outward=outward, six=six)
    yield f"-A {name} -g {stem(containment)}_drop"


def _rules(containment: Containment, need: Need, role: _Role, name: str, *, outward: bool, six: bool) -> Iterator[str]:
    others = [one for one in (need.others if role.is_device else need.devices) if (":" in one) is six]
    opens = (need.opened_by == DEVICE) is role.is_device
    # Who opens sends to the ports; who is called answers from them.
    end, states = ("dports", "NEW,ESTABLISHED") if opens is outward else ("sports", "ESTABLISHED")
    note = remark(containment, f"{need.name}: {need.why}" if need.why else need.name)
    for protocol, ports in _ports(need):
        for other in others:
            yield (
                f"-A {name} -{'d' if outward else 's'} {other} -p {protocol} -m multiport --{end} {ports}"
                f' -m conntrack --ctstate {states} -m comment --comment "{note}" -j RETURN'
            )


def _ports(need: Need) -> Iterator[tuple[str, str]]:
    ranges: dict[str, list[str]] = {}
    for one in need.services:
        ranges.setdefault(one.protocol, []).append(
            str(one.first) if one.first == one.last else f"{one.first}:{one.last}"
        )
    for protocol, every in ranges.items():
        yield from ((protocol, ",".join(every[at : at + RANGES])) for at in range(0, len(every), RANGES))


# --- classes ---------------------------------------------------------------------------------------------------------


def _classes(containment: Containment, *, six: bool) -> Iterator[_Class]:
    """Devices of a family, those together that play the same parts in the same needs; the most first."""
    sets = [(_Role(_WHOLE, is_device=True), _spans(containment.devices, six=six))]
    for number, need in enumerate(containment.needs):
        sets.append((_Role(number, is_device=True), _spans(need.devices, six=six)))
        sets.append((_Role(number, is_device=False), _spans(need.others, six=six)))
    parts: dict[tuple[_Role, ...], list[int]] = {}
    for low, high, roles in _swept(sets):
        if roles[0].need == _WHOLE:
            held = parts.setdefault(roles[1:], [])
            if held and held[-1] == low:
                held[-1] = high
            else:
                held += (low, high)
    for roles, held in parts.items():
        yield _Class(tuple(spans.prefixes(tuple(held))), roles)


def _swept(sets: Sequence[tuple[_Role, Spans]]) -> Iterator[tuple[int, int, tuple[_Role, ...]]]:
    """(begin, end, roles) of every piece of the axis on which the same sets lie."""
    bounds = sorted((bound, role) for role, held in sets for bound in held)
    active: set[_Role] = set()
    last = 0
    for bound, role in bounds:
        if bound > last and active:
            yield last, bound, tuple(sorted(active, key=lambda one: (one.need, not one.is_device)))
        active ^= {role}
        last = bound


def _spans(networks: Iterable[str], *, six: bool) -> Spans:
    return spans.union(spans.network(one) for one in networks if (":" in one) is six)
