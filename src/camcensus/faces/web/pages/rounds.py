"""Walk-rounds: sheets of what is expected at a site, to take out; and filled ones, to bring back."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from camcensus.engine import survey
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.engine.gather import Wish
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.pages import runs
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Right
from camcensus.model.errors import CamcensusError, UsageError
from camcensus.report.survey import html, xlsx

PLACES = (Place(path="/walk-rounds", title="Walk-rounds", right=Right.SURVEY),)
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]
Gate = NamedDependency[Gatekeeper]


@get("/walk-rounds", sync_to_thread=True)
def rounds(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """Sites to walk round, and a form to bring a sheet back."""
    drawn.need(visitor.person, Right.SURVEY)
    return _shown(request, visitor, desk, {})


@get("/walk-rounds/{site:str}/{ending:str}", sync_to_thread=True)
def sheet(visitor: Here, desk: Held, gate: Gate, site: FromPath[str], ending: FromPath[str]) -> Response[Any]:
    """The sheet of one site: a workbook, or a page that works without a network."""
    drawn.need(visitor.person, Right.SURVEY)
    held = desk.held
    view = held.view(visitor.person.reach)
    found = view.estate.site(site)
    if found is None or ending not in ("xlsx", "html"):
        raise NotFoundException("there is no such sheet among those of sites that you reach")
    if found.sensitive.answer.value == "yes":
        drawn.note(gate, visitor.person, "walk-round sheet", [site])
    one = survey.sheet(held.with_evidence(view, site), site)
    name = f"walk-round-{one.site}-{one.number}.{ending}"
    if ending == "xlsx":
        return drawn.download(xlsx.render(one), name, _XLSX)
    return drawn.download(html.render(one), name, "text/html; charset=utf-8")


@post("/walk-rounds", sync_to_thread=True, status_code=200)
def back(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Read a filled sheet."""
    drawn.need(sender.person, Right.SURVEY)
    view = desk.held.view(sender.person.reach)
    site = view.estate.site(form.text("site"))
    try:
        if site is None:
            raise UsageError("say of which site it is", where="site", mend="choose it")
        if not form.files:
            raise UsageError("choose the filled sheet", where="sheet", mend="choose it")
        wish = Wish(realm=site.realm, body=site.body, reach=sender.person.reach)
        number = runs.read(desk, sender.person, form.named, wish)
    except CamcensusError as fault:
        return _shown(request, sender, desk, form.fields, fault)
    return doing.redirect(f"/runs/{number}")


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, fields: Any, fault: CamcensusError | None = None
) -> Response[Any]:
    sites = desk.held.view(visitor.person.reach).estate.sites
    return drawn.page(
        request, visitor, "rounds.html.j2", 200 if fault is None else 400, sites=sites,
        fields={**request.query_params, **fields}, fault=fault,
    )  # fmt: skip
