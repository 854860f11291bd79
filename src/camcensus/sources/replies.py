"""What replies to searches tell of who sent them, in fields: the same whether somebody asked or overheard them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from camcensus.sources.steps import Saw, saw
from camcensus.wire import dns, snmp, ssdp, wsd
from camcensus.wire.dns import Message, Name, Record

MOST_FACTS = 200
"""Facts of one message of multicast DNS that are kept."""

_ALL_SERVICES = dns.split("_services._dns-sd._udp.local")


def onvif(match: wsd.Match) -> Iterator[Saw]:
    """What one service says of itself by WS-Discovery."""
    for field, value in (
        ("onvif.types", " ".join(match.types)),
        ("onvif.scopes", " ".join(match.scopes)),
        ("onvif.endpoint", match.endpoint),
    ):
        if value:
            yield Saw(field=field, value=value)


def onvif_response(data: bytes) -> Saw:
    """The whole answer by WS-Discovery."""
    return saw("onvif.response", data.strip(b"\0 \t\r\n"))


def upnp(answer: ssdp.Answer) -> Iterator[Saw]:
    """What an answer or announcement of SSDP says."""
    for field, value in (("ssdp.server", answer.server), ("ssdp.location", answer.location)):
        if value:
            yield Saw(field=field, value=value)


def services(message: Message, address: str) -> Iterator[Saw]:
    """What an answer by multicast DNS says of who sent it from `address`; of others it may speak as well."""
    if message.answer:
        others = _Others(message, address)
        yield from islice((one for record in message.records for one in _said(record, others)), MOST_FACTS)


def managed(oid: str, value: bytes) -> Saw:
    """One value of an SNMP agent."""
    if oid == snmp.SYS_DESCR:
        return saw("snmp.sys_descr", value)
    if oid == snmp.SYS_OBJECT_ID:
        return saw("snmp.sys_object_id", value)
    return saw("snmp.value", f"{oid}=".encode() + value)


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
