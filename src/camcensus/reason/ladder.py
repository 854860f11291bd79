"""How far each device is from the core network, by what is proved: the rung, and what it rests on.

A rung is its weakest proof: what was seen counts before what is permitted, what is permitted before what is denied, and
both directions count. Where nothing is proved it is unknown, with what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from camcensus.model.separation import ANSWERS, CLOSED, PERMITTED, UNKNOWN, Crossing
from camcensus.reason.paths import Answer, Net
from camcensus.wire import spans
from camcensus.wire.spans import Spans

NO_CONFIGURATION = "no configuration of what stands between it and the core is in the log"
NO_ADDRESS = "it has no address that was seen or stated"
NO_CORE = "no zone of its network is stated to be the core"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What configurations say of one direction, for every device at once."""

    permitted: Spans
    """Addresses of devices of which some packet gets through."""
    unknown: Spans
    """Addresses of which that is not known."""
    missing: tuple[str, ...] = ()
    """Why not."""

    def of(self, addresses: Spans) -> str:
        """What is said of a device, one of `ANSWERS`."""
        if spans.both(addresses, self.permitted):
            return PERMITTED
        return UNKNOWN if spans.both(addresses, self.unknown) else CLOSED


def ways(net: Net, devices: Spans, core: Spans) -> tuple[Way, Way]:
    """(to the core, from the core). Raises `policy.IntricateError`."""
    return (
        _way(net, net.reach(devices, core), devices, outward=True),
        _way(net, net.reach(core, devices), devices, outward=False),
    )


def _way(net: Net, answer: Answer, devices: Spans, *, outward: bool) -> Way:
    def mine(held: Sequence[tuple[Spans, Spans]]) -> Spans:
        return spans.both(spans.union(source if outward else target for source, target in held), devices)

    sure = [(path.sent.source, path.now.target) for path in answer.arrived if not path.doubts]
    open_ = [(path.sent.source, path.now.target) for path in answer.arrived if path.doubts]
    lost = [(path.sent.source, path.now.target) for path in answer.lost]
    odd = [name for name in sorted(answer.passed) if net.boxes[name].unread]
    # What is lost on the way from the core may have been meant for any device.
    unknown = devices if odd or (lost and not outward) else spans.union([mine(open_), mine(lost)])
    return Way(permitted=mine(sure), unknown=unknown, missing=tuple(dict.fromkeys(_missing(net, answer, odd))))


def _missing(net: Net, answer: Answer, odd: Sequence[str]) -> Iterator[str]:
    for path in answer.arrived:
        for doubt in path.doubts:
            line = doubt.rule.line if doubt.rule is not None else 0
            yield f"{doubt.box}, line {line}: it is not understood whether this rule fits"
    for path in answer.lost:
        unlinked = ", and no [[link]] says what lies behind its interfaces" if path.why == "routes-not-read" else ""
        yield f"{path.reason}{unlinked}"
    for name in odd:
        lines = ", ".join(str(one.line) for one in net.boxes[name].unread[:10])
        yield f"{name}: lines that are not understood: {lines}"


def rung(*, in_core: bool, crossings: Sequence[Crossing], there: str, back: str, watched: int, days: int) -> str:
    """The rung of one device; `watched` of at least `days` counts as having listened."""
    if in_core or crossings:
        return "connected"
    gravest = min((one for one in (there, back) if one), key=ANSWERS.index, default="")
    listened = watched >= days
    if gravest == PERMITTED:
        return "permitted-not-observed" if listened else "path-permitted"
    if gravest == CLOSED and there and back:
        return "denied-not-observed" if listened else "denied"
    return "unknown"
