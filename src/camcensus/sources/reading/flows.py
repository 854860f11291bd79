"""The flow table: who talked to whom, over which port, how much, from when to when.

A row is all that one client said to one port of one server, and what came back. Packets and bytes count each direction;
`connections` is how many flows were counted together.
"""

from __future__ import annotations

import polars as pl

from camcensus.model import frames
from camcensus.model.reading import Context
from camcensus.sources.reading import sightings

TABLE: dict[str, pl.DataType | type[pl.DataType]] = {
    "client": pl.String,
    "server": pl.String,
    "protocol": pl.String,
    "port": pl.UInt16,
    "connections": pl.Int64,
    "packets": pl.Int64,
    "bytes": pl.Int64,
    "packets_back": pl.Int64,
    "bytes_back": pl.Int64,
    "first": frames.TIME,
    "last": frames.TIME,
}
"""The columns. Addresses are normalised text, `protocol` is ``tcp``, ``udp``, ``icmp``, ``icmpv6`` or its number;
`port` is the server's, 0 where the protocol has none."""

KEY = ("client", "server", "protocol", "port")
SUMS = ("connections", "packets", "bytes", "packets_back", "bytes_back")

_DHCPV6 = 546
"""Port of clients of DHCPv6: the only well-known one that is smaller than its servers' (547)."""

PROTOCOLS = {1: "icmp", 2: "igmp", 6: "tcp", 17: "udp", 41: "ipv6", 47: "gre", 50: "esp", 58: "icmpv6", 132: "sctp"}


def conversations(oneway: pl.DataFrame) -> pl.DataFrame:
    """Records of one direction each, as a table of both (addresses keep their type).

    `oneway` has source, target, protocol, source_port, target_port, packets, bytes, first, last, and `opener`: whether
    the source began the conversation (null: not known; then the side with the smaller port is the server). Cost: about
    0.1 µs a row.
    """
    target, source = (
        pl.when(pl.col(port) == _DHCPV6).then(65_536).otherwise(pl.col(port)) for port in ("target_port", "source_port")
    )
    smaller = target < source
    tie = (pl.col("target_port") == pl.col("source_port")) & (pl.col("source") < pl.col("target"))
    forward = pl.col("opener").fill_null(smaller | tie)
    said = oneway.lazy().with_columns(forward=forward)
    ahead = pl.col("forward")
    return (
        said.select(
            client=pl.when(ahead).then("source").otherwise("target"),
            server=pl.when(ahead).then("target").otherwise("source"),
            protocol="protocol",
            port=pl.when(ahead).then("target_port").otherwise("source_port").cast(pl.UInt16),
            connections=ahead.cast(pl.Int64),
            packets=pl.when(ahead).then("packets").otherwise(0),
            bytes=pl.when(ahead).then("bytes").otherwise(0),
            packets_back=pl.when(ahead).then(0).otherwise("packets"),
            bytes_back=pl.when(ahead).then(0).otherwise("bytes"),
            first="first",
            last="last",
        )
        .group_by(KEY)
        .agg(pl.col(SUMS).sum(), pl.col("first").min(), pl.col("last").max())
        .with_columns(connections=pl.max_horizontal("connections", pl.lit(1, dtype=pl.Int64)))
        .collect()
    )


def observations(
    table: pl.DataFrame,
    context: Context,
    source: str,
    *,
    vantage: str = "",
    field: str = "flow.conversation",
    quality: str = "exact",
) -> pl.DataFrame:
    """The table as observations: subject ``flow:client>server/protocol/port``, in `field`.

    The value is JSON with what each side sent; `count` is the number of connections. Many records make one row, so
    there is no original of it: the batch names the file.
    """
    rows = table.select(
        "first",
        "last",
        subject=pl.format("flow:{}>{}/{}/{}", "client", "server", "protocol", "port"),
        field=pl.lit(field),
        value=pl.struct("bytes", "bytes_back", "packets", "packets_back").struct.json_encode(),
        count="connections",
    )
    return sightings.observations(rows, context, source, vantage=vantage, quality=quality)
