"""Who is above and below, to a depth, by a plain search as the oracle."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.reading.related import DEPTH, Related

NODES = [f"n{number}" for number in range(8)]


def walked(edges: list[tuple[str, str]], begin: list[str]) -> Related:
    related = Related()
    for asset, owner in edges:
        related.edge(asset, owner)
    for one in begin:
        related.begin(one)
    related.walk()
    return related


def reached(edges: list[tuple[str, str]], begin: set[str]) -> set[str]:
    found = set(begin)
    for _ in range(DEPTH):
        found |= {target for source, target in edges if source in found}
    return found


@given(st.lists(st.tuples(st.sampled_from(NODES), st.sampled_from(NODES))), st.lists(st.sampled_from(NODES)))
def test_above_and_below_and_not_beside(edges: list[tuple[str, str]], begin: list[str]) -> None:
    related = walked(edges, begin)
    kept = reached(edges, set(begin)) | reached([(owner, asset) for asset, owner in edges], set(begin))
    assert {one for one in NODES if related.has(one)} == kept
    assert {one for one in NODES if related.is_near(one)} == kept | {o for a, o in edges if a in kept}


def test_no_further_than_the_depth() -> None:
    related = walked([(str(number), str(number + 1)) for number in range(DEPTH + 5)], ["0"])
    assert related.has(str(DEPTH))
    assert not related.has(str(DEPTH + 1))


def test_edges_of_a_column() -> None:
    related = Related()
    related.begin("a")
    related.edges(pl.Series(["a", "x"]), pl.Series(["b", "y"]))
    related.walk()
    assert related.has("b")
    assert not related.has("y")
