"""Where records and the network differ, and a named person's word on what a device is and whose names it bears."""

from __future__ import annotations

from typing import Any

import polars as pl
from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from camcensus.engine import assess, settle
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk, Telling
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn, lists
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.assessment import Assessment
from camcensus.model.errors import AccessRefused, CamcensusError, UsageError
from camcensus.model.within import within
from camcensus.report.pages import tables

PLACES = (Place(path="/differences", title="Differences", right=Right.SEE),)
NAMES = (
    ("same_as", "It is the same device as the one named below"),
    ("not_same_as", "The name given below is another device's"),
    ("either_way", "Take back what was said of the name given below"),
)

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]
Gate = NamedDependency[Gatekeeper]


@get("/differences", sync_to_thread=True)
def differences(request: Asked, visitor: Here, desk: Held, gate: Gate) -> Response[Any]:
    """All differences, or those of one device."""
    drawn.need(visitor.person, Right.SEE)
    held = desk.held
    view = held.view(visitor.person.reach)
    device = request.query_params.get("device", "")
    number = drawn.asked_page(request)
    total, rows = tables.differing(view, held.beside.differences, device, number - 1)
    drawn.note(gate, visitor.person, "differences", rows.filter(sensitive="yes")["site"].drop_nulls().to_list())
    more = total > number * tables.DIFFERENCES
    return drawn.page(
        request, visitor, "differences.html.j2", a=view, rows=tables.differences(view, rows), total=total,
        device=device, may=visitor.person.may(Right.SURVEY),
        **drawn.turning("/differences", number, more=more, device=device),
    )  # fmt: skip


@get("/differences.csv", sync_to_thread=True)
def listed(visitor: Here, desk: Held, gate: Gate) -> Response[Any]:
    """All differences."""
    drawn.need(visitor.person, Right.SEE)
    held = desk.held
    view = held.view(visitor.person.reach)
    mine = held.beside.differences.join(view.devices.select("device"), on="device", how="semi")
    gate.note(visitor.person.name, "read of sensitive sites", "differences.csv: all that is reached")
    head = ("device", "label", "question", "stated", "seen", "stated_by", "seen_by", "agreed", "note")
    rows = ([row[name] for name in head] for row in tables.differences(view, mine))
    return lists.answer("differences.csv", head, rows)


@get("/devices/{device:str}/settle", sync_to_thread=True)
def ask(request: Asked, visitor: Here, desk: Held, device: FromPath[str]) -> Response[Any]:
    """Ask what is to be settled of a device."""
    drawn.need(visitor.person, Right.SURVEY)
    return _shown(request, visitor, desk, device, {})


@post("/devices/{device:str}/settle", sync_to_thread=True, status_code=200)
def say(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form], device: FromPath[str]) -> Response[Any]:
    """Keep the person's word in the log."""
    drawn.need(sender.person, Right.SURVEY)
    view = desk.held.view(sender.person.reach)
    _row(view, device)
    try:
        wish = _wish(form, sender.person, view)

        def work(opened: Workspace, telling: Telling) -> bool:
            now = within(assess.assess(opened, desk.day()), sender.person.reach)
            settle.settle(opened, now, device, wish)
            telling.line(f"{sender.person.name} settled something of {device}.")
            return True

        run = doing.do(desk, sender.person, f"settle {device}", work)
    except CamcensusError as fault:
        if isinstance(fault, AccessRefused):
            raise
        return _shown(request, sender, desk, device, form.fields, fault)
    return doing.onward(f"/devices/{device}", run, "settled")


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, device: str, fields: Any, fault: CamcensusError | None = None
) -> Response[Any]:
    view = desk.held.view(visitor.person.reach)
    row = _row(view, device)
    with desk.opened() as opened:
        words = settle.words(opened.knowledge, view.estate)
    return drawn.page(
        request, visitor, "settle.html.j2", 200 if fault is None else 400, row=row, columns=settle.COLUMNS, words=words,
        names=NAMES, fields=fields, fault=fault,
    )  # fmt: skip


def _row(view: Assessment, device: str) -> dict[str, Any]:
    found = view.devices.filter(pl.col("device") == device)
    if found.is_empty():
        raise NotFoundException("there is no such device among those you reach")
    return found.row(0, named=True)


def _wish(form: Form, person: Person, view: Assessment) -> settle.Wish:
    what, value = form.text("what"), form.text("value")
    note = form.must("note", "what is settled bears a reason")
    if what == "site" and value and view.estate.site(value) is None:
        known = ", ".join(site.id for site in view.estate.sites[:40])
        raise UsageError("there is no such site among those you reach", where="value", mend=f"one of: {known}")
    if what in dict(NAMES):
        name = form.must("value", "say which name or device")
        return settle.Wish(person=person.name, note=note, says={}, **{what: name})
    if not what:
        raise UsageError("say what you settle", where="what", mend="choose one")
    return settle.Wish(person=person.name, note=note, says={what: value})
