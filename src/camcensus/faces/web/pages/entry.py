"""In and out: sign in, take an invitation, sign out; and what was typed when a session ended is not lost."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect

from camcensus.engine.access import Gatekeeper
from camcensus.faces.web import drawn, forms, pace, session
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.errors import AccessRefused, UsageError

Gate = NamedDependency[Gatekeeper]
Sent = NamedDependency[Form]
Sender = NamedDependency[Visitor]


@get("/sign-in", sync_to_thread=False)
def sign_in(request: Asked) -> Response[Any]:
    """Ask for name and password."""
    return _ask(request, {"next": request.query_params.get("next", "/")})


@post("/sign-in", sync_to_thread=True, status_code=200, opt={pace.OPT: pace.SIGN_IN})
def signed_in(request: Asked, gate: Gate, form: Sent) -> Response[Any]:
    """Open a session, and go where the person wanted to."""
    fields = form.fields
    try:
        secret = gate.sign_in(form.text("name"), fields.get("password", ""))
    except (AccessRefused, UsageError) as fault:
        return _ask(request, fields, UsageError(fault.what, where="name", mend=fault.mend), 403)
    return _inside(request, gate, secret, fields)


def _inside(request: Asked, gate: Gatekeeper, secret: str, fields: Any) -> Response[Any]:
    """Whoever was signed out with something typed gets to see it once more before it is sent."""
    onward, again = forms.local(fields.get("next", "/")), forms.unpacked(fields.get("again", ""))
    answer: Response[Any] = Redirect(path=onward, status_code=303)
    if again is not None:
        who = Visitor(person=gate.who(secret), csrf=session.csrf(secret))
        answer = drawn.page(request, who, "again.html.j2", next=onward, typed=again)
    session.begin(request, answer, secret)
    return answer


@get("/join", sync_to_thread=False)
def join(request: Asked) -> Response[Any]:
    """Ask for an invitation. Its secret is no part of an address: those are kept in histories and logs."""
    return drawn.page(request, None, "join.html.j2", fields={}, fault=None)


@post("/join", sync_to_thread=True, status_code=200, opt={pace.OPT: pace.SIGN_IN})
def joined(request: Asked, gate: Gate, form: Sent) -> Response[Any]:
    """Make the account of an invitation, and let its person in."""
    name, password = form.text("name"), form.fields.get("password", "")
    try:
        gate.accept(form.text("secret"), name, password)
    except UsageError as fault:
        return drawn.page(request, None, "join.html.j2", 400, fields=form.fields, fault=fault)
    except AccessRefused as fault:
        told = UsageError(fault.what, where="secret", mend=fault.mend)
        return drawn.page(request, None, "join.html.j2", 403, fields=form.fields, fault=told)
    return _inside(request, gate, gate.sign_in(name, password), {})


@post("/sign-out", sync_to_thread=True, status_code=200)
def sign_out(request: Asked, gate: Gate, sender: Sender) -> Response[Any]:  # noqa: ARG001  # that it is theirs
    """End the session."""
    answer: Response[Any] = Redirect(path="/sign-in", status_code=303)
    session.end(request, answer, gate)
    return answer


def signed_out(request: Asked, gone: forms.SignedOut) -> Response[Any]:
    """Ask who it is, and keep where they wanted to go and what they typed."""
    path = request.url.path if request.method != "GET" else str(request.url).removeprefix(str(request.base_url)[:-1])
    fields = {"next": forms.local(path)}
    if request.method == "GET":
        return Redirect(path=drawn.address("/sign-in", next=fields["next"]), status_code=303)
    again = "" if gone.files and not gone.fields else forms.packed(gone.fields)
    return _ask(request, {**fields, "again": again}, status=401, files_lost=gone.files)


def _ask(
    request: Asked, fields: Any, fault: UsageError | None = None, status: int = 200, *, files_lost: bool = False
) -> Response[Any]:
    onward, again = forms.local(fields.get("next", "/")), fields.get("again", "")
    return drawn.page(
        request, None, "sign_in.html.j2", status, fields=fields, next=onward, again=again, fault=fault,
        files_lost=files_lost,
    )  # fmt: skip
