"""What became another since a day, finding by finding, and why."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from camcensus.engine import assess, compare
from camcensus.engine.compare import Change
from camcensus.engine.desk import DONE, Desk, Telling
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.pages import runs
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Right
from camcensus.model.errors import CamcensusError, UsageError
from camcensus.model.within import within

PLACES = (Place(path="/changes", title="Changes", right=Right.SEE),)
MOST = 100
EARLIEST = 1970
"""The year in which the calendar of what is judged begins."""

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@get("/changes", sync_to_thread=True)
def changes(request: Asked, visitor: Here) -> Response[Any]:
    """Ask since when."""
    drawn.need(visitor.person, Right.SEE)
    return drawn.page(request, visitor, "changes.html.j2", fields={}, fault=None)


@post("/changes", sync_to_thread=True, status_code=200)
def since(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Judge as of that day, and compare."""
    drawn.need(sender.person, Right.SEE)
    try:
        day = _day(form.text("since"), desk.day())
    except CamcensusError as fault:
        return drawn.page(request, sender, "changes.html.j2", 400, fields=form.fields, fault=fault)
    reach = sender.person.reach

    def work(opened: Workspace, telling: Telling) -> bool:
        before = within(assess.assess(opened, day), reach)
        now = within(assess.assess(opened, desk.day()), reach)
        found = compare.changes(before, now)
        telling.line(f"{len(found):,} findings are another than on {day}.")
        telling.result((day, found))
        return False

    number = desk.ask(sender.person.name, f"changes since {day}", work)
    done = desk.wait(number, 10.0).state == DONE
    return doing.redirect(f"/changes/{number}" if done else f"/runs/{number}")


@get("/changes/{number:int}", sync_to_thread=True)
def found(request: Asked, visitor: Here, desk: Held, number: FromPath[int]) -> Response[Any]:
    """What that came to, for whoever asked."""
    run = runs.mine(desk, visitor.person, number)
    if run.who != visitor.person.name or not isinstance(run.result, tuple):
        raise NotFoundException("there is no such comparison, or no longer")
    day, every = run.result
    page = drawn.asked_page(request)
    rows: tuple[Change, ...] = every[(page - 1) * MOST : page * MOST]
    more = len(every) > page * MOST
    return drawn.page(
        request, visitor, "changed.html.j2", a=desk.held.view(visitor.person.reach), since=day, rows=rows,
        total=len(every), **drawn.turning(f"/changes/{number}", page, more=more),
    )  # fmt: skip


def _day(text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError("that is no day", where="since", mend="write it as 2026-10-31") from None
    if day.year < EARLIEST:
        raise UsageError(f"nothing is judged before {EARLIEST}", where="since", mend="give a later one")
    if day >= today:
        raise UsageError("that day is not before the one answered for", where="since", mend="give an earlier one")
    return day
