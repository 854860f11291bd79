"""Where a record says one thing of a device and the network, or another record, says another: both are shown.

Nothing is overwritten and nobody is right by rule: a register may be old, a camera may lie, a lease may be long gone.
So each difference bears what was stated and what was seen, by whom and when, and when both last agreed. What differs
only in spelling is no difference: a brand counts by what it is called, a model and a firmware version without case and
punctuation and as far as the shorter of both goes, a serial number where one holds the other.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from camcensus.model.knowledge import Brand
from camcensus.reason import statements
from camcensus.reason.doubts import makers_behind
from camcensus.reason.places import PRESENT

SCHEMA: dict[str, type[pl.DataType] | pl.DataType] = {
    "device": pl.String,
    "question": pl.String,
    "stated": pl.String,
    "stated_by": pl.String,
    "stated_of": pl.String,
    "stated_in": pl.Int64,
    "stated_at": pl.Datetime("us", "UTC"),
    "seen": pl.String,
    "seen_by": pl.String,
    "seen_of": pl.String,
    "seen_in": pl.Int64,
    "seen_at": pl.Datetime("us", "UTC"),
    "agreed": pl.Datetime("us", "UTC"),
    "note": pl.String,
}
"""A difference: what was stated and what was seen, each with its source, its subject, the log position it came in and
when it was last told so (null: undated); when both last agreed (null: never); the code of a sentence."""

_LEAST = {"model": 5, "serial": 6, "firmware": 1}
"""Characters from which a part of a model, of a serial number, or the first steps of a version count as the whole."""

_SETTLED = ("make", "class")
"""Questions that all evidence of the network answers together; the others are answered by what was seen last."""

_MOST = 3
"""Values that are shown of a device that has several at one time."""

_STATEMENT = ["device", "question", "subject", "source"]


def find(
    values: pl.DataFrame, network: pl.DataFrame, devices: pl.DataFrame, brands: Mapping[str, Brand]
) -> pl.DataFrame:
    """All differences (`SCHEMA`), device by device in the order of the questions.

    `values` and `network` are of `statements.gather`; `devices` is of an assessment.
    """
    behind = _behind(brands)
    stated, seen = _current(values.filter("is_stated")), values.filter(~pl.col("is_stated"))
    now = pl.concat([_settled(seen, network, brands), _sited(seen, devices), _present(seen), _overfull(stated, seen)])
    driven = now.filter(pl.col("question") == "make").with_columns(question=pl.lit("driver"))
    found = pl.concat(
        [
            _formed(_against(stated, pl.concat([now, driven]), seen, behind).with_columns(note=_note(brands))),
            _formed(_between(stated).with_columns(note=pl.lit("records-differ"))),
            _formed(_elsewhere(stated, now, devices).with_columns(note=pl.lit("address-of-another"))),
            _formed(_drivers(stated, behind).with_columns(note=pl.lit("driver-of-another-maker"))),
        ]
    )
    order = {name: at for at, name in enumerate(statements.QUESTIONS)}
    return found.sort("device", pl.col("question").replace_strict(order), *list(SCHEMA)[2:], nulls_last=True)


def _formed(found: pl.DataFrame) -> pl.DataFrame:
    return found.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _note(brands: Mapping[str, Brand]) -> pl.Expr:
    """What is to be known of a difference: of a label that nothing is known of, else which of both is newer."""
    make = pl.col("question") == "make"
    recorded = [brand.id for brand in brands.values() if makers_behind(brand)]
    stated, seen = pl.col("stated_at"), pl.col("seen_at")
    return (
        pl.when(make & ~pl.col("norm").is_in(list(brands))).then(pl.lit("brand-not-known"))
        .when(make & ~pl.col("norm").is_in(recorded)).then(pl.lit("maker-not-recorded"))
        .when(stated.is_null()).then(pl.lit("record-undated"))
        .when(seen.is_null()).then(pl.lit("sighting-undated"))
        .when(seen > stated).then(pl.lit("seen-since"))
        .otherwise(pl.lit("stated-since"))
    )  # fmt: skip


def _behind(brands: Mapping[str, Brand]) -> pl.DataFrame:
    """norm, other: a brand, and a maker that may stand behind it."""
    pairs = [(brand.id, maker) for brand in brands.values() for maker in sorted(makers_behind(brand))]
    return pl.DataFrame(pairs, schema={"norm": pl.String, "other": pl.String}, orient="row")


def _current(stated: pl.DataFrame) -> pl.DataFrame:
    """The newest statement of each source on each subject: a register that is read anew replaces what it said."""
    newest = stated.filter(pl.col("position") == pl.col("position").max().over(_STATEMENT))
    return newest.sort("last", nulls_last=False).unique([*_STATEMENT, "norm"], keep="last", maintain_order=True)


def _present(seen: pl.DataFrame) -> pl.DataFrame:
    """What the network showed last in each question: values within `PRESENT` of the newest are held together."""
    asked = [name for name in statements.QUESTIONS if name not in _SETTLED]
    found = _told(seen.filter(pl.col("question").is_in(asked)))
    newest = pl.col("last").max().over("device", "question")
    return found.filter(newest.is_null() | (pl.col("last") >= newest - PRESENT))


def _told(seen: pl.DataFrame) -> pl.DataFrame:
    """Each value once, as it was told last, with the most that it ever weighed."""
    value = ["device", "question", "norm"]
    ordered = seen.sort("last", "position", "weight", "subject", nulls_last=False)
    weighed = ordered.with_columns(pl.col("weight").max().over(value))
    return weighed.unique(value, keep="last", maintain_order=True)


def _settled(seen: pl.DataFrame, network: pl.DataFrame, brands: Mapping[str, Brand]) -> pl.DataFrame:
    """Who built each device and what it is, as all that the network showed settles it, with what told so last.

    Where nothing settles who built it, the label that the device gives itself counts, by the maker that owns the brand.
    """
    owner = {brand.id: brand.manufacturer or brand.id for brand in brands.values()}
    built, label = pl.col("hardware_maker"), pl.col("brand")
    asked = [
        ("make", "maker", built, built),
        ("make", "make", label, pl.coalesce(built, label.replace(owner))),
        ("class", "class", pl.col("class"), pl.col("class")),
    ]
    rows = [
        network.select("device", norm=norm, answer=answer, answers=pl.lit(answers), question=pl.lit(question))
        for answers, question, norm, answer in asked
    ]
    found = pl.concat(rows).join(_told(seen), on=["device", "question", "norm"], maintain_order="left")
    found = found.unique(["device", "answers"], keep="first", maintain_order=True)
    return found.with_columns(question="answers", norm="answer", value="answer").select(seen.columns)


def _sited(seen: pl.DataFrame, devices: pl.DataFrame) -> pl.DataFrame:
    """The site in which each device's present address lies, by the newest sighting of an address."""
    placed = devices.filter((pl.col("addresses") != "") & pl.col("observed")).select("device", norm="site").drop_nulls()
    last = seen.filter(pl.col("question") == "ip").sort("last", "position", nulls_last=False)
    last = last.unique("device", keep="last", maintain_order=True).drop("norm", "value", "question")
    return placed.join(last, on="device").with_columns(value="norm", question=pl.lit("site")).select(seen.columns)


def _overfull(stated: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The channels in use where they are more than any record says there are: fewer contradict nobody."""
    number = pl.col("norm").str.to_integer(strict=False)
    most = stated.filter(pl.col("question") == "channels").group_by("device").agg(most=number.max())
    used = _told(seen.filter(pl.col("question") == "used")).join(most, on="device").filter(number > pl.col("most"))
    return used.with_columns(question=pl.lit("channels")).select(seen.columns)


def _agree(pairs: pl.DataFrame, behind: pl.DataFrame) -> pl.Series:
    """Whether the two sides of each pair (norm, other) mean the same, by its question."""
    one, other, question = pl.col("norm"), pl.col("other"), pl.col("question")
    short = pl.min_horizontal(one.str.len_chars(), other.str.len_chars())
    enough = short >= question.replace_strict(_LEAST, default=1 << 20, return_dtype=pl.Int64)
    held = one.str.contains(other, literal=True) | other.str.contains(one, literal=True)
    begins = one.str.starts_with(other) | other.str.starts_with(one)
    steps = (one + ".").str.starts_with(other + ".") | (other + ".").str.starts_with(one + ".")
    loose = pl.when(question == "serial").then(held).when(question == "model").then(begins).otherwise(steps)
    known = pairs.join(
        behind.with_columns(may=pl.lit(value=True)), on=["norm", "other"], how="left", maintain_order="left"
    )
    may = question.is_in(["make", "driver"]) & pl.col("may").fill_null(value=False)
    return known.select((one == other) | (enough & loose) | may).to_series()


def _against(stated: pl.DataFrame, now: pl.DataFrame, seen: pl.DataFrame, behind: pl.DataFrame) -> pl.DataFrame:
    """What records state and the network does not show, beside what it shows."""
    pairs = stated.join(now.select("device", "question", other="norm"), on=["device", "question"])
    pairs = pairs.with_columns(agree=_agree(pairs, behind))
    apart = pairs.group_by(_STATEMENT).agg(pl.col("agree").any()).filter(~pl.col("agree")).drop("agree")
    lines = stated.join(apart, on=_STATEMENT, how="semi")
    said = _lines(lines)
    ranked = now.sort("weight", "last", "value", descending=[True, True, False], nulls_last=True)
    shown = ranked.group_by("device", "question", maintain_order=True).agg(
        pl.col("value").head(_MOST).str.join(", "), pl.col("source", "subject", "position", "last").first()
    )
    return (
        _named(said, "stated")
        .join(_named(shown, "seen"), on=["device", "question"])
        .join(
            _named(_agreed(lines, seen, behind), "stated"),
            on=["device", "question", "stated_of", "stated_by"],
            how="left",
        )
    )


def _agreed(lines: pl.DataFrame, seen: pl.DataFrame, behind: pl.DataFrame) -> pl.DataFrame:
    """When the network last showed what each record states."""
    alike = pl.when(pl.col("question") == "maker").then(pl.lit("make")).otherwise("question")
    once = (
        seen.with_columns(question=alike).group_by("device", "question", other="norm").agg(agreed=pl.col("last").max())
    )
    pairs = lines.join(once, on=["device", "question"])
    return pairs.filter(_agree(pairs, behind)).group_by(_STATEMENT).agg(pl.col("agreed").max())


def _elsewhere(stated: pl.DataFrame, now: pl.DataFrame, devices: pl.DataFrame) -> pl.DataFrame:
    """Addresses that records give to one device while another answers there; the other stands as `seen`.

    What a record says was removed claims no address.
    """
    here = devices.filter(pl.col("in_use") != "no").select("device")
    claimed = stated.filter(pl.col("question") == "ip").join(here, on="device", how="semi")
    held = now.filter(pl.col("question") == "ip").select(
        "device", "norm", "scope", "source", "subject", "position", "last"
    )
    claimed = claimed.join(held, on=["device", "norm"], how="anti")
    maker = pl.coalesce("hardware_maker", "brand").fill_null("maker not known")
    called = pl.concat_str(pl.lit("another device: "), "label", pl.lit(", "), maker)
    others = held.join(devices.select("device", value=called), on="device").rename({"device": "other"})
    met = _named(claimed, "stated").join(_named(others, "seen"), on=["norm", "scope"])
    return met.filter(pl.col("device") != pl.col("other")).with_columns(agreed=_NEVER)


_NEVER = pl.lit(None, dtype=pl.Datetime("us", "UTC"))


def _lines(stated: pl.DataFrame) -> pl.DataFrame:
    """One row a statement, its values side by side."""
    ordered = stated.sort("value")
    return ordered.group_by(_STATEMENT, maintain_order=True).agg(
        pl.col("value").head(_MOST).str.join(", "), pl.col("norm").first(), pl.col("position", "last").max()
    )


def _named(told: pl.DataFrame, side: str) -> pl.DataFrame:
    """The columns of one side of a difference under their names."""
    names = {
        "value": side,
        "source": f"{side}_by",
        "subject": f"{side}_of",
        "position": f"{side}_in",
        "last": f"{side}_at",
    }
    return told.rename({name: new for name, new in names.items() if name in told.columns})


def _between(stated: pl.DataFrame) -> pl.DataFrame:
    """What two records state differently; the one that was read later stands as `seen`."""
    compared = stated.filter(pl.col("question") != "driver")
    ordered = ["position", "subject", "source"]
    number = compared.select(*_STATEMENT, "position").unique().sort(ordered).with_row_index("number")
    numbered = compared.join(number, on=[*_STATEMENT, "position"])
    pairs = numbered.join(
        numbered.select("device", "question", later="number", other="norm"), on=["device", "question"]
    ).filter(pl.col("number") < pl.col("later"))
    pairs = pairs.with_columns(agree=_agree(pairs, _behind({})))
    apart = pairs.group_by("number", "later").agg(pl.col("agree").any()).filter(~pl.col("agree"))
    said = _lines(numbered).join(number, on=[*_STATEMENT, "position"])
    first, second = _named(said, "stated"), _named(said.drop("device", "question", "norm"), "seen")
    return (
        apart.join(first, on="number").join(second.rename({"number": "later"}), on="later").with_columns(agreed=_NEVER)
    )


def _drivers(stated: pl.DataFrame, behind: pl.DataFrame) -> pl.DataFrame:
    """Drivers of another maker than may stand behind the make that a record names; the driver stands as `seen`."""
    made = _lines(stated.filter(pl.col("question") == "make"))
    driven = _lines(stated.filter(pl.col("question") == "driver"))
    both = _named(made, "stated").join(_named(driven.rename({"norm": "other"}), "seen").drop("question"), on="device")
    both = both.with_columns(question=pl.lit("driver"), agreed=_NEVER)
    return both.filter(~_agree(both, behind))
