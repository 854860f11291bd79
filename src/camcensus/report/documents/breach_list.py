"""The breach list: every finding that is not met, the graver forces first; what is excused; what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from camcensus.model.assessment import Assessment
from camcensus.model.knowledge import FORCES, Clause
from camcensus.model.material import Material
from camcensus.report import _because as reasons
from camcensus.report import _breaches as breaches
from camcensus.report import _days as days
from camcensus.report import _decisions as decisions
from camcensus.report import _exposure as exposure
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Items, Note, Para, Part, Table, shown
from camcensus.report._breaches import Breach, Limb, Open
from camcensus.report._gravity import graver

UNKNOWN = 500
"""Lines of what is not known of one clause."""

_RESTS = ("no.", "why", "who made it", "is that maker covered", "since when", "how far from the core network")


def compose(material: Material) -> Document:
    """The list as of the day of the assessment."""
    one = material.assessment
    found = breaches.limbs(material)
    limbs = [
        Part(f"limb-{at}", f"{_capital(limb.clause.not_met_words)}: {limb.clause.title}", tuple(_limb(one, limb)))
        for at, limb in enumerate(found, 1)
    ]
    parts = (
        Part("counted", "Counted", tuple(_counted(one))),
        *limbs,
        Part("sites", "The sites of what is not met", (_sites(one, found),)),
        Part("accepted", "What is excused or decided, by whom and why", tuple(_accepted(one))),
        Part("unknown", "What is not known, and what would settle it", tuple(_unknown(one))),
        Part("method", "How to read this list", tuple(_method(one))),
    )
    return Document(
        title="Breach list",
        answer=_answer(one),
        parts=parts,
        foot="It says what is wrong and where: keep it as closely as the register it is made from.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _answer(one: Assessment) -> str:
    if not one.orders:
        return "No order is chosen in the profile, so nothing is judged."
    if one.findings.is_empty():
        return "There is no finding at all: nothing has been looked at."
    every = one.counts()
    unknown = f" {_capital(words.are(every.unknown))} unknown." if every.unknown else " Nothing is unknown."
    if not every.not_met:
        return f"No finding is not met.{unknown}"
    kinds: dict[str, int] = {}
    for clause in graver(one):
        kinds[clause.not_met_words] = kinds.get(clause.not_met_words, 0) + one.counts([clause.id]).not_met
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.items() if count)
    waived = f" Of these {words.are(every.waived)} excused by a waiver in force." if every.waived else ""
    return f"{words.are(every.not_met, 'finding')} not met: {told}.{waived}{unknown}"


def _counted(one: Assessment) -> Iterator[Block]:
    yield exposure.clauses(one)
    yield Para("Open: not met and not excused. Of these some had a waiver that has ended.")
    if exposure.provisional(one):
        yield Note(exposure.PROVISIONAL)
    forces = dict.fromkeys(clause.force for clause in graver(one))
    yield Items(tuple(f"{_capital(force)}: {FORCES[force]}." for force in forces))


def _limb(one: Assessment, limb: Limb) -> Iterator[Block]:
    clause = limb.clause
    order = next(order for order, each in one.clauses if each.id == clause.id)
    yield Para(f"{clause.id} of {order.title}, {FORCES[clause.force]}: \u201c{clause.words}\u201d")
    yield from (Para(said) for said in _clocks(clause))
    rows = [
        (line.number, line.what, f"{line.site}; {line.sensitive}", line.since, line.owner, line.due, line.status)
        for line in limb.lines
    ]
    head = ("no.", "what", "site", "since", "who answers for it", "due", "status")
    yield Table("What is not met", head, tuple(rows))
    if limb.left:
        yield Para(f"and {words.many(limb.left, 'finding')} more, which the register lists.")
    because = tuple(_because(one, clause, line) for line in limb.lines if line.because)
    if because:
        yield Table("What that rests on", _RESTS, because)
    yield from (
        Para(said) for said in dict.fromkeys(one.sentence(line.reason) for line in limb.lines if not line.because)
    )


def _clocks(clause: Clause) -> Iterator[str]:
    for clock in clause.clocks:
        hangs = f", where the contract has {clock.hangs_on}" if clock.hangs_on else ""
        yield f"{clock.title}: {clock.time} after it is {clock.after}{hangs} ({clock.grade})."


def _because(one: Assessment, clause: Clause, line: Breach) -> tuple[str, ...]:
    held = line.because
    assert held is not None  # noqa: S101  # only lines with one come here
    covered = f"named by the list {clause.listing}, or linked to one that is" if clause.listing else held.covered
    return (line.number, one.sentence(line.reason), held.made, covered, held.since, held.core)


def _sites(one: Assessment, found: list[Limb]) -> Table:
    named = {line.site for limb in found for line in limb.lines}
    rows = tuple(
        (site.name, reasons.sensitivity(site), reasons.said_by(site)) for site in one.estate.sites if site.name in named
    )
    return Table("Whether they are sensitive, and who said so", ("site", "class", "said by"), rows)


def _accepted(one: Assessment) -> Iterator[Block]:
    yield decisions.waivers(one)
    yield decisions.considerations(one)


def _unknown(one: Assessment) -> Iterator[Block]:
    found = breaches.unknown(one)
    if not found:
        yield Para("Nothing is unknown." if one.findings.height else "Nothing was looked at, so nothing is known.")
        return
    yield Para("None of this is counted as met. One fact that is missing can leave several clauses open.")
    waiting = breaches.steps(found)
    steps = {code: f"{at}" for at, code in enumerate(waiting, 1)}
    told = tuple(
        (f"step {steps[code]}", one.vocabulary.evidence.get(code, code), f"{many:,}") for code, many in waiting.items()
    )
    yield Table("Steps that settle it", ("step", "what to do", "findings that wait for it"), told, numbers=(2,))
    for clause, lines in groupby(found, key=lambda line: line.clause):
        rows = [_open(one, line, steps) for line in lines]
        head = ("site", "what is not known", "findings", "which", "settled by")
        yield from shown(f"Unknown: {clause.id} {clause.title}", head, rows, UNKNOWN, numbers=(2,))


def _open(one: Assessment, line: Open, steps: Mapping[str, str]) -> tuple[str, ...]:
    counts = ((line.provisional, "provisional"), (line.waived, "under a waiver"))
    marks = ", ".join(f"{count:,} {word}" for count, word in counts if count)
    settles = f"step {', then '.join(steps[code] for code in line.settles)}" if line.settles else "not said"
    what = f"{line.what} ({marks})" if marks else line.what
    return (line.site, one.sentence(line.reason), f"{line.count:,}", what, settles)


def _method(one: Assessment) -> Iterator[Block]:
    yield Para(
        f"As of {days.day(one.basis.as_of)}. A finding is what one clause says of one device, site or place that nobody"
        f" looked at. Where more than {breaches.FEW} findings are alike they stand on one line with their number, and"
        " the evidence is that of the first. Observations are named by field, file and the beginning of their id,"
        " under which the log keeps what was seen."
    )
    yield Para(
        "Since: installed and acquired are as a register or a person states; first seen is the first sighting in the"
        " log, and says only that the device was there by then."
    )
    limits = tuple(f"{order.title}: {limit}" for order in one.orders for limit in order.limits)
    if limits:
        yield Para("What the orders leave open:")
        yield Items(limits)
