"""How much of each site was found, in words and one small picture."""

from __future__ import annotations

from dataclasses import dataclass

from camcensus.model.assessment import Assessment
from camcensus.model.coverage import SiteCoverage, Witness
from camcensus.report import _words as words

SITES = 10
"""Sites whose coverage the officer's page bears; all of them stand in the other forms."""

COMBINATIONS = 6

GAPS = {
    "site-not-looked-at": ("nobody has looked at the site",),
    "subnet-not-looked-at": ("range of addresses not looked at", "ranges of addresses not looked at"),
    "subnet-only-heard": ("range of addresses only listened to", "ranges of addresses only listened to"),
    "recorder-channels-unknown": ("recorder whose cameras are in no list", "recorders whose cameras are in no list"),
}
"""Reasons of findings that say that somebody has yet to look, and what they are called, one and several."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Where things stand on the picture, in percent of its width."""

    found: float
    low: float
    high: float
    total: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One site."""

    name: str
    found: int
    estimated: str
    """``about 130 (95 %: 120 to 150)``, or why it cannot be estimated."""
    known: tuple[str, ...]
    """How many devices which witnesses know, the most first."""
    witnesses: tuple[str, ...]
    """Each witness with its devices and its age."""
    missing: tuple[str, ...]
    """What the number leaves out."""
    scale: Scale | None
    """The picture; none where nothing is estimated."""


def lines(assessment: Assessment) -> list[Line]:
    """Every site; those with the widest room for what was not found first, then those that cannot be estimated."""
    ordered = sorted(assessment.coverage, key=lambda one: (one.high is None, one.found - (one.high or 0), -one.found))
    most = max((one.high for one in ordered if one.high), default=1)
    return [_line(assessment, one, most) for one in ordered]


def _line(assessment: Assessment, one: SiteCoverage, most: int) -> Line:
    left = len(one.combinations) - COMBINATIONS
    known = [f"{many:,} by {_listed(names)} only" for names, many in one.combinations[:COMBINATIONS]]
    return Line(
        name=words.site(assessment, one.site),
        found=one.found,
        estimated=estimated(assessment, one),
        known=(*known, *([f"and {words.many(left, 'other combination')}"] if left > 0 else [])),
        witnesses=tuple(_witness(witness) for witness in one.witnesses),
        missing=tuple(missing(one)),
        scale=_scale(one, most),
    )


def estimated(assessment: Assessment, one: SiteCoverage) -> str:
    """The estimate with its interval, or why there is none."""
    if one.total is None:
        return assessment.sentence(one.why)
    said = f"about {one.total:,} in all (95 %: {one.low:,} to {one.high:,})"
    depend = [f"{first} with {second}" for first, second in one.depend]
    return said + (f"; taken to depend on each other: {', '.join(depend)}" if depend else "")


def missing(one: SiteCoverage) -> list[str]:
    """What no estimate covers: places nobody looked at, and sources whose newest word is old."""
    found = [_gap(code, many) for code, many in one.gaps.items()]
    found += [f"{witness.name} is {witness.age:,} days old" for witness in one.witnesses if witness.stale]
    return found + [f"{name} is left out: another knows all that it knows" for name in one.within]


def _gap(code: str, many: int) -> str:
    nouns = GAPS.get(code, (code,))
    return nouns[0] if code == "site-not-looked-at" else words.many(many, *nouns)


def _witness(witness: Witness) -> str:
    last = f", last {witness.last}" if witness.last else ", without a date"
    return f"{witness.name} {witness.devices:,}{last}{' (stale)' if witness.stale else ''}"


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _scale(one: SiteCoverage, most: int) -> Scale | None:
    if one.total is None or one.low is None or one.high is None:
        return None
    places = [round(number / most * 100, 2) for number in (one.found, one.low, one.high, one.total)]
    return Scale(found=places[0], low=places[1], high=places[2], total=places[3])
