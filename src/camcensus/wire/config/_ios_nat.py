"""NAT of IOS: ``ip nat inside source``, ``ip nat outside source`` and pools.

Source: "NAT Order of Operation" (Cisco document 6209): what comes in by an outside interface is translated before it is
routed; what comes in by an inside interface, when it goes out by an outside one, after that. A dynamic translation
without ``overload`` leads strangers to whoever holds the address just then: who that is stands in no configuration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_network

from camcensus.wire import spans
from camcensus.wire.config import services
from camcensus.wire.config._cisco import Line, Words, kept
from camcensus.wire.config._cisco_entry import Form, port
from camcensus.wire.config._ios_interfaces import Port
from camcensus.wire.config.values import Chain, Match, Names, Rule, Step, Translation, cube
from camcensus.wire.spans import Spans

MAX_COPIED = 500_000
"""Entries of lists that are copied for translations that use them."""
BEFORE = ("nat of targets before the route", "nat of sources before the route")
AFTER = ("nat of sources behind the route", "nat of targets behind the route")
_SILENT = frozenset({"extendable", "no-alias", "no-payload", "reversible", "forced", "oer", "overload"})


@dataclass(slots=True)
class Nat:
    """What is said of NAT, as it is read."""

    pools: dict[str, Spans] = field(default_factory=dict)
    lines: list[tuple[Line, Words, str, str]] = field(default_factory=list)
    """(line, what follows, side, ``source`` or ``destination``)."""

    def take(self, line: Line) -> bool:
        """Whether a line that begins with ``ip nat`` is understood or will be."""
        words = Words(line.text)
        words.skips("ip", "nat")
        side = words.take() if words else ""
        if side == "pool":
            return self._pool(words)
        if side not in ("inside", "outside") or words.next not in ("source", "destination"):
            return side in ("translation", "log", "service", "settings", "create", "piggyback-support")
        self.lines.append((line, words, side, words.take()))
        return True

    def _pool(self, words: Words) -> bool:
        name = words.take()
        try:
            self.pools[name] = spans.network(f"{words.take()}-{words.take()}")
        except ValueError:
            return False
        return True


@dataclass(slots=True, kw_only=True)
class _Making:
    nat: Nat
    chains: dict[str, Chain]
    ports: Mapping[str, Port]
    inside: Names
    outside: Names
    """All interfaces of a side."""
    rules: dict[str, list[Rule]] = field(default_factory=lambda: {name: [] for name in (*BEFORE, *AFTER)})
    copied: int = 0


def steps(nat: Nat, chains: dict[str, Chain], ports: Mapping[str, Port]) -> tuple[list[Step], list[Step]]:
    """(before, after) the choice of a route; chains are added to `chains`."""
    inside, outside = (
        Names(names=tuple(port.name for port in ports.values() if port.nat == side)) for side in ("inside", "outside")
    )
    making = _Making(nat=nat, chains=chains, ports=ports, inside=inside, outside=outside)
    # Fixed translations are looked up first, whatever the order of lines.
    for line, words, side, end in sorted(nat.lines, key=lambda one: "static" not in one[1].all[:6]):
        try:
            _line(making, line, words, side, end)
        except ValueError as fault:
            odd = (f"{fault}",)
            making.rules[BEFORE[0]].append(_rule(line, outside, unread=odd))
            making.rules[AFTER[0]].append(_rule(line, inside, unread=odd))
    chains.update((name, Chain(name=name, rules=tuple(rules))) for name, rules in making.rules.items() if rules)
    before, after = ([Step(kind="nat", chain=one) for one in names if making.rules[one]] for names in (BEFORE, AFTER))
    return before, after


def _rule(
    line: Line,
    incoming: Names,
    outgoing: Names | None = None,
    made: Translation | None = None,
    *,
    unread: tuple[str, ...] = (),
    fits: tuple[Spans, Spans, Spans, Spans, Spans] | None = None,
) -> Rule:
    cubes = (cube(*fits),) if fits is not None else (cube(spans.V4_ALL, spans.V4_ALL),)
    return Rule(
        line=line.number,
        text=kept(line.text),
        action="translate" if made is not None else "unread",
        match=Match(incoming=incoming, outgoing=outgoing, cubes=cubes, unread=unread),
        translation=made,
    )


def _line(making: _Making, line: Line, words: Words, side: str, end: str) -> None:
    way = words.take()
    if way == "static" and end == "source":
        _static(making, line, words, side)
    elif way in ("list", "route-map") and side == "inside" and end == "source":
        _dynamic(making, line, words, way)
    else:
        raise ValueError(f"{side} {end} {way} is not followed")


# --- fixed translations ----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Pair:
    """Two ends that stand for each other: what is written first, and second."""

    first: Spans
    second: Spans | None
    """None: the address of an interface."""
    protocol: Spans = spans.PROTOCOLS
    first_port: Spans | None = None
    second_port: Spans | None = None


def _static(making: _Making, line: Line, words: Words, side: str) -> None:
    pair, name = _pair(words)
    unread = _options(words)
    if pair.second is None:
        held = making.ports.get(name)
        own = [spans.address(one.partition("/")[0]) for one in held.addresses] if held is not None else []
        pair.second = spans.union(spans.one(one) for one in own if one < spans.V6) or None
    outside, inside = making.outside, making.inside
    whole = (spans.V4_ALL, spans.PORTS)
    first = (pair.first, pair.first_port or spans.PORTS)
    second = (pair.second or spans.V4_ALL, pair.second_port or spans.PORTS)
    if pair.second is None:
        unread = (*unread, f"the address of {name} is not in the file")
    back = _written(pair.second, pair.first)
    forth = _written(pair.first, pair.second or spans.V4_ALL)
    if side == "inside":
        made = Translation(target=back[0], shift=back[1], target_port=pair.first_port)
        fits = (whole[0], second[0], pair.protocol, whole[1], second[1])
        making.rules[BEFORE[0]].append(_rule(line, outside, None, made, unread=unread, fits=fits))
        made = Translation(source=forth[0], shift=forth[1], source_port=pair.second_port)
        fits = (first[0], whole[0], pair.protocol, first[1], whole[1])
        making.rules[AFTER[0]].append(_rule(line, inside, outside, made, unread=unread, fits=fits))
    else:  # the first is where others are, the second is what those inside call them
        made = Translation(source=forth[0], shift=forth[1], source_port=pair.second_port)
        fits = (first[0], whole[0], pair.protocol, first[1], whole[1])
        making.rules[BEFORE[1]].append(_rule(line, outside, None, made, unread=unread, fits=fits))
        made = Translation(target=back[0], shift=back[1], target_port=pair.first_port)
        fits = (whole[0], second[0], pair.protocol, whole[1], second[1])
        making.rules[AFTER[1]].append(_rule(line, inside, outside, made, unread=unread, fits=fits))


def _written(found: Spans | None, becomes: Spans) -> tuple[Spans, int | None]:
    """(what is written, what is added to each address of a network)."""
    if found is None or spans.size(found) != spans.size(becomes) or spans.size(found) == 1:
        return becomes, None
    return becomes, becomes[0] - found[0]


def _pair(words: Words) -> tuple[_Pair, str]:
    """(the ends, the interface whose address is the second). Raises `ValueError`."""
    if words.skips("network"):
        first, second, bits = words.take(), words.take(), words.take()
        length = bits if bits.startswith("/") else f"/{bits}"
        ends = (ip_network(f"{one}{length}", strict=False) for one in (first, second))
        return _Pair(*(spans.network(str(one)) for one in ends)), ""
    ports = words.next in ("tcp", "udp")
    protocol = spans.one(services.protocol(words.take())) if ports else spans.PROTOCOLS
    pair = _Pair(_host(words), None, protocol)
    if ports:
        pair.first_port = spans.one(port(words.take(), Form()))
    name = ""
    if words.skips("interface"):
        name = words.take()
    else:
        pair.second = _host(words)
    if ports:
        pair.second_port = spans.one(port(words.take(), Form()))
    return pair, name


def _host(words: Words) -> Spans:
    return spans.one(spans.address(words.take()))


def _options(words: Words) -> tuple[str, ...]:
    """What stands behind, as far as it is a condition that is not followed."""
    found = []
    while words:
        word = words.take()
        if word in ("vrf", "route-map", "redundancy"):
            found.append(f"{word} {words.take() if words else ''}")
        elif word not in _SILENT:
            found.append(word)
    return tuple(found)


# --- dynamic translations --------------------------------------------------------------------------------------------


def _dynamic(making: _Making, line: Line, words: Words, way: str) -> None:
    name, kind, to = words.take(), words.take(), words.take()
    overload = "overload" in words.all
    unread = _options(words)
    if way == "route-map":
        unread = (*unread, f"route-map {name}")
    if kind == "interface":
        made, overload = Translation(of_interface=True, source_port=spans.PORTS), True
    elif kind == "pool":
        pool = making.nat.pools.get(to)
        made = Translation(source=pool or spans.V4_ALL, source_port=spans.PORTS if overload else None)
        unread = unread if pool is not None else (*unread, f"pool {to} is not in the file")
    else:
        raise ValueError(f"{kind} is not followed")
    inside, outside = making.inside, making.outside
    rule = _rule(line, inside, outside, made, unread=unread)
    if way == "list":
        rule = _of_list(making, line, f"ip access-list {name}", rule)
    making.rules[AFTER[0]].append(rule)
    if not overload and made.source is not None:
        why = ("who holds the address just then",)
        fits = (spans.V4_ALL, made.source, spans.PROTOCOLS, spans.PORTS, spans.PORTS)
        making.rules[BEFORE[0]].append(_rule(line, outside, unread=why, fits=fits))


def _of_list(making: _Making, line: Line, key: str, rule: Rule) -> Rule:
    """What jumps to a copy of a list that translates what it permits."""
    chain = making.chains.get(key)
    if chain is None:
        why = (*rule.match.unread, f"{key} is not in the file")
        return replace(rule, match=replace(rule.match, unread=why))
    making.copied += len(chain.rules)
    if making.copied > MAX_COPIED:
        return replace(rule, match=replace(rule.match, unread=("lists of too many entries are used by NAT",)))
    name = f"{key} for line {line.number}"
    making.chains[name] = Chain(name=name, rules=tuple(_translating(chain, rule)), line=chain.line)
    return replace(rule, action="jump", chain=name, translation=None)


def _translating(chain: Chain, rule: Rule) -> Iterator[Rule]:
    for one in chain.rules:
        if one.action == "permit":
            yield replace(one, action="translate", translation=rule.translation)
        else:
            yield replace(one, action="return" if one.action == "deny" else one.action)
