"""Which part of the world a map shows: a square of Mercator's projection, named by three numbers that a URL can hold.

Shapes are true everywhere and sizes at one latitude; nearer the poles than `EDGE` there is nothing, and what lies there
is drawn at the edge.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from camcensus.model.errors import UsageError

EDGE = 85.0511
"""Degrees of latitude at which the world is as high as it is wide."""
NARROWEST, WORLD = 0.005, 360.0
"""Degrees of longitude that a window has: some 300 m in Britain, and everything."""
ALONE = 5.0
"""Degrees of longitude about places that are all at one."""
MARGIN = 1.25
"""How much larger than its places a window is."""
LONGEST = 60
"""Characters of a window in a URL."""
_KM = 111.32
"""Of a degree at the equator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A square about a point. `at` makes one from any numbers; one made by hand must be within the limits."""

    latitude: float
    longitude: float
    wide: float
    """Degrees of longitude from side to side."""

    @property
    def text(self) -> str:
        """The window as a URL holds it; `parse` reads it back."""
        return f"{self.latitude:.5f},{self.longitude:.5f},{self.wide:.5f}"

    @property
    def kilometres(self) -> float:
        """From side to side, in its middle."""
        return self.wide * _KM * math.cos(math.radians(self.latitude))

    @property
    def top(self) -> float:
        """How far north it goes, in degrees of the projection."""
        return projected(self.latitude) + self.wide / 2

    @property
    def west(self) -> float:
        """The longitude of its left side; it may be beyond -180."""
        return self.longitude - self.wide / 2

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """(right, down) in parts of the window, from its upper left corner; outside of 0 to 1 if it does not show."""
        east = (longitude - self.longitude + 180) % 360 - 180
        return 0.5 + east / self.wide, (self.top - projected(latitude)) / self.wide

    def zoomed(self, by: float) -> Window:
        """The same middle, `by` times as wide."""
        return at(self.latitude, self.longitude, self.wide * by)

    def moved(self, east: float, north: float) -> Window:
        """Moved by parts of its own width."""
        height = projected(self.latitude) + north * self.wide
        return at(unprojected(height), self.longitude + east * self.wide, self.wide)


HOME = Window(latitude=55.8, longitude=-3.5, wide=21.0)
"""Where there is no place: the United Kingdom."""


def projected(latitude: float) -> float:
    """Degrees north of the equator, as Mercator draws them."""
    radians = math.radians(min(max(latitude, -EDGE), EDGE))
    return math.degrees(math.asinh(math.tan(radians)))


def unprojected(height: float) -> float:
    """The latitude that is drawn at that height."""
    return math.degrees(math.atan(math.sinh(math.radians(min(max(height, -180.0), 180.0)))))


def at(latitude: float, longitude: float, wide: float) -> Window:
    """The window about a point: no smaller or larger than the limits, and nowhere beyond the upper and lower edge."""
    wide = round(min(max(wide, NARROWEST), WORLD), 5)
    most = (WORLD - wide) / 2
    height = min(max(projected(latitude), -most), most)
    east = (longitude + 180) % 360 - 180
    return Window(latitude=round(unprojected(height), 5) + 0.0, longitude=round(east, 5) + 0.0, wide=wide)


def around(positions: Iterable[tuple[float, float]]) -> Window:
    """The smallest square with a margin about all (latitude, longitude); it may cross the antimeridian."""
    every = list(positions)
    if not every:
        return HOME
    middle, across = _arc([longitude for _, longitude in every])
    heights = [projected(latitude) for latitude, _ in every]
    wide = max(across, max(heights) - min(heights)) * MARGIN
    return at(unprojected((max(heights) + min(heights)) / 2), middle, wide or ALONE)


def _arc(longitudes: list[float]) -> tuple[float, float]:
    """(middle, width) of the shortest arc with all of them: what is left when the widest gap is taken out."""
    ordered = sorted({longitude % 360 for longitude in longitudes})
    gaps = [(two - one, two) for one, two in zip(ordered, [*ordered[1:], ordered[0] + 360], strict=True)]
    gap, begin = max(gaps)
    return begin + (360 - gap) / 2, 360 - gap


def parse(text: str) -> Window:
    """The window that a URL holds. Raises `UsageError` if that is none."""
    try:
        latitude, longitude, wide = (float(one) for one in text[: LONGEST + 1].split(","))
    except ValueError:
        latitude = longitude = wide = math.nan
    if len(text) > LONGEST or not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < wide <= WORLD):
        what = "the part of the map is given as latitude, longitude and width in degrees"
        raise UsageError(what, where="map", mend=f"as in {HOME.text}; or leave it out, and all places are shown")
    return at(latitude, longitude, wide)


def views(window: Window) -> Mapping[str, Window]:
    """Where one can go from here: ``in``, ``out``, ``north``, ``east``, ``south``, ``west``; none that stays here."""
    every = {
        "in": window.zoomed(0.5),
        "out": window.zoomed(2.0),
        "north": window.moved(0.0, 0.4),
        "east": window.moved(0.4, 0.0),
        "south": window.moved(0.0, -0.4),
        "west": window.moved(-0.4, 0.0),
    }
    return {name: view for name, view in every.items() if view != window}
