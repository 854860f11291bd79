"""ARP between Ethernet and IPv4: who asks, who answers, and which addresses belong together.

======  =====  ===========================================================
offset  bytes  what
======  =====  ===========================================================
0       8      1 (Ethernet), ``0800`` (IPv4), lengths 6 and 4, operation
8       10     the sender's addresses
18      10     the target's; its Ethernet address is not known in a request
======  =====  ===========================================================

Sources: RFC 826; RFC 903 (reverse requests); RFC 2390 (inverse requests); RFC 5227 (a sender without an address
probes for its target).
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from camcensus.wire import octets

OPERATIONS = {
    1: "request",
    2: "reply",
    3: "reverse-request",
    4: "reverse-reply",
    8: "inverse-request",
    9: "inverse-reply",
}

_HEAD = b"\x00\x01\x08\x00\x06\x04"
_REST = Struct("!H6s4s6s4s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What one packet says; empty is an address that is not known: zeros, broadcast, multicast."""

    operation: str
    """One of `OPERATIONS`."""
    sender_mac: str
    sender_ip: str
    """Empty in a probe for an address that nobody may have yet."""
    target_mac: str
    target_ip: str


def parse(data: bytes) -> Packet:
    """One packet; what fills the frame after it is left. Raises `ValueError` if it is none, or cut off."""
    if data[:6] != _HEAD[: len(data)]:
        raise ValueError("not ARP between Ethernet and IPv4")
    if len(data) < 28:
        raise ValueError("the ARP packet is cut off")
    operation, sender_mac, sender_ip, target_mac, target_ip = _REST.unpack_from(data, 6)
    if operation not in OPERATIONS:
        raise ValueError("not an ARP packet: its operation is none")
    return Packet(
        operation=OPERATIONS[operation],
        sender_mac=octets.mac(sender_mac),
        sender_ip=octets.ip(sender_ip),
        target_mac=octets.mac(target_mac),
        target_ip=octets.ip(target_ip),
    )
