"""Export packets of routers and firewalls in a file, one behind the other: NetFlow versions 5 and 9, and IPFIX.

So a collector writes what it receives, and so IPFIX files are (RFC 5655).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import polars as pl

from camcensus.model import frames
from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_reading
from camcensus.sources.captures._log import DENIED, PASSED, TCP, Log
from camcensus.wire.netflow import packets, times
from camcensus.wire.netflow.walk import Counts, Flows, Walker

SOURCE = "importer:flow-export@1"

BLOCK = 4 << 20
"""Bytes of the file that are read at a time."""

_SYN, _FIN, _RST, _PSH, _ACK = 2, 1, 4, 8, 16
_DROPPED = (128, 191)
"""Forwarding statuses of packets that were dropped."""
_EVENT_DENIED = 3
_TURNED = 2
"""The direction of a record whose source did not begin the conversation."""
_BARE = 60
"""Bytes of the largest packet of TCP that carries nothing."""


def detect(head: bytes) -> bool:
    """Whether the file begins with an export packet, and goes on with one where that ends."""
    return packets.detect(head)


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The conversations of hosts that have to do with cameras. Raises `BrokenInput` if no packet is in the file."""
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    walker = Walker()
    done = 0
    with path.open("rb") as stream:
        while data := stream.read(BLOCK):
            walker.feed(data)
            done += len(data)
            _take(walker, log)
            yield done
    walker.end()
    _take(walker, log)
    _tell(walker.counts, log)


def _take(walker: Walker, log: Log) -> None:
    for flows in walker.take():
        if len(flows.exported):
            _flows(flows, log)


def _tell(counts: Counts, log: Log) -> None:
    """What was left out, and what bounds the view."""
    if not counts.packets:
        raise BrokenInput("no export packet is in it", where=log.context.name, mend="give the packets as they came")
    gathered = log.gathered
    gathered.leave_out("sets of flows whose template did not come before", counts.early)
    gathered.leave_out("sets and templates that are broken", counts.broken)
    gathered.leave_out("templates for which there was no room", counts.crowded)
    gathered.leave_out("bytes that are no export packet", counts.garbage)
    gathered.leave_out("packets that are cut off by the end of the file", counts.cut)
    traits = log.window.traits
    for name, value in (("lost_flows", counts.lost_flows), ("lost_packets", counts.lost_packets)):
        if value:
            traits[name] = value
    if counts.sampled:
        traits["sampled"] = max(counts.sampled)


def _flows(flows: Flows, log: Log) -> None:
    """Take in the records of one template."""
    log.gathered.records += len(flows.exported)
    source, target = _address(flows, "source", log), _address(flows, "target", log)
    if source is None or target is None:
        log.gathered.leave_out("records that name no two addresses", len(flows.exported))
        return
    table = _table(flows).with_columns(source=source, target=target)
    if "source_mac" in flows.columns:
        log.bound(table.select("first", host="source", mac=_macs(_number(flows, "source_mac"))))
    take = _both if {"bytes_back", "packets_back"} & set(flows.columns) else _one
    take(table.filter(~pl.col("denied")), log, PASSED)
    take(table.filter(pl.col("denied")), log, DENIED)


def _table(flows: Flows) -> pl.DataFrame:
    """All that is read of records but their addresses."""
    first, last = times.span(flows)
    columns = {
        "protocol": _number(flows, "protocol") & 255,
        "source_port": _number(flows, "source_port") & 65_535,
        "target_port": _number(flows, "target_port") & 65_535,
        "packets": _first(flows, "packets", "total_packets", "out_packets"),
        "bytes": _first(flows, "bytes", "total_bytes", "out_bytes"),
        "packets_back": _number(flows, "packets_back"),
        "bytes_back": _number(flows, "bytes_back"),
        "first": first,
        "last": last,
        "flags": _number(flows, "flags"),
        "flags_back": _number(flows, "flags_back"),
        "icmp": _icmp(flows),
        "denied": _denied(flows),
        "turned": _number(flows, "direction") == _TURNED,
    }
    when = {name: pl.when(pl.col(name) > 0).then(pl.col(name)).cast(frames.TIME) for name in ("first", "last")}
    return pl.DataFrame(columns).with_columns(pl.col("protocol").cast(pl.UInt8), **when)


def _both(table: pl.DataFrame, log: Log, field: str) -> None:
    """Records that count both directions: the source began, unless the record says that it was turned round."""
    back = pl.col("flags_back")
    joined = (back & _ACK > 0) & (back & (_SYN | _PSH | _FIN) > 0)
    carried = pl.col("bytes_back") > _BARE * pl.col("packets_back")
    turned = pl.col("turned")
    forth = ("source", "target", "target_port", "packets", "bytes", "packets_back", "bytes_back")
    contrary = ("target", "source", "source_port", "packets_back", "bytes_back", "packets", "bytes")
    named = ("client", "server", "port", "packets", "bytes", "packets_back", "bytes_back")
    log.flows(
        table.select(
            "protocol",
            "first",
            "last",
            *(
                pl.when(turned).then(pl.col(other)).otherwise(pl.col(name)).alias(as_name)
                for name, other, as_name in zip(forth, contrary, named, strict=True)
            ),
            connections=pl.lit(1, dtype=pl.Int64),
            answered=pl.when(back > 0).then(joined).otherwise(carried) & ~turned,
        ),
        field,
    )


def _one(table: pl.DataFrame, log: Log, field: str) -> None:
    flags, tcp = pl.col("flags"), pl.col("protocol") == TCP
    icmp = pl.col("protocol").is_in([1, 58])
    opener = (
        pl.when(tcp & (flags & (_SYN | _ACK) == _SYN)).then(True)
        .when(tcp & (flags & _RST > 0) & (flags & (_SYN | _PSH | _FIN) == 0)).then(False)
        .when(icmp & pl.col("icmp").is_in([8, 128])).then(True)
        .when(icmp & pl.col("icmp").is_in([0, 129])).then(False)
    )  # fmt: skip
    answers = (flags & _ACK > 0) & (flags & (_SYN | _PSH | _FIN) > 0)
    names = ("source", "target", "protocol", "source_port", "target_port", "packets", "bytes", "first", "last")
    log.oneway(table.select(*names, opener=opener, answers=answers), field)


def _address(flows: Flows, end: str, log: Log) -> pl.Series | None:
    """The numbers of the addresses of one end; None if the records name none."""
    columns = flows.columns
    four = pl.Series(_number(flows, f"{end}4")) if f"{end}4" in columns else None
    if f"{end}6" not in columns:
        return four
    six = log.hosts.packed(columns[f"{end}6"].astype(np.uint8, copy=False))
    if four is None:
        return six
    return pl.select(pl.when(four > 0).then(four).otherwise(six)).to_series()


def _number(flows: Flows, name: str) -> npt.NDArray[np.int64]:
    found = flows.columns.get(name)
    return np.zeros(len(flows.exported), np.int64) if found is None else found.astype(np.int64, copy=False)


def _first(flows: Flows, *names: str) -> npt.NDArray[np.int64]:
    return _number(flows, next((name for name in names if name in flows.columns), names[0]))


def _icmp(flows: Flows) -> npt.NDArray[np.int64]:
    """The type of ICMP messages: where it has no place of its own, the upper half of the target's port."""
    if "icmp_type" in flows.columns:
        return _number(flows, "icmp_type")
    return np.asarray(_number(flows, "icmp" if "icmp" in flows.columns else "target_port") >> 8, np.int64)


def _denied(flows: Flows) -> npt.NDArray[np.bool_]:
    status = _number(flows, "forwarding")
    dropped = (status >= _DROPPED[0]) & (status <= _DROPPED[1])
    return np.asarray(dropped | (_number(flows, "event") == _EVENT_DENIED), np.bool_)


def _macs(numbers: npt.NDArray[np.int64]) -> pl.Series:
    distinct, places = np.unique(numbers, return_inverse=True)
    shown = pl.Series([f"{number & (1 << 48) - 1:012x}" for number in distinct.tolist()], dtype=pl.String)
    return shown.gather(places.astype(np.uint32))
