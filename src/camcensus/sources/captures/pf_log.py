"""Packets that pf logged: as tcpdump prints them from pflog, and as OPNsense and pfSense write them to syslog."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _firewall, _log_blocks, _log_reading
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED, Log

SOURCE = "importer:pf-log@1"

_ACTIONS = "block|pass|match|reject|nat|rdr|binat|scrub|synproxy drop|defer"
_PRINTED = rf"\brule \S{{1,80}}(?: \[[^\]]{{1,80}}\])?:? (?:{_ACTIONS}) (?:in|out) on \S{{1,40}}:"
_WRITTEN = r"\bfilterlog\b.{0,200}?[:\]\-] \d{0,9},[^,]{0,9},[^,]{0,99},[^,]{0,99},[^,]{1,40},[^,]{1,40},(?:block|pass)"
_LINE = re.compile(f"(?:{_PRINTED})|(?:{_WRITTEN})")

_STOPPED = ("block", "reject", "synproxy drop")
_THROUGH = ("pass", "nat", "rdr", "binat")
_SERVICES = {"ssh": 22, "domain": 53, "http": 80, "ntp": 123, "https": 443, "rtsp": 554, "telnet": 23, "ftp": 21}
"""Names that tcpdump prints in place of ports, unless it is told not to."""
_END = r"([0-9A-Fa-f.:]+)"
_WHO = rf": (?:\(.*?\) *)?(?:IP6? )?{_END}(?:%\w+)?(?:\.([\w-]+))? > {_END}(?:%\w+)?(?:\.([\w-]+))?: ?(.*)$"


def detect(head: bytes) -> bool:
    """Whether a packet of pf stands among the first lines, in either form."""
    return _LINE.search(_log_blocks.text(head)) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Who sent packets to whom, as far as that has to do with cameras. Raises `BrokenInput` if no line is a packet."""
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    return _firewall.feed(path, log, parse, "a packet that pf logged", joined)


def parse(lines: pl.Series) -> pl.DataFrame:
    """Lines to `_firewall.COLUMNS`."""
    written = lines.str.contains("filterlog", literal=True)
    if written.all():
        return _written(lines)
    if not written.any():
        return _printed(lines)
    places = pl.Series("place", range(len(lines)))
    parts = [
        form(lines.filter(mask)).with_columns(place=places.filter(mask))
        for form, mask in ((_written, written), (_printed, ~written))
    ]
    return pl.concat(parts).sort("place").drop("place")


def joined(lines: pl.Series) -> pl.Series:
    """With -v tcpdump prints the addresses on a second line, behind blanks: it belongs to the line before."""
    more = lines.str.contains(r"^\s+(?:IP6? )?[0-9A-Fa-f.:]+\S* > ")
    if not more.any():
        return lines
    frame = pl.DataFrame({"line": lines, "behind": pl.select(pl.when(more).then(lines)).to_series().shift(-1)})
    parts = (pl.col("line").str.strip_chars_end(), pl.col("behind").str.strip_chars())
    return frame.filter(~more).select(pl.concat_str(*parts, separator=" ", ignore_nulls=True)).to_series()


def _printed(lines: pl.Series) -> pl.DataFrame:
    """What tcpdump prints."""
    table = pl.DataFrame({"line": lines}).with_columns(
        action=pl.col("line").str.extract(rf"\brule \S+(?: \[[^\]]*\])?:? ({_ACTIONS}) (?:in|out) on ", 1),
        parts=pl.col("line").str.extract_groups(rf" on \S+?{_WHO}"),
    )
    parts = table["parts"].struct.unnest()
    parts.columns = ["source", "source_name", "target", "target_name", "rest"]
    table = pl.concat([table.drop("parts"), parts], how="horizontal")
    source, source_port = _address("source")
    target, target_port = _address("target")
    rest = pl.col("rest")
    flags = pl.coalesce(rest.str.extract(r"^Flags \[([^\]]*)\]", 1), rest.str.extract(r"^([SFRPWE.]+) ", 1))
    flags = pl.coalesce(
        flags.str.replace_all(".", "A", literal=True), pl.when(rest.str.contains(" ack ")).then(pl.lit("A"))
    )
    flags = pl.when(rest.str.contains(r" ack \d") & flags.str.contains("S")).then(pl.lit("SA")).otherwise(flags)
    named = pl.col("line").str.extract(r"\bproto ([A-Za-z0-9-]+)", 1)
    guess = (
        pl.when(flags.is_not_null() | rest.str.contains(r"^(?:\[\|)?tcp\b")).then(6)
        .when(rest.str.contains(r"(?i)^(?:\[\|)?icmp6\b") | (rest.str.contains("(?i)^icmp") & source.str.contains(":")))
        .then(58)
        .when(rest.str.contains(r"(?i)^(?:\[\|)?icmp\b")).then(1)
        .when(rest.str.starts_with("igmp")).then(2)
        .when(source_port.is_not_null()).then(17)
    )  # fmt: skip
    return table.select(
        source=source,
        target=target,
        protocol=pl.coalesce(_firewall.protocol(named), guess.cast(pl.UInt8)),
        source_port=source_port,
        target_port=target_port,
        bytes=_firewall.number(pl.col("line").str.extract(r"\blength (\d+)\)", 1)),
        flags=flags,
        icmp=pl.when(rest.str.contains("echo reply")).then(0).cast(pl.Int64),
        verdict=_verdict(pl.col("action")),
        mac=_firewall.nothing(),
    )


def _address(end: str) -> tuple[pl.Expr, pl.Expr]:
    """(address, port): behind the fourth number of an IPv4 address, or behind a point of an IPv6 one."""
    text, name = pl.col(end), pl.col(f"{end}_name")
    four = text.str.extract(r"^(\d+\.\d+\.\d+\.\d+)(?:\.\d+)?$", 1)
    six = text.str.extract(r"^([0-9A-Fa-f:]*:[0-9A-Fa-f:.]*?)(?:\.\d+)?$", 1)
    digits = text.str.extract(r"^(?:\d+\.\d+\.\d+\.\d+|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*)\.(\d+)$", 1)
    port = pl.coalesce(
        _firewall.number(digits),
        _firewall.number(name),
        name.replace_strict(_SERVICES, default=None, return_dtype=pl.Int64),
    )
    return pl.coalesce(four, six), port


def _written(lines: pl.Series) -> pl.DataFrame:
    """What OPNsense and pfSense write: values between commas; their places hang on the version of IP."""
    rest = lines.str.extract(r"filterlog.*?[:\]\-] (\d*,.*)$", 1)
    table = pl.DataFrame({"cells": rest.str.split(",")})

    def cell(four: int, six: int | None = None) -> pl.Expr:
        low = pl.col("cells").list.get(four, null_on_oob=True)
        high = pl.col("cells").list.get(four if six is None else six, null_on_oob=True)
        return pl.when(cell_version == "6").then(high).otherwise(low)

    cell_version = pl.col("cells").list.get(8, null_on_oob=True)
    flags = cell(23, 20)
    protocol = pl.coalesce(_firewall.protocol(cell(15, 13)), _firewall.protocol(cell(16, 12)))
    return table.select(
        source=cell(18, 15),
        target=cell(19, 16),
        protocol=protocol,
        source_port=_firewall.number(cell(20, 17)),
        target_port=_firewall.number(cell(21, 18)),
        bytes=_firewall.number(cell(17, 14)),
        flags=pl.when((protocol == 6) & (flags != "")).then(flags),
        icmp=pl.when(cell(20, 17).is_in(["reply", "echorep"])).then(0).cast(pl.Int64),
        verdict=pl.when(cell_version.is_in(["4", "6"])).then(_verdict(pl.col("cells").list.get(6, null_on_oob=True))),
        mac=_firewall.nothing(),
    )


def _verdict(action: pl.Expr) -> pl.Expr:
    """What became of a packet; a rule that only matches decides nothing."""
    stopped = pl.when(action.is_in(_STOPPED)).then(pl.lit(DENIED))
    return stopped.when(action.is_in(_THROUGH)).then(pl.lit(PASSED)).when(action != "").then(pl.lit(ATTEMPTED))
