"""Frames as tables: the columns in their order, each text fit for a cell, and words in place of codes."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.identity import confidence
from camcensus.report import _cells as cells
from camcensus.report import _register as registers
from camcensus.report._columns import Column

TYPES: dict[str, pl.DataType] = {
    "text": pl.String(), "integer": pl.Int64(), "number": pl.Float64(), "date": pl.Date(), "day": pl.String(),
    "moment": pl.Datetime("us", "UTC"),
}  # fmt: skip
"""What each kind of column holds in a frame."""

LIST = "; "
"""What stands between several answers in one cell."""


def fit(frame: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """The frame with exactly these columns; those that it lacks are empty."""
    return pl.DataFrame([_fit(frame, column) for column in columns])


def _fit(frame: pl.DataFrame, column: Column) -> pl.Series:
    kind = TYPES[column.kind]
    if column.name not in frame.columns:
        return pl.Series(column.name, [None] * frame.height, dtype=kind)
    values = frame[column.name].cast(kind)
    return cells.column(values, column.most) if kind == pl.String() else values


def yes(column: str) -> pl.Expr:
    """A truth as yes or no; nothing where it is not known."""
    return pl.when(column).then(pl.lit("yes")).when(pl.col(column).is_not_null()).then(pl.lit("no"))


def worded(values: pl.Series, words: Callable[[str], str]) -> pl.Series:
    """Each text in other words; one look for each that differs, and nothing stays nothing."""
    found = values.drop_nulls().unique(maintain_order=True).to_list()
    return values.replace_strict(found, [words(one) for one in found], return_dtype=pl.String)


def claimed(assessment: Assessment, about: str, values: pl.Series) -> pl.Series:
    """Answers about one role, with the names people know."""
    return worded(values, lambda claim: registers.claim_words(assessment, about, claim))


def sureness(weights: pl.Series) -> pl.Series:
    """Weights in decibans as confidences; nothing for no weight."""
    known = weights.cast(pl.Int64).set(weights <= 0, None)
    found = known.drop_nulls().unique(maintain_order=True).to_list()
    return known.replace_strict(found, [confidence(one) for one in found], return_dtype=pl.Float64)


def joined(column: str) -> pl.Expr:
    """Of a group: its values, each once, in order, as one text."""
    return pl.col(column).drop_nulls().unique().sort().str.join(LIST)


def csv(frame: pl.DataFrame, *, marked: bool = True) -> bytes:
    """UTF-8, moments in UTC; with a byte order mark, so that spreadsheets read it right, or without for programs."""
    out = io.BytesIO()
    frame.write_csv(out, include_bom=marked, line_terminator="\r\n", datetime_format="%Y-%m-%dT%H:%M:%SZ")
    return out.getvalue()


def of_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[Column]) -> pl.DataFrame:
    """Rows as a frame with these columns; what a row does not say is empty."""
    schema = {column.name: TYPES[column.kind] for column in columns}
    return fit(pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema), columns)
