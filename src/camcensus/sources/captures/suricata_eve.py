"""Suricata's eve.json: flows, and what hosts said by DNS, TLS, HTTP, DHCP, ARP, mDNS and SIP, an event a line."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_objects, _log_reading
from camcensus.sources.captures._eve import SCHEMAS, Eve
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_objects import Objects, by_kind
from camcensus.sources.captures._log_objects import objects as compiled

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
    objects = _log_objects.way(path, log.hosts)
    seen = 0
    blocks = _log_blocks.blocks(path, log.context.name, BLOCK)
    for done, found in _log_reading.ahead(blocks, lambda block: (block.done, _events(block.data, objects))):
        for kind, many, events in found:
            seen += _take(kind, many, events, eve, log)
        yield done
    if not seen:
        mend = "give the file as Suricata wrote it"
        raise BrokenInput("no line of it is an event", where=log.context.name, mend=mend)
    eve.end()


def _events(data: bytes, objects: Objects) -> list[tuple[str, int, pl.DataFrame]]:
    """Kinds of events, how many lines name each, and those of them that are events, where such are read."""
    found = by_kind(data, _KEY) if objects is compiled else None
    return [
        (kind, many, _of_kind(kind, lines, objects) if kind in SCHEMAS else pl.DataFrame())
        for kind, (many, lines) in _named(_by_kind(data) if found is None else found).items()
    ]


def _named(found: dict[bytes, tuple[int, bytes]]) -> dict[str, tuple[int, bytes]]:
    return {kind.decode("ascii", "replace"): lines for kind, lines in found.items()}


def _of_kind(kind: str, lines: bytes, objects: Objects) -> pl.DataFrame:
    table, _ = objects(lines, SCHEMAS[kind])
    return table.filter(pl.col("event_type") == kind)


def _take(kind: str, many: int, events: pl.DataFrame, eve: Eve, log: Log) -> int:
    """Take in lines of one kind; how many of them are events."""
    if kind not in SCHEMAS:
        log.gathered.leave_out(f"events of other kinds ({kind})" if kind else "lines that are broken", many)
        return many if kind else 0
    log.gathered.leave_out("lines that are broken", many - events.height)
    eve.take(kind, events)
    return events.height


def _by_kind(data: bytes) -> dict[bytes, tuple[int, bytes]]:
    """Lines by the kind that they name first, and how many they are; under an empty name those that name none."""
    found: defaultdict[bytes, list[bytes]] = defaultdict(list)
    for line in data.split(b"\n"):
        at = line.find(_KEY) + len(_KEY)
        start = line.find(b'"', at) + 1
        kind = line[start : line.find(b'"', start)] if at >= len(_KEY) and 0 < start < at + 4 else b""
        if kind or line.strip():
            found[kind[:40]].append(line)
    return {kind: (len(lines), b"\n".join(lines)) for kind, lines in found.items()}
