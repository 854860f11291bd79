"""A flow table that grows by parts and stays bounded: in shares, each of which holds its numbers as narrow as they are.

What is merged takes several times the room of its rows, so no more than a share is merged at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import polars as pl

from camcensus.model import frames
from camcensus.sources.reading.flows import KEY, SUMS, TABLE

MAX_ROWS = 2_000_000
"""Conversations that are held; a scan of ports makes one a port."""
_SHARES = 16
_SLACK = 200_000
"""Rows that may be added before any are merged, however few there were."""
_GROWTH = 4
"""A share is merged when its new rows are one to so many of the others."""

Schema = pl.Schema


def merged(tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Several tables as one."""
    grouped = pl.concat(tables or [pl.DataFrame(schema=TABLE)]).lazy().group_by(KEY)
    return grouped.agg(pl.col(SUMS).sum(), pl.col("first").min(), pl.col("last").max()).collect()


def first(keys: pl.DataFrame, most: int) -> pl.Expr:
    """What is true of the first of these keys, of which no two are alike.

    Column by column: keys that are put in order take several times their room.
    """
    before, level = pl.lit(value=False), pl.lit(value=True)
    for name, kind in keys.schema.items():
        last = pl.lit(keys[name].sort()[most - 1], dtype=kind)
        before |= level & (pl.col(name) < last)
        level &= pl.col(name) == last
        most -= keys.select((pl.col(name) < last).sum()).item()
        keys = keys.filter(pl.col(name) == last)
    return before | level


class _Share:
    """A part of a table: rows that are merged, and rows that are not yet."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._held = pl.DataFrame(schema=schema)
        self._parts: list[pl.DataFrame] = []
        self._new = 0

    @property
    def rows(self) -> int:
        """How many there are, merged or not."""
        return self._held.height + self._new

    def add(self, part: pl.DataFrame) -> None:
        """Take in more."""
        self._parts.append(part)
        self._new += part.height
        if self._new > self._held.height // _GROWTH + _SLACK // _SHARES:
            self.settle()

    def settle(self) -> None:
        """Merge what is not merged yet."""
        if self._new:
            self.put(merged([self.columns(*self._schema), *self._parts]))

    def columns(self, *names: str) -> pl.DataFrame:
        """These columns of what is merged."""
        return self._held.select(names).cast({name: self._schema[name] for name in names})

    def put(self, whole: pl.DataFrame) -> None:
        """Hold this in place of all."""
        self._held, self._parts, self._new = pl.DataFrame([one.shrink_dtype() for one in whole]), [], 0


class Table:
    """A flow table. What did not fit is counted in `spilled`."""

    def __init__(self, most: int = MAX_ROWS) -> None:
        self._most = most
        self._shares: dict[int, _Share] = {}
        self._schema = Schema(TABLE)
        self.spilled = 0
        """Connections that found no room."""

    @property
    def rows(self) -> int:
        """How many are held; before they are merged several are of one conversation."""
        return sum(one.rows for one in self._shares.values())

    def add(self, part: pl.DataFrame) -> None:
        """Take in a part with the columns of `flows.TABLE`; addresses and protocols are of any one type."""
        part = part.with_columns(pl.col("port").cast(pl.UInt16))
        self._schema = part.schema
        for number, rows in _shared_out(part):
            self._shares.setdefault(number, _Share(part.schema)).add(rows)
        if self.rows > self._most + max(self._most // 8, _SLACK):
            self._shrink()

    def _shrink(self) -> None:
        """Let go of what is beyond the bound: what a scan of ports leaves is one packet each."""
        shares = list(self._shares.values())
        for share in shares:
            share.settle()
        if self.rows > self._most:
            busiest = _busiest(shares, self._most)
            for share in shares:
                whole = share.columns(*self._schema)
                share.put(whole.filter(busiest))
                self.spilled += int(whole.filter(~busiest)["connections"].sum())

    def take(self) -> pl.DataFrame:
        """The table, in order of its key."""
        return self.split(lambda rows: pl.repeat(value=True, n=rows.height, dtype=pl.Boolean, eager=True))[0]

    def split(self, meant: Callable[[pl.DataFrame], pl.Series]) -> tuple[pl.DataFrame, int]:
        """(the rows that are meant, in order of the key, how many others there are); the table is empty afterwards."""
        found, others = self._told_apart(meant)
        order = found.select(pl.arg_sort_by(KEY)).to_series()
        columns = found.get_columns()
        del found  # column by column, for the whole stands here only once
        return pl.DataFrame([columns.pop(0).gather(order) for _ in range(len(columns))]), others

    def _told_apart(self, meant: Callable[[pl.DataFrame], pl.Series]) -> tuple[pl.DataFrame, int]:
        if self.rows > self._most:
            self._shrink()
        found, others = pl.DataFrame(schema=self._schema), 0
        while self._shares:
            _, share = self._shares.popitem()
            share.settle()
            whole = share.columns(*self._schema)
            kept = frames.only(whole, meant(whole))
            others += whole.height - kept.height
            found = found.vstack(kept)
        return found, others


def _shared_out(part: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """The rows of each share that has some."""
    mixed = pl.col("client").hash() ^ pl.col("server").hash(1) ^ pl.col("port").hash(2)
    parts = part.with_columns(share=mixed % _SHARES).partition_by("share", as_dict=True, include_key=False)
    for (share,), rows in parts.items():
        yield share, rows


def _busiest(shares: Sequence[_Share], most: int) -> pl.Expr:
    """What is true of the rows with the most packets, and of the first by their key of those with as many."""
    if not most:
        return pl.lit(value=False)
    packets = pl.col("packets")
    counts = pl.concat([one.columns("packets") for one in shares])
    least = counts.to_series().top_k(most).min()
    more = counts.select((packets > least).sum()).item()
    alike = pl.concat([one.columns(*KEY, "packets").filter(packets == least).select(KEY) for one in shares])
    return (packets > least) | ((packets == least) & first(alike, most - more))
