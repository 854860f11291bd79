"""When a line of a text log was written and by whom, in columns: syslog in its old and new forms, the journal, tcpdump.

The old form of syslog names no year, and nothing else does: such lines have no time.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from camcensus.model import frames
from camcensus.sources.captures._log_times import moments

MAX_HOST = 253
"""Characters of a host's name."""

_BEFORE = r"^\s*(?:<\d{1,3}>)?(?:1 )?\s*"
_ISO = r"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\s?(?:Z|[+-]\d\d:?\d\d)?)"
_EPOCH = r"(\d{10}(?:\.\d{1,9})?)"
_OLD = r"[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d{1,9})?"
_STAMP = rf"{_BEFORE}(?:{_ISO}|{_EPOCH}|({_OLD}))(?:[ \t]+([A-Za-z0-9_][A-Za-z0-9_.:-]*))?"
_NO_HOST = r":$|^(?:kernel|rule|filterlog|pf|date)$"


class Stamps(NamedTuple):
    """Of each line; null where it says none."""

    times: pl.Series
    hosts: pl.Series
    local: bool
    """Some times were local, and nobody wrote down of which zone."""
    yearless: int
    """Lines whose time names no year."""


def stamps(lines: pl.Series, zone: str) -> Stamps:
    """What stands at the beginning of each line."""
    parts = lines.str.extract_groups(_STAMP).struct.unnest()
    iso, epoch, old, host = parts.columns
    plain = parts.select(pl.coalesce(iso, epoch).alias("time"))["time"]
    if plain.null_count() == plain.len():
        nothing = pl.Series("time", [None], dtype=frames.TIME).new_from_index(0, plain.len())
        found, local = nothing, False
    else:
        found, local = moments(plain, zone)
    named = pl.when(~pl.col(host).str.contains(_NO_HOST)).then(pl.col(host).str.slice(0, MAX_HOST))
    return Stamps(found, parts.select(named).to_series(), local, parts.height - parts[old].null_count())
