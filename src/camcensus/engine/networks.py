"""The owner's table of public networks: in which country each lies, who holds it, whose cloud it is.

It may be long, as those are that registries give out; so it is read by the command that needs it, and not with the rest
of the owner's files. Nothing is ever fetched: what does not stand in it is not known.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator

from camcensus.engine.scope import PRIVATE
from camcensus.model.errors import SettingsError
from camcensus.model.estate import Block
from camcensus.wire import addresses
from camcensus.wire.addresses import RangeTable, Span

NAME = "public-networks.csv"
COLUMNS = ("network", "country", "name", "maker")
MOST = 500_000
"""Networks that are read."""

_COUNTRY = re.compile(r"[A-Z]{2}")
_LENGTHS = frozenset(map(str, range(33)))
_PRIVATE = [addresses.span(one) for one in PRIVATE]


def table(data: bytes, makers: Collection[str]) -> RangeTable[Block]:
    """What the file says of addresses, the narrowest network first; `makers` are ids. Raises `SettingsError` with line.

    Cost: about 20 µs a line.
    """
    return RangeTable(_blocks(data, makers))


def _blocks(data: bytes, makers: Collection[str]) -> Iterator[tuple[Span, Block]]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SettingsError("it is not UTF-8 text", where=NAME, mend="save it as CSV UTF-8") from None
    heading = text.split("\n", 1)[0]
    reader = csv.DictReader(io.StringIO(text), delimiter=";" if heading.count(";") > heading.count(",") else ",")
    names = [name.strip() for name in _names(reader)]
    reader.fieldnames = names
    unknown = [name for name in names if name not in COLUMNS]
    if data.strip() and (unknown or "network" not in names):
        what = f"'{unknown[0][:80]}' is not a column here" if unknown else "it has no column 'network'"
        raise SettingsError(what, where=f"{NAME}, line 1", mend=f"columns are: {', '.join(COLUMNS)}")
    for count, row in enumerate(_rows(reader)):
        where = f"{NAME}, line {reader.line_num}"
        if count >= MOST:
            raise SettingsError(f"more than {MOST:,} networks", where=where, mend="keep those your devices talk to")
        yield _block(row, makers, where)


def _names(reader: csv.DictReader[str]) -> list[str]:
    try:
        return list(reader.fieldnames or ())
    except csv.Error as fault:
        raise SettingsError(f"it is no CSV: {fault}", where=f"{NAME}, line 1") from None


def _rows(reader: csv.DictReader[str]) -> Iterator[dict[str, str]]:
    """The rows that say something."""
    try:
        for row in reader:
            cells = {name: (row.get(name) or "").strip() for name in COLUMNS}
            if any(cells.values()):
                yield cells
    except csv.Error as fault:
        raise SettingsError(f"it is no CSV: {fault}", where=f"{NAME}, line {reader.line_num}") from None


def _block(row: dict[str, str], makers: Collection[str], where: str) -> tuple[Span, Block]:
    network, country, maker = row["network"], row["country"].upper(), row["maker"]
    try:
        span = _span(network)
    except ValueError as fault:
        mend = "for example 203.0.113.0/24"
        raise SettingsError(f"'{network[:80]}' is no range of addresses ({fault})", where=where, mend=mend) from None
    if any(low <= span[1] and span[0] <= high for low, high in _PRIVATE):
        mend = "networks of your own are zones of the estate"
        raise SettingsError(f"{network} is private, and lies in no country", where=where, mend=mend)
    if country and not _COUNTRY.fullmatch(country):
        mend = "two letters as ISO 3166-1 has them, for example GB"
        raise SettingsError(f"'{row['country'][:40]}' is no country", where=where, mend=mend)
    if maker and maker not in makers:
        mend = "the id of a maker, for example hikvision, or nothing"
        raise SettingsError(f"no maker has the id '{maker[:80]}'", where=where, mend=mend)
    return span, Block(network=network, country=country, name=row["name"], maker=maker)


def _span(text: str) -> Span:
    """The first and last address; of a prefix of IPv4, as most are, in a fifth of the time that any takes."""
    base, slash, length = text.partition("/")
    if not slash or ":" in base or length not in _LENGTHS:
        return addresses.span(text)
    low, size = addresses.number(base), 1 << 32 - int(length)
    return (low, low + size - 1) if low % size == 0 else addresses.span(text)  # which says what is wrong with it
