"""What UPnP devices call themselves, and where their description stands."""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.sources import replies
from camcensus.sources.probes import _search
from camcensus.sources.steps import Call, Datagram, Reply, Saw, Script, Target
from camcensus.wire import ssdp

WAIT = 2
"""Seconds over which the devices of a link spread their answers, so that they do not come all at once."""
MOST_ANSWERS = 4
"""Answers of one device that are waited for: one of each root device in it."""


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram, or two where the first is not answered, to a device with an open port that said nothing before.

    Source: UPnP Device Architecture 2.0, section 1.3.2, on unicast search.
    """
    if not target.open or target.values("ssdp.server") or target.values("ssdp.location"):
        return
    for kind in (ssdp.ROOTS, ssdp.EVERYTHING):
        reply = yield Datagram(port=ssdp.PORT, data=ssdp.search(target.address, kind), most=MOST_ANSWERS)
        if _search.over(reply):
            return
        found = list(dict.fromkeys(_facts(reply)))
        for _, one in found:
            yield one
        if found:
            return


def call() -> Script:
    """One datagram to the link's IPv4 and to its IPv6 group."""
    seen: set[tuple[str, Saw]] = set()
    for group in (ssdp.GROUP, ssdp.GROUP_V6):
        reply = yield Call(group=group, port=ssdp.PORT, data=ssdp.search(group, wait=WAIT))
        if _search.over(reply):
            return
        for address, one in _facts(reply):
            if (address, one) not in seen:
                seen.add((address, one))
                yield Saw(field=one.field, value=one.value, about=f"ip:{address}")


def _facts(reply: Reply) -> Iterator[tuple[str, Saw]]:
    """Who answered what."""
    for address, data in _search.packets(reply):
        try:
            answer = ssdp.answer(data)
        except ValueError:
            continue
        for one in replies.upnp(answer):
            yield address, one
