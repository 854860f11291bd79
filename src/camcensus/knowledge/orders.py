"""What must hold of orders and lists before anything is judged by them; each fault with its file and entry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from camcensus.model.errors import KnowledgeError
from camcensus.model.knowledge import FORCES, Clause, Clock, Directive, Event, Listing, Party

EVENTS = ("announced", "published", "in-force", "suspended", "withdrawn", "ended", "due-back")
HAPPENED_TO = ("entry", "removal")
UNITS = ("hours", "days", "working-days")
ASKED_OF = ("device", "site")


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """Orders and lists as they stand in files, with what they refer to."""

    directives: Mapping[str, Directive]
    listings: Mapping[str, Listing]
    parties: Mapping[str, Party]
    holidays: Mapping[str, tuple[str, ...]]

    def check(self) -> None:
        """Raises `KnowledgeError` for the first fault."""
        for place, fault in self._faults():
            raise KnowledgeError(fault, where=place)

    def _faults(self) -> Iterator[tuple[str, str]]:
        for name, days in self.holidays.items():
            yield from _at(
                "vocabulary/holidays.toml", (f"'{name}' has '{day}', no day" for day in days if not _is(day))
            )
        for listing in self.listings.values():
            yield from _at(f"listings/{listing.id}.yml", self._of_listing(listing))
        taken: dict[str, str] = {}
        for order in self.directives.values():
            place = f"directives/{order.id}.yml"
            yield from _at(place, _of_order(order))
            for clause in order.clauses:
                other = taken.setdefault(clause.id, order.id)
                if other != order.id or [one.id for one in order.clauses].count(clause.id) > 1:
                    where = "" if other == order.id else f", here and in '{other}'"
                    yield f"{place}, line {clause.line}", f"the clause '{clause.id}' stands twice{where}"
                yield from _at(f"{place}, line {clause.line}, clause '{clause.id}'", self._of_clause(clause))

    def _of_listing(self, listing: Listing) -> Iterator[str]:
        named = [entry.party for entry in listing.entries]
        yield from (f"no party has the id '{party}'" for party in named if party not in self.parties)
        yield from (f"'{party}' stands twice" for party in sorted(set(named)) if named.count(party) > 1)
        for events in (listing.events, listing.affiliates, *(entry.events for entry in listing.entries)):
            yield from _of_events(events)
        yield from (f"'{entry.party}' has no event" for entry in listing.entries if not entry.events)

    def _of_clause(self, clause: Clause) -> Iterator[str]:
        if clause.force not in FORCES:
            yield f"'{clause.force}' is not one of: {', '.join(FORCES)}"
        if clause.unit not in ASKED_OF:
            yield f"'{clause.unit}' is not one of: {', '.join(ASKED_OF)}"
        if clause.listing and clause.listing not in self.listings:
            yield f"no list has the id '{clause.listing}'"
        if clause.listing and clause.unit != "device":
            yield "a list is asked about devices, not sites"
        if clause.applies_from and clause.applies_to and clause.applies_to < clause.applies_from:
            yield f"it applies to {clause.applies_to}, before it applies from {clause.applies_from}"
        clocks = [clock.id for clock in clause.clocks]
        yield from (f"the clock '{one}' stands twice" for one in sorted(set(clocks)) if clocks.count(one) > 1)
        for clock in clause.clocks:
            yield from (f"clock '{clock.id}': {fault}" for fault in self._of_clock(clock))

    def _of_clock(self, clock: Clock) -> Iterator[str]:
        if clock.unit not in UNITS:
            yield f"'{clock.unit}' is not one of: {', '.join(UNITS)}"
        if clock.count <= 0:
            yield f"{clock.count} {clock.unit} is no time"
        if (clock.unit == "working-days") != bool(clock.calendar):
            yield "a calendar goes with working days, and with nothing else"
        if clock.calendar and clock.calendar not in self.holidays:
            yield f"no calendar has the name '{clock.calendar}'"


def numbered(order: Directive, data: bytes) -> Directive:
    """The order with the line of each clause, which the file it was read from tells."""
    lines = data.decode("utf-8", "replace").splitlines()
    clauses = [replace(clause, line=_line(lines, clause.id)) for clause in order.clauses]
    return replace(order, clauses=tuple(clauses))


def _line(lines: list[str], name: str) -> int:
    marks = (name, f"'{name}'", f'"{name}"')
    return next((n for n, line in enumerate(lines, 1) if line.strip(" -").startswith("id:") and _id(line) in marks), 1)


def _id(line: str) -> str:
    return line.partition("id:")[2].partition(" #")[0].strip()


def _of_order(order: Directive) -> Iterator[str]:
    if order.in_force < order.issued:
        yield f"it is in force on {order.in_force}, before it was issued on {order.issued}"
    for clause in order.clauses:
        if clause.applies_from and clause.applies_from < order.issued:
            yield f"clause '{clause.id}' applies from {clause.applies_from}, before the order was issued"
    for one in order.characterisations:
        if one.on < order.issued:
            yield f"it was described by {one.by} on {one.on}, before it was issued on {order.issued}"


def _of_events(events: tuple[Event, ...]) -> Iterator[str]:
    for event in events:
        if event.kind not in EVENTS:
            yield f"'{event.kind}' is not one of: {', '.join(EVENTS)}"
        if event.what not in HAPPENED_TO:
            yield f"'{event.what}' is not one of: {', '.join(HAPPENED_TO)}"
    # Of one thing, what ends it cannot come before everything that begins it.
    for what in HAPPENED_TO:
        mine = sorted((one for one in events if one.what == what), key=lambda one: one.on)
        if mine and mine[0].kind in ("suspended", "ended", "due-back"):
            yield f"it is '{mine[0].kind}' on {mine[0].on} and was never in force before"


def _at(place: str, faults: Iterator[str]) -> Iterator[tuple[str, str]]:
    return ((place, fault) for fault in faults)


def _is(day: str) -> bool:
    try:
        date.fromisoformat(day)
    except ValueError:
        return False
    return True
