"""Rule sets of nftables, whichever way they were written, in the words of `values`.

Source: nft(8) of nftables 1.0; the order of hooks and priorities is that of netfilter. ``accept`` ends a base chain and
not the way: later base chains are passed as well. A table of one family does not see packets of the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.config._nft_keys import INTERFACES, READERS
from camcensus.wire.config.values import MAX_TEXT, Box, Chain, Match, Names, Rule, Step, Translation, Unread
from camcensus.wire.packets import Cube

DIALECT = "nftables"
MAX_CUBES = 50_000
"""Combinations that one rule may name."""

FAMILIES = ("ip", "ip6", "inet", "bridge", "arp", "netdev")
_HOOKS = ("prerouting", "forward", "postrouting")
_TRACKED = -200
"""The priority at which the connection tracker looks at a packet."""
_PRIORITIES = {"raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50, "srcnat": 100}

Item = tuple[str, ...]
"""An element as written, one text a key: an address, a network, a range, a name."""


class Asked(NamedTuple):
    """A condition: what is compared, how, and with what."""

    keys: tuple[str, ...]
    """``ip saddr``, ``tcp dport``, ``iifname``; several: compared together."""
    op: str
    """``==`` or ``!=``, or ``<`` and its like."""
    items: tuple[Item, ...] = ()
    named: str = ""
    """A set of the table in place of items."""
    written: str = ""
    listed: bool = False
    """The items stood one behind the other, not in braces: of flags that is one number."""


class Verdict(NamedTuple):
    """What a rule does: an action of `values.ACTIONS`, a chain, or what NAT writes."""

    action: str
    chain: str = ""
    translation: Translation | None = None


GOES_ON = Verdict("continue")


class Mapped(NamedTuple):
    """A verdict map: what is looked up, and the verdict of each element."""

    keys: tuple[str, ...]
    elements: tuple[tuple[Item, Verdict], ...] = ()
    named: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One rule as written."""

    line: int
    text: str
    asked: tuple[Asked, ...] = ()
    verdict: Verdict = GOES_ON
    mapped: Mapped | None = None
    unread: tuple[str, ...] = ()
    comment: str = ""
    hits: int | None = None


@dataclass(slots=True)
class ChainOf:
    """A chain as written."""

    line: int = 0
    kind: str = ""
    hook: str = ""
    priority: int | None = 0
    """None: not understood."""
    default: str = "permit"
    rules: list[Written] = field(default_factory=list)


@dataclass(slots=True)
class SetOf:
    """A named set or verdict map."""

    line: int = 0
    items: list[Item] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    changing: bool = False
    """Its elements come and go while it runs: who is in it is not known."""


@dataclass(slots=True)
class Table:
    """A table as written."""

    family: str
    name: str
    chains: dict[str, ChainOf] = field(default_factory=dict)
    sets: dict[str, SetOf] = field(default_factory=dict)


def priority(text: str) -> int | None:
    """``filter``, ``-150``, ``mangle + 5``; None: not understood."""
    found = _PRIORITY.fullmatch(text)
    if found is None:
        return None
    name, sign, number = found.groups()
    base = _PRIORITIES.get(name or "filter")
    return None if base is None else base + int(number or 0) * (-1 if sign == "-" else 1)


_PRIORITY = re.compile(r"([a-z]+)?(?: ?([+-])? ?(\d{1,9}))?")


def box(tables: Iterable[Table], unread: Iterable[Unread], name: str) -> Box:
    """All tables together."""
    found: dict[str, Chain] = {}
    bases: list[tuple[int, int, str, str]] = []
    odd = list(unread)
    for table in tables:
        for title, chain in table.chains.items():
            key = f"{table.family} {table.name} {title}"
            compiled = Chain(
                name=key,
                rules=tuple(_compiled(table, chain.rules)),
                default=chain.default if chain.hook else "return",
                line=chain.line,
            )
            found[key] = _seen_by(table.family, compiled) if chain.hook else compiled
            if table.family in ("bridge", "netdev", "arp") and chain.rules:
                odd.append(
                    Unread(line=chain.line, text=key, why=f"what tables of the family {table.family} do is not read")
                )
            elif chain.hook in _HOOKS:
                if chain.priority is None:
                    odd.append(Unread(line=chain.line, text=key, why="its priority is not understood"))
                bases.append((_HOOKS.index(chain.hook), chain.priority or 0, key, chain.kind))
            elif chain.hook == "ingress":
                odd.append(Unread(line=chain.line, text=key, why="what is done at ingress is not read"))
    return Box(
        name=name, dialect=DIALECT, chains=found, steps=tuple(_steps(bases)), knows_routes=False, unread=tuple(odd)
    )


def _steps(bases: Iterable[tuple[int, int, str, str]]) -> Iterator[Step]:
    routed = False
    for hook, when, key, kind in sorted(bases):
        if hook > 0 and not routed:
            routed = True
            yield Step(kind="route")
        early = hook == 0 and when < _TRACKED
        yield Step(kind="nat" if kind == "nat" else "filter", chain=key, untracked=early)
    if not routed:
        yield Step(kind="route")


def _seen_by(family: str, chain: Chain) -> Chain:
    """A base chain that packets of the other family do not pass."""
    other = {"ip": spans.V6_ALL, "ip6": spans.V4_ALL}.get(family)
    if other is None:
        return chain
    text = f"a table of the family {family} does not see it"
    first = Rule(line=0, text=text, action="permit", match=Match(cubes=(Cube(source=other),)))
    return replace(chain, rules=(first, *chain.rules))


# --- rules -----------------------------------------------------------------------------------------------------------


def _compiled(table: Table, rules: Sequence[Written]) -> Iterator[Rule]:
    for rule in rules:
        parts = _Parts(table)
        for asked in rule.asked:
            parts.ask(asked)
        parts.unread += rule.unread
        if rule.mapped is None:
            yield _rule(rule, parts, rule.verdict, table)
        else:
            yield from _mapped(rule, rule.mapped, parts, table)


def _mapped(rule: Written, mapped: Mapped, parts: _Parts, table: Table) -> Iterator[Rule]:
    """A verdict map as one rule an element; what is not in it goes on."""
    elements: Iterable[tuple[Item, Verdict]] = mapped.elements
    if mapped.named:
        held = table.sets.get(mapped.named)
        if held is None or held.changing:
            parts.unread.append(f"@{mapped.named}")
            yield _rule(rule, parts, Verdict("unread"), table)
            return
        elements = zip(held.items, held.verdicts, strict=False)
    for item, verdict in elements:
        one = parts.copy()
        one.ask(Asked(mapped.keys, "==", (item,)))
        yield _rule(rule, one, verdict, table)


def _rule(rule: Written, parts: _Parts, verdict: Verdict, table: Table) -> Rule:
    chain = f"{table.family} {table.name} {verdict.chain}" if verdict.chain else ""
    return Rule(
        line=rule.line,
        text=rule.text[:MAX_TEXT],
        action=verdict.action,
        match=Match(
            incoming=parts.incoming, outgoing=parts.outgoing, cubes=tuple(parts.cubes), unread=tuple(parts.unread)
        ),
        chain=chain,
        translation=verdict.translation,
        name=rule.comment,
        hits=rule.hits,
    )


class _Parts:
    """What a rule asks, narrowed condition by condition."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self.cubes: list[Cube] = [packets.ALL]
        self.incoming: Names | None = None
        self.outgoing: Names | None = None
        self.unread: list[str] = []

    def copy(self) -> _Parts:
        """The same, to be narrowed further by itself."""
        other = _Parts(self._table)
        other.cubes, other.incoming, other.outgoing = list(self.cubes), self.incoming, self.outgoing
        other.unread = list(self.unread)
        return other

    def ask(self, asked: Asked) -> None:
        """Narrow by a condition; one that is not understood is noted."""
        try:
            items = self._items(asked)
            if len(asked.keys) == 1 and asked.keys[0] in INTERFACES:
                self._interface(asked.keys[0], items, negated=asked.op == "!=")
            else:
                self._narrow(asked, items)
        except ValueError as fault:
            self.unread.append(f"{asked.written or ' . '.join(asked.keys)} ({fault})"[:MAX_TEXT])

    def _items(self, asked: Asked) -> Sequence[Item]:
        items: Sequence[Item] = asked.items
        if asked.named:
            held = self._table.sets.get(asked.named)
            if held is None:
                raise ValueError(f"the set {asked.named} is not in the table")
            if held.changing:
                raise ValueError(f"the set {asked.named} changes while it runs")
            items = held.items
        if any(len(item) != len(asked.keys) for item in items):
            raise ValueError("an element has other parts than the keys")
        return items

    def _interface(self, key: str, items: Sequence[Item], *, negated: bool) -> None:
        names = Names(names=tuple(item[0] for item in items), negated=negated)
        before = self.incoming if key.startswith("i") else self.outgoing
        if before is not None:
            raise ValueError("two conditions on one interface")
        if key.startswith("i"):
            self.incoming = names
        else:
            self.outgoing = names

    def _narrow(self, asked: Asked, items: Sequence[Item]) -> None:
        if asked.op not in ("==", "!=", "<", "<=", ">", ">="):
            raise ValueError(f"'{asked.op}' is not understood")
        if asked.keys == ("ct state",) and asked.op == "!=" and asked.listed and len(items) > 1:
            return  # it compares the one bit of a state with several, from which it always differs
        if len(items) * len(self.cubes) > MAX_CUBES:
            raise ValueError(f"more than {MAX_CUBES:,} combinations")
        if not items:
            if asked.op != "==":
                raise ValueError("an empty set is not understood")
            self.cubes = []
            return
        if len(asked.keys) == 1:
            part = READERS.get(asked.keys[0])
            if part is None:
                raise ValueError("not understood")
            named = [part(one) for one in _compared(asked.op, items)]
            within, sets = named[0][0], [one for _, one in named]
            self._meet([_negated(within, sets) if asked.op == "!=" else one for one in _merged(within, sets)])
            return
        if asked.op != "==" or set(asked.keys) & set(INTERFACES):
            raise ValueError("not understood")
        self._meet([_together(asked.keys, item) for item in items])

    def _meet(self, cubes: Sequence[Cube]) -> None:
        met = (packets.both(one, other) for one in self.cubes for other in cubes)
        self.cubes = [one for one in met if one is not None]


def _compared(op: str, items: Sequence[Item]) -> list[str]:
    """Values as texts of ranges."""
    if op in ("==", "!="):
        return [item[0] for item in items]
    ((text,),) = items
    number = services.port(text)
    low, high = {"<": (0, number - 1), "<=": (0, number), ">": (number + 1, 65_535), ">=": (number, 65_535)}[op]
    return [f"{low}-{high}"]


def _together(keys: Sequence[str], item: Item) -> Cube:
    """One element of a set of several keys."""
    found = packets.ALL
    for key, text in zip(keys, item, strict=True):
        part = READERS.get(key)
        if part is None:
            raise ValueError(f"{key} is not understood")
        inner = packets.both(found, part(text)[1])
        if inner is None:
            return Cube(source=spans.NONE)
        found = inner
    return found


def _merged(within: Cube, sets: Sequence[Cube]) -> list[Cube]:
    """Cubes that differ from `within` in one part, as one cube."""
    for at in range(5):
        if any(one[at] != within[at] for one in sets):
            united = spans.union(one[:5][at] for one in sets)
            return [within._replace(**{_PARTS_OF[at]: united})]  # type: ignore[arg-type]  # the first five are spans
    mode = 0
    for one in sets:
        mode |= one.modes
    return [within._replace(modes=mode)]


_PARTS_OF = Cube._fields[:5]


def _negated(within: Cube, sets: Sequence[Cube]) -> Cube:
    (united,) = _merged(within, sets)
    rest = list(packets.without(within, united))
    return rest[0] if rest else Cube(source=spans.NONE)
