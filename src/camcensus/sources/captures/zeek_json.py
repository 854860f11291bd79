"""Zeek's logs as lines of JSON: of one kind, or of all kinds mixed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import polars as pl

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.captures import _log_blocks, _log_objects, _log_reading
from camcensus.sources.captures._log import Log
from camcensus.sources.captures._log_objects import Objects
from camcensus.sources.captures._zeek import COLUMNS, LISTS, MARKS, SENSORS, Zeek
from camcensus.wire import zeek

SOURCE = "importer:zeek-json@1"

_TEXTS = pl.List(pl.String)
_SAMPLE = 20
"""Lines at the start of a block by which its kind is guessed."""


def detect(head: bytes) -> bool:
    """Whether the first line is a record of Zeek: by the log it names, or by columns that only such a log has."""
    line = _log_blocks.text(head).lstrip().partition("\n")[0]
    if not line.startswith("{") or '"ts"' not in line:
        return False
    return _kind(line.encode("utf-8", "replace")) in zeek.ALL or '"id.orig_h"' in line


def _kind(line: bytes) -> str:
    """The kind of one record; empty for what is none."""
    try:
        found = msgspec.json.decode(line)
    except (ValueError, RecursionError):
        return ""
    return zeek.kind(str(found.get("_path") or ""), found) if isinstance(found, dict) and "ts" in found else ""


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """What the records say of hosts that have to do with cameras. Raises `BrokenInput` if no line is a record."""
    return _log_reading.read(path, context, SOURCE, _feed)


def _feed(path: Path, log: Log) -> Iterator[int]:
    reader = _Reader(log)
    objects = _log_objects.way(path, log.hosts)
    blocks = _log_blocks.blocks(path, log.context.name)
    for done, table, broken in _log_reading.ahead(blocks, lambda block: (block.done, *_table(block.data, objects))):
        reader.take(table, broken)
        yield done
    reader.end()


def _table(data: bytes, objects: Objects) -> tuple[pl.DataFrame, int]:
    """(records with their ``kind``, how many lines are none)."""
    kinds = {_kind(line) for line in data[:200_000].split(b"\n", _SAMPLE)[:_SAMPLE]} & zeek.ALL
    if len(kinds) == 1:
        table, broken = objects(data, _schema(kinds, data))
        table = table.with_columns(kind=_told(*kinds))
        if table["kind"].is_in(list(kinds)).all():
            return table, broken
    table, broken = _log_blocks.objects(
        data, _schema(zeek.ALL, data)
    )  # in their order, as kinds are taken in as they come
    return table.with_columns(kind=_told("")), broken


class _Reader:
    """Tells the kinds of records apart, and hands them on in columns."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._zeek = Zeek(log)
        self._seen = 0

    def take(self, table: pl.DataFrame, broken: int) -> None:
        self._log.gathered.leave_out("lines that are broken", broken)
        self._seen += table.height
        for (kind,), rows in table.partition_by("kind", as_dict=True, maintain_order=True).items():
            self._one(str(kind or ""), rows)

    def _one(self, kind: str, rows: pl.DataFrame) -> None:
        if kind not in zeek.ALL:
            self._log.gathered.leave_out(f"records of other logs ({kind[:40] or 'without a name'})", rows.height)
            return
        there = [
            pl.col(name) if name in rows.columns else pl.lit(None, dtype=pl.String).alias(name)
            for name in COLUMNS[kind]
        ]
        rows = rows.select(*there, *(name for name in SENSORS if name in rows.columns))
        several = [_several(rows[name]) for name in COLUMNS[kind] if name in LISTS]
        rows = rows.with_columns(several)
        if kind == "conn":
            said = rows["service"].null_count() < rows.height
            service = pl.col("service").list.join(",") if said else pl.lit(None, dtype=pl.String).alias("service")
            rows = rows.with_columns(service)
        self._zeek.take(kind, rows)

    def end(self) -> None:
        if not self._seen:
            raise BrokenInput(
                "no line of it is a record", where=self._log.context.name, mend="give the log as Zeek wrote it"
            )
        self._zeek.end()


def _schema(kinds: Iterable[str], data: bytes) -> pl.Schema:
    """All that is read of these kinds, and all by which others are told; what is text anywhere in `data` as text."""
    names = dict.fromkeys(["_path", *SENSORS, *MARKS, *(name for kind in sorted(kinds) for name in COLUMNS[kind])])
    return pl.Schema({name: _TEXTS if _is_list(name, data) else pl.String for name in names})


def _is_list(name: str, data: bytes) -> bool:
    return name in LISTS and not any(f'"{name}":{between}"'.encode() in data for between in ("", " "))


def _several(values: pl.Series) -> pl.Series:
    """Cells that may hold several values, some of which are text; each distinct one is looked at once."""
    if values.dtype != pl.String:
        return values
    distinct = values.drop_nulls().unique()
    told = {values.name: distinct, "several": pl.Series([zeek.several(text) for text in distinct], dtype=_TEXTS)}
    rows = values.to_frame().join(pl.DataFrame(told), on=values.name, how="left", maintain_order="left")
    return rows["several"].alias(values.name)


def _told(single: str) -> pl.Expr:
    """The kind of each row: by its name, else by its columns; a row of no known columns is of the `single` kind."""
    marks = [pl.when(pl.col(name).is_not_null()).then(pl.lit(kind)) for name, kind in MARKS.items()]
    path = pl.when(pl.col("_path") != "").then("_path")
    return pl.coalesce(path, *marks, pl.lit(single))
