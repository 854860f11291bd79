"""Documents that people hand over: drafts of what one reaches, and those issued under a name, with their proofs."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from camcensus.engine import handing_out, issued, publish
from camcensus.engine.desk import Desk, Made, Telling
from camcensus.engine.handing_out import Wanted
from camcensus.engine.workspace import Workspace
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import Person, Right
from camcensus.model.errors import AccessRefused, CamcensusError, UsageError

PLACES = (Place(path="/documents", title="Documents", right=Right.SEE),)
_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "zip": "application/zip"}

Here = NamedDependency[Visitor]
Held = NamedDependency[Desk]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """A form that this person may have."""

    id: str
    title: str
    of_device: bool
    endings: tuple[str, ...]
    words: tuple[str, ...]


@get("/documents", sync_to_thread=True)
def documents(request: Asked, visitor: Here, desk: Held) -> Response[Any]:
    """What can be drawn, and what was issued."""
    drawn.need(visitor.person, Right.SEE)
    return _shown(request, visitor, desk, {})


@post("/documents", sync_to_thread=True, status_code=200)
def draw(request: Asked, sender: Here, desk: Held, form: NamedDependency[Form]) -> Response[Any]:
    """Draw a document, or issue it."""
    person = sender.person
    drawn.need(person, Right.SEE)
    try:
        wanted = _wanted(form, person)
        what = f"{'issue' if wanted.issue else 'draft'} {wanted.form}"
        return doing.begun(desk, person, what, _drawing(desk, person, wanted), 3.0)
    except CamcensusError as fault:
        if isinstance(fault, AccessRefused):
            raise
        return _shown(request, sender, desk, form.fields, fault)


def _drawing(desk: Desk, person: Person, wanted: Wanted) -> Any:
    def work(opened: Workspace, telling: Telling) -> bool:
        made = handing_out.hand_out(opened, person, wanted, desk.day())
        name, data = made.name, made.data
        if made.number:
            telling.line(f"It is in the log as {made.number}. Its proof is beside it in the file.")
            name, data = f"{made.number}.zip", _both({made.name: made.data, f"{made.name}{issued.PROOF}": made.proof})
        else:
            telling.line("A draft: it proves nothing.")
        kind = _TYPES.get(name.rpartition(".")[2], "application/octet-stream")
        telling.result(made=Made(who=person.name, name=name, media_type=kind, data=data))
        return False

    return work


def _both(files: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in files.items():
            packed.writestr(name, data)
    return held.getvalue()


def _wanted(form: Form, person: Person) -> Wanted:
    name, issue = form.text("form"), form.text("do") == "issue"
    if not name:
        raise UsageError("choose a document", where="form", mend="choose one")
    if issue:
        drawn.need(person, Right.DECIDE)
    handing_out.may(person, name, issue=issue)
    said = [line.partition("=") for line in form.text("words").splitlines() if line.strip()]
    if any(not sign for _, sign, _ in said):
        raise UsageError("each line is a name, = and what is said", where="words", mend="write name=words")
    return Wanted(
        form=name, ending=form.text("ending"), device=form.text("device"), note=form.text("note"), issue=issue,
        words={key.strip(): value.strip() for key, _, value in said},
    )  # fmt: skip


def offered(person: Person) -> Iterator[Offered]:
    """Every form that this person may have."""
    for name, one in publish.forms().items():
        if handing_out.reaches(person, name):
            words = one.definition.get("words", [])
            yield Offered(
                id=name, title=str(one.definition["title"]), of_device=one.definition.get("about") == "device",
                endings=publish.endings(name), words=tuple(map(str, words)) if isinstance(words, list) else (),
            )  # fmt: skip


def _shown(
    request: Asked, visitor: Visitor, desk: Desk, fields: Any, fault: CamcensusError | None = None
) -> Response[Any]:
    person, told = visitor.person, []
    if person.reach.everything:
        with desk.opened() as opened:
            told = issued.every(opened.store)[::-1]
    fields = {**request.query_params, **fields}
    return drawn.page(
        request, visitor, "documents.html.j2", 200 if fault is None else 400, forms=list(offered(person)),
        issued=told[:200], fields=fields, fault=fault, may=person.may(Right.DECIDE) and person.reach.everything,
        whole=person.reach.everything,
    )  # fmt: skip
