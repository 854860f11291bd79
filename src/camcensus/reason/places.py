"""Where each device is: its present addresses, its zone and site, and where records disagree."""

from __future__ import annotations

from datetime import timedelta

import polars as pl

from camcensus.model.estate import Estate, Zone
from camcensus.model.outcome import Answer
from camcensus.reason import presence, times
from camcensus.wire.addresses import RangeTable, span

PRESENT = timedelta(days=7)
"""Addresses seen within this time of a device's last sighting on the network are held together."""


def find(seen: pl.DataFrame, estate: Estate) -> pl.DataFrame:
    """One row a device: device, body, site, zone, core, addresses, register_site, observed (bool).

    The site is that of the zone in which the device's present address lies; without one, the register's. `core` is an
    `Answer` value over all present addresses: yes if one is on the core, no only if all are elsewhere.
    """
    devices = seen.group_by("device").agg(
        body=pl.col("body").first(),
        observed=presence.is_shown().any(),
        register_site=pl.col("value").filter(pl.col("field") == "fact.site").last(),
        vlan=pl.col("value").filter(pl.col("field") == "fact.vlan").last(),
    )
    located = _zones(_present(seen), estate)
    by_address = located.group_by("device").agg(
        addresses=pl.col("address").unique().sort().str.join(", "),
        zone=pl.col("zone").drop_nulls().unique().sort().str.join(", "),
        address_site=pl.col("site").drop_nulls().first(),
        core=_any_of("core"),
    )
    joined = devices.join(by_address, on="device", how="left")
    by_vlan = {(z.site, str(vlan)): z for z in estate.zones for vlan in z.vlans}
    rows = [_placed(row, by_vlan, estate) for row in joined.sort("device").iter_rows(named=True)]
    return pl.DataFrame(rows, schema=SCHEMA)


SCHEMA: dict[str, type[pl.DataType]] = {
    "device": pl.String,
    "body": pl.String,
    "site": pl.String,
    "zone": pl.String,
    "core": pl.String,
    "addresses": pl.String,
    "register_site": pl.String,
    "observed": pl.Boolean,
}


def _placed(row: dict[str, object], by_vlan: dict[tuple[str, str], Zone], estate: Estate) -> dict[str, object]:
    site = row["address_site"] or row["register_site"]
    zone, core = row["zone"], row["core"]
    if not row["addresses"] and row["vlan"] is not None:
        by_number = by_vlan.get((str(site), str(row["vlan"])))
        if by_number is not None:
            zone, core = by_number.id, by_number.is_core.value
    own = estate.site(str(site)) if site else None
    return {
        "device": row["device"],
        "body": own.body if own else row["body"],
        "site": site,
        "zone": zone or None,
        "core": core or Answer.UNKNOWN.value,
        "addresses": row["addresses"] or "",
        "register_site": row["register_site"],
        "observed": row["observed"],
    }


def _any_of(column: str) -> pl.Expr:
    """`Answer.any_of` over a column of answers."""
    yes, no = pl.lit(Answer.YES.value), pl.lit(Answer.NO.value)
    return (
        pl.when((pl.col(column) == yes).any()).then(yes)
        .when((pl.col(column) == no).all()).then(no)
        .otherwise(pl.lit(Answer.UNKNOWN.value))
    )  # fmt: skip


def _present(seen: pl.DataFrame) -> pl.DataFrame:
    """The addresses each device holds now: device, realm, address. What a register says counts only if unseen."""
    on_network = (
        seen.select("kind", "source", "device", "realm", address="name", last=times.last_seen(seen))
        .filter((pl.col("kind") == "ip") & presence.is_shown())
        .drop("kind", "source")
    )
    newest = pl.col("last").max().over("device")
    on_network = on_network.filter(newest.is_null() | (pl.col("last") >= newest - PRESENT)).drop("last").unique()
    written = (
        seen.select("device", "realm", "field", address="value")
        .filter((pl.col("field") == "fact.ip") & (pl.col("realm") != ""))
        .drop("field")
        .unique()
        .join(on_network, on="device", how="anti")
    )
    return pl.concat([on_network, written])


def _zones(held: pl.DataFrame, estate: Estate) -> pl.DataFrame:
    """`held` with the zone, site and core answer of each address; the narrowest range of its realm decides."""
    realm_of = {site.id: site.realm for site in estate.sites}
    tables: dict[str, RangeTable[Zone]] = {}
    for realm in estate.realms:
        ranges = [(span(cidr), zone) for zone in estate.zones if realm_of[zone.site] == realm for cidr in zone.cidrs]
        tables[realm] = RangeTable(ranges)
    only_site = {
        realm: sites[0].id
        for realm in estate.realms
        if len(sites := [site for site in estate.sites if site.realm == realm]) == 1
    }
    rows = []
    for realm, address in held.select("realm", "address").unique().iter_rows():
        zone = tables[realm].find(address) if realm in tables else None
        rows.append(
            {
                "realm": realm,
                "address": address,
                "zone": zone.id if zone else None,
                "site": zone.site if zone else only_site.get(realm),
                "core": (zone.is_core if zone else Answer.UNKNOWN).value,
            }
        )
    schema = dict.fromkeys(("realm", "address", "zone", "site", "core"), pl.String)
    return held.join(pl.DataFrame(rows, schema=schema), on=["realm", "address"], how="left")
