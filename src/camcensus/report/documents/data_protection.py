"""The data-protection sheet: what the log keeps of whom, why, how long, who gets it, and what can be erased."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from camcensus.model.knowledge import Vocabulary
from camcensus.model.material import FIELD, ORIGINAL, RECORD, SOURCE, Kept, Material
from camcensus.report import _kept as kinds
from camcensus.report import _words as words
from camcensus.report._blocks import Block, Document, Items, Note, Para, Part, Table, pairs, shown
from camcensus.report._kept import Kind

TO_WRITE = "to be written by the controller"
ISSUES = 500
"""Documents that are listed, the newest."""
_WHY = "to know which surveillance equipment is there, who made it, what an order says of it, and to show that"

_OTHERS = (
    "What hosts said, asked for or leased that are no camera and have nothing to do with one: it is counted when a file"
    " is read, the count is told, and nothing of it is kept."
)
_LEFT_OUT = (
    _OTHERS,
    "Passwords, keys, user names and communities: they are taken out before anything is stored.",
    "Footage and sound, but the first bytes of a recording, which say who made the recorder.",
    "Of photographs of labels: place, time and owner, which phones write beside the picture.",
    "Of registers of companies: all but companies known here, and who stands above or below them.",
)


def compose(material: Material) -> Document:
    """The sheet, of the log as it is now."""
    facts = [one for one in material.kept if one.of in (FIELD, RECORD)]
    found = kinds.kinds(material.assessment.vocabulary, facts)
    said = material.words
    parts = (
        Part("who", "Who answers for it, and why it is kept", (pairs("The controller's words", *_who(said)),)),
        Part("kinds", "What is kept, by kind of data", tuple(_kinds(found))),
        Part("fields", "What is kept, field by field", tuple(_fields(material.assessment.vocabulary, facts))),
        Part("decisions", "Decisions, and the people they name", tuple(_decisions(material))),
        Part("retention", "How long it is kept, and what was erased", tuple(_retention(material))),
        Part("door", "What is not kept at all", tuple(_door(material))),
        Part("access", "Who may see it", tuple(_access(said))),
        Part("recipients", "Who was given something", tuple(_recipients(material))),
        Part("erasing", "What can be erased, what stays, and why the proof stands", tuple(_erasing())),
        Part("rights", "What people may ask for", tuple(_rights(said))),
    )
    return Document(
        title="Data-protection sheet",
        answer=_answer(material, found),
        parts=parts,
        foot="It tells what is kept, not what it says: it names fields and people who issued documents; nobody else.",
    )


def _answer(material: Material, found: Sequence[Kind]) -> str:
    total = sum(kind.count for kind in found)
    if not total:
        return "The log keeps nothing."
    surely = sum(kind.count for kind in found if kind.personal == "yes")
    perhaps = sum(kind.count for kind in found if kind.personal == "perhaps")
    originals = words.many(sum(one.count for one in material.kept if one.of == ORIGINAL), "original")
    return (
        f"Of {words.many(total, 'entry', 'entries')} {surely:,} name people who decided something, and {perhaps:,} may"
        f" be about a person. Beside them: {originals}, {words.many(len(material.issues), 'issued document')}."
    )


def _who(said: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, word in (
        ("controller", "controller"),
        ("contact for data protection", "contact"),
        ("purpose", "purpose"),
        ("lawful basis", "lawful-basis"),
        ("why no less would do", "necessity"),
        ("impact assessment", "impact-assessment"),
        ("to be looked at again", "review"),
    ):
        yield (name, said.get(word, TO_WRITE))
    yield ("what the program is for", _WHY)


def _kinds(found: Sequence[Kind]) -> Iterator[Block]:
    rows = tuple(
        (
            kind.name, kind.means, kind.personal, f"{len(kind.kept):,}", f"{kind.count:,}", _day(kind.first),
            _day(kind.last),
        )
        for kind in found
    )  # fmt: skip
    head = ("kind of data", "what it is", "about a person", "fields and records", "entries", "first", "last")
    yield Table("Kinds of data, what may be about persons first", head, rows, numbers=(3, 4))
    if any(kind.name == kinds.NOBODY for kind in found):
        yield Note(
            "Of some fields nobody has said what kind of data they are: take them for personal until somebody has."
        )
    yield Para(
        "Perhaps: the data is of devices and their networks, and becomes personal where one person uses a device, or"
        " where somebody wrote a name into it. Dates are those on which it was seen, and of decisions those on which"
        " they came into the log; what bears no date is counted and has none."
    )


def _fields(vocabulary: Vocabulary, facts: Sequence[Kept]) -> Iterator[Block]:
    fields = [(one, kinds.kind_of(vocabulary, one)) for one in facts if one.of == FIELD]
    rows = [
        (
            one.what, _meaning(vocabulary, one.what), kind, kinds.personal(vocabulary, kind), f"{one.count:,}",
            _day(one.first), _day(one.last),
        )
        for one, kind in fields
    ]  # fmt: skip
    rows.sort(key=lambda row: (kinds.PERSONAL.index(row[3]), row[0]))
    head = ("field", "what it answers", "kind of data", "about a person", "observations", "first", "last")
    yield Table("Fields of observations", head, tuple(rows), numbers=(4,))


def _meaning(vocabulary: Vocabulary, field: str) -> str:
    return vocabulary.fields.get(field) or vocabulary.fields.get(
        f"{field.partition('.')[0]}.*", "not in the vocabulary"
    )


def _decisions(material: Material) -> Iterator[Block]:
    head = ("record", "names people", "kept", "erased", "first", "last")
    yield Table("Decisions, versions and what was handed over", head, _named(material, RECORD), numbers=(2, 3))
    yield Para(
        "Names stand there because a decision is worth what the person who made it is worth: who answered whether a"
        " site is sensitive, who signed a determination or a waiver, who permitted a scan, who issued a document."
    )
    head = ("source", "names people", "observations", "erased", "first", "last")
    yield Table("What told the observations", head, _named(material, SOURCE), numbers=(2, 3))
    yield Para("Of surveyors and of people who settled something the name is the source of what they said.")


def _named(material: Material, of: str) -> tuple[tuple[str, ...], ...]:
    vocabulary = material.assessment.vocabulary
    return tuple(
        (
            one.what, kinds.personal(vocabulary, kinds.kind_of(vocabulary, one)), f"{one.count:,}", f"{one.erased:,}",
            _day(one.first), _day(one.last),
        )
        for one in material.kept
        if one.of == of
    )  # fmt: skip


def _retention(material: Material) -> Iterator[Block]:
    rows = tuple(
        (one.what, f"{one.count:,}", f"{one.size:,}", f"{one.erased:,}") for one in material.kept if one.of == ORIGINAL
    )
    head = ("retention class", "originals", "bytes", "erased, a tombstone left")
    yield Table("Originals: the bytes behind observations, secrets taken out", head, rows, numbers=(1, 2, 3))
    erasures = sum(one.count for one in material.kept if one.of == RECORD and one.what == "erasure")
    yield Para(f"Erasures that stand in the log: {erasures:,}.")
    yield Para(f"How long each class is kept: {material.words.get('retention', TO_WRITE)}")


def _door(material: Material) -> Iterator[Block]:
    yield Items(_LEFT_OUT)
    rows = tuple((_day(one.on), one.reason) for one in material.widened)
    yield Table("When everything was kept all the same, and why", ("day", "reason"), rows)


def _access(said: Mapping[str, str]) -> Iterator[Block]:
    yield pairs(
        "Roles",
        ("who may read the log", said.get("access", TO_WRITE)),
        ("who is given something", said.get("recipients", TO_WRITE)),
        ("transfers to other countries", said.get("transfers", TO_WRITE)),
    )
    yield Para(
        "The log lies in one folder of the organisation's own machine: who may read the folder may read the log. The"
        " program works offline; it sends nothing to anybody, and asks only devices in a scope that a named person has"
        " permitted."
    )


def _recipients(material: Material) -> Iterator[Block]:
    rows = [(one.number, one.form, _day(one.on), one.person, one.note or "not said") for one in material.issues[::-1]]
    head = ("number", "document", "issued", "by", "for")
    yield from shown("Documents that were issued, the newest first", head, rows, ISSUES)
    yield Para("Drafts, and files that were written without being issued, leave no trace here.")


def _erasing() -> Iterator[Block]:
    yield Para(
        "Can be erased, by a decision that stands in the log itself with the name of who took it and why: the bytes of"
        " originals, observations, and what a decision says."
    )
    yield Para(
        "Stays: of an observation a hash into which 16 random bytes went that are gone too, so that nobody finds out"
        " anything from it by trying; of an original and of a decision its own hash, by which somebody who guesses all"
        " of it could confirm the guess; when it came; the name and the hash of the file with which observations came;"
        " and the erasure."
    )
    yield Para(
        "That is enough for the proof. A leaf is the hash of the hashes under it, and the root that was signed and"
        " given away stands for all leaves: what was proved before an erasure is proved after it."
    )
    yield Para(
        "Not erased with it: documents and bundles that were handed over, backups, and the files that were once read."
        " They are where their owners keep them."
    )


def _rights(said: Mapping[str, str]) -> Iterator[Block]:
    yield Para(f"How to ask for one's data, to have it put right, or to object: {said.get('rights', TO_WRITE)}")
    yield Para(
        "A statement that was wrong is not written over: a correction stands beside it with a name, a reason and a day,"
        " and outranks it from then on."
    )


def _day(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d}" if at else "no date"
