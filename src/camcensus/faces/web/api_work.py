"""``/api/v1``: where the estate stands, what is to be done, may this be bought; files handed in, and what they gave."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, JSONBody, QueryParameter

from camcensus.engine import gate as purchase
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.engine.gather import Wish
from camcensus.faces.web import drawn
from camcensus.faces.web.answers import ASKS, may
from camcensus.faces.web.pages import purchases, runs
from camcensus.model.access import Person, Right
from camcensus.model.gate import Gate as Judged
from camcensus.model.gate import Line
from camcensus.report import _officer as officer
from camcensus.report.pages import queue, tables

Who = NamedDependency[Person]
Held = NamedDependency[Desk]
Keeper = NamedDependency[Gatekeeper]
PAGES = 100_000
PATIENCE = 60.0
"""Seconds that a program waits for the number of a record."""
_Page = Annotated[int, QueryParameter(ge=1, le=PAGES)]
_Text = Annotated[str, QueryParameter(max_length=200)]
_Line = Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Clause(msgspec.Struct):
    """What one clause came to, in findings; waived ones are among the not met."""

    id: str
    title: str
    force: str
    not_met: int
    waived: int
    unknown: int
    met: int
    not_applicable: int
    provisional: int


class Step(msgspec.Struct):
    """What to do, and how many unknown findings wait for it first."""

    code: str
    step: str
    findings: int


class DueOn(msgspec.Struct):
    """What falls due."""

    on: str
    what: str
    of: str
    title: str


class Position(msgspec.Struct):
    """Where the part of the estate that is reached stands."""

    organisation: str
    as_of: str
    answer: str
    because: str
    devices: int
    clauses: list[Clause]
    steps: list[Step]
    due: list[DueOn]


class Waiting(msgspec.Struct):
    """One unknown finding."""

    device: str
    subject: str
    site: str
    clause: str
    reason: str
    further: list[str]


class Unknown(msgspec.Struct):
    """A page of what waits for a step."""

    total: int
    findings: list[Waiting]


class Differences(msgspec.Struct):
    """A page of what records and the network say differently."""

    total: int
    differences: list[dict[str, str]]


class Lines(msgspec.Struct, forbid_unknown_fields=True):
    """What is to be bought, as a quotation names it."""

    lines: Annotated[list[_Line], msgspec.Meta(min_length=1, max_length=2_000)]
    record: bool = False
    """Whether it is kept under your name that you asked."""
    note: Annotated[str, msgspec.Meta(max_length=400)] = ""


class Answered(msgspec.Struct):
    """One line."""

    line: str
    answer: str
    reason: str
    provisional: bool
    makers: list[str]
    ask: list[str]


class Bought(msgspec.Struct):
    """The gravest answer, and each; `record` is the number of what was kept, or empty."""

    answer: str
    record: str
    lines: list[Answered]


class RunOf(msgspec.Struct):
    """A piece of work."""

    run: int
    what: str
    state: str
    told: list[str]


@get("/position", sync_to_thread=True, responses=may(400, 401, 403))
def position(person: Who, desk: Held, gate: Keeper) -> Position:
    """Are we compliant, where not, what next, what is due."""
    held = desk.held
    view, told = held.view(person.reach), held.once(person.reach, officer.page)
    drawn.note(gate, person, "position", drawn.sensitive(view))
    steps = queue.steps(view, held.once(person.reach, queue.unknown))
    return Position(
        organisation=told.organisation, as_of=view.basis.as_of.isoformat(), answer=told.answer, because=told.because,
        devices=told.looked.judged, clauses=[_clause(line) for line in told.clauses],
        steps=[Step(one.code, one.words, one.waiting) for one in steps],
        due=[DueOn(one.on.isoformat(), one.what, one.of, one.title) for one in view.due],
    )  # fmt: skip


def _clause(line: officer.ClauseLine) -> Clause:
    counts = line.counts
    return Clause(
        line.clause.id, line.clause.title, line.clause.force, counts.not_met, counts.waived, counts.unknown, counts.met,
        counts.not_applicable, counts.provisional,
    )  # fmt: skip


@get("/unknown", sync_to_thread=True, opt={ASKS: {"step", "site", "page"}}, responses=may(400, 401, 403))
def unknown(person: Who, desk: Held, gate: Keeper, step: _Text = "", site: _Text = "", page: _Page = 1) -> Unknown:
    """What is unknown, by the step that it waits for first."""
    held = desk.held
    view = held.view(person.reach)
    found = queue.at(held.once(person.reach, queue.unknown), step, site or None)
    rows = queue.page(view, found, page - 1)
    drawn.note(gate, person, "unknown", {row.site for row in rows} & set(drawn.sensitive(view)))
    findings = [Waiting(one.device, one.subject, one.site, one.clause, one.reason, list(one.further)) for one in rows]
    return Unknown(total=found.height, findings=findings)


@get("/differences", sync_to_thread=True, opt={ASKS: {"device", "page"}}, responses=may(400, 401, 403))
def differences(person: Who, desk: Held, gate: Keeper, device: _Text = "", page: _Page = 1) -> Differences:
    """Where records and the network differ."""
    held = desk.held
    view = held.view(person.reach)
    total, rows = tables.differing(view, held.beside.differences, device, page - 1)
    drawn.note(gate, person, "differences", rows.filter(sensitive="yes")["site"].drop_nulls().to_list())
    return Differences(total=total, differences=tables.differences(view, rows))


@post("/gate", sync_to_thread=True, status_code=200, responses=may(400, 401, 403, 409, 413, 422))
def gate(person: Who, desk: Held, data: JSONBody[Lines]) -> Bought:
    """May these lines be bought, as far as each order goes."""
    if data.record:
        drawn.need(person, Right.DECIDE)
    found = purchase.gate(data.lines, None, desk.day(), home=desk.home)
    kept = purchases.record(desk, person, found, data.note, PATIENCE).result if data.record else ""
    lines = [_answered(found, line) for line in found.lines]
    return Bought(answer=found.answer, record=str(kept or ""), lines=lines)


def _answered(found: Judged, line: Line) -> Answered:
    names = [found.names["maker"].get(one.maker, one.maker) for one in line.judged.possible if one.maker]
    return Answered(
        line=line.written.shown, answer=line.answer, reason=found.sentence(line.judged.reason),
        provisional=line.judged.provisional, makers=names, ask=[found.question(ask) for ask in line.judged.asks],
    )  # fmt: skip


@post("/files", opt={ASKS: {"name", "body", "realm"}}, status_code=202, responses=may(400, 401, 403, 413))
async def files(
    request: Request[Any, Any, State],
    person: Who,
    desk: Held,
    name: Annotated[str, QueryParameter(min_length=1, max_length=200)],
    whose: Annotated[str, QueryParameter(name="body", max_length=200)] = "",
    realm: _Text = "",
) -> RunOf:
    """Hand in a file, as the bytes of what is sent; what was read before adds nothing."""
    drawn.need(person, Right.SURVEY)
    wish = Wish(realm=realm or None, body=whose or None, reach=person.reach)
    with tempfile.TemporaryFile() as kept:
        await _spooled(request.stream(), kept)
        number = await sync_to_thread(runs.read, desk, person, [(name, kept)], wish)
    return _run(desk, person, number)


async def _spooled(stream: AsyncIterator[bytes], kept: Any) -> None:
    async for piece in stream:
        await sync_to_thread(kept.write, piece)
    kept.seek(0)


@get("/runs/{number:int}", sync_to_thread=True, responses=may(400, 401, 403, 404))
def run(person: Who, desk: Held, number: FromPath[int]) -> RunOf:
    """What came of a piece of work of yours."""
    return _run(desk, person, number)


def _run(desk: Desk, person: Person, number: int) -> RunOf:
    found = runs.mine(desk, person, number)
    if found.who != person.name:
        raise NotFoundException("there is no such run among yours")
    return RunOf(run=number, what=found.what, state=found.state, told=list(found.told))
