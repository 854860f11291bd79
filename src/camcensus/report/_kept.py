"""What the log keeps, put together by the kind of data it is and by whether it may be about a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from camcensus.model.knowledge import Vocabulary
from camcensus.model.material import FIELD, Kept

NOBODY = "not classed"
"""Data of which nobody has said what kind it is."""
PERSONAL = ("yes", "perhaps", "no")
"""Whether data is about a person; what nobody classed may be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of data with all that is kept of it."""

    name: str
    means: str
    personal: str
    """One of `PERSONAL`."""
    kept: tuple[Kept, ...]

    @property
    def count(self) -> int:
        """How many observations and decisions."""
        return sum(one.count for one in self.kept)

    @property
    def first(self) -> datetime | None:
        """The earliest time that any of it bears."""
        return min((one.first for one in self.kept if one.first), default=None)

    @property
    def last(self) -> datetime | None:
        """The latest."""
        return max((one.last for one in self.kept if one.last), default=None)


def kind_of(vocabulary: Vocabulary, one: Kept) -> str:
    """What kind of data it is."""
    return vocabulary.category(one.what if one.of == FIELD else f"{one.of}.{one.what}") or NOBODY


def personal(vocabulary: Vocabulary, kind: str) -> str:
    """Whether a kind of data may be about a person: of what nobody classed that is not known."""
    return vocabulary.personal.get(kind, {}).get("personal", "perhaps")


def kinds(vocabulary: Vocabulary, kept: Sequence[Kept]) -> list[Kind]:
    """Every kind of which something is kept: what is surely about persons first, then what may be."""
    by: dict[str, list[Kept]] = {}
    for one in kept:
        by.setdefault(kind_of(vocabulary, one), []).append(one)
    order = {name: place for place, name in enumerate((*vocabulary.personal, NOBODY))}
    found = [
        Kind(
            name=name,
            means=vocabulary.personal.get(name, {}).get("means", "nobody has said what kind of data it is"),
            personal=personal(vocabulary, name),
            kept=tuple(some),
        )
        for name, some in by.items()
    ]
    return sorted(found, key=lambda kind: (PERSONAL.index(kind.personal), order.get(kind.name, len(order))))
