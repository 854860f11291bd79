"""What ONVIF devices say of themselves before any login: types, scopes, identifier and where they may be called."""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.sources import replies
from camcensus.sources.probes import _search
from camcensus.sources.steps import Call, Datagram, Reply, Saw, Script, Target
from camcensus.wire import wsd


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram, or two where the first is not answered, to a device with an open port that said nothing before.

    Source: WS-Discovery 1.0, section 2.1, allows a probe to be sent to one device; cameras answer it.
    """
    if not target.open or target.values("onvif.types"):
        return
    for kind in wsd.Kind:
        reply = yield Datagram(port=wsd.PORT, data=wsd.probe(kind, _search.fresh()))
        if _search.over(reply):
            return
        found = list(_facts(reply, set()))
        for _, one in found:
            yield one
        if found:
            return


def call() -> Script:
    """One datagram for each of two types to the link's IPv4 and to its IPv6 group."""
    seen: set[tuple[str, wsd.Match]] = set()
    for group in (wsd.GROUP, wsd.GROUP_V6):
        for kind in wsd.Kind:
            reply = yield Call(group=group, port=wsd.PORT, data=wsd.probe(kind, _search.fresh()))
            if _search.over(reply):
                return
            for address, one in _facts(reply, seen):
                yield Saw(field=one.field, value=one.value, encoding=one.encoding, about=f"ip:{address}")


def _facts(reply: Reply, seen: set[tuple[str, wsd.Match]]) -> Iterator[tuple[str, Saw]]:
    """Who said what, each once; the answer as it came only where something in it is new."""
    for address, data in _search.packets(reply):
        try:
            fresh = [match for match in wsd.matches(data) if (address, match) not in seen]
        except ValueError:
            continue
        for match in fresh:
            seen.add((address, match))
            for one in replies.onvif(match):
                yield address, one
        if fresh:
            yield address, replies.onvif_response(data)
