"""Numbers that stand for IP addresses while a log is read: columns of them are small and quick to group.

An IPv4 address is its own value; any other gets the next number from 2**32 on as it comes, so that the same file gives
the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from ipaddress import IPv6Address

import numpy as np
import numpy.typing as npt
import polars as pl

from camcensus.wire import addresses

MAX_OTHERS = 1_000_000
"""IPv6 addresses of one file that are told apart."""
_OTHERS = 1 << 32
_PLAIN = r"^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$"

PRIVATE = tuple(
    addresses.span(network)
    for network in ("10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16")
)
"""IPv4 networks that stand in no table of the internet: what is heard of them is an estate's own."""


class Hosts:
    """The addresses of one file and their numbers."""

    def __init__(self) -> None:
        self.quick: Callable[[pl.Series], pl.Series | None] | None = None
        """What gives the values of IPv4 addresses in plain writing and null for all others, or None where it cannot
        tell; if it is to be had."""
        self._texts: list[str] = []
        self._numbers: dict[str, int] = {}
        self.crowded = 0
        """Addresses for which no number was left."""

    def numbers(self, texts: pl.Series) -> pl.Series:
        """The number of each address; null for what is none. Each distinct text is looked at once."""
        values = None if self.quick is None else self.quick(texts)
        if values is not None and values.null_count() == texts.null_count():
            return values
        distinct = (texts if values is None else texts.filter(values.is_null())).drop_nulls().unique()
        four = _v4(distinct)
        rest = distinct.filter(four.is_null()).sort()  # numbers must not hang on chance
        others = pl.Series([self._other(text) for text in rest.to_list()], dtype=pl.Int64)
        table = pl.DataFrame(
            {"text": pl.concat([distinct.filter(four.is_not_null()), rest]),
             "number": pl.concat([four.drop_nulls(), others])},
        )  # fmt: skip
        named = texts.alias("text").to_frame()
        found = named.join(table, on="text", how="left", maintain_order="left")["number"].alias(texts.name)
        return found if values is None else values.fill_null(found)

    def _other(self, text: str) -> int | None:
        """The number of an address that is written in some other way than four plain numbers."""
        address = addresses.normalise(text)
        if address is None:
            return None
        return addresses.number(address) if ":" not in address else self._six(IPv6Address(address))

    def packed(self, rows: npt.NDArray[np.uint8]) -> pl.Series:
        """The numbers of IPv6 addresses, 16 bytes a row; null for the unspecified one."""
        joined = np.ascontiguousarray(rows).view("V16")[:, 0]
        distinct, places = np.unique(joined, return_inverse=True)
        numbers = [self._six(IPv6Address(one.tobytes())) for one in distinct]
        return pl.Series(numbers, dtype=pl.Int64).gather(places.astype(np.uint32))

    def _six(self, address: IPv6Address) -> int | None:
        if address.ipv4_mapped is not None:
            return int(address.ipv4_mapped)
        text = str(address)
        number = self._numbers.get(text)
        if number is None and text != "::":
            if len(self._texts) >= MAX_OTHERS:
                self.crowded += 1
                return None
            number = self._numbers[text] = _OTHERS + len(self._texts)
            self._texts.append(text)
        return number

    def texts(self, numbers: pl.Series) -> pl.Series:
        """The addresses that numbers stand for."""
        distinct = numbers.drop_nulls().unique()
        shown = pl.Series([self.text(number) for number in distinct.to_list()], dtype=pl.String)
        return numbers.replace_strict(distinct, shown, default=None, return_dtype=pl.String)

    def text(self, number: int) -> str:
        """The address that one number stands for."""
        return addresses.text(number) if number < _OTHERS else self._texts[number - _OTHERS]

    def known(self, found: Iterable[str]) -> pl.Series:
        """The numbers of those of these addresses that are IP addresses, whether or not they came yet."""
        numbers = [self._other(one) for one in sorted(found) if len(one) != 17 or one.count(":") != 5]
        return pl.Series(numbers, dtype=pl.Int64).drop_nulls()


def _v4(texts: pl.Series) -> pl.Series:
    """The values of addresses that are four plain numbers; null for all others."""
    plain = pl.select(pl.when(texts.str.contains(_PLAIN)).then(texts)).to_series()
    parts = plain.str.splitn(".", 4).struct.unnest()
    octets = parts.select(pl.all().cast(pl.UInt8, strict=False).cast(pl.Int64))
    first, second, third, fourth = octets.columns
    value = pl.col(first) * (1 << 24) + pl.col(second) * (1 << 16) + pl.col(third) * (1 << 8) + pl.col(fourth)
    return octets.select(value).to_series()


def is_private(number: pl.Expr) -> pl.Expr:
    """Whether a number is that of an address of `PRIVATE`."""
    return pl.any_horizontal(number.is_between(low, high) for low, high in PRIVATE)
