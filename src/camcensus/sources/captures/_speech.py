"""What one captured datagram or announcement says of hosts, by the port that it went to or came from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from camcensus.sources.captures import _speech_calls as calls
from camcensus.sources.captures import _speech_discovery as discovery
from camcensus.sources.captures import _speech_network as network
from camcensus.sources.captures._said import NOTHING, Datagram, Said

__all__ = ["PORTS", "Datagram", "said"]

PORTS: Mapping[int, str] = {
    53: "dns",
    67: "dhcp",
    68: "dhcp",
    161: "snmp",
    162: "snmp",
    546: "dhcpv6",
    547: "dhcpv6",
    1900: "ssdp",
    3478: "stun",
    3702: "wsd",
    5060: "sip",
    5353: "mdns",
    19302: "stun",
    **discovery.PORTS,
}
"""UDP ports, and what is spoken there."""

Reader = Callable[[Datagram], Said]
"""Raises `ValueError` where it is another protocol."""

_READERS: Mapping[str, Reader] = {
    "dns": network.names,
    "dhcp": network.leases,
    "dhcpv6": network.leases_v6,
    "snmp": network.managed,
    "ssdp": discovery.upnp,
    "wsd": discovery.onvif,
    "mdns": discovery.services,
    "sip": calls.calls,
    "stun": calls.relays,
}
"""By protocol; all others are makers' own."""
_ANNOUNCED: Mapping[str, Reader] = {"icmpv6": network.neighbours, "lldp": network.announced, "cdp": network.cdp}
_SEARCHED = ("ssdp", "wsd")
"""Ports at which makers' own replies are looked for as well."""


def said(one: Datagram) -> Said:
    """What it says; `NOTHING` for what is no message of its port, or says nothing of a host. It never raises."""
    readers = [_ANNOUNCED[one.kind]] if one.kind in _ANNOUNCED else _readers(one)
    for read in dict.fromkeys(readers):
        try:
            found = read(one)
        except ValueError:
            continue
        if found.facts:
            return found
    return NOTHING


def _readers(one: Datagram) -> Iterable[Reader]:
    spoken = [PORTS[port] for port in (one.source_port, one.target_port) if port in PORTS]
    yield from (_READERS.get(protocol, discovery.maker) for protocol in spoken)
    if any(protocol in _SEARCHED for protocol in spoken):
        yield discovery.maker
    yield calls.reports
