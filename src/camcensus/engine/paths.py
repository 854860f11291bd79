"""Ask configurations whether packets can get from one part of a network to another, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from camcensus.model.errors import UsageError
from camcensus.model.separation import CLOSED, PERMITTED, UNKNOWN, Said, Separation, Side, Step, Traced
from camcensus.reason.passage import By
from camcensus.reason.paths import Answer, Net, Path
from camcensus.reason.policy import IntricateError
from camcensus.reason.services import services
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans

SHOWN = 50
"""Paths of one direction that are shown; those alike but for their addresses are one."""
RULES = 20
NETWORKS = 12
_MENDS = {
    "no-box": ": give its router's configuration",
    "routes-not-read": ": say with --link what lies behind its interfaces",
}
"""What would tell of packets that are lost."""


def ask(boxes: Sequence[Box], source: Iterable[str], target: Iterable[str], linked: Iterable[str] = ()) -> Separation:
    """Both directions between two sets of networks; `linked` (``fw:eth0=10.1.0.0/24``) say what lies on an interface.

    Raises `UsageError` for what is no network, or a link of no box.
    """
    one, other = _networks(source, "--from"), _networks(target, "--to")
    if spans.both(one, other):
        raise UsageError("both ends have addresses in common", mend="give networks that lie apart")
    net = Net(boxes, links(linked, boxes))
    return Separation(
        outward=_side(net, one, other),
        back=_side(net, other, one),
        boxes=tuple((box.name, box.dialect, box.written, len(box.unread)) for box in boxes),
    )


def _networks(texts: Iterable[str], option: str) -> Spans:
    try:
        found = spans.union(spans.network(text) for text in texts)
    except ValueError as fault:
        raise UsageError(f"{option}: {fault}", mend="write 10.1.0.0/16") from None
    if not found:
        raise UsageError(f"{option} names no network", mend="write 10.1.0.0/16")
    return found


def links(texts: Iterable[str], boxes: Iterable[Box]) -> Mapping[tuple[str, str], Spans]:
    """Box and interface to what is said to lie behind it. Raises `UsageError` for a link of no box."""
    known = {box.name for box in boxes}
    found: dict[tuple[str, str], Spans] = {}
    for text in texts:
        name, mark, networks = text.partition("=")
        box, colon, interface = name.partition(":")
        if not mark or not colon or not interface:
            raise UsageError(f"'{text}' is no link", mend="write fw:eth0=10.1.0.0/24")
        if box not in known:
            raise UsageError(f"no file speaks of the box '{box}'", mend=f"one of: {', '.join(sorted(known))}")
        found[box, interface] = _networks(networks.split(","), "--link")
    return found


def _side(net: Net, source: Spans, target: Spans) -> Side:
    try:
        answer = net.reach(source, target)
    except IntricateError as fault:
        return Side(source=_shown(source), target=_shown(target), answer=UNKNOWN, missing=(str(fault),))
    sure = [path for path in answer.arrived if not path.doubts]
    perhaps = [path for path in answer.arrived if path.doubts]
    missing = tuple(dict.fromkeys(_missing(net, answer, perhaps)))
    return Side(
        source=_shown(source),
        target=_shown(target),
        answer=PERMITTED if sure else UNKNOWN if missing else CLOSED,
        paths=tuple(_traced([*_alike(sure), *_alike(perhaps)])),
        closed_by=tuple(_closed_by(answer)),
        missing=missing,
    )


def _shown(held: Spans) -> tuple[str, ...]:
    texts = [text.removesuffix("/128" if ":" in text else "/32") for text in spans.prefixes(held)]
    left = len(texts) - NETWORKS
    return (*texts[:NETWORKS], f"and {left:,} more") if left > 0 else tuple(texts)


def _missing(net: Net, answer: Answer, perhaps: Iterable[Path]) -> Iterator[str]:
    """What keeps the answer from being certain."""
    for path in perhaps:
        for doubt in path.doubts:
            said = _said(doubt)
            yield f"{said.box}, line {said.line}: it is not understood whether this rule fits: {said.text}"
    for path in answer.lost:
        yield f"{path.reason}{_MENDS.get(path.why, '')}"
    for name in sorted(answer.passed):
        for odd in net.boxes[name].unread[:RULES]:
            yield f"{name}, line {odd.line}: not understood{f', {odd.why}' if odd.why else ''}: {_plain(odd.text)}"


def _alike(paths: Iterable[Path]) -> Iterator[tuple[list[Path], Path]]:
    """Paths through the same interfaces by the same rules for the same services, together."""
    groups: dict[object, list[Path]] = {}
    for path in paths:
        rules = tuple((by.box, by.rule.line if by.rule else 0, by.chain) for by in path.by)
        services_of = (path.sent.protocol, path.sent.target_port, path.sent.source_port)
        groups.setdefault((path.hops, rules, services_of), []).append(path)
    yield from ((group, group[0]) for group in groups.values())


def _traced(groups: Sequence[tuple[list[Path], Path]]) -> Iterator[Traced]:
    for group, first in groups[:SHOWN]:
        moved = first.now.target != first.sent.target and not spans.covers(first.sent.target, first.now.target)
        target = [path.sent.target if moved else spans.both(path.sent.target, path.now.target) for path in group]
        yield Traced(
            source=_shown(spans.union(path.sent.source for path in group)),
            target=_shown(spans.union(target)),
            services=services(first.sent),
            steps=tuple(_steps(first)),
            translated=_shown(spans.union(path.now.target for path in group)) if moved else (),
            doubts=tuple(_said(doubt) for doubt in first.doubts),
        )


def _steps(path: Path) -> Iterator[Step]:
    for hop in path.hops:
        rules = [_said(by) for by in path.by if by.box == hop.box]
        yield Step(box=hop.box, incoming=hop.incoming, outgoing=hop.outgoing, rules=tuple(rules))


def _said(by: By) -> Said:
    if by.rule is None:
        return Said(box=by.box, chain=by.chain, text="what the chain does where no rule fits")
    return Said(box=by.box, chain=by.chain, line=by.rule.line, text=_plain(by.rule.text))


def _plain(text: str) -> str:
    return " ".join(text.split())


def _closed_by(answer: Answer) -> list[tuple[Said, int]]:
    counted: dict[Said, int] = {}
    for path in answer.stopped:
        if path.why:
            said = Said(
                box=path.hops[-1].box, text={"no-route": "no route leads there"}.get(path.why, "a route discards it")
            )
        else:
            said = _said(path.by[-1])
        counted[said] = counted.get(said, 0) + 1
    return sorted(counted.items(), key=lambda item: (-item[1], item[0].box, item[0].line))[:RULES]
