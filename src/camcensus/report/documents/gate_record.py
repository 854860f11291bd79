"""The record of what was asked and answered before buying: with the questions to the supplier, and room to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from camcensus.model.assessment import Assessment, MakerStatus
from camcensus.model.errors import UsageError
from camcensus.model.gate import Evidence, Possible
from camcensus.model.gate_record import GateRecord, KeptLine
from camcensus.model.identity import sure
from camcensus.model.material import Material
from camcensus.report import _days as days
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Form, Items, Note, Para, Part, Table, pairs

MOST = 2_000
"""Lines of a record that are listed."""
SHOWN = 100
"""Distinct lines of a record of which everything is shown, those to ask about first."""

_GRAVE = ("ask", "no", "yes")
_CALLED = 60
"""Characters by which a line is called in a heading."""


def compose(material: Material) -> Document:
    """One record, or all of them in the order of the log. Raises `UsageError` for a number that there is not."""
    number = material.words.get("number", "")
    found = [one for one in material.gates if number in ("", one.number)]
    if number and not found:
        listed = ", ".join(one.number for one in material.gates[-10:])
        raise UsageError(f"there is no gate record '{number}'", mend=f"one of: {listed}" if listed else "keep one")
    parts = tuple(part for one in found for part in _record(material.assessment, one))
    return Document(
        title=f"Gate record {number}".strip() if number else "Gate records",
        answer=_answer(found),
        parts=parts or (Part("none", "No record", (Para(_NONE),)),),
        foot="It says what is bought and what is doubted: keep it with the papers of the purchase.",
    )


_NONE = (
    "No gate record is kept in this log. That says nothing about what was bought: a record is kept where somebody asks"
    " before buying, and gives a name."
)


def _answer(found: Sequence[GateRecord]) -> str:
    if not found:
        return "Nothing was asked and kept."
    counts = {answer: sum(one.counts()[answer] for one in found) for answer in _GRAVE}
    lines = words.many(sum(counts.values()), "line")
    records = f" in {words.many(len(found), 'record')}" if len(found) > 1 else ""
    return (
        f"Of {lines}{records} {counts['yes']:,} may be bought as far as the orders named go, {counts['no']:,} are of a"
        f" covered maker, and of {counts['ask']:,} it is not settled: the supplier is to be asked first."
    )


def _record(one: Assessment, record: GateRecord) -> Iterator[Part]:
    key = record.number.lower()
    yield Part(key, f"{record.number}: what was asked", tuple(_asked(record)))
    yield Part(f"{key}-lines", f"{record.number}: what was answered", tuple(_lines(one, record)))
    alike = sorted(_grouped(record.lines), key=lambda group: _GRAVE.index(group[0].answer))
    for number, group in enumerate(alike[:SHOWN] if record.whole else [], 1):
        title = f"{record.number}, {group[0].answer}: {_called(group[0])}"
        yield Part(f"{key}-{number}", title, tuple(_line(record, group[0])))
    if record.whole:
        yield Part(f"{key}-makers", f"{record.number}: the makers, and who controls them", tuple(_makers(one, record)))
        yield Part(f"{key}-orders", f"{record.number}: the orders judged by", tuple(_orders(record)))


def _called(line: KeptLine) -> str:
    return line.written[:_CALLED] + ("..." if len(line.written) > _CALLED else "")


def _asked(record: GateRecord) -> Iterator[Block]:
    said = (
        ("number", record.number),
        ("asked and checked by", record.person),
        ("for", record.note or "not said"),
        ("judged as of", days.day(record.on)),
        ("kept in the log on", days.moment(record.at) if record.at else "not kept in this record"),
        ("id in the log", record.id),
        ("orders", "; ".join(order.title for order in record.orders) or "not kept in this record"),
        ("knowledge", record.knowledge),
        ("profile of the owner", record.profile or "none was used"),
    )
    yield pairs("The record", *((name, value) for name, value in said if value))
    if not record.whole:
        yield Note(_LACKS)
    if record.remarks:
        yield Para("What was said of the lines when they were read:")
        yield Items(record.remarks[:MOST])


_LACKS = (
    "An earlier version kept this record, and less of it: which makers may stand behind each line, in which role, on"
    " what evidence, by which orders it was judged and what to ask the supplier are not in it. The versions of"
    " knowledge and profile that it names stand in the log."
)


def _lines(one: Assessment, record: GateRecord) -> Iterator[Block]:
    rows = [
        (
            f"{number:,}", line.written, line.quantity or "not said",
            words.brand(one, line.brand or None), line.model or "not found", line.answer,
            (line.sentence or one.sentence(line.reason)) + (_PROPOSED if line.provisional else ""),
        )
        for number, line in enumerate(record.lines, 1)
    ]  # fmt: skip
    head = ("line", "as written", "quantity", "label", "model", "answer", "why")
    yield Table("Each line, and the answer", head, tuple(rows[:MOST]), numbers=(0,))
    if len(rows) > MOST:
        yield Para(f"and {len(rows) - MOST:,} more lines, which the log keeps.")
    told = [(answer, words.MAY_BUY[answer]) for answer in _GRAVE if record.counts()[answer]]
    yield Table("What the answers mean", ("answer", "meaning"), tuple(told))
    left = len(_grouped(record.lines)) - SHOWN
    if left > 0 and record.whole:
        yield Para(f"Of {words.many(left, 'further distinct line')} no more than this is shown here.")


_PROPOSED = " Proposed by the tool: no person had signed it."


def _grouped(lines: Sequence[KeptLine]) -> list[list[KeptLine]]:
    """Lines that are written and answered alike, together, in the order they first stand."""
    groups: dict[object, list[KeptLine]] = {}
    for line in lines:
        groups.setdefault((line.written, line.brand, line.model, line.answer, line.asks), []).append(line)
    return list(groups.values())


def _line(record: GateRecord, line: KeptLine) -> Iterator[Block]:
    yield Para(" ".join([line.sentence, *line.notes]))
    if len(set(line.by_order.values())) > 1:
        yield Table("By order", ("order", "answer"), tuple(line.by_order.items()))
    roles = [row for possible in line.possible for row in _roles(record, possible)]
    yield Table("Who may have made it", ("maker", "role", "how sure", "the law"), tuple(roles))
    evidence = [row for possible in line.possible for row in _evidence(record, possible)]
    yield Table("What that rests on", ("maker", "role", "evidence", "source", "decibans"), tuple(evidence), (4,))
    if line.asks:
        yield Para("Ask the supplier for:")
        yield Items(line.asks)
        yield Form("The supplier's reply, to be filled in", _REPLY)


_REPLY = ("sent to, and on", "answered by, and on", "reply", "papers received", "looked at by, and what follows")


def _roles(record: GateRecord, one: Possible) -> Iterator[tuple[str, ...]]:
    law = _law(record.makers.get(one.maker or ""))
    for role, weight in one.roles.items():
        settled = ", settled" if role in one.settled else ""
        yield _name(record, one), words.BUILDERS[role], f"{sure(weight)} ({weight} decibans){settled}", law


def _evidence(record: GateRecord, one: Possible) -> Iterator[tuple[str, ...]]:
    for claim in one.evidence:
        yield _name(record, one), words.BUILDERS[claim.role], claim.words, _source(claim), f"{claim.weight}"


def _source(claim: Evidence) -> str:
    return ", ".join(filter(None, (claim.source, claim.by)))


def _name(record: GateRecord, one: Possible) -> str:
    known = record.makers.get(one.maker or "")
    return known.name if known else one.maker or "somebody who is not identified"


def _law(status: MakerStatus | None) -> str:
    return words.SUBJECT[status.answer if status else "unknown"]


def _makers(one: Assessment, record: GateRecord) -> Iterator[Block]:
    rows = [
        (status.name, _law(status), _decided(one, status), _chain(status), _sources(status))
        for status in record.makers.values()
    ]
    head = ("maker", "the law", "who decided that, and why", "controlled by", "sources")
    yield Table("Each maker that may stand behind a line, as it was known then", head, tuple(rows))


def _decided(one: Assessment, status: MakerStatus) -> str:
    if status.basis == "signed":
        return f"{status.person}, {days.day(status.signed)}: {status.note}"
    proposed = "Proposed by the tool, not signed. " if status.basis == "proposed" else "Nobody. "
    return proposed + one.sentence(status.reason)


def _chain(status: MakerStatus) -> str:
    """Upwards from the company itself."""
    names = [f"{hop.name} ({hop.jurisdiction or 'registration not known'})" for hop in status.chain]
    return ", held by ".join(names) or "not known"


def _sources(status: MakerStatus) -> str:
    found = dict.fromkeys(claim.source for hop in status.chain for claim in hop.claims if claim.source)
    return "; ".join(found) or "none"


def _orders(record: GateRecord) -> Iterator[Block]:
    for order in record.orders:
        began = "in force from" if record.on < order.in_force else "in force since"
        yield Para(f"{order.title}, {began} {days.day(order.in_force)}. It binds {order.bound}.")
        rows = tuple(
            (clause.id, clause.title, clause.force, " and ".join(words.PLACES[fact] for fact in clause.place) or "no")
            for clause in order.clauses
        )
        head = ("clause", "what it asks", "force", "turns on the place")
        yield Table(f"Clauses of {order.id} that turn on who made a thing", head, rows)
    yield Para(
        "A yes goes as far as these orders and no further. It says nothing of what the supplier then ships: look at the"
        " label and the firmware page when it arrives."
    )
