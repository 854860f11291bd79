"""Lines of JSON as tables, as `_log_blocks.objects` reads them; in large files most of them the compiled way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from camcensus.sources.captures import _log_blocks
from camcensus.sources.captures._file import LARGE
from camcensus.sources.captures._log_hosts import Hosts

Objects = Callable[[bytes, pl.Schema], tuple[pl.DataFrame, int]]
"""Lines and what is wanted of them, to a table of them and how many are broken."""


def way(path: Path, hosts: Hosts) -> Objects:
    """How the lines of a file are best read, and its addresses. The rows may come in another order than the lines."""
    if path.stat().st_size < LARGE:
        return _log_blocks.objects
    try:
        from camcensus.sources.captures import _log_compiled  # noqa: F401, PLC0415  # it takes a second
    except ImportError:
        return _log_blocks.objects
    hosts.quick = addresses
    return objects


def objects(data: bytes, schema: pl.Schema) -> tuple[pl.DataFrame, int]:
    """The compiled way: the rows of plain lines, then those of the others.

    Of plain lines, an object that is not there or null is an object of nulls.
    """
    from camcensus.sources.captures import _log_compiled as compiled  # noqa: PLC0415  # it takes a second

    data = data if data.endswith(b"\n") else data + b"\n"
    keys = _Keys(schema)
    wanted = compiled.wanted(keys.found)
    room = compiled.room(wanted, len(data))
    put, aside = compiled.lines(np.frombuffer(data, dtype=np.uint8), wanted, room)
    cells = _log_blocks.cells(room.out[:put].tobytes(), keys.by_cell(room.state[:, 1].tolist()), keys.used, "\t")
    others, broken = _log_blocks.objects(room.odd[:aside].tobytes(), schema)
    return pl.concat([cells.select(**keys.columns), others]), broken


def by_kind(data: bytes, key: bytes) -> dict[bytes, tuple[int, bytes]] | None:
    """Lines by the text behind the first `key` in each: how many they are, and they.

    Empty for lines with no such text, those that are blank left out; None if there are too many kinds.
    """
    from camcensus.sources.captures import _log_lines as compiled  # noqa: PLC0415  # it takes a second

    data = data if data.endswith(b"\n") else data + b"\n"
    known = np.zeros((compiled.KINDS_APART, 4), dtype=np.int64)
    of = np.empty(data.count(b"\n"), dtype=np.int64)
    lines = np.frombuffer(data, dtype=np.uint8)
    many = compiled.kinds(lines, np.frombuffer(key, dtype=np.uint8), known, of)
    if many < 0:
        return None
    begin, end, count, size = known[:many].T
    if many == 1 and int(count[0]) == of.size:
        return {data[begin[0] : end[0]]: (of.size, data)}
    places = np.cumsum(size) - size
    out = np.empty(int(size.sum()), dtype=np.uint8)
    compiled.sort(lines, of, places, out)
    return {
        data[begin[kind] : end[kind]]: (int(count[kind]), out[places[kind] - size[kind] : places[kind]].tobytes())
        for kind in range(many)
    }


def addresses(texts: pl.Series) -> pl.Series | None:
    """The values of IPv4 addresses in plain writing, null for all others; None if there are ends of lines in them."""
    from camcensus.sources.captures import _log_lines as compiled  # noqa: PLC0415  # it takes a second

    data = ((texts.fill_null("").str.join("\n").item() or "") + "\n").encode()
    if data.count(b"\n") != texts.len():
        return None
    found = np.empty(texts.len(), dtype=np.int64)
    compiled.four_numbers(np.frombuffer(data, dtype=np.uint8), found)
    values = pl.Series(texts.name, found)
    return pl.select(pl.when(values >= 0).then(values).alias(texts.name)).to_series()


class _Keys:
    """The keys of a schema, numbered as they come, each before those in it."""

    def __init__(self, schema: pl.Schema) -> None:
        self.found: list[tuple[bytes, int, str]] = []
        """Name, the number of the object that it is in (-1: the line), and what it holds."""
        self.columns = self._add(schema, -1)
        """What makes the columns of a schema from cells, which are named by the numbers of their keys."""

    def _add(self, fields: Mapping[str, Any], within: int) -> dict[str, pl.Expr]:
        return {name: self._one(name, kind, within) for name, kind in fields.items()}

    def _one(self, name: str, kind: Any, within: int) -> pl.Expr:
        number = len(self.found)
        what = {pl.String: "text", pl.Int64: "number", pl.Struct: "object"}.get(kind.base_type(), "list")
        self.found.append((name.encode(), within, what))
        if isinstance(kind, pl.Struct):
            inner = self._add({field.name: field.dtype for field in kind.fields}, number)
            return pl.struct(*(column.alias(name) for name, column in inner.items()))
        return pl.lit(None, dtype=kind) if what == "list" else pl.col(f"{number}").cast(kind)

    @property
    def used(self) -> list[str]:
        """The names of all cells that there may be."""
        return [f"{number}" for number, (_, _, what) in enumerate(self.found) if what in ("text", "number")]

    def by_cell(self, cells: list[int]) -> list[str]:
        """The names of the cells that there are, in their order, of the cell of each key (-1: none)."""
        return [
            f"{number}" for cell, number in sorted((cell, number) for number, cell in enumerate(cells)) if cell >= 0
        ]
