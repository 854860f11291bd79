"""Who made each device, in four separate roles, and what it is: from all that was seen of it.

The same code for one device and for ten million rows. Each distinct value is recognised once, each distinct combination
of what was said is weighed once, and both are joined back by number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import polars as pl

from camcensus.model.knowledge import Knowledge
from camcensus.reason.matcher import Saying
from camcensus.reason.sayings import Sayings
from camcensus.reason.weigh import NOTHING, ROLES, Settled, settle

CLAIMS: dict[str, type[pl.DataType]] = {
    "about": pl.String,
    "claim": pl.String,
    "weight": pl.Int64,
    "origin": pl.String,
    "by": pl.String,
    "copied": pl.Boolean,
}
"""Columns of what was said."""

_FEW = 256
"""Rows up to which distinct values and combinations are found without columns."""

_TABLE = 1 << 26
"""Entries of a table from values to their numbers that is still worth its memory (256 MB)."""

_PART, _PARTS = 4_000_000, 8
"""Rows whose devices are found at a time, and how often all rows are gone through for that at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Claims and what they add up to."""

    claims: pl.DataFrame
    """device, `CLAIMS`, because (observation id)."""
    identities: pl.DataFrame
    """One row a device: see `Combinations.identities`."""


def name(seen: pl.DataFrame, knowledge: Knowledge, sayings: Sayings) -> Named:
    """Identities of the devices of `seen` (observations with `device`), from all evidence together."""
    found = combine(seen["device"], recognise(seen, sayings), knowledge)
    identities = found.devices.join(found.identities(), on="combination", how="left").drop("combination").sort("device")
    own = found.rows(seen, "device", "id").join(found.said(), on="code")
    own = own.select("device", *CLAIMS, because="id")
    because = own.filter(pl.col("about").is_in(["brand", "class"]))
    because = because.group_by("device", "about").agg(pl.col("because").min())
    derived = found.devices.join(found.derived(), on="combination").with_columns(
        from_about=pl.when(pl.col("about") == "visual").then(pl.lit("class")).otherwise(pl.lit("brand"))
    )
    derived = derived.join(because, left_on=["device", "from_about"], right_on=["device", "about"])
    claims = pl.concat([own, derived.select(own.columns)]).unique(maintain_order=True)
    return Named(claims=claims.sort("device", "about", "claim", "origin", "by", "because"), identities=identities)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognised:
    """What each row of what was seen says."""

    codes: pl.Series
    """For each row the number in `spoken` of what its value says."""
    spoken: Sequence[tuple[Saying, ...]]
    """What values say; the first is nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Combinations:
    """Which values say the same, and which devices have the same said of them."""

    recognised: Recognised
    devices: pl.DataFrame
    """The key, and ``combination``: one row a device, in the order they were first seen."""
    settled: Sequence[Settled]
    """What each combination adds up to."""
    because: Sequence[tuple[str, ...]]
    """The knowledge entries that each combination stands on."""

    def rows(self, seen: pl.DataFrame, *columns: str) -> pl.DataFrame:
        """The rows that say something: `columns`, and ``code``."""
        codes = self.recognised.codes
        return seen.select(columns).with_columns(code=codes).filter(codes > 0)

    def said(self) -> pl.DataFrame:
        """``code`` and `CLAIMS` of everything said."""
        rows = [(code, *one) for code, said in enumerate(self.recognised.spoken) for one in said]
        return pl.DataFrame(rows, schema={"code": pl.UInt32, **CLAIMS}, orient="row")

    def derived(self) -> pl.DataFrame:
        """``combination`` and `CLAIMS` of what followed from other claims."""
        rows = [(number, *one) for number, settled in enumerate(self.settled) for one in settled.derived]
        return pl.DataFrame(rows, schema={"combination": pl.UInt32, **CLAIMS}, orient="row")

    def identities(self) -> pl.DataFrame:
        """``combination``, and three columns for each of `ROLES`.

        The answer, its weight (``x_weight``), and the answers that did not stand (``x_others``, text).
        """
        columns: dict[str, object] = {"combination": pl.Series(range(len(self.settled)), dtype=pl.UInt32)}
        for role in ROLES:
            answers = [settled.answers.get(role, NOTHING) for settled in self.settled]
            columns[role] = pl.Series([one.value for one in answers], dtype=pl.String)
            columns[f"{role}_weight"] = pl.Series([one.weight for one in answers], dtype=pl.Int64)
            columns[f"{role}_others"] = pl.Series([one.others for one in answers], dtype=pl.String)
        return pl.DataFrame(columns)


def recognise(seen: pl.DataFrame, sayings: Sayings) -> Recognised:
    """Recognise each distinct value of `seen` (field, value, encoding)."""
    values, numbers = _distinct(seen)
    spoken: dict[tuple[Saying, ...], int] = {(): 0}
    said = [spoken.setdefault(sayings.of(*value), len(spoken)) for value in values.iter_rows()]
    return Recognised(codes=pl.Series(said, dtype=pl.UInt32).gather(numbers), spoken=list(spoken))


def combine(keys: pl.Series, recognised: Recognised, knowledge: Knowledge) -> Combinations:
    """Weigh each distinct combination of what is said of one of `keys`, which has a value for each row."""
    spoken = recognised.spoken
    devices, members = _combinations(keys, recognised.codes, len(spoken))
    weights, brands = knowledge.vocabulary.weights, knowledge.brands
    settled, because = [], []
    for codes in members:
        every = [one for code in codes for one in spoken[code]]
        settled.append(settle(every, weights, brands))
        because.append(tuple(sorted({one.by for one in every})))
    return Combinations(recognised=recognised, devices=devices, settled=settled, because=because)


def _distinct(seen: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The distinct (field, value, encoding), and for each row the number of its own."""
    if len(seen) <= _FEW:
        return _few_distinct(seen.select(pl.col("field", "value", "encoding").cast(pl.String)))
    values, fields = _numbered(seen["value"]), _numbered(seen["field"])
    width = int(fields.to_physical().max() or 0) + 1  # type: ignore[arg-type]
    size = (int(values.to_physical().max() or 0) + 1) * width * 2  # type: ignore[arg-type]
    number = {name: pl.col(name).to_physical().cast(pl.UInt64) for name in ("value", "field")}
    rows = pl.LazyFrame([values.alias("value"), fields.alias("field"), seen["encoding"]])
    other = (pl.col("encoding") != "text").cast(pl.UInt64)
    rows = rows.select(mixed=(number["value"] * width + number["field"]) * 2 + other)
    first = rows.with_row_index("at").group_by("mixed").agg(pl.col("at").min()).sort("at")
    known = first.with_row_index("number").collect(engine="streaming")
    if size <= _TABLE:
        table = pl.Series("number", [0], dtype=pl.UInt32).new_from_index(0, size)
        table = table.scatter(known["mixed"], known["number"])
        numbered = rows.select(number=pl.lit(table).gather(pl.col("mixed")))
    else:
        numbered = rows.join(known.lazy(), on="mixed", how="left", maintain_order="left").select("number")
    return seen.select("field", "value", "encoding")[known["at"]], numbered.collect(engine="streaming")["number"]


def _few_distinct(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.Series]:
    """The same for few rows, where setting up the columns would take longer than the work."""
    numbers: dict[tuple[str, str, str], int] = {}
    numbered = [numbers.setdefault(row, len(numbers)) for row in rows.iter_rows()]
    return pl.DataFrame(list(numbers), schema=rows.schema, orient="row"), pl.Series(numbered, dtype=pl.UInt32)


def _numbered(column: pl.Series) -> pl.Series:
    """A column of texts with a number for each distinct one, as it may be already."""
    if not isinstance(column.dtype, pl.Categorical):
        column = column.cast(pl.Categorical(pl.Categories.random()))
    return column


def _combinations(keys: pl.Series, codes: pl.Series, count: int) -> tuple[pl.DataFrame, list[list[int]]]:
    """The devices, in the order they were first seen, with the number of their combination; and the codes of each.

    A combination is known by the sum of numbers that stand for what is said: no list is built or sorted for a device.
    """
    if len(codes) <= _FEW:
        return _few_combinations(keys, codes)
    a, b = (pl.lit(pl.Series(_marks(count, salt), dtype=pl.UInt64)).gather(pl.col("code")) for salt in (b"a", b"b"))
    key = pl.col(keys.name)
    rows = pl.DataFrame([keys, codes.alias("code")]).lazy().with_row_index("at")
    rows, count = rows.with_columns(one=key.hash(1)), min(_PARTS, 1 + len(keys) // _PART)
    parts = [rows.filter(pl.col("one") % count == part) for part in range(count)] if count > 1 else [rows]
    marked = {"two": (key.hash(2) // 2**32).cast(pl.UInt32), "a": a, "b": b}
    parts = [part.select("at", "code", "one", **marked) for part in parts]
    rows, found = _grouped(parts, "one", "two", pl.col("a", "b").sum(), pl.col("at").min())
    alike, kinds = _grouped([found.lazy()], "a", "b", pl.col("at").min(), pl.col("one").get(pl.col("at").arg_min()))
    kinds = kinds.sort("at").with_row_index("combination")
    devices = alike.join(kinds.lazy(), on="a").select("at", "combination").collect(engine="streaming")
    said = rows.filter(pl.col("code") > 0).join(kinds.lazy(), on="one").group_by("combination")
    listed: list[list[int]] = [[] for _ in range(len(kinds))]
    for number, members in said.agg(pl.col("code").unique().sort()).collect().iter_rows():
        listed[number] = members
    at_first = pl.Series("combination", [None], dtype=pl.UInt32).new_from_index(0, len(keys))
    at_first = at_first.scatter(devices["at"], devices["combination"])
    return pl.DataFrame([keys, at_first]).filter(at_first.is_not_null()), listed


def _few_combinations(keys: pl.Series, codes: pl.Series) -> tuple[pl.DataFrame, list[list[int]]]:
    """The same for few rows, where setting up the columns would take longer than the work."""
    said: dict[str, set[int]] = {}
    for key, code in zip(keys.cast(pl.String), codes, strict=True):
        said.setdefault(key, set()).update([code] if code else [])
    numbers: dict[tuple[int, ...], int] = {}
    of_key = [numbers.setdefault(tuple(sorted(members)), len(numbers)) for members in said.values()]
    named = pl.Series(keys.name, list(said), dtype=pl.String)
    return pl.DataFrame([named, pl.Series("combination", of_key, dtype=pl.UInt32)]), [
        list(members) for members in numbers
    ]


def _grouped(parts: list[pl.LazyFrame], one: str, two: str, *kept: pl.Expr) -> tuple[pl.LazyFrame, pl.DataFrame]:
    """`kept` for each distinct (`one`, `two`), by `one` alone, which is faster; and the rows, for which that is enough.

    One part after another, as a group costs several times its result while it is made; no `one` is in two parts. Should
    two that differ ever share their `one` (a chance in a million at six million devices), it is made anew.
    """
    rows, agree = pl.concat(parts), pl.col(two).min() == pl.col(two).max()
    grouped = pl.concat([part.group_by(one).agg(*kept, agree=agree).collect(engine="streaming") for part in parts])
    if grouped["agree"].all():
        return rows, grouped.drop("agree")
    rows = rows.with_columns(pl.struct(one, two).rank("dense").cast(pl.UInt64).alias(one))
    return rows, rows.group_by(one).agg(*kept).collect()


def _marks(count: int, salt: bytes) -> list[int]:
    """One number of 64 bits for each code; nothing said is nothing."""
    return [0] + [
        int.from_bytes(sha256(salt + number.to_bytes(8, "big")).digest()[:8], "big") for number in range(1, count)
    ]
