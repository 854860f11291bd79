"""Heads of connections: whose they are, and which of them are worth reading when."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from camcensus.sources.captures import _picks as picks
from camcensus.sources.captures._numbers import local, numbers
from camcensus.wire.capture.headers import Addresses

_BEGINS = pl.col("kind") != picks.MORE


class Heads:
    """The picked heads by their servers and clients; each is handed out once."""

    def __init__(self, rows: pl.DataFrame, known: Addresses) -> None:
        self._known = known
        self._rows = rows

    def of_servers(self, these: Collection[str]) -> pl.DataFrame:
        """What servers near by said, and servers among these addresses: of connections in which they spoke first."""
        theirs = local("source", self._known) | pl.col("source").is_in(self._numbers(these))
        begun = self._rows.lazy().filter(_BEGINS & theirs).select("place", "flow", "kind").collect()
        begun = begun.sort("place").unique("flow", keep="first")
        flows = begun.filter(pl.col("kind") == picks.SERVER)["flow"]
        return self._take(pl.col("flow").is_in(flows.implode()))

    def of_either(self, these: Collection[str]) -> pl.DataFrame:
        """The rest of connections of which one end is among these addresses."""
        numbers = self._numbers(these)
        return self._take(pl.col("source").is_in(numbers) | pl.col("target").is_in(numbers))

    def rest(self) -> pl.DataFrame:
        """All others."""
        return self._take(pl.lit(value=True))

    def _numbers(self, these: Collection[str]) -> pl.Series:
        return numbers(these, self._known).implode()

    def _take(self, which: pl.Expr) -> pl.DataFrame:
        taken = self._rows.filter(which)
        self._rows = self._rows.filter(~which)
        return picks.few(taken)

    def left(self) -> int:
        """How many heads were not handed out."""
        return self._rows.filter(_BEGINS).height
