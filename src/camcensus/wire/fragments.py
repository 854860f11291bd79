"""Datagrams of IPv4 and IPv6 put together from their fragments, in whatever order they come, within bounds.

Of bytes that come twice the first stand, whatever the second are, and that is counted: they may be an attack that shows
one thing to a monitor and another to a host. Numbers of datagrams come round again, so what has waited too long is
given up when its number is seen again, and the oldest is given up when there is no room.

Sources: RFC 791, section 3.2; RFC 815; RFC 8200, section 4.5; RFC 1858 and RFC 5722 (overlapping fragments).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Hashable
from dataclasses import dataclass, field

MAX_OPEN = 1_024
"""Datagrams that wait for more at one time."""
MAX_HELD = 16 * 1024 * 1024
"""Bytes that they hold, all together."""
MAX_DATAGRAM = 65_535
MAX_PIECES = 2_048
"""Pieces of one datagram: one of the largest size at the smallest MTU has 1,366."""
MAX_WAIT = 30_000_000
"""Microseconds between the first and the last fragment of a datagram."""


@dataclass(slots=True, kw_only=True)
class Counts:
    """What became of the fragments given."""

    whole: int = 0
    """Datagrams put together."""
    repeated: int = 0
    """Fragments that brought nothing new, their bytes the same."""
    overlapping: int = 0
    """Fragments of which some bytes had come before and others not, or had been different."""
    refused: int = 0
    """Fragments that can be part of no datagram: too long, not in units of eight bytes, beyond the end."""
    given_up: int = 0
    """Datagrams that waited too long or found no room."""


@dataclass(slots=True)
class _Datagram:
    since: int
    end: int | None = None
    """Its length, known once its last fragment has come."""
    held: int = 0
    starts: list[int] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    """In the order of `starts`, never one over another."""


class Reassembly:
    """Fragments go in, whole datagrams come out."""

    def __init__(self, *, most: int = MAX_OPEN, held: int = MAX_HELD, wait: int = MAX_WAIT) -> None:
        self._most, self._room, self._wait = most, held, wait
        self._open: dict[Hashable, _Datagram] = {}
        self._held = 0
        self.counts = Counts()

    def __len__(self) -> int:
        """How many datagrams wait for more."""
        return len(self._open)

    @property
    def held(self) -> int:
        """How many bytes wait with them."""
        return self._held

    def add(self, key: Hashable, offset: int, more: bool, data: bytes, at: int = 0) -> bytes | None:
        """The content of the datagram that this fragment completes, or None; never raises.

        `key` names the datagram: addresses, protocol and number. `offset` is in bytes, `at` in microseconds.
        """
        end = offset + len(data)
        if offset < 0 or offset % 8 or end > MAX_DATAGRAM or (more and (len(data) % 8 or not data)):
            self.counts.refused += 1
            return None
        found = self._open.get(key)
        if found is not None and abs(at - found.since) > self._wait:
            self._give_up(key)
            found = None
        if found is None:
            found = self._open[key] = _Datagram(since=at)
        if not self._ends(found, end, more):
            self.counts.refused += 1
            return None
        self._put(found, offset, data)
        if found.end == found.held:
            self._forget(key)
            self.counts.whole += 1
            return b"".join(found.pieces)
        while len(self._open) > self._most or self._held > self._room:
            self._give_up(next(iter(self._open)))
        return None

    def _ends(self, found: _Datagram, end: int, more: bool) -> bool:
        """Whether a fragment that ends there fits; it tells the length of the datagram if it is the last."""
        if found.end is None:
            if more:
                return True
            if found.starts and found.starts[-1] + len(found.pieces[-1]) > end:
                return False
            found.end = end
        return end <= found.end and (more or end == found.end)

    def _put(self, found: _Datagram, offset: int, data: bytes) -> None:
        """Adds what is new of a fragment."""
        new = list(_new(found, offset, data))
        size = sum(len(piece) for _, piece in new)
        if size < len(data):
            same = not size and _held(found, offset, len(data)) == data
            self.counts.repeated += same
            self.counts.overlapping += not same
        if len(found.pieces) + len(new) > MAX_PIECES:
            self.counts.refused += 1
            return
        for start, piece in new:
            place = bisect_right(found.starts, start)
            found.starts.insert(place, start)
            found.pieces.insert(place, piece)
        found.held += size
        self._held += size

    def _give_up(self, key: Hashable) -> None:
        self._forget(key)
        self.counts.given_up += 1

    def _forget(self, key: Hashable) -> None:
        self._held -= self._open.pop(key).held


def _new(found: _Datagram, offset: int, data: bytes) -> list[tuple[int, bytes]]:
    """The parts of a fragment that stand where nothing stands yet, with their offsets."""
    new, at, end = [], offset, offset + len(data)
    place = max(bisect_right(found.starts, offset) - 1, 0)
    for start, piece in zip(found.starts[place:], found.pieces[place:], strict=True):
        if start >= end:
            break
        if start > at:
            new.append((at, data[at - offset : start - offset]))
        at = max(at, start + len(piece))
    if at < end:
        new.append((at, data[at - offset :]))
    return new


def _held(found: _Datagram, offset: int, size: int) -> bytes:
    """The bytes between two offsets, which have all come."""
    place = max(bisect_right(found.starts, offset) - 1, 0)
    joined, begin = b"".join(found.pieces[place:]), found.starts[place]
    return joined[offset - begin : offset - begin + size]
