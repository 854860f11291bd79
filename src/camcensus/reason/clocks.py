"""When something is due: clocks that a contract's clauses set running, and the ends of what a profile decides.

A clock hangs on the clause that stands in the contract. Two clauses with different clocks live side by side, and which
one counts is read from the contract, never from the day.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from camcensus.model.assessment import Due
from camcensus.model.knowledge import Clock, Directive
from camcensus.model.profile import Profile

SATURDAY = 5
UNITS = ("hours", "days", "working-days")
FAR = 400
"""Working days that are counted at most; no clause has as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Days on which nobody works: Saturdays, Sundays and holidays."""

    holidays: frozenset[date] = frozenset()

    @property
    def years(self) -> frozenset[int]:
        """Those whose holidays are known."""
        return frozenset(day.year for day in self.holidays)

    def works(self, day: date) -> bool:
        """Whether it is a working day."""
        return day.weekday() < SATURDAY and day not in self.holidays


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened and sets clocks running."""

    kind: str
    """As the clocks name it: ``identified``, ``reported``."""
    at: datetime
    """With its zone: a day in one place is not that day in another."""


def calendars(holidays: Mapping[str, Iterable[str]]) -> dict[str, Calendar]:
    """Calendars by name, from ``vocabulary/holidays.toml``. Raises `ValueError` for what is no day."""
    return {name: Calendar(holidays=frozenset(map(date.fromisoformat, days))) for name, days in holidays.items()}


def after(start: date, count: int, calendar: Calendar) -> date:
    """The working day that is `count` working days after a day, which itself does not count.

    Raises `ValueError` for more than `FAR`.
    """
    if not 0 <= count <= FAR:
        raise ValueError(f"{count} working days are not counted here")
    day = start
    while count > 0 or not calendar.works(day):
        day += timedelta(days=1)
        count -= calendar.works(day)
    return day


def due(clock: Clock, event: datetime, known: Mapping[str, Calendar]) -> Due:
    """When a clock that runs from a moment is up."""
    at, remark = None, ""
    if clock.unit == "hours":
        at = (event.astimezone(UTC) + timedelta(hours=clock.count)).astimezone(event.tzinfo)
        on = at.date()
    elif clock.unit == "days":
        on = event.date() + timedelta(days=clock.count)
    else:
        calendar = known.get(clock.calendar, Calendar())
        on = after(event.date(), clock.count, calendar)
        if not {event.year, on.year} <= calendar.years:
            remark = "holidays of that year are not known here: only Saturdays and Sundays were left out"
    return Due(
        what="clock",
        of=clock.id,
        title=clock.title,
        on=on,
        at=at,
        contract_clause=clock.hangs_on,
        grade=clock.grade,
        remark=remark,
    )


def running(
    orders: Iterable[Directive],
    events: Iterable[Event],
    contract: Collection[str] | None,
    known: Mapping[str, Calendar],
) -> tuple[Due, ...]:
    """Every clock of the orders that the events set running, the earliest first.

    `contract`: the clauses that stand in the contract. None: nobody said, so each clock is given and says so.
    """
    happened = tuple(events)
    found = [
        due(clock, event.at, known)
        for order in orders
        for clause in order.clauses
        for clock in clause.clocks
        if not clock.hangs_on or contract is None or clock.hangs_on in contract
        for event in happened
        if event.kind == clock.after
    ]
    return _sorted(found)


def decided(profile: Profile, orders: Iterable[Directive], as_of: date) -> tuple[Due, ...]:
    """The ends of waivers and determinations, the reviews of considerations, and clauses still to begin.

    What lies before `as_of` is overdue and stays in, but for clauses: those have begun.
    """
    return _sorted([*_ends(profile), *_begins(orders, as_of)])


def _ends(profile: Profile) -> Iterator[Due]:
    for waiver in profile.waivers:
        yield Due(what="waiver-ends", of=waiver.id, title=waiver.reason, on=waiver.until)
    for one in profile.considerations:
        yield Due(what="review", of=one.id, title=one.decision, on=one.review)
    for determination in profile.determinations:
        if determination.until is not None:
            yield Due(
                what="determination-ends", of=determination.maker, title=determination.reason, on=determination.until
            )


def _begins(orders: Iterable[Directive], as_of: date) -> Iterator[Due]:
    for order in orders:
        for clause in order.clauses:
            if clause.applies_from is not None and clause.applies_from > as_of:
                yield Due(
                    what="clause-begins", of=clause.id, title=clause.title, on=clause.applies_from, grade=clause.grade
                )


def _sorted(found: Iterable[Due]) -> tuple[Due, ...]:
    return tuple(sorted(found, key=lambda one: (one.on, one.what, one.of, one.contract_clause)))
