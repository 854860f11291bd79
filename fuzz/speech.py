"""What captured messages say of hosts, as functions of bytes."""

from __future__ import annotations

from camcensus.sources.captures import _speech, _streams

KINDS = ("udp", "icmpv6", "lldp", "cdp")
PORTS = (*sorted(_speech.PORTS), 40_000)


def spoken(data: bytes) -> None:
    """A datagram: its kind and port are the first two bytes."""
    kind = KINDS[data[0] % len(KINDS)] if data else "udp"
    port = PORTS[data[1] % len(PORTS)] if len(data) > 1 else 53
    for ports in ((port, 50_000), (50_000, port)):
        _speech.said(_speech.Datagram(kind, "192.0.2.7", "192.0.2.250", *ports, "02:00:5e:00:53:07", data[2:]))


def streamed(data: bytes) -> None:
    """The beginning of either direction of a connection."""
    for from_server in (False, True):
        _streams.said(_streams.Stream("192.0.2.250", "192.0.2.7", 554, from_server, data))
