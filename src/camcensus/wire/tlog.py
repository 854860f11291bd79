"""Leaf, tree and root of the append-only log: RFC 6962 section 2.1 hashing, SHA-256.

A verifier needs this file and `canonical` only: neither the store nor the engine.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

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
