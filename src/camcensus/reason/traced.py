"""Paths of packets in words: networks, services, boxes, and the rules that let them pass or stop them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from camcensus.model.separation import CLOSED, PERMITTED, UNKNOWN, Said, Side, Step, Traced
from camcensus.reason.passage import By
from camcensus.reason.paths import Answer, Net, Path
from camcensus.reason.policy import IntricateError
from camcensus.reason.services import services
from camcensus.wire import spans
from camcensus.wire.spans import Spans

SHOWN = 50
"""Paths of one direction that are shown; those alike but for their addresses are one."""
RULES = 20
NETWORKS = 12
_MENDS = {
    "no-box": ": give its router's configuration",
    "routes-not-read": ": say with [[link]] or --link what lies behind its interfaces",
}
"""What would tell of packets that are lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Paths through the same interfaces by the same rules for the same services."""

    first: Path
    """Any of them."""
    source: Spans
    """As they were sent."""
    target: Spans
    """As they arrive."""
    meant: Spans
    """As they were sent; `target` but where NAT wrote into them."""

    @property
    def told(self) -> Traced:
        """The same in words."""
        moved = self.meant != self.target
        return Traced(
            source=networks(self.source),
            target=networks(self.meant),
            services=services(self.first.sent),
            steps=tuple(_steps(self.first)),
            translated=networks(self.target) if moved else (),
            doubts=tuple(said(doubt) for doubt in self.first.doubts),
        )


def side(net: Net, source: Spans, target: Spans) -> Side:
    """One direction in words."""
    try:
        answer = net.reach(source, target)
    except IntricateError as fault:
        return Side(source=networks(source), target=networks(target), answer=UNKNOWN, missing=(str(fault),))
    sure, perhaps = split(answer)
    missed = missing(net, answer)
    return Side(
        source=networks(source),
        target=networks(target),
        answer=PERMITTED if sure else UNKNOWN if missed else CLOSED,
        paths=tuple(group.told for group in [*groups(sure), *groups(perhaps)][:SHOWN]),
        closed_by=tuple(_closed_by(answer)),
        missing=missed,
    )


def split(answer: Answer) -> tuple[list[Path], list[Path]]:
    """(paths that are sure, paths of which it is not known)."""
    return [one for one in answer.arrived if not one.doubts], [one for one in answer.arrived if one.doubts]


def networks(held: Spans) -> tuple[str, ...]:
    """The first prefixes, and how many more there are."""
    texts = [text.removesuffix("/128" if ":" in text else "/32") for text in spans.prefixes(held)]
    left = len(texts) - NETWORKS
    return (*texts[:NETWORKS], f"and {left:,} more") if left > 0 else tuple(texts)


def missing(net: Net, answer: Answer) -> tuple[str, ...]:
    """What keeps an answer from being certain, each once."""
    return tuple(dict.fromkeys(_missing(net, answer)))


def _missing(net: Net, answer: Answer) -> Iterator[str]:
    for path in answer.arrived:
        for doubt in path.doubts:
            one = said(doubt)
            yield f"{one.box}, line {one.line}: it is not understood whether this rule fits: {one.text}"
    for path in answer.lost:
        yield f"{path.reason}{_MENDS.get(path.why, '')}"
    for name in sorted(answer.passed):
        for odd in net.boxes[name].unread[:RULES]:
            yield f"{name}, line {odd.line}: not understood{f', {odd.why}' if odd.why else ''}: {_plain(odd.text)}"


def groups(paths: Iterable[Path]) -> list[Group]:
    """Paths that are alike but for their addresses, together."""
    alike: dict[object, list[Path]] = {}
    for path in paths:
        rules = tuple((by.box, by.rule.line if by.rule else 0, by.chain) for by in path.by)
        services_of = (path.sent.protocol, path.sent.target_port, path.sent.source_port)
        alike.setdefault((path.hops, rules, services_of), []).append(path)
    return [_group(many) for many in alike.values()]


def _group(many: Sequence[Path]) -> Group:
    first = many[0]
    moved = first.now.target != first.sent.target and not spans.covers(first.sent.target, first.now.target)
    target = spans.union(path.now.target for path in many)
    here = target if moved else spans.union(spans.both(path.sent.target, path.now.target) for path in many)
    return Group(
        first=first,
        source=spans.union(path.sent.source for path in many),
        target=here,
        meant=spans.union(path.sent.target for path in many) if moved else here,
    )


def _steps(path: Path) -> Iterator[Step]:
    for hop in path.hops:
        rules = [said(by) for by in path.by if by.box == hop.box]
        yield Step(box=hop.box, incoming=hop.incoming, outgoing=hop.outgoing, rules=tuple(rules))


def said(by: By) -> Said:
    """A rule as its file says it; the default of a chain where none fits."""
    if by.rule is None:
        return Said(box=by.box, chain=by.chain, text="what the chain does where no rule fits")
    return Said(box=by.box, chain=by.chain, line=by.rule.line, text=_plain(by.rule.text))


def _plain(text: str) -> str:
    return " ".join(text.split())


def stopped_by(path: Path) -> Said:
    """What stops a path that does not arrive."""
    if not path.why:
        return said(path.by[-1])
    return Said(box=path.hops[-1].box, text={"no-route": "no route leads there"}.get(path.why, "a route discards it"))


def _closed_by(answer: Answer) -> list[tuple[Said, int]]:
    counted: dict[Said, int] = {}
    for path in answer.stopped:
        by = stopped_by(path)
        counted[by] = counted.get(by, 0) + 1
    return sorted(counted.items(), key=lambda item: (-item[1], item[0].box, item[0].line))[:RULES]
