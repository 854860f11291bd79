"""Addresses as the numbers that stand for them in columns: which are near by, and how they are written."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import polars as pl

from camcensus.wire.addresses import normalise
from camcensus.wire.capture.headers import Addresses


def named_addresses(rows: pl.DataFrame, known: Addresses, *columns: str) -> pl.DataFrame:
    """The rows with addresses as text in place of numbers; each distinct one is written once."""
    every = pl.concat([rows[name] for name in columns]).unique()
    written = pl.Series([known.text(number) for number in every.to_list()], dtype=pl.String)
    texts = pl.DataFrame({"number": every, "text": written})
    for name in columns:
        rows = rows.with_columns(
            rows.select(number=name).join(texts, on="number", how="left", maintain_order="left")["text"].alias(name)
        )
    return rows


def local(column: str, known: Addresses) -> pl.Expr:
    """Whether the address (a number) is one of those that networks give themselves."""
    one = pl.col(column)
    blocks = ((10, 24), (0xAC1, 20), (0xC0A8, 16), (0xA9FE, 16), (0x191, 22))
    return pl.any_horizontal(one // (1 << bits) == block for block, bits in blocks) | one.is_in(known.local())


def group(column: str, known: Addresses) -> pl.Expr:
    """Whether the address (a number) is that of a group, or of everybody: such a one is spoken to and says nothing."""
    block = pl.col(column) // (1 << 28)
    return (block == 0xE) | (pl.col(column) == 0xFFFFFFFF) | pl.col(column).is_in(known.groups())


def numbers(these: Collection[str], known: Addresses) -> pl.Series:
    """The numbers of those of the addresses that are IP addresses and were seen."""
    ips = (one for one in these if (one.count(":") != 5 or "::" in one) and normalise(one) is not None)
    found = (known.number(one) for one in ips)
    return pl.Series([one for one in found if one is not None], dtype=pl.UInt64)


class Met:
    """The addresses at both ends of a flow table, asked for by their text."""

    def __init__(self, table: pl.DataFrame, known: Addresses) -> None:
        self._held = np.unique(np.concatenate([table["client"].to_numpy(), table["server"].to_numpy()]))
        self._known = known

    def __contains__(self, address: object) -> bool:
        found = numbers([str(address)], self._known)
        if found.is_empty() or not self._held.size:
            return False
        at = min(int(np.searchsorted(self._held, found[0])), self._held.size - 1)
        return bool(self._held[at] == found[0])
