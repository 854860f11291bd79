"""The rows of a file that is to be named: in columns wherever its form allows it."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.engine import gather, handed
from camcensus.model.errors import BrokenInput, InputError
from camcensus.model.knowledge import Vocabulary
from camcensus.model.reading import Chunk, Context

ROW = ("subject", "field", "value", "encoding")
"""Columns that every row has."""
REALM = ("body", "realm")
"""Columns that it may have."""

_SCHEMA = dict.fromkeys((*ROW, *REALM), pl.String)
_PARQUET = b"PAR1"


def _coded(column: str) -> type[pl.DataType] | pl.DataType:
    """Columns in which few values are distinct are kept by number: the file holds them so, or should."""
    return pl.String() if column == "subject" else pl.Categorical(pl.Categories.random())


def _columns() -> dict[str, pl.Expr]:
    columns = {column: pl.col(column).cast(_coded(column)) for column in _SCHEMA}
    return columns | {"encoding": pl.col("encoding").fill_null("text").cast(_coded("encoding"))}


def read(path: Path, vocabulary: Vocabulary) -> pl.DataFrame:
    """The rows of a file, which may be compressed: `ROW`, and `REALM` where it has them."""
    with handed.plain(path, path.name) as (inner, _):
        try:
            return _plain(inner, path.name, vocabulary)
        except InputError as fault:
            fault.where = fault.where.replace(str(inner), str(path))
            raise


def _plain(path: Path, name: str, vocabulary: Vocabulary) -> pl.DataFrame:
    try:
        with path.open("rb") as stream:
            head = stream.read(gather.HEAD)
        if head.startswith(_PARQUET):
            return _parquet(path)
        if not head.strip() and len(head) < gather.HEAD:
            return pl.DataFrame(schema=dict.fromkeys(ROW, pl.String))
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(path)) from None
    importer = gather.recognise(path, gather.readers())
    if importer.id == "observations-jsonl" and (quick := _lines(path)) is not None:
        return quick
    context = Context(body="", realm="", file="", name=name, vocabulary=vocabulary)
    chunks: Iterator[Chunk] = importer.module.read(path, context)
    rows = pl.concat([chunk.observations.select(*ROW, *REALM) for chunk in chunks])
    itself = (pl.col("subject") == "file:") | pl.col("subject").str.starts_with("run:")
    return rows.filter(~itself)  # what is said of the file or the run itself


def _parquet(path: Path) -> pl.DataFrame:
    try:
        rows = pl.scan_parquet(path)
        has = rows.collect_schema()
        missing = [column for column in ROW[:3] if column not in has]
        if missing:
            raise BrokenInput(f"it has no column {' or '.join(missing)}", where=str(path))
        rows = rows.select(
            **{column: cast for column, cast in _columns().items() if column in has},
            **({} if "encoding" in has else {"encoding": pl.lit("text").cast(_coded("encoding"))}),
        )
        found = rows.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        raise BrokenInput(f"it is not whole Parquet: {' '.join(str(fault).split())[:160]}", where=str(path)) from None
    empty = [column for column in ROW[:3] if found[column].null_count()]
    if empty:
        raise BrokenInput(f"{' and '.join(empty)} must not be empty", where=str(path))
    if (wrong := _wrong(found)) is not None:
        raise BrokenInput(wrong, where=str(path))
    return found


def _lines(path: Path) -> pl.DataFrame | None:
    """The rows of JSON Lines in columns; None if anything in them is odd: the careful reader then says what.

    What naming does not look at (times, counts) is not checked here, and a number is taken as its text.
    """
    # A subject may be an address with a password in it, which only the careful reader takes out.
    secret = pl.col("subject").str.contains("@", literal=True)
    try:
        found = _repeating(path)
        if found is None:
            found = pl.scan_ndjson(path, schema=_SCHEMA).select(**_columns(), secret=secret).collect()
            if found["secret"].any():
                return None
            found = found.drop("secret")
    except pl.exceptions.PolarsError:
        return None
    odd = any(found[column].null_count() for column in ROW[:3])
    return None if odd or _wrong(found) is not None else found


_FORM = re.compile(rb'(\{ ?"subject": ?")[^"\\]+("(?:, ?)"field": ?)')
_SAMPLE, _ALIKE = 100_000, 2
"""Lines looked at, and how many of them must share what follows the subject, on average, for it to be parsed once."""


def _repeating(path: Path) -> pl.DataFrame | None:
    """Lines that begin with their subject and repeat in what follows it: each distinct rest is parsed once.

    None for lines of another form, which the ordinary parser must read.
    """
    with path.open("rb") as stream:
        form = _FORM.match(stream.readline(1 << 16))
    if form is None:
        return None
    begin, then = (part.decode() for part in form.groups())
    line = pl.col("line").str
    lines = pl.scan_lines(path, name="line")
    some = lines.head(_SAMPLE).select(line.splitn(then, 2).struct[1]).collect().to_series()
    if some.n_unique() * _ALIKE > len(some):
        return None
    split = lines.select(halves=line.splitn(then, 2), begins=line.starts_with(begin)).select(
        "begins",
        subject=pl.col("halves").struct[0].str.strip_prefix(begin),
        rest=pl.col("halves").struct[1].cast(_coded("value")),
    )
    found = split.collect()
    # A quotation mark in what should be the subject means that more than the subject stands there.
    plain = found.lazy().select(~pl.col("subject").str.contains(r'["\\@\x00-\x1f]').any()).collect(engine="streaming")
    rests = found["rest"].unique()
    if rests.null_count() or not found["begins"].all() or not plain.item():
        return None
    text = "\n".join('{"field":' + rest for rest in rests.cast(pl.String))
    parsed = pl.read_ndjson(io.BytesIO(text.encode()), schema=_SCHEMA)
    if len(parsed) != len(rests) or parsed["subject"].count():
        return None  # a rest that is more than one object, or names a subject again
    codes = rests.to_physical()
    at = pl.Series([0], dtype=pl.UInt32).new_from_index(0, int(codes.max()) + 1)  # type: ignore[arg-type]
    at = at.scatter(codes, range(len(rests))).gather(found["rest"].to_physical())
    columns = parsed.select(**_columns()).drop("subject")
    return pl.DataFrame([found["subject"], *(column.gather(at) for column in columns)])


_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def _wrong(found: pl.DataFrame) -> str | None:
    """What is wrong with rows in which nothing is missing, if anything is."""
    subject = pl.col("subject").str
    sure = subject.contains(":", literal=True) & ~subject.starts_with(":") & ~subject.ends_with(":")
    all_sure = found.lazy().select(sure.all()).collect(engine="streaming").item()
    if not (all_sure or found.select(subject.contains(r"^[^:]+:(?s:.)").all()).item()):
        return "a subject is not kind:value"
    encodings = set(found["encoding"].unique().cast(pl.String))
    if encodings - {"text", "base64"}:
        return "an encoding is neither text nor base64"
    if "base64" in encodings:
        coded = found.lazy().filter(pl.col("encoding") == "base64").select(pl.col("value").unique()).collect()
        if not coded["value"].cast(pl.String).str.contains(_BASE64).all():
            return "a value is not base64"
    return None
