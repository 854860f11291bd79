"""Which Ethernet address an IP address was bound to, and when: from leases, ARP, captures and scans of one's own link.

A sighting of an address inside such a time is a sighting of that interface, whatever the sighting itself knows. Two
bindings of one interface with no other between them are one. A binding ends when the next one begins.
"""

from __future__ import annotations

import polars as pl

from camcensus.reason import times

_REFUSED = ("abandoned", "declined", "bad_address")
"""States of a lease in which the address is not the client's: somebody else was found to use it."""
_OVER = ("free", "released", "backup", "reset", "expired-reclaimed")
"""States of a lease that was given up, whatever its end was to be."""


def lent(held: pl.DataFrame, seen: pl.DataFrame, when: pl.DataFrame) -> pl.DataFrame:
    """sighting, code, value, place: the interface that the address of a sighting without one was bound to then.

    `code` and `value` are those of the Ethernet address, `place` is the code of the IP address. `when`: `times.spans`.
    """
    addressed = held.filter(pl.col("is_subject") & (pl.col("kind") == "ip")).select("sighting", key="code")
    borne = held.filter(pl.col("kind") == "mac").select("sighting", "value", holder="code")
    without = addressed.join(borne.select("sighting"), on="sighting", how="anti")
    guests = without.join(_dated(when), on="sighting")
    states = seen.filter(pl.col("field") == "lease.state").select("sighting", state=pl.col("value").str.to_lowercase())
    over = pl.col("sighting").is_in(states.filter(pl.col("state").is_in(_OVER))["sighting"].implode())
    bound = (
        addressed.join(guests.select("key").unique(), on="key", how="semi")
        .join(borne.unique("sighting", keep="none"), on="sighting")
        .join(states.filter(pl.col("state").is_in(_REFUSED)), on="sighting", how="anti")
        .join(_dated(when), on="sighting")
        .with_columns(end=pl.when(over).then("end").otherwise("bound"))
    )
    found = times.holders(guests, times.windows(bound)).filter((pl.col("gap") == 0) & ~pl.col("contested"))
    named = borne.select("value", code="holder").unique("code")
    return found.select("sighting", place="key", code="holder").join(named, on="code")


def _dated(when: pl.DataFrame) -> pl.DataFrame:
    return when.filter(pl.col("start").is_not_null()).select("sighting", "start", "end", "bound")
