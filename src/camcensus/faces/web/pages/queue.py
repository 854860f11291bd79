"""The unknowns as work: what to do next, and for each step what waits for it."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import drawn, lists
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Right
from camcensus.report.pages import queue

PLACES = (Place(path="/unknown", title="Unknown", right=Right.SEE),)


@get("/unknown", sync_to_thread=True)
def unknown(
    request: Asked, visitor: NamedDependency[Visitor], desk: NamedDependency[Desk], gate: NamedDependency[Gatekeeper]
) -> Response[Any]:
    """Steps, and what waits for the one that is chosen."""
    drawn.need(visitor.person, Right.SEE)
    held, reach = desk.held, visitor.person.reach
    view, every = held.view(reach), held.once(reach, queue.unknown)
    site = request.query_params.get("site") or None
    here = queue.at(every, "", site)
    steps = queue.steps(view, here)
    step = request.query_params.get("step", steps[0].code if steps else "")
    number = drawn.asked_page(request)
    waiting = queue.at(here, step, None)
    rows = queue.page(view, waiting, number - 1)
    drawn.note(gate, visitor.person, "unknown", {row.site for row in rows}.intersection(drawn.sensitive(view)))
    more = waiting.height > number * queue.MOST
    return drawn.page(
        request, visitor, "unknown.html.j2", a=view, steps=steps, step=step, rows=rows, total=waiting.height, site=site,
        every=here.height, sites=[(one.id, one.name) for one in view.estate.sites],
        **drawn.turning("/unknown", number, more=more, step=step, site=site),
    )  # fmt: skip


@get("/unknown.csv", sync_to_thread=True)
def listed(
    request: Asked, visitor: NamedDependency[Visitor], desk: NamedDependency[Desk], gate: NamedDependency[Gatekeeper]
) -> Response[Any]:
    """All that is unknown, at a site if one is named."""
    drawn.need(visitor.person, Right.SEE)
    held, reach = desk.held, visitor.person.reach
    view, site = held.view(reach), request.query_params.get("site") or None
    here = queue.at(held.once(reach, queue.unknown), "", site)
    gate.note(visitor.person.name, "read of sensitive sites", f"unknown.csv: {site or 'all that is reached'}")
    words = {one.code: one.words for one in queue.steps(view, here)}
    head = ("step", "about", "device", "site", "clause", "reason", "besides")
    return lists.answer("unknown.csv", head, queue.rows(view, here, words))
