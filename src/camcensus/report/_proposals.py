"""Makers about whom nobody has signed yet, and how many findings turn on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.outcome import Answer

ANSWERS = {"yes": "subject to the law", "no": "not subject to the law", "unknown": "not known"}

_OPEN = "maker-unknown"
"""The reason of findings that are unknown because of the maker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One maker without a signed determination on which findings turn."""

    name: str
    answer: str
    """What is proposed, in words."""
    reason: str
    provisional: int
    """Findings that would be others if the proposal were refused."""
    unknown: int
    """Findings that are unknown because nothing can be proposed."""


def unsigned(assessment: Assessment) -> list[Proposal]:
    """Every maker whose determination is missing and matters, the one with most findings first."""
    turning, waiting = _provisional(assessment), _open(assessment)
    found = [
        Proposal(
            name=status.name,
            answer=ANSWERS.get(status.answer, status.answer) if status.basis == "proposed" else "nothing proposed",
            reason=assessment.sentence(status.reason),
            provisional=turning.get(maker, 0),
            unknown=waiting.get(maker, 0),
        )
        for maker, status in assessment.makers.items()
        if maker in turning or maker in waiting
    ]
    return sorted(found, key=lambda one: (-one.provisional - one.unknown, one.name))


def _provisional(assessment: Assessment) -> dict[str, int]:
    """Maker to the provisional findings that turn on it; one finding may turn on several makers."""
    rests = _rests(assessment.devices.filter(pl.col("basis") == "proposed"), assessment.makers)
    provisional = assessment.findings.filter("provisional").select("subject", "clause", "device", "site")
    of_devices = provisional.join(rests.select("device", "maker"), on="device")
    at_sites = provisional.filter(pl.col("device").is_null()).join(
        rests.filter("candidate").select("site", "maker").unique(), on="site"
    )
    both = pl.concat([part.select("maker", "subject", "clause") for part in (of_devices, at_sites)])
    return dict(both.unique().group_by("maker").len().iter_rows())


def _rests(devices: pl.DataFrame, makers: Mapping[str, MakerStatus]) -> pl.DataFrame:
    """device, site, candidate, maker: each maker whose proposal the answer about a device rests on."""
    pairs = devices.select("hardware_maker", "manufacturer", "maker_subject").unique()
    rows = [
        (built, sold, answer, maker)
        for built, sold, answer in pairs.iter_rows()
        for maker in _behind(built, sold, answer, makers)
    ]
    names = ("hardware_maker", "manufacturer", "maker_subject", "maker")
    table = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    joined = devices.join(table, on=list(names[:3]), nulls_equal=True)
    return joined.select("device", "site", "candidate", "maker")


def _behind(built: str | None, sold: str | None, answer: str, makers: Mapping[str, MakerStatus]) -> list[str]:
    """Of builder and legal manufacturer the ones that settle the answer and are unsigned."""
    named = [maker for maker in dict.fromkeys((built, sold)) if maker is not None and maker in makers]
    if answer == Answer.YES.value:
        named = [maker for maker in named if makers[maker].answer == Answer.YES.value][:1]
    return [maker for maker in named if makers[maker].basis == "proposed"]


def _open(assessment: Assessment) -> dict[str, int]:
    """Maker to the findings that are unknown because nothing can be proposed about it."""
    unsettled = [maker for maker, status in assessment.makers.items() if status.answer == Answer.UNKNOWN.value]
    waiting = assessment.findings.filter(pl.col("reason") == _OPEN).select("subject", "clause", "device")
    joined = waiting.join(assessment.devices.select("device", "hardware_maker", "manufacturer"), on="device")
    either = pl.concat(
        [joined.select("subject", "clause", maker=role) for role in ("hardware_maker", "manufacturer")]
    ).unique()
    return dict(either.filter(pl.col("maker").is_in(unsettled)).group_by("maker").len().iter_rows())


def standing(status: MakerStatus | None) -> tuple[str, str]:
    """(kind, words) of what is held about a maker: ``yes``, ``no`` or ``unknown``, and by whom it was decided."""
    if status is None or status.answer == Answer.UNKNOWN.value:
        return "unknown", "not known"
    signed = "signed" if status.basis == "signed" else "proposed, not signed"
    return status.answer, f"{ANSWERS[status.answer]} ({signed})"
