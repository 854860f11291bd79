"""Ask configurations whether packets can get from one part of a network to another, and by which rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from camcensus.model.errors import UsageError
from camcensus.model.separation import Separation
from camcensus.reason import traced
from camcensus.reason.paths import Net
from camcensus.wire import spans
from camcensus.wire.config.values import Box
from camcensus.wire.spans import Spans


def ask(boxes: Sequence[Box], source: Iterable[str], target: Iterable[str], linked: Iterable[str] = ()) -> Separation:
    """Both directions between two sets of networks; `linked` (``fw:eth0=10.1.0.0/24``) say what lies on an interface.

    Raises `UsageError` for what is no network, or a link of no box.
    """
    one, other = _networks(source, "--from"), _networks(target, "--to")
    if spans.both(one, other):
        raise UsageError("both ends have addresses in common", mend="give networks that lie apart")
    net = Net(boxes, links(linked, boxes))
    return Separation(
        outward=traced.side(net, one, other),
        back=traced.side(net, other, one),
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
