"""Which host had which IP address by DHCP, until when it was heard and may keep it, and what it said of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import polars as pl

from camcensus.model import frames
from camcensus.sources.captures._log_bindings import Wanted
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
FOR_EVER = 0xFFFF_FFFF
"""Seconds of a lease without end (RFC 2131, section 3.3)."""

SLOT = "10m"
"""Sightings of one holder in the same stretch of time are one from the first."""

_HOLDER = ["host", *FIELDS]
_TOLD = {**FIELDS, "ends": "lease.ends"}


class Leases:
    """Leases as they come, one a sighting."""

    def __init__(self) -> None:
        text: dict[str, type[pl.DataType]] = dict.fromkeys(FIELDS, pl.String)
        self._tally = Tally(MAX_ROWS, host=pl.Int64, **text, seconds=pl.Int64, slot=frames.TIME)

    @property
    def spilled(self) -> int:
        """Leases that found no room."""
        return self._tally.spilled

    def add(self, rows: pl.DataFrame, wanted: Wanted = lambda rows: rows) -> None:
        """Take in ``host`` (null: none was given), the columns of `FIELDS`, ``first``, and ``seconds`` it may last.

        Of those that name somebody those that are `wanted`.
        """
        rows = wanted(rows.filter(pl.col("mac").is_not_null() | pl.col("host").is_not_null()))
        lasts = pl.col("seconds").cast(pl.Int64).fill_null(0).clip(0, FOR_EVER)
        self._tally.add(rows.with_columns(seconds=lasts, slot=pl.col("first").dt.truncate(SLOT)))

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
        if address and (ends := _shown(lease["ends"], lease["seconds"])):
            said["ends"] = ends
        facts = [(_TOLD[column], value) for column, value in said.items() if address or column != "mac"]
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
        """Sightings of one holder of an address in a row as one, ended where another holder begins.

        ``last`` is when it was last heard, ``ends`` when the address may be given to another (null: nobody said).
        """
        rows = self._tally.take().sort("host", "first", *FIELDS, "seconds", nulls_last=True)
        changed = pl.any_horizontal(pl.col(name).ne_missing(pl.col(name).shift()) for name in _HOLDER)
        runs = rows.with_columns(run=changed.cum_sum())
        spans = runs.group_by("run", *_HOLDER, maintain_order=True).agg(
            pl.col("first").min(), pl.col("last").max(), pl.col("count").sum(), pl.col("seconds").max(), ends=_ending()
        )
        after = pl.when(pl.col("host") == pl.col("host").shift(-1)).then(pl.col("first").shift(-1))
        until = pl.when(after < pl.col("last")).then(pl.max_horizontal(after, "first")).otherwise("last")
        return spans.with_columns(last=until)


def _ending() -> pl.Expr:
    """The latest end of the leases of one holder."""
    ends = pl.col("last") + pl.duration(seconds=pl.col("seconds"))
    return pl.when(pl.col("seconds") > 0).then(ends).max()


def _shown(ends: datetime | None, seconds: int) -> str:
    """The end of a lease as the value of an observation; empty where there is none."""
    if ends is None:
        return ""
    return "never" if seconds == FOR_EVER else ends.isoformat().replace("+00:00", "Z")
