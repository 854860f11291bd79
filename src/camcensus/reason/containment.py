"""What devices that stay for now may still do: from what they need, and the core that they must not reach."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from camcensus.model.containment import OPENERS, Contained, Containment, Need, Place, Service
from camcensus.model.errors import UsageError
from camcensus.wire import spans
from camcensus.wire.spans import Spans

MAX_TEXT = 400
"""Characters of a name or reason that are kept."""


class Wanted(NamedTuple):
    """A need as it is asked for; `devices`: those that need it, None for all."""

    name: str
    why: str
    opened_by: str
    others: Spans
    services: tuple[Service, ...]
    devices: Spans | None = None


class Terms(NamedTuple):
    """What is said of a change beside who may talk to whom."""

    made: date
    until: date | None
    reference: str
    retired_by: str = ""
    place: Place = Place()
    named: tuple[Contained, ...] = ()


def contain(devices: Spans, needs: Iterable[Wanted], core: Spans, terms: Terms) -> Containment:
    """The containment. Everything that no need names is denied, in both directions.

    Raises `UsageError` for no device, no end or one that is past, a need without an address or a port, and one whose
    other end lies in the core: that would stay a path.
    """
    if not devices:
        raise UsageError("there is no address to contain", mend="name devices that have one")
    if not terms.reference.strip():
        raise UsageError("the change has no reference", mend="say how you count it")
    if terms.until is None:
        raise UsageError("a containment without an end is not written", mend="say with --until when it ends")
    if terms.until <= terms.made:
        raise UsageError(f"it would end on {terms.until}, which is not after {terms.made}", mend="give a later day")
    return Containment(
        reference=_cut(terms.reference),
        made=terms.made,
        until=terms.until,
        retired_by=_cut(terms.retired_by),
        devices=tuple(spans.prefixes(devices)),
        count=spans.size(devices),
        needs=tuple(_need(one, devices, core) for one in needs),
        core=tuple(spans.prefixes(core)),
        place=terms.place,
        named=terms.named,
    )


def _need(one: Wanted, devices: Spans, core: Spans) -> Need:
    if not one.others:
        raise UsageError(f"the need '{one.name}' names no address", mend="say who they talk to")
    if not one.services or one.opened_by not in OPENERS:
        raise UsageError(f"the need '{one.name}' names no port", mend="write tcp/554")
    if inside := spans.both(one.others, spans.without(core, devices)):
        shown = ", ".join(spans.prefixes(inside)[:3])
        raise UsageError(
            f"'{one.name}' lies in the core ({shown}): the need would stay a path to it",
            mend="name one that stands outside of the core",
        )
    mine = devices if one.devices is None else spans.both(one.devices, devices)
    if not mine:
        raise UsageError(f"no device that is contained needs '{one.name}'", mend="leave it out")
    return Need(
        name=_cut(one.name),
        why=_cut(one.why),
        opened_by=one.opened_by,
        devices=tuple(spans.prefixes(mine)),
        others=tuple(spans.prefixes(one.others)),
        services=tuple(_merged(one.services)),
    )


def _merged(services: Iterable[Service]) -> Iterable[Service]:
    """The same in the fewest ranges. Raises `UsageError` for what is no port."""
    ports: dict[str, list[Spans]] = {}
    for one in services:
        if one.protocol not in ("tcp", "udp") or not 0 < one.first <= one.last < 65_536:
            raise UsageError(f"'{one}' is no service", mend="write tcp/554, or udp/5000-5010")
        ports.setdefault(one.protocol, []).append(spans.span(one.first, one.last))
    for protocol, parts in sorted(ports.items()):
        found = spans.union(parts)
        for at in range(0, len(found), 2):
            yield Service(protocol=protocol, first=found[at], last=found[at + 1] - 1)


def _cut(text: str) -> str:
    return " ".join(text.split())[:MAX_TEXT]
