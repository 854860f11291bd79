"""Who stands above or below the parties that are of interest, in a register of millions: its edges as columns."""

from __future__ import annotations

from array import array

import numpy as np
import polars as pl

DEPTH = 12
"""Steps up and down that are taken."""


class Related:
    """Edges from assets to owners, 16 bytes each, and the parties that the walk begins from.

    Parties are held by a number of 64 bits made from their names: two that share one by accident are kept together.
    """

    def __init__(self) -> None:
        self._assets = array("q")
        self._owners = array("q")
        self._begin: set[int] = set()
        self._kept: frozenset[int] = frozenset()
        self._near: frozenset[int] = frozenset()

    def edge(self, asset: str, owner: str) -> None:
        """One holds, or may hold, the other."""
        self._assets.append(hash(asset))
        self._owners.append(hash(owner))

    def edges(self, assets: pl.Series, owners: pl.Series) -> None:
        """Many of them."""
        for asset, owner in zip(assets, owners, strict=True):
            self.edge(asset, owner)

    def begin(self, party: str) -> None:
        """The walk begins from this one, too."""
        self._begin.add(hash(party))

    def walk(self) -> None:
        """Find who is above and who is below. Afterwards `has` answers."""
        assets = pl.Series(np.frombuffer(self._assets, dtype=np.int64))
        owners = pl.Series(np.frombuffer(self._owners, dtype=np.int64))
        self._assets, self._owners = array("q"), array("q")
        above, below = _reached(self._begin, assets, owners), _reached(self._begin, owners, assets)
        self._kept = frozenset(self._begin | above | below)
        here = assets.is_in(pl.Series(sorted(self._kept), dtype=pl.Int64).implode())
        self._near = self._kept | frozenset(owners.filter(here).to_list())

    def has(self, party: str) -> bool:
        """Whether it stands above or below; who holds a part of it is to be kept."""
        return hash(party) in self._kept

    def is_near(self, party: str) -> bool:
        """Whether it is one of those, or holds a part of one."""
        return hash(party) in self._near


def _reached(begin: set[int], sources: pl.Series, targets: pl.Series) -> set[int]:
    found = set(begin)
    front = found
    for _ in range(DEPTH):
        here = sources.is_in(pl.Series(sorted(front), dtype=pl.Int64).implode())
        front = set(targets.filter(here).to_list()) - found
        if not front:
            break
        found |= front
    return found
