"""A table of nftables of its own, which can only close: what it accepts still meets every other table.

Answers are let back by the ports they come from, not by being ``established`` alone: conversations that began before
the table was loaded end with it.
"""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.model.containment import Containment
from camcensus.report.acl._entries import Entry, Group, plan
from camcensus.report.acl._names import heading, remark, stem

FAMILIES = ((False, "ip", "ipv4_addr"), (True, "ip6", "ipv6_addr"))
_ERRORS = ((False, "ip protocol icmp"), (True, "ip6 nexthdr ipv6-icmp"))


def chains(_: Containment) -> tuple[str, ...]:
    """None: it is asked as the kernel asks it, hook by hook."""
    return ()


def render(containment: Containment) -> str:
    """What ``nft -f`` takes; it refuses to load twice."""
    name, made = stem(containment), plan(containment)
    lines = [f"# {line}" for line in heading(containment)]
    lines += [f"create table inet {name}", f"table inet {name} {{"]
    for group in made.groups:
        lines += _sets(group)
    lines += ["\tchain forward {", "\t\ttype filter hook forward priority filter - 10; policy accept;"]
    for six, word, _ in FAMILIES:
        if made.devices.of(six=six):
            held = _set(made.devices, six=six)
            lines += [f"\t\t{word} {end} @{held} goto contained" for end in ("saddr", "daddr")]
    lines += ["\t}", "\tchain contained {"]
    lines += [f"\t\t{one} ct state related counter accept" for six, one in _ERRORS if made.devices.of(six=six)]
    for entry in made.entries:
        lines += _rules(entry, f'counter accept comment "{remark(containment, entry.note)}"')
    lines += [f'\t\tcounter log prefix "{name} denied " drop comment "{remark(containment, "all else")}"', "\t}", "}"]
    return "\n".join([*lines, ""])


def load(_: Containment, file: str) -> tuple[str, ...]:
    """Commands that bring it in, all at once or not at all."""
    return (f"nft --check -f {file}", f"nft -f {file}")


def back_out(containment: Containment) -> tuple[str, ...]:
    """Commands that take it away."""
    return (f"nft delete table inet {stem(containment)}",)


def _set(group: Group, *, six: bool) -> str:
    return f"{group.name}_{6 if six else 4}"


def _sets(group: Group) -> Iterator[str]:
    for six, _, kind in FAMILIES:
        if networks := group.of(six=six):
            yield f"\tset {_set(group, six=six)} {{"
            yield f"\t\ttype {kind}; flags interval"
            yield "\t\telements = { " + ",\n\t\t\t".join(networks) + " }"
            yield "\t}"


def _rules(entry: Entry, goal: str) -> Iterator[str]:
    ports = ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in entry.ports)
    end, states = ("sport", "established") if entry.answers else ("dport", "{ new, established }")
    for six, word, _ in FAMILIES:
        if entry.source.of(six=six) and entry.target.of(six=six):
            source, target = _set(entry.source, six=six), _set(entry.target, six=six)
            ends = f"{word} saddr @{source} {word} daddr @{target}"
            yield f"\t\t{ends} {entry.protocol} {end} {{ {ports} }} ct state {states} {goal}"
