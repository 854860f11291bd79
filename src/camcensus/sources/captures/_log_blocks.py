"""A log in blocks of whole lines, and blocks as tables of text: quick, and no line that is broken stops the rest."""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec
import polars as pl

from camcensus.model.errors import BrokenInput, HostileInput

BLOCK = 8 << 20
"""Bytes of a block; no line may be longer."""

_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Some lines of a log."""

    data: bytes
    """UTF-8 as far as the log is text; whole lines with their ends, or the last one without."""
    done: int
    """Bytes of the file up to its end."""


def blocks(path: Path, name: str, size: int = BLOCK) -> Iterator[Block]:
    """The file from its start to its end. Raises `HostileInput` for a line that is longer than a block."""
    with path.open("rb") as stream:
        rest = b""
        for data in _decoded(stream, size):
            whole = data.rfind(b"\n") + 1
            if len(rest) + (whole or len(data)) > 2 * size:
                raise HostileInput(f"a line is longer than {size >> 20} MiB", where=name, mend="look what it is")
            if whole:
                yield Block(data=rest + data[:whole], done=stream.tell())
                rest = data[whole:]
            else:
                rest += data
        if rest:
            yield Block(data=rest, done=stream.tell())


def _decoded(stream: IO[bytes], size: int) -> Iterator[bytes]:
    """The file in parts, without a byte order mark; UTF-16, as some shells write, becomes UTF-8."""
    head = stream.read(3)
    wide = _WIDE.get(head[:2])
    if wide is None:
        if head != codecs.BOM_UTF8:
            stream.seek(0)
        while data := stream.read(size):
            yield data
        return
    stream.seek(2)
    decoder = codecs.getincrementaldecoder(wide)("replace")
    while data := stream.read(size):
        yield decoder.decode(data).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def text(head: bytes) -> str:
    """The first bytes of a log as text, as far as it is; nothing if it is none."""
    wide = _WIDE.get(head[:2])
    if wide is not None:
        return head[2:].decode(wide, "replace")
    return "" if b"\0" in head[:1_024] else head.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")


def blank(data: bytes) -> bool:
    """Whether there is nothing but white space."""
    return not data or data.isspace()


def cells(data: bytes, names: Sequence[str], used: Sequence[str], separator: str) -> pl.DataFrame:
    """Lines as a table of text: of the columns `names`, those that are `used` and there, the others null.

    Quotes mean nothing; a line with fewer cells is filled with nulls, one with more is cut.
    """
    numbered = {f"{at}": pl.String for at in range(len(names))}
    places = {name: names.index(name) for name in used if name in names}
    if blank(data) or not places:
        return pl.DataFrame(schema=dict.fromkeys(used, pl.String))
    model = (separator * (len(names) - 1) + "\n").encode()  # the first line says how many cells there are
    table = pl.read_csv(
        model + data,
        separator=separator,
        has_header=False,
        schema=numbered,
        columns=sorted(set(places.values())),
        quote_char=None,
        truncate_ragged_lines=True,
        encoding="utf8-lossy",
    )
    if all(column.null_count() for column in table):  # else none is empty
        table = table.filter(pl.any_horizontal(pl.all().is_not_null()))
    return table.select(
        pl.col(f"{places[name]}").alias(name) if name in places else pl.lit(None, dtype=pl.String).alias(name)
        for name in used
    )


def lines(data: bytes) -> pl.Series:
    """The lines of a block, without their ends."""
    found = pl.read_csv(
        b"model\n" + data,
        separator="\x01",
        has_header=False,
        schema={"line": pl.String},
        quote_char=None,
        truncate_ragged_lines=True,
        encoding="utf8-lossy",
    )
    return found["line"].slice(1)


def objects(data: bytes, schema: pl.Schema) -> tuple[pl.DataFrame, int]:
    """(lines of JSON as a table, how many lines are none): what does not fit the schema is null.

    A line that is broken makes the block be read slowly, line by line.
    """
    if blank(data):
        return pl.DataFrame(schema=schema), 0
    try:
        return pl.read_ndjson(data, schema=schema, ignore_errors=True), 0
    except (pl.exceptions.PolarsError, OSError):  # the latter where it begins like something compressed
        return _slowly(data, schema)


def _slowly(data: bytes, schema: pl.Schema) -> tuple[pl.DataFrame, int]:
    good: list[bytes] = []
    broken = 0
    for line in data.split(b"\n"):
        try:
            found = msgspec.json.decode(line) if line.strip() else None
            if isinstance(found, dict):
                good.append(msgspec.json.encode({name: found.get(name) for name in schema}))
                continue
        except (ValueError, RecursionError):
            pass
        broken += bool(line.strip())
    if not good:
        return pl.DataFrame(schema=schema), broken
    try:
        return pl.read_ndjson(b"\n".join(good), schema=schema, ignore_errors=True), broken
    except pl.exceptions.PolarsError:
        raise BrokenInput("it is no JSON that can be read", where="a block of lines") from None
