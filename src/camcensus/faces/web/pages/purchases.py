"""Before buying: may these lines be bought, as far as each order goes; and a record of having asked."""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from camcensus.engine import gate, gate_record, hand_in
from camcensus.engine.desk import Desk, Run, Telling
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.errors import CamcensusError, UsageError
from camcensus.model.gate import Gate
from camcensus.report import _words as words

PLACES = (Place(path="/purchases", title="Purchases", right=Right.SEE),)
SHOWN = 200
"""Lines that are shown; the record has all of them."""
_RECORDS = 100

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@get("/purchases", sync_to_thread=True)
def purchases(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """A form to ask, and what was asked before."""
    drawn.need(visitor.person, Right.SEE)
    return _shown(request, visitor, desk, {})


@post("/purchases", sync_to_thread=True, status_code=200)
def ask(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Judge lines, and keep a record if that is wanted."""
    person, keep = sender.person, form.text("do") == "record"
    drawn.need(person, Right.DECIDE if keep else Right.SEE)
    try:
        found = _judged(desk, form)
        kept = None
        if keep:
            run = record(desk, person, found, form.text("note"))
            kept = str(run.result) if run.over else f"being kept: run {run.number}"
    except CamcensusError as fault:
        return _shown(request, sender, desk, form.fields, fault)
    return _shown(request, sender, desk, form.fields, found=found, kept=kept)


def record(desk: Desk, person: Person, found: Gate, note: str, patience: float = doing.PATIENCE) -> Run:
    """Keep in the log that somebody asked; the number of the record is what the run came to."""

    def work(opened: Workspace, telling: Telling) -> bool:
        one = gate_record.keep(opened, found, person.name, note)
        telling.line(f"{person.name} asked before buying: {one.number}.")
        telling.result(one.number)
        return True

    return doing.do(desk, person, "gate record", work, patience)


def _judged(desk: Desk, form: Form) -> Gate:
    lines = [line.strip() for line in form.text("lines").splitlines() if line.strip()]
    with ExitStack() as stack:
        path = None
        if form.files:
            folder = stack.enter_context(hand_in.folder(desk.home))
            path = hand_in.put(form.files[0].file, form.files[0].filename, folder, desk.most)
        if not lines and path is None:
            raise UsageError("nothing is asked", where="lines", mend="write what a quotation names, a line each")
        return gate.gate(lines, path, desk.day(), home=desk.home)


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, fields: Any, fault: CamcensusError | None = None,
    found: Gate | None = None, kept: str | None = None,
) -> Response[Any]:  # fmt: skip
    records = []
    if visitor.person.reach.everything:
        with desk.opened() as opened:
            records = gate_record.records(opened.store)[::-1]
    return drawn.page(
        request, visitor, "purchases.html.j2", 200 if fault is None else 400, fields=fields, fault=fault, found=found,
        kept=kept, records=records[:_RECORDS], lines=found.lines[:SHOWN] if found else (), words=words,
        may=visitor.person.may(Right.DECIDE), whole=visitor.person.reach.everything,
    )  # fmt: skip
