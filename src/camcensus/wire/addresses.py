"""IP addresses, ranges and the lookup of the narrowest range that holds an address."""

from __future__ import annotations

import ipaddress
import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

Span = tuple[int, int]
"""First and last address, inclusive, as integers; IPv6 lies above IPv4 (see `number`)."""

_V6_BASE = 1 << 64
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_V4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}")
_OCTETS = re.compile(r"^[0-9,*-]+(?:\.[0-9,*-]+){3}$")

T = TypeVar("T")


def normalise(text: str) -> str | None:
    """`text` as an address in its shortest standard form, or None; a scope (``%eth0``) is dropped."""
    return _normal(text)


@lru_cache(maxsize=1 << 16)  # captures and logs name the same addresses again and again
def _normal(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.strip().partition("%")[0]))
    except ValueError:
        return None


def number(address: str) -> int:
    """A whole number that orders addresses: IPv4 below IPv6, each family by value. Raises `ValueError`."""
    if _V4.fullmatch(address):
        one, two, three, four = address.split(".")
        return int(one) << 24 | int(two) << 16 | int(three) << 8 | int(four)
    parsed = ipaddress.ip_address(address)
    return int(parsed) if parsed.version == 4 else _V6_BASE + int(parsed)


def text(value: int) -> str:
    """The address of a `number`, in its shortest standard form."""
    if value < 1 << 32:
        return f"{value >> 24}.{value >> 16 & 255}.{value >> 8 & 255}.{value & 255}"
    return str(_address(value))


def span(text: str) -> Span:
    """First and last address of ``10.0.0.0/8``, ``10.0.0.1`` or ``10.0.0.1-10.0.0.9``. Raises `ValueError`."""
    if "/" in text:
        network = ipaddress.ip_network(text, strict=True)
        return number(str(network[0])), number(str(network[-1]))
    first, dash, last = text.partition("-")
    low, high = number(first.strip()), number((last if dash else first).strip())
    if (low < _V6_BASE) != (high < _V6_BASE):
        raise ValueError(f"{text}: the range begins in one address family and ends in the other")
    if high < low:
        raise ValueError(f"{text}: the range ends before it begins")
    return low, high


def scan_target(text: str) -> Span | None:
    """The span of one target word as scanners write them, or None if it is a name or a scattered range.

    Understood: an address, a prefix, and octet ranges whose addresses lie side by side (``10.1.2.1-254``,
    ``10.1.2.*``, ``10.1.0-3.*``).
    """
    try:
        if "/" in text:
            network = ipaddress.ip_network(text, strict=False)
            return number(str(network[0])), number(str(network[-1]))
        if not _OCTETS.match(text):
            return span(text) if ":" in text else None
        return _octet_span(text.split("."))
    except ValueError:
        return None


def covered(text: str) -> Span | None:
    """The span of a stated reach: a target word or a range; None for anything else, which covers nothing."""
    try:
        return scan_target(text) or span(text)
    except ValueError:
        return None


def _octet_span(octets: list[str]) -> Span | None:
    lows: list[int] = []
    highs: list[int] = []
    for octet in octets:
        low, dash, high = ("0", "-", "255") if octet == "*" else octet.partition("-")
        first, last = int(low or 0), int((high or 255) if dash else low)
        if not 0 <= first <= last <= 255:
            return None
        if any(h != lo for lo, h in zip(lows, highs, strict=True)) and (first, last) != (0, 255):
            return None  # a range left of a part that is not the whole octet: addresses are scattered
        lows.append(first)
        highs.append(last)
    return int.from_bytes(bytes(lows), "big"), int.from_bytes(bytes(highs), "big")


def merge(spans: Iterable[Span]) -> list[Span]:
    """The same addresses as few, ordered, disjoint spans."""
    merged: list[Span] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return merged


def subtract(whole: Span, covered: Iterable[Span]) -> list[Span]:
    """What is left of `whole` when `covered` is taken away."""
    return minus([whole], covered)


def minus(spans: Iterable[Span], covered: Iterable[Span]) -> list[Span]:
    """What is left of all `spans` when `covered` is taken away: in order, in the time of sorting them."""
    left: list[Span] = []
    taken = merge(covered)
    at = 0
    for start, end in merge(spans):
        begin = start
        while at < len(taken) and taken[at][1] < begin:
            at += 1
        place = at
        while place < len(taken) and taken[place][0] <= end:
            low, high = taken[place]
            if low > begin:
                left.append((begin, low - 1))
            begin = max(begin, high + 1)
            place += 1
        if begin <= end:
            left.append((begin, end))
    return left


def show(numbers: Span) -> str:
    """A span as people write it: one address, a prefix where it is one, else first-last."""
    low, high = _address(numbers[0]), _address(numbers[1])
    if low == high:
        return str(low)
    bits = (numbers[1] - numbers[0] + 1).bit_length() - 1
    size = 32 if low.version == 4 else 128
    network = ipaddress.ip_network(f"{low}/{size - bits}", strict=False)
    whole = (number(str(network[0])), number(str(network[-1]))) == numbers
    return str(network) if whole else f"{low}-{high}"


def _address(value: int) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    if value < 1 << 32:
        return ipaddress.IPv4Address(value)
    return ipaddress.IPv6Address(value - _V6_BASE)


class RangeTable(Generic[T]):
    """Which of many, possibly nested, ranges holds an address: the narrowest wins. O(log n) a look-up.

    With `later_wins` the one given last wins instead, however wide.
    """

    def __init__(self, ranges: Iterable[tuple[Span, T]], *, later_wins: bool = False) -> None:
        ordered = list(ranges)
        if not later_wins:  # widest first, so that each narrower range is painted over the wider one
            ordered.sort(key=lambda item: item[0][0] - item[0][1])
        edges = sorted({edge for (low, high), _ in ordered for edge in (low, high + 1)})
        values: list[T | None] = [None] * len(edges)
        where = {edge: i for i, edge in enumerate(edges)}
        for (low, high), value in ordered:
            first, last = where[low], where[high + 1]
            values[first:last] = [value] * (last - first)
        self._starts, self._values = edges, values

    def find(self, address: str) -> T | None:
        """The value of the narrowest range that holds `address`, or None."""
        try:
            at = bisect_right(self._starts, number(address)) - 1
        except ValueError:
            return None
        return self._values[at] if at >= 0 else None
