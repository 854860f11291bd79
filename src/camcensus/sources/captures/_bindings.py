"""Which Ethernet address an IP address had, from when to when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl

from camcensus.sources.captures._numbers import local
from camcensus.wire.capture.headers import Addresses

MAX_ADDRESSES = 4
"""IPv6 addresses that frames from one Ethernet address may bear. More, or two of IPv4, are those of a router, behind
which others stand; what a host says of itself in ARP or DHCP holds all the same.
"""
MAX_PAIRS = 250_000
"""Pairs of addresses that are held; a flood of forged ARP messages makes one each. Those that came first stay."""
MAX_HELD = 250_000
"""Rows that come together before equal ones are made one."""
_LINK_LOCAL = 0xA9FE
"""169.254.0.0/16: a host has such an address beside the one it is given, or until it is."""


class Binding(NamedTuple):
    """An IP address and the Ethernet address it had; times are microseconds since 1970, -1 if not known."""

    address: str
    mac: str
    first: int
    last: int


def shown(number: int) -> str:
    """An Ethernet address as text."""
    return (number & 0xFFFFFFFFFFFF).to_bytes(6, "big").hex(":")


class Bindings:
    """Bindings, gathered from frames and from what hosts state."""

    def __init__(self, known: Addresses) -> None:
        self._known = known
        self._seen: list[pl.DataFrame] = []
        self._rows = self._base = 0
        self._stated: list[Binding] = []
        self.spilled = 0
        """Pairs that found no room."""

    def seen(self, mac: pl.Series, address: pl.Series, first: pl.Series, last: pl.Series, *, stated: bool) -> None:
        """Frames from `mac` bore `address` (both as numbers). `stated`: an ARP message said that it is its own."""
        block = pl.col("address") // (1 << 24)
        one_host = (block.is_between(1, 223) & (block != 127)) | (block >= 1 << 39)
        part = pl.DataFrame({"mac": mac, "address": address, "first": first, "last": last}).filter(
            (pl.col("mac") < 1 << 48) & (pl.col("mac") > 0) & (pl.col("mac") // (1 << 40) % 2 == 0),
            one_host & (pl.col("address") != self._known.none),
        )
        times = pl.when(pl.col("first", "last") >= 0).then(pl.col("first", "last"))
        part = (
            part.with_columns(times, pl.col("mac").cast(pl.Int64))
            .group_by("mac", "address")
            .agg(pl.col("first").min(), pl.col("last").max())
        )
        self._seen.append(part.with_columns(stated=pl.lit(stated)))
        self._rows += part.height
        if self._rows > 2 * self._base + MAX_HELD:
            self._fold()

    def _fold(self) -> None:
        whole = pl.concat(self._seen)
        columns = whole.columns
        whole = whole.group_by("mac", "address", "stated").agg(pl.col("first").min(), pl.col("last").max())
        whole = whole.select(columns)
        if whole.height > MAX_PAIRS:
            self.spilled += whole.height - MAX_PAIRS
            whole = whole.sort("first", "mac", "address", "stated").head(MAX_PAIRS)
        self._seen, self._rows, self._base = [whole], whole.height, whole.height

    def state(self, found: Iterable[Binding]) -> None:
        """Take in what hosts said of themselves in other ways (DHCP, neighbour discovery)."""
        self._stated.extend(found)

    def take(self) -> list[Binding]:
        """Every binding, by address and time: where an address went from one to another, one follows the other."""
        found = [_turn(*one) for one in self._stated]
        if self._seen:
            self._fold()
            whole = self._seen[0]
            v4 = pl.col("address") < 1 << 32
            given = v4 & (pl.col("address") // (1 << 16) != _LINK_LOCAL)
            borne = whole.group_by("mac").agg(
                four=pl.col("address").filter(given).n_unique(), six=pl.col("address").filter(~v4).n_unique()
            )
            routers = borne.filter((pl.col("four") > 1) | (pl.col("six") > MAX_ADDRESSES))
            frames = whole.filter(~pl.col("stated") & local("address", self._known)).join(routers, on="mac", how="anti")
            kept = pl.concat([whole.filter("stated"), frames])
            for mac, address, first, last in kept.select("mac", "address", "first", "last").iter_rows():
                found.append(_turn(self._known.text(address), shown(mac), _time(first), _time(last)))
        return list(_in_turn(found))


_Turn = tuple[str, bool, int, int, str]
"""A binding as it is put in order: address, whether its time is not known, first, last, Ethernet address."""


def _turn(address: str, mac: str, first: int, last: int) -> _Turn:
    return address, first < 0, first, last, mac


def _time(value: int | None) -> int:
    return -1 if value is None else value


def _in_turn(found: list[_Turn]) -> Iterator[Binding]:
    """Spans of one address one after the other; those of one pair become one, unless another comes between them."""
    told: list[Binding] = []
    latest: dict[str, int] = {}
    found.sort()
    for address, _, first, last, mac in found:
        one = Binding(address, mac, first, last)
        if told and told[-1].address != one.address:
            yield from told
            told, latest = [], {}
        same = latest.get(one.mac)
        if same is None or (same < len(told) - 1 and 0 <= told[same].last < one.first):
            latest[one.mac] = len(told)
            told.append(one)
        else:
            told[same] = told[same]._replace(last=max(told[same].last, one.last))
    yield from told
