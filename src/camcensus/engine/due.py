"""What falls due when: reviews, ends of waivers and determinations, clauses to begin, and clocks that events set."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from camcensus.engine.workspace import Workspace
from camcensus.model.assessment import Due
from camcensus.model.errors import UsageError
from camcensus.reason import clocks
from camcensus.reason.clocks import Event


def due(
    workspace: Workspace, as_of: date, events: Iterable[Event] = (), contract: Collection[str] | None = None
) -> tuple[Due, ...]:
    """Everything that falls due under the orders of the profile, the earliest first; what is overdue stays in.

    Raises `UsageError` for an event that no clock of these orders runs from.
    """
    knowledge, profile = workspace.knowledge, workspace.settings.profile
    orders = [knowledge.directives[order] for order in profile.orders]
    happened = tuple(events)
    kinds = sorted({clock.after for order in orders for clause in order.clauses for clock in clause.clocks})
    for event in happened:
        if event.kind not in kinds:
            mend = f"one of: {', '.join(kinds)}" if kinds else "choose an order that has clocks in profile.toml"
            raise UsageError(f"no clock of the chosen orders runs from '{event.kind}'", mend=mend)
    calendars = clocks.calendars(knowledge.vocabulary.holidays)
    found = [*clocks.decided(profile, orders, as_of), *clocks.running(orders, happened, contract, calendars)]
    return tuple(sorted(found, key=lambda one: (one.on, one.what, one.of)))
