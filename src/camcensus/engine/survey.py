"""The sheets for a walk round one site, from all that is expected there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from camcensus.engine import devices, publish
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.estate import Site
from camcensus.model.survey import Line, Sheet
from camcensus.reason import witnesses
from camcensus.reason.facts import NO
from camcensus.report.survey import html, xlsx
from camcensus.wire import canonical

_NAMED_BY = ("asset:", "serial:", "mac:", "uuid:", "cert:", "walk:", "ip:")
"""Kinds of name by which a line tells its thing again, the first that it has."""


def sheet(assessment: Assessment, named: str) -> Sheet:
    """What the log leads to expect at a site, line by line in order of area and name.

    Raises `UsageError` if the estate has no site of that name.
    """
    site = _site(assessment, named)
    table = devices.table(assessment).filter((pl.col("site") == site.id) & (pl.col("in_use") != NO))
    areas = _areas(assessment)
    judged = assessment.devices.select("device", "names")
    rows = table.join(judged, on="device", how="left", maintain_order="left").iter_rows(named=True)
    lines = sorted((_line(row, assessment, areas) for row in rows), key=lambda one: (one.area, one.called, one.line))
    as_of = assessment.basis.as_of
    number = canonical.digest("survey", 1, [site.id, as_of.isoformat(), assessment.basis.position]).hex()[:8]
    return Sheet(number=number, site=site.id, name=site.name, as_of=as_of, lines=tuple(lines))


def write(one: Sheet, folder: Path) -> list[Path]:
    """Write the workbook and the page; the files written."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {"xlsx": xlsx.render(one), "html": html.render(one)}
    paths = []
    for ending, data in made.items():
        path = folder / f"walk-round-{one.site}-{one.number}.{ending}"
        publish.write(data, path)
        paths.append(path)
    return paths


def _site(assessment: Assessment, named: str) -> Site:
    wanted = named.strip().casefold()
    for site in assessment.estate.sites:
        if wanted in {name.casefold() for name in (site.id, site.name, *site.aliases)}:
            return site
    known = ", ".join(site.id for site in assessment.estate.sites)
    raise UsageError(f"the estate has no site '{named}'", mend=f"one of: {known}")


def _areas(assessment: Assessment) -> dict[str, str]:
    """Device to the floor or area that a source told last."""
    told = assessment.seen.filter(pl.col("field") == "register.location").sort("position", "subject")
    return dict(told.select("device", "value").iter_rows())


def _line(row: Mapping[str, Any], assessment: Assessment, areas: Mapping[str, str]) -> Line:
    names = assessment.names["brand"]
    called = [name for kind in _NAMED_BY for name in row["names"] or () if name.startswith(kind)]
    return Line(
        line=row["device"][:8],
        known_as=_as_written(called[0], row) if called else "",
        called=row["label"],
        area=areas.get(row["device"], ""),
        make=names.get(row["brand"], row["brand"] or ""),
        model=row["model"] or "",
        serial=", ".join(row["serials"]),
        mac=", ".join(row["macs"]),
        address=row["addresses"],
        known_from=", ".join(kind for kind in witnesses.KINDS if kind in row["known_by"]),
    )


def _as_written(name: str, row: Mapping[str, Any]) -> str:
    """The name as its source wrote it, where that is the label; names are compared without case."""
    kind, _, value = name.partition(":")
    if kind == "serial":
        return f"serial:{value.upper()}"
    return f"{kind}:{row['label']}" if row["label"].casefold() == value else name
