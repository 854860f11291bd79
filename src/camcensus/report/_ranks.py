"""How grave a finding is once waivers count: ``not-applicable < met < waived < unknown < not-met``."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import ABOUT
from camcensus.model.outcome import Outcome

KINDS = ("not-applicable", "met", "waived", "unknown", "not-met")
"""From the mildest; a rank is a place in this list. ``waived`` is *not met* under a waiver in force."""

WORDS = {
    "not-met": "not met",
    "unknown": "unknown",
    "waived": "waived",
    "met": "met",
    "not-applicable": "does not apply",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """The gravest findings of one kind together."""

    kind: str
    """One of `KINDS`."""
    count: int = 1
    provisional: int = 0
    excused: int = 0
    """Of the unknown ones: covered by a waiver in force, whatever they turn out to be."""

    @property
    def words(self) -> str:
        """The kind in plain English."""
        return WORDS[self.kind]

    @property
    def rank(self) -> int:
        """The greater, the graver."""
        return KINDS.index(self.kind)


def ranked(findings: pl.DataFrame) -> pl.DataFrame:
    """`findings` with `rank`, and `about`: the device they speak of, also where they speak of a recorder's cameras."""
    excused = (pl.col("outcome") == Outcome.NOT_MET.value) & pl.col("waiver").is_not_null()
    kind = pl.when(excused).then(pl.lit("waived")).otherwise("outcome")
    return findings.with_columns(
        rank=kind.replace_strict({kind: rank for rank, kind in enumerate(KINDS)}, return_dtype=pl.Int8),
        about=ABOUT,
    )


def worst(ranks: pl.DataFrame, *by: str) -> pl.DataFrame:
    """Of `ranked` findings the gravest ones of each group: the columns of `by`, rank, count, provisional, excused."""
    gravest = ranks.filter(pl.col("rank") == pl.col("rank").max().over(by))
    return gravest.group_by(by, maintain_order=True).agg(
        pl.col("rank").first(),
        count=pl.len(),
        provisional=pl.col("provisional").sum(),
        excused=pl.col("waiver").is_not_null().sum(),
    )


def status(rank: int, count: int = 1, provisional: int = 0, excused: int = 0) -> Status:
    """The status of that rank; what is excused is counted only where it is unknown."""
    kind = KINDS[rank]
    return Status(kind=kind, count=count, provisional=provisional, excused=excused if kind == "unknown" else 0)
