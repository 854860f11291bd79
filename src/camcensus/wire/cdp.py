"""CDP, versions 1 and 2: what Cisco's devices, and cameras and phones that speak it, say of themselves.

After the SNAP header (``aa aa 03 00 00 0c 20 00``): version (1), time to live (1), check sum (2), then elements: type
(2), length with these four bytes (2), value. Addresses are a count (4), then for each the kind of protocol (1), its
length (1), the protocol, a length (2) and the address. The check sum is not verified: Cisco's devices reckon it in
their own way where the length is odd.

Sources: Cisco, *Cisco Discovery Protocol* (LAN switching configuration guides, "Frame formats"); numbers of
elements and addresses as the-tcpdump-group/tcpdump has them (print-cdp.c); capabilities beyond the seventh as Wireshark
names them (packet-cdp.c).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from camcensus.wire import octets

MAX_PACKET = 9_216
"""Bytes of one packet: a jumbo frame."""
MOST = 32
"""Addresses of one element."""
MAX_VERSION = 2_048
"""Characters of the software's version, which has several lines."""

CAPABILITIES = (
    "router",
    "transparent-bridge",
    "source-route-bridge",
    "switch",
    "host",
    "igmp",
    "repeater",
    "telephone",
    "remotely-managed",
    "cvta",
    "two-port-relay",
)
"""From the lowest bit on."""

_DEVICE, _ADDRESSES, _PORT, _ABILITIES, _VERSION, _PLATFORM = 1, 2, 3, 4, 5, 6
_VLAN, _POWER, _MANAGEMENT, _REQUESTED, _AVAILABLE = 0x0A, 0x10, 0x16, 0x19, 0x1A
_IPV4, _IPV6 = b"\xcc", b"\xaa\xaa\x03\x00\x00\x00\x86\xdd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """What one packet says; empty is what it does not say."""

    version: int
    """Of the protocol, 1 or 2."""
    ttl: int
    """Seconds."""
    device: str = ""
    """Its name, mostly; some add a serial number in brackets."""
    addresses: tuple[str, ...] = ()
    port: str = ""
    capabilities: tuple[str, ...] = ()
    """Of `CAPABILITIES`."""
    software: str = ""
    """On one line."""
    platform: str = ""
    """What it is: the model, mostly with the maker's name."""
    vlan: int | None = None
    """Native VLAN of the port."""
    power: bool = False
    """Whether it speaks of power over Ethernet."""
    consumption: int | None = None
    """Milliwatts that it takes."""
    management: tuple[str, ...] = ()


def parse(data: bytes) -> Packet:
    """One packet, without the SNAP header. Raises `ValueError` if it is none, or cut off."""
    if len(data) > MAX_PACKET:
        raise ValueError("larger than a frame: no CDP packet is")
    if len(data) < 4 or data[0] not in (1, 2):
        raise ValueError("not a CDP packet")
    found: dict[int, bytes] = {}
    for kind, value in _elements(data):
        found.setdefault(kind, value)
    if not {_DEVICE, _ADDRESSES, _PORT, _PLATFORM} & set(found):
        raise ValueError("not a CDP packet: it tells of no device")
    abilities, vlan, power = found.get(_ABILITIES, b""), found.get(_VLAN, b""), found.get(_POWER, b"")
    return Packet(
        version=data[0],
        ttl=data[1],
        device=octets.readable(found.get(_DEVICE, b"")),
        addresses=tuple(_addresses(found.get(_ADDRESSES, b""))),
        port=octets.text(found.get(_PORT, b"")),
        capabilities=_abilities(abilities),
        software=octets.text(found.get(_VERSION, b""), MAX_VERSION),
        platform=octets.text(found.get(_PLATFORM, b"")),
        vlan=int.from_bytes(vlan[:2], "big") if len(vlan) >= 2 else None,
        power=bool({_POWER, _REQUESTED, _AVAILABLE} & set(found)),
        consumption=int.from_bytes(power, "big") if 0 < len(power) <= 4 else None,
        management=tuple(_addresses(found.get(_MANAGEMENT, b""))),
    )


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 4
    while at < len(data):
        kind, size = int.from_bytes(data[at : at + 2], "big"), int.from_bytes(data[at + 2 : at + 4], "big")
        if kind == 0 and size == 0:
            return  # what fills a short frame
        if size < 4 or at + size > len(data):
            raise ValueError("the CDP packet is cut off")
        yield kind, data[at + 4 : at + size]
        at += size


def _addresses(value: bytes) -> Iterator[str]:
    """The addresses of IP in an element; others, and what is cut off, are left out."""
    at = 4
    for _ in range(min(int.from_bytes(value[:4], "big"), MOST)):
        if at + 2 > len(value):
            return
        start = at + 2 + value[at + 1]
        protocol, end = value[at + 2 : start], start + 2 + int.from_bytes(value[start : start + 2], "big")
        if start + 2 > len(value) or end > len(value):
            return
        size = {_IPV4: 4, _IPV6: 16}.get(protocol)
        if end - start - 2 == size and (address := octets.ip(value[start + 2 : end])):
            yield address
        at = end


def _abilities(value: bytes) -> tuple[str, ...]:
    bits = int.from_bytes(value[:4], "big")
    return tuple(name for bit, name in enumerate(CAPABILITIES) if bits >> bit & 1)
