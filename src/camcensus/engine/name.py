"""Name what observations speak of, without any log: one identity a subject, from a few rows to tens of millions."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from camcensus.engine import known, rows
from camcensus.knowledge import load
from camcensus.model.errors import InputError
from camcensus.model.identity import Identity, confidence
from camcensus.model.knowledge import Knowledge
from camcensus.reason import identity
from camcensus.reason.sayings import Sayings

COLUMNS = ("subject", "class", "brand", "manufacturer", "hardware_maker", "model", "firmware", "confidence", "because")
"""Columns of the identities."""

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
    return name(rows.read(path, knowledge.vocabulary), knowledge, known.sayings(knowledge))


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
    apart = [column for column in rows.REALM if column in seen.columns and _varies(seen[column])]
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


def _nothing() -> pl.DataFrame:
    schema: dict[str, pl.DataType] = dict.fromkeys(COLUMNS, pl.String())
    return pl.DataFrame(schema=schema | {"confidence": pl.Float64(), "because": pl.List(pl.String)})
