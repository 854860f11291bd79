"""The tree is that of RFC 6962: its published roots, and its own recursive definition."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import tlog

LEAVES = [
    bytes.fromhex(data)
    for data in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
"""The test tree of Certificate Transparency (RFC 6962), and its root at each size."""

ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def recursive_root(leaves: list[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, word for word: split at the largest power of two below n."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = recursive_root(leaves[:split]), recursive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


@pytest.mark.parametrize("size", range(len(ROOTS)))
def test_roots_are_the_published_ones(size: int) -> None:
    hashes = [tlog.leaf_hash(data) for data in LEAVES[:size]]
    assert ROOTS[size] == tlog.root(hashes).hex()


def test_an_empty_tree_has_the_root_of_the_standard() -> None:
    assert ROOTS[0] == tlog.EMPTY_ROOT.hex()


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=130))
def test_the_root_is_that_of_the_recursive_definition(leaves: list[bytes]) -> None:
    assert recursive_root(leaves) == tlog.root(leaves)


@given(st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=40, unique=True), st.data())
def test_order_is_part_of_the_root(leaves: list[bytes], data: st.DataObject) -> None:
    other = data.draw(st.permutations(leaves))
    assert (leaves == other) == (tlog.root(leaves) == tlog.root(other))


def test_the_root_leaves_its_leaves_as_they_were() -> None:
    leaves = [tlog.leaf_hash(data) for data in LEAVES]
    kept = list(leaves)
    tlog.root(leaves)
    assert kept == leaves


@given(st.binary(max_size=80))
def test_a_leaf_is_never_a_node(data: bytes) -> None:
    assert hashlib.sha256(b"\x00" + data).digest() == tlog.leaf_hash(data)
    assert tlog.leaf_hash(data[:32] + data[32:]) != tlog.node_hash(data[:32], data[32:])


entries = st.tuples(st.binary(min_size=16, max_size=16), st.binary(min_size=32, max_size=32))


@given(st.lists(entries))
def test_hashing_many_entries_is_hashing_each(many: list[tuple[bytes, bytes]]) -> None:
    assert [tlog.entry_hash(blind, one) for blind, one in many] == tlog.entry_hashes(many)


@given(st.binary(), st.lists(entries, min_size=1))
def test_the_leaf_of_a_batch_holds_its_header_and_its_entries(header: bytes, many: list[tuple[bytes, bytes]]) -> None:
    hashes = [hashlib.sha256(b"\x00" + blind + one).digest() for blind, one in many]
    expected = hashlib.sha256(b"\x00" + header + recursive_root(hashes)).digest()
    assert expected == tlog.batch_leaf(header, tlog.entry_hashes(many))


def test_another_blind_hides_the_same_entry() -> None:
    assert tlog.entry_hash(bytes(16), bytes(32)) != tlog.entry_hash(b"\x01" + bytes(15), bytes(32))


# --- the growing tree, and proofs -----------------------------------------------------------------------------------

hashes = st.lists(st.binary(min_size=32, max_size=32), max_size=130)


def path(index: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of RFC 6962 section 2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return [*path(index, leaves[:split]), recursive_root(leaves[split:])]
    return [*path(index - split, leaves[split:]), recursive_root(leaves[:split])]


def subproof(first: int, leaves: list[bytes], *, whole: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 section 2.1.2, word for word."""
    if first == len(leaves):
        return [] if whole else [recursive_root(leaves)]
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if first <= split:
        return [*subproof(first, leaves[:split], whole=whole), recursive_root(leaves[split:])]
    return [*subproof(first - split, leaves[split:], whole=False), recursive_root(leaves[:split])]


def proved(spans: list[tuple[int, int]], leaves: list[bytes], step: int = 7) -> list[bytes]:
    """The roots of spans, leaves given a few at a time."""
    found = tlog.Spans(spans)
    for start in range(0, len(leaves), step):
        found.extend(leaves[start : start + step])
    return found.roots()


@given(hashes, st.lists(st.integers(0, 130), max_size=4))
def test_a_tree_grows_to_the_root_of_its_leaves_in_any_portions(leaves: list[bytes], cuts: list[int]) -> None:
    tree = tlog.Tree()
    marks = [0, *sorted(cuts), len(leaves)]
    for start, end in pairwise(marks):
        tree.extend(leaves[start:end])
    one_by_one = tlog.Tree()
    for leaf in leaves:
        one_by_one.add(leaf)
    assert tree.size == one_by_one.size == len(leaves)
    assert tree.root() == one_by_one.root() == recursive_root(leaves)
    assert tlog.Tree(tree.parts()).root() == tree.root()


def test_a_part_stands_only_where_the_tree_has_room_for_it() -> None:
    tree = tlog.Tree([(0, bytes(32))])
    with pytest.raises(ValueError, match="cannot stand at 1"):
        tree.graft(1, bytes(32))


@given(hashes.filter(bool), st.data())
def test_a_proof_of_inclusion_is_the_path_of_the_standard_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    found = proved(tlog.inclusion_spans(index, len(leaves)), leaves)
    assert found == path(index, leaves)
    assert tlog.is_included(leaves[index], index, len(leaves), found, tlog.root(leaves))


@given(hashes, st.data())
def test_a_proof_of_consistency_is_that_of_the_standard_and_holds(leaves: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(leaves)))
    found = proved(tlog.consistency_spans(first, len(leaves)), leaves)
    if first:
        assert found == subproof(first, leaves, whole=True)
    assert tlog.is_consistent(first, tlog.root(leaves[:first]), len(leaves), tlog.root(leaves), found)


unique = st.lists(st.binary(min_size=32, max_size=32), min_size=2, max_size=70, unique=True)


@given(unique, st.data())
def test_a_proof_of_inclusion_holds_for_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    size, top = len(leaves), tlog.root(leaves)
    index, other = data.draw(st.permutations(range(size)).map(lambda order: order[:2]))
    found = path(index, leaves)
    assert not tlog.is_included(leaves[other], index, size, found, top)
    assert not tlog.is_included(leaves[index], other, size, found, top)
    assert not tlog.is_included(leaves[index], index, size, found, bytes(32))
    assert not tlog.is_included(leaves[index], index, size, [*found, bytes(32)], top)
    assert not tlog.is_included(leaves[index], index, size, found[:-1], top)
    assert not tlog.is_included(leaves[index], size, size, found, top)


@given(unique, st.data())
def test_a_proof_of_consistency_holds_for_nothing_else(leaves: list[bytes], data: st.DataObject) -> None:
    size, top = len(leaves), tlog.root(leaves)
    first = data.draw(st.integers(1, size - 1))
    old, found = tlog.root(leaves[:first]), subproof(first, leaves, whole=True)
    forked = tlog.root([*leaves[: first - 1], bytes(33)[1:], *leaves[first:]])
    assert not tlog.is_consistent(first, old, size, forked, found) or forked == top
    assert not tlog.is_consistent(first, tlog.root(leaves[1 : first + 1]), size, top, found)
    assert not tlog.is_consistent(first, old, size, top, [*found, bytes(32)])
    assert not tlog.is_consistent(first, old, size, top, found[:-1])
    assert not tlog.is_consistent(size + 1, old, size, top, found)
    assert not tlog.is_consistent(size, old, size, top, [])


def test_what_is_not_in_the_tree_has_no_proof() -> None:
    with pytest.raises(ValueError, match="no leaf 3"):
        tlog.inclusion_spans(3, 3)
    with pytest.raises(ValueError, match="cannot begin"):
        tlog.consistency_spans(4, 3)
