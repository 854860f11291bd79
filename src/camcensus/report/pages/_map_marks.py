"""The marks of a map: places that would cover each other as one mark, and names where there is room."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from camcensus.report import _ranks as ranks
from camcensus.report._plain import NAME, plain
from camcensus.report.pages.map_window import EDGE, Window

APART = 56.0
"""Units between the middles of two marks, at least."""
ALONE, GATHERED = 17.0, 27.0
"""Half the width of a mark of one place, and of several."""
SHORT = 26
"""Characters of a name on the map; it stands whole in what is read out."""
LETTER, LINE = 20.0, 26.0
"""Units of the height of letters, and of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site on the map. Its words are as people and files gave them."""

    id: str
    name: str
    latitude: float
    longitude: float
    kind: str
    """One of `ranks.KINDS`: of its gravest finding."""
    devices: int
    link: str
    """Where its page is, on this site: ``/sites/...``."""

    def __post_init__(self) -> None:
        if not (abs(self.latitude) <= 90 and abs(self.longitude) <= 180):
            raise ValueError("a place that is not on the earth")
        if self.kind not in ranks.KINDS:
            raise ValueError(f"no kind {self.kind[:40]!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One mark, at the position of its gravest place."""

    x: float
    y: float
    places: tuple[Place, ...]
    """The gravest first."""

    @property
    def kind(self) -> str:
        """Of the gravest of all findings there."""
        return self.places[0].kind

    @property
    def half(self) -> float:
        """Half of its width."""
        return ALONE if len(self.places) == 1 else GATHERED

    @property
    def short(self) -> str:
        """What stands beside it."""
        return plain(self.places[0].name, SHORT) if len(self.places) == 1 else f"{len(self.places):,} sites"

    @property
    def words(self) -> str:
        """What it is, read out or pointed at; it begins with what stands beside it."""
        devices = sum(place.devices for place in self.places)
        told = f"{devices:,} device{'' if devices == 1 else 's'}"
        if len(self.places) > 1:
            return f"{self.short}: {kinds(self.places)}; {told}"
        (place,) = self.places
        beyond = "; nearer the pole than the map goes" if abs(place.latitude) > EDGE else ""
        return f"{plain(place.name, NAME)}: {ranks.WORDS[place.kind]}; {told}{beyond}"


def kinds(places: Iterable[Place]) -> str:
    """How many of each kind, the gravest first: ``3 not met, 9 unknown``."""
    counted = Counter(place.kind for place in places)
    return ", ".join(f"{counted[kind]:,} {ranks.WORDS[kind]}" for kind in reversed(ranks.KINDS) if counted[kind])


def marks(places: Iterable[Place], window: Window, size: int) -> list[Mark]:
    """The marks of the places in the window, none nearer to another than `APART`, the gravest first.

    The gravest place keeps its position; what is too near to it is gathered in its mark.
    """
    cells: dict[tuple[int, int], list[int]] = {}
    found: list[tuple[float, float, list[Place]]] = []
    for place in sorted(places, key=lambda one: (-ranks.KINDS.index(one.kind), one.id)):
        right, down = window.place(place.latitude, place.longitude)
        if not (0 <= right <= 1 and 0 <= down <= 1):
            continue
        x, y = right * size, down * size
        if abs(place.latitude) > EDGE:
            y = min(max(y, GATHERED), size - GATHERED)
        nearest = min(_near(x, y, cells, found), default=None)
        if nearest is not None and nearest[0] < APART**2:
            found[nearest[1]][2].append(place)
        else:
            cells.setdefault((int(x // APART), int(y // APART)), []).append(len(found))
            found.append((x, y, [place]))
    return [Mark(x=x, y=y, places=tuple(held)) for x, y, held in found]


def _near(
    x: float, y: float, cells: dict[tuple[int, int], list[int]], found: Sequence[tuple[float, float, list[Place]]]
) -> Iterator[tuple[float, int]]:
    """(distance squared, number) of the marks that can be near."""
    column, row = int(x // APART), int(y // APART)
    for cell in ((column + i, row + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
        for number in cells.get(cell, ()):
            yield (found[number][0] - x) ** 2 + (found[number][1] - y) ** 2, number


# --- names -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Where the words of a mark stand."""

    x: float
    y: float
    """Of the line on which letters stand."""
    anchor: str
    """``start``, ``middle`` or ``end``."""
    room: bool
    """Whether nothing else stands there; if not, it shows while its mark is chosen or pointed at."""


_Box = tuple[float, float, float, float]


def labels(found: Sequence[Mark], size: int) -> list[Label]:
    """One for each mark, in the same order; the gravest have the first choice."""
    taken: list[_Box] = [(m.x - m.half, m.y - m.half, m.x + m.half, m.y + m.half) for m in found]
    return [_label(mark, taken, size) for mark in found]


def _label(mark: Mark, taken: list[_Box], size: int) -> Label:
    wide = width(mark.short)
    for x, y, anchor, box in _choices(mark, wide):
        free = all(b[2] <= box[0] or box[2] <= b[0] or b[3] <= box[1] or box[3] <= b[1] for b in taken)
        if free and min(box) >= 0 and max(box) <= size and len(mark.places) == 1:
            taken.append(box)
            return Label(x=x, y=y, anchor=anchor, room=True)
    x, y, anchor, _ = next(choice for choice in _choices(mark, wide, turned=mark.x > size / 2))
    return Label(x=x, y=y, anchor=anchor, room=False)


def _choices(mark: Mark, wide: float, *, turned: bool = False) -> Iterator[tuple[float, float, str, _Box]]:
    """(x, y, anchor, box): to the right, to the left, below, above."""
    gap, middle, half = mark.half + 11, mark.y + LETTER * 0.35, LINE / 2
    right = (mark.x + gap, middle, "start", (mark.x + gap, mark.y - half, mark.x + gap + wide, mark.y + half))
    left = (mark.x - gap, middle, "end", (mark.x - gap - wide, mark.y - half, mark.x - gap, mark.y + half))
    yield from (left, right) if turned else (right, left)
    sides = mark.x - wide / 2, mark.x + wide / 2
    for base in (mark.y + mark.half + LETTER, mark.y - mark.half - 8):
        yield mark.x, base, "middle", (sides[0], base - LETTER, sides[1], base + LINE - LETTER)


def width(text: str) -> float:
    """Units that a name takes, rather too many than too few."""
    return sum(LETTER * (1.05 if _is_wide(char) else 0.62) for char in text)


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF" or char in "MWmw@%&—…"
