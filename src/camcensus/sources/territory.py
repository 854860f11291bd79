"""Where a scope reaches: which addresses lie inside it, in which realm, and the order in which they are visited."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from camcensus.model.scope import Scope
from camcensus.wire import addresses
from camcensus.wire.addresses import Span

_V6 = addresses.number("::")
_SWEPT = 16
"""Addresses of an IPv6 range that are visited: such ranges are for hosts named one by one, never for a sweep."""


class Territory:
    """The addresses of a scope without what it excludes."""

    def __init__(self, scope: Scope) -> None:
        taken = [addresses.span(one.addresses) for one in scope.exclude]
        pieces = [
            (piece, one.realm)
            for one in scope.range
            for piece in addresses.subtract(addresses.span(one.addresses), taken)
        ]
        self.spans: dict[str, list[Span]] = {}
        """Realm to what of it lies inside, merged."""
        for realm in dict.fromkeys(realm for _, realm in pieces):
            self.spans[realm] = addresses.merge(piece for piece, of in pieces if of == realm)
        ordered = sorted((span, realm) for realm, spans in self.spans.items() for span in spans)
        self._starts = [low for (low, _), _ in ordered]
        self._ends = [high for (_, high), _ in ordered]
        self._realms = [realm for _, realm in ordered]

    def realm(self, address: str) -> str | None:
        """The realm of an address of the scope; None outside it, and for what is no address. Names are none."""
        try:
            return self.realm_of(addresses.number(address.partition("%")[0]))
        except ValueError:
            return None

    def realm_of(self, number: int) -> str | None:
        """The same by number (`addresses.number`)."""
        at = bisect_right(self._starts, number) - 1
        return self._realms[at] if at >= 0 and number <= self._ends[at] else None

    def swept(self) -> list[Span]:
        """What is visited address by address: IPv4, and of IPv6 only what is named nearly one by one."""
        return [
            (low, high) for low, high in zip(self._starts, self._ends, strict=True) if high < _V6 or high - low < _SWEPT
        ]


def count(spans: Sequence[Span]) -> int:
    """How many addresses the spans hold."""
    return sum(high - low + 1 for low, high in spans)


def visiting(spans: Sequence[Span]) -> Iterator[int]:
    """Every address of the spans once, subnet by subnet in turn, so that no subnet is asked much at a time.

    Memory: one number a /24.
    """
    blocks = [
        (start, min(start | 0xFF, high))
        for low, high in spans
        for start in (low, *range((low | 0xFF) + 1, high + 1, 256))
    ]
    for offset in range(256):
        blocks = [(low, high) for low, high in blocks if low + offset <= high]
        if not blocks:
            return
        for low, _ in blocks:
            yield low + offset
