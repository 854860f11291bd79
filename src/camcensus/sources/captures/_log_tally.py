"""Rows that say the same, as one row each: how often, from when to when; bounded, however long the log is."""

from __future__ import annotations

import polars as pl

from camcensus.model import frames

MAX_ROWS = 500_000
_SMALLEST = 100_000
"""Rows that are gathered before equal ones are looked for."""


class Tally:
    """A table of a key, ``first``, ``last`` and ``count``. What did not fit is counted in `spilled`."""

    def __init__(self, most: int = MAX_ROWS, /, **key: pl.DataType | type[pl.DataType]) -> None:
        self._schema = {**key, "first": frames.TIME, "last": frames.TIME, "count": pl.Int64}
        self._key = list(key)
        self._most = most
        self._parts: list[pl.DataFrame] = []
        self._rows = self._base = 0
        self.spilled = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take in rows with the table's columns, or single sightings: with ``first`` alone of the last three."""
        if rows.is_empty():
            return
        if "last" not in rows.columns:
            rows = rows.with_columns(last="first", count=pl.lit(1, dtype=pl.Int64))
        part = self._one_each(rows.select(*self._schema))
        self._parts.append(part)
        self._rows += part.height
        if self._rows > 2 * self._base + _SMALLEST:
            self._shrink()

    def take(self) -> pl.DataFrame:
        """The table so far, in order of its key."""
        self._shrink()
        return self._parts[0].sort(self._key)

    def _shrink(self) -> None:
        whole = self._one_each(pl.concat(self._parts)) if self._parts else pl.DataFrame(schema=self._schema)
        if whole.height > self._most:  # what was seen most often stays
            whole = whole.sort("count", *self._key, descending=[True, *(False for _ in self._key)])
            self.spilled += int(whole["count"][self._most :].sum())
            whole = whole.head(self._most)
        self._parts, self._rows = [whole], whole.height
        self._base = whole.height

    def _one_each(self, rows: pl.DataFrame) -> pl.DataFrame:
        grouped = rows.lazy().group_by(self._key)
        return grouped.agg(pl.col("first").min(), pl.col("last").max(), pl.col("count").sum()).collect()
