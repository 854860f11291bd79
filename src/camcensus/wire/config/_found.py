"""What readers of firewalls share: rules of which a part is not known, and what is done before rules are asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config.values import MAX_TEXT, Match, Rule, Unread, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

MAX_CUBES = 2_000
MAX_ODD = 2_000
_TCP = spans.one(packets.TCP)
_SECRET = re.compile(
    r"(?i)\b(pass(?:word|wd|phrase)|phash|hash|(?:psk)?secret|pre-shared-key|(?:private|public|auth|enc|api)-?key|key"
    r"|psk|community|ENC)\s+(?!\[redacted\]).*",
    re.DOTALL,
)


class Addresses(NamedTuple):
    """Addresses: `sure` are in it, `may` may be, because of `why`."""

    sure: Spans = ()
    may: Spans = ()
    why: tuple[str, ...] = ()


class Service(NamedTuple):
    """Packets by protocol and ports: `sure` are in it, `may` may be, because of `why`."""

    sure: tuple[Cube, ...] = ()
    may: tuple[Cube, ...] = ()
    why: tuple[str, ...] = ()


def reasons(words: Sequence[str]) -> tuple[str, ...]:
    """Each of some reasons once, a few at most."""
    found = tuple(dict.fromkeys(words))
    return found if len(found) <= 8 else (*found[:8], f"and {len(found) - 8} more")


def together(services: Iterable[Service]) -> Service:
    """Several services in one."""
    every = list(services)
    sure = merged(one for part in every for one in part.sure)
    may = merged(one for part in every for one in part.may)
    why = reasons([word for part in every for word in part.why])
    if len(sure) > MAX_CUBES or len(may) > MAX_CUBES:
        return Service((), (packets.ALL,), (*why, "more services than are followed"))
    return Service(sure, may, why)


def opposite(service: Service) -> Service:
    """Every other packet."""
    return Service(_outside(service.may), _outside(service.sure), service.why)


def _outside(cubes: tuple[Cube, ...]) -> tuple[Cube, ...]:
    left = [packets.ALL]
    for one in cubes:
        left = [rest for piece in left for rest in packets.without(piece, one)]
        if len(left) > MAX_CUBES:
            raise ValueError("more services than are followed")
    return tuple(left)


def merged(cubes: Iterable[Cube]) -> tuple[Cube, ...]:
    """The same services in fewer cubes."""
    every = list(dict.fromkeys(cubes))
    if any(one == packets.ALL for one in every):
        return (packets.ALL,)
    ports: dict[tuple[Spans, ...], list[Spans]] = {}
    for one in every:
        ports.setdefault((one.source, one.target, one.protocol, one.source_port), []).append(one.target_port)
    protocols: dict[tuple[Spans, ...], list[Spans]] = {}
    for key, parts in ports.items():
        protocols.setdefault((key[0], key[1], key[3], spans.union(parts)), []).append(key[2])
    return tuple(
        Cube(source, target, spans.union(parts), source_port, target_port)
        for (source, target, source_port, target_port), parts in protocols.items()
    )


def between(source: Spans, target: Spans, services: tuple[Cube, ...]) -> tuple[Cube, ...]:
    """Packets between addresses of one family."""
    made = []
    for family in (spans.V4_ALL, spans.V6_ALL):
        here, there = spans.both(source, family), spans.both(target, family)
        if here and there:
            made += [one._replace(source=here, target=there) for one in services]
    return tuple(made)


def rules(base: Rule, sure: tuple[Cube, ...], may: tuple[Cube, ...], why: Sequence[str]) -> list[Rule]:
    """A rule for what fits certainly, and behind it one for what may fit."""
    made = [narrowed(base, sure)] if sure else []
    if may and may != sure:
        made.append(narrowed(base, may, reasons(why) or ("what it names is not understood",)))
    return made


def narrowed(base: Rule, cubes: tuple[Cube, ...], why: tuple[str, ...] = ()) -> Rule:
    """A rule, of these packets alone."""
    return replace(base, match=replace(base.match, cubes=cubes, unread=why))


# --- what is done before rules are asked ---------------------------------------------------------------------------


def sessions(*, strays: str = "deny", why: str = "") -> tuple[Rule, ...]:
    """Packets of sessions that exist pass, those that belong to none are dropped.

    `strays`: what becomes of TCP that opens no session and belongs to none: ``deny``, ``unread`` (with `why`), or
    ``continue`` where rules are asked as for any other.
    """
    known = Match(cubes=(cube(modes=packets.modes(["established", "related"])),))
    lost = Match(cubes=(cube(modes=packets.modes(["invalid"])),))
    stray = Match(cubes=(cube(protocol=_TCP, modes=packets.modes(["new"], answers=True)),))
    words = "TCP without a session" + (f": {why}" if why else "")
    return (
        Rule(line=0, text="packets of sessions that exist", action="permit", match=known),
        Rule(line=0, text="packets that belong to nothing", action="deny", match=lost),
        Rule(line=0, text=words, action=strays, match=stray),
    )


class Odd:
    """Lines that are not understood; `MAX_ODD` of them are told each."""

    def __init__(self) -> None:
        self.odd: list[Unread] = []

    def wrong(self, line: int, text: str, why: str) -> None:
        """Notes a line that is not understood."""
        if len(self.odd) < MAX_ODD:
            self.odd.append(Unread(line=line, text=shown(text), why=why))
        elif len(self.odd) == MAX_ODD:
            self.odd.append(Unread(line=line, text="", why="and further ones from here"))


def shown(line: str) -> str:
    """A line as it may be kept: what follows a word for a secret is left out."""
    return _SECRET.sub(r"\1 [redacted]", line.strip())[:MAX_TEXT]
