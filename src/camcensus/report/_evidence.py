"""The evidence: for each device what was seen, what that says, who made it, and what the clauses say because of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.outcome import Answer
from camcensus.model.separation import Standing
from camcensus.report import _days as days
from camcensus.report import _path
from camcensus.report import _ranks as ranks
from camcensus.report import _register as registers
from camcensus.report import _words as words
from camcensus.report._plain import VALUE
from camcensus.report._ranks import Status
from camcensus.report._register import Role

DEVICES = 2_000
"""Devices whose evidence the document bears; further ones are counted."""

OBSERVATIONS = 60
CLAIMS = 40
"""Of one device; further ones are counted."""

UNITS = 1_000
"""Findings about sites and about places nobody looked at."""

ROLES = (
    ("class", "What it is"),
    ("brand", "Label"),
    ("manufacturer", "Legal manufacturer"),
    ("hardware_maker", "Built by"),
    ("model", "Model"),
    ("firmware", "Firmware"),
)

_ABOUTS = dict(ROLES) | {"visual": "Made to watch", "component_maker": "Maker of a component"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One finding in words."""

    status: Status
    clause: str
    clause_title: str
    force: str
    called: str
    """The finding's own words where it is not met."""
    reason: str
    settles: tuple[str, ...]
    provisional: bool
    waiver: str
    ended: str
    subject: str = ""
    """What it speaks of, where that is no device."""
    behind: bool = False
    """It speaks of the cameras behind the device."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One claim, with how many observations it rests on."""

    about: str
    claim: str
    weight: int
    sure: str
    origin: str
    by: str
    observations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One observation."""

    field: str
    meaning: str
    value: str
    length: int
    """Characters of the whole value."""
    encoding: str
    when: str
    source: str
    subject: str
    position: int | None
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Who holds the block of an Ethernet address."""

    address: str
    holder: str
    """Empty: no match in the table."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One device with everything it stands on."""

    id: str
    called: str
    site: str
    zone: str
    addresses: str
    facts: tuple[str, ...]
    roles: tuple[tuple[str, Role], ...]
    makers: tuple[MakerStatus, ...]
    findings: tuple[Found, ...]
    doubts: tuple[str, ...]
    claims: tuple[Said, ...]
    claims_left: int
    observations: tuple[Seen, ...]
    observations_left: int
    blocks: tuple[Block, ...]


def chosen(ordered: pl.DataFrame) -> frozenset[str]:
    """The devices of `_register.order` whose evidence is shown: what is not met, unknown or doubted comes first."""
    return frozenset(ordered["device"].head(DEVICES).to_list())


def troubled(ordered: pl.DataFrame) -> int:
    """How many devices have a finding not met or unknown, or a doubt."""
    return ordered.filter((pl.col("rank") >= ranks.KINDS.index("unknown")) | pl.col("doubted")).height


def devices(assessment: Assessment, ordered: pl.DataFrame) -> Iterator[Device]:
    """The evidence of the first devices of `_register.order`, one after another."""
    shown = ordered.head(DEVICES)
    ids = shown["device"].to_list()
    clauses = {clause.id: (place, clause) for place, (_, clause) in enumerate(assessment.clauses)}
    findings: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in registers.findings_of(assessment, ids):
        findings[row["about"]].append(row)
    doubts = registers.doubts_of(assessment, ids)
    claims, claims_in_all = _claims(assessment, ids)
    seen, seen_in_all, blocks = _observations(assessment, ids)
    standings = {one.device: one for one in assessment.separation.devices}
    for row in shown.iter_rows(named=True):
        one = row["device"]
        answers = registers.roles(assessment, row)
        mine = sorted(findings[one], key=lambda found: (clauses[found["clause"]][0], found["unit"]))
        yield Device(
            id=one,
            called=row["label"],
            site=words.site(assessment, row["site"]),
            zone=row["zone"] or "not known",
            addresses=row["addresses"] or "none known",
            facts=(*_stated(row), *_standing(standings.get(one))),
            roles=tuple((title, answers[role]) for role, title in ROLES),
            makers=_makers(assessment, row),
            findings=tuple(_found(assessment, found) for found in mine),
            doubts=tuple(doubts.get(one, ())),
            claims=tuple(claims.get(one, ())),
            claims_left=claims_in_all.get(one, 0) - len(claims.get(one, ())),
            observations=tuple(seen.get(one, ())),
            observations_left=seen_in_all.get(one, 0) - len(seen.get(one, ())),
            blocks=tuple(blocks.get(one, ())),
        )


def _stated(row: Mapping[str, Any]) -> Iterator[str]:
    answers = {"sensitive": "Sensitive site", "core": "on the core network", "ours": "ours to answer for"}
    yield from (f"{title}: {row[name]}" for name, title in answers.items())
    told = {name: row[name] for name in words.STATED if row[name] not in (None, Answer.UNKNOWN.value)}
    yield from (f"{words.STATED[name]}, as stated: {said}" for name, said in told.items())


def _standing(one: Standing | None) -> Iterator[str]:
    if one is not None:
        yield f"Separation: {_path.RUNGS[one.rung]}{f' ({one.weakest})' if one.weakest else ''}"


def _makers(assessment: Assessment, row: Mapping[str, Any]) -> tuple[MakerStatus, ...]:
    named = dict.fromkeys((row["hardware_maker"], row["manufacturer"]))
    return tuple(assessment.makers[maker] for maker in named if maker in assessment.makers)


def _found(assessment: Assessment, row: Mapping[str, Any]) -> Found:
    clause = next(clause for _, clause in assessment.clauses if clause.id == row["clause"])
    excused = row["waiver"] is not None
    return Found(
        status=ranks.status(row["rank"], excused=int(excused)),
        clause=clause.id,
        clause_title=clause.title,
        force=clause.force,
        called=clause.not_met_words if row["outcome"] == "not-met" else "",
        reason=assessment.sentence(row["reason"]),
        settles=tuple(assessment.vocabulary.evidence.get(code, code) for code in row["settles"] or ()),
        provisional=row["provisional"],
        waiver=row["waiver"] or "",
        ended=row["expired_waiver"] or "",
        behind=row["unit"] == "recorder",
    )


def _claims(assessment: Assessment, ids: Sequence[str]) -> tuple[dict[str, list[Said]], dict[str, int]]:
    """(the strongest claims of each device, how many each has); equal claims of several observations are one."""
    some = assessment.claims.filter(pl.col("device").is_in(ids))
    grouped = some.group_by("device", "about", "claim", "weight", "origin", "by").agg(pl.col("because").n_unique())
    rank = {about: place for place, about in enumerate(_ABOUTS)}
    place = pl.col("about").replace_strict(rank, default=len(rank), return_dtype=pl.Int8)
    ordered = grouped.sort(
        ["device", place, "weight", "claim", "origin", "by"], descending=[False, False, True, False, False, False]
    )
    in_all = dict(ordered.group_by("device").len().iter_rows())
    kept: dict[str, list[Said]] = defaultdict(list)
    for row in ordered.group_by("device", maintain_order=True).head(CLAIMS).iter_rows(named=True):
        about = row["about"]
        kept[row["device"]].append(
            Said(
                about=_ABOUTS.get(about, about),
                claim=registers.claim_words(assessment, about, row["claim"]),
                weight=row["weight"],
                sure=words.sure(row["weight"]),
                origin=row["origin"],
                by=row["by"],
                observations=row["because"],
            )
        )
    return kept, in_all


def _observations(
    assessment: Assessment, ids: Sequence[str]
) -> tuple[dict[str, list[Seen]], dict[str, int], dict[str, list[Block]]]:
    """(the first observations of each device, how many each has, the blocks of its Ethernet addresses)."""
    kept: dict[str, list[Seen]] = defaultdict(list)
    in_all: dict[str, int] = {}
    blocks: dict[str, list[Block]] = {}
    frame = assessment.observations(ids)
    if "device" not in frame.columns:
        return kept, in_all, blocks
    macs = frame.filter(pl.col("field") == "mac").select("device", "value").unique(maintain_order=True)
    for device, address in macs.iter_rows():
        holder = assessment.registrants.names.get(address[:8], "")
        blocks.setdefault(device, []).append(Block(address=address, holder=holder))
    in_all = dict(frame.group_by("device").len().iter_rows())
    few = frame.group_by("device", maintain_order=True).head(OBSERVATIONS)
    few = few.with_columns(length=pl.col("value").str.len_chars(), value=pl.col("value").str.head(VALUE + 1))
    for row in few.iter_rows(named=True):
        kept[row["device"]].append(_seen(assessment, row))
    return kept, in_all, blocks


def _seen(assessment: Assessment, row: Mapping[str, Any]) -> Seen:
    return Seen(
        field=row["field"],
        meaning=_meaning(assessment, row["field"]),
        value=row["value"],
        length=row["length"],
        encoding=row["encoding"],
        when=days.span(row["at"], row["until"], row["at_quality"], row["count"]),
        source=row["source"],
        subject=row["subject"],
        position=row.get("position"),
        id=row["id"].hex()[:12],
    )


def _meaning(assessment: Assessment, field: str) -> str:
    fields = assessment.vocabulary.fields
    return fields.get(field) or fields.get(f"{field.split('.', maxsplit=1)[0]}.*", "")


def units(assessment: Assessment) -> tuple[tuple[Found, ...], int]:
    """(findings about sites and about places nobody looked at, the gravest first; how many are left out)."""
    found = ranks.ranked(assessment.findings.filter(pl.col("unit") != "device"))
    found = found.sort(["rank", "clause", "subject"], descending=[True, False, False])
    labels: dict[str, str] = dict(assessment.devices.select("device", "label").iter_rows())
    rows = islice(found.iter_rows(named=True), UNITS)
    shown = tuple(_unit(assessment, row, labels) for row in rows)
    return shown, found.height - len(shown)


def _unit(assessment: Assessment, row: Mapping[str, Any], labels: Mapping[str, str]) -> Found:
    label = labels.get(row["subject"].partition(":")[2])
    subject = words.subject(assessment, row["subject"], row["zone"], row["site"], label)
    at = "" if row["unit"] == "site" else f", {words.site(assessment, row['site'])}"
    return replace(_found(assessment, row), subject=subject + at)
