"""What packet filters log: single packets, let through or stopped, in lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _log_blocks
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED, TCP, UDP, Log
from camcensus.sources.captures._log_stamps import stamps

COLUMNS = ("source", "target", "protocol", "source_port", "target_port", "bytes", "flags", "icmp", "verdict", "mac")
"""What a form gives of each line, null where it says nothing. `verdict` is a field of flows; where it is null, the line
tells of no packet. `flags` are letters: S, A, R, F, P."""

Parse = Callable[[pl.Series], pl.DataFrame]
"""Lines to `COLUMNS`."""
Join = Callable[[pl.Series], pl.Series]
"""Lines to records, where some records take several lines."""

BLOCK = 16 << 20
"""Bytes of a block: lines are long, and few of them to a block would be slow."""
_WELL_KNOWN = 1_024
PROTOCOLS = {
    "tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58, "icmp6": 58, "ipv6-icmp": 58, "igmp": 2, "esp": 50, "ah": 51,
    "gre": 47, "sctp": 132, "ipv6": 41, "pim": 103, "carp": 112, "vrrp": 112, "udplite": 136, "options": 0,
}  # fmt: skip


def feed(path: Path, log: Log, parse: Parse, what: str, joined: Join | None = None) -> Iterator[int]:
    """Read lines into a log, by what `parse` makes of them, `joined` first; yields how far it is.

    Raises `BrokenInput` if none of the lines is `what`.
    """
    seen = 0
    for block in _log_blocks.blocks(path, log.context.name, BLOCK):
        lines = _log_blocks.lines(whole(block.data, log)).drop_nulls()
        seen += _take(lines if joined is None else joined(lines), log, parse)
        yield block.done
    if not seen:
        raise BrokenInput(f"no line of it is {what}", where=log.context.name, mend="give the log as it was written")


def whole(data: bytes, log: Log) -> bytes:
    """The lines without the last one, if it does not end: it may be cut off in the middle of a number."""
    end = data.rfind(b"\n") + 1
    if data[end:].strip():
        log.gathered.leave_out("lines that do not end, and may be cut off")
        return data[:end]
    return data


def _take(lines: pl.Series, log: Log, parse: Parse) -> int:
    if lines.is_empty():
        return 0
    table = parse(lines).select(*COLUMNS)
    told = table["verdict"].is_not_null()
    log.gathered.leave_out("lines that tell of no packet", lines.len() - int(told.sum()))
    found = stamps(lines.filter(told), log.context.timezone)
    table = table.filter(told).with_columns(first=found.times, seen=found.hosts)
    ends = ("source", "target")
    table = table.with_columns(log.hosts.numbers(table[end]).alias(end) for end in ends)
    named = table.filter(pl.all_horizontal(pl.col(end).is_not_null() for end in ends))
    log.gathered.leave_out("packets whose addresses cannot be read", table.height - named.height)
    unread = pl.col("protocol").is_in([TCP, UDP]) & pl.col("target_port").is_null()
    log.gathered.leave_out("ports that cannot be read (the packets are kept)", named.filter(unread).height)
    log.gathered.records += named.height
    log.local |= found.local
    log.gathered.leave_out("times that name no year (the packets are kept without a time)", found.yearless)
    log.sensors.update(named["seen"].drop_nulls().unique().sort().head(100).to_list())
    log.bound(named.select("first", "mac", host="source"))
    rows = _rows(named)
    for field in (PASSED, DENIED, ATTEMPTED):
        log.oneway(rows.filter(pl.col("verdict") == field), field)
    return table.height


def _rows(table: pl.DataFrame) -> pl.DataFrame:
    flags = pl.col("flags")
    has = {flag: flags.str.contains(flag, literal=True) for flag in "SA"}
    source, target, protocol = pl.col("source_port"), pl.col("target_port"), pl.col("protocol")
    opener = (
        pl.when((protocol == TCP) & flags.is_not_null()).then(pl.when(has["S"]).then(~has["A"]))
        .when(protocol == UDP).then((source >= _WELL_KNOWN) | (target < _WELL_KNOWN))
        .when(protocol.is_in([1, 58]) & pl.col("icmp").is_in([0, 129])).then(False)
        .otherwise(True)
    )  # fmt: skip
    ports = [pl.col(name).cast(pl.UInt16, strict=False).fill_null(0) for name in ("source_port", "target_port")]
    return table.with_columns(*ports, pl.col("protocol").cast(pl.UInt8, strict=False).fill_null(0)).select(
        "source", "target", "protocol", "source_port", "target_port", "first", "verdict",
        packets=pl.lit(1, dtype=pl.Int64),
        bytes=pl.col("bytes").cast(pl.Int64, strict=False).fill_null(0),
        last="first",
        opener=opener,
        answers=pl.lit(value=False),
    )  # fmt: skip


def protocol(name: pl.Expr) -> pl.Expr:
    """The number of a protocol that is written as a name or a number."""
    named = name.str.to_lowercase().replace_strict(PROTOCOLS, default=None, return_dtype=pl.UInt8)
    return pl.coalesce(named, name.cast(pl.UInt8, strict=False))


def number(text: pl.Expr) -> pl.Expr:
    """A whole number; null for what is none."""
    return text.cast(pl.Int64, strict=False)


def nothing() -> pl.Expr:
    """A column in which nothing is said."""
    return pl.lit(None, dtype=pl.String)
