"""Traffic logs of FortiGate: ``key=value`` lines, in files, behind a head of syslog, or with commas between (CSV)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl

from camcensus.model import frames
from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _firewall, _log_blocks, _log_reading
from camcensus.sources.captures._log import ATTEMPTED, DENIED, PASSED, TCP, Log
from camcensus.sources.captures._log_times import Moments, moments

SOURCE = "importer:fortigate-log@1"

_TYPE = re.compile(r"[\s,]type=\"?traffic\"?[\s,]")
_BESIDE = re.compile(r"\b(?:devid|logid|devname|vd|poluuid)=")

_NUMBERS = (
    "srcport", "dstport", "proto", "sentbyte", "rcvdbyte", "sentpkt", "rcvdpkt", "duration", "tranport", "eventtime",
)  # fmt: skip
_WORDS = ("srcip", "dstip", "action", "trandisp", "tranip", "srcmac", "mastersrcmac", "dstmac")
_TEXTS = (
    "devname", "service", "app", "srcname", "dstname", "devtype", "srchwvendor", "srchwversion", "osname",
    "dstdevtype", "dsthwvendor", "dsthwversion", "dstosname",
)  # fmt: skip
_SAID = (
    ("source", "srcname", "fact.hostname"),
    ("source", "devtype", "fact.device_type"),
    ("source", "srchwvendor", "fact.make"),
    ("source", "srchwversion", "fact.model"),
    ("source", "osname", "fact.os"),
    ("other", "dstname", "fact.hostname"),
    ("other", "dstdevtype", "fact.device_type"),
    ("other", "dsthwvendor", "fact.make"),
    ("other", "dsthwversion", "fact.model"),
    ("other", "dstosname", "fact.os"),
)
"""What FortiGate itself found out about either end: whose, in which key, and the field that it fills."""
_STOPPED = ("deny", "block", "blocked", "drop", "dropped", "reset", "reset-both", "ip-conn-deny")
_CLOSED = ("close",)
_FAILED = ("ip-conn", "dns", "start-fail")
"""Actions of sessions that were let through, but to which nobody answered."""
_OF_CAMERAS = r"(?i)\brtsp\b|onvif|camera|surveillance|\bnvr\b|\bdvr\b"
_BARE = 60
"""Bytes of the largest packet of TCP that carries nothing."""


def detect(head: bytes) -> bool:
    """Whether a record of traffic with FortiGate's keys stands among the first lines."""
    text = _log_blocks.text(head)
    return any(
        "srcip=" in line and _TYPE.search(line) is not None and _BESIDE.search(line) is not None
        for line in text.splitlines()[:400]
    )


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Who talked to whom, as far as that has to do with cameras, and what FortiGate calls the two.

    Raises `BrokenInput` if no line is a record of traffic.
    """
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    def records(block: _log_blocks.Block) -> tuple[int, bool, _Records]:
        data, cut = _firewall.whole(block.data)
        return block.done, cut, _records(_log_blocks.lines(data).drop_nulls(), log.context.timezone)

    seen = 0
    blocks = _log_blocks.blocks(path, log.context.name, _firewall.BLOCK)
    for done, cut, found in _log_reading.ahead(blocks, records):
        log.gathered.leave_out(_firewall.CUT, cut)
        seen += _take(found, log)
        yield done
    if not seen:
        mend = "give the traffic log as FortiGate wrote it"
        raise BrokenInput("no line of it is a record of traffic", where=log.context.name, mend=mend)


class _Records(NamedTuple):
    """Records of traffic with their times (``last``), and how many other lines there are."""

    table: pl.DataFrame
    others: int
    local: bool


def _records(lines: pl.Series, zone: str) -> _Records:
    table = _traffic(lines)
    times = _times(table, zone) if table.height else Moments(pl.Series(dtype=frames.TIME), local=False)
    return _Records(table.with_columns(last=times.times), lines.len() - table.height, times.local)


def _take(found: _Records, log: Log) -> int:
    """Take in records; how many there are."""
    table = found.table
    log.gathered.leave_out("lines that are no record of traffic", found.others)
    if table.is_empty():
        return 0
    log.local |= found.local
    table = table.with_columns(source=log.hosts.numbers(table["srcip"]), target=_server(table, log))
    lasted = pl.col("duration").fill_null(0).clip(0, 366 * 86_400)
    table = table.with_columns(first=pl.col("last") - pl.duration(seconds=lasted))
    named = table.drop_nulls(["source", "target"])
    log.gathered.leave_out("records whose addresses cannot be read", table.height - named.height)
    log.gathered.records += named.height
    log.sensors.update(named["devname"].drop_nulls().unique().sort().head(100).to_list())
    _sessions(named, log)
    _statements(named, log)
    return table.height


def _traffic(lines: pl.Series) -> pl.DataFrame:
    """The records of traffic, a column a key; null where a line has none."""
    spaced = pl.concat_str(pl.lit(" "), pl.col("line").str.replace(r"^<\d{1,3}>", ""), pl.lit(" "))
    commas = lines.str.contains(r",type=", literal=False) & ~lines.str.contains(" type=", literal=True)
    if commas.any():
        spaced = pl.when(commas).then(spaced.str.replace_all(",", " ", literal=True)).otherwise(spaced)
    lines = lines.alias("line").to_frame().select(spaced.alias("line")).to_series()
    of_traffic = lines.str.contains(r' type="?traffic"? ') & lines.str.contains(" srcip=", literal=True)
    line = pl.col("line")
    return (
        lines.filter(of_traffic)
        .to_frame()
        .select(
            "line",
            *(line.str.extract(rf' {key}="?(\d+)', 1).cast(pl.Int64, strict=False).alias(key) for key in _NUMBERS),
            *(line.str.extract(rf' {key}="?([^" ]+)', 1).alias(key) for key in _WORDS),
            *(line.str.extract(rf' {key}="?([^"]*?)(?:"| \w+=| $)', 1).alias(key) for key in _TEXTS),
        )
    )


def _times(table: pl.DataFrame, zone: str) -> Moments:
    """When each record was written: by the count since 1970 that newer versions write, else by date, time and zone."""
    text = table["eventtime"].cast(pl.String)
    if text.null_count():
        line = pl.col("line")
        parts = (line.str.extract(rf' {key}="?([^" ]+)', 1) for key in ("date", "time"))
        ahead = line.str.extract(r' tz="?([+-]\d\d:?\d\d)', 1).fill_null("")
        written = table.select(pl.concat_str(*parts, separator=" ") + ahead).to_series()
        text = pl.select(pl.coalesce(text, written)).to_series()
    return moments(text, zone)


def _server(table: pl.DataFrame, log: Log) -> pl.Series:
    """Whom the packets reached: behind a port that is passed on, another address than they were sent to."""
    passed_on = pl.col("trandisp").str.contains("dnat", literal=True) & pl.col("tranip").is_not_null()
    return log.hosts.numbers(table.select(pl.when(passed_on).then("tranip").otherwise("dstip").alias("to"))["to"])


def _sessions(table: pl.DataFrame, log: Log) -> None:
    action = pl.col("action").str.to_lowercase()
    verdict = (
        pl.when(action.is_in(_STOPPED)).then(pl.lit(DENIED))
        .when(action.is_in(_FAILED)).then(pl.lit(ATTEMPTED))
        .otherwise(pl.lit(PASSED))
    )  # fmt: skip
    passed_on = pl.col("trandisp").str.contains("dnat", literal=True).fill_null(value=False)
    port = pl.when(passed_on).then(pl.coalesce("tranport", "dstport")).otherwise("dstport")
    answered = action.is_in(_CLOSED) | (pl.col("rcvdbyte") > _BARE * pl.col("rcvdpkt").fill_null(1 << 40))
    rows = table.select(
        "first",
        "last",
        client="source",
        server="target",
        protocol=pl.col("proto").cast(pl.UInt8, strict=False).fill_null(0),
        port=port.cast(pl.UInt16, strict=False),
        connections=pl.lit(1, dtype=pl.Int64),
        packets=pl.col("sentpkt").fill_null(0),
        bytes=pl.col("sentbyte").fill_null(0),
        packets_back=pl.col("rcvdpkt").fill_null(0),
        bytes_back=pl.col("rcvdbyte").fill_null(0),
        answered=answered.fill_null(value=False) & (pl.col("rcvdbyte") > 0).fill_null(value=False),
        verdict=verdict,
    )
    for field in (PASSED, DENIED, ATTEMPTED):
        log.flows(rows.filter(pl.col("verdict") == field).drop("verdict"), field)
    spoken = table.select(pl.concat_str("service", "app", separator=" ", ignore_nulls=True).str.contains(_OF_CAMERAS))
    log.mark(table["target"].filter(spoken.to_series().fill_null(value=False) & (table["proto"] == TCP)))


def _statements(table: pl.DataFrame, log: Log) -> None:
    """What FortiGate says of the two ends, and their Ethernet addresses."""
    table = table.with_columns(other=log.hosts.numbers(table["dstip"]))
    said = [
        table.select("first", "last", host=end, field=pl.lit(field), value=key).drop_nulls("value")
        for end, key, field in _SAID
        if table[key].null_count() < table.height
    ]
    if said:
        grouped = pl.concat(said).lazy().group_by("host", "field", "value")
        ends = (pl.col("first").min(), pl.col("last").max(), pl.len().cast(pl.Int64).alias("count"))
        log.said(grouped.agg(*ends).collect())
    for end, key in (("source", "devtype"), ("other", "dstdevtype")):
        log.mark(table[end].filter(table[key].str.contains(_OF_CAMERAS).fill_null(value=False)))
    for end, macs in (("source", ("srcmac", "mastersrcmac")), ("other", ("dstmac",))):
        log.bound(table.select("first", host=end, mac=pl.coalesce(*macs)).drop_nulls("mac"))
