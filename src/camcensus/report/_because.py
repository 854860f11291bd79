"""In short what a finding about a device stands on: which observation named its maker, who decided, since when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.estate import LIMBS, Site
from camcensus.model.material import Material
from camcensus.model.outcome import Answer
from camcensus.model.separation import Standing
from camcensus.report import _path
from camcensus.report import _words as words

SINCE = (("installed_on", "installed", "fact.installed_on"), ("acquired_on", "acquired", "fact.acquired_on"))
"""Columns that state since when a device is there, the best first: their words, and the field that states them."""
FIRST_SEEN = "first seen"
LIMB_WORDS = dict(
    zip(LIMBS, ("material at SECRET", "vetted officials", "used by ministers", "SOCPA location"), strict=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Because:
    """What is held of one device, each with the observation or the person that says so."""

    made: str
    covered: str
    since: str
    core: str


def because(material: Material, rows: Sequence[Mapping[str, Any]]) -> dict[str, Because]:
    """Device to what it stands on; `rows` are those of `Assessment.devices`. One pass over what was observed."""
    assessment = material.assessment
    devices = [row["device"] for row in rows]
    named, seen = _naming(assessment, devices), _seen(assessment, devices)
    standings = {one.device: one for one in assessment.separation.devices if one.device in set(devices)}
    return {
        row["device"]: Because(
            made=_made(material, row, named, seen),
            covered=covered(assessment, row),
            since=_since(material, row, seen),
            core=core(standings.get(row["device"])),
        )
        for row in rows
    }


def maker(assessment: Assessment, row: Mapping[str, Any]) -> str | None:
    """The maker on whom it turns whether a device is covered: who built it, or who sells it if only that one is."""
    built, sold = row["hardware_maker"], row["manufacturer"]
    answers = {one: assessment.makers[one].answer for one in (built, sold) if one in assessment.makers}
    only_sold = answers.get(sold) == Answer.YES.value != answers.get(built)
    found: str | None = sold if only_sold or not built else built
    return found


def covered(assessment: Assessment, row: Mapping[str, Any]) -> str:
    """Who decided that its maker is subject to the law, or what is proposed and why."""
    status = assessment.makers.get(maker(assessment, row) or "")
    if status is None:
        return "nothing is held of its maker"
    if status.basis == "signed" and status.signed:
        return f"{status.name}: subject {status.answer}, signed by {status.person}, {status.signed}"
    if status.answer == Answer.UNKNOWN.value:
        return f"{status.name}: not known. {assessment.sentence(status.reason)}"
    return f"{status.name}: subject {status.answer}, only proposed. {assessment.sentence(status.reason)}"


def core(standing: Standing | None) -> str:
    """On which rung a device stands, on what that rests, and when it was last seen to talk with the core."""
    if standing is None:
        return "not known"
    last = max((one.last for one in standing.crossings if one.crossed and one.last), default=None)
    seen = f"; last seen to cross {last:%Y-%m-%d}" if last else ""
    return f"{_path.RUNGS[standing.rung]}{f': {standing.weakest}' if standing.weakest else ''}{seen}"


def sensitivity(site: Site | None) -> str:
    """Whether a site is sensitive, and by which limb of the definition."""
    if site is None:
        return "not known"
    answers = {limb: getattr(site.sensitive, limb) for limb in LIMBS}
    yes = [LIMB_WORDS[limb] for limb, said in answers.items() if said.answer is Answer.YES]
    if yes:
        return f"sensitive: {', '.join(yes)}"
    return "not sensitive" if site.sensitive.answer is Answer.NO else "not known whether sensitive"


def said_by(site: Site) -> str:
    """Who answered the limbs of the definition for a site, each with the days."""
    days: dict[str, list[str]] = {}
    for limb in LIMBS:
        said = getattr(site.sensitive, limb)
        if said.said_by and said.answer is not Answer.UNKNOWN:
            days.setdefault(said.said_by, []).append(str(said.said_on or "no day"))
    return "; ".join(f"{who}, {', '.join(dict.fromkeys(on))}" for who, on in days.items()) or "nobody"


def _naming(assessment: Assessment, devices: Sequence[str]) -> dict[tuple[str, str, str], bytes]:
    """(device, about, claim) to the observation that says it most strongly."""
    some = assessment.claims.filter(
        pl.col("device").is_in(devices) & pl.col("about").is_in(["hardware_maker", "manufacturer", "brand"])
    )
    best = some.sort("weight", "because", descending=[True, False]).group_by("device", "about", "claim").first()
    rows = best.select("device", "about", "claim", "because").iter_rows()
    return {(device, about, claim): key for device, about, claim, key in rows}


def _seen(assessment: Assessment, devices: Sequence[str]) -> dict[str, pl.DataFrame]:
    """Device to its observations."""
    seen = assessment.observations(devices)
    if "device" not in seen.columns:
        return {}
    return {str(key[0]): rows for key, rows in seen.partition_by("device", as_dict=True).items()}


def _made(
    material: Material,
    row: Mapping[str, Any],
    named: Mapping[tuple[str, str, str], bytes],
    seen: Mapping[str, pl.DataFrame],
) -> str:
    ways = (("hardware_maker", "built by"), ("manufacturer", "sold by"), ("brand", "labelled"))
    for about, verb in ways:
        key = named.get((row["device"], about, row[about] or ""))
        if key is not None:
            called = (words.brand if about == "brand" else words.maker)(material.assessment, row[about])
            return f"{verb} {called}{_said(material, seen, row, pl.col('id') == key)}"
    return "not known who built it"


def _since(material: Material, row: Mapping[str, Any], seen: Mapping[str, pl.DataFrame]) -> str:
    for column, word, field in SINCE:
        if row[column]:
            stated = (pl.col("field") == field) & (pl.col("value") == row[column])
            return f"{word} {row[column]}{_said(material, seen, row, stated)}"
    if row["first_seen"] is None:
        return "not known"
    first = _said(material, seen, row, pl.col("at") == row["first_seen"])
    return f"{FIRST_SEEN} {row['first_seen']:%Y-%m-%d}{first}"


def _said(material: Material, seen: Mapping[str, pl.DataFrame], row: Mapping[str, Any], which: pl.Expr) -> str:
    """The newest of its observations that fit, after a colon; nothing where there is none."""
    found = seen[row["device"]].filter(which) if row["device"] in seen else None
    return f": {observation(material, found.row(-1, named=True))}" if found is not None and found.height else ""


def observation(material: Material, row: Mapping[str, Any]) -> str:
    """An observation in short: its field, the file it came in with, and the beginning of its id."""
    name = material.files.get(row["position"]) or row["source"]
    return f"{row['field']}, {name} ({row['id'].hex()[:12]})"
