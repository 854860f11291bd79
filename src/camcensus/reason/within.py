"""A text within the configuration that is there already: what both together let through, and what no packet reaches.

Where a file says which interfaces a box has, packets of the devices are sent from each behind which they lie to each
other one, and back, whatever routes say between these. A bare rule set is asked of everything that passes, by whatever
interface.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from camcensus.model.containment import OPEN, SHUT, UNSURE, Containment, Difference, Place, Proof
from camcensus.model.errors import UsageError
from camcensus.reason import passage, policy, proof, shadows
from camcensus.reason.gathered import gathered
from camcensus.reason.passage import Way
from camcensus.reason.paths import Net, Port
from camcensus.reason.policy import Decided, Ways
from camcensus.reason.proof import Asked
from camcensus.wire import spans
from camcensus.wire.config.values import Box, Chain, Match, Names, Rule, Step, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

Near = Mapping[tuple[str, str], Spans]
"""Box and interface to what the owner says lies behind it."""


class Merged(NamedTuple):
    """A box with our rules in it; those of lines above `last` are ours."""

    box: Box
    last: int


# --- putting them together -------------------------------------------------------------------------------------------


def place(box: Box, given: Place) -> Place:
    """Where rules go on a box, as far as its configuration says it: what the owner names comes first."""
    if box.dialect == "asa" and not given.lists:
        names = [rule.chain for key, chain in box.chains.items() if key.endswith(" in") for rule in chain.rules
                 if rule.action == "jump"]  # fmt: skip
        return replace(given, lists=tuple(name.removeprefix("access-list ") for name in dict.fromkeys(names)))
    if box.dialect == "fortios" and not given.before and "policy" in box.chains:
        first = next((rule.name for rule in box.chains["policy"].rules if rule.line > 0 and rule.name), "")
        return replace(given, before=first.split()[0] if first else "")
    return given


def spliced(box: Box, ours: Box, last: int, containment: Containment) -> Box:
    """Lists of IOS or ASA with our entries before those that are there, and ours applied.

    Raises `UsageError` for a list that is not there, or an interface that has one already.
    """
    chains, steps = dict(box.chains), list(box.steps)
    for name, chain in ours.chains.items():
        if not name.startswith(("ip access-list ", "ipv6 access-list ", "access-list ")):
            continue
        moved = tuple(replace(rule, line=rule.line + last if rule.line else 0) for rule in chain.rules)
        listed = name.rpartition(" ")[2] in containment.place.lists
        if listed and name not in chains:
            raise UsageError(f"{box.name} has no list '{name.rpartition(' ')[2]}'", mend="name one that is applied")
        there = chains[name].rules if listed else ()
        chains[name] = replace(chain, rules=(*moved, *there), default=chains[name].default if listed else chain.default)
    lists = [name for name in ours.chains if name.startswith(("ip access-list ", "ipv6 access-list "))]
    own = [name for name in lists if name.rpartition(" ")[2] not in containment.place.lists]
    for interface in containment.place.interfaces if own else ():
        _apply(box, interface, own, chains, steps)
    return replace(box, chains=chains, steps=tuple(steps), unread=(*box.unread, *ours.unread))


def _apply(box: Box, interface: str, lists: Sequence[str], chains: dict[str, Chain], steps: list[Step]) -> None:
    if interface not in {one.name for one in box.interfaces}:
        raise UsageError(f"{box.name} has no interface '{interface}'", mend="write its name as the file does")
    for way in ("in", "out"):
        key, names = f"{interface} {way}", Names(names=(interface,))
        held = chains.get(key, Chain(name=key)).rules
        taken = {"ipv6" if rule.chain.startswith("ipv6") else "ip": rule for rule in held if rule.chain}
        for name in lists:
            there = taken.get(name.split()[0])
            if there is not None:
                known = there.chain.rpartition(" ")[2]
                raise UsageError(f"{interface} has the list '{known}' already", mend=f"say --list {known}")
        rules = [_jump(name) for name in lists]
        chains[key] = Chain(name=key, rules=(*held, *rules))
        if not held:
            step = Step(kind="filter", chain=key)
            if way == "in":
                steps.insert(0, replace(step, incoming=names))
            else:
                steps.append(replace(step, outgoing=names))


def _jump(name: str) -> Rule:
    family = spans.V6_ALL if name.startswith("ipv6") else spans.V4_ALL
    return Rule(line=0, text=f"applied: {name}", action="jump", chain=name, match=Match(cubes=(cube(family, family),)))


# --- the proof -------------------------------------------------------------------------------------------------------


def prove(containment: Containment, merged: Merged, asked: Asked, before: Box, near: Near) -> Proof:
    """What passes the box with our rules in it. Raises `policy.IntricateError`."""
    box = gathered(merged.box)
    goal = proof.wanted(containment, asked.kind)
    if box.knows_routes:
        pieces, lost = _by_interface(containment, box, asked, near)
    else:
        pieces, lost = list(_through(containment, box, asked)), []
    found = list(dict.fromkeys(proof.compared(box.name, pieces, goal)))  # of two pairs of interfaces the same is said
    wrong = [one for one in found if one.kind == OPEN] + lost
    wrong += list(dict.fromkeys(_doubtful(box, pieces, goal)))
    already = shadows.shadowed(before)
    known = {one.rule.line for one in already}
    later = [replace(one, by_ours=True) for one in shadows.shadowed(merged.box) if one.rule.line not in known]
    return Proof(
        dialect=box.dialect,
        kind=asked.kind,
        rules=merged.box.written,
        box=box.name,
        differences=tuple(wrong[: proof.SHOWN]),
        more=max(0, len(wrong) - proof.SHOWN),
        remains=tuple([one for one in found if one.kind == SHUT][: proof.SHOWN]),
        checked=_CHECKED[box.knows_routes],
        unchecked=(*_unspoken(containment, asked), *_unchecked(before)),
        shadowed=(*already, *later),
        never_hit=tuple(shadows.never_hit(before, merged.last)),
    )


_CHECKED = {
    False: ("every packet from or to the devices that passes this box by any interface, after NAT as well",),
    True: ("every packet of the devices from each interface behind which they lie to each other one, and back",),
}


def _unspoken(containment: Containment, asked: Asked) -> Iterator[str]:
    devices = proof.addresses(containment.devices)
    for name, family in (("IPv4", spans.V4_ALL), ("IPv6", spans.V6_ALL)):
        if family not in asked.families and spans.both(devices, family):
            yield f"{name} of the devices: this file does not speak of it"


def _unchecked(box: Box) -> Iterator[str]:
    for odd in box.unread[: proof.SHOWN]:
        yield f"{box.name}, line {odd.line} is not understood: {' '.join(odd.text.split())[:100]}"
    for name in shadows.too_long(box):
        yield f"shadowed rules of {name}: it has more than {shadows.MOST:,}"


def _doubtful(box: Box, pieces: Iterable[Decided], goal: Sequence[Cube]) -> Iterator[Difference]:
    """Packets that may pass and are not wanted."""
    for one in pieces:
        if one.action == policy.UNKNOWN:
            sure = [one._replace(action="permit", doubts=())]
            rules = [doubt.rule for doubt in one.doubts]
            for wider in proof.compared(box.name, sure, goal):
                said = tuple(dict.fromkeys(proof.said(box.name, one.chain, rule) for rule in rules))
                yield replace(wider, kind=UNSURE, rules=said)


def _through(containment: Containment, box: Box, asked: Asked) -> Iterator[Decided]:
    """Everything from or to the devices, and what NAT makes of something that is not."""
    devices = proof.addresses(containment.devices)
    sent = proof.universe(containment, asked)
    sent += [cube for family in asked.families for cube in _translated(box, devices, asked, family)]
    passed = passage.steps(box, box.steps, [Way(one, one) for one in sent], Ways())
    for action, ways in (("permit", passed.ways), ("deny", passed.stopped)):
        yield from _of_devices(ways, action, devices)


def _ends(way: Way) -> Cube:
    """Who sends, and who receives it in the end."""
    return way.was._replace(target=way.now.target, target_port=way.now.target_port, protocol=way.now.protocol)


def _translated(box: Box, devices: Spans, asked: Asked, family: Spans) -> Iterator[Cube]:
    """Packets for addresses that NAT turns into those of the devices."""
    rules = [rule for chain in box.chains.values() for rule in chain.rules if rule.translation is not None]
    targets = spans.union(one.target for rule in rules if rule.translation and rule.translation.target
                          for one in rule.match.cubes)  # fmt: skip
    rest = spans.without(spans.both(targets, family), devices)
    if rest:
        yield Cube(spans.without(family, devices), rest, modes=proof.modes(asked.kind))


def _by_interface(
    containment: Containment, box: Box, asked: Asked, near: Near
) -> tuple[list[Decided], list[Difference]]:
    """(what becomes of packets between interfaces, devices of which nobody knows where they lie)."""
    devices = proof.addresses(containment.devices)
    net = Net([box], near)
    behind = {port.interface.name: spans.both(devices, _behind(net, box, port)) for port in net.ports}
    found: list[Decided] = []
    for port in net.ports:
        mine = behind[port.interface.name]
        for other in net.ports if mine else ():
            if other is not port:
                found += _between(box, port, other, mine, asked)
    lost = spans.without(devices, spans.union(behind.values()))
    odd = [Difference(kind=UNSURE, source=proof.shown(lost), services=_NOWHERE)] if lost else []
    return found, odd


_NOWHERE = "they lie behind no interface that the file names: say it with --link"


def _behind(net: Net, box: Box, port: Port) -> Spans:
    """Addresses on the link of a port, and those that routes lead there."""
    routed = [
        spans.network(route.prefix)
        for route in box.routes
        if (net.port(box.name, route.interface) or net.toward(box, route)) is port and not route.prefix.endswith("/0")
    ]
    return spans.union([port.near, *routed])


def _between(box: Box, port: Port, other: Port, mine: Spans, asked: Asked) -> Iterator[Decided]:
    names, which = (port.interface.name, other.interface.name), proof.modes(asked.kind)
    for family in asked.families:
        here, whole = spans.both(mine, family), spans.without(family, asked.beside)
        if not here:
            continue
        back = [Cube(whole, here, modes=which), *_translated(box, mine, asked, family)]
        for incoming, outgoing, sent in ((*names, [Cube(here, whole, modes=which)]), (*names[::-1], back)):
            passed = passage.between(box, incoming, outgoing, sent)
            for action, ways in (("permit", passed.ways), ("deny", passed.stopped)):
                yield from _of_devices(ways, action, here)


def _of_devices(ways: Iterable[Way], action: str, devices: Spans) -> Iterator[Decided]:
    """What became of packets that are from or to devices in the end."""
    for way in ways:
        ends = _ends(way)
        if spans.both(ends.source, devices) or spans.both(ends.target, devices):
            yield proof.settled(way, action)._replace(cube=ends)
