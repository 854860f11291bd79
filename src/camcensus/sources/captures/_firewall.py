"""What packet filters log: single packets, let through or stopped, in lines of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _log_blocks, _log_reading
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
CUT = "lines that do not end, and may be cut off"
_WELL_KNOWN = 1_024
PROTOCOLS = {
    "tcp": 6, "udp": 17, "icmp": 1, "icmpv6": 58, "icmp6": 58, "ipv6-icmp": 58, "igmp": 2, "esp": 50, "ah": 51,
    "gre": 47, "sctp": 132, "ipv6": 41, "pim": 103, "carp": 112, "vrrp": 112, "udplite": 136, "options": 0,
}  # fmt: skip


def feed(path: Path, log: Log, parse: Parse, what: str, joined: Join | None = None) -> Iterator[int]:
    """Read lines into a log, by what `parse` makes of them, `joined` first; yields how far it is.

    Raises `BrokenInput` if none of the lines is `what`.
    """

    def packets(block: _log_blocks.Block) -> tuple[int, bool, _Packets]:
        data, cut = whole(block.data)
        lines = _log_blocks.lines(data).drop_nulls()
        return block.done, cut, _packets(lines if joined is None else joined(lines), parse, log.context.timezone)

    seen = 0
    for done, cut, found in _log_reading.ahead(_log_blocks.blocks(path, log.context.name, BLOCK), packets):
        log.gathered.leave_out(CUT, cut)
        seen += _take(found, log)
        yield done
    if not seen:
        raise BrokenInput(f"no line of it is {what}", where=log.context.name, mend="give the log as it was written")


def whole(data: bytes) -> tuple[bytes, bool]:
    """The lines that end, and whether the last one did not: it may be cut off in the middle of a number."""
    end = data.rfind(b"\n") + 1
    cut = bool(data[end:].strip())
    return (data[:end] if cut else data), cut


class _Packets(NamedTuple):
    """Packets that lines tell of, and how many other lines there are."""

    table: pl.DataFrame
    others: int
    local: bool
    yearless: int


def _packets(lines: pl.Series, parse: Parse, zone: str) -> _Packets:
    if lines.is_empty():
        return _Packets(pl.DataFrame(), 0, local=False, yearless=0)
    table = parse(lines).select(*COLUMNS)
    told = table["verdict"].is_not_null()
    found = stamps(lines.filter(told), zone)
    table = table.filter(told).with_columns(first=found.times, seen=found.hosts)
    return _Packets(table, lines.len() - table.height, found.local, found.yearless)


def _take(found: _Packets, log: Log) -> int:
    table = found.table
    if not table.width:
        return 0
    log.gathered.leave_out("lines that tell of no packet", found.others)
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
