"""Where nobody has looked: sites without a scan, addresses no scan covered, recorders whose cameras are in no list."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from camcensus.model.estate import Estate
from camcensus.wire import addresses

SCHEMA: dict[str, type[pl.DataType]] = {
    "subject": pl.String,
    "unit": pl.String,
    "site": pl.String,
    "zone": pl.String,
    "gap": pl.String,
    "settle": pl.String,
}
"""A gap: what was not looked at, its site and zone, the reason code, and the evidence that would close it."""


def gaps(
    observations: pl.DataFrame, devices: pl.DataFrame, estate: Estate, walked: Collection[str] = ()
) -> pl.DataFrame:
    """Every gap, each a finding *unknown* for the clauses that could apply there.

    `devices` has device, class, site, zone, channels_listed and observed; `observations` gives the reach of scans and
    the networks that captures and logs heard. At sites that were `walked` round somebody has looked, at no address.
    """
    reach, heard = _spans(observations, "fact.reach"), _spans(observations, "fact.heard")
    seen_at = set(devices.filter("observed")["site"].drop_nulls().unique().to_list())
    rows: list[dict[str, str | None]] = []
    for site in estate.sites:
        covered = reach.get(site.realm, [])
        zones = [zone for zone in estate.zones if zone.site == site.id and zone.cameras_expected]
        open_spans = [(zone, left) for zone in zones for left in _not_covered(zone.cidrs, covered)]
        looked = (
            site.id in seen_at
            or site.id in walked
            or any(
                addresses.subtract(addresses.span(cidr), covered) != [addresses.span(cidr)]
                for zone in zones
                for cidr in zone.cidrs
            )
        )
        if not looked:
            rows.append(_gap(f"site:{site.id}", "site", site.id, None, "site-not-looked-at", "look"))
            continue
        for zone, left in open_spans:
            listened = addresses.subtract(left, heard.get(site.realm, [])) != [left]
            code = "subnet-only-heard" if listened else "subnet-not-looked-at"
            rows.append(_gap(f"subnet:{zone.id}/{addresses.show(left)}", "subnet", site.id, zone.id, code, "look"))
    recorders = devices.filter((pl.col("class") == "recorder") & ~pl.col("channels_listed"))
    rows += [
        _gap(f"recorder:{device}", "recorder", site, zone, "recorder-channels-unknown", "channels")
        for device, site, zone in recorders.select("device", "site", "zone").sort("device").iter_rows()
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def _gap(subject: str, unit: str, site: str | None, zone: str | None, gap: str, settle: str) -> dict[str, str | None]:
    return {"subject": subject, "unit": unit, "site": site, "zone": zone, "gap": gap, "settle": settle}


def _spans(observations: pl.DataFrame, field: str) -> dict[str, list[addresses.Span]]:
    """What finished scans covered, or what was heard, by realm."""
    found: dict[str, list[addresses.Span]] = {}
    stated = observations.filter(pl.col("field") == field).select("realm", "value").unique()
    for realm, value in stated.iter_rows():
        if (covered := addresses.covered(value)) is not None:
            found.setdefault(realm, []).append(covered)
    return {realm: addresses.merge(spans) for realm, spans in found.items()}


def _not_covered(cidrs: tuple[str, ...], covered: list[addresses.Span]) -> list[addresses.Span]:
    left: list[addresses.Span] = []
    for cidr in cidrs:
        left += addresses.subtract(addresses.span(cidr), covered)
    return left
