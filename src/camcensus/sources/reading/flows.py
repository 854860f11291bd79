"""The flow table: who talked to whom, over which port, how much, from when to when.

A row is all that one client said to one port of one server, and what came back. Packets and bytes count each direction;
`connections` is how many flows were counted together.
"""

from __future__ import annotations

from collections.abc import Callable

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
_SUMS = ("connections", "packets", "bytes", "packets_back", "bytes_back")

MAX_ROWS = 2_000_000
"""Conversations that are held; a scan of ports makes one a port."""
_SLACK = 200_000
"""Rows that may be added before they are merged, however few there were."""

_SHARE = 300_000
"""Rows that are merged at a time."""

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
        .agg(pl.col(_SUMS).sum(), pl.col("first").min(), pl.col("last").max())
        .with_columns(connections=pl.max_horizontal("connections", pl.lit(1, dtype=pl.Int64)))
        .collect()
    )


def merged(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """Several tables as one. What is large is merged in shares, as the merging of a row takes more than the row."""
    whole = _together(tables)
    shares = whole.height // _SHARE + 1
    if shares == 1:
        return _one_each(whole.lazy())
    share = pl.col("client").hash() % shares
    return pl.concat([_one_each(whole.lazy().filter(share == number)) for number in range(shares)])


def _one_each(rows: pl.LazyFrame) -> pl.DataFrame:
    return rows.group_by(KEY).agg(pl.col(_SUMS).sum(), pl.col("first").min(), pl.col("last").max()).collect()


def _together(tables: list[pl.DataFrame]) -> pl.DataFrame:
    """The rows of several tables."""
    return pl.concat(
        [one.with_columns(pl.col("port").cast(pl.UInt16)) for one in tables] or [pl.DataFrame(schema=TABLE)]
    )


def _busiest(whole: pl.DataFrame, most: int) -> tuple[pl.DataFrame, int]:
    """(the rows with the most packets, how many connections the others are).

    Of those with as many packets the first by their key stay. No more is sorted than that takes.
    """
    packets = pl.col("packets")
    if not most:
        return whole.clear(), int(whole["connections"].sum())
    least = whole["packets"].top_k(most).min()
    surely, alike = whole.filter(packets > least), whole.filter(packets == least).sort(KEY)
    room = most - surely.height
    others = int(whole.filter(packets < least)["connections"].sum()) + int(alike["connections"][room:].sum())
    return pl.concat([surely, alike.head(room)]), others


class Table:
    """A flow table that grows by parts and stays bounded. What did not fit is counted in `spilled`."""

    def __init__(self, most: int = MAX_ROWS) -> None:
        self._most = most
        self._parts: list[pl.DataFrame] = []
        self._rows = 0
        self._base = 0
        self.spilled = 0
        """Connections that found no room."""

    def add(self, part: pl.DataFrame) -> None:
        """Take in a part with the columns of `TABLE`."""
        self._parts.append(part)
        self._rows += part.height
        if self._rows > 2 * self._base + _SLACK:
            self._shrink()

    def _shrink(self) -> None:
        whole = merged(self._parts)
        self._parts.clear()  # before more is made of it
        if whole.height > self._most:  # what a scan of ports leaves is one packet each
            whole, spilled = _busiest(whole, self._most)
            self.spilled += spilled
        self._parts.append(whole)
        self._rows = self._base = whole.height

    def take(self) -> pl.DataFrame:
        """The table, in order of its key."""
        return self.split(lambda rows: pl.repeat(value=True, n=rows.height, dtype=pl.Boolean, eager=True))[0]

    def split(self, meant: Callable[[pl.DataFrame], pl.Series]) -> tuple[pl.DataFrame, int]:
        """(the rows that are meant, in order of the key, how many others there are); the table is empty afterwards."""
        if self._rows > self._most:
            self._shrink()
        whole = _together(self._parts)
        self._parts, self._rows, self._base = [], 0, 0
        which = meant(whole)
        others = 0
        if not which.all():
            others = whole.filter(~which).select(KEY).n_unique()
            whole = whole.filter(which)
        whole = merged([whole])
        order = whole.select(pl.arg_sort_by(KEY)).to_series()
        columns = whole.get_columns()
        del whole  # column by column, for the whole stands here only once
        return pl.DataFrame([columns.pop(0).gather(order) for _ in range(len(columns))]), others


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
