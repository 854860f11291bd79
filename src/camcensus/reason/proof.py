"""Whether a text does what was wanted of it: what it says of every packet of the devices, against what they need.

The text was read back by the reader of its dialect. Both are sets of packets, and they are compared whole: what passes
and was not wanted, what was wanted and does not pass, and what is decided of packets of no device.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from camcensus.model.containment import (
    DEVICE,
    OPEN,
    SESSIONS,
    SHUT,
    STATELESS,
    TOUCHED,
    UNREAD,
    UNSURE,
    Containment,
    Difference,
    Need,
    Proof,
    Service,
)
from camcensus.model.separation import Said
from camcensus.reason import passage, policy
from camcensus.reason.gathered import gathered
from camcensus.reason.passage import By, Way
from camcensus.reason.policy import Decided, Ways
from camcensus.reason.services import services
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Rule
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

SHOWN = 20
"""Differences that are listed."""
NETWORKS = 8
_NUMBERS = {"tcp": packets.TCP, "udp": packets.UDP}
_TALK = packets.modes(["new", "established"])
_BACK = packets.modes(["established"])
_NEIGHBOURS = spans.span(256 * 135, 256 * 137 - 1)
"""Types of ICMP by which neighbours of IPv6 find each other: they never leave a link, but pass a router's lists."""


class Asked(NamedTuple):
    """How a dialect is asked: the chains that decide, none for all steps of the box; and what is not asked."""

    kind: str
    chains: tuple[str, ...] = ()
    beside: Spans = ()
    """Targets of which it decides elsewhere (multicast)."""
    families: tuple[Spans, ...] = (spans.V4_ALL, spans.V6_ALL)
    """What it speaks of at all."""


# --- what is wanted --------------------------------------------------------------------------------------------------


def modes(kind: str) -> int:
    """The packets that are compared: of dialects that keep sessions the first one of each."""
    return packets.OPENING if kind == SESSIONS else packets.EVERY


def universe(containment: Containment, asked: Asked) -> list[Cube]:
    """All packets from or to the devices, in cubes that have none in common."""
    devices, which = addresses(containment.devices), modes(asked.kind)
    found = []
    for family in asked.families:
        mine = spans.both(devices, family)
        whole = spans.without(family, asked.beside)
        if mine:
            found += [Cube(mine, whole, modes=which), Cube(spans.without(family, mine), mine, modes=which)]
    return found


def wanted(containment: Containment, kind: str) -> list[Cube]:
    """The packets that must pass, as this kind of dialect can say it."""
    found = [cube for need in containment.needs for cube in _conversation(need, kind)]
    devices = addresses(containment.devices)
    for family, errors in ((spans.V4_ALL, packets.ICMP), (spans.V6_ALL, packets.ICMP6)):
        mine = spans.both(devices, family)
        if mine and kind not in (SESSIONS, STATELESS):
            related = Cube(protocol=spans.one(errors), modes=packets.modes(["related"]))
            found += [related._replace(source=mine, target=family), related._replace(source=family, target=mine)]
    six = spans.both(devices, spans.V6_ALL)
    if six and kind == STATELESS:
        found.append(Cube(six, spans.V6_ALL, spans.one(packets.ICMP6), target_port=_NEIGHBOURS))
        found.append(Cube(spans.V6_ALL, six, spans.one(packets.ICMP6), target_port=_NEIGHBOURS))
    return found


def opening(containment: Containment) -> list[Cube]:
    """The first packets of conversations that are needed."""
    return wanted(containment, SESSIONS)


def addresses(texts: Iterable[str]) -> Spans:
    """Networks as one set."""
    return spans.union(spans.network(text) for text in texts)


def _conversation(need: Need, kind: str) -> Iterator[Cube]:
    """Both directions of a need, family by family."""
    device, other = addresses(need.devices), addresses(need.others)
    opener, called = (device, other) if need.opened_by == DEVICE else (other, device)
    for family in (spans.V4_ALL, spans.V6_ALL):
        near, far = spans.both(opener, family), spans.both(called, family)
        if near and far:
            for protocol, ports in ports_of(need.services):
                yield from _ways(near, far, protocol, ports, kind)


def _ways(near: Spans, far: Spans, protocol: int, ports: Spans, kind: str) -> Iterator[Cube]:
    there = Cube(near, far, spans.one(protocol), target_port=ports)
    back = Cube(far, near, spans.one(protocol), source_port=ports)
    if kind == SESSIONS:
        yield there._replace(modes=packets.OPENING)
    elif kind == STATELESS:
        yield there
        yield back._replace(modes=packets.modes(answers=True)) if protocol == packets.TCP else back
    else:
        yield there._replace(modes=_TALK)
        yield back._replace(modes=_BACK)


def ports_of(listed: Iterable[Service]) -> Iterator[tuple[int, Spans]]:
    """Protocol and ports of services, those of one protocol together."""
    found: dict[int, list[Spans]] = {}
    for one in listed:
        found.setdefault(_NUMBERS[one.protocol], []).append(spans.span(one.first, one.last))
    yield from ((protocol, spans.union(parts)) for protocol, parts in found.items())


# --- what the text says ----------------------------------------------------------------------------------------------


def prove(containment: Containment, box: Box, asked: Asked) -> Proof:
    """What the text says of all packets, against what is wanted. Raises `policy.IntricateError`."""
    written, box = box.written, gathered(box)
    pieces = list(_decided(box, asked, universe(containment, asked)))
    goal = wanted(containment, asked.kind)
    found = [
        *(Difference(kind=UNREAD, rules=(Said(box=box.name, line=odd.line, text=odd.text),)) for odd in box.unread),
        *compared(box.name, pieces, goal),
        *_touched(box, asked, containment),
        *_unapplied(box, asked, containment),
    ]
    return Proof(
        dialect=box.dialect,
        kind=asked.kind,
        rules=written,
        differences=tuple(found[:SHOWN]),
        more=max(0, len(found) - SHOWN),
        wider=tuple(_wider(containment)) if asked.kind == STATELESS else (),
        checked=_CHECKED[asked.kind],
        unchecked=tuple(_unchecked(asked)),
    )


_CHECKED = {
    kind: (
        f"every packet of every protocol and port from or to the devices, in both families{of}",
        "that all that is needed passes, that nothing else does, and that packets of no device are left as they were",
    )
    for kind, of in (
        ("tracked", ", with each state of the connection tracker"),
        ("sessions", ", that opens a session"),
        ("stateless", ", with and without the flags of an answer"),
    )
}


def _unchecked(asked: Asked) -> Iterator[str]:
    if asked.beside:
        yield "multicast, of which the platform decides elsewhere"
    if asked.kind == SESSIONS:
        yield "what belongs to sessions that exist already: it passes unasked until they are ended"
    if asked.kind == STATELESS:
        yield "later fragments of packets: where their addresses fit a permit, the list lets them pass"


def compared(box: str, pieces: Iterable[Decided], goal: Sequence[Cube]) -> Iterator[Difference]:
    """What passes and is not wanted, what is wanted and does not pass, and what is not known."""
    for one in pieces:
        if one.action == policy.UNKNOWN:
            rules = tuple(doubt.rule for doubt in one.doubts) or ((one.rule,) if one.rule else ())
            yield _difference(UNSURE, one.cube, box, one.chain, rules)
            continue
        near = [cube for cube in _near(one.cube, goal) if packets.both(one.cube, cube) is not None]
        rules = (one.rule,) if one.rule else ()
        if one.action == "permit":
            yield from (_difference(OPEN, cube, box, one.chain, rules) for cube in _beyond(one.cube, near))
        else:
            met = (packets.both(one.cube, cube) for cube in near)
            yield from (_difference(SHUT, both, box, one.chain, rules) for both in met if both is not None)


def _near(cube: Cube, goal: Sequence[Cube]) -> Iterator[Cube]:
    """Those whose ends reach where the cube does: of thousands a look at four numbers is enough for most."""
    low, high, first, last = cube.source[0], cube.source[-1], cube.target[0], cube.target[-1]
    for one in goal:
        source, target = one.source, one.target
        if source[0] < high and low < source[-1] and target[0] < last and first < target[-1]:
            yield one


def _beyond(cube: Cube, goal: Iterable[Cube]) -> list[Cube]:
    """The packets of a cube that lie in none of some."""
    left = [cube]
    for one in goal:
        left = [rest for piece in left for rest in packets.without(piece, one)]
        if not left:
            break
    return left


def _decided(box: Box, asked: Asked, cubes: Sequence[Cube]) -> Iterator[Decided]:
    """Every packet in exactly one piece, with what becomes of it."""
    if asked.chains:
        for name in asked.chains:
            own = [_of_chain(name, cube) for cube in cubes]
            yield from policy.decide(box, name, [cube for cube in own if cube is not None], Ways())
        return
    passed = passage.steps(box, box.steps, [Way(cube, cube) for cube in cubes], Ways())
    for action, ways in (("permit", passed.ways), ("deny", passed.stopped)):
        for way in ways:
            yield settled(way, action)


def settled(way: Way, action: str) -> Decided:
    """What became of packets on their way through a box, as one chain would tell it."""
    last = way.by[-1] if way.by else By("", "", None)
    doubts = tuple(policy.Doubt(policy.UNKNOWN, by.rule) for by in way.doubts if by.rule is not None)
    return Decided(way.was, policy.UNKNOWN if way.doubts else action, last.rule, last.chain, doubts)


def _of_chain(name: str, cube: Cube) -> Cube | None:
    """The packets of the family that a list is asked of: IOS has one for each."""
    family = {"ip access-list ": spans.V4_ALL, "ipv6 access-list ": spans.V6_ALL}
    known = next((whole for begin, whole in family.items() if name.startswith(begin)), spans.ADDRESSES)
    return packets.both(cube, Cube(known, known))


def _touched(box: Box, asked: Asked, containment: Containment) -> Iterator[Difference]:
    """What rules of the text decide of packets that are of no device."""
    devices, which = addresses(containment.devices), modes(asked.kind)
    for family in asked.families:
        rest = spans.without(family, devices)
        cube = Cube(rest, spans.without(rest, asked.beside), modes=which)
        for one in _decided(box, asked, [cube]) if rest else ():
            if not _left(one, asked, containment):
                yield _difference(TOUCHED, one.cube, box.name, one.chain, (one.rule,) if one.rule else ())


def _unapplied(box: Box, asked: Asked, containment: Containment) -> Iterator[Difference]:
    """Lists of our own that the text does not apply, in both directions, where it should."""
    own = [name for name in asked.chains if name.rpartition(" ")[2] not in containment.place.lists]
    for interface in containment.place.interfaces if asked.kind == STATELESS else ():
        for way in ("in", "out"):
            held = box.chains.get(f"{interface} {way}")
            applied = {rule.chain for rule in held.rules if rule.action == "jump"} if held is not None else set()
            for name in own:
                if name not in applied:
                    yield Difference(kind=OPEN, services=f"{name} is not applied to {interface} {way}")


def _left(one: Decided, asked: Asked, containment: Containment) -> bool:
    """Whether packets of no device are left to what stands there."""
    ours = one.rule is not None and one.rule.line > 0
    inserted = one.chain.rpartition(" ")[2] in containment.place.lists
    if asked.kind == SESSIONS or inserted:  # behind ours stand the rules that are there
        return not ours and one.action != policy.UNKNOWN
    return one.action == "permit" and (not ours or asked.kind == STATELESS)


def _wider(containment: Containment) -> Iterator[Difference]:
    """First packets that a list without sessions lets through beyond what is needed."""
    first = [cube._replace(modes=packets.OPENING) for cube in wanted(containment, STATELESS)
             if cube.modes & packets.OPENING]  # fmt: skip
    goal = opening(containment)
    left = [rest for cube in first for rest in _beyond(cube, _near(cube, goal))]
    yield from (_difference(OPEN, cube, "", "", ()) for cube in left)


def _difference(kind: str, cube: Cube, box: str, chain: str, rules: Iterable[Rule]) -> Difference:
    told = [said(box, chain, rule) for rule in rules]
    return Difference(
        kind=kind,
        source=shown(cube.source),
        target=shown(cube.target),
        services=services(cube),
        rules=tuple(dict.fromkeys(told)),
    )


def said(box: str, chain: str, rule: Rule) -> Said:
    """A rule, as it is named to people."""
    return Said(box=box, chain=chain, line=rule.line, text=" ".join(rule.text.split()))


def shown(held: Spans) -> tuple[str, ...]:
    """Networks as texts, a few of them; of a family that is there but for some, those that are not."""
    found: list[str] = []
    for name, family in (("IPv4", spans.V4_ALL), ("IPv6", spans.V6_ALL)):
        part = spans.both(held, family)
        if 2 * spans.size(part) <= spans.size(family):
            found += _texts(part)
        else:
            rest = _texts(spans.without(family, part))
            found.append(f"all of {name} but {' and '.join(rest)}" if rest else f"all of {name}")
    return tuple(found)


def _texts(held: Spans) -> list[str]:
    texts = spans.prefixes(held[: 4 * NETWORKS])
    cut = len(texts) > NETWORKS or len(held) > 4 * NETWORKS
    return [*texts[:NETWORKS], "and more"] if cut else texts
