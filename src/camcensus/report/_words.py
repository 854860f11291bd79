"""Words that every form uses alike: names of outcomes, places and makers, the headline, the next steps."""

from __future__ import annotations

import polars as pl

from camcensus.model.assessment import Assessment
from camcensus.model.identity import confidence
from camcensus.model.identity import sure as sure  # noqa: PLC0414  # one of the words of every form
from camcensus.model.knowledge import BINDING
from camcensus.model.outcome import Outcome

OUTCOMES = {
    Outcome.NOT_MET: "not met",
    Outcome.UNKNOWN: "unknown",
    Outcome.MET: "met",
    Outcome.NOT_APPLICABLE: "does not apply",
}


def called(assessment: Assessment, clause_id: str, outcome: Outcome) -> str:
    """What a finding is called: a breach only where the order instructs."""
    for _, clause in assessment.clauses:
        if clause.id == clause_id:
            return clause.not_met_words if outcome is Outcome.NOT_MET else f"{clause.title}: {OUTCOMES[outcome]}"
    return OUTCOMES[outcome]


def site(assessment: Assessment, site_id: str | None) -> str:
    """A site's name, or that it is not known."""
    found = assessment.estate.site(site_id) if site_id else None
    return found.name if found else "site not known"


def maker(assessment: Assessment, maker_id: str | None) -> str:
    """A maker's name, or that it is not known."""
    return assessment.names.get("maker", {}).get(maker_id or "", maker_id or "") or "maker not known"


def subject(assessment: Assessment, named: str, zone: str | None, site_id: str | None, label: str | None) -> str:
    """What a finding speaks of: a device by its `label`, a site, addresses, the cameras behind a recorder."""
    kind, _, name = named.partition(":")
    if kind == "site":
        return site(assessment, site_id)
    if kind == "subnet" and zone:
        return f"addresses {name.rpartition(zone + '/')[2]} in {zone}"
    return f"cameras behind recorder {label or name}" if kind == "recorder" else label or name


def brand(assessment: Assessment, brand_id: str | None) -> str:
    """A brand's name, or that it is not known."""
    return assessment.names.get("brand", {}).get(brand_id or "", brand_id or "") or "label not known"


def next_steps(assessment: Assessment) -> list[tuple[str, int]]:
    """(what to do, how many unknown findings it would help to settle), the most useful first."""
    unknown = assessment.findings.filter(pl.col("outcome") == Outcome.UNKNOWN.value)
    counted = unknown.select(pl.col("settles").list.first()).group_by("settles").len()
    counted = counted.drop_nulls().sort(["len", "settles"], descending=[True, False])
    return [(assessment.vocabulary.evidence.get(code, code), count) for code, count in counted.iter_rows()]


def verdict(assessment: Assessment) -> tuple[Outcome, str, str]:
    """Are we compliant: what colours it, the answer alone, and what it rests on as a sentence.

    Only a clause that binds makes it *not compliant*; advice, targets and the owner's own choices are told beside it.
    """
    if not assessment.orders:
        return Outcome.UNKNOWN, "Not judged", "No order is chosen in the profile, so nothing is judged."
    if assessment.findings.is_empty():
        return Outcome.UNKNOWN, "Not known", "There is no finding at all: nothing has been looked at."
    every, bound = assessment.counts(), [clause.id for _, clause in assessment.clauses if clause.force in BINDING]
    binding = assessment.counts(bound)
    broken, left = binding.not_met - binding.waived, every.not_met - every.waived
    beside = _beside(assessment) if left > broken else ""
    if broken:
        what = " of what binds" if beside else ""
        rest = f", and {are(every.unknown)} unknown" if every.unknown else ""
        be = "is" if broken == 1 else "are"
        return Outcome.NOT_MET, "Not compliant", f"{many(broken, 'finding')}{what} {be} not met{rest}.{beside}"
    nothing = "Nothing that binds" if beside else "Nothing"
    if every.unknown:
        rest = f"{nothing} is found to be not met, but {are(every.unknown, 'finding')} unknown.{beside}"
        return Outcome.UNKNOWN, "Not known", rest
    answer = "Compliant as far as the log tells"
    if beside:
        answer = "Compliant with what binds, as far as the log tells" if bound else "Not all of it is met"
    excused = f" {are(every.waived, 'finding')} excused by waivers." if every.waived else ""
    rest = f"{nothing} is not met and nothing is unknown.{beside}{excused}"
    return Outcome.UNKNOWN if beside else Outcome.MET, answer, rest


_BESIDE = {
    "advised": "of advice",
    "asked": "of a request",
    "target": "of a target day",
    "chosen": "of the owner's own choice",
    "market": "of a rule on what may be sold",
}


def _beside(assessment: Assessment) -> str:
    """What is not met of clauses that bind nobody, by their force, as a sentence."""
    found = []
    for force, said in _BESIDE.items():
        counts = assessment.counts([clause.id for _, clause in assessment.clauses if clause.force == force])
        if counts.not_met > counts.waived:
            found.append(f"{counts.not_met - counts.waived:,} {said}")
    return f" Not met besides: {', '.join(found)}."


DUE = {
    "clock": "report",
    "waiver-ends": "waiver ends",
    "review": "consideration to be looked at again",
    "determination-ends": "determination ends",
    "clause-begins": "clause begins",
}
"""What is due, in words."""


STATED = {
    "installed_on": "installed",
    "acquired_on": "acquired",
    "work": "kind of work",
    "ordered_by": "ordered by",
    "controller": "controlled by",
    "status": "status",
    "placement": "placement",
    "fixed": "fixed",
    "networked": "networked",
    "online": "networked online",
    "analytics": "analytics on",
    "audio": "audio on",
    "cloud": "cloud on",
    "federal_money": "paid for with federal money",
    "bought_direct": "bought direct",
}
"""What is stated of a device, in words."""


BUILDERS = {"hardware_maker": "built by", "manufacturer": "legal manufacturer", "component_maker": "parts by"}
"""In which role a maker stands behind a thing."""

PLACES = {"sensitive": "whether the site is a sensitive site", "core": "whether it is on the core network"}
"""What about the place a clause turns on."""

MAY_BUY = {
    "yes": "may be bought as far as these orders go",
    "no": "its maker is covered: the clauses below apply where the place is one they speak of",
    "ask": "not settled: ask the supplier before buying",
}
"""What is answered before buying."""

SUBJECT = {
    "yes": "subject to the law",
    "no": "not subject to the law",
    "unknown": "not known whether subject to the law",
}
"""How a maker stands to the law that an order names."""


def are(count: int, noun: str = "") -> str:
    """``1 finding is``, ``4 findings are``, ``1,204 are``."""
    return f"{many(count, noun) if noun else f'{count:,}'} {'is' if count == 1 else 'are'}"


def many(count: int, noun: str, nouns: str = "") -> str:
    """``1 finding``, ``4 findings``, ``1,204 findings``."""
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"


def chance(weight: int) -> str:
    """A weight in decibans as a number from 0 to 1 that never says it is certain."""
    number = confidence(weight)
    return f"{number:.2f}" if number < 0.99 else f"{number:.3f}"


_CLASSES = {"not-camera": "not a camera", "access-control": "access control", "vms": "video management system"}


def kind(device_class: str | None) -> str:
    """What a device is."""
    return _CLASSES.get(device_class or "", device_class or "not known what it is")
