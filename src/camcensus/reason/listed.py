"""Whether a company stands on a list on a day: itself, or as a subsidiary or affiliate of one that does.

An entry has events: it is announced, published, in force, suspended, withdrawn, due back. It counts from the day it is
in force until one that ends it; what was only announced never counted. A removal has events of its own: one that was
shown and withdrawn again removed nothing. Where the event that decides is graded *unverified*, the answer is unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from camcensus.model.knowledge import Event, Knowledge, Listed, Listing
from camcensus.model.outcome import Answer
from camcensus.reason.control import Subject, World

COUNTS = ("in-force",)
ENDS = ("suspended", "withdrawn", "ended")
BEGINS = ("in-force", "due-back")
"""What is due back counts from its day on by its own terms; that it did come back is another event."""
UNVERIFIED = "unverified"


class Lists:
    """The lists as they stood on a day."""

    def __init__(self, knowledge: Knowledge, as_of: date, known_on: date | None = None) -> None:
        self._knowledge = knowledge
        self._day = (as_of, known_on)
        self._worlds: dict[str, World] = {}

    @property
    def day(self) -> date:
        """The day."""
        return self._day[0]

    def named(self, listing: str) -> Mapping[str, Listed]:
        """The parties that stand on it, with their entries."""
        return self._standing(listing, Answer.YES)

    def open(self, listing: str) -> Mapping[str, Listed]:
        """The parties of which it is not verified whether they stand on it, with their entries."""
        return self._standing(listing, Answer.UNKNOWN)

    def _standing(self, listing: str, answer: Answer) -> Mapping[str, Listed]:
        found, day = self._knowledge.listings[listing], self._day[0]
        return {entry.party: entry for entry in found.entries if stands((*found.events, *entry.events), day) is answer}

    def answer(self, listing: str, party: str | None) -> Answer:
        """Whether a company stands on it, or is linked to one that does as far as the list reaches."""
        if party is None:
            return Answer.UNKNOWN
        if party in self.named(listing):
            return Answer.YES
        reach = reaches(self._knowledge.listings[listing], self._day[0])
        linked = Answer.NO if reach is Answer.NO else self.affiliate(listing, party).answer
        if linked is Answer.YES and reach is Answer.YES:
            return Answer.YES
        # Nothing is known below those who are not known, or of whom it is not verified that they stand there.
        below = party in self.open(listing) or (reach is not Answer.NO and self._below_open(listing, party))
        return Answer.NO if linked is Answer.NO and not below else Answer.UNKNOWN

    def _below_open(self, listing: str, party: str) -> bool:
        not_known = (
            one.id for one in self._knowledge.parties.values() if one.jurisdiction is None and one.kind != "person"
        )
        seeds = frozenset({*self.open(listing), *not_known})
        key = f"{listing} open"
        if key not in self._worlds:
            as_of, known_on = self._day
            self._worlds[key] = World(self._knowledge, as_of, known_on=known_on, seeds=seeds)
        return self._worlds[key].of(party).answer is not Answer.NO

    def affiliate(self, listing: str, party: str) -> Subject:
        """Whether those who stand on it control a party."""
        world = self._worlds.get(listing)
        if world is None:
            as_of, known_on = self._day
            seeds = frozenset(self.named(listing))
            world = World(self._knowledge, as_of, known_on=known_on, seeds=seeds)
            self._worlds[listing] = world
        return world.of(party)


def counts(events: tuple[Event, ...], day: date) -> bool:
    """Whether what the events happened to counts on a day, as verified."""
    return stands(events, day) is Answer.YES


def stands(events: tuple[Event, ...], day: date) -> Answer:
    """Whether what the events happened to counts on a day; unknown where the event that decides is unverified."""
    past = sorted((one for one in events if one.on <= day and one.kind in (*BEGINS, *ENDS)), key=lambda one: one.on)
    entry = [one for one in past if one.what == "entry"]
    if not entry or entry[-1].kind in ENDS:
        return Answer.UNKNOWN if entry and entry[-1].grade == UNVERIFIED else Answer.NO
    removal = [one for one in past if one.what == "removal"]
    if removal and removal[-1].kind in BEGINS and removal[-1].on >= entry[-1].on:
        return Answer.UNKNOWN if removal[-1].grade == UNVERIFIED else Answer.NO
    return Answer.UNKNOWN if entry[-1].grade == UNVERIFIED else Answer.YES


def reaches(listing: Listing, day: date) -> Answer:
    """Whether a list reaches those linked to whom it names, on a day; unknown of what is due back by its own terms."""
    if listing.reach_unread:
        return Answer.UNKNOWN
    if not listing.affiliates:
        return Answer.YES if listing.reaches_affiliates else Answer.NO
    past = [one for one in sorted(listing.affiliates, key=lambda one: one.on) if one.on <= day]
    deciding = [one for one in past if one.kind in (*BEGINS, *ENDS)]
    return Answer.UNKNOWN if deciding and deciding[-1].kind == "due-back" else stands(listing.affiliates, day)


def events_of(listing: Listing, party: str) -> tuple[Event, ...]:
    """Everything that happened to a party's entries, in turn."""
    found = [one for entry in listing.entries if entry.party == party for one in entry.events]
    return tuple(sorted([*listing.events, *found], key=lambda one: (one.on, one.kind)))
