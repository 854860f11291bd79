"""What tells two things apart that bear one certificate or one name: they say something else of themselves.

What a thing says of itself is compared field by field. A field tells places apart if several of them say something in
it and nothing is said by all of these: one box answers alike on each of its interfaces.
"""

from __future__ import annotations

import polars as pl

from camcensus.reason import hosts

_LASTING = (
    "dhcp.hostname", "lease.hostname", "lldp.system_name", "mdns.name", "onvif.endpoint", "model.number", "fact.class",
)  # fmt: skip
"""What stays as it is, and can be compared whenever it was seen."""

_PASSING = (
    "fact.hostname",
    "http.title", "http.server", "http.www_authenticate", "http.favicon_md5", "http.favicon_mmh3", "rtsp.server",
    "firmware.version", "snmp.sys_descr", "ssh.banner", "ftp.banner", "telnet.banner",
)  # fmt: skip
"""What an update, a setting or a name server may change: compared only within one read."""


def told(borne: pl.DataFrame, seen: pl.DataFrame, *, by_name: bool = False) -> pl.Series:
    """The codes whose places say different things of themselves. `borne`: code, place and sighting.

    `by_name`: the codes are host names. Other names then tell nothing apart, and what an update may change is compared
    between reads as well: a name is handed on from one box to the next.
    """
    if borne.is_empty():
        return borne["code"]
    compared = [name for name in (*_LASTING, *_PASSING) if not (by_name and name in hosts.FIELDS)]
    said = (
        seen.select("sighting", "position", "field", "value")
        .filter(pl.col("field").is_in(compared) & pl.col("sighting").is_in(borne["sighting"].implode()))
        .with_columns(
            read=pl.when(pl.col("field").is_in(() if by_name else _PASSING)).then("position"),
            field=pl.when(pl.col("field").is_in(hosts.FIELDS)).then(pl.lit("host")).otherwise("field"),
            value=_plain(),
        )
        .filter(pl.col("value").is_not_null())
        .join(borne, on="sighting")
    )
    return shared(said, "field", "read").filter("differ")["code"].unique()


def shared(said: pl.DataFrame, *within: str) -> pl.DataFrame:
    """code, `within`, common, differ: whether one value is said at every place that says any, or none is.

    `said` has code, place, value and `within`. What only one place says is left out.
    """
    group = ["code", *within]
    places = said.group_by(group).agg(places=pl.col("place").n_unique())
    most = said.group_by(*group, "value").agg(at=pl.col("place").n_unique()).group_by(group).agg(pl.col("at").max())
    several = places.join(most, on=group, nulls_equal=True).filter(pl.col("places") > 1)
    return several.select(*group, common=pl.col("at") == pl.col("places"), differ=pl.col("at") < pl.col("places"))


def _plain() -> pl.Expr:
    """A value without what differs from answer to answer: of a challenge its realm, of a name its first label.

    A title in which an address stands is no title of the thing.
    """
    field, value = pl.col("field"), pl.col("value")
    return (
        pl.when(field == "http.www_authenticate").then(value.str.extract(r'realm="?([^",]*)'))
        .when(field.is_in(hosts.FIELDS)).then(pl.when(hosts.is_name(value)).then(hosts.folded(value)))
        .when(field == "onvif.endpoint").then(uuid(value))
        .when(value.str.contains(r"(?:[0-9]{1,3}\.){3}[0-9]{1,3}")).then(None)
        .otherwise(value.str.to_lowercase())
    )  # fmt: skip


def uuid(text: pl.Expr) -> pl.Expr:
    """A UUID in the one spelling in which it is compared."""
    return text.str.to_lowercase().str.replace(r"^(?:urn:)?uuid:", "")
