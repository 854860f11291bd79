"""Name what observations speak of, without any log: one identity a subject, from a few rows to tens of millions."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.engine import extensions, gather, known
from camcensus.knowledge import load
from camcensus.model.errors import BrokenInput, InputError
from camcensus.model.identity import Identity, confidence
from camcensus.model.knowledge import Knowledge, Vocabulary
from camcensus.model.reading import Chunk, Context
from camcensus.reason import identity
from camcensus.reason.sayings import Sayings

COLUMNS = ("subject", "class", "brand", "manufacturer", "hardware_maker", "model", "firmware", "confidence", "because")
"""Columns of the identities."""

_ROW = ("subject", "field", "value", "encoding")
_REALM = ("body", "realm")
_PARQUET = b"PAR1"
_BATCH = 50_000


def from_file(path: Path | None) -> pl.DataFrame:
    """The identities (`COLUMNS`) of the subjects of a file that can be read, or of standard input, in its order.

    Parquet needs the columns subject, field and value; encoding, body and realm may be absent. Raises `InputError`.
    """
    if path is None:
        with tempfile.NamedTemporaryFile(prefix="camcensus-") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
            kept.flush()
            return _from_input(Path(kept.name)) if kept.tell() else _nothing()
    knowledge = known.load(load.read())
    return name(_read(path, knowledge.vocabulary), knowledge, known.sayings(knowledge))


def _from_input(kept: Path) -> pl.DataFrame:
    """As `from_file`; what is wrong is said of standard input, not of the file that holds it meanwhile."""
    try:
        return from_file(kept)
    except InputError as fault:
        fault.where = fault.where.replace(str(kept), kept.name).replace(kept.name, "standard input")
        raise


def name(seen: pl.DataFrame, knowledge: Knowledge, sayings: Sayings) -> pl.DataFrame:
    """One identity (`COLUMNS`) for each distinct subject of `seen`, in the order they were first seen.

    Subjects are not joined to each other here: joining is what an assessment does. Equal subjects of two bodies or
    realms are two.
    """
    apart = [column for column in _REALM if column in seen.columns and _varies(seen[column])]
    key = "subject"
    if apart:  # by number, as a name may hold whatever would part it from the subject
        numbers = [pl.col(column).cast(pl.String).fill_null("").rank("dense").cast(pl.String) for column in apart]
        seen = seen.with_columns(key=pl.concat_str([*numbers, "subject"], separator=" "))
        key = "key"
    recognised, keys = identity.recognise(seen, sayings), seen[key]
    del seen  # the largest thing here, where nobody else holds it
    found = identity.combine(keys, recognised, knowledge)
    del keys, recognised
    places, shown = found.devices["combination"], _shown(found)
    subjects = found.devices[key]
    if apart:
        subjects = subjects.str.splitn(" ", len(apart) + 1).struct[-1]
    del found
    return pl.DataFrame([subjects.alias("subject"), *(shown[column].gather(places) for column in COLUMNS[1:])])


def each(named: pl.DataFrame) -> Iterator[Identity]:
    """The identities one by one."""
    for batch in named.iter_slices(_BATCH):
        for subject, kind, *roles, sure, because in batch.iter_rows():
            brand, manufacturer, hardware_maker, model, firmware = roles
            yield Identity(
                subject=subject,
                kind=kind,
                brand=brand,
                manufacturer=manufacturer,
                hardware_maker=hardware_maker,
                model=model,
                firmware=firmware,
                confidence=sure,
                because=tuple(because),
            )


def write(named: pl.DataFrame, path: Path) -> None:
    """The identities as Parquet."""
    try:
        named.write_parquet(path)
    except OSError as fault:
        raise InputError(f"it cannot be written: {fault.strerror or fault}", where=str(path)) from None


def _varies(column: pl.Series) -> bool:
    return column.null_count() < len(column) and column.n_unique() > 1


def _shown(found: identity.Combinations) -> pl.DataFrame:
    """`COLUMNS` but the first, a row for each combination in their order."""
    coded = pl.Categorical(pl.Categories.random())
    answers = [settled.answers for settled in found.settled]
    columns: dict[str, pl.Series] = {}
    for column in COLUMNS[1:-2]:
        columns[column] = pl.Series([one[column].value for one in answers], dtype=pl.String).cast(coded)
    columns["class"] = columns["class"].cast(pl.String).fill_null("unknown").cast(coded)
    sure = [one["hardware_maker"] if one["hardware_maker"].value else one["brand"] for one in answers]
    columns["confidence"] = pl.Series([confidence(one.weight, one.second) for one in sure], dtype=pl.Float64)
    columns["because"] = pl.Series(found.because, dtype=pl.List(pl.String)).cast(pl.List(coded))
    return pl.DataFrame(columns)


def _read(path: Path, vocabulary: Vocabulary) -> pl.DataFrame:
    """The rows of a file: `_ROW`, and `_REALM` where it has them."""
    try:
        with path.open("rb") as stream:
            head = stream.read(gather.HEAD)
        if head.startswith(_PARQUET):
            return _parquet(path)
        if not head.strip() and len(head) < gather.HEAD:
            return pl.DataFrame(schema=dict.fromkeys(_ROW, pl.String))
    except OSError as fault:
        raise InputError(f"it cannot be opened: {fault.strerror}", where=str(path)) from None
    importer = gather.recognise(path, extensions.found("importers"))
    if importer.id == "observations-jsonl" and (quick := _lines(path)) is not None:
        return quick
    context = Context(body="", realm="", file="", name=path.name, vocabulary=vocabulary)
    chunks: Iterator[Chunk] = importer.module.read(path, context)
    rows = pl.concat([chunk.observations.select(*_ROW, *_REALM) for chunk in chunks])
    return rows.filter(pl.col("subject") != "file:")  # what is said of the file itself


def _parquet(path: Path) -> pl.DataFrame:
    try:
        rows = pl.scan_parquet(path)
        has = rows.collect_schema()
        missing = [column for column in _ROW[:3] if column not in has]
        if missing:
            raise BrokenInput(f"it has no column {' or '.join(missing)}", where=str(path))
        rows = rows.select(
            *(pl.col(column).cast(_coded(column)) for column in (*_ROW[:3], *_REALM) if column in has),
            (pl.col("encoding").fill_null("text") if "encoding" in has else pl.lit("text"))
            .cast(_coded("encoding"))
            .alias("encoding"),
        )
        found = rows.collect()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as fault:
        raise BrokenInput(f"it is not whole Parquet: {' '.join(str(fault).split())[:160]}", where=str(path)) from None
    empty = [column for column in _ROW[:3] if found[column].null_count()]
    if empty:
        raise BrokenInput(f"{' and '.join(empty)} must not be empty", where=str(path))
    if (wrong := _wrong(found)) is not None:
        raise BrokenInput(wrong, where=str(path))
    return found


def _lines(path: Path) -> pl.DataFrame | None:
    """The rows of JSON Lines in columns; None if anything in them is odd: the careful reader then says what.

    What naming does not look at (times, counts) is not checked here, and a number is taken as its text.
    """
    schema = dict.fromkeys((*_ROW, *_REALM), pl.String)
    coded = {column: pl.col(column).cast(_coded(column)) for column in (*_ROW, *_REALM)}
    coded["encoding"] = pl.col("encoding").fill_null("text").cast(_coded("encoding"))
    # A subject may be an address with a password in it, which only the careful reader takes out.
    secret = pl.col("subject").str.contains("@", literal=True)
    try:
        found = pl.scan_ndjson(path, schema=schema).select(**coded, secret=secret).collect()
    except pl.exceptions.PolarsError:
        return None
    odd = any(found[column].null_count() for column in _ROW[:3]) or found["secret"].any()
    found = found.drop("secret")
    return None if odd or _wrong(found) is not None else found


_BASE64 = r"^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"


def _wrong(found: pl.DataFrame) -> str | None:
    """What is wrong with rows in which nothing is missing, if anything is."""
    subject = pl.col("subject").str
    sure = subject.contains(":", literal=True) & ~subject.starts_with(":") & ~subject.ends_with(":")
    doubtful = found.lazy().filter(~sure).select("subject").collect(engine="streaming")["subject"]
    if not doubtful.str.contains(r"^[^:]+:(?s:.)").all():
        return "a subject is not kind:value"
    encodings = set(found["encoding"].unique().cast(pl.String))
    if encodings - {"text", "base64"}:
        return "an encoding is neither text nor base64"
    if "base64" in encodings:
        coded = found.lazy().filter(pl.col("encoding") == "base64").select(pl.col("value").unique()).collect()
        if not coded["value"].cast(pl.String).str.contains(_BASE64).all():
            return "a value is not base64"
    return None


def _coded(column: str) -> type[pl.DataType] | pl.DataType:
    """Columns in which few values are distinct are kept by number: the file holds them so, or should."""
    return pl.String() if column == "subject" else pl.Categorical(pl.Categories.random())


def _nothing() -> pl.DataFrame:
    schema: dict[str, pl.DataType] = dict.fromkeys(COLUMNS, pl.String())
    return pl.DataFrame(schema=schema | {"confidence": pl.Float64(), "because": pl.List(pl.String)})
