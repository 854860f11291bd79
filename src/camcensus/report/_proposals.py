"""What is held about makers, and how many findings turn on those about whom nobody has signed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.outcome import Answer

_OPEN = "maker-unknown"
"""The reason of findings that are unknown because of the maker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turning:
    """How many findings turn on one maker."""

    provisional: int = 0
    """They would be others if the proposal about it were refused."""
    unknown: int = 0
    """They are unknown because nothing can be proposed about it."""


def turning(assessment: Assessment) -> dict[str | None, Turning]:
    """Every maker on which findings turn until somebody signs; None: devices whose maker is not known."""
    provisional, unknown = _provisional(assessment), _open(assessment)
    return {
        maker: Turning(provisional=provisional.get(maker, 0), unknown=unknown.get(maker, 0))
        for maker in dict.fromkeys([*provisional, *unknown])
    }


def _provisional(assessment: Assessment) -> dict[str | None, int]:
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


def _open(assessment: Assessment) -> dict[str | None, int]:
    """Maker to the findings that are unknown because of it: the one who built the device, or else who sells it."""
    unsettled = [maker for maker, status in assessment.makers.items() if status.answer == Answer.UNKNOWN.value]
    either = [pl.when(pl.col(role).is_in(unsettled)).then(role) for role in ("hardware_maker", "manufacturer")]
    blamed = assessment.devices.select("device", maker=pl.coalesce(*either, "hardware_maker"))
    waiting = assessment.findings.filter(pl.col("reason") == _OPEN).join(blamed, on="device")
    return dict(waiting.group_by("maker").len().iter_rows())


def standing(status: MakerStatus | None) -> tuple[str, str]:
    """(answer, words): whether a maker is subject to the law, and in words also whether a person signed that."""
    if status is None or status.answer == Answer.UNKNOWN.value:
        return Answer.UNKNOWN.value, "not known"
    return status.answer, f"{status.answer} ({'signed' if status.basis == 'signed' else 'proposed'})"
