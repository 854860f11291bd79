"""pf rules: ``pf.conf`` of OpenBSD and FreeBSD, and what ``pfctl -sr``, ``-sn`` and ``-sa`` print (pfSense's as well).

A packet that is forwarded is filtered twice: where it comes in and where it goes out. The last rule that fits decides,
or the first one that is ``quick``; where none fits it passes. So each chain here begins with the quick rules in their
order, and then has the others from the last to the first. FreeBSD: ``rdr`` is asked before the rules for incoming
packets, ``nat`` before those for outgoing ones, and the first that fits translates. OpenBSD: what a ``match`` rule
writes is seen by the rules behind it; what a ``pass`` rule writes is written when it has decided. Source: pf.conf(5) of
OpenBSD 7 and FreeBSD 14, sections "Packet filtering", "Translation" and "Anchors".

The file names neither the addresses of interfaces nor the members of their groups; conditions on them are not
understood, but for targets of packets: one that is for the box itself is not forwarded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from camcensus.wire import packets, spans
from camcensus.wire.config import _pf_lines as lines
from camcensus.wire.config import _pf_parts as parts
from camcensus.wire.config import _pf_rules as rules
from camcensus.wire.config._found import Addresses, between, sessions, shown
from camcensus.wire.config._pf_lines import Statement
from camcensus.wire.config._pf_parts import EVERY, Cursor, Place, Tables
from camcensus.wire.config._pf_rules import Parsed
from camcensus.wire.config.values import Box, Chain, Match, Rule, Step, Translation, Unread

DIALECT = "pf"
MAX_DEPTH = 16
MAX_ODD = 2_000

_RULE = re.compile(
    r"^(?:@\d+(?:\(\d+\))? )?(?:pass|block|match)(?:\s+(?:drop|return(?:-\w+)?))?(?:\s+(?:in|out|log|quick))*"
    r"\s+(?:on|inet6?|proto|from|to|all|in|out|quick|scrub|log)\b|^set skip on \S|^block (?:drop|return)\b",
    re.MULTILINE,
)
_OTHER_FILTERS = re.compile(r"^(?:pass|block) .* (?:head|group) \d+", re.MULTILINE)
_HEADING = re.compile(r"^([A-Z][A-Z ]+):$")
_READ_SECTIONS = ("FILTER RULES", "TRANSLATION RULES", "NAT RULES")
_OPTIONS = frozenset(
    {"block-policy", "debug", "fingerprints", "hostid", "keepcounters", "limit", "loginterface", "optimization",
     "reassemble", "require-order", "ruleset-optimization", "state-defaults", "state-policy", "syncookies", "timeout",
     "fail-policy"}
)  # fmt: skip
_PASSED = frozenset({"scrub", "altq", "queue", "scrub-anchor", "dummynet-anchor", "fairq"})
"""Statements that make no packet pass or not."""
_ANCHORS = ("anchor", "nat-anchor", "rdr-anchor", "binat-anchor")


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    text = head[:65_536].decode("utf-8", "replace")
    return _RULE.search(text) is not None and _OTHER_FILTERS.search(text) is None


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where no statement is one of pf; all else that is odd stands in `Box.unread`."""
    reader = _Reader(redirects=re.search(r"\b(?:rdr|binat)-to\b", text) is not None)
    reading = True
    for statement in lines.statements(text):
        heading = _HEADING.match(statement.text)
        if heading is not None:
            reading = heading[1] in _READ_SECTIONS
        elif reading:
            reader.take(statement)
    return reader.box(name)


@dataclass(slots=True)
class _Reader:
    redirects: bool
    tables: Tables = field(default_factory=Tables)
    filters: list[Parsed] = field(default_factory=list)
    natted: list[Parsed] = field(default_factory=list)
    anchors: list[Parsed | None] = field(default_factory=list)
    """Those whose rules follow, from the outermost; None: one that cannot be read."""
    skipped: list[Place] = field(default_factory=list)
    odd: list[Unread] = field(default_factory=list)
    count: int = 0

    def wrong(self, statement: Statement, why: str) -> None:
        """Notes a statement that is not understood."""
        if len(self.odd) < MAX_ODD:
            self.odd.append(Unread(line=statement.line, text=shown(statement.text), why=why))

    def take(self, statement: Statement) -> None:
        """One statement."""
        words = statement.words
        if words == ("}",):
            if self.anchors:
                self.anchors.pop()
            else:
                self.wrong(statement, "no anchor is open")
            return
        try:
            self.count += self._taken(statement, words)
        except ValueError as fault:
            self.wrong(statement, str(fault)[:100])

    def _taken(self, statement: Statement, words: tuple[str, ...]) -> bool:
        """Whether it is a statement of pf. Raises `ValueError`."""
        verb = words[0] if words else ""
        if verb in ("pass", "block", "match"):
            self._filter(statement)
        elif verb in ("nat", "rdr", "binat") or (verb == "no" and words[1:2] != ("scrub",)):
            self._nat(statement, words)
        elif verb in _ANCHORS:
            self._anchor(statement, words)
        elif verb == "antispoof":
            self._antispoof(statement, words)
        elif verb == "table":
            self._table(Cursor(words[1:]))
        elif verb == "set" and words[1:3] == ("skip", "on"):
            self.skipped += parts.interfaces(Cursor(words[3:]).items())
        elif not (verb in _PASSED or (verb == "set" and words[1:2] and words[1] in _OPTIONS) or verb == "no"):
            self.wrong(statement, statement.why or "what it does is not known here")
            if statement.why or verb == "include":  # it may be any rule
                self.filters.append(Parsed(line=statement.line, text=shown(statement.text), verb="unknown"))
            return bool(statement.why) or verb in ("include", "load", "set")
        return True

    def _filter(self, statement: Statement) -> None:
        self._within(rules.read(statement, self.tables, redirects=self.redirects), self.filters)

    def _within(self, made: Parsed, where: list[Parsed]) -> None:
        """A rule, with the conditions of the anchors that it stands in."""
        for anchor in self.anchors:
            if anchor is None:
                made.unread.append("the anchor that it stands in is not understood")
            elif made.way and anchor.way and made.way != anchor.way:
                return
            else:
                _narrow(made, anchor)
        if made.routes and made.action == "permit":
            self.odd.append(Unread(line=made.line, text=made.text, why="it chooses the way as well"))
        where.append(made)

    def _nat(self, statement: Statement, words: tuple[str, ...]) -> None:
        verb = words[1] if words[0] == "no" and len(words) > 1 else words[0]
        made = rules.read(
            statement._replace(words=(verb, *words[words.index(verb) + 1 :])), self.tables, redirects=True
        )
        self._within(made, self.natted)

    def _anchor(self, statement: Statement, words: tuple[str, ...]) -> None:
        """One whose rules follow, or stand elsewhere."""
        opens = words[-1] == "{"
        rest = [one for one in words[1:-1] if not one.startswith('"')] if opens else list(words[1:])
        if (
            rest
            and not opens
            and rest[0] not in ("in", "out", "on", "inet", "inet6", "proto", "from", "to", "all", "quick")
        ):
            rest = rest[1:]  # its name
        made = rules.read(statement._replace(words=(words[0], *rest)), self.tables, redirects=True)
        if opens and len(self.anchors) < MAX_DEPTH:
            self.anchors.append(None if made.quick or made.unread else made)
        else:
            self._within(made, self.filters if words[0] == "anchor" else self.natted)
            if opens:
                self.anchors.append(None)

    def _antispoof(self, statement: Statement, words: tuple[str, ...]) -> None:
        """Packets with a source in the networks of an interface that come in by another are dropped."""
        cursor = Cursor(words[1:])
        quick = False
        while not cursor.takes("for"):
            quick = cursor.take() == "quick" or quick
        for item in cursor.items():
            name = item[-1].strip("()")
            for source in (("on", "!", name, "from", f"{name}:network"), ("from", f"({name})")):
                words = ("block", "in", *(("quick",) if quick else ()), *source)
                self._filter(statement._replace(words=words))

    def _table(self, cursor: Cursor) -> None:
        """Raises `ValueError`."""
        name = cursor.take()[1:-1]
        why = ""
        items: list[list[str]] = []
        given = False
        while cursor.peek():
            if cursor.peek() == "{":
                items += cursor.items()
                given = True
            elif cursor.take() == "file":
                why = f"what table <{name}> holds is not in the file"
                cursor.take()
        self.tables.add(name, items, why=why if given or why else f"table <{name}> is filled elsewhere")

    # --- what becomes of them ----------------------------------------------------------------------------------------

    def box(self, name: str) -> Box:
        """All that was taken. Raises `ValueError` where nothing was."""
        if not self.count:
            raise ValueError("no statement of pf stands in it")
        if self.anchors:
            self.odd.append(Unread(line=0, text="", why="the file ends within an anchor"))
        chains: list[Chain] = []
        steps: list[Step] = []
        for way in ("in", "out"):
            self._way(way, chains, steps)
        return Box(
            name=name,
            dialect=DIALECT,
            chains={one.name: one for one in chains},
            steps=tuple(steps),
            knows_routes=False,
            unread=tuple(self.odd),
        )

    def _way(self, way: str, chains: list[Chain], steps: list[Step]) -> None:
        """Chains and steps of packets that come in, or go out."""

        def add(kind: str, chain: str, made: Iterable[Rule], default: str) -> None:
            found = tuple(made)
            if found or kind == "filter":
                chains.append(Chain(name=chain, rules=found, default=default))
                steps.append(Step(kind=kind, chain=chain))

        if way == "out":
            steps.append(Step(kind="route"))
        first = [*self._old(way), *self._matching(way)]
        add("nat", "rdr" if way == "in" else "nat", first, "return")
        ordered = list(_last_first(self.filters, way))
        add("filter", way, (*self._before(way), *(rule for one in ordered for rule in one.rules(way))), "permit")
        if any(one.writes for one in ordered):
            late = [rule for one in ordered for rule in _late(one, way)]
            add("nat", f"{way} rules that translate", late, "return")

    def _before(self, way: str) -> Iterator[Rule]:
        """What is decided before rules are asked."""
        for place in self.skipped:
            match = Match(
                incoming=place.names if way == "in" else None,
                outgoing=place.names if way == "out" else None,
                unread=(place.why,) if place.why else (),
            )
            yield Rule(line=0, text="set skip", action="permit", match=match)
        yield sessions()[0]
        if not self.filters:
            yield Rule(line=0, text="no filter rules stand in it", action="unread")
        for one in self.natted:
            if one.passes and one.to is not None and way == ("out" if one.verb == "nat" else "in"):
                cubes = _after(one.to)
                yield Rule(line=one.line, text=one.text, action="permit", match=Match(cubes=cubes, unread=("pass",)))

    def _old(self, way: str) -> Iterator[Rule]:
        """Rules that only translate: the first that fits."""
        for one in self.natted:
            both = one.verb.startswith("binat")
            if not both and (way == "in") != one.verb.startswith("rdr"):
                continue
            if one.verb.endswith("-anchor"):
                yield from (replace(rule, action="unread") for rule in one.rules(way))
            else:
                made = _turned(one) if both and way == "in" else one
                for rule in made.rules(way):
                    yield _translating(rule, made)

    def _matching(self, way: str) -> Iterator[Rule]:
        """``match`` rules that translate; rules that stand before one see what was not written yet."""
        place = "rdr-to" if way == "in" else "nat-to"
        before: list[Parsed] = []
        earlier: list[Rule] = []
        for one in self.filters:
            if one.verb != "match" or one.writes not in (place, "binat-to"):
                before.append(one)
                continue
            for other in before:
                if other.way in ("", way):
                    _forget(other, source=way == "out", why=f"the translation of line {one.line} stands behind it")
            before = []
            made = _turned(one) if one.writes == "binat-to" and way == "in" else one
            for rule in made.rules(way):
                doubt = any(_meet(rule, known) for known in earlier[-64:])
                why = (*rule.match.unread, *(("another translation stands before it",) if doubt else ()))
                earlier.append(rule)
                yield _translating(replace(rule, match=replace(rule.match, unread=why)), made)


def _narrow(made: Parsed, anchor: Parsed) -> None:
    """A rule within an anchor: it is asked of packets that fit the anchor."""
    made.way = made.way or anchor.way
    made.family = spans.both(made.family, anchor.family)
    made.protocol = spans.both(made.protocol, anchor.protocol)
    if anchor.places != [Place()]:
        if made.places != [Place()]:
            made.unread.append(f"the anchor of line {anchor.line} names interfaces as well")
        made.places = anchor.places if made.places == [Place()] else made.places
    ends = (anchor.source, anchor.target) != (EVERY, EVERY)
    if ends or anchor.source_port != spans.PORTS or anchor.target_port != spans.PORTS:
        made.unread.append(f"the anchor of line {anchor.line} has conditions")


def _last_first(every: list[Parsed], way: str) -> Iterator[Parsed]:
    """Rules of one way in the order in which the first that fits decides."""
    here = [one for one in every if one.way in ("", way) and one.verb != "match"]
    elsewhere = ("anchor", "unknown")  # rules that are not in the file may be quick or not
    yield from (one for one in here if one.quick or one.verb in elsewhere)
    yield from (one for one in reversed(here) if not one.quick)


def _late(one: Parsed, way: str) -> Iterator[Rule]:
    """What a rule that has decided writes: what it does not write stays."""
    if one.action == "deny":
        return
    place = "rdr-to" if way == "in" else "nat-to"
    writes = one.verb == "pass" and one.writes in (place, "binat-to")
    made = _turned(one) if one.writes == "binat-to" and way == "in" else one
    for rule in made.rules(way):
        yield _translating(rule, made) if writes else rule


def _translating(rule: Rule, one: Parsed) -> Rule:
    """A rule of translation: one that writes nothing keeps others from it."""
    if not one.writes:
        return replace(rule, action="permit")
    return replace(rule, action="unread" if one.to is None else "translate", translation=one.to)


def _turned(one: Parsed) -> Parsed:
    """The other way of one that translates both ways: packets to the outer address go to the inner one."""
    if one.to is None or one.to.source is None or one.source.why:
        return replace(one, to=None, cubes=None)
    inner = Translation(target=one.source.sure)
    return replace(
        one, source=EVERY, target=parts.exactly(one.to.source), target_port=spans.PORTS, to=inner, cubes=None
    )


def _forget(one: Parsed, *, source: bool, why: str) -> None:
    """What a rule says of an end that is written later is not known of packets that are written already."""
    unknown = Addresses((), spans.ADDRESSES, (why,))
    if source and (one.source != EVERY or one.source_port != spans.PORTS):
        one.source, one.source_port = unknown, spans.PORTS
    if not source and (one.target != EVERY or one.target_port != spans.PORTS):
        one.target, one.target_port = unknown, spans.PORTS


def _meet(a: Rule, b: Rule) -> bool:
    return any(packets.both(x, y) is not None for x in a.match.cubes for y in b.match.cubes)


def _after(made: Translation) -> tuple[packets.Cube, ...]:
    """Packets as a translation may leave them."""
    source, target = made.source or spans.ADDRESSES, made.target or spans.ADDRESSES
    ports = made.target_port or spans.PORTS
    return between(source, target, (packets.ALL._replace(target_port=ports),))
