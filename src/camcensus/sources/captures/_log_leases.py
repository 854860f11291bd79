"""Which host had which IP address by DHCP, and what it said of itself when it asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from camcensus.model import frames
from camcensus.sources.captures._log_hosts import Hosts
from camcensus.sources.captures._log_tally import MAX_ROWS, Tally
from camcensus.sources.reading import secrets
from camcensus.sources.reading.door import LEFT, Door
from camcensus.sources.reading.gathered import Gathered

FIELDS = {
    "mac": "mac",
    "name": "dhcp.hostname",
    "fqdn": "dhcp.fqdn",
    "vendor": "dhcp.vendor_class",
    "parameters": "dhcp.parameter_list",
}
"""Columns of a lease to the fields that they fill."""
MAX_LEASE = 366 * 86_400
"""Seconds; a lease without end is one of a year."""

SLOT = "10m"
"""Sightings of one holder in the same stretch of time are one from the first."""

_HOLDER = ["host", *FIELDS]


class Leases:
    """Leases as they come, one a sighting."""

    def __init__(self) -> None:
        text: dict[str, type[pl.DataType]] = dict.fromkeys(FIELDS, pl.String)
        self._tally = Tally(MAX_ROWS, host=pl.Int64, **text, slot=frames.TIME)

    @property
    def spilled(self) -> int:
        """Leases that found no room."""
        return self._tally.spilled

    def add(self, rows: pl.DataFrame) -> None:
        """Take in ``host`` (null: none was given), the columns of `FIELDS`, ``first``, and ``seconds`` it may last."""
        rows = rows.filter(pl.col("mac").is_not_null() | pl.col("host").is_not_null())
        lasts = pl.col("seconds").fill_null(0).clip(0, MAX_LEASE)
        self._tally.add(
            rows.with_columns(
                last=pl.col("first") + pl.duration(seconds=lasts),
                slot=pl.col("first").dt.truncate(SLOT),
                count=pl.lit(1, dtype=pl.Int64),
            )
        )

    def known(self, hosts: Hosts, door: Door) -> Iterator[str]:
        """IP and Ethernet addresses of leases whose Ethernet address has to do with cameras."""
        pairs = self._tally.take().select("host", "mac").unique().drop_nulls("mac")
        for host, mac in pairs.sort("host", "mac").iter_rows():
            if door.knows(mac):
                yield mac
                if host is not None:
                    yield hosts.text(host)

    def tell(self, hosts: Hosts, gathered: Gathered, door: Door, quality: str) -> None:
        """Note the leases of hosts that have to do with cameras."""
        for lease in self._spans().iter_rows(named=True):
            address = "" if lease["host"] is None else hosts.text(lease["host"])
            if door.knows(address, lease["mac"] or ""):
                self._note(address, lease, gathered, quality)
            else:
                gathered.leave_out(f"leases {LEFT}", lease["count"])

    def _note(self, address: str, lease: dict[str, Any], gathered: Gathered, quality: str) -> None:
        said: dict[str, str] = {}
        for column in FIELDS:
            plain, removed = secrets.strip(lease[column] or "")
            gathered.redacted += removed
            if plain:
                said[column] = plain
        facts = [(FIELDS[column], value) for column, value in said.items() if address or column != "mac"]
        subject = f"ip:{address}" if address else f"mac:{lease['mac']}"
        timed = lease["first"] is not None
        gathered.add(
            subject,
            facts,
            original=gathered.keep({"address": address, **said}),
            at=lease["first"],
            until=lease["last"] if timed else None,
            quality=quality if timed else "unknown",
        )

    def _spans(self) -> pl.DataFrame:
        """Sightings of one holder of an address in a row as one, ended where another holder begins."""
        rows = self._tally.take().sort("host", "first", *FIELDS, nulls_last=True)
        changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _HOLDER)
        runs = rows.with_columns(run=changed.cum_sum())
        spans = runs.group_by("run", *_HOLDER, maintain_order=True).agg(
            pl.col("first").min(), pl.col("last").max(), pl.col("count").sum()
        )
        after = pl.when(pl.col("host") == pl.col("host").shift(-1)).then(pl.col("first").shift(-1))
        until = pl.when(after < pl.col("last")).then(pl.max_horizontal(after, "first")).otherwise("last")
        return spans.with_columns(last=until)
