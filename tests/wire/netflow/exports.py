"""Export packets as routers build them, for tests: versions 5 and 9, and IPFIX."""

from __future__ import annotations

from collections.abc import Sequence
from ipaddress import ip_address
from struct import pack

NOON = 1_795_442_400
"""2026-11-23T14:00:00Z."""
UPTIME = 10_000_000
"""Milliseconds that the exporter runs at `NOON`."""

Element = tuple[int, int] | tuple[int, int, int]
"""(number, size) or (number, size, enterprise)."""


def ip(text: str) -> bytes:
    return ip_address(text).packed


def five(
    source: str,
    target: str,
    ports: tuple[int, int],
    *,
    flags: int = 27,
    protocol: int = 6,
    packets: int = 10,
    size: int = 1_000,
    first: int = UPTIME - 5_000,
    last: int = UPTIME - 1_000,
) -> bytes:
    """One record of version 5."""
    head = ip(source) + ip(target) + bytes(4) + pack("!HHIIIIHH", 1, 2, packets, size, first, last, *ports)
    return head + pack("!BBBBHHBBH", 0, flags, protocol, 0, 0, 0, 24, 24, 0)


def v5(*records: bytes, sequence: int = 0, seconds: int = NOON, sampling: int = 0, uptime: int = UPTIME) -> bytes:
    """A packet of version 5."""
    return pack("!HHIIIIBBH", 5, len(records), uptime, seconds, 500_000_000, sequence, 0, 1, sampling) + b"".join(
        records
    )


def a_set(number: int, *content: bytes, filling: int = 0) -> bytes:
    """A set of version 9 or IPFIX."""
    body = b"".join(content) + bytes(filling)
    return pack("!HH", number, len(body) + 4) + body


def v9(*sets: bytes, sequence: int = 0, source: int = 7, seconds: int = NOON, uptime: int = UPTIME) -> bytes:
    """A packet of version 9."""
    return pack("!HHIIII", 9, len(sets), uptime, seconds, sequence, source) + b"".join(sets)


def ipfix(*sets: bytes, sequence: int = 0, domain: int = 7, seconds: int = NOON) -> bytes:
    """A message of IPFIX."""
    body = b"".join(sets)
    return pack("!HHIII", 10, len(body) + 16, seconds, sequence, domain) + body


def template(number: int, elements: Sequence[Element]) -> bytes:
    """A template record."""
    return pack("!HH", number, len(elements)) + b"".join(map(_element, elements))


def options(number: int, scopes: Sequence[Element], elements: Sequence[Element], *, version: int = 9) -> bytes:
    """An options template record."""
    listed = b"".join(map(_element, [*scopes, *elements]))
    if version == 9:
        return pack("!HHH", number, 4 * len(scopes), 4 * len(elements)) + listed
    return pack("!HHH", number, len(scopes) + len(elements), len(scopes)) + listed


def _element(one: Element) -> bytes:
    if len(one) == 2:
        return pack("!HH", *one)
    return pack("!HHI", one[0] | 0x8000, one[1], one[2])


FLOW4: Sequence[Element] = (
    (8, 4), (12, 4), (7, 2), (11, 2), (4, 1), (6, 1), (2, 4), (1, 4), (22, 4), (21, 4),
)  # fmt: skip
"""What most routers send of an IPv4 flow."""


def flow4(source: str, target: str, ports: tuple[int, int], *, flags: int = 27, protocol: int = 6) -> bytes:
    """A record of `FLOW4`."""
    return (
        ip(source) + ip(target) + pack("!HHBBIIII", *ports, protocol, flags, 10, 1_000, UPTIME - 5_000, UPTIME - 1_000)
    )
