"""What becomes of packets on their way through one box: each step in its order, every packet at once.

A packet keeps what it was when it came (`Way.was`) beside what it is now: NAT writes into it, and some platforms ask
their rules of the one, some of the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from camcensus.reason import policy
from camcensus.reason.policy import UNKNOWN, Decided, Doubt, Piece, Ways
from camcensus.wire import packets, spans
from camcensus.wire.config.values import Box, Interface, Rule, Step, Translation
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

_INVALID = (packets.modes(["invalid"], answers=False), packets.modes(["invalid"], answers=True))
_EITHER = (packets.modes(answers=False), packets.modes(answers=True))


class By(NamedTuple):
    """A rule that let packets pass, or did not; None: the default of the chain."""

    box: str
    chain: str
    rule: Rule | None


class Way(NamedTuple):
    """Packets on their way."""

    now: Cube
    was: Cube
    """As they came to this box."""
    by: tuple[By, ...] = ()
    """The rules that let them pass, first one first."""
    doubts: tuple[By, ...] = ()
    """Rules because of which it is not known whether they pass."""
    moved: frozenset[str] = frozenset()
    """The parts into which NAT of this box wrote something."""
    before: Cube | None = None
    """As they were sent, where NAT of a box before this one wrote something into them; None: they came as sent."""
    earlier: frozenset[str] = frozenset()
    """The parts into which boxes before this one wrote something."""

    @property
    def sent(self) -> Cube:
        """As they were sent; of parts that NAT wrote anew perhaps more than arrives."""
        return self.was if self.before is None else self.before

    def onward(self) -> Way:
        """The same, as they come to the next box."""
        before = self.sent if self.moved else self.before
        return self._replace(was=self.now, moved=frozenset(), before=before, earlier=self.earlier | self.moved)

    def narrowed(self, cube: Cube, *, as_it_came: bool) -> Way:
        """The part that a rule spoke of; what is not written anew is known of both ends."""
        now, was = (
            (_kept(self.now, cube, self.moved), cube) if as_it_came else (cube, _kept(self.was, cube, self.moved))
        )
        before = None if self.before is None else _kept(self.before, was, self.earlier)
        return self._replace(now=now, was=was, before=before)


def _kept(held: Cube, cube: Cube, written: frozenset[str]) -> Cube:
    """`held` with the parts of `cube`, but for those that were written anew."""
    return (
        cube if not written else held._replace(**{name: getattr(cube, name) for name in _PARTS if name not in written})
    )


_PARTS = Cube._fields


@dataclass(slots=True)
class Passed:
    """What came through, and what did not."""

    ways: list[Way] = field(default_factory=list)
    stopped: list[Way] = field(default_factory=list)
    """With the rule that stopped them as the last of `by`."""


def steps(box: Box, which: Iterable[Step], ways: Iterable[Way], names: Ways) -> Passed:
    """Packets through some steps of a box. Raises `policy.IntricateError`."""
    found = Passed(ways=list(ways))
    for step in which:
        if step.kind == "route" or not _concerned(step, names):
            continue
        if step.kind == "nat":
            found.ways = [moved for way in found.ways for moved in _translated(box, step, way, names)]
        else:
            passed = [_filtered(box, step, way, names) for way in found.ways]
            found.ways = [way for one in passed for way in one.ways]
            found.stopped += [way for one in passed for way in one.stopped]
    return found


def _concerned(step: Step, names: Ways) -> bool:
    """Whether packets that come and go so pass a step at all; where that is not known they may."""
    pairs = ((step.incoming, names.incoming), (step.outgoing, names.outgoing))
    return all(held is None or known is None or any(held.hold(one) for one in known) for held, known in pairs)


def _filtered(box: Box, step: Step, way: Way, names: Ways) -> Passed:
    """One step. What it lets through keeps its rule; of what it doubts nothing is stopped."""
    asked = way.was if step.as_it_came else way.now
    found = Passed()
    for decided in _decided(box, step, asked, names):
        by = By(box.name, decided.chain, decided.rule)
        left = way.narrowed(decided.cube, as_it_came=step.as_it_came)
        if decided.action == "deny":
            found.stopped.append(left._replace(by=(*left.by, by)))
            continue
        doubts = tuple(By(box.name, decided.chain, doubt.rule) for doubt in decided.doubts)
        if decided.action == UNKNOWN and not doubts:
            doubts = (by,)
        found.ways.append(left._replace(by=(*left.by, by), doubts=(*left.doubts, *doubts)))
    return found


def _decided(box: Box, step: Step, cube: Cube, names: Ways) -> Iterator[Decided]:
    if not step.untracked:
        yield from policy.decide(box, step.chain, [cube], names)
        return
    for seen, own in zip(_INVALID, _EITHER, strict=True):
        if cube.modes & own:
            for one in policy.decide(box, step.chain, [cube._replace(modes=seen)], names):
                yield one._replace(cube=one.cube._replace(modes=cube.modes & own))


# --- NAT -------------------------------------------------------------------------------------------------------------


def _translated(box: Box, step: Step, way: Way, names: Ways) -> Iterator[Way]:
    """One step of NAT: what the first rule that fits writes; what no rule fits stays as it is."""
    if step.chain not in box.chains:
        return
    walk = _Nat(box, way, names, as_it_came=step.as_it_came)
    left = walk.through(step.chain, [Piece(way.was if step.as_it_came else way.now)], 0)
    yield from walk.done
    yield from (walk.way_of(step.chain, piece) for piece in left)


class _Nat:
    """A walk through chains of NAT. ``permit`` and ``deny`` there mean that nothing is written."""

    def __init__(self, box: Box, way: Way, names: Ways, *, as_it_came: bool) -> None:
        self._box, self._way, self._names, self._as_it_came = box, way, names, as_it_came
        self.done: list[Way] = []

    def way_of(self, chain: str, piece: Piece) -> Way:
        """A part of the way, with the rules that may have written something into it."""
        left = self._way.narrowed(piece.cube, as_it_came=self._as_it_came)
        return left._replace(doubts=(*left.doubts, *(By(self._box.name, chain, one.rule) for one in piece.doubts)))

    def through(self, name: str, pieces: list[Piece], depth: int) -> list[Piece]:
        """What comes out of a chain undecided; what is decided is in `done`."""
        chain = self._box.chains.get(name)
        returned: list[Piece] = []
        for rule in chain.rules if chain is not None and depth < policy.MAX_DEPTH else ():
            sure = policy.may_fit(rule.match, self._names)
            if sure is None or rule.action == "continue" or not pieces:
                continue
            hits, rest = policy.parted(pieces, rule.match.cubes)
            if not hits:
                continue
            if rule.action in ("jump", "goto"):
                back = self.through(rule.chain, hits, depth + 1)
                if sure and rule.action == "goto":
                    returned += back
                else:
                    rest += back
            elif rule.action == "return":
                returned += hits if sure else []
            else:
                self.done += [self._decided(name, rule, hit, sure=sure) for hit in hits]
            may = [hit._replace(doubts=(*hit.doubts, Doubt(UNKNOWN, rule))) for hit in hits]
            pieces = rest if sure else [*rest, *may]
        return [*returned, *pieces]

    def _decided(self, name: str, rule: Rule, hit: Piece, *, sure: bool) -> Way:
        left, by = self.way_of(name, hit), By(self._box.name, name, rule)
        if not sure or rule.action == "unread":
            left = left._replace(doubts=(*left.doubts, by))
        if rule.action == "translate" and rule.translation is not None:
            left = _written(left, rule.translation)
            left = left._replace(by=(*left.by, by))
        return left


def _written(way: Way, made: Translation) -> Way:
    """Packets with what NAT writes into them; any of the addresses and ports that it may choose."""
    now, by = way.now, made.shift
    source, target = made.source, made.target
    if by is not None:
        source = _shifted(now.source, by) if source else None
        target = _shifted(now.target, by) if target else None
    chosen = spans.PORTS if by is None and (source or made.of_interface) else None
    written = {
        "source": source, "target": target, "source_port": made.source_port or chosen, "target_port": made.target_port,
    }  # fmt: skip
    names = {name for name, part in written.items() if part} | ({"source"} if made.of_interface else set())
    return way._replace(
        now=now._replace(
            source=source or now.source,
            target=target or now.target,
            source_port=written["source_port"] or now.source_port,
            target_port=made.target_port or now.target_port,
        ),
        moved=way.moved | names,
    )


def _shifted(held: Spans, by: int) -> Spans:
    return tuple(bound + by for bound in held)


def of_interface(way: Way, interface: Interface) -> Way:
    """Packets whose source became an address of the interface by which they go out."""
    own = spans.union(spans.one(spans.address(one.partition("/")[0])) for one in interface.addresses)
    return way._replace(now=way.now._replace(source=own)) if own else way


def named(box: Box, interface: str) -> frozenset[str]:
    """The names by which rules may know an interface: its own and that of its zone."""
    zone = box.zones.get(interface, "")
    return frozenset({interface, zone} - {""}) if interface else frozenset({""})


def between(box: Box, incoming: str, outgoing: str, cubes: Iterable[Cube]) -> Passed:
    """Packets that come in by one interface and go out by another, whatever routes say. Raises `IntricateError`."""
    at = next((place for place, step in enumerate(box.steps) if step.kind == "route"), 0)
    come = Ways(named(box, incoming), frozenset({""}))
    first = steps(box, box.steps[:at], [Way(cube, cube) for cube in cubes], come)
    rest = steps(box, box.steps[at:], first.ways, come._replace(outgoing=named(box, outgoing)))
    return replace(rest, stopped=[*first.stopped, *rest.stopped])
