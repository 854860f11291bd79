"""Orders and basis: the quoted words, the decisions people signed, and what the assessment was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from markupsafe import Markup

from camcensus import __version__
from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.finding import Consideration, Determination, Waiver
from camcensus.model.outcome import Answer
from camcensus.report import _chain
from camcensus.report import _proposals as proposals
from camcensus.report import _words as words
from camcensus.report._proposals import Turning


@dataclass(frozen=True, slots=True, kw_only=True)
class MakerLine:
    """One maker of some device: whether it is subject to the law, why, and by whom that was decided."""

    status: MakerStatus
    standing: str
    reason: str
    devices: int
    turning: Turning
    picture: Markup
    """The chain of control; empty where there is no hop to draw."""
    determination: Determination | None
    """The signed determination that stands, or the newest that has ended."""
    ended: bool
    """It has ended: the proposal stands again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverLine:
    """One waiver, what it covers in words, and whether it is in force."""

    waiver: Waiver
    state: str
    """``in force``, ``ended``, ``not yet signed``, or by whom it is still to be approved."""
    clauses: tuple[str, ...]
    covers: tuple[str, ...]
    findings: int
    """Findings it excuses; of one that has ended, findings that stand again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsiderationLine:
    """One recorded consideration, and whether it still counts."""

    consideration: Consideration
    covers: tuple[str, ...]
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that the assessment stands on beside what was seen."""

    makers: tuple[MakerLine, ...]
    waivers: tuple[WaiverLine, ...]
    considerations: tuple[ConsiderationLine, ...]
    readings: tuple[tuple[str, str], ...]
    version: str


_READINGS = (
    ("like_for_like_is_deployment", "Putting a new unit of the same kind in an old one's place deploys equipment."),
    ("repair_is_deployment", "Mending a unit in its place deploys equipment."),
    ("landlord_equipment_counts", "Equipment the landlord controls is the organisation's to answer for."),
    ("citizen_is_subject", "A company elsewhere that a citizen of China controls is subject to the law through them."),
    ("hong_kong_company_is_subject", "A company registered in Hong Kong or Macao alone is subject to the law."),
    ("chinese_plant_produces", "What a foreign group's plant in China assembles is produced by such a company."),
    ("component_counts", "A camera with a component of such a company is produced by that company in part."),
    ("surveillance_is_covered_purpose", "What the cameras watch over is a purpose to which a list limits an entry."),
    ("permitted_path_is_connection", "A path that a configuration permits is a connection, though nothing used it."),
)


def ground(assessment: Assessment) -> Ground:
    """Makers, decisions and readings in words."""
    profile, as_of = assessment.profile, assessment.basis.as_of
    readings = tuple((question, getattr(profile.readings, name).value) for name, question in _READINGS)
    return Ground(
        makers=tuple(_makers(assessment)),
        waivers=tuple(_waiver(assessment, one) for one in profile.waivers),
        considerations=tuple(_consideration(assessment, one, as_of) for one in profile.considerations),
        readings=readings,
        version=__version__,
    )


def _makers(assessment: Assessment) -> list[MakerLine]:
    """Every maker that is named, those subject to the law first, then those about whom nothing is settled."""
    judged = assessment.devices.filter("candidate")
    either = pl.concat([judged.select("device", maker=role) for role in ("hardware_maker", "manufacturer")]).unique()
    devices = dict(either.group_by("maker").len().iter_rows())
    rank = [Answer.YES.value, Answer.UNKNOWN.value, Answer.NO.value]
    turning = proposals.turning(assessment)
    lines = [
        _maker(assessment, status, devices.get(maker, 0), turning.get(maker, Turning()))
        for maker, status in assessment.makers.items()
    ]
    return sorted(lines, key=lambda line: (rank.index(line.status.answer), -line.devices, line.status.name))


def _maker(assessment: Assessment, status: MakerStatus, devices: int, turning: Turning) -> MakerLine:
    signed = [one for one in assessment.profile.determinations if one.maker == status.maker]
    past = [one for one in signed if one.signed <= assessment.basis.as_of]
    newest = max(reversed(past), key=lambda one: one.signed, default=None)
    return MakerLine(
        status=status,
        standing=proposals.standing(status)[1],
        reason=assessment.sentence(status.reason),
        devices=devices,
        turning=turning,
        picture=_picture(status),
        determination=newest,
        ended=newest is not None and status.basis != "signed",
    )


def _picture(status: MakerStatus) -> Markup:
    if len(status.chain) < 2:
        return Markup()
    return Markup(_chain.drawn(status.chain, f"Chain of control of {status.name}"))  # noqa: S704  # it escapes names


def _waiver(assessment: Assessment, waiver: Waiver) -> WaiverLine:
    as_of = assessment.basis.as_of
    column, state = "waiver", "in force"
    if waiver.signed > as_of:
        state = "not yet signed"
    elif as_of >= waiver.until:
        column, state = "expired_waiver", "ended"
    elif waiting := _waiting(assessment, waiver):
        state = "; ".join(waiting)
    covers = [
        *_places(assessment, waiver.sites, ()),
        *(f"zone {zone}" for zone in waiver.zones),
        *(f"device {device}" for device in waiver.devices),
        *(f"maker {words.maker(assessment, maker)}" for maker in waiver.makers),
    ]
    return WaiverLine(
        waiver=waiver,
        state=state,
        clauses=_titles(assessment, waiver.clauses),
        covers=tuple(covers),
        findings=assessment.findings.filter(pl.col(column) == waiver.id).height,
    )


def _waiting(assessment: Assessment, waiver: Waiver) -> list[str]:
    """Who still has to approve it, and for which of its clauses where it is in force for others."""
    chains = {clause.id: clause.waiver_chain for _, clause in assessment.clauses}
    missing: dict[str, list[str]] = {}
    for clause in waiver.clauses:
        missing.setdefault(waiver.waits_for(chains.get(clause, ()), assessment.basis.as_of), []).append(clause)
    free = missing.pop("", [])
    several = bool(free) or len(missing) > 1
    said = [
        f"waits for the approval of: {role}" + (f" ({', '.join(of)})" if several else "")
        for role, of in missing.items()
    ]
    return [f"in force for {', '.join(free)}", *said] if free and said else said


def _consideration(assessment: Assessment, one: Consideration, as_of: date) -> ConsiderationLine:
    state = "counts" if as_of < one.review else "its review day has passed"
    covers = _places(assessment, one.sites, one.bodies) or ["the whole organisation"]
    return ConsiderationLine(
        consideration=one,
        covers=tuple(covers),
        state=state if one.decided <= as_of else "not yet decided",
    )


def _titles(assessment: Assessment, clauses: Sequence[str]) -> tuple[str, ...]:
    titles = {clause.id: f"{clause.id} {clause.title}" for _, clause in assessment.clauses}
    return tuple(titles.get(clause, clause) for clause in clauses)


def _places(assessment: Assessment, sites: Sequence[str], bodies: Sequence[str]) -> list[str]:
    names = {body.id: body.name for body in assessment.estate.bodies}
    return [*(words.site(assessment, site) for site in sites), *(names.get(body, body) for body in bodies)]
