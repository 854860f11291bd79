"""The register: one row a device, the gravest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.knowledge import Clause
from camcensus.report import _proposals as proposals
from camcensus.report import _ranks as ranks
from camcensus.report import _words as words
from camcensus.report._ranks import Status

ROWS = 5_000
"""Devices the table bears; further ones are counted."""

ROLES = ("class", "brand", "manufacturer", "hardware_maker", "model", "firmware")


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """One answer about who made a device, or what it is, and how sure that is."""

    name: str
    known: bool
    sure: str = ""
    chance: str = ""
    others: str = ""
    """The answers that did not stand, with their weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One device."""

    device: str
    called: str
    site: str
    zone: str
    addresses: str
    what: Role
    label: Role
    built: Role
    built_standing: str
    """Whether the one who built it is subject to the law, and by whom that was decided."""
    sold: Role
    model: Role
    firmware: Role
    cells: tuple[Status | None, ...]
    """The gravest finding of each clause."""
    doubts: tuple[str, ...]
    linked: bool
    """Its evidence stands in this document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """The rows and what they leave out."""

    clauses: tuple[Clause, ...]
    rows: tuple[Row, ...]
    left: int


def order(assessment: Assessment) -> pl.DataFrame:
    """Judged devices, the gravest first: the columns of the assessment's devices, and `rank` and `doubted`."""
    gravest = (
        ranks.ranked(assessment.findings)
        .filter(pl.col("about").is_not_null())
        .group_by(device="about")
        .agg(pl.col("rank").max(), bad=(pl.col("rank") == pl.col("rank").max()).sum())
    )
    doubted = assessment.doubts.select("device").unique().with_columns(doubted=pl.lit(value=True))
    judged = assessment.devices.filter("candidate")
    joined = judged.join(gravest, on="device", how="left").join(doubted, on="device", how="left")
    joined = joined.with_columns(
        pl.col("rank").fill_null(-1), pl.col("bad").fill_null(0), pl.col("doubted").fill_null(value=False)
    )
    unknown = ranks.KINDS.index("unknown")
    joined = joined.with_columns(grave=pl.when(pl.col("rank") >= unknown).then("rank").otherwise(-1))
    descending = [True, True, True, False, False, False]
    return joined.sort(["grave", "doubted", "bad", "site", "label", "device"], descending=descending, nulls_last=True)


def register(assessment: Assessment, ordered: pl.DataFrame, linked: frozenset[str]) -> Register:
    """The table of the devices of `order`; those in `linked` have their evidence in the document."""
    shown = ordered.head(ROWS)
    devices = shown["device"].to_list()
    cells, doubts = _cells(assessment, devices), doubts_of(assessment, devices)
    rows = tuple(
        row(assessment, one, cells.get(one["device"], {}), doubts.get(one["device"], ()), linked)
        for one in shown.iter_rows(named=True)
    )
    return Register(clauses=asked(assessment), rows=rows, left=ordered.height - shown.height)


def asked(assessment: Assessment) -> tuple[Clause, ...]:
    """The clauses that are asked of devices."""
    return tuple(clause for _, clause in assessment.clauses if clause.unit == "device")


def row(
    assessment: Assessment,
    one: dict[str, Any],
    cells: dict[str, Status],
    doubts: Iterable[str],
    linked: frozenset[str],
) -> Row:
    """A row of `Assessment.devices` in words."""
    answers = roles(assessment, one)
    return Row(
        device=one["device"],
        called=one["label"],
        site=words.site(assessment, one["site"]),
        zone=one["zone"] or "",
        addresses=one["addresses"] or "",
        what=answers["class"],
        label=answers["brand"],
        built=answers["hardware_maker"],
        built_standing=proposals.standing(assessment.makers.get(one["hardware_maker"] or ""))[1],
        sold=answers["manufacturer"],
        model=answers["model"],
        firmware=answers["firmware"],
        cells=tuple(cells.get(clause.id) for clause in asked(assessment)),
        doubts=tuple(doubts),
        linked=one["device"] in linked,
    )


def roles(assessment: Assessment, one: dict[str, Any]) -> dict[str, Role]:
    """What a device is, its label, makers, model and firmware, by role."""
    return {role: _role(assessment, role, one) for role in ROLES}


def _role(assessment: Assessment, role: str, one: dict[str, Any]) -> Role:
    answer = one[role]
    weight = one[f"{role}_weight"] or 0
    others = [other_words(assessment, role, other) for other in (one[f"{role}_others"] or "").split("; ") if other]
    return Role(
        name=claim_words(assessment, role, answer) if answer else "not known",
        known=bool(answer),
        sure=words.sure(weight),
        chance=words.chance(weight),
        others=", ".join(others),
    )


def other_words(assessment: Assessment, role: str, ranked: str) -> str:
    """``dahua 8`` with the name people know."""
    claim, _, weight = ranked.rpartition(" ")
    return f"{claim_words(assessment, role, claim)} ({weight})"


def claim_words(assessment: Assessment, about: str, claim: str) -> str:
    """What is claimed, with the names people know."""
    if about == "brand":
        return words.brand(assessment, claim)
    if about in ("manufacturer", "hardware_maker", "component_maker"):
        return words.maker(assessment, claim)
    return words.kind(claim) if about == "class" else claim


def _cells(assessment: Assessment, devices: Sequence[str]) -> dict[str, dict[str, Status]]:
    """Device to clause to its gravest finding."""
    found = ranks.ranked(assessment.findings.filter(speaks_of(devices)))
    cells: dict[str, dict[str, Status]] = defaultdict(dict)
    for about, clause, *numbers in ranks.worst(found, "about", "clause").iter_rows():
        cells[about][clause] = ranks.status(*numbers)
    return cells


def speaks_of(devices: Sequence[str]) -> pl.Expr:
    """Of findings: whether they are about one of the devices, or about the cameras behind it."""
    subjects = [f"{kind}:{device}" for device in devices for kind in ("device", "recorder")]
    return pl.col("subject").is_in(subjects)


def findings_of(assessment: Assessment, devices: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Findings about each of the devices, and about the cameras behind them."""
    return ranks.ranked(assessment.findings.filter(speaks_of(devices))).iter_rows(named=True)


def doubts_of(assessment: Assessment, devices: Sequence[str]) -> dict[str, list[str]]:
    """Device to what a person should look at, as sentences."""
    doubts: dict[str, list[str]] = defaultdict(list)
    some = assessment.doubts.filter(pl.col("device").is_in(devices))
    for device, code, detail in some.select("device", "code", "detail").iter_rows():
        doubts[device].append(assessment.sentence(code) + (f" ({detail})" if detail else ""))
    return doubts
