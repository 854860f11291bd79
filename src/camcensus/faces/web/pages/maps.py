"""The sites on a map that needs nothing from elsewhere; zoomed and moved by the address."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from markupsafe import Markup

from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import drawn
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Right
from camcensus.report import _officer as officer
from camcensus.report.pages import estate_map, map_window, places

LISTED = 200
"""Places that are listed below the map."""


@get("/map", sync_to_thread=True)
def map_(
    request: Asked, visitor: NamedDependency[Visitor], desk: NamedDependency[Desk], gate: NamedDependency[Gatekeeper]
) -> Response[Any]:
    """The part of the world that the address says, or all places."""
    drawn.need(visitor.person, Right.SEE)
    held, reach = desk.held, visitor.person.reach
    view, lines = held.view(reach), held.once(reach, officer.page).sites
    at = {site: (one.latitude, one.longitude) for site, one in held.beside.positions.at.items()}
    found, without = places.of(lines, at)
    drawn.note(gate, visitor.person, "map", drawn.sensitive(view))
    asked = request.query_params.get("at", "")
    window = map_window.parse(asked) if asked else map_window.around([(one.latitude, one.longitude) for one in found])
    picture = estate_map.draw(found, request.app.state.world, window, zoom=lambda near: f"/map?at={near.text}")
    return drawn.page(
        request, visitor, "map.html.j2", picture=Markup(picture.svg), shown=picture, without=without,  # noqa: S704
        found=found[:LISTED], total=len(found), asked=asked,
        views={to: f"/map?at={one.text}" for to, one in map_window.views(window).items()},
    )  # fmt: skip
