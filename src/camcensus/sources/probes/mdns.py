"""Which services the device announces by multicast DNS, under which names, and with which particulars."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from camcensus.sources.probes import _search
from camcensus.sources.steps import Call, Datagram, Reply, Saw, Script, Target, saw
from camcensus.wire import dns
from camcensus.wire.dns import Message, Name, Question, Record

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
MOST_FACTS = 200
"""Facts of one answer that are kept."""

_ALL_SERVICES = dns.split("_services._dns-sd._udp.local")


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
        if message.answer:
            others = _Others(message, address)
            found = (one for record in message.records for one in _said(record, others))
            for one in islice(found, MOST_FACTS):
                yield address, one


class _Others:
    """The names in a message that are not of who sent it: a relay answers for others."""

    def __init__(self, message: Message, address: str) -> None:
        kind = "AAAA" if ":" in address else "A"
        held: dict[Name, set[str]] = {}
        for record in message.records:
            if record.kind == kind:
                held.setdefault(record.name, set()).add(record.address)
        self._hosts = {name for name, known in held.items() if address not in known}
        self._instances = {one.name for one in message.records if one.kind == "SRV" and one.target in self._hosts}

    def __contains__(self, name: Name) -> bool:
        return name in self._hosts or name in self._instances


def _said(record: Record, others: _Others) -> Iterator[Saw]:
    """What one record tells of who sent it."""
    if record.name in others or record.target in others:
        return
    if record.kind == "PTR" and record.name == _ALL_SERVICES and record.target:
        yield Saw(field="mdns.service", value=dns.spelled(record.target))
    elif record.kind == "PTR" and record.name[:1] and record.name[0].startswith("_") and record.target[:1]:
        yield Saw(field="mdns.service", value=dns.spelled(record.name))
        yield Saw(field="mdns.name", value=record.target[0])
    elif record.kind == "SRV" and record.target:
        yield Saw(field="mdns.name", value=dns.spelled(record.target))
    elif record.kind == "TXT" and record.strings:
        yield saw("mdns.txt", b"\n".join(record.strings))
