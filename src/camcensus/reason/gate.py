"""May a line of a quotation be bought: the makers that may stand behind it, and what follows. Nothing unknown is a yes.

The answer is *no* where the maker that stands is subject to the law, *yes* only where it is known not to be and nothing
in the line or in what is known of its brand leaves another maker open, and *ask* in every other case.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from camcensus.model.finding import Determination
from camcensus.model.gate import Ask, Evidence, Judgement, Possible, Written
from camcensus.model.knowledge import Brand, Knowledge, MadeBy
from camcensus.model.outcome import Answer
from camcensus.model.profile import Readings
from camcensus.reason import control, facts, lines
from camcensus.reason.brands import behind
from camcensus.reason.control import Control
from camcensus.reason.doubts import makers_behind
from camcensus.reason.lines import Words
from camcensus.reason.matcher import Saying
from camcensus.reason.sayings import YEAR, Sayings
from camcensus.reason.weigh import BUILDERS, Settled, ranked, settle

_NAME = 80
"""Characters by which a line is called in a question."""
_PARTS = {"component_maker"}
"""Who makes a part and no more leaves the answer as it is; the part is shown."""
_STATED = "stated:"
_LABEL = "brand:"


class _Case(NamedTuple):
    """Everything about one line that its answer turns on."""

    written: Written
    words: Words
    settled: Settled
    brands: tuple[str, ...]
    possible: tuple[Possible, ...]
    open: tuple[Possible, ...]
    """Makers that what the line's own model says does not outweigh."""


class Judge:
    """Judges lines; each distinct line once."""

    def __init__(
        self,
        knowledge: Knowledge,
        sayings: Sayings,
        determinations: tuple[Determination, ...],
        as_of: date,
        readings: Readings | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._weights = knowledge.vocabulary.weights
        self._sayings = sayings
        self._signed = determinations
        self._as_of = as_of
        self._world = control.World(knowledge, as_of, readings=readings)
        self._spellings = sayings.spellings
        self._totals = frozenset(lines.fold(word) for word in knowledge.vocabulary.quotation.get("totals", ()))
        self._sources = {mark.id: mark.reference for mark in knowledge.fingerprints}
        self._judged: dict[Written, Judgement] = {}
        self._sums: dict[Written, bool] = {}
        self.controls: dict[str, Control] = {}
        """Each maker that was possible for any line, with whether it is subject to the law."""

    def judge(self, written: Written) -> Judgement:
        """What follows for one line."""
        if written not in self._judged:
            self._judged[written] = self._judge(written)
        return self._judged[written]

    def names(self, written: Written) -> bool:
        """Whether a line names a brand that is known, or a model by whose form a maker is known."""
        words = lines.take_apart(written, self._spellings)
        return words.known or any(self._sayings.of("model.number", word, "text") for word in words.models)

    def is_sum(self, written: Written) -> bool:
        """Whether a line is a sum or a charge and no product."""
        if written not in self._sums:
            self._sums[written] = lines.is_sum(written, self._totals, self._spellings)
        return self._sums[written]

    def _judge(self, written: Written) -> Judgement:
        case = self._case(written)
        built, sold = (case.settled.answers[role].value for role in ("hardware_maker", "manufacturer"))
        subject, basis = facts.maker_subject(built, sold, self.controls)
        doubts = tuple(dict.fromkeys(self._doubts(case, Answer(subject), built)))
        answer = _answer(Answer(subject), doubts)
        reason = {"no": "maker-subject", "yes": "maker-not-subject"}.get(answer) or doubts[0]
        return Judgement(
            brands=case.brands,
            model=self._model(case),
            possible=case.possible,
            subject=Answer(subject),
            answer=answer,
            reason=reason,
            provisional=answer != "ask" and basis == "proposed",
            asks=tuple(self._asks(case, doubts)) if answer == "ask" else (),
            notes=tuple(code for code in doubts if code != reason),
        )

    # --- what is said of a line --------------------------------------------------------------------------------

    def _case(self, written: Written) -> _Case:
        words = lines.take_apart(written, self._spellings)
        said = list(dict.fromkeys(self._said(words)))
        year = Saying(YEAR, str(self._as_of.year), 1, YEAR, YEAR, copied=False)
        settled = settle([*said, year], self._weights, self._knowledge.brands)
        label = settled.answers["brand"].value
        claimed = [claim for _, claim in ranked("brand", said, self._weights)]
        brands = tuple(dict.fromkeys([*([label] if label else []), *claimed, *words.others]))
        around = [pair for brand in brands for pair in self._around(self._knowledge.brands[brand], words)]
        possible = self._possible(said, around, settled)
        return _Case(written, words, settled, brands, possible, self._open(possible, said, settled))

    def _said(self, words: Words) -> Iterator[Saying]:
        """What the brand says, what the model says, and which marks stand at the beginning of any other word."""
        if words.make:
            yield from self._sayings.of("register.make", words.make, "text")
        if words.models:
            yield from self._sayings.of("model.number", words.models[0], "text")
        for text in (*words.models[1:], *words.texts):
            found = self._sayings.of("model.number", text, "text")
            yield from (one for one in found if not one.origin.startswith(_STATED))

    def _around(self, brand: Brand, words: Words) -> Iterator[tuple[Saying, MadeBy | None]]:
        """The claims on who stands behind a brand that any word which may be the model leaves standing.

        Claims on other years than this are among them: a line does not say when the goods were built.
        """
        limit = self._weights.medium
        known: dict[tuple[str, str, int], tuple[Saying, MadeBy | None]] = {}
        for model in words.models or (None,):
            for role, maker, weight, entry in behind(brand, self._weights, model=model, installed=None):
                saying = Saying(
                    role, maker, min(weight, limit), f"{_LABEL}{brand.id}", f"brands/{brand.id}", copied=False
                )
                before = known.get((role, maker, id(entry)))
                if before is None or before[0].weight < saying.weight:
                    known[role, maker, id(entry)] = (saying, entry)
        yield from known.values()
        for entry in brand.made_by:
            if entry.maker is None and entry.role == "hardware":
                weight = self._weights.hint
                yield (
                    Saying("hardware_maker", "", weight, f"{_LABEL}{brand.id}", f"brands/{brand.id}", copied=False),
                    entry,
                )

    def _possible(
        self, said: list[Saying], around: list[tuple[Saying, MadeBy | None]], settled: Settled
    ) -> tuple[Possible, ...]:
        every = [*said, *(saying for saying, _ in around)]
        weights: dict[str, dict[str, int]] = {}
        for role in BUILDERS:
            for weight, maker in ranked(role, every, self._weights):
                weights.setdefault(maker, {})[role] = weight
        evidence: dict[str, list[Evidence]] = {}
        for one in said:
            if one.about in BUILDERS:
                evidence.setdefault(one.claim, []).append(self._mark(one))
        for saying, entry in around:
            evidence.setdefault(saying.claim, []).append(self._claim(saying, entry))
        found = [
            Possible(
                maker=maker or None,
                roles=roles,
                settled=tuple(role for role in BUILDERS if maker and settled.answers[role].value == maker),
                evidence=tuple(sorted(evidence[maker], key=lambda one: (-one.weight, one.role, one.by, one.words))),
            )
            for maker, roles in weights.items()
        ]
        return tuple(sorted(found, key=lambda one: (not one.settled, -one.weight, one.maker or "")))

    def _mark(self, said: Saying) -> Evidence:
        words = f"its model number is of the form '{said.by}'"
        source = self._sources.get(said.by, "")
        return Evidence(role=said.about, maker=said.claim, weight=said.weight, words=words, source=source, by=said.by)

    def _claim(self, said: Saying, entry: MadeBy | None) -> Evidence:
        words = entry.evidence if entry else "the company sells under this brand"
        years = f", {entry.since or ''} to {entry.until or ''}" if entry and (entry.since or entry.until) else ""
        extent = f" ({_EXTENTS[entry.extent]}{years}; source graded {entry.confidence})" if entry else ""
        return Evidence(
            role=said.about,
            maker=said.claim or None,
            weight=said.weight,
            words=words + extent,
            source=entry.source if entry else "",
            by=said.by,
        )

    def _open(self, possible: Iterable[Possible], said: list[Saying], settled: Settled) -> tuple[Possible, ...]:
        """The makers that are not ruled out: where the model's own mark settles the builder, only those it names."""
        for one in possible:  # each maker that is shown has its status shown
            if one.maker is not None:
                self._control(one.maker)
        built = settled.answers["hardware_maker"].value
        own = [one for one in said if one.about == "hardware_maker" and not one.copied]
        if any(one.claim == built and one.weight >= self._weights.strong for one in own):
            named = {one.claim for one in said if one.about in BUILDERS} | {settled.answers["manufacturer"].value}
            return tuple(one for one in possible if one.maker in named)
        return tuple(possible)

    def _control(self, maker: str) -> Control:
        if maker not in self.controls:
            self.controls[maker] = control.decide(maker, self._knowledge, self._signed, self._as_of, self._world)
        return self.controls[maker]

    # --- what follows ------------------------------------------------------------------------------------------

    def _doubts(self, case: _Case, subject: Answer, built: str | None) -> Iterator[str]:
        """Codes of what keeps the answer from being settled, the gravest first."""
        words = case.words
        evidence = (one for possible in case.possible for one in possible.evidence)
        marked = any(one.by in self._sources and one.weight >= self._weights.named for one in evidence)
        if words.make and not words.placed and not marked:
            yield "brand-in-passing"
        if subject is Answer.UNKNOWN:
            yield self._why_unknown(case, built)
        if subject is not Answer.YES:
            yield from self._left_open(case)
        if words.make and not words.known:
            yield "brand-not-known"
        label = self._spellings.find(words.make) if words.make else None
        if label and built and built not in makers_behind(self._knowledge.brands[label]):
            yield "label-contradicted"
        if subject is not Answer.YES and any(self._touches(name) for name in words.others):
            yield "other-brand-named"
        if case.brands and not words.models:
            yield "model-not-stated"
        if case.written.cut:
            yield "line-too-long"

    def _why_unknown(self, case: _Case, built: str | None) -> str:
        if built is not None:
            return "control-not-known"
        if not case.brands and not case.possible:
            return "product-not-known"
        return "maker-not-settled" if case.possible else "maker-not-recorded"

    def _left_open(self, case: _Case) -> Iterator[str]:
        others = [one for one in case.open if not one.settled and set(one.roles) - _PARTS]
        answers = {self.controls[one.maker].answer if one.maker else Answer.UNKNOWN for one in others}
        if Answer.YES in answers:
            yield "covered-maker-possible"
        if Answer.UNKNOWN in answers:
            yield "open-maker-possible"

    def _touches(self, brand: str) -> bool:
        """Whether a maker that is covered, or not known not to be, may stand behind a brand."""
        makers = makers_behind(self._knowledge.brands[brand])
        return not makers or any(self._control(maker).answer is not Answer.NO for maker in makers)

    # --- what to ask for ---------------------------------------------------------------------------------------

    def _asks(self, case: _Case, doubts: tuple[str, ...]) -> Iterator[Ask]:
        item = {"item": self._called(case)}
        if "product-not-known" in doubts or "line-too-long" in doubts:
            yield Ask(code="product", params=item)
        if {"brand-in-passing", "brand-not-known", "other-brand-named", "label-contradicted"} & set(doubts):
            yield Ask(code="brand", params=item)
        if "model-not-stated" in doubts:
            yield Ask(code="model", params=item)
        open_makers = [one.maker for one in case.open if one.maker]
        unknown = [maker for maker in open_makers if self.controls[maker].answer is Answer.UNKNOWN]
        if set(doubts) - {"control-not-known", "model-not-stated"}:
            yield Ask(code="legal-manufacturer", params=item)
            yield Ask(code="hardware-maker", params=item)
            yield Ask(code="firmware", params=item)
            covered = [maker for maker in open_makers if self.controls[maker].answer is Answer.YES]
            if covered:
                yield Ask(code="not-built-by", params=item | {"makers": self._names(covered)})
            yield Ask(code="label", params=item)
        for maker in unknown:
            yield Ask(code="control", params={"maker": self._names([maker])})

    def _names(self, makers: Iterable[str]) -> str:
        return " or ".join(self._knowledge.makers[maker].name for maker in makers)

    def _called(self, case: _Case) -> str:
        model = self._model(case)
        if case.brands and model and not case.words.others:
            return f"{self._knowledge.brands[case.brands[0]].name} {model}"
        shown = lines.clean(case.written.shown)
        return f"{shown[:_NAME]}..." if len(shown) > _NAME else shown

    def _model(self, case: _Case) -> str | None:
        return case.settled.answers["model"].value if case.words.models else None


def _answer(subject: Answer, doubts: tuple[str, ...]) -> str:
    if subject is Answer.YES:
        return "ask" if "brand-in-passing" in doubts else "no"
    return "yes" if subject is Answer.NO and not doubts else "ask"


_EXTENTS: Mapping[str, str] = {
    "all": "all of the brand",
    "part": "part of the brand, which part is not fully known",
    "past": "in the past",
}
