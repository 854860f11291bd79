"""The inquiry by an order that names companies, section 889: judged by it, whether the owner chose it or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from camcensus.engine import assess, extensions, owners
from camcensus.engine.control import SECTION_889
from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.model.inquiry import Inquiry, Read, Sought
from camcensus.model.knowledge import Knowledge
from camcensus.model.outcome import Answer
from camcensus.reason import named, witnesses
from camcensus.reason.listed import Lists
from camcensus.store.interface import Store

_RECORDS = ("determination", "waiver", "consideration")
"""Kinds of signed decisions that an inquiry counts."""


def of(workspace: Workspace, assessment: Assessment, order: str = SECTION_889) -> Inquiry:
    """The inquiry as of the day of an assessment. Raises `UsageError` where nothing is known of the order."""
    knowledge = owners.of(workspace).knowledge
    directive = knowledge.directives.get(order)
    listing = next((clause.listing for clause in directive.clauses if clause.listing), "") if directive else ""
    if directive is None or not listing:
        raise UsageError(f"no order '{order}' that names companies is known", mend="look into knowledge/directives")
    chosen = order in assessment.profile.orders
    judged = assessment if chosen else _as_if(workspace, assessment, order)
    lists = Lists(knowledge, assessment.basis.as_of)
    pairs = judged.devices.select(named.PAIR).unique(maintain_order=True).iter_rows()
    return Inquiry(
        order=directive,
        listing=knowledge.listings[listing],
        chosen=chosen,
        judged=judged,
        sought=tuple(_sought(knowledge, listing, lists)),
        open=sum(lists.answer(listing, one.party) is Answer.UNKNOWN for one in knowledge.makers.values()),
        named=named.tables(pairs, [directive], knowledge, lists, judged.profile.readings)[listing],
        read=tuple(_read(workspace.store, assessment.basis.position)),
        knows=_knows(judged),
        recorded={kind: len(workspace.store.records(kind)) for kind in _RECORDS},
    )


def _as_if(workspace: Workspace, assessment: Assessment, order: str) -> Assessment:
    """Judged as if the owner had chosen the order besides."""
    profile = replace(assessment.profile, orders=(*assessment.profile.orders, order))
    other = replace(workspace, settings=replace(workspace.settings, profile=profile))
    return assess.assess(other, assessment.basis.as_of, upto=assessment.basis.position)


def _sought(knowledge: Knowledge, listing: str, lists: Lists) -> Iterator[Sought]:
    """The companies that the list names, then those makers that it reaches through them."""
    direct = lists.named(listing)
    makers: dict[str, list[str]] = {}
    for maker in knowledge.makers.values():
        if maker.party is not None and lists.answer(listing, maker.party) is Answer.YES:
            makers.setdefault(maker.party, []).append(maker.id)
    for party in dict.fromkeys((*direct, *sorted(makers))):
        entry, mine = direct.get(party), makers.get(party, [])
        above = [] if entry else [step.party for step in lists.affiliate(listing, party).chain][1:]
        yield Sought(
            party=party,
            name=knowledge.parties[party].name,
            words=entry.words if entry else "",
            through=tuple(knowledge.parties[one].name for one in above),
            purpose=entry.purpose if entry else next((direct[one].purpose for one in above if one in direct), ""),
            makers=tuple(knowledge.makers[one].name for one in mine),
            labels=tuple(sorted(_labels(knowledge, mine))),
        )


def _labels(knowledge: Knowledge, makers: list[str]) -> set[str]:
    return {
        brand.name
        for brand in knowledge.brands.values()
        if brand.manufacturer in makers or any(claim.maker in makers for claim in brand.made_by)
    }


def _read(store: Store, upto: int) -> Iterator[Read]:
    """Every file, once, with all its leaves counted together."""
    found: dict[tuple[str, str, str, str], Read] = {}
    titles = _titles()
    for leaf in store.leaves():
        came = leaf.origin
        if came is None or leaf.position > upto:
            continue
        key = (came.file, came.importer, came.body, came.realm)
        before = found.get(key)
        found[key] = Read(
            name=came.name,
            importer=came.importer,
            kind=titles.get(came.importer.partition("@")[0], came.importer),
            file=came.file,
            body=came.body,
            realm=came.realm,
            received=before.received if before else datetime.fromtimestamp(leaf.received / 1_000_000, UTC),
            count=leaf.count + (before.count if before else 0),
            position=before.position if before else leaf.position,
        )
    yield from found.values()


def _titles() -> Mapping[str, str]:
    every = extensions.found("importers") | extensions.found("captures")
    return {name: str(one.definition["title"]) for name, one in every.items()} | {"settle": "what a person settled"}


def _knows(judged: Assessment) -> Mapping[str, int]:
    """Each kind of source, and how many of the judged devices it knows."""
    mine = judged.devices.filter("candidate").select("device")
    counted: dict[str, int] = {}
    if mine.height:
        known = witnesses.find(judged.seen).join(mine, on="device", how="semi")["known_by"].explode()
        counted = dict(known.value_counts().iter_rows())
    return {kind: counted.get(kind, 0) for kind in witnesses.KINDS}
