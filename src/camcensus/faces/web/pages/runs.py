"""What is being done and was done: hand files in, judge anew, look at how far it is, fetch what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from camcensus.engine import hand_in
from camcensus.engine.desk import Desk, Run, Telling
from camcensus.engine.gather import Step, Wish
from camcensus.engine.hand_in import Stream
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.errors import CamcensusError, UsageError

PLACES = (Place(path="/runs", title="Runs", right=Right.SURVEY),)

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@get("/runs", sync_to_thread=True)
def runs(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """What was done, and a form to hand files in."""
    drawn.need(visitor.person, Right.SURVEY)
    return _shown(request, visitor, desk, {})


@get("/runs/{number:int}", sync_to_thread=True)
def run(request: Asked, visitor: Here, desk: Held, number: FromPath[int]) -> Response[Any]:
    """One run, which tells anew how far it is as long as it is not over."""
    return drawn.page(request, visitor, "run.html.j2", run=mine(desk, visitor.person, number))


@get("/runs/{number:int}/result", sync_to_thread=True)
def result(request: Asked, visitor: Here, desk: Held, number: FromPath[int]) -> Response[Any]:  # noqa: ARG001
    """The file that a run made, for whoever asked for it."""
    found = mine(desk, visitor.person, number).made
    if found is None or found.who != visitor.person.name:
        raise NotFoundException("there is nothing to fetch, or no longer")
    return drawn.download(found.data, found.name, found.media_type)


@post("/runs", sync_to_thread=True, status_code=200)
def hand(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Take files and have them read."""
    person = sender.person
    drawn.need(person, Right.SURVEY)
    wish = Wish(realm=form.text("realm") or None, body=form.text("body") or None, reach=person.reach)
    try:
        if not form.files:
            raise UsageError("choose at least one file", where="files", mend="choose it")
        number = read(desk, person, form.named, wish)
    except CamcensusError as fault:
        return _shown(request, sender, desk, form.fields, fault)
    return doing.redirect(f"/runs/{number}")


@post("/runs/judge", sync_to_thread=True, status_code=200)
def judge(sender: Here, desk: Held) -> Response[Any]:
    """Judge anew, as the files of the owner and the log stand now."""
    drawn.need(sender.person, Right.DECIDE)
    return doing.begun(desk, sender.person, "judge anew", lambda *_: True, 0)


def read(desk: Desk, person: Person, files: Iterable[tuple[str, Stream]], wish: Wish) -> int:
    """Keep files until they are read, and have them read; the number of the run."""
    kept = ExitStack()
    try:
        folder = kept.enter_context(hand_in.folder(desk.home))
        paths = [hand_in.put(stream, name, folder, desk.most) for name, stream in files]
        named = ", ".join(path.name for path in paths)
        return desk.ask(person.name, f"read {named}"[:200], _reading(paths, wish, kept.pop_all()))
    finally:
        kept.close()


def _reading(paths: list[Path], wish: Wish, kept: ExitStack) -> Any:
    def work(opened: Workspace, telling: Telling) -> bool:
        new = 0

        def step(one: Step) -> None:
            telling.share(one.done / one.size if one.done and one.size else None)

        with kept:
            for reading in hand_in.read(opened, paths, wish, step):
                telling.line(hand_in.words(reading))
                for remark in reading.remarks[:20]:
                    telling.line(f"{remark.where}: {remark.what}")
                new += reading.new
        return bool(new)

    return work


def mine(desk: Desk, person: Person, number: int) -> Run:
    """A run that this person may look at: their own, or for whoever reaches everything anybody's."""
    found = desk.find(number)
    if found is None or not (found.who == person.name or (person.reach.everything and person.may(Right.SURVEY))):
        raise NotFoundException("there is no such run among yours")
    return found


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, fields: Any, fault: CamcensusError | None = None
) -> Response[Any]:
    person = visitor.person
    found = [one for one in desk.runs() if one.who == person.name or person.reach.everything]
    estate = desk.held.view(person.reach).estate
    return drawn.page(
        request, visitor, "runs.html.j2", 200 if fault is None else 400, runs=found, fields=fields, fault=fault,
        realms=estate.realms, bodies=[(one.id, one.name) for one in estate.bodies], may=person.may(Right.DECIDE),
        most=desk.most,
    )  # fmt: skip
