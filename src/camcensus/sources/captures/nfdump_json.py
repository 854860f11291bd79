"""Flows as nfdump prints them in JSON: one array over many lines, or an object a line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_reading, _nfdump
from camcensus.sources.captures._log import Log

SOURCE = "importer:nfdump-json@1"

_ADDRESS = re.compile(r'"src[46]_addr"\s*:')
_FLOW = re.compile(r'"(?:in_packets|export_sysid|sampled|t_first|first)"\s*:')
_BETWEEN = re.compile(rb"\}[\s,\[\]]*+\{")
"""Where one object ends and the next begins, be it of another array."""
_USED = [way for ways in _nfdump.MEANINGS.values() for way in ways if "_" in way or way in ("first", "last", "proto")]
_SCHEMA = pl.Schema(dict.fromkeys([*_USED, "event", "sampled"], pl.String))


def detect(head: bytes) -> bool:
    """Whether the file begins with an array or a line of objects that have nfdump's names for addresses."""
    text = _log_blocks.text(head[:16_384]).lstrip()
    return text[:1] in ("[", "{") and bool(_ADDRESS.search(text)) and bool(_FLOW.search(text))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The conversations of hosts that have to do with cameras. Raises `BrokenInput` if nothing in it is a flow.

    nfdump writes local times and not of which zone.
    """
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    rest = b""
    seen = 0
    for block in _log_blocks.blocks(path, log.context.name):
        data = rest + block.data
        end = data.rfind(b"}") + 1
        rest = data[end:]
        if len(rest) > _log_blocks.BLOCK:
            raise BrokenInput("it is no list of flows", where=log.context.name, mend="print them with nfdump -o json")
        seen += _objects(data[:end], log)
        yield block.done
    if rest.strip(b" \t\r\n]"):
        log.gathered.leave_out("flows that are cut off by the end of the file")
    if not seen:
        raise BrokenInput("nothing in it is a flow", where=log.context.name, mend="print them with nfdump -o json")


def _objects(data: bytes, log: Log) -> int:
    """Take in whole objects, whatever parts them; how many there were."""
    lines = _BETWEEN.sub(b"}\x00{", data.lstrip(b" \t\r\n[],")).replace(b"\n", b" ").replace(b"\x00", b"\n")
    table, broken = _log_blocks.objects(lines, _SCHEMA)
    log.gathered.leave_out("records that are broken", broken)
    _nfdump.take(table.select(**_columns()), log)
    return table.height


def _columns() -> dict[str, pl.Expr]:
    """Each meaning, of whichever of its names a record has."""
    return {
        meaning: pl.coalesce(*(way for way in ways if way in _SCHEMA), pl.lit(None, dtype=pl.String))
        for meaning, ways in _nfdump.MEANINGS.items()
    }
