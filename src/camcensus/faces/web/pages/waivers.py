"""Waivers and considerations: those that stand, and a named person's new one, for places that the person reaches."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from camcensus.engine import decide
from camcensus.engine.desk import Desk, Telling
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.assessment import Assessment
from camcensus.model.errors import AccessRefused, CamcensusError, UsageError
from camcensus.model.finding import Consideration, Waiver
from camcensus.report import _basis as basis

PLACES = (Place(path="/waivers", title="Waivers", right=Right.SEE),)

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]
Sent = NamedDependency[Form]


@get("/waivers", sync_to_thread=True)
def waivers(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """What is excused and what was considered, and a form for each."""
    drawn.need(visitor.person, Right.SEE)
    return _shown(request, visitor, desk)


@post("/waivers", sync_to_thread=True, status_code=200)
def excuse(request: Asked, sender: Here, desk: Held, form: Sent) -> Response[Any]:
    """Sign a waiver."""
    return _decided(request, sender, desk, form, "waiver")


@post("/considerations", sync_to_thread=True, status_code=200)
def consider(request: Asked, sender: Here, desk: Held, form: Sent) -> Response[Any]:
    """Record a consideration."""
    return _decided(request, sender, desk, form, "consideration")


def _decided(request: Asked, sender: Visitor, desk: Desk, form: Form, kind: str) -> Response[Any]:
    drawn.need(sender.person, Right.DECIDE)
    view, day = desk.held.view(sender.person.reach), desk.day()
    try:
        made = (_waiver if kind == "waiver" else _consideration)(form, sender.person, view, day)

        def work(opened: Workspace, telling: Telling) -> bool:
            one = _numbered(opened, made, day)
            decide.write(opened, one).store.close()
            telling.line(f"{sender.person.name} signed {one.id}.")
            return True

        run = doing.do(desk, sender.person, kind, work)
    except CamcensusError as fault:
        if isinstance(fault, AccessRefused):
            raise
        return _shown(request, sender, desk, form, fault, kind)
    return doing.onward("/waivers", run, kind)


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, form: Form | None = None, fault: CamcensusError | None = None,
    sent: str = "",
) -> Response[Any]:  # fmt: skip
    reach, form = visitor.person.reach, form or Form(fields={})
    return drawn.page(
        request, visitor, "waivers.html.j2", 200 if fault is None else 400, a=desk.held.view(reach),
        ground=desk.held.once(reach, basis.ground), fields=form.fields, fault=fault, sent=sent,
        lists=form.lists, may=visitor.person.may(Right.DECIDE), said=request.query_params.get("said", ""),
    )  # fmt: skip


def _numbered(opened: Workspace, one: Waiver | Consideration, day: date) -> Waiver | Consideration:
    """With the next number of its year; numbers are given where one decision is written after another."""
    profile = opened.settings.profile
    letter, held = ("W", profile.waivers) if isinstance(one, Waiver) else ("C", profile.considerations)
    taken = {each.id for each in held}
    number = next(n for n in range(1, len(taken) + 2) if f"{letter}-{day.year}-{n:02}" not in taken)
    return replace(one, id=f"{letter}-{day.year}-{number:02}")


def _waiver(form: Form, person: Person, view: Assessment, day: date) -> Waiver:
    return Waiver(
        id="", clauses=_clauses(form, view), reason=form.must("reason", "a waiver bears its reason"),
        person=person.name, signed=day, until=_day(form, "until", day), sites=_sites(form, person, view, "sites"),
    )  # fmt: skip


def _consideration(form: Form, person: Person, view: Assessment, day: date) -> Consideration:
    options = tuple(filter(None, (line.strip() for line in form.text("options").splitlines())))
    if not options:
        raise UsageError("say what was weighed, a line each", where="options", mend="fill it in")
    return Consideration(
        id="", clauses=_clauses(form, view), options=options,
        decision=form.must("decision", "a consideration comes to a decision"), person=person.name, decided=day,
        review=_day(form, "review", day), sites=_sites(form, person, view, "places", every=True),
    )  # fmt: skip


def _clauses(form: Form, view: Assessment) -> tuple[str, ...]:
    return _chosen(form, "clauses", [clause.id for _, clause in view.clauses], "clause")


def _sites(form: Form, person: Person, view: Assessment, name: str, *, every: bool = False) -> tuple[str, ...]:
    """The sites that are named, all of them reached; none named is the whole estate, for whoever reaches it."""
    if not form.lists.get(name) and every and person.reach.everything:
        return ()
    return _chosen(form, name, [site.id for site in view.estate.sites], "site")


def _chosen(form: Form, name: str, known: Sequence[str], what: str) -> tuple[str, ...]:
    found = form.lists.get(name, ())
    if not found:
        raise UsageError(f"choose at least one {what}", where=name, mend="tick it")
    if not set(found) <= set(known):
        raise UsageError(f"there is no such {what} among those you reach", where=name)
    return found


def _day(form: Form, name: str, day: date) -> date:
    form.must(name, "give the day on which it ends or is looked at again")
    found = form.day(name)
    if found is None or found <= day:
        raise UsageError("that day has passed", where=name, mend="give one to come")
    return found
