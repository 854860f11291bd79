"""Rules that no packet reaches, and rules that no packet has fitted: what may go from a configuration.

A rule is shadowed where rules before it take every packet it asks for: exactly, by what is left of its packets. A rule
that is not understood, or that asks for an interface which the later one does not, takes nothing here: what is named
is certain, and what is not named may be shadowed all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from camcensus.model.containment import Shadow
from camcensus.model.separation import Said
from camcensus.reason import policy
from camcensus.reason.policy import Ways
from camcensus.reason.proof import said
from camcensus.wire import packets
from camcensus.wire.config.values import Box, Chain, Match, Names, Rule
from camcensus.wire.packets import Cube

MOST = 20_000
"""Rules of one chain that are compared: each with all before it."""
WHOLE = 2_000
"""Rules of one chain of which it is told what they stop together."""
PIECES = 2_000
"""Sets into which the packets of one rule may fall apart."""
BY = 5


class _Taken(NamedTuple):
    """What a rule takes, so that it goes no further."""

    rule: Rule
    chain: str
    incoming: Names | None
    outgoing: Names | None
    cubes: tuple[Cube, ...]
    bounds: tuple[int, int, int, int]
    """The least and the greatest of its sources and targets: of thousands a look at these is enough for most."""


def _taken(rule: Rule, chain: str, match: Match, cubes: tuple[Cube, ...]) -> _Taken:
    return _Taken(rule, chain, match.incoming, match.outgoing, cubes, _bounds(cubes))


def _bounds(cubes: Sequence[Cube]) -> tuple[int, int, int, int]:
    held = [one for one in cubes if one.source and one.target] or [Cube((0, 0), (0, 0))]
    ends = [(one.source[0], one.source[-1], one.target[0], one.target[-1]) for one in held]
    low, high, first, last = zip(*ends, strict=True)
    return min(low), max(high), min(first), max(last)


def shadowed(box: Box) -> list[Shadow]:
    """Rules of the file that no packet reaches, in the order of the file."""
    found: list[Shadow] = []
    seen: set[str] = set()
    before: list[_Taken] = []
    filters = [step.chain for step in box.steps if step.kind == "filter"]
    for step in box.steps:
        chain = box.chains.get(step.chain)
        if step.kind == "nat":
            before = []  # behind it packets are others
        elif chain is not None and step.chain not in seen:
            seen.add(step.chain)
            apart = step.incoming is not None or step.outgoing is not None
            found += _of_chain(box, chain, [] if apart else before)
            before += [] if apart or step.chain == filters[-1] else _stopped(box, chain)
    for name, chain in box.chains.items():
        if name not in seen and not any(rule.action == "translate" for rule in chain.rules):
            found += _of_chain(box, chain, [])
    return sorted(found, key=lambda one: one.rule.line)


def too_long(box: Box) -> list[str]:
    """Chains of which shadowed rules are not looked for."""
    return [name for name, chain in box.chains.items() if len(chain.rules) > MOST]


def never_hit(box: Box, last: int) -> list[Said]:
    """Rules up to a line of which the file's own counters say that nothing ever fitted them."""
    chains = box.chains.items()
    rules = [(name, rule) for name, chain in chains for rule in chain.rules if rule.hits == 0 and 0 < rule.line <= last]
    return [said(box.name, name, rule) for name, rule in sorted(rules, key=lambda one: one[1].line)]


def _of_chain(box: Box, chain: Chain, before: Sequence[_Taken]) -> Iterator[Shadow]:
    if len(chain.rules) > MOST:
        return
    taken = list(before)
    shown: set[int] = set()
    for rule in chain.rules:
        if rule.line > 0 and rule.line not in shown and rule.match.cubes and not rule.match.unread:
            by = _takers(rule, taken)
            if by:
                shown.add(rule.line)  # one line may become several rules: each must be shadowed
                if all(_takers(one, taken) for one in chain.rules if one.line == rule.line):
                    named = tuple(dict.fromkeys(said(box.name, one.chain, one.rule) for one in by if one.rule.line))
                    yield Shadow(rule=said(box.name, chain.name, rule), by=named[:BY])
        taken += _takes(box, chain, rule)


def _takers(rule: Rule, taken: Sequence[_Taken]) -> list[_Taken]:
    """The rules that together take all it asks for; none: something is left."""
    left = list(rule.match.cubes)
    by = []
    low, high, first, last = _bounds(left)
    for one in taken:
        at = one.bounds
        if at[0] >= high or low >= at[1] or at[2] >= last or first >= at[3]:
            continue
        if not _asks_no_more(one.incoming, rule.match.incoming) or not _asks_no_more(one.outgoing, rule.match.outgoing):
            continue
        rest = _without(left, one.cubes)
        if rest is not None:
            by.append(one)
            left = rest
            if not left:
                return by
            if len(left) > PIECES:
                return []
    return []


def _without(left: list[Cube], cubes: Iterable[Cube]) -> list[Cube] | None:
    """What is left of packets; None: nothing was taken."""
    taken = False
    for cube in cubes:
        if any(packets.both(piece, cube) is not None for piece in left):
            taken = True
            left = [rest for piece in left for rest in packets.without(piece, cube)]
    return left if taken else None


def _asks_no_more(one: Names | None, other: Names | None) -> bool:
    """Whether every interface that the other asks for is one that this asks for, as far as names tell."""
    if one is None or one == other:
        return True
    if other is None or one.negated or other.negated or any(name.endswith("*") for name in other.names):
        return False
    return all(one.hold(name) for name in other.names)


def _takes(box: Box, chain: Chain, rule: Rule) -> list[_Taken]:
    match = rule.match
    if match.unread or rule.action not in ("permit", "deny", "goto", "jump"):
        return []
    if rule.action != "jump":
        return [_taken(rule, chain.name, match, match.cubes)]
    return _inside(box, rule.chain, match)


def _inside(box: Box, name: str, match: Match) -> list[_Taken]:
    """What a chain that is jumped to decides of what comes there."""
    if len(getattr(box.chains.get(name), "rules", ())) > WHOLE:
        return []
    try:
        decided = policy.decide(box, name, match.cubes, Ways())
    except policy.IntricateError:
        return []
    return [
        _taken(one.rule, one.chain, match, (one.cube,))
        for one in decided
        if one.rule is not None and one.action in ("permit", "deny") and not one.doubts
    ]


def _stopped(box: Box, chain: Chain) -> list[_Taken]:
    """What a whole step stops, whatever interfaces it comes and goes by."""
    return [one for one in _inside(box, chain.name, Match()) if one.rule.action == "deny"]
