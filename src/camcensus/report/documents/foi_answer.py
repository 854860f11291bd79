"""An answer to a freedom of information request: counts, none of them small, no places; and what is not held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from camcensus.model.material import Material
from camcensus.report import _days as days
from camcensus.report import _foi as foi
from camcensus.report._blocks import Block, Document, Items, Note, Para, Part, Table, pairs
from camcensus.report._foi import COVERED, OTHERS, REMOVED, UNKNOWN, Named, Published
from camcensus.report._suppress import Counts

TO_WRITE = "To be written by the officer who answers"
_ADVANCED = ("analytics", "audio", "cloud")
_EXEMPTIONS = (
    (
        "section-31",
        "section 31, law enforcement",
        "the places of the equipment, and counts so small that they tell of one",
    ),
    ("section-24", "section 24, national security", "what else would tell where equipment of the order is"),
    ("section-12", "section 12, cost of compliance", "what could be found out only by looking at each unit"),
)


def compose(material: Material) -> Document:
    """The answer as of the day of the assessment. Raises `UsageError` for a threshold that is none."""
    one = foi.published(material)
    said = material.words
    parts = (
        Part("request", "Your request", (pairs("About this answer", *_about(material, one)),)),
        Part("any", "1. Do you have any?", tuple(_any(one))),
        Part("how-many", "2. How many?", tuple(_how_many(one))),
        Part("when", "3. When, and for how much?", tuple(_when(one, said))),
        Part("where", "4. Where?", tuple(_where(one))),
        Part("other", "5. What other equipment?", tuple(_other(one))),
        Part("products", "Makes and ranges", tuple(_products(one))),
        Part("advanced", "Analytics, sound and clouds", tuple(_advanced(one))),
        Part("papers", "Impact assessments and contracts", tuple(_papers(said))),
        Part("exemptions", "What is withheld, and why", tuple(_exemptions(one, said))),
        Part("method", "How these numbers came about", tuple(_method(one))),
        Part("not-held", "What is not held", tuple(_not_held())),
    )
    return Document(
        title="Answer to a request for information on surveillance equipment",
        answer=_answer(one),
        parts=parts,
        foot="Read it once as a stranger would, before it goes out: a program does not know what readers know besides.",
    )


def _about(material: Material, one: Published) -> Iterator[tuple[str, str]]:
    said = material.words
    yield ("organisation", said.get("organisation", TO_WRITE))
    yield ("reference", said.get("reference", TO_WRITE))
    yield ("the numbers are of", days.day(material.assessment.basis.as_of))
    yield ("withheld", f"counts below {one.small}, and others from which these could be worked out")


def _number(one: Published, group: str) -> str:
    number = one.group(group)
    return f"fewer than {one.small}" if number is None else f"{number:,}"


def _answer(one: Published) -> str:
    held = _number(one, COVERED).capitalize()
    return (
        f"{held} devices of covered makers in use; of {_number(one, UNKNOWN)} devices it is not known who made them, or"
        f" what they are. Places that nobody looked at: {one.gaps}."
    )


def _any(one: Published) -> Iterator[Block]:
    number = one.group(COVERED)
    unsure = one.group(UNKNOWN) != 0 or one.gaps != "0"
    if number != 0:
        yield Para(f"Yes: {_number(one, COVERED)} devices of makers that are covered, in use.")
    else:
        yield Para("None was found in use." if unsure else "No.")
    if unsure:
        yield Para(
            f"This is not certain: of {_number(one, UNKNOWN)} devices it is not known who made them or what they are."
            f" Places that nobody looked at: {one.gaps}."
        )
    yield Para(
        "Covered: built or sold by a company that the organisation has determined, or holds for now, to be subject to"
        " the National Intelligence Law of the People's Republic of China. There is no official list."
    )


def _how_many(one: Published) -> Iterator[Block]:
    rows = [(foi.WORDS[cell.name], _number(one, cell.name)) for cell in one.groups.cells]
    total = "withheld" if one.groups.total is None else f"{one.groups.total:,}"
    yield Table("Cameras, recorders and the like", ("group", "devices"), (*rows, ("all", total)), numbers=(1,))
    yield from _tables(one, "makers", "kinds")
    if one.proposed:
        yield Note(f"Only proposed, and signed by nobody yet, is whether the law reaches: {'; '.join(one.proposed)}")


def _tables(one: Published, *wanted: str) -> Iterator[Block]:
    found = {table.id: table for table in one.covered}
    for name in wanted:
        if name in found:
            yield from _table(found[name])
    if not found:
        yield Para("No more is given: there is nothing to divide, or the number of devices is small.")


def _table(table: Named) -> Iterator[Block]:
    if table.counts.hidden:
        yield Para(f"{table.title}: withheld as a whole, because its numbers are small and alike.")
    elif not table.stated:
        yield Para(f"{table.title}: nothing is stated of any of them.")
    else:
        yield _counts(f"Covered equipment in use. {table.title}", table.of, table.counts)


def _counts(caption: str, of: str, counts: Counts) -> Table:
    rows = [(cell.name, "withheld" if cell.number is None else f"{cell.number:,}") for cell in counts.cells]
    total = "withheld" if counts.total is None else f"{counts.total:,}"
    return Table(caption, (of, "devices"), (*rows, ("all", total)), numbers=(1,))


def _when(one: Published, said: Mapping[str, str]) -> Iterator[Block]:
    yield from _tables(one, "years")
    yield Para(f"What was paid: {said.get('spend', f'{TO_WRITE}; no price is in the log from which this is made.')}")


def _where(one: Published) -> Iterator[Block]:
    yield Para("Places are withheld, as told below. What is given is the class of site, and where on sites if stated.")
    yield from _tables(one, "sites", "places")
    yield Para("Sensitive is what the definition of 9 April 2024 calls a sensitive site, as answered for each site.")


def _other(one: Published) -> Iterator[Block]:
    yield Para(
        f"Of other makers, in use: {_number(one, OTHERS)} devices. Of covered makers, removed or in store:"
        f" {_number(one, REMOVED)}."
    )
    if one.others is not None and not one.others.hidden:
        yield _counts("Equipment of other makers in use, by who built it", "maker", one.others)


def _products(one: Published) -> Iterator[Block]:
    if not one.ranges:
        yield Para("No range can be named without telling of a small number.")
        return
    rows = tuple((maker, ", ".join(ranges)) for maker, ranges in one.ranges.items())
    yield Table(f"Ranges of which there are {one.small} devices or more", ("maker", "model numbers begin with"), rows)


def _advanced(one: Published) -> Iterator[Block]:
    yield from _tables(one, *_ADVANCED)
    yield Para("As registers state it. Where nothing is stated it is not held in the log from which this is made.")


def _papers(said: Mapping[str, str]) -> Iterator[Block]:
    yield pairs(
        "Not in the log from which this is made",
        ("data protection impact assessments", said.get("impact-assessment", TO_WRITE)),
        ("contracts and invoices", said.get("contracts", TO_WRITE)),
    )


def _exemptions(one: Published, said: Mapping[str, str]) -> Iterator[Block]:
    yield Para(
        "Withheld here: names and addresses of sites, network addresses, serial numbers, names of devices, model"
        f" numbers beyond their range, and counts below {one.small} with those from which they could be worked out."
    )
    rows = tuple((name, what, said.get(word, f"{TO_WRITE}, if it is relied on")) for word, name, what in _EXEMPTIONS)
    head = ("of the Freedom of Information Act 2000", "it may be relied on for", "what the officer says")
    yield Table("Exemptions", head, rows)
    yield Para(f"Review and complaint: {said.get('review', TO_WRITE)}")


def _method(one: Published) -> Iterator[Block]:
    yield Para(
        "Registers, scans, listening and walks round sites are put together so that each device is counted once. Who"
        " built a device is told from what it says and from what people recorded; a label alone does not say it. What"
        " is not known is counted as not known, and never as another maker's."
    )
    yield Para(
        f"Withheld counts: each is {one.small - 1} or less, or would tell one that is. Those of one table are withheld"
        " together, so that no count follows from a total and the others. Where a group is withheld there is no total"
        " of the groups. Nothing is rounded."
    )
    yield Para(f"Places that nobody looked at, so that equipment may be there: {one.gaps}.")
    yield Para("The same counts, withheld alike, can be given as a file of data (CSV).")


def _not_held() -> Iterator[Block]:
    yield Para("The log from which this is made holds none of this; what stands of it above is the officer's word:")
    yield Items(
        (
            "what was paid, contracts and invoices",
            "data protection impact assessments",
            "footage, and what it shows",
            "equipment at places that nobody looked at",
        )
    )
