"""Leaf, tree, root and proofs of the append-only log: RFC 6962 section 2.1 hashing, SHA-256.

A verifier needs this file, `checkpoint` and `canonical` only: neither the store nor the engine. Indices are from 0.
A proof is told in two steps: which spans of leaves it needs the roots of, and those roots. So a log of any length is
proved in one pass over its leaves with a few hashes in memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

Span = tuple[int, int]
"""Leaves from the first to before the second index."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""The root of a tree without leaves (RFC 6962 section 2.1)."""

BLIND_SIZE = 16
"""Random bytes before each entry's id. Without them anyone could confirm an address by hashing guesses."""


def leaf_hash(data: bytes) -> bytes:
    """Hash of one leaf: SHA-256(0x00 ‖ data)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node: SHA-256(0x01 ‖ left ‖ right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """Merkle tree hash over leaf hashes (32 bytes each), in order; cost: one hash a leaf."""
    if not leaves:
        return EMPTY_ROOT
    level = list(leaves)
    sha = hashlib.sha256
    while len(level) > 1:
        # A last node without a partner rises as it is: this gives the RFC's unbalanced tree.
        rest = level[-1:] if len(level) % 2 else []
        level = [sha(b"\x01" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
        level += rest
    return level[0]


def entry_hash(blind: bytes, entry_id: bytes) -> bytes:
    """Hash of one entry of a batch: leaf hash of (16 random bytes ‖ 32-byte id)."""
    return leaf_hash(blind + entry_id)


def entry_hashes(entries: Iterable[tuple[bytes, bytes]]) -> list[bytes]:
    """`entry_hash` of each (blind, id), in order, without the cost of two calls an entry."""
    sha = hashlib.sha256
    return [sha(b"\x00" + blind + entry_id).digest() for blind, entry_id in entries]


def batch_leaf(header: bytes, entries: Iterable[bytes]) -> bytes:
    """The ledger's leaf for one batch: leaf hash of (canonical header ‖ root of its entry hashes)."""
    return leaf_hash(header + root(list(entries)))


class Tree:
    """A tree that leaves are added to; it holds the roots of its whole parts only: log2(size) hashes of 32 bytes."""

    def __init__(self, parts: Iterable[tuple[int, bytes]] = ()) -> None:
        """Begin with whole parts, (height, root), as `parts` of another tree gives them."""
        self.size = 0
        self._parts: list[tuple[int, bytes]] = []
        for height, part in parts:
            self.graft(height, part)

    def add(self, leaf: bytes) -> None:
        """Add one leaf hash."""
        self.graft(0, leaf)

    def graft(self, height: int, part: bytes) -> None:
        """Add a whole part of 2**height leaves by its root.

        Raises `ValueError` unless the size so far is a multiple of 2**height.
        """
        if self.size & ((1 << height) - 1):
            raise ValueError(f"a part of {1 << height} leaves cannot stand at {self.size}")
        self.size += 1 << height
        parts = self._parts
        while parts and parts[-1][0] == height:
            part = node_hash(parts.pop()[1], part)
            height += 1
        parts.append((height, part))

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Add leaf hashes in order; of many at a time each level is hashed in one loop."""
        start = 0
        while start < len(leaves):
            room = self.size & -self.size or 1 << 62
            height = min(room, len(leaves) - start, _BULK).bit_length() - 1
            self.graft(height, root(leaves[start : start + (1 << height)]))
            start += 1 << height

    def parts(self) -> list[tuple[int, bytes]]:
        """(height, root) of the whole parts, the largest first."""
        return list(self._parts)

    def root(self) -> bytes:
        """The root at this size."""
        if not self._parts:
            return EMPTY_ROOT
        found = self._parts[-1][1]
        for _, part in self._parts[-2::-1]:
            found = node_hash(part, found)
        return found


_BULK = 1 << 16
"""Leaves of a part that is hashed level by level: larger ones would only take memory."""


def inclusion_spans(index: int, size: int) -> list[Span]:
    """Of which spans the roots prove that a leaf stands at `index` of `size`, from the leaf up (section 2.1.1).

    Raises `ValueError` for an index that is not in the tree.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} in a tree of {size}")
    start, end, spans = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(first: int, second: int) -> list[Span]:
    """Of which spans the roots prove that a tree of `second` leaves begins with that of `first` (section 2.1.2).

    Raises `ValueError` unless 0 <= first <= second. Nothing is needed for an empty tree or for two of one size.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {second} cannot begin with one of {first}")
    if first in (0, second):
        return []
    start, end, spans, whole = 0, second, [], True
    while end != first:
        middle = start + _half(end - start)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    return ([] if whole else [(start, end)]) + spans[::-1]


def _half(count: int) -> int:
    """The largest power of two below `count`: where the standard parts a tree."""
    return 1 << ((count - 1).bit_length() - 1)


class Spans:
    """The roots of some spans, from one pass over the leaf hashes."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = list(spans)
        self._trees = [Tree() for _ in spans]
        self._at = 0

    def extend(self, leaves: Sequence[bytes]) -> None:
        """Take the next leaf hashes."""
        for (start, end), tree in zip(self._spans, self._trees, strict=True):
            tree.extend(leaves[max(start - self._at, 0) : max(end - self._at, 0)])
        self._at += len(leaves)

    def roots(self) -> list[bytes]:
        """The root of each span, in the order in which they were given."""
        return [tree.root() for tree in self._trees]


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> bool:
    """Whether `proof` leads from the leaf hash at `index` to the root of a tree of `size` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, found = index, size - 1, leaf
    for one in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            found = node_hash(one, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, one)
        at, last = at >> 1, last >> 1
    return last == 0 and found == expected


def is_consistent(first: int, old: bytes, second: int, new: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the tree of root `new` begins with that of root `old` (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first in (0, second):
        return not proof and old == (EMPTY_ROOT if first == 0 else new)
    path = [old, *proof] if first & (first - 1) == 0 else list(proof)
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for one in path[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(one, before), node_hash(one, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, one)
        at, last = at >> 1, last >> 1
    return last == 0 and before == old and after == new
