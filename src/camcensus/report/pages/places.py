"""The sites of the officer's page as places of a map."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from jinja2.utils import url_quote

from camcensus.report._officer import SiteLine
from camcensus.report._ranks import KINDS
from camcensus.report.pages.estate_map import Place


def of(lines: Iterable[SiteLine], at: Mapping[str, tuple[float, float]]) -> tuple[list[Place], list[SiteLine]]:
    """(the sites whose latitude and longitude is stated, as places; those of the estate of which it is not)."""
    found, without = [], []
    for line in lines:
        if line.id in at:
            latitude, longitude = at[line.id]
            found.append(
                Place(
                    id=line.id, name=line.name, latitude=latitude, longitude=longitude, kind=gravest(line),
                    devices=line.devices, link=f"/sites/{url_quote(line.id, for_qs=True).replace('+', '%20')}",
                )
            )  # fmt: skip
        elif line.id:
            without.append(line)
    return found, without


def gravest(line: SiteLine) -> str:
    """The kind of a site's gravest finding; unknown where there is none: nothing looked at is not compliance."""
    rank = line.gravity[0]
    return KINDS[rank] if rank >= 0 else "unknown"
