"""Marks on devices that are somewhere twice: at several addresses at one time, or made one by a certificate alone.

A box with a leg in each of two networks joins them, whatever the plan says; which legs those are is for whoever looks
at separation. A mark is no proof: two addresses may be two names of one leg.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta

import polars as pl

from camcensus.reason import joining, times

SCHEMA = dict.fromkeys(("device", "code", "detail"), pl.String)

_READ = timedelta(days=1)
"""Within this time the looks of one read are at one time: a scan of a large network takes its hours."""


def find(grouped: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """device, code, detail: ``dual-homed`` and ``one-certificate``.

    `grouped`: the keys of all sightings that join, with their `device`; `when`: `times.spans`.
    """
    placed = grouped.filter(pl.col("is_subject") & (pl.col("kind") == "ip"))
    placed = placed.select("device", "sighting", "position", place="code", address="value")
    counted = placed.group_by("device").agg(pl.col("place").n_unique()).filter(pl.col("place") > 1)
    placed = placed.join(counted.select("device"), on="device", how="semi")
    if placed.is_empty():
        return pl.DataFrame(schema=SCHEMA)
    keys = grouped.join(placed.select("sighting", "place"), on="sighting").select("device", "place", "kind", "code")
    return pl.concat([_homed(placed, keys, when), _by_certificate(placed, keys)])


def _homed(placed: pl.DataFrame, keys: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """Devices that were at two addresses at one time: of two networks, or of two interfaces."""
    macs = keys.filter(pl.col("kind") == "mac").select("place", "code").unique()
    pairs = _at_once(placed, when)
    shared = pairs.join(macs, on="place").join(macs, left_on=["other", "code"], right_on=["place", "code"])
    pairs = pairs.join(
        shared.select("device", "place", "other", one=pl.lit(value=True)).unique(),
        on=["device", "place", "other"],
        how="left",
    )
    address = dict(placed.select("place", "address").unique().iter_rows())
    found: dict[str, set[str]] = {}
    for device, place, other, one in pairs.iter_rows():
        if _apart(address[place], address[other], one_interface=bool(one)):
            found.setdefault(device, set()).update((address[place], address[other]))
    return _told("dual-homed", found)


def _at_once(placed: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """device, place, other: each pair of addresses of a device that were seen at one time, once.

    At one time: looks of one read within a day, spans that overlap, and looks inside a span. A lease that is only known
    to end some day is one look, when it was given: it may be left long before.
    """
    timed = placed.join(when.drop("position"), on="sighting")
    timed = timed.with_columns(end=pl.when("promised").then("start").otherwise("end"))
    single = timed.filter((pl.col("start") == pl.col("end")).fill_null(value=True))
    looks = single.filter(~pl.col("promised"))
    read = times.merged(
        looks.drop_nulls("start").with_columns(end=pl.col("start") + _READ), "device", "position", "place"
    )
    undated = looks.filter(pl.col("start").is_null()).select("device", "position", "place").unique()
    spans = times.merged(timed.filter(pl.col("end") > pl.col("start")), "device", "place")
    daily = single.drop_nulls("start").unique(["device", "place", pl.col("start").dt.date()])
    columns = ["device", "place", "start", "end"]
    every = pl.concat([spans.select(columns), daily.select(columns)])
    pairs = [
        _overlapping(read, read, "device", "position"),
        undated.join(undated, on=["device", "position"]),
        _overlapping(spans, every, "device"),
    ]
    both = pl.concat([part.select("device", "place", other="place_right") for part in pairs])
    both = both.filter(pl.col("place") != pl.col("other"))
    least, most = pl.min_horizontal("place", "other"), pl.max_horizontal("place", "other")
    return both.select("device", place=least, other=most).unique()


def _overlapping(left: pl.DataFrame, right: pl.DataFrame, *by: str) -> pl.DataFrame:
    together = left.join(right, on=by)
    return together.filter((pl.col("start") <= pl.col("end_right")) & (pl.col("start_right") <= pl.col("end")))


def _apart(address: str, other: str, *, one_interface: bool) -> bool:
    """Whether two addresses are of two networks or two interfaces. Without masks, /24 and /64 are taken for networks.

    IPv4 beside IPv6, and IPv6 beside IPv6 of another scope, is what one interface has.
    """
    first, second = _network(address), _network(other)
    if first is None or second is None or first[0] != second[0]:
        return False
    if first[0] == "4":
        return first != second or not one_interface
    return first != second and not one_interface


def _network(address: str) -> tuple[str, int] | None:
    """(family and scope, network) of an address; None where it is of one link only, or no address."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return None
    if parsed.is_link_local or parsed.is_loopback:
        return None
    if parsed.version == 4:
        return "4", int(parsed) >> 8
    return ("6 private" if parsed in _UNIQUE_LOCAL else "6"), int(parsed) >> 64


_UNIQUE_LOCAL = ipaddress.ip_network("fc00::/7")


def _by_certificate(placed: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Devices whose addresses only a certificate or an identifier joins: no serial number and no interface does."""
    borne = keys.filter(pl.col("kind").is_in(["cert", "uuid"])).select("device", "place", "code").unique()
    several = borne.group_by("device", "code").agg(pl.col("place").n_unique()).filter(pl.col("place") > 1)
    borne = borne.join(several.select("device", "code"), on=["device", "code"], how="semi")
    sure = keys.filter(pl.col("kind").is_in(["serial", "mac"])).join(borne.select("place"), on="place", how="semi")
    places = borne["place"].unique()
    number = {place: index for index, place in enumerate(places.to_list())}
    nodes = map(number.__getitem__, sure["place"].to_list())
    parts = joining.components(len(number), nodes, sure["code"].to_list())
    part = pl.DataFrame([places, pl.Series("part", parts, dtype=pl.UInt32)])
    loose = borne.join(part, on="place").group_by("device", "code").agg(pl.col("part").n_unique())
    loose = loose.filter(pl.col("part") > 1).join(borne, on=["device", "code"])
    address = placed.select("place", "address").unique()
    found: dict[str, set[str]] = {}
    for device, text in loose.join(address, on="place").select("device", "address").iter_rows():
        found.setdefault(device, set()).add(text)
    return _told("one-certificate", found)


def _told(code: str, found: dict[str, set[str]]) -> pl.DataFrame:
    rows = [(device, code, ", ".join(sorted(addresses))) for device, addresses in found.items()]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
