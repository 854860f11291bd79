"""Sites and buildings as GeoJSON (RFC 7946): what a map of the estate, or an extract of OpenStreetMap, says of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.model.estate import LIMBS
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers._shapes import Point, middle
from camcensus.sources.importers._sites import Sites, is_timezone, position
from camcensus.sources.reading import secrets, text
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.remarks import quoted
from camcensus.sources.reading.table import fold

SOURCE = "importer:site-geojson@1"

MAX_BYTES = 64 << 20
"""Bytes of one file; a map of ten thousand buildings has some ten million."""
MAX_PROPERTIES = 500

_TYPE = re.compile(r'"type"\s*:\s*"(?:Feature|FeatureCollection)"')
_FEATURES = re.compile(r'"features"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,\x1e]*")

_PROPERTIES = {
    "name": ("name", "site", "site name", "building", "building name", "title", "official_name"),
    "code": ("ref", "code", "site code", "site id", "building code", "uprn", "ref:gb:uprn", "short_name"),
    "aliases": ("alt_name", "old_name", "aliases"),
    "address": ("addr:full", "address", "full address"),
    "house": ("addr:housename",),
    "number": ("addr:housenumber",),
    "street": ("addr:street", "street"),
    "city": ("addr:city", "city", "town"),
    "county": ("addr:county",),
    "postcode": ("addr:postcode", "postcode", "post code"),
    "country": ("addr:country",),
    "parent": ("parent", "parent site", "campus"),
    "body": ("organisation", "organization", "operator", "owner", "body"),
    "timezone": ("timezone", "time zone", "tz"),
    "controller": ("controller", "controlled by"),
    "sensitive": ("sensitive", "sensitive site"),
    "prefix": ("prefix", "prefixes", "cidr", "cidrs", "subnet", "subnets", "network", "networks"),
    "vlan": ("vlan", "vlan id", "vlans"),
    "vrf": ("vrf", "realm"),
    "purpose": ("purpose", "description"),
    "status": ("status",),
    **{limb: (limb,) for limb in LIMBS},
}

_AROUND = 10_000
"""Characters before and behind the features in which another system of coordinates may be named."""

_FAR = 30.0
"""Degrees of longitude that a place may lie from where the sun stands highest at noon by its clocks."""
_SWAPPED = "{} positions seem to have latitude first; they were read as the standard has them, longitude first"


def detect(head: bytes) -> bool:
    """Whether the file begins as a Feature or a collection of them, with a shape in it."""
    if not text.is_text(head):
        return False
    found = text.decode(head).lstrip("\ufeff\x1e \t\r\n")
    return found.startswith("{") and _TYPE.search(found) is not None and '"geometry"' in found


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Observations of each feature that has a name or a reference; the others are counted.

    A file that is cut off gives the features that are whole. Raises `BrokenInput` if there is none, `HostileInput` for
    a file that is too large.
    """
    gathered = Gathered(context, SOURCE)
    sites = Sites(gathered)
    whole = _content(path, context.name)
    number = 0
    for number, feature in enumerate(_features(whole, gathered), start=1):
        gathered.records += 1
        _note(feature, f"feature {number}", gathered, sites)
        if gathered.is_full():
            yield gathered.take()
    if not number:
        mend = "give a FeatureCollection with sites or buildings in it"
        raise BrokenInput("it holds no feature of GeoJSON", where=context.name, mend=mend)
    yield gathered.last("the map")


def _content(path: Path, name: str) -> str:
    if path.stat().st_size > MAX_BYTES:
        mend = "take out what is no site, or split it"
        raise HostileInput(f"it is larger than {MAX_BYTES >> 20} MiB", where=name, mend=mend)
    return path.read_bytes().decode(text.encoding(path), "replace")


def _features(whole: str, gathered: Gathered) -> Iterator[dict[str, object]]:
    """The features of a collection, or of several lines with one each."""
    start = _FEATURES.search(whole)
    at = start.end() if start else 0
    decoder = json.JSONDecoder()
    while True:
        at = _BETWEEN.match(whole, at).end()  # type: ignore[union-attr]  # it matches nothing as well
        if whole[at : at + 1] != "{":
            break
        try:
            feature, at = decoder.raw_decode(whole, at)
        except (ValueError, RecursionError):
            gathered.remarks.add("the map", "it is cut off or broken: read up to there")
            return
        if feature.get("type") == "Feature":
            yield feature
    _crs(whole[: min(start.start() if start else 0, _AROUND)] + whole[at : at + _AROUND], gathered)


def _crs(around: str, gathered: Gathered) -> None:
    """Old files may name another system of coordinates than the one of the standard."""
    found = re.search(r'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]{1,80})"', around)
    if found and not re.search(r"CRS84|4326", found[1]):
        what = f"its coordinates are in {quoted(found[1])}, not in degrees of longitude and latitude"
        gathered.remarks.add("the map", what)


def _note(feature: dict[str, object], where: str, gathered: Gathered, sites: Sites) -> None:
    properties = feature.get("properties")
    table = properties if isinstance(properties, dict) else {}
    kept = _stripped(table, gathered)
    cells = _cells(kept)
    point = middle(feature.get("geometry"))
    if not cells.get("name") and not cells.get("code"):
        gathered.leave_out("features without a name or a reference")
        return
    if point is not None:
        if found := position(point[1], point[0]):
            _doubt(point, cells.get("timezone", ""), gathered)
            cells["position"] = found
        else:
            gathered.remarks.add(where, f"({point[0]:.6g}, {point[1]:.6g}) is no longitude and latitude, and left out")
    shape = feature.get("geometry")
    kind = shape.get("type") if isinstance(shape, dict) else None
    original = {"properties": kept, "geometry": kind, "id": str(feature.get("id", ""))[:200]}
    if point is not None:
        original["middle"] = [round(point[0], 6), round(point[1], 6)]
    sites.note(cells, where, gathered.keep(original))


def _stripped(properties: dict[str, object], gathered: Gathered) -> dict[str, object]:
    """The plain values of a feature, without secrets; lists of plain values as one text."""
    found: dict[str, object] = {}
    for key, value in list(properties.items())[:MAX_PROPERTIES]:
        written = "; ".join(map(_plain, value)) if isinstance(value, list) else _plain(value)
        if not written:
            continue
        if secrets.in_heading(key):
            gathered.redacted += 1
            continue
        found[key], cut = secrets.strip(written[:4_000])
        gathered.redacted += cut
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return " ".join(str(value).split())
    return ""


def _cells(properties: dict[str, object]) -> dict[str, str]:
    """Properties by what they mean, the one named first where several mean the same."""
    by_key = {fold(key): str(value) for key, value in reversed(properties.items())}
    cells: dict[str, str] = {}
    for meaning, ways in _PROPERTIES.items():
        value = next((by_key[fold(way)] for way in ways if fold(way) in by_key), "")
        if value and not (meaning == "name" and value in ("yes", "no")):  # building=yes names nothing
            cells[meaning] = value
    street = " ".join(filter(None, [cells.pop("number", ""), cells.pop("street", "")]))
    house = cells.pop("house", "")
    if house or street:
        cells.setdefault("address", ", ".join(filter(None, [house, street])))
    return cells


def _doubt(point: Point, timezone: str, gathered: Gathered) -> None:
    """Count a position that lies far from where its clocks say, and would not if latitude stood first."""
    zone = ZoneInfo(timezone if is_timezone(timezone) and timezone else gathered.context.timezone)
    offset = datetime(2026, 1, 1, tzinfo=zone).utcoffset()
    noon = offset.total_seconds() / 240 if offset is not None else 0.0
    if abs(point[0] - noon) > _FAR >= abs(point[1] - noon) and abs(point[0]) <= 90:
        gathered.remarks.count(_SWAPPED)
