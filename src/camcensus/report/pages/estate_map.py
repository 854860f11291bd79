"""A map of the estate as a picture that needs nothing else: coasts, borders and a mark for each place.

What a mark says it says by its shape, and in words; colour only repeats it. Nothing in it is script or style, so that a
page may forbid both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from camcensus.report import _ranks as ranks
from camcensus.report.pages import _map_coast as coast
from camcensus.report.pages import _map_marks as marking
from camcensus.report.pages import map_window
from camcensus.report.pages._map_marks import Label, Mark, Place
from camcensus.report.pages.map_window import Window
from camcensus.wire.outlines import Outlines

__all__ = ["SIZE", "Picture", "Place", "draw"]

SIZE = 1000
"""Units of each side; shown 700 pixels wide, a mark is one that a finger meets."""
_FOOT = 44
"""Units below the map, where the marks are explained."""
_INK, _QUIET, _SEA, _LAND, _SHORE, _GRID = "#0b0c0c", "#484f53", "#e3ecf3", "#fbfaf6", "#6f777b", "#c3d1db"
_FILL = {"not-met": "#8e1b10", "unknown": "#fff3cf", "waived": "#ffffff", "met": "#b9d3ee", "not-applicable": "#e6e7e8"}
_LINE = {"not-met": "#0b0c0c", "unknown": "#6b4a00", "waived": "#8e1b10", "met": "#0f2b46", "not-applicable": "#484f53"}
_STEPS = (60, 30, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)
_LENGTHS = (2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A map, and what of the estate it shows."""

    svg: str
    shown: int
    """Places in the window."""
    outside: int
    """Places elsewhere."""
    marks: int


def draw(
    places: Iterable[Place],
    outlines: Outlines,
    window: Window,
    *,
    zoom: Callable[[Window], str],
    listed: str = "#places",
    title: str = "Map of the sites",
) -> Picture:
    """The places in `window`. `zoom` gives the address that shows a window, `listed` where all places are in words.

    A mark of several leads to a window in which they part; if they stand at one point, to `listed`. Addresses must be
    of this site: raises `ValueError` for others.
    """
    every = list(places)
    found = marking.marks(every, window, SIZE)
    shown = sum(len(mark.places) for mark in found)
    told = _told(found, shown, len(every) - shown)
    inside = "".join((*_ground(outlines, window), *_marked(found, window, zoom, listed), *_legend()))
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="map" viewBox="0 0 {SIZE} {SIZE + _FOOT}" role="group"'
        f' aria-labelledby="map-title map-told" font-family="sans-serif" font-size="{marking.LETTER:g}">'
        f'<title id="map-title">{escape(title)}</title><desc id="map-told">{escape(told)}</desc>{inside}</svg>'
    )
    return Picture(svg=svg, shown=shown, outside=len(every) - shown, marks=len(found))


def _told(found: Sequence[Mark], shown: int, outside: int) -> str:
    """What the map says, for those who do not see it."""
    if not shown:
        return f"No site lies in this part of the map; {outside:,} elsewhere." if outside else "No site has a position."
    counted = marking.kinds(place for mark in found for place in mark.places)
    elsewhere = f" {outside:,} more outside of this part of the map." if outside else ""
    return f"{shown:,} site{'' if shown == 1 else 's'}, by their gravest finding: {counted}.{elsewhere}"


# --- the ground ------------------------------------------------------------------------------------------------


def _ground(outlines: Outlines, window: Window) -> Iterator[str]:
    yield f'<rect width="{SIZE}" height="{SIZE}" fill="{_SEA}"/>'
    yield (
        f'<path d="{coast.land(outlines, window, SIZE)}" fill="{_LAND}" fill-rule="evenodd" stroke="{_SHORE}"'
        ' stroke-width="1.2" stroke-linejoin="round"/>'
    )
    yield (
        f'<path d="{coast.borders(outlines, window, SIZE)}" fill="none" stroke="{_SHORE}" stroke-width="1.5"'
        ' stroke-dasharray="6 5"/>'
    )
    yield from _grid(window)
    yield from _scale(window)
    yield f'<rect width="{SIZE}" height="{SIZE}" fill="none" stroke="{_SHORE}" stroke-width="2"/>'
    yield f'<rect y="{SIZE}" width="{SIZE}" height="{_FOOT}" fill="#ffffff"/>'


def _grid(window: Window) -> Iterator[str]:
    """Lines of longitude and latitude, named where they meet the left and the upper side."""
    step = next((one for one in reversed(_STEPS) if window.wide / one <= 7), _STEPS[0])
    unit = SIZE / window.wide
    for number in range(math.ceil(window.west / step), math.floor((window.west + window.wide) / step) + 1):
        x = (number * step - window.west) * unit
        yield _line(f"M{x:.1f} 0V{SIZE}")
        if 60 < x < SIZE - 60:
            yield _small(x + 5, 17, _degrees((number * step + 180) % 360 - 180, "EW", step))
    low = map_window.unprojected(window.top - window.wide)
    high = map_window.unprojected(window.top)
    for number in range(math.ceil(low / step), math.floor(high / step) + 1):
        y = (window.top - map_window.projected(number * step)) * unit
        yield _line(f"M0 {y:.1f}H{SIZE}")
        if 30 < y < SIZE - 10:
            yield _small(5, y - 5, _degrees(number * step, "NS", step))


def _line(path: str) -> str:
    return f'<path d="{path}" stroke="{_GRID}" stroke-width="1" fill="none"/>'


def _degrees(value: float, ends: str, step: float) -> str:
    digits = max(0, -math.floor(math.log10(step)))
    shown = f"{abs(value):.{digits}f}"
    at_nought = float(shown) in (0.0, 180.0)
    return f"{shown}°" + ("" if at_nought else f" {ends[0] if value > 0 else ends[1]}")


def _scale(window: Window) -> Iterator[str]:
    """How long a kilometre is; of a window in which that differs too much from place to place, nothing."""
    if window.wide > 40:
        return
    long = next((one for one in _LENGTHS if one <= window.kilometres / 4), _LENGTHS[-1])
    units = long / window.kilometres * SIZE
    left, y = SIZE - 24 - units, SIZE - 22
    words = f"{long:,g} km" if long >= 1 else f"{long * 1000:.0f} m"
    yield f'<rect x="{left - 12:.1f}" y="{y - 32}" width="{units + 24:.1f}" height="46" fill="#ffffff" opacity="0.85"/>'
    yield f'<path d="M{left:.1f} {y - 8}V{y}H{SIZE - 24}V{y - 8}" fill="none" stroke="{_INK}" stroke-width="2.5"/>'
    yield _text(left + units / 2, y - 12, words, anchor="middle")


# --- the marks -------------------------------------------------------------------------------------------------


def _marked(found: Sequence[Mark], window: Window, zoom: Callable[[Window], str], listed: str) -> Iterator[str]:
    placed = marking.labels(found, SIZE)
    for mark, label in zip(found, placed, strict=True):
        address = mark.places[0].link if len(mark.places) == 1 else _parting(mark, window, zoom, listed)
        words = escape(mark.words)
        yield f'<a class="map-place {mark.kind}" href="{_own(address)}" aria-label="{words}"><title>{words}</title>'
        yield f'<circle class="map-chosen" cx="{mark.x:.1f}" cy="{mark.y:.1f}" r="{mark.half + 8:g}" fill="none"/>'
        yield _shape(mark.kind, mark.x, mark.y, mark.half)
        yield _sign(mark)
        yield f"{_name(mark, label)}</a>"


def _parting(mark: Mark, window: Window, zoom: Callable[[Window], str], listed: str) -> str:
    """Where the places of a mark are told from each other: nearer, or in the list."""
    closer = map_window.around((place.latitude, place.longitude) for place in mark.places)
    parts = len(marking.marks(mark.places, closer, SIZE)) > 1
    return zoom(closer) if parts and closer.wide < window.wide else listed


def _own(address: str) -> str:
    """An address of this site, as it stands in an attribute."""
    if not address.startswith(("/", "?", "#")) or address.startswith(("//", "/\\")):
        raise ValueError(f"{address[:80]!r} leads elsewhere")
    return escape(address)


def _shape(kind: str, x: float, y: float, half: float) -> str:
    """A square, diamond, triangle, disc or bar."""
    look = f'fill="{_FILL[kind]}" stroke="{_LINE[kind]}" stroke-width="3"'
    if kind == "met":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{half * 0.92:.1f}" {look}/>'
    if kind in ("not-met", "not-applicable"):
        wide, high = (half * 0.9, half * 0.9) if kind == "not-met" else (half, half * 0.55)
        box = f'x="{x - wide:.1f}" y="{y - high:.1f}" width="{2 * wide:.1f}" height="{2 * high:.1f}"'
        return f'<rect {box} rx="{0 if kind == "not-met" else round(high)}" {look}/>'
    corners = (
        ((0, -1.1), (1.1, 0), (0, 1.1), (-1.1, 0)) if kind == "unknown" else ((0, -1.15), (1.15, 0.85), (-1.15, 0.85))
    )
    points = " ".join(f"{x + right * half:.1f},{y + down * half:.1f}" for right, down in corners)
    return f'<polygon points="{points}" stroke-linejoin="round" {look}/>'


def _sign(mark: Mark) -> str:
    """How many places, or the sign of what must not be passed over."""
    ink = "#ffffff" if mark.kind == "not-met" else _INK
    if len(mark.places) == 1:
        sign = {"not-met": "!", "unknown": "?"}.get(mark.kind, "")
        size = 22
    else:
        many = len(mark.places)
        sign = str(many) if many < 10_000 else "9999+"
        size = {1: 22, 2: 22, 3: 19, 4: 17}.get(len(sign), 14)
    down = mark.y + size * 0.36 + (mark.half * 0.18 if mark.kind == "waived" else 0)
    return _text(mark.x, down, sign, anchor="middle", size=size, ink=ink, weight="bold") if sign else ""


def _name(mark: Mark, label: Label) -> str:
    waits = "" if label.room else ' visibility="hidden"'
    shown = "map-name" if label.room else "map-name map-waits"
    return (
        f'<text class="{shown}" x="{label.x:.1f}" y="{label.y:.1f}" text-anchor="{label.anchor}" fill="{_INK}"'
        f' stroke="#ffffff" stroke-width="5" stroke-linejoin="round" paint-order="stroke"{waits}>'
        f"{escape(mark.short)}</text>"
    )


def _legend() -> Iterator[str]:
    """What the shapes mean, below the map."""
    x, y = 26.0, SIZE + _FOOT / 2 + 4
    for kind in reversed(ranks.KINDS):
        yield _shape(kind, x, y, 12)
        yield _text(x + 22, y + 7, ranks.WORDS[kind])
        x += 74 + marking.width(ranks.WORDS[kind])


def _small(x: float, y: float, words: str) -> str:
    halo = f'<g stroke="{_LAND}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">'
    return f"{halo}{_text(x, y, words, size=15, ink=_QUIET)}</g>"


def _text(  # one keyword an attribute
    x: float, y: float, words: str, *, anchor: str = "start", size: float = marking.LETTER, ink: str = _INK,
    weight: str = "normal",
) -> str:  # fmt: skip
    look = f'text-anchor="{anchor}" font-size="{size:g}" font-weight="{weight}" fill="{ink}"'
    return f'<text x="{x:.1f}" y="{y:.1f}" {look}>{escape(words)}</text>'
