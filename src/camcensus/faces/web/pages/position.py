"""The officer's page: are we compliant, where not, what is unknown, what next; and the sites, all and one by one."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect

from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import drawn, lists
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Reach, Right
from camcensus.report import _coverage as coverage
from camcensus.report import _officer as officer
from camcensus.report import _words as words

PLACES = (Place(path="/", title="Position", right=Right.SEE), Place(path="/sites", title="Sites", right=Right.SEE))
SITES = 100
"""Sites of a page."""

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]
Gate = NamedDependency[Gatekeeper]


@get("/", sync_to_thread=True)
def position(request: Asked, visitor: Here, desk: Held, gate: Gate) -> Response[Any]:
    """Where the estate stands, as far as the visitor reaches; whoever sees no register is shown what they may see."""
    if not visitor.person.may(Right.SEE):
        places = request.app.state.places
        return Redirect(path=next(one.path for one in places if one.right and visitor.person.may(one.right)))
    whole = visitor.person.reach.everything
    course = desk.held.beside.course if whole else ()
    return _shown(request, visitor, desk, gate, visitor.person.reach, "position.html.j2", course=course)


@get("/sites", sync_to_thread=True)
def sites(request: Asked, visitor: Here, desk: Held, gate: Gate) -> Response[Any]:
    """Every site with the gravest finding of each clause."""
    drawn.need(visitor.person, Right.SEE)
    held, reach = desk.held, visitor.person.reach
    number = drawn.asked_page(request)
    view, told = held.view(reach), held.once(reach, officer.page)
    rows = told.sites[(number - 1) * SITES : number * SITES]
    drawn.note(gate, visitor.person, request.url.path, {one.id for one in rows}.intersection(drawn.sensitive(view)))
    return drawn.page(
        request, visitor, "sites_all.html.j2", a=view, officer=told, rows=rows,
        total=len(told.sites), coverage=held.once(reach, coverage.lines) if number == 1 else (),
        **drawn.turning("/sites", number, more=len(told.sites) > number * SITES),
    )  # fmt: skip


@get("/sites.csv", sync_to_thread=True)
def listed(visitor: Here, desk: Held, gate: Gate) -> Response[Any]:
    """All sites, each with its gravest finding of each clause."""
    drawn.need(visitor.person, Right.SEE)
    reach = visitor.person.reach
    told = desk.held.once(reach, officer.page)
    drawn.note(gate, visitor.person, "sites.csv", drawn.sensitive(desk.held.view(reach)))
    head = ("site", "name", "sensitive", "devices", *(line.clause.id for line in told.clauses))
    rows = (
        [line.id, line.name, line.sensitive, line.devices, *(cell.words if cell else "" for cell in line.cells)]
        for line in told.sites
    )
    return lists.answer("sites.csv", head, rows)


@get("/sites/{site:str}", sync_to_thread=True)
def site(request: Asked, visitor: Here, desk: Held, gate: Gate, site: FromPath[str]) -> Response[Any]:
    """One site, as its own estate."""
    estate = desk.held.view(visitor.person.reach).estate
    found = estate.site(site)
    if found is None:
        raise NotFoundException("there is no such site among those you reach")
    zones = [zone for zone in estate.zones if zone.site == site]
    return _shown(
        request,
        visitor,
        desk,
        gate,
        Reach(sites=frozenset({site})),
        "site.html.j2",
        site=found,
        zones=zones,
        walks=visitor.person.may(Right.SURVEY),
    )


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, gate: Gatekeeper, reach: Reach, template: str, **more: Any
) -> Response[Any]:
    """The officer's page of a part of the estate, in one of its forms."""
    drawn.need(visitor.person, Right.SEE)
    held = desk.held
    view = held.view(reach)
    drawn.note(gate, visitor.person, request.url.path, drawn.sensitive(view))
    return drawn.page(
        request, visitor, template, a=view, officer=held.once(reach, officer.page), words=words,
        coverage=held.once(reach, coverage.lines), **more,
    )  # fmt: skip
