"""Counts made fit to publish: small ones are withheld, and with them so many others that none can be worked out.

Whoever reads may know the total, the rule and this program. Of a table whose total is known the smallest counts are
withheld together, up to one that is published or to the end, until they are not all alike: each way of giving the same
numbers to other names would then have been published just so, so that no name's number follows. Where all counts of a
table are alike and small no name is given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

LEAST = 3
"""The least threshold: *fewer than 2* says that it is one."""


class Cell(NamedTuple):
    """A name and how many."""

    name: str
    number: int | None
    """None: withheld."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """A table that may be published."""

    cells: tuple[Cell, ...]
    """Published ones first, the most first; then withheld ones by name. No cell has nothing in it."""
    total: int | None
    """None: withheld."""
    hidden: bool = False
    """There are counts, and not even their names may be given."""

    @property
    def withheld(self) -> tuple[str, ...]:
        """Names whose counts are withheld."""
        return tuple(cell.name for cell in self.cells if cell.number is None)


def within(counts: Mapping[str, int], small: int) -> Counts:
    """A table whose total is published, here or elsewhere. `small`: less than that is withheld, but for nothing."""
    some = {name: count for name, count in counts.items() if count > 0}
    total = sum(some.values())
    if total and total < small:
        return Counts(cells=(), total=None, hidden=True)
    kept_back = _kept_back(some, small)
    if kept_back is None:
        return Counts(cells=(), total=total, hidden=True)
    return Counts(cells=_cells(some, kept_back), total=total)


def apart(counts: Mapping[str, int], small: int) -> Counts:
    """A table whose total nobody is told unless every count in it is published; what is nothing is told as nothing."""
    few = {name for name, count in counts.items() if 0 < count < small}
    total = None if few else sum(counts.values())
    cells = tuple(Cell(name, None if name in few else count) for name, count in counts.items())
    return Counts(cells=cells, total=total)


def few(count: int, small: int) -> str:
    """A number that stands alone, in words."""
    return f"fewer than {small}" if 0 < count < small else f"{count:,}"


def _kept_back(some: Mapping[str, int], small: int) -> set[str] | None:
    """The names to withhold; None: no choice of them keeps what is small from being worked out."""
    kept: set[str] = set()
    values: set[int] = set()
    held = 0
    ordered = sorted(some, key=lambda name: some[name])
    for count, names in groupby(ordered, key=lambda name: some[name]):
        if count >= small and (not kept or (len(values) > 1 and held >= small)):
            return kept
        alike = set(names)
        kept |= alike
        values.add(count)
        held += count * len(alike)
    return kept if not kept or (len(values) > 1 and held >= small) else None


def _cells(some: Mapping[str, int], kept_back: set[str]) -> tuple[Cell, ...]:
    shown = sorted((name for name in some if name not in kept_back), key=lambda name: (-some[name], name))
    return (*(Cell(name, some[name]) for name in shown), *(Cell(name, None) for name in sorted(kept_back)))
