"""Suricata's eve.json: flows, and what hosts said by DNS, TLS, HTTP, DHCP, ARP, mDNS and SIP, an event a line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_reading
from camcensus.sources.captures._eve import SCHEMAS, Eve
from camcensus.sources.captures._log import Log

SOURCE = "importer:suricata-eve@1"

BLOCK = 16 << 20
"""Bytes of a block: events are long."""

_KEY = b'"event_type"'
_EVENT = re.compile(r'"event_type"\s*:\s*"[a-z0-9_]{2,40}"')
_TIME = re.compile(r'"timestamp"\s*:\s*"\d{4}-')


def detect(head: bytes) -> bool:
    """Whether the first line is an event."""
    line = _log_blocks.text(head).lstrip().partition("\n")[0]
    return line.startswith("{") and _EVENT.search(line) is not None and _TIME.search(line) is not None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What the events say of hosts that have to do with cameras. Raises `BrokenInput` if no line is an event."""
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    eve = Eve(log)
    seen = 0
    for block in _log_blocks.blocks(path, log.context.name, BLOCK):
        for kind, lines in _by_kind(block.data).items():
            seen += _events(kind, lines, eve, log)
        yield block.done
    if not seen:
        mend = "give the file as Suricata wrote it"
        raise BrokenInput("no line of it is an event", where=log.context.name, mend=mend)
    eve.end()


def _events(kind: str, lines: list[bytes], eve: Eve, log: Log) -> int:
    """Take in lines of one kind; how many of them are events."""
    if kind not in SCHEMAS:
        why = f"events of other kinds ({kind})" if kind else "lines that are broken"
        log.gathered.leave_out(why, len(lines))
        return len(lines) if kind else 0
    table, _ = _log_blocks.objects(b"\n".join(lines), SCHEMAS[kind])
    events = table.filter(pl.col("event_type") == kind)
    log.gathered.leave_out("lines that are broken", len(lines) - events.height)
    eve.take(kind, events)
    return events.height


def _by_kind(data: bytes) -> dict[str, list[bytes]]:
    """Lines by the kind that they name first; under an empty name those that name none."""
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for line in data.split(b"\n"):
        at = line.find(_KEY) + len(_KEY)
        start = line.find(b'"', at) + 1
        kind = line[start : line.find(b'"', start)] if at >= len(_KEY) and 0 < start < at + 4 else b""
        if kind or line.strip():
            found[kind[:40]].append(line)
    return {kind.decode("ascii", "replace"): lines for kind, lines in found.items()}
