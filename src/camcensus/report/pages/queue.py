"""What is unknown as work to be done: by the step that each finding waits for first, with what it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import ABOUT, Assessment
from camcensus.model.outcome import Outcome
from camcensus.report import _words as words

MOST = 50
"""Findings of a page."""
NO_STEP = "none"
"""Stands for findings of which nothing is known to settle them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Something to do, and how many unknown findings wait for it first."""

    code: str
    words: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One unknown finding."""

    device: str
    """Empty: it speaks of no device."""
    subject: str
    site: str
    """Its id; empty where it is not known."""
    site_name: str
    clause: str
    reason: str
    further: tuple[str, ...]
    """What else would settle it, or is needed as well."""


def unknown(assessment: Assessment) -> pl.DataFrame:
    """The unknown findings with `step`, `about` (the device they speak of) and `label`, in a steady order."""
    found = assessment.findings.filter(pl.col("outcome") == Outcome.UNKNOWN.value)
    found = found.with_columns(step=pl.col("settles").list.first().fill_null(NO_STEP), about=ABOUT)
    labels = assessment.devices.select(about="device", label="label")
    joined = found.join(labels, on="about", how="left", maintain_order="left")
    return joined.sort("step", "site", "label", "subject", "clause", nulls_last=True)


def steps(assessment: Assessment, found: pl.DataFrame) -> list[Step]:
    """Every step of `unknown`, the one that most wait for first."""
    counted = found.group_by("step").len().sort(["len", "step"], descending=[True, False])
    evidence = {**assessment.vocabulary.evidence, NO_STEP: "nothing is known that would settle it"}
    return [Step(code=code, words=evidence.get(code, code), waiting=many) for code, many in counted.iter_rows()]


def at(found: pl.DataFrame, step: str, site: str | None) -> pl.DataFrame:
    """Those that wait for a step, at a site if one is named."""
    fits = pl.lit(value=True) if not step else pl.col("step") == step
    return found.filter(fits if site is None else fits & (pl.col("site") == site))


def rows(assessment: Assessment, found: pl.DataFrame, steps: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    """All of them: step, subject, device, site, clause, reason, what else would settle it."""
    for number in range(-(-found.height // MOST)):
        some = found.slice(number * MOST, MOST)["step"]
        for step, one in zip(some, page(assessment, found, number), strict=True):
            further = "; ".join(one.further)
            yield steps.get(step, step), one.subject, one.device, one.site_name, one.clause, one.reason, further


def page(assessment: Assessment, found: pl.DataFrame, number: int) -> list[Waiting]:
    """The findings of a page, counted from nothing."""
    titles = {clause.id: clause.title for _, clause in assessment.clauses}
    evidence = assessment.vocabulary.evidence
    return [
        Waiting(
            device=row["about"] or "",
            subject=words.subject(assessment, row["subject"], row["zone"], row["site"], row["label"]),
            site=row["site"] or "",
            site_name=words.site(assessment, row["site"]),
            clause=titles.get(row["clause"], row["clause"]),
            reason=assessment.sentence(row["reason"]),
            further=tuple(evidence.get(code, code) for code in (row["settles"] or ())[1:]),
        )
        for row in found.slice(number * MOST, MOST).iter_rows(named=True)
    ]
