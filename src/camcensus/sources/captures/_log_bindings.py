"""Which Ethernet address an IP address had, by the frames that a log saw or by what hosts say of themselves.

A frame from another network bears the Ethernet address of the router. So what frames show counts only where the
Ethernet address had one IP address alone; what a host says of itself in ARP counts always.
"""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from camcensus.sources.captures._log_tally import Tally
from camcensus.wire import macs

_MOST_V6 = 8
"""IPv6 addresses that one interface may have: its own of the link, and some for each prefix."""
_V6 = 1 << 32

Wanted = Callable[[pl.DataFrame], pl.DataFrame]
"""Some of the rows."""


class Bindings:
    """Pairs of host (a number of `Hosts`) and Ethernet address."""

    def __init__(self, shared: frozenset[str] = frozenset()) -> None:
        """`shared`: Ethernet addresses that are known to stand for several hosts, as not all of these are taken in."""
        self._shared = shared
        self._seen = Tally(host=pl.Int64, mac=pl.String)
        self._stated = Tally(host=pl.Int64, mac=pl.String)
        self._known: dict[str, str | None] = {}

    @property
    def spilled(self) -> int:
        """Pairs that found no room."""
        return self._seen.spilled + self._stated.spilled

    def add(self, rows: pl.DataFrame, *, stated: bool = False, wanted: Wanted = lambda rows: rows) -> None:
        """Take in ``host``, ``mac`` as written, ``first``; those that name no single interface are passed over.

        Of the others those that are `wanted`.
        """
        rows = rows.drop_nulls(["host", "mac"])
        if rows.is_empty():
            return
        rows = rows.with_columns(mac=self.normal(rows["mac"])).drop_nulls("mac")
        if not stated and self._shared:
            rows = rows.filter(~pl.col("mac").is_in(pl.Series(sorted(self._shared)).implode()))
        (self._stated if stated else self._seen).add(wanted(rows))

    def normal(self, texts: pl.Series) -> pl.Series:
        """Ethernet addresses in one spelling; null for what is none of a single interface."""
        distinct = texts.drop_nulls().unique()
        shown = pl.Series([self._normal(text) for text in distinct.to_list()], dtype=pl.String)
        return texts.replace_strict(distinct, shown, default=None, return_dtype=pl.String)

    def _normal(self, text: str) -> str | None:
        if text not in self._known:
            if len(self._known) > 100_000:
                self._known.clear()
            mac = macs.normalise(text)
            self._known[text] = mac if mac is not None and macs.is_individual(mac) else None
        return self._known[text]

    def take(self) -> pl.DataFrame:
        """The pairs that hold: host, mac, first, last, count."""
        whole = Tally(host=pl.Int64, mac=pl.String)
        whole.add(self._seen.take().filter(_of_one_host()))
        whole.add(self._stated.take())
        return whole.take()

    def crowded(self) -> frozenset[str]:
        """The Ethernet addresses that stand for several hosts."""
        return self._shared.union(self._seen.take().filter(~_of_one_host())["mac"].to_list())

    def shared(self) -> int:
        """How many Ethernet addresses stand for several hosts, so that they name none."""
        return len(self.crowded().difference(self._stated.take()["mac"].to_list()))


def _of_one_host() -> pl.Expr:
    four = pl.col("host").filter(pl.col("host") < _V6).n_unique().over("mac")
    six = pl.col("host").filter(pl.col("host") >= _V6).n_unique().over("mac")
    return (four <= 1) & (six <= _MOST_V6)
