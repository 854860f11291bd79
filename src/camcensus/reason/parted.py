"""What named persons say of two names: that one thing bears both, or that two do.

Such a word is an observation of the fields `FIELDS`, whose subject is one of the names and whose value is the other; of
one pair of names the newest word holds. It stands above what keys, addresses and times say.
"""

from __future__ import annotations

import polars as pl

from camcensus.reason import keys as by

SAME, OTHER, OPEN = FIELDS = ("settled.same_as", "settled.not_same_as", "settled.either_way")
"""They are one; they are two; what was said of them before is taken back."""
SOURCE = "settled:"
"""What the source of a person's word begins with."""
APART = "\x1d"
"""Stands around the name of a side that was parted from the rest, behind its body, while things are joined."""


def newest(told: pl.DataFrame) -> pl.DataFrame:
    """field, one, other (keys of `keys.coded`): the newest word on each pair; none where it was taken back."""
    rows = told.filter(pl.col("field").is_in(list(FIELDS)))
    if rows.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(("field", "one", "other"), pl.String))
    rows = rows.with_row_index("word")
    where = ["word", "position", "body", "realm"]
    kind, name = (pl.col("value").str.extract(part, 1).fill_null("") for part in (r"^([^:]*):", r"^[^:]*:(.*)$"))
    other, own = rows.select(*where, kind=kind, value=name), rows.select(*where, "kind", value="name")
    one, two = (by.coded(part).select("word", "key") for part in (own, other))
    both = rows.join(one.rename({"key": "one"}), on="word").join(two.rename({"key": "other"}), on="word")
    both = both.select(
        "field", "at", "position", one=pl.min_horizontal("one", "other"), other=pl.max_horizontal("one", "other")
    )
    held = both.sort("at", "position", "field", nulls_last=False).unique(["one", "other"], keep="last")
    held = held.filter((pl.col("field") != OPEN) & (pl.col("one") != pl.col("other")))
    return held.select("field", "one", "other").sort("one", "other")


def attached(told: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Persons' words with the `device` that bears the name they speak of, which they never join or part by themselves.

    `names`: device, key, position. Of several holders the one that was known last when the word was said; a name that
    nothing bears is a device of its own, of which only people speak.
    """
    columns = ["position", "body", "realm", "kind"]
    own = by.coded(told.select(*columns, value="name").with_row_index("word")).select(
        "word", "scope", "kind", "value", "key"
    )
    rows = told.with_row_index("word").join(own.select("word", "key"), on="word", how="left", maintain_order="left")
    held = rows.select("word", "key", at="position").join(names.select("key", "device", "position"), on="key")
    later = pl.col("position") > pl.col("at")
    gap = (pl.col("position") - pl.col("at")).abs()
    held = held.sort("word", later, gap, "device").unique("word", keep="first").select("word", "device")
    alone = own.join(held, on="word", how="anti")
    ids = [by.device_id(*row) for row in alone.select("scope", "kind", "value").iter_rows()]
    every = pl.concat([held, alone.select("word", device=pl.Series(ids, dtype=pl.String))])
    return rows.join(every, on="word", maintain_order="left").drop("word", "key")


def pairs(words: pl.DataFrame, held: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """(thing, holder) for each pair of names that one thing bears; of a name with several holders the newest."""
    borne = held.select("position", key=whole(pl.col("key")), thing=labels.gather(held["sighting"])).sort(
        "position", "thing"
    )
    borne = borne.unique("key", keep="last").select("key", "thing")
    same = words.filter(pl.col("field") == SAME)
    found = same.join(borne, left_on="one", right_on="key").join(
        borne.rename({"thing": "holder"}), left_on="other", right_on="key"
    )
    return found.select("thing", "holder")


def side(words: pl.DataFrame, held: pl.DataFrame, labels: pl.Series) -> pl.DataFrame:
    """sighting, apart: what is to be parted from a thing that bears two names which are of two; first words first.

    What bears the name that was known first stays, so that the thing keeps its id; a record that states both names goes
    with the one it is of. With what goes go the sightings that share a key with it and none with what stays.
    """
    columns = ["sighting", "position", "code", "is_subject"]
    borne = held.select(*columns, key=whole(pl.col("key")), thing=labels.gather(held["sighting"]))
    for names in words.filter(pl.col("field") == OTHER).select("one", "other").iter_rows():
        bearing = [(key, borne.filter(pl.col("key") == key)) for key in names]
        if any(found.is_empty() for _, found in bearing):
            continue
        (_, first), (other, second) = sorted(bearing, key=_known)
        there = borne.join(first.join(second, on="thing", how="semi").select("thing").unique(), on="thing", how="semi")
        own = second.filter("is_subject")["sighting"]
        stay = first.filter(~pl.col("sighting").is_in(own.implode()))["sighting"]
        moved = _moved(there, stay, second["sighting"])
        if moved.len():
            return moved.to_frame("sighting").with_columns(apart=pl.lit(f"{APART}{other}{APART}"))
    return pl.DataFrame(schema={"sighting": pl.UInt32, "apart": pl.String})


def _known(found: tuple[str, pl.DataFrame]) -> tuple[int, str]:
    """When a name was first known."""
    return min(found[1]["position"].to_list()), found[0]


def _moved(there: pl.DataFrame, stay: pl.Series, go: pl.Series) -> pl.Series:
    """The sightings of a thing that go: `go`, and by shared keys as far as none is shared with those that stay."""
    mine = there.filter(pl.col("sighting").is_in(stay.implode()))["code"].unique()
    free = there.filter(~pl.col("code").is_in(mine.implode()) & ~pl.col("sighting").is_in(stay.implode()))
    gone = there.filter(pl.col("sighting").is_in(go.implode()) & ~pl.col("sighting").is_in(stay.implode()))["sighting"]
    gone = gone.unique().sort()
    while True:
        codes = free.filter(pl.col("sighting").is_in(gone.implode()))["code"].unique()
        more = free.filter(pl.col("code").is_in(codes.implode()))["sighting"]
        grown = pl.concat([gone, more]).unique().sort()
        if grown.len() == gone.len():
            return gone
        gone = grown


def whole(text: pl.Expr) -> pl.Expr:
    """A body or key as it was before sides were parted."""
    return text.str.replace_all(f"{APART}[^{APART}]*{APART}", "")
