"""Which services the device announces by multicast DNS, under which names, and with which particulars."""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.sources import replies
from camcensus.sources.probes import _search
from camcensus.sources.steps import Call, Datagram, Reply, Saw, Script, Target
from camcensus.wire import dns
from camcensus.wire.dns import Question

GROUP, GROUP_V6, PORT = "224.0.0.251", "ff02::fb", 5353
SERVICES = (
    "_axis-video._tcp.local",
    "_axis-nvr._tcp.local",
    "_rtsp._tcp.local",
    "_arec._tcp.local",
    "_dcp._tcp.local",
    "_dhnap._tcp.local",
    "_http._tcp.local",
    "_psia._tcp.local",
    "_services._dns-sd._udp.local",
)
"""What is asked for: services of cameras, and which services there are."""
MOST_ANSWERS = 4
"""Answers of one device that are waited for."""


def ask(target: Target, port: int = 0) -> Script:  # noqa: ARG001  # all probes are asked alike
    """One datagram to a device with an open port that was not heard on the link.

    It comes from a port other than 5353, so that it is answered directly, to who asks alone. Source: RFC 6762,
    sections 5.5 and 6.7.
    """
    if not target.open or target.values("mdns.service"):
        return
    reply = yield Datagram(port=PORT, data=_question(), most=MOST_ANSWERS)
    if _search.over(reply):
        return
    for _, one in dict.fromkeys(_facts(reply)):
        yield one


def call() -> Script:
    """One datagram to the link's IPv4 and to its IPv6 group."""
    seen: set[tuple[str, Saw]] = set()
    for group in (GROUP, GROUP_V6):
        reply = yield Call(group=group, port=PORT, data=_question())
        if _search.over(reply):
            return
        for address, one in _facts(reply):
            if (address, one) not in seen:
                seen.add((address, one))
                yield Saw(field=one.field, value=one.value, encoding=one.encoding, about=f"ip:{address}")


def _question() -> bytes:
    return dns.query([Question(name=dns.split(service)) for service in SERVICES])


def _facts(reply: Reply) -> Iterator[tuple[str, Saw]]:
    for address, data in _search.packets(reply):
        try:
            message = dns.message(data)
        except ValueError:
            continue
        for one in replies.services(message, address):
            yield address, one
