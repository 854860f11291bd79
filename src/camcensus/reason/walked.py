"""What a walk round a site adds to what was known: found only on foot, expected and not there, other labels."""

from __future__ import annotations

import re

import polars as pl

from camcensus.reason import witnesses

_CODES = {
    "not-seen": "expected-not-seen",
    "not-reached": "expected-not-reached",
    "contradicted": "label-contradicts",
    "not-camera": "walked-not-a-camera",
}
"""Outcome of a line to the code of what a person should look at."""

_LABELS = (
    ("make", "survey.expected_make", "register.make"),
    ("model", "survey.expected_model", "model.number"),
)
"""What a label may say, where the sheet says what was expected, and where the surveyor says what stood there."""

_SCHEMA = dict.fromkeys(("device", "code", "detail"), pl.String)
_LINE = ("device", "source", "subject", "position")


def sites(observations: pl.DataFrame) -> frozenset[str]:
    """The sites that somebody walked round."""
    return frozenset(observations.filter(pl.col("field") == "survey.walked")["value"].unique().to_list())


def find(seen: pl.DataFrame) -> pl.DataFrame:
    """device, code, detail: what walk-rounds say differently; of each surveyor the newest word on each line counts."""
    told = seen.filter(pl.col("source").str.contains(witnesses.PEOPLE) & pl.col("field").str.starts_with("survey."))
    newest = told.filter(pl.col("position") == pl.col("position").max().over(_LINE[:3]))
    outcomes = newest.filter(pl.col("field") == "survey.outcome").select(
        "device", by=pl.col("source").str.replace(witnesses.PEOPLE, ""), outcome="value"
    )
    if outcomes.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    listed = outcomes.filter(pl.col("outcome").is_in(list(_CODES)))
    coded = listed.select("device", code=pl.col("outcome").replace_strict(_CODES), detail=pl.lit("by ") + pl.col("by"))
    return pl.concat([coded, _differ(outcomes), _only(seen, outcomes), _labels(seen, newest)]).unique()


def _differ(outcomes: pl.DataFrame) -> pl.DataFrame:
    """Things of which two surveyors say different things."""
    said = outcomes.filter(pl.col("outcome") != "contradicted").unique().sort("device", "by", "outcome")
    both = (pl.col("outcome").n_unique() > 1) & (pl.col("by").n_unique() > 1)
    words = pl.concat_str("by", pl.lit(": "), "outcome").str.join(", ")
    found = said.filter(both.over("device")).group_by("device").agg(detail=words)
    return found.select("device", code=pl.lit("surveyors-differ"), detail="detail")


def _only(seen: pl.DataFrame, outcomes: pl.DataFrame) -> pl.DataFrame:
    """Things that a surveyor saw and no other source knows."""
    stood = outcomes.filter(pl.col("outcome") == "seen").select("device").unique()
    known = witnesses.find(seen.join(stood, on="device", how="semi"))
    alone = known.filter(pl.col("known_by").list.set_difference(["survey", "photograph"]).list.len() == 0)
    return alone.select("device", code=pl.lit("found-on-foot"), detail=pl.lit(""))


def _labels(seen: pl.DataFrame, newest: pl.DataFrame) -> pl.DataFrame:
    """Labels that name another make or model than the sheet led to expect."""
    fields = [field for _, *both in _LABELS for field in both]
    read = seen.join(newest.select(_LINE).unique(), on=list(_LINE), how="semi").filter(pl.col("field").is_in(fields))
    rows: list[tuple[str, str, str]] = []
    for (device, *_), line in read.sort(*_LINE, "field").group_by(*_LINE, maintain_order=True):
        cells = dict(line.select("field", "value").iter_rows())
        for what, expected, found in _LABELS:
            if _apart(cells.get(expected, ""), cells.get(found, "")):
                rows.append((str(device), "label-contradicts", f"{what} {cells[expected]}, label {cells[found]}"))
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _apart(expected: str, found: str) -> bool:
    """Whether two names differ in more than spelling: neither begins with the other."""
    one, other = (re.sub(r"[^0-9a-z]+", "", text.casefold()) for text in (expected, found))
    return bool(one and other) and not (one.startswith(other) or other.startswith(one))
