"""The table of devices, chosen and put in order by what the address says; and one device with all that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from litestar.response import Redirect
from markupsafe import Markup, escape

from camcensus.engine import explain
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import drawn, lists
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Right
from camcensus.model.assessment import Assessment
from camcensus.model.errors import UsageError
from camcensus.report import _path
from camcensus.report._plain import plain
from camcensus.report.pages import device as devices_page
from camcensus.store.register import MOST, Ask, Register
from camcensus.store.register_tables import FACETS, SORTS

PLACES = (Place(path="/devices", title="Devices", right=Right.SEE),)

CHOSEN = {
    "site": "Site", "class": "What it is", "label": "Label", "hardware_maker": "Built by",
    "maker_subject": "Maker subject to the law", "gravest": "Gravest finding", "separation": "Separation",
    "in_use": "In use", "sensitive": "Sensitive site", "provisional": "Provisional",
}  # fmt: skip
"""The facets, in words."""
_OFFERED, _SHOWN = 60, 60
"""Words of one facet that are offered, and characters of each; the others stand in an address."""
_LISTED = ("device", *SORTS, "addresses", *FACETS)
"""Columns of all devices as a file."""
NOT_KNOWN = "not-known"
"""Stands in an address for the empty word; what is left empty there is not asked."""

Here = NamedDependency[Visitor]
Shown = NamedDependency[Register]
Held = NamedDependency[Desk]
Gate = NamedDependency[Gatekeeper]


@get("/devices", sync_to_thread=True)
def devices(request: Asked, visitor: Here, register: Shown, gate: Gate) -> Response[Any]:
    """A page of the table."""
    drawn.need(visitor.person, Right.SEE)
    asked = {name: request.query_params.get(name, "") for name in (*FACETS, "find", "sort", "down", "after")}
    ask = replace(_asked(request), after=asked["after"], most=50)
    reach = visitor.person.reach
    page = register.page(reach, ask)
    drawn.note(gate, visitor.person, "devices", (row["site"] for row in page.rows if row["sensitive"] == "yes"))
    kept = {name: value for name, value in asked.items() if name != "after"}
    return drawn.page(
        request, visitor, "devices.html.j2", rows=page.rows, total=page.total, asked=kept,
        onward=drawn.address("/devices", **kept, after=page.next) if page.next else "",
        first=drawn.address("/devices", **kept) if asked["after"] else "",
        rungs=_path.RUNGS, orders=list(_orders(kept)), choices=list(_choices(register, visitor, kept)),
    )  # fmt: skip


@get("/devices.csv", sync_to_thread=True)
def listed(request: Asked, visitor: Here, register: Shown, gate: Gate) -> Response[Any]:
    """All devices that fit, as the table has them; no cell can start a formula."""
    drawn.need(visitor.person, Right.SEE)
    ask = _asked(request)
    gate.note(visitor.person.name, "read of sensitive sites", "devices.csv: all that fit")
    return lists.answer("devices.csv", _LISTED, _rows(register, visitor, ask))


def _rows(register: Register, visitor: Visitor, ask: Ask) -> Iterator[list[str]]:
    """One page after the other."""
    while True:
        page = register.page(visitor.person.reach, ask)
        yield from ([row[name] for name in _LISTED] for row in page.rows)
        if not page.next:
            return
        ask = replace(ask, after=page.next)


def _asked(request: Asked) -> Ask:
    """What the address asks."""
    asked = {name: request.query_params.get(name, "") for name in (*FACETS, "find", "sort", "down")}
    where = {name: "" if asked[name] == NOT_KNOWN else asked[name] for name in FACETS if asked[name]}
    return Ask(where=where, find=asked["find"][:200], sort=asked["sort"], descending=asked["down"] == "1", most=MOST)


def _orders(asked: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(column, where its heading leads, which way it is sorted now)."""
    for sort in ("", *SORTS):
        mine = asked["sort"] == sort
        down = mine and not asked["down"]
        now = ("descending" if asked["down"] else "ascending") if mine else ""
        yield sort, drawn.address("/devices", **{**asked, "sort": sort, "down": "1" if down else ""}), now


def _choices(register: Register, visitor: Visitor, asked: Mapping[str, str]) -> Iterator[tuple[str, str, Markup]]:
    """(facet, its title, its words as options) with the word that is asked chosen."""
    for name, title in CHOSEN.items():
        found = register.options(visitor.person.reach, name)
        offered = [_option(word, many) for word, many in found[:_OFFERED]]
        word = asked[name]
        if word:
            many = next((many for one, many in found if (one or NOT_KNOWN) == word), 0)
            chosen = _option("" if word == NOT_KNOWN else word, many)
            offered = [chosen.replace(">", " selected>", 1), *(one for one in offered if one != chosen)]
        yield name, title, Markup("".join(offered))  # noqa: S704  # each is escaped


@lru_cache(maxsize=4_096)
def _option(word: str, many: int) -> str:
    """A word that may be chosen; the same ones are asked for with every page."""
    return (
        f'<option value="{escape(word or NOT_KNOWN)}">{escape(plain(word or "not known", _SHOWN))} ({many:,})</option>'
    )


@get("/devices/{device:str}", sync_to_thread=True)
def device(
    request: Asked, visitor: Here, register: Shown, desk: Held, gate: Gate, device: FromPath[str]
) -> Response[Any]:
    """One device: what it is, what orders say, who made it, how far it is from the core, and why all of that."""
    drawn.need(visitor.person, Right.SEE)
    found = register.one(visitor.person.reach, device)
    if found is None:
        return _elsewhere(desk.held.view(visitor.person.reach), device)
    if found.row["sensitive"] == "yes":
        drawn.note(gate, visitor.person, "device", [found.row["site"]])
    alone = desk.held.alone(str(found.row["device"]), found.claims, found.seen)
    told = devices_page.told(alone)
    if told is None:
        raise NotFoundException("that device was judged anew: look for it in the table")
    return drawn.page(
        request, visitor, "device.html.j2", a=alone, one=told, row=found.row,
        chains=[Markup(text) for text in devices_page.chains(told)],  # noqa: S704  # a picture of ours
        path=Markup(devices_page.path(alone)),  # noqa: S704  # the same
        rungs=_path.RUNGS, said=request.query_params.get("said", ""),
    )  # fmt: skip


def _elsewhere(view: Assessment, called: str) -> Response[Any]:
    """The page of a device that goes by another id since. Raises `NotFoundException`."""
    try:
        return Redirect(path=f"/devices/{explain.find(view, called)}", status_code=302)
    except UsageError:
        raise NotFoundException("there is no such device among those you reach") from None
