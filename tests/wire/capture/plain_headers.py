"""IP and transport headers parsed one packet at a time, as anybody would write it."""

from __future__ import annotations

import ipaddress
from typing import NamedTuple

from camcensus.wire import addresses
from camcensus.wire.capture.headers import MAX_HEADERS

Ports = tuple[int, int]


class Row(NamedTuple):
    source: str
    target: str
    protocol: int
    ports: Ports
    flags: int
    sequence: int
    size: int
    payload: bytes
    fragment: bool


def parsed(data: bytes, length: int) -> Row | None:
    """What the headers of a packet say; None if they are cut or lie about their lengths. `length`: bytes sent."""
    version = data[0] >> 4
    if len(data) < (20 if version == 4 else 40):
        return None
    if version == 4:
        above, total = (data[0] & 15) * 4, int.from_bytes(data[2:4], "big")
        size = min(total or length, length)
        place, protocol, ends = int.from_bytes(data[6:8], "big"), data[9], (data[12:16], data[16:20])
        if above < 20:
            return None
        later = bool(place & 0x1FFF)
        fragment = later or bool(place & 0x2000)
    else:
        total, ends = int.from_bytes(data[4:6], "big"), (data[8:24], data[24:40])
        size = length if not total and data[6] != 59 else min(total + 40, length)
        protocol, above, fragment, later = extended(data)
    if above > min(size, len(data)):
        return None
    ports, flags, sequence, payload = (0, 0), 0, 0, data[above:size]
    if not later and protocol in (6, 17, 132):
        found = transport(protocol, data[above:], payload, fragment=fragment)
        if found is None:
            return None
        ports, flags, sequence, payload = found
    return Row(address(ends[0]), address(ends[1]), protocol, ports, flags, sequence, size, payload, fragment)


def transport(protocol: int, rest: bytes, kept: bytes, *, fragment: bool) -> tuple[Ports, int, int, bytes] | None:
    """Ports, flags, sequence and payload; `rest` is all that was caught, `kept` what belongs to the packet."""
    if len(rest) < 4:
        return (0, 0), 0, 0, b""
    ports = (int.from_bytes(rest[:2], "big"), int.from_bytes(rest[2:4], "big"))
    if protocol == 17:
        stated = int.from_bytes(rest[4:6], "big") if len(rest) >= 6 else 8
        return ports, 0, 0, kept[8:] if fragment else kept[8 : max(stated, 8)]
    if protocol == 132:
        return ports, 0, 0, kept
    if len(rest) < 14:
        return ports, 0, 0, b""
    begin = (rest[12] >> 4) * 4
    return None if begin < 20 else (ports, rest[13], int.from_bytes(rest[4:8], "big"), kept[begin:])


def extended(data: bytes) -> tuple[int, int, bool, bool]:
    """(protocol, bytes of headers before it, is a fragment, is a later one) of IPv6."""
    protocol, above, fragment, later = data[6], 40, False, False
    for _ in range(MAX_HEADERS):
        if protocol not in (0, 43, 44, 51, 60, 135) or above + 8 > len(data) or later:
            break
        if protocol == 44:
            place = int.from_bytes(data[above + 2 : above + 4], "big")
            fragment, later, size = fragment or bool(place & 0xFFF9), bool(place & 0xFFF8), 8
        else:
            size = (data[above + 1] + 2) * 4 if protocol == 51 else (data[above + 1] + 1) * 8
        protocol, above = data[above], above + size
    return protocol, above, fragment, later


def address(packed: bytes) -> str:
    return addresses.normalise(str(ipaddress.ip_address(packed))) or ""
