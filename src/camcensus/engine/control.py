"""Answer who controls a company, by whom what is sold under a name is produced, and which lists name it, on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from camcensus.engine import makers
from camcensus.model.control import Asked, Hop, OnList, Producer
from camcensus.model.errors import UsageError
from camcensus.model.finding import Determination
from camcensus.model.knowledge import Brand, Event, Holding, Knowledge
from camcensus.model.outcome import Answer
from camcensus.model.profile import Profile
from camcensus.reason import control, producers
from camcensus.reason.brands import Spellings
from camcensus.reason.companies import Companies
from camcensus.reason.control import Step, Subject, World
from camcensus.reason.listed import Lists, events_of, reaches
from camcensus.reason.producers import Made, Product

_ANSWERS = {Answer.YES: "yes", Answer.NO: "no", Answer.UNKNOWN: "uncertain"}
_PRODUCTS = {Answer.YES: Product.YES, Answer.NO: Product.NO, Answer.UNKNOWN: Product.UNCERTAIN}
SECTION_889, LIST_1260H = "us-section-889", "us-1260h"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meant:
    """What a name means."""

    party: str | None
    makers: tuple[str, ...]
    brands: tuple[Brand, ...]


def ask(
    name: str, knowledge: Knowledge, as_of: date, *, known_on: date | None = None, profile: Profile | None = None
) -> Asked:
    """Everything about one company, maker or brand.

    Raises `UsageError` where the name means nothing known, or more than one company.
    """
    profile = profile or Profile()
    meant = _meant(name, knowledge)
    world = World(knowledge, as_of, known_on=known_on, readings=profile.readings)
    found = _entity(meant, knowledge, profile.determinations, as_of, world)

    def subject(maker: str) -> Answer:
        return control.decide(maker, knowledge, profile.determinations, as_of, world).answer

    made = producers.made(meant.brands, subject, as_of, profile.readings)
    product = producers.weightiest([_PRODUCTS[found.answer], *(one.says for one in made)])
    integrated = world.stakes.integrated(meant.party) if meant.party else {}
    chain = tuple(makers.hop(step, knowledge) for step in found.chain)
    alike = tuple(_alike(name, meant.party, found.answer, world, knowledge))
    reasons = (found.reason, *_notes(found, made, integrated, world, knowledge, alike=bool(alike)))
    return Asked(
        name=name,
        party=meant.party,
        makers=meant.makers,
        brands=tuple(brand.id for brand in meant.brands),
        as_of=as_of,
        known_on=known_on,
        entity=_ANSWERS[found.answer],
        basis=found.basis,
        product=product.value,
        reasons=reasons,
        sentences=tuple(knowledge.vocabulary.reasons.get(code, code) for code in reasons),
        chain=chain,
        integrated=integrated,
        producers=tuple(_producer(one, knowledge) for one in made),
        lists=tuple(_lists(meant, made, knowledge, as_of, known_on)),
        changes=tuple(_changes(meant.party, knowledge, profile, known_on)),
        alike=alike,
        sources=tuple(dict.fromkeys(_sources(meant.party, chain, made, knowledge))),
    )


# --- what a name means -----------------------------------------------------------------------------------------------


def _meant(name: str, knowledge: Knowledge) -> _Meant:
    parties = Companies(knowledge.parties).find(name)
    brand = Spellings(knowledge.brands).find_word(name) if not parties else None
    meant = [one.id for one in knowledge.makers.values() if one.party in parties]
    if not parties:
        meant = [one.id for one in knowledge.makers.values() if _is_called(name, (one.id, one.name, *one.aliases))]
        if brand is not None and not meant:
            owner = knowledge.brands[brand].manufacturer
            meant = [owner] if owner else []
        parties = tuple(dict.fromkeys(filter(None, (knowledge.makers[one].party for one in meant))))
    if len(parties) > 1:
        raise UsageError(
            f"'{name}' is the name of several companies: {', '.join(parties)}", mend="ask for one of these"
        )
    if not parties and not meant and brand is None:
        like = Companies(knowledge.parties).alike(name)
        mend = f"names that begin alike, of other companies: {', '.join(like)}" if like else "give its whole name"
        raise UsageError(f"no company, maker or brand is known by the name '{name}'", mend=mend)
    brands = [one for one in knowledge.brands.values() if one.id == brand or one.manufacturer in meant]
    return _Meant(party=parties[0] if parties else None, makers=tuple(meant), brands=tuple(brands))


def _is_called(name: str, names: Iterable[str]) -> bool:
    return name.strip().casefold() in {one.casefold() for one in names}


def _alike(name: str, party: str | None, answer: Answer, world: World, knowledge: Knowledge) -> Iterator[str]:
    """Other companies whose name begins alike and of whom something else is true."""
    own = knowledge.parties[party].name if party else name
    for one in Companies(knowledge.parties).alike(own):
        if one != party and world.of(one).answer is not answer:
            yield one


# --- the company -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    answer: Answer
    reason: str
    basis: str
    chain: tuple[Step, ...]


def _entity(
    meant: _Meant, knowledge: Knowledge, signed: tuple[Determination, ...], as_of: date, world: World
) -> _Found:
    """As signed of its maker, else as proposed of the company."""
    for maker in meant.makers:
        one = control.decide(maker, knowledge, signed, as_of, world)
        if one.basis == "signed" or meant.party is None:
            return _Found(answer=one.answer, reason=one.reason, basis=one.basis, chain=one.chain)
    if meant.party is None:
        return _Found(answer=Answer.UNKNOWN, reason="company-not-known", basis="none", chain=())
    found = world.of(meant.party)
    basis = "none" if found.answer is Answer.UNKNOWN else "proposed"
    return _Found(answer=found.answer, reason=found.reason, basis=basis, chain=found.chain)


def _changes(
    party: str | None, knowledge: Knowledge, profile: Profile, known_on: date | None
) -> Iterator[tuple[date, str, str]]:
    """The days on which claims begin or end and the answer becomes another."""
    if party is None:
        return
    above = _everybody(party, knowledge.holdings)
    days = {one.true_from for one in above} | {one.true_to + timedelta(days=1) for one in above if one.true_to}
    before: Subject | None = None
    for day in (date.min, *sorted(filter(None, days))):
        world = World(knowledge, day, known_on=known_on, readings=profile.readings)
        now = world.of(party)
        if before is not None and (now.answer, now.reason) != (before.answer, before.reason):
            yield day, _ANSWERS[now.answer], now.reason
        before = now


def _everybody(party: str, holdings: Iterable[Holding]) -> list[Holding]:
    """Every claim, of any day, on the party and on those above it."""
    by_asset: dict[str, list[Holding]] = {}
    for one in holdings:
        by_asset.setdefault(one.asset, []).append(one)
    seen, waiting = {party}, [party]
    found: list[Holding] = []
    for asset in waiting:
        for one in by_asset.get(asset, ()):
            found.append(one)
            if one.owner not in seen:
                seen.add(one.owner)
                waiting.append(one.owner)
    return found


# --- what is easily misread ------------------------------------------------------------------------------------------


def _notes(
    found: _Found,
    made: tuple[Made, ...],
    integrated: Mapping[str, tuple[float, float]],
    world: World,
    knowledge: Knowledge,
    *,
    alike: bool,
) -> Iterator[str]:
    ways = {step.how for step in found.chain}
    yield from (f"by-{how}" for how in ("together", "largest", "board") if how in ways)
    if found.reason == "registered-there" and found.chain:
        owners = [knowledge.parties[one.owner] for one in world.stakes.of(found.chain[0].party)]
        if owners and all(one.jurisdiction not in (None, control.LAW) for one in owners):
            yield "owner-elsewhere"
    if found.answer is Answer.YES and integrated and found.chain:
        last = [step.party for step in found.chain if step.of == found.chain[-1].of]
        if 0 < sum(integrated.get(one, (0.0, 0.0))[1] for one in last) < control.MAJORITY:
            yield "share-through-chain-is-less"
    said = {one.says for one in made}
    roles = {one.claim.role for one in made}
    if found.answer is not Answer.YES and said & {Product.YES, Product.PER_MODEL}:
        yield "hardware-of-subject-maker"
    yield from (f"{role}-open" for role in ("component", "plant") if role in roles)
    if any(claim.status == "SOURCE_CONFLICT" for step in found.chain if step.stake for claim in step.stake.claims):
        yield "sources-differ"
    if alike:
        yield "name-alike"


def _producer(one: Made, knowledge: Knowledge) -> Producer:
    claim = one.claim
    return Producer(
        brand=one.brand,
        maker=claim.maker,
        name=knowledge.makers[claim.maker].name if claim.maker else "not identified",
        role=claim.role,
        extent=claim.extent,
        says=one.says.value,
        words=claim.evidence,
        source=claim.source,
        confidence=claim.confidence,
    )


# --- lists -----------------------------------------------------------------------------------------------------------


def _lists(
    meant: _Meant, made: tuple[Made, ...], knowledge: Knowledge, as_of: date, known_on: date | None
) -> Iterator[OnList]:
    lists = Lists(knowledge, as_of, known_on)
    by_role: dict[str, list[str]] = {}
    for one in made:
        if one.claim.maker and (party := knowledge.makers[one.claim.maker].party):
            by_role.setdefault(one.claim.role, []).append(party)
    for listing in knowledge.listings.values():
        answer = _stands(lists, listing.id, meant.party, by_role, knowledge)
        events = events_of(listing, meant.party) if answer == "named" and meant.party else ()
        yield OnList(listing=listing.id, title=listing.title, answer=answer, events=tuple(map(_event, events)))


def _stands(
    lists: Lists, listing: str, party: str | None, builders: Mapping[str, list[str]], knowledge: Knowledge
) -> str:
    """Itself, or as an affiliate; else by what others build for it. Whether a component counts is open."""
    if party in lists.named(listing):
        return "named"
    own = lists.answer(listing, party) if party else Answer.NO
    if own is Answer.YES:
        return "affiliate"
    built, parts = (
        any(lists.answer(listing, one) is Answer.YES for one in builders.get(role, ()))
        for role in ("hardware", "component")
    )
    if built:
        return "product-oem"
    reach = reaches(knowledge.listings[listing], lists.day)
    return "uncertain" if own is Answer.UNKNOWN or (parts and reach is not Answer.NO) else "no"


def _event(one: Event) -> str:
    return f"{one.on} {one.kind}{f', {one.note}' if one.note else ''} [{one.source}, {one.grade}]"


def _sources(party: str | None, chain: tuple[Hop, ...], made: tuple[Made, ...], knowledge: Knowledge) -> Iterator[str]:
    if party is not None:
        yield knowledge.parties[party].source
    yield from (claim.source for hop in chain for claim in hop.claims if claim.source)
    yield from (one.claim.source for one in made)
