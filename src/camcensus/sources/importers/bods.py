"""The Beneficial Ownership Data Standard: an array of statements, or one a line, in the shapes of 0.1 to 0.4."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from camcensus.model.errors import BrokenInput
from camcensus.model.reading import Chunk, Context
from camcensus.sources.importers import _bods as bods
from camcensus.sources.importers._bods import Record
from camcensus.sources.importers._json_texts import Text, texts
from camcensus.sources.reading.gathered import Gathered
from camcensus.sources.reading.parties import LEFT, Held, Parties, Stated, hidden, moment
from camcensus.sources.reading.related import Related

SOURCE = "importer:bods@1"

_STATEMENT = re.compile(rb'"statementI[dD]"\s*:')
_SHAPES = re.compile(
    rb'"recordDetails"\s*:\s*\{|"recordType"\s*:\s*"(?:entity|person|relationship)"'
    rb'|"statementType"\s*:\s*"(?:entity|person|ownershipOrControl)Statement"'
)


def detect(head: bytes) -> bool:
    """Whether the first bytes hold a statement of either shape."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    return start in (b"[", b"{") and bool(_STATEMENT.search(head)) and bool(_SHAPES.search(head))


def read(path: Path, context: Context) -> Iterator[Chunk]:
    """Twice through the file: who is related to whom and who is a person, then what is said of those of interest.

    Raises `BrokenInput` if it holds no statement.
    """
    gathered = Gathered(context, SOURCE)
    statements = _Statements(gathered)
    statements.survey(path)
    with path.open("rb") as stream:
        for one in texts(stream, context.name):
            record = _record(one)
            if record is None:
                _left(one, gathered)
            else:
                gathered.records += 1
                statements.note(record, f"line {one.line}")
            if gathered.is_full():
                yield gathered.take(done=stream.tell())
    if not statements.found:
        raise BrokenInput("it holds no statement of BODS", where=context.name, mend="give JSON as the standard has it")
    yield gathered.last(context.name)


def _record(text: Text) -> Record | None:
    try:
        content = msgspec.json.decode(text.data)
    except (ValueError, RecursionError):
        return None
    return bods.record(content) if isinstance(content, dict) else None


def _left(text: Text, gathered: Gathered) -> None:
    if text.whole:
        gathered.leave_out("objects that are no statement")
    else:
        gathered.remarks.add(f"line {text.line}", "cut off, and left out")


class _Statements:
    """Statements into parties and holdings."""

    def __init__(self, gathered: Gathered) -> None:
        self._gathered = gathered
        self._parties = Parties(gathered)
        self._related = Related()
        self._persons: set[int] = set()
        """Parties that are persons, by the hash of their number: an owner is called by it."""
        self.found = False

    def survey(self, path: Path) -> None:
        """Learn who is related to whom, and who is a person."""
        with path.open("rb") as stream:
            for text in texts(stream, self._gathered.context.name):
                record = _record(text)
                if record is not None:
                    self.found = True
                    self._learn(record)
        self._related.walk()

    def _learn(self, one: Record) -> None:
        own = one.key(one.id)
        if one.kind == "relationship":
            found = bods.holding(one)
            if found is not None and found.owner:
                self._related.edge(one.key(found.asset), one.key(found.owner))
                if found.is_person:
                    self._persons.add(hash(one.key(found.owner)))
            return
        for earlier in one.replaced:
            self._related.edge(own, one.key(earlier))
            self._related.edge(one.key(earlier), own)
            if one.kind == "person":
                self._persons.add(hash(one.key(earlier)))
        if one.kind == "person":
            self._persons.add(hash(own))
        if self._parties.knows([own, *bods.numbers(one)], bods.names(one)):
            self._related.begin(own)

    def note(self, one: Record, where: str) -> None:
        """Keep what a statement says, if it is of interest."""
        if one.kind == "relationship":
            self._relationship(one, where)
        elif self._gathered.context.keep_all or self._related.is_near(one.key(one.id)):
            self._party(one, where)
        else:
            self._gathered.leave_out(LEFT)

    def _is_kept(self, key: str) -> bool:
        return self._gathered.context.keep_all or self._related.has(key)

    def _party(self, one: Record, where: str) -> None:
        person = one.kind == "person"
        kind = bods.kind_of(one)
        countries = bods.places(one, self._parties.countries)
        numbers = [*bods.numbers(one), *(self._subject(one, earlier)[6:] for earlier in one.replaced)]
        names = bods.names(one)
        kept = {
            "statement": None if person else one.statement,
            "kind": kind,
            "on": one.on,
            "names": names,
            "countries": countries,
            "numbers": numbers,
        }
        original = self._parties.keep({name: value for name, value in kept.items() if value})
        stated = self._stated(one, original, where)
        self._parties.party(
            self._subject(one, one.id), stated, kind=kind, names=names, countries=countries, numbers=numbers
        )

    def _relationship(self, one: Record, where: str) -> None:
        found = bods.holding(one)
        if found is None:
            self._gathered.leave_out("relationships whose subject is not named")
            return
        if not self._is_kept(one.key(found.asset)):
            self._gathered.leave_out(LEFT)
            return
        if not found.owner:
            self._gathered.leave_out("relationships whose holder is not named, with the publisher's reason")
            return
        owner = self._subject(one, found.owner)
        told = list(bods.helds(one, found, owner, one.key(one.id).removeprefix("BODS/")))
        kept = [held.value() for held in told if isinstance(held, Held)]
        original = self._parties.keep({"statement": one.statement, "on": one.on, "held": kept}) if kept else None
        stated = self._stated(one, original, where)
        for held in told:
            if isinstance(held, Held):
                self._parties.held(self._subject(one, found.asset), held, stated)
            else:
                self._gathered.leave_out(held)

    def _subject(self, one: Record, name: str) -> str:
        """A party's subject; of a person a number made from what the publisher calls it, as that may be a name."""
        key = one.key(name)
        return f"party:BODS/{hidden(key)}" if hash(key) in self._persons else f"party:{key}"

    def _stated(self, one: Record, original: bytes | None, where: str) -> Stated:
        at, quality = moment(one.on)
        return Stated(at=at, quality=quality, original=original, where=where)
