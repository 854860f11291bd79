"""Sets of whole numbers as spans: what addresses, ports and protocols a rule or a question speaks of.

A set is the tuple of the numbers at which one walks into it and out of it again: ``(10, 20, 30, 31)`` is 10 to 19, and
30. Addresses of both families lie on one axis: IPv4 from 0, IPv6 from `V6`. Cost: the smaller set times the logarithm
of the greater, and what comes out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Spans = tuple[int, ...]
"""An even count of numbers, each greater than the one before."""

NONE: Spans = ()
V6 = 1 << 128
"""Where addresses of IPv6 begin on the axis."""
V4_ALL: Spans = (0, 1 << 32)
V6_ALL: Spans = (V6, V6 << 1)
ADDRESSES: Spans = (*V4_ALL, *V6_ALL)
PORTS: Spans = (0, 1 << 16)
PROTOCOLS: Spans = (0, 256)


def one(number: int) -> Spans:
    """A single number."""
    return (number, number + 1)


def span(first: int, last: int) -> Spans:
    """All from `first` to `last`. Raises `ValueError` where that is nothing."""
    if last < first or first < 0:
        raise ValueError(f"{first} to {last} is no span")
    return (first, last + 1)


def both(a: Spans, b: Spans) -> Spans:
    """What lies in both."""
    if len(a) < len(b):
        a, b = b, a
    if not b or a == b:
        return b
    if a[-1] <= b[0] or b[-1] <= a[0]:
        return NONE
    if len(b) == 2 and b[0] <= a[0] and a[-1] <= b[1]:
        return a
    found: list[int] = []
    for at in range(0, len(b), 2):
        low, high = b[at], b[at + 1]
        first, last = bisect_right(a, low), bisect_left(a, high)
        if first & 1:
            found.append(low)
        found += a[first:last]
        if last & 1:
            found.append(high)
    return tuple(found)


def without(a: Spans, b: Spans) -> Spans:
    """What lies in `a` and not in `b`."""
    if not a or not b or a[-1] <= b[0] or b[-1] <= a[0]:
        return a
    return both(a, _outside(b, min(a[0], b[0]), max(a[-1], b[-1])))


def _outside(a: Spans, low: int, high: int) -> Spans:
    """What lies from `low` to below `high` and not in `a`, which lies within."""
    begun = a[1:] if a[0] == low else (low, *a)
    return begun[:-1] if begun[-1] == high else (*begun, high)


def union(sets: Iterable[Spans]) -> Spans:
    """What lies in any of them."""
    parts = [part for part in sets if part]
    if len(parts) < 2:
        return parts[0] if parts else NONE
    pairs = sorted((part[at], part[at + 1]) for part in parts for at in range(0, len(part), 2))
    found: list[int] = []
    for low, high in pairs:
        if found and low <= found[-1]:
            found[-1] = max(found[-1], high)
        else:
            found += (low, high)
    return tuple(found)


def holds(a: Spans, number: int) -> bool:
    """Whether a number lies in it."""
    return bool(bisect_right(a, number) & 1)


def covers(a: Spans, b: Spans) -> bool:
    """Whether everything in `b` lies in `a`."""
    return both(a, b) == b


def size(a: Spans) -> int:
    """How many numbers lie in it."""
    return sum(a[1::2]) - sum(a[::2])


# --- addresses -------------------------------------------------------------------------------------------------------


def address(text: str) -> int:
    """Where an address lies on the axis. Raises `ValueError` for what is none."""
    return number(ip_address(text.strip()))


def number(known: IPv4Address | IPv6Address) -> int:
    """Where an address lies on the axis."""
    return int(known) + (V6 if known.version == 6 else 0)


def shown(place: int) -> str:
    """The address at a place of the axis."""
    return str(IPv6Address(place - V6)) if place >= V6 else str(IPv4Address(place))


def network(text: str, *, strict: bool = False) -> Spans:
    """``10.0.0.0/8``, ``10.0.0.1``, ``10.0.0.0/255.0.0.0`` or ``10.0.0.1-10.0.0.9``. Raises `ValueError`.

    `strict`: bits behind the length of the network must be none.
    """
    low, dash, high = text.strip().partition("-")
    if dash:
        first, last = address(low), address(high)
        if (first < V6) != (last < V6):
            raise ValueError(f"{text} begins in one family and ends in the other")
        return span(first, last)
    known = ip_network(low, strict=strict)
    begin = number(known.network_address)
    return (begin, begin + known.num_addresses)


def masked(base: str, wildcard: str) -> Spans:
    """An address of IPv4 with the bits that may differ (``0.0.0.255``), as Cisco writes it. Raises `ValueError`.

    Bits that stand apart make several spans; more than 4,096 of them are refused.
    """
    start, free = int(IPv4Address(base)), int(IPv4Address(wildcard))
    low = free & ~(free + 1)
    apart = free & ~low
    if apart.bit_count() > 12:
        raise ValueError(f"the bits of {wildcard} stand too far apart")
    begin = start & ~free & 0xFFFFFFFF
    found = []
    part = 0
    while True:
        found.append((begin | part, (begin | part) + low + 1))
        part = (part - apart) & apart
        if not part:
            return union(found)


def prefixes(a: Spans) -> list[str]:
    """The fewest networks that together are the set, as texts."""
    found = []
    for at in range(0, len(a), 2):
        low, high = a[at], a[at + 1]
        base, bits = (V6, 128) if low >= V6 else (0, 32)
        low, high = low - base, high - base
        while low < high:
            width = min((low & -low).bit_length() - 1 if low else bits, (high - low).bit_length() - 1)
            found.append(f"{shown(low + base)}/{bits - width}")
            low += 1 << width
    return found
