"""Flows as nfdump prints them in CSV: in its two fixed forms, and in those whose columns the user chose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.model.errors import NoHeading
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_reading, _nfdump
from camcensus.sources.captures._log import Log

SOURCE = "importer:nfdump-csv@1"

_NEEDLES = (b"srcAddr", b",sa,", b"\nsa,", b"\nSummary")
"""What stands in headings, and how the summary begins that ends the flows."""
_MAX_COLUMNS = 200
_Part = tuple[str, int] | tuple[str, int, pl.DataFrame]
_BESIDE = frozenset({"firstSeen", "ts", "te", "lastSeen", "proto", "pr", "packets", "bytes", "inBytes", "ibyt", "byt"})


def detect(head: bytes) -> bool:
    """Whether a heading with nfdump's names for addresses stands among the first lines."""
    lines = _log_blocks.text(head[:16_384]).splitlines()[:20]
    return any(_heading(line) is not None for line in lines)


def _heading(line: str) -> list[str] | None:
    names = [name.strip() for name in line.strip().split(",")]
    have = set(names)
    told = {"sa", "da"} <= have or {"srcAddr", "dstAddr"} <= have
    return names[:_MAX_COLUMNS] if told and have & _BESIDE else None


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """The conversations of hosts that have to do with cameras. Raises `NoHeading` if no line names the columns.

    nfdump writes local times and not of which zone, unless it is asked for counts of seconds.
    """
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    reader = _Reader(log.context.name)
    blocks = _log_blocks.blocks(path, log.context.name)
    for done, parts in _log_reading.ahead(blocks, lambda block: (block.done, list(reader.parts(block.data)))):
        while parts:
            why, many, *table = parts.pop(0)
            log.gathered.leave_out(why, many)
            if table:
                _nfdump.take(table.pop(), log)  # held nowhere else: it is large
        yield done
    reader.end()


class _Reader:
    """Goes from heading to heading; a summary ends what was under one."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._names: list[str] = []
        self._seen = False

    def parts(self, data: bytes) -> Iterator[_Part]:
        """What is left out, how many lines of it, and a table of flows where there are any."""
        starts = sorted({_start(data, place) for needle in _NEEDLES for place in _places(data, needle)})
        before = 0
        for start in starts:
            yield from self._flows(data[before:start])
            end = data.find(b"\n", start) + 1 or len(data)
            before = end if self._turn(data[start:end].decode("utf-8", "replace")) else start
        yield from self._flows(data[before:])

    def _turn(self, line: str) -> bool:
        """Whether a line is a heading or the begin of a summary."""
        names = _heading(line)
        if names is not None:
            self._names, self._seen = names, True
        elif line.startswith("Summary"):
            self._names = []
        return names is not None or line.startswith("Summary")

    def _flows(self, data: bytes) -> Iterator[_Part]:
        if _log_blocks.blank(data):
            return
        if self._names:
            whole = self._whole(data)
            table = _log_blocks.cells(whole, self._names, self._used(), ",").select(**self._columns())
            yield "lines that are cut off by the end of the file", int(len(whole) < len(data)), table
        elif not self._seen:
            yield "lines above the heading", len(data.splitlines())

    def _whole(self, data: bytes) -> bytes:
        """The lines without the last one, if that is cut off."""
        last = data.rfind(b"\n") + 1
        return data if last == len(data) or data[last:].count(b",") + 1 >= len(self._names) else data[:last]

    def _used(self) -> list[str]:
        ways = [way for every in _nfdump.MEANINGS.values() for way in every]
        return [name for name in dict.fromkeys(self._names) if name in ways]

    def _columns(self) -> dict[str, pl.Expr]:
        """Each meaning, of the first column that has it."""
        nothing = pl.lit(None, dtype=pl.String)
        return {
            meaning: next((pl.col(way) for way in ways if way in self._names), nothing)
            for meaning, ways in _nfdump.MEANINGS.items()
        }

    def end(self) -> None:
        if not self._seen:
            raise NoHeading(
                "no line of it names nfdump's columns",
                where=self._name,
                mend="print the flows with nfdump -o csv, without -q",
            )


def _places(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at + needle.startswith(b"\n")
        at = data.find(needle, at + len(needle))


def _start(data: bytes, place: int) -> int:
    return data.rfind(b"\n", 0, place) + 1
