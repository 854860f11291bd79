"""May this be bought: a line of a quotation, the makers that may stand behind it, and the answer for each order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from camcensus.model.assessment import MakerStatus
from camcensus.model.identity import confidence
from camcensus.model.knowledge import Clause, Directive, Vocabulary
from camcensus.model.outcome import Answer
from camcensus.model.reading import Remark

ANSWERS = ("yes", "ask", "no")
"""yes: its maker is known and is not covered; ask: that is not settled; no: its maker is covered. Mildest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One line as somebody wrote it: cells of a table, or a text alone."""

    make: str = ""
    model: str = ""
    text: str = ""
    """What was written without saying which part is the make and which the model."""
    cut: bool = False
    """It was longer than what is read."""

    @property
    def shown(self) -> str:
        """The line in one piece."""
        return " ".join(filter(None, (self.make, self.model, self.text)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One claim that a maker stands behind the line."""

    role: str
    """``manufacturer``, ``hardware_maker`` or ``component_maker``."""
    maker: str | None
    """None: somebody who is not identified."""
    weight: int
    """Decibans."""
    words: str
    """What the claim rests on."""
    source: str
    by: str
    """The knowledge entry that makes the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """One maker that may stand behind the line. Contradicting claims stand side by side."""

    maker: str | None
    """None: somebody who is not identified."""
    roles: Mapping[str, int]
    """Each role in which it is claimed, and what all claims to that weigh."""
    settled: tuple[str, ...]
    """The roles in which it stands as the answer."""
    evidence: tuple[Evidence, ...]

    @property
    def weight(self) -> int:
        """What the weightiest role weighs."""
        return max(self.roles.values(), default=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What to ask the supplier for: a code of ``knowledge/vocabulary/questions.toml`` and what its sentence names."""

    code: str
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What follows for one line, whatever the order."""

    brands: tuple[str, ...]
    """The brands it names or whose mark its model bears; several are contradictory or related labels."""
    model: str | None
    possible: tuple[Possible, ...]
    """Weightiest first."""
    subject: Answer
    """Whether the maker that is settled is subject to the law."""
    answer: str
    """One of `ANSWERS`."""
    reason: str
    """A reason code."""
    provisional: bool
    """It rests on the tool's proposal about a maker, which no person has signed yet."""
    asks: tuple[Ask, ...] = ()
    notes: tuple[str, ...] = ()
    """Codes of reasons that a person should know of besides."""

    def confidence(self, one: Possible, role: str) -> float:
        """How sure it is that this maker stands in that role, against the others that are possible in it; 0 to 1."""
        others = [other.roles.get(role, 0) for other in self.possible if other is not one]
        return confidence(one.roles[role], max(others, default=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """One clause that a purchase can touch, and what about the place decides whether it applies."""

    clause: Clause
    place: tuple[str, ...]
    """Facts of the place that it turns on: ``sensitive``, ``core``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """One order and the clauses of it that turn on who made a thing."""

    order: Directive
    touches: tuple[Touched, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of what was asked."""

    number: int
    """Place in what was asked, from 1."""
    written: Written
    judged: Judgement
    file: str = ""
    quantity: str = ""
    """As written; empty: not stated."""
    device: str = ""
    """What people call the device that was seen; empty for a line of a quotation."""
    by_order: Mapping[str, str] = field(default_factory=dict)
    """Order to what follows by it, one of `ANSWERS`: orders speak of a law, or of a list of companies."""

    @property
    def answer(self) -> str:
        """The gravest of the orders' answers."""
        return max(self.by_order.values(), key=ANSWERS.index, default=self.judged.answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """Every line with its answer, and what the answers rest on."""

    as_of: date
    knowledge: str
    """Hash (hex) of the knowledge used."""
    profile: str
    """Hash (hex) of the owner's profile; empty: none was used."""
    lines: tuple[Line, ...]
    rulings: tuple[Ruling, ...]
    makers: Mapping[str, MakerStatus]
    """Each maker that is possible for a line, and whether it is subject to the law."""
    names: Mapping[str, Mapping[str, str]]
    """``maker`` and ``brand``: id to the name people know."""
    vocabulary: Vocabulary
    remarks: tuple[Remark, ...] = ()

    @property
    def answer(self) -> str:
        """The gravest answer: no before ask before yes. No lines: ask."""
        return max((line.answer for line in self.lines), key=ANSWERS.index, default="ask")

    def counts(self) -> dict[str, int]:
        """How many lines of each answer."""
        found = [line.answer for line in self.lines]
        return {answer: found.count(answer) for answer in ANSWERS}

    def sentence(self, code: str) -> str:
        """What a reason code says in English."""
        return self.vocabulary.reasons.get(code, code)

    def question(self, ask: Ask) -> str:
        """What to ask for, in English; a code without a sentence is shown as it is."""
        words = self.vocabulary.questions.get(ask.code, ask.code)
        for name, value in ask.params.items():
            words = words.replace("{" + name + "}", value)
        return words
