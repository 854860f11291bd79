"""Makers: what is proposed about each and why, and a named person's determination; and the orders it is for."""

from __future__ import annotations

from datetime import date
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup

from camcensus.engine import determine
from camcensus.engine.desk import Desk, Telling
from camcensus.engine.determine import Proposed
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.assessment import Assessment
from camcensus.model.errors import AccessRefused, CamcensusError, UsageError
from camcensus.model.finding import Determination
from camcensus.report import _basis as basis
from camcensus.report import _chain

PLACES = (
    Place(path="/makers", title="Makers", right=Right.SEE),
    Place(path="/orders", title="Orders", right=Right.SEE),
)
ANSWERS = (
    ("yes", "It is subject to the law that the orders name"),
    ("no", "It is not subject to it"),
    ("refused", "I refuse to decide on what there is: the answer stays unknown"),
)

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@get("/orders", sync_to_thread=True)
def orders(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """Orders with their words, the readings, and every decision that stands."""
    drawn.need(visitor.person, Right.SEE)
    reach = visitor.person.reach
    ground = desk.held.once(reach, basis.ground)
    return drawn.page(request, visitor, "orders_all.html.j2", a=desk.held.view(reach), ground=ground)


@get("/makers", sync_to_thread=True)
def makers(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """Every maker that was found."""
    drawn.need(visitor.person, Right.SEE)
    reach = visitor.person.reach
    ground = desk.held.once(reach, basis.ground)
    return drawn.page(request, visitor, "makers.html.j2", a=desk.held.view(reach), ground=ground)


@get("/makers/{maker:str}", sync_to_thread=True)
def maker(request: Asked, visitor: Here, desk: Held, maker: FromPath[str]) -> Response[Any]:
    """One maker: the proposal, what speaks against it, and a form to sign."""
    drawn.need(visitor.person, Right.SEE)
    return _shown(request, visitor, desk, maker, {})


@post("/makers/{maker:str}", sync_to_thread=True, status_code=200)
def sign(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form], maker: FromPath[str]) -> Response[Any]:
    """Sign a determination."""
    _may_sign(sender.person)
    _found(desk.held.view(sender.person.reach), maker)
    try:
        one = _read(form, sender.person, maker, desk.day())
        known = form.text("known")

        def work(opened: Workspace, telling: Telling) -> bool:
            _nobody_else(determine.propose(opened, maker, one.signed), known)
            determine.sign(opened, one).store.close()
            telling.line(f"{sender.person.name} signed a determination on {maker}.")
            return True

        run = doing.do(desk, sender.person, f"determination on {maker}", work)
    except CamcensusError as fault:
        if isinstance(fault, AccessRefused):
            raise
        return _shown(request, sender, desk, maker, form.fields, fault)
    return doing.onward(f"/makers/{maker}", run, "signed")


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, maker: str, fields: Any, fault: CamcensusError | None = None
) -> Response[Any]:
    view = desk.held.view(visitor.person.reach)
    _found(view, maker)
    with desk.opened() as opened:
        found = determine.propose(opened, maker, desk.day())
    picture = _chain.drawn(found.asked.chain, f"Who controls {found.asked.name}")
    return drawn.page(
        request, visitor, "maker.html.j2", 200 if fault is None else 400, a=view, one=view.makers[maker], found=found,
        picture=Markup(picture), answers=ANSWERS, fields=fields, fault=fault,  # noqa: S704  # a picture of ours
        may=visitor.person.may(Right.DECIDE) and visitor.person.reach.everything, known=len(found.signed),
        said=request.query_params.get("said", ""),
    )  # fmt: skip


def _found(view: Assessment, maker: str) -> None:
    if maker not in view.makers:
        raise NotFoundException("there is no such maker among those you reach")


def _may_sign(person: Person) -> None:
    drawn.need(person, Right.DECIDE)
    if not person.reach.everything:
        words = "a determination holds for the whole estate, and you reach a part of it"
        raise AccessRefused(words, mend="ask an officer who reaches all of it")


def _read(form: Form, person: Person, maker: str, day: date) -> Determination:
    answer = form.text("answer")
    if answer not in dict(ANSWERS):
        raise UsageError("say what you determine", where="answer", mend="choose one")
    ends = form.day("until")
    if ends is not None and ends <= day:
        raise UsageError("that day has passed", where="until", mend="give one to come, or none")
    reason = form.must("reason", "a determination bears its reason")
    return Determination(
        maker=maker, subject=answer == "yes", refused=answer == "refused", person=person.name, role=form.text("role"),
        signed=day, reason=reason, until=ends,
    )  # fmt: skip


def _nobody_else(found: Proposed, known: str) -> None:
    """Raises `UsageError` if somebody signed, or took one out of the profile, after the page was opened."""
    if known == str(len(found.signed)):
        return
    words = "what was signed on it is not what your page showed"
    if found.signed:
        last = found.signed[-1]
        said = "refused to decide" if last.refused else "subject" if last.subject else "not subject"
        words = f"{last.person} signed a determination on it meanwhile: {said}, {last.reason}"
    raise UsageError(words, mend="look at it; if yours is still to stand, sign it once more")
