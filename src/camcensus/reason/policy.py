"""What a chain of rules does with sets of packets: every packet at once, and by which rule.

A packet may meet rules whose conditions are not understood, or whose interface is not known: each then may fit or not.
It goes on through the rest and carries what such a rule would have done; where that is something else than what becomes
of it in the end, what becomes of it is not known, and the rule says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Chain, Match, Names, Rule
from camcensus.wire.packets import Cube

MAX_PIECES = 200_000
"""Sets that one chain may part packets into."""
MAX_DEPTH = 64
"""Chains within chains; those that name each other in a circle go no deeper."""
UNKNOWN = "unknown"


class IntricateError(ValueError):
    """Packets were parted into more sets than are followed; the question is to be asked of fewer."""


class Doubt(NamedTuple):
    """A rule that may have fitted, and what it would have done."""

    action: str
    """``permit``, ``deny`` or ``unknown``."""
    rule: Rule


class Piece(NamedTuple):
    """A set of packets on its way."""

    cube: Cube
    doubts: tuple[Doubt, ...] = ()


class Decided(NamedTuple):
    """What became of a set of packets, and by which rule; `rule` is None for the default of the chain."""

    cube: Cube
    action: str
    """``permit``, ``deny`` or ``unknown``."""
    rule: Rule | None
    chain: str
    doubts: tuple[Doubt, ...] = ()
    """The rules because of which it is unknown, first one first."""


class Ways(NamedTuple):
    """How packets come and go: the names by which rules may know both interfaces; None: not known."""

    incoming: frozenset[str] | None = None
    outgoing: frozenset[str] | None = None


@dataclass(slots=True)
class _Walk:
    """Pieces that a chain has decided, and those that came out of it undecided."""

    decided: list[tuple[Piece, str, Rule | None, str]] = field(default_factory=list)
    returned: list[Piece] = field(default_factory=list)


def decide(box: Box, chain: str, cubes: Iterable[Cube], ways: Ways) -> list[Decided]:
    """What a chain does with packets: each is in exactly one of what is given.

    What returns from it meets its default; what falls through a chain without one is permitted.

    Raises `IntricateError`.
    """
    done = _chain(box.chains, chain, [Piece(cube) for cube in cubes], ways, 0)
    default = box.chains[chain].default if chain in box.chains else "return"
    fell = [(piece, "permit" if default == "return" else default, None, chain) for piece in done.returned]
    return [_settled(*one) for one in (*done.decided, *fell)]


def _settled(piece: Piece, action: str, rule: Rule | None, chain: str) -> Decided:
    against = tuple(doubt for doubt in piece.doubts if doubt.action != action or action == UNKNOWN)
    return Decided(piece.cube, UNKNOWN if against or action == UNKNOWN else action, rule, chain, against)


def _chain(chains: Mapping[str, Chain], name: str, pieces: list[Piece], ways: Ways, depth: int) -> _Walk:
    found = _Walk()
    chain = chains.get(name)
    if chain is None or depth > MAX_DEPTH:
        why = "is not in the file" if chain is None else "calls itself in a circle"
        odd = Rule(line=0, text=f"chain {name} {why}", action="unread")
        found.decided += [
            (piece._replace(doubts=(*piece.doubts, Doubt(UNKNOWN, odd))), UNKNOWN, odd, name) for piece in pieces
        ]
        return found
    whole = _around(pieces)
    for rule in chain.rules:
        if not pieces:
            break
        if rule.action == "continue" or not any(packets.both(whole, cube) for cube in rule.match.cubes):
            continue
        pieces = _rule(chains, chain, rule, pieces, ways, depth, found)
        if len(pieces) + len(found.decided) > MAX_PIECES:
            raise IntricateError(f"chain {name} parts packets into more than {MAX_PIECES:,} sets")
    if chain.default == "return":
        found.returned += pieces
    else:
        found.decided += [(piece, chain.default, None, name) for piece in pieces]
    return found


def _around(pieces: Sequence[Piece]) -> Cube:
    """A cube in which all pieces lie: a rule that meets nothing of it meets none of them."""
    if len(pieces) == 1:
        return pieces[0].cube
    return Cube(spans.union(one.cube.source for one in pieces), spans.union(one.cube.target for one in pieces))


def _rule(
    chains: Mapping[str, Chain], chain: Chain, rule: Rule, pieces: list[Piece], ways: Ways, depth: int, found: _Walk
) -> list[Piece]:
    """The pieces that go on to the next rule; what is decided, or leaves the chain, is added to `found`."""
    sure = may_fit(rule.match, ways)
    if sure is None:
        return pieces
    hits, rest = parted(pieces, rule.match.cubes)
    if not hits:
        return pieces
    if rule.action in ("jump", "goto"):
        return [*rest, *_jumped(chains, rule, hits, ways, depth, found, sure=sure)]
    if rule.action == "return" and sure:
        found.returned += hits
        return rest
    action = rule.action if rule.action in ("permit", "deny") else UNKNOWN
    if not sure or action == UNKNOWN:
        return [*rest, *_doubted(hits, action, rule)]
    found.decided += [(piece, action, rule, chain.name) for piece in hits]
    return rest


def _jumped(
    chains: Mapping[str, Chain], rule: Rule, hits: list[Piece], ways: Ways, depth: int, found: _Walk, *, sure: bool
) -> list[Piece]:
    """The pieces that come back from another chain and go on behind the jump."""
    inner = _chain(chains, rule.chain, hits, ways, depth + 1)
    if not sure:  # whether it was jumped at all is not known: what was decided there is what may have been
        may = [piece._replace(doubts=(*piece.doubts, Doubt(action, rule))) for piece, action, _, _ in inner.decided]
        return [*inner.returned, *may]
    found.decided += inner.decided
    if rule.action == "jump":
        return inner.returned
    found.returned += inner.returned
    return []


def _doubted(pieces: Iterable[Piece], action: str, rule: Rule) -> list[Piece]:
    return [piece._replace(doubts=(*piece.doubts, Doubt(action, rule))) for piece in pieces]


def may_fit(match: Match, ways: Ways) -> bool | None:
    """Whether a rule fits packets that come and go so: True, False for perhaps, None for never."""
    answers = [_fits(match.incoming, ways.incoming), _fits(match.outgoing, ways.outgoing)]
    if None in answers or not match.cubes:
        return None
    return all(answers) and not match.unread


def _fits(names: Names | None, known: frozenset[str] | None) -> bool | None:
    if names is None:
        return True
    if known is None:
        return False
    found = any(Names(names=names.names).hold(name) for name in known)
    return True if found is not names.negated else None


def parted(pieces: Iterable[Piece], cubes: Iterable[Cube]) -> tuple[list[Piece], list[Piece]]:
    """(what lies in any of the cubes, what lies in none)."""
    hits: list[Piece] = []
    rest = list(pieces)
    for cube in cubes:
        left: list[Piece] = []
        for piece in rest:
            inner = packets.both(piece.cube, cube)
            if inner is None:
                left.append(piece)
                continue
            hits.append(piece._replace(cube=inner))
            if inner != piece.cube:
                left += [piece._replace(cube=one) for one in packets.without(piece.cube, cube)]
        rest = left
    return hits, rest
