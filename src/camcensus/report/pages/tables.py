"""The tables that pages are shown from: devices, findings and counts, in words, texts as they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.observation import SUBJECT_KINDS
from camcensus.report import _channels as channels
from camcensus.report import _days as days
from camcensus.report import _decided as decided
from camcensus.report import _inventory as inventory
from camcensus.report import _ranks as ranks
from camcensus.report import _register as registers
from camcensus.report._columns import FINDINGS

_FINDING = (
    "clause", "force", "outcome", "finding", "reason", "what_would_settle_it", "provisional", "waiver",
    "expired_waiver",
)  # fmt: skip

_KIND = rf"^(?:{'|'.join(SUBJECT_KINDS)}):"
"""How a name begins that says its kind; each stands among the names without it too."""


def devices(assessment: Assessment) -> pl.DataFrame:
    """The columns of the register, `body`, and `gravest`: of its findings, one of `_ranks.KINDS`; the gravest first.

    `provisional` is yes or no.
    """
    listed = inventory.devices(assessment, channels.listed(assessment)).drop("place")
    kinds = dict(enumerate(ranks.KINDS))
    gravest = registers.order(assessment).select(
        "device", "body", gravest=pl.col("rank").replace_strict(kinds, default=None, return_dtype=pl.String)
    )
    some = pl.when(pl.col("provisional") > 0).then(pl.lit("yes")).otherwise(pl.lit("no"))
    return listed.with_columns(provisional=some).join(gravest, on="device", how="left", maintain_order="left")


DIFFERENCES = 50
"""Of a page."""


def differing(view: Assessment, found: pl.DataFrame, device: str, number: int) -> tuple[int, pl.DataFrame]:
    """(how many differences of `engine.devices.conflicts` are of devices of a view, or of one; those of a page).

    With `site` and `sensitive` of each device; pages are counted from nothing.
    """
    mine = found.join(view.devices.select("device", "site", "sensitive"), on="device", how="inner")
    fits = mine.filter(pl.col("device") == device) if device else mine
    return fits.height, fits.slice(number * DIFFERENCES, DIFFERENCES)


def differences(assessment: Assessment, found: pl.DataFrame) -> list[dict[str, str]]:
    """Rows of `engine.devices.conflicts` in words."""
    return [
        {
            "device": row["device"],
            "label": row["label"] or row["device"],
            "question": row["question"],
            **{side: row[side] or "nothing" for side in ("stated", "seen")},
            **{f"{side}_by": _told_by(row, side) for side in ("stated", "seen")},
            "agreed": days.day(row["agreed"].date()) if row["agreed"] else "never",
            "note": assessment.sentence(row["note"]),
        }
        for row in found.iter_rows(named=True)
    ]


def _told_by(row: Mapping[str, Any], side: str) -> str:
    when = days.day(row[f"{side}_at"].date()) if row[f"{side}_at"] else "no date"
    return f"{row[f'{side}_file'] or row[f'{side}_by']}, {when}"


def names(assessment: Assessment) -> pl.DataFrame:
    """device, text: what it is found by, in small letters: its names, without the words for their kinds; its model."""
    named = assessment.devices.select("device", text="names").explode("text").drop_nulls()
    plain = named.filter(~pl.col("text").str.contains(_KIND))
    model = assessment.devices.select("device", text=pl.col("model").str.to_lowercase().str.strip_chars())
    return pl.concat([plain, model.filter(pl.col("text") != "")]).unique()


def findings(assessment: Assessment) -> pl.DataFrame:
    """device, clause, finding: of each device, and of the cameras behind a recorder, as JSON."""
    told = decided.findings(assessment, [column for column in FINDINGS if column.name in ("subject", *_FINDING)])
    own = told.filter(pl.col("subject").str.contains("^(?:device|recorder):"))
    device = pl.col("subject").str.replace(r"^[a-z]+:", "")
    return own.select(device=device, clause="clause", finding=pl.struct(_FINDING).struct.json_encode())


def standing(assessment: Assessment) -> pl.DataFrame:
    """body, site, clause, kind, many, provisional: findings of devices, of sites and of what nobody looked at."""
    bodies = {site.id: site.body for site in assessment.estate.sites}
    of_device = assessment.devices.select(about="device", of="body")
    ranked = ranks.ranked(assessment.findings).join(of_device, on="about", how="left")
    body = pl.coalesce(pl.col("site").replace_strict(bodies, default=None, return_dtype=pl.String), "of").fill_null("")
    kind = pl.col("rank").replace_strict(dict(enumerate(ranks.KINDS)), return_dtype=pl.String)
    held = ranked.select("clause", "provisional", body=body, site=pl.col("site").fill_null(""), kind=kind)
    by = ["body", "site", "clause", "kind"]
    many = held.group_by(by).agg(many=pl.len().cast(pl.Int64), provisional=pl.col("provisional").sum().cast(pl.Int64))
    return many.sort(by)
