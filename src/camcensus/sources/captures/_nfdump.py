"""What nfdump writes of flows, whether as CSV or as JSON: columns of text come in, by what they mean."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from camcensus.sources.captures._log import DENIED, PASSED, TCP, Log
from camcensus.sources.captures._log_times import moments

MEANINGS: Mapping[str, tuple[str, ...]] = {
    "first": ("ts", "firstSeen", "first", "t_first"),
    "last": ("te", "lastSeen", "last", "t_last"),
    "duration": ("td", "duration"),
    "source": ("sa", "srcAddr", "src4_addr"),
    "source6": ("src6_addr",),
    "target": ("da", "dstAddr", "dst4_addr"),
    "target6": ("dst6_addr",),
    "source_port": ("sp", "srcPort", "src_port"),
    "target_port": ("dp", "dstPort", "dst_port"),
    "protocol": ("pr", "proto"),
    "flags": ("flg", "flags", "tcp_flags"),
    "packets": ("ipkt", "inPackets", "packets", "pkt", "in_packets"),
    "bytes": ("ibyt", "inBytes", "bytes", "byt", "in_bytes"),
    "packets_back": ("opkt", "outPackets", "out_packets"),
    "bytes_back": ("obyt", "outBytes", "out_bytes"),
    "flows": ("fl", "flows", "aggr_flows"),
    "forwarding": ("fwd", "fwdStatus", "fwd_status"),
    "event": ("evt", "event"),
    "action": ("pfAction", "pf_action"),
    "mac": ("ismc", "inSrcMac", "in_src_mac"),
    "icmp": ("icmpTYpe", "icmpType", "icmp_type"),
    "router": ("ra", "routerIP", "ip4_router", "ip6_router"),
    "sampled": ("sampled",),
}
"""What a column means, to the names that versions and forms of the output give it."""

_NAMED = {
    "TCP": 6, "UDP": 17, "ICMP": 1, "ICMP6": 58, "ICMPV6": 58, "IPV6-ICMP": 58, "IGMP": 2, "GRE": 47, "ESP": 50,
    "SCTP": 132, "IPV6": 41,
}  # fmt: skip
_NOWHERE = ("0.0.0.0", "::", "0")  # noqa: S104  # what stands where no router is known
_BARE = 60
"""Bytes of the largest packet of TCP that carries nothing."""


def take(table: pl.DataFrame, log: Log) -> None:
    """Take in flows: every column of `MEANINGS`, null where it is not known."""
    if table.is_empty():
        return
    ends = {name: table.select(pl.coalesce(name, f"{name}6").alias(name))[name] for name in ("source", "target")}
    source, target = (log.hosts.numbers(end) for end in ends.values())
    broken = int((source.is_null() | target.is_null()).sum())
    log.gathered.leave_out("lines that are no flow", broken)
    log.gathered.records += table.height - broken
    table = _timed(table, log).with_columns(source=source, target=target)
    table = table.with_columns(protocol=_protocol(), **_ports(), **_amounts(table, log))
    log.sensors.update(table["router"].drop_nulls().unique().sort().head(100).to_list())
    log.sensors.difference_update(_NOWHERE)
    if (table["sampled"] == "1").any():
        log.window.traits["sampled"] = "yes"
    log.bound(table.select("first", "mac", host="source"))
    denied = _denied()
    for field, rows in ((PASSED, table.filter(~denied)), (DENIED, table.filter(denied))):
        _directions(rows, log, field)


def _timed(table: pl.DataFrame, log: Log) -> pl.DataFrame:
    """With the times of each flow; where its end is not printed, how long it lasted may be."""
    zone = log.context.timezone
    first, last = moments(table["first"], zone), moments(table["last"], zone, late=True)
    log.local |= first.local or last.local
    begun = moments(table["first"], zone, late=True) if first.local else first
    lasted = (pl.col("duration").str.strip_chars().cast(pl.Float64, strict=False) * 1_000_000).round()
    until = pl.col("begun") + pl.duration(microseconds=lasted.cast(pl.Int64, strict=False).fill_null(0))
    table = table.with_columns(first=first.times, last=last.times, begun=begun.times)
    return table.with_columns(last=pl.coalesce("last", until), first=pl.coalesce("first", "last"))


def _directions(table: pl.DataFrame, log: Log, field: str) -> None:
    """Flows of both directions, and flows of one."""
    both = (pl.col("packets_back") > 0) | (pl.col("bytes_back") > 0)
    has = {flag: pl.col("flags").str.contains(flag, literal=True).fill_null(value=False) for flag in "SAPFR"}
    joined = has["S"] & has["A"] & (has["P"] | has["F"])
    carried = pl.col("bytes_back") > _BARE * pl.col("packets_back")
    told = pl.col("flags").str.contains("[A-Z]").fill_null(value=False)
    log.flows(
        table.filter(both).select(
            "protocol", "packets", "bytes", "packets_back", "bytes_back", "first", "last",
            client="source",
            server="target",
            port="target_port",
            connections=pl.col("flows").cast(pl.Int64, strict=False).fill_null(1),
            answered=pl.when(told).then(joined).otherwise(carried),
        ),
        field,
    )  # fmt: skip
    tcp = pl.col("protocol") == TCP
    refused = has["R"] & ~has["S"] & ~has["P"] & ~has["F"]
    asked = pl.col("icmp").is_in([8, 128])
    replied = pl.col("icmp").is_in([0, 129])
    opener = (
        pl.when(tcp & has["S"] & ~has["A"]).then(True)
        .when(tcp & refused).then(False)
        .when(asked).then(True)
        .when(replied).then(False)
    )  # fmt: skip
    log.oneway(
        table.filter(~both).select(
            "source", "target", "protocol", "source_port", "target_port", "packets", "bytes", "first", "last",
            opener=opener,
            answers=has["A"] & (has["S"] | has["P"] | has["F"]),
        ),
        field,
    )  # fmt: skip


def _protocol() -> pl.Expr:
    text = pl.col("protocol").str.strip_chars().str.to_uppercase()
    named = text.replace_strict(_NAMED, default=None, return_dtype=pl.UInt8)
    return pl.coalesce(named, text.cast(pl.UInt8, strict=False)).fill_null(0)


def _ports() -> dict[str, pl.Expr]:
    """Ports, and the type of an ICMP message, which may stand in place of the target's port: ``8.0`` or 2048."""
    text = pl.col("target_port").str.strip_chars()
    port = text.cast(pl.UInt16, strict=False)
    kind = pl.coalesce(
        pl.col("icmp").cast(pl.Int64, strict=False),
        text.str.extract(r"^(\d{1,3})\.\d{1,3}$", 1).cast(pl.Int64, strict=False),
        port.cast(pl.Int64) // 256,
    )
    return {
        "source_port": pl.col("source_port").str.strip_chars().cast(pl.UInt16, strict=False).fill_null(0),
        "target_port": port.fill_null(0),
        "icmp": pl.when(_protocol().is_in([1, 58])).then(kind),
    }


def _amounts(table: pl.DataFrame, log: Log) -> dict[str, pl.Expr]:
    found = {
        name: pl.col(name).str.strip_chars().cast(pl.Int64, strict=False).fill_null(0)
        for name in ("packets", "bytes", "packets_back", "bytes_back")
    }
    same = table["bytes"].eq_missing(table["packets"])
    if table.height > 2 and same.all():
        what = "bytes are as many as packets in all of {} flows, as a version of nfdump has it by mistake: not taken"
        log.gathered.remarks.count(what, table.height)
        found["bytes"] = pl.lit(0, dtype=pl.Int64)
    return found


def _denied() -> pl.Expr:
    """Whether what exports the flows says that it dropped the packets."""
    status = pl.col("forwarding").str.strip_chars().cast(pl.Int64, strict=False).is_between(128, 191)
    event = pl.col("event").str.to_uppercase().is_in(["DENIED", "DENY"])
    action = pl.col("action").str.to_lowercase().is_in(["block", "drop", "synproxy_drop"])
    return status.fill_null(value=False) | event.fill_null(value=False) | action.fill_null(value=False)
