"""One pf rule, word by word.

Source: pf.conf(5) of OpenBSD 7 and of FreeBSD 14. A rule that passes keeps state, and then is asked of TCP only for
first packets (``flags S/SA``), unless it says otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from camcensus.wire import packets, spans
from camcensus.wire.config import _found as found
from camcensus.wire.config import _pf_parts as parts
from camcensus.wire.config._found import Addresses
from camcensus.wire.config._pf_lines import Statement
from camcensus.wire.config._pf_parts import EVERY, Cursor, Place, Tables
from camcensus.wire.config.values import MAX_TEXT, Match, Rule, Translation, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

_SILENT = {
    "allow-opts": 0, "tag": 1, "queue": 1, "tracker": 1, "ridentifier": 1, "log": 0, "scrub": 0, "dnpipe": 1,
    "dnqueue": 1, "static-port": 0, "round-robin": 0, "random": 0, "source-hash": 0, "sticky-address": 0, "bitmask": 0,
    "least-states": 0, "endpoint-independent": 0, "set": 0, "no-sync": 0, "pflow": 0, "reply-to": 1, "dup-to": 1,
}  # fmt: skip
"""Options that make no more and no less pass, and how many words follow; a list or brackets count as one."""
_CONDITIONS = {
    "tagged": 1, "os": 1, "user": 1, "group": 1, "probability": 1, "tos": 1, "dscp": 1, "prio": 1, "fragment": 0,
    "once": 0, "max-pkt-rate": 1, "rdomain": 1, "ttl": 1, "inet-ipsec": 0,
}  # fmt: skip
_ANSWERING = ("drop", "return", "return-rst", "return-icmp", "return-icmp6")
_TRANSLATING = ("nat-to", "rdr-to", "binat-to", "af-to")
_DIVERTING = ("divert-to", "divert-packet", "divert-reply", "synproxy")


@dataclass(slots=True)
class Parsed:
    """What a rule says, as it is read."""

    line: int
    text: str
    verb: str
    way: str = ""
    """``in``, ``out`` or both, empty."""
    quick: bool = False
    hits: int | None = None
    places: list[Place] = field(default_factory=lambda: [Place()])
    received: list[Place] = field(default_factory=lambda: [Place()])
    family: Spans = spans.ADDRESSES
    protocol: Spans = spans.PROTOCOLS
    source: Addresses = EVERY
    target: Addresses = EVERY
    named: list[list[str]] = field(default_factory=lambda: [["any"]])
    """Targets as written."""
    source_port: Spans = spans.PORTS
    target_port: Spans = spans.PORTS
    kinds: Spans | None = None
    """Of ICMP."""
    flags: str = ""
    state: bool = True
    routes: bool = False
    """It chooses the way as well."""
    diverts: bool = False
    passes: bool = False
    """What a translation writes passes without being asked further."""
    writes: str = ""
    to: Translation | None = None
    unread: list[str] = field(default_factory=list)
    label: str = ""
    cubes: tuple[tuple[Cube, ...], tuple[Cube, ...]] | None = None
    """(packets that fit certainly, packets that may fit), once they are asked for."""

    @property
    def action(self) -> str:
        """What it does with packets."""
        if self.diverts or self.writes == "af-to":
            return "unread"
        return {"pass": "permit", "block": "deny", "match": "continue"}.get(self.verb, "unread")

    def rules(self, way: str) -> Iterator[Rule]:
        """The same as rules for packets that come in, or go out."""
        if self.cubes is None:
            may = self._cubes(self.source.may, self.target.may)
            same = (self.source.sure, self.target.sure) == (self.source.may, self.target.may)
            sure = () if self.unread else (may if same else self._cubes(self.source.sure, self.target.sure))
            self.cubes = sure, may
        sure, may = self.cubes
        why = [*self.unread, *self.source.why, *self.target.why]
        for place in self.places:
            for came in self.received:
                match = Match(
                    incoming=place.names if way == "in" else came.names,
                    outgoing=None if way == "in" else place.names,
                )
                base = Rule(
                    line=self.line, text=self.text, action=self.action, match=match, name=self.label, hits=self.hits
                )
                doubts = [one.why for one in (place, came) if one.why]
                yield from found.rules(base, () if doubts else sure, may, [*doubts, *why])

    def _cubes(self, source: Spans, target: Spans) -> tuple[Cube, ...]:
        here, there = spans.both(source, self.family), spans.both(target, self.family)
        protocol, target_port = self.protocol, self.target_port
        if self.source_port != spans.PORTS or target_port != spans.PORTS:
            protocol = parts.has_ports(protocol)
        if self.kinds is not None:
            protocol, target_port = spans.both(protocol, packets.WITH_TYPES), self.kinds
        tcp = spans.both(protocol, spans.one(packets.TCP))
        opening = self.flags.startswith("S/SA") or (not self.flags and self.verb == "pass" and self.state)
        if not tcp or not opening:
            services = [cube(protocol=protocol, source_port=self.source_port, target_port=target_port)]
        else:
            first = packets.modes(answers=False)
            services = [
                Cube(protocol=tcp, source_port=self.source_port, target_port=target_port, modes=first),
                Cube(protocol=spans.without(protocol, tcp), source_port=self.source_port, target_port=target_port),
            ]
        return found.between(here, there, tuple(one for one in services if not one.is_empty))


def read(statement: Statement, tables: Tables, *, redirects: bool) -> Parsed:
    """A rule, of filtering or translation. What cannot be read of it stands in `Parsed.unread`.

    `redirects`: rules that pass packets may write targets, so that one to the box itself may go on to another.
    """
    line, text, words, hits, _ = statement
    cursor = Cursor(words)
    made = Parsed(line=line, text=found.shown(text), verb=cursor.take(), hits=hits)
    made.state = made.verb == "pass"
    try:
        while cursor.peek():
            _option(cursor.take(), cursor, made, tables)
        own = not redirects and made.verb in ("pass", "block")
        made.target = parts.hosts(made.named, tables, forwarded=own)
    except ValueError as fault:
        made.unread.append(str(fault)[:100])
    if made.flags not in ("", "any", "S/SA", "S/SAFR", "S/SAFRUP", "S/SAFRUPEW"):
        made.unread.append(f"flags {made.flags}"[:100])
    return made


def _option(word: str, cursor: Cursor, made: Parsed, tables: Tables) -> None:  # noqa: C901  # a flat choice
    """Raises `ValueError`."""
    if word in ("in", "out"):
        made.way = word
    elif word == "quick":
        made.quick = True
    elif word in _ANSWERING:
        if cursor.takes("("):
            cursor.group()
    elif word in ("inet", "inet6"):
        made.family = spans.V6_ALL if word == "inet6" else spans.V4_ALL
    elif word == "on":
        made.places = parts.interfaces(cursor.items())
    elif word == "received-on":
        made.received = parts.interfaces(cursor.items())
    elif word == "proto":
        made.protocol = parts.protocols(cursor.items())
    elif word in ("from", "to"):
        _end(word, cursor, made, tables)
    elif word in ("icmp-type", "icmp6-type"):
        made.kinds = _kinds(cursor, six=word == "icmp6-type")
    elif word == "flags":
        made.flags = cursor.take()
    else:
        _treatment(word, cursor, made)


def _treatment(word: str, cursor: Cursor, made: Parsed) -> None:  # noqa: C901, PLR0912  # a flat choice
    """What is done with packets that fit. Raises `ValueError`."""
    if word in ("keep", "modulate", "no", "state"):
        made.state = word != "no"
        cursor.takes("state")
        if cursor.takes("("):
            cursor.group()
    elif word == "label":
        made.label = cursor.take().removeprefix('"')[:MAX_TEXT]
    elif word in ("route-to", "rtable"):
        made.routes = True
        _skip(cursor, 1)
    elif word in _TRANSLATING:
        made.writes = word
        made.to = written(cursor, source=word == "nat-to")
    elif word == "->":
        made.writes = word
        made.to = written(cursor, source=made.verb != "rdr")
    elif word == "pass":
        made.passes = True
    elif word == "set" and cursor.peek() != "(":
        _skip(cursor, 2)
    elif word == "source-hash":
        _skip(cursor, 1 if cursor.peek().startswith("0x") else 0)
    elif word in _DIVERTING:
        made.diverts = word != "synproxy"
        cursor.takes("state")
        _rest(cursor)
    elif word in _SILENT:
        _skip(cursor, _SILENT[word])
    elif word in _CONDITIONS:
        made.unread.append(" ".join([word, *_skip(cursor, _CONDITIONS[word])])[:100])
    elif word != "all":
        made.unread.append(f"{word} is not understood"[:100])


def _rest(cursor: Cursor) -> None:
    """Words behind one that diverts: where to."""
    while cursor.peek() and cursor.peek() not in ("keep", "label", "flags", "tag"):
        cursor.take()


def _skip(cursor: Cursor, count: int) -> list[str]:
    """Some words, and what stands in brackets behind."""
    taken: list[str] = []
    for _ in range(count):
        if cursor.peek() == "{":
            taken += [" ".join(item) for item in cursor.items()]
        elif cursor.takes("("):
            taken += cursor.group()
        else:
            taken.append(cursor.take())
            if taken[-1] in ("=", "!=", "<", ">", "<=", ">=", "!"):
                taken.append(cursor.take())
    if cursor.takes("("):
        cursor.group()
    return taken


def _end(word: str, cursor: Cursor, made: Parsed, tables: Tables) -> None:
    """``from`` or ``to``, with its ports. Raises `ValueError`."""
    if cursor.peek() not in ("port", "os"):
        if word == "from":
            made.source = parts.hosts(cursor.items(), tables, forwarded=False)
        else:
            made.named = cursor.items()
    if cursor.takes("port"):
        ports = parts.ports(cursor.items())
        if word == "from":
            made.source_port = ports
        else:
            made.target_port = ports


def _kinds(cursor: Cursor, *, six: bool) -> Spans:
    """Raises `ValueError`."""
    items = cursor.items()
    if cursor.takes("code"):
        return spans.union(parts.icmp(kind[-1], code[-1], six=six) for code in cursor.items() for kind in items)
    made, at = [], 0
    while at < len(items):
        code = ""
        if items[at + 1 : at + 2] == [["code"]] and at + 2 < len(items):
            code = items[at + 2][-1]
        made.append(parts.icmp(items[at][-1], code, six=six))
        at += 3 if code else 1
    return spans.union(made)


def written(cursor: Cursor, *, source: bool) -> Translation | None:
    """What stands behind ``nat-to``, ``rdr-to`` or ``->``; None: it is not known. Raises `ValueError`."""
    items = cursor.items()
    ports = None
    if cursor.takes("port"):
        ports = cursor.items()
    try:
        where = spans.union(parts.network(item[-1]) for item in items)
    except ValueError:
        alone = len(items) == 1 and parts.is_own(items[0][-1].strip("()"))
        return Translation(of_interface=True) if source and alone else None
    if source:  # ports of a source are any of those that are free
        return Translation(source=where)
    return Translation(target=where, target_port=parts.ports(ports) if ports else None)
