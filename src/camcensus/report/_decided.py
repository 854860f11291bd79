"""Findings as a frame of words, and what they come to for each device."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.coverage import SiteCoverage
from camcensus.model.outcome import Outcome
from camcensus.report import _coverage as coverage
from camcensus.report import _ranks as ranks
from camcensus.report import _rows
from camcensus.report import _table as table
from camcensus.report import _words as words
from camcensus.report._columns import FINDINGS, Column
from camcensus.report._table import LIST, joined


def of_devices(assessment: Assessment) -> pl.DataFrame:
    """device, and its clauses by what they came to, its waivers, how many findings are provisional, and its doubts."""
    found = ranks.ranked(assessment.findings).filter(pl.col("about").is_not_null())
    kind = {name: pl.col("rank") == ranks.KINDS.index(name) for name in ranks.KINDS}
    made = found.group_by(device="about").agg(
        **{name.replace("-", "_"): _clauses(kind[name]) for name in ("not-met", "waived", "unknown", "met")},
        provisional=pl.col("provisional").sum().cast(pl.Int64),
        waivers=joined("waiver"),
        ended_waivers=joined("expired_waiver"),
    )
    return made.join(_doubts(assessment), on="device", how="full", coalesce=True)


def _clauses(which: pl.Expr) -> pl.Expr:
    return pl.col("clause").filter(which).unique(maintain_order=True).str.join(LIST)


def _doubts(assessment: Assessment) -> pl.DataFrame:
    every = assessment.doubts
    sentences = table.worded(every["code"], assessment.sentence)
    detail = pl.when(pl.col("detail") != "").then(pl.format(" ({})", "detail")).otherwise(pl.lit(""))
    told = every.select("device", doubts=sentences + every.select(detail).to_series())
    return told.group_by("device", maintain_order=True).agg(pl.col("doubts").str.join(LIST))


def findings(assessment: Assessment, columns: Sequence[Column] = FINDINGS) -> pl.DataFrame:
    """Every finding with its device and its site, in words: those columns of `FINDINGS`, each text fit for a cell."""
    rows = _rows.beside(assessment).join(_sites(assessment), on="site", how="left", maintain_order="left")
    made = rows.with_columns(
        **_makers(assessment, rows),
        **_clause(assessment, rows),
        reason=table.worded(rows["reason"], assessment.sentence),
        what_would_settle_it=_settles(assessment, rows),
        provisional=table.yes("provisional"),
        as_of=pl.lit(assessment.basis.as_of),
    )
    return table.fit(made, columns)


def _makers(assessment: Assessment, rows: pl.DataFrame) -> dict[str, pl.Expr | pl.Series]:
    """Label and makers of the rows that are of a device, also where they are not known."""
    roles = {"label": "brand", "hardware_maker": "hardware_maker", "manufacturer": "manufacturer"}
    named = {name: table.claimed(assessment, role, rows[role].fill_null("")) for name, role in roles.items()}
    built = pl.col("hardware_maker_weight")
    weights = rows.select(pl.when(built > 0).then(built).otherwise("brand_weight")).to_series()
    of_device = pl.col("device").is_not_null()
    return {
        **{name: pl.when(of_device).then(pl.lit(values)) for name, values in named.items()},
        "confidence": table.sureness(weights),
    }


def _clause(assessment: Assessment, rows: pl.DataFrame) -> dict[str, pl.Series]:
    """The force of each clause, and what the finding is called in its words."""
    pairs = rows.select("clause", "outcome").unique(maintain_order=True)
    forces = {clause.id: clause.force for _, clause in assessment.clauses}
    told = pairs.with_columns(
        force=pl.col("clause").replace_strict(forces, default="", return_dtype=pl.String),
        finding=pl.Series([words.called(assessment, *_pair(row)) for row in pairs.iter_rows()], dtype=pl.String),
    )
    found = rows.select("clause", "outcome").join(told, on=["clause", "outcome"], how="left", maintain_order="left")
    return {name: found[name] for name in ("force", "finding")}


def _pair(row: tuple[str, str]) -> tuple[str, Outcome]:
    return row[0], Outcome(row[1])


def _settles(assessment: Assessment, rows: pl.DataFrame) -> pl.Series:
    """What would settle each unknown, as sentences."""
    codes = rows["settles"].list.join("\x1f")
    steps = assessment.vocabulary.evidence
    return table.worded(codes, lambda one: LIST.join(steps.get(code, code) for code in one.split("\x1f") if code))


def _sites(assessment: Assessment) -> pl.DataFrame:
    """site, and how much was found there and may be there."""
    names = ("site", "site_found", "site_estimated", "site_low", "site_high", "site_estimate_note")
    kinds = (pl.String, pl.Int64, pl.Int64, pl.Int64, pl.Int64, pl.String)
    rows = [(one.site, one.found, one.total, one.low, one.high, note(assessment, one)) for one in assessment.coverage]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def note(assessment: Assessment, one: SiteCoverage) -> str:
    """Why there is no estimate of a site, and what it leaves out."""
    why = [assessment.sentence(one.why).rstrip(".")] if one.why else []
    return LIST.join([*why, *coverage.missing(one)])
