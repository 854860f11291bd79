"""Stacked bars: which part of the width each kind takes, so that the few are still seen beside the many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

LEAST = 2.0
"""Percent of the width that anything above nothing takes."""

ROOM = 5.0, 2.5
"""Percent of the width that a part needs to bear its number: around it, and for each character."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a bar."""

    kind: str
    words: str
    count: int
    start: float
    width: float
    """Both in percent of the whole."""

    @property
    def middle(self) -> float:
        """Where its number stands."""
        return round(self.start + self.width / 2, 2)

    @property
    def half(self) -> int:
        """Half the width of its number, in pixels."""
        return 3 + round(3.4 * len(f"{self.count:,}"))

    @property
    def labelled(self) -> bool:
        """Whether its number fits into it."""
        return self.width >= ROOM[0] + ROOM[1] * len(f"{self.count:,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar with what it says in words."""

    title: str
    parts: tuple[Part, ...]
    numbered: bool = True
    """Its parts bear their numbers, where these fit."""

    @property
    def description(self) -> str:
        """The numbers, for those who do not see the bar."""
        return ", ".join(f"{part.words}: {part.count:,}" for part in self.parts) or "nothing"


def bar(title: str, counts: Iterable[tuple[str, str, int]], reach: float = 100.0, *, numbered: bool = True) -> Bar:
    """The bar of (kind, words, count), without the kinds of which there are none, over `reach` percent of the width."""
    some = [(kind, words, count) for kind, words, count in counts if count > 0]
    total = sum(count for _, _, count in some)
    raw = [max(count / total * 100, LEAST) for _, _, count in some]
    scale = reach / sum(raw) if raw else 0.0
    parts, start = [], 0.0
    for (kind, words, count), share in zip(some, raw, strict=True):
        width = share * scale
        parts.append(Part(kind=kind, words=words, count=count, start=round(start, 2), width=round(width, 2)))
        start += width
    return Bar(title=title, parts=tuple(parts), numbered=numbered)
