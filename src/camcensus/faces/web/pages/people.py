"""Accounts, for those who give them out; and what everybody does with their own: password, tokens, the way out."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.di import NamedDependency

from camcensus.engine.access import SECOND, Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.faces.web import doing, drawn
from camcensus.faces.web.drawn import Place
from camcensus.faces.web.forms import Form
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.access import RIGHTS, Person, Reach, Right, Role
from camcensus.model.errors import AccessRefused, CamcensusError, UsageError
from camcensus.store.accounts import INVITE, TOKEN

PLACES = (
    Place(path="/people", title="People", right=Right.ADMINISTER),
    Place(path="/me", title="Your account", right=None),
)
ROLES = tuple(
    (role.value, words)
    for role, words in (
        (Role.VIEWER, "Viewer: sees the register"),
        (Role.SURVEYOR, "Surveyor: sees it, takes sheets out and brings them back, settles what was seen"),
        (Role.OFFICER, "Officer: that, and signs determinations, waivers and documents"),
        (Role.AUDITOR, "Auditor: sees the register, the log and who read what"),
        (Role.ADMINISTRATOR, "Administrator: gives out accounts, and sees nothing of the register"),
    )
)
_DAY = 24 * 3600 * SECOND
_LONGEST = 366

Here = NamedDependency[Visitor]
Gate = NamedDependency[Gatekeeper]
Held = NamedDependency[Desk]
Sent = NamedDependency[Form]


@get("/people", sync_to_thread=True)
def people(request: Asked, visitor: Here, gate: Gate, desk: Held) -> Response[Any]:
    """Who has an account or an invitation."""
    drawn.need(visitor.person, Right.ADMINISTER)
    return _everybody(request, visitor, gate, desk, {})


@post("/people", sync_to_thread=True, status_code=200)
def change(request: Asked, sender: Here, gate: Gate, desk: Held, form: Sent) -> Response[Any]:
    """Invite somebody, change an account, or end one."""
    by = sender.person
    drawn.need(by, Right.ADMINISTER)
    secret = ""
    try:
        what, name = form.text("do"), form.must("name", "say who")
        if what == "end":
            gate.end(by, name)
        elif what == "withdraw":
            _withdraw(gate, by, name)
        elif what not in ("invite", "change"):
            raise UsageError("say what is to be done", where="name", mend="choose invite or change")
        else:
            person = Person(name=name, role=_role(form), reach=_reach(form))
            secret = gate.invite(by, person) if what == "invite" else ""
            if what == "change":
                gate.change(by, person)
    except CamcensusError as fault:
        if isinstance(fault, AccessRefused):
            raise
        return _everybody(request, sender, gate, desk, form.fields, fault)
    return _everybody(request, sender, gate, desk, {}, secret=secret, done=not secret)


def _withdraw(gate: Gatekeeper, by: Person, label: str) -> None:
    if not gate.accounts.revoke(INVITE, by.name, label):
        raise UsageError("there is no such invitation of yours", where="name")
    gate.note(by.name, "invitation taken back", label)


def _role(form: Form) -> Role:
    try:
        return Role(form.text("role"))
    except ValueError:
        raise UsageError("choose what they are", where="role", mend="choose one") from None


def _reach(form: Form) -> Reach:
    if form.text("everything") == "yes":
        return Reach(everything=True)
    bodies, sites = ({one for one in form.text(name).replace(",", " ").split() if one} for name in ("bodies", "sites"))
    if not bodies and not sites and form.text("role") != Role.ADMINISTRATOR.value:
        raise UsageError(
            "say how much of the estate they reach", where="bodies", mend="name bodies or sites, or all of it"
        )
    return Reach(bodies=frozenset(bodies), sites=frozenset(sites))


def _everybody(
    request: Asked, visitor: Visitor, gate: Gatekeeper, desk: Desk, fields: Any, fault: CamcensusError | None = None,
    *, secret: str = "", done: bool = False,
) -> Response[Any]:  # fmt: skip
    estate = desk.held.assessment.estate
    return drawn.page(
        request, visitor, "people.html.j2", 200 if fault is None else 400, accounts=gate.accounts.every(),
        invitations=gate.accounts.passes(INVITE), roles=ROLES, fields=fields, fault=fault, secret=secret, done=done,
        bodies=[one.id for one in estate.bodies], join=f"{_scheme(request)}://{request.headers.get('Host', '')}/join",
    )  # fmt: skip


def _scheme(request: Asked) -> str:
    """How the browser reaches us; a proxy of ours ends TLS before."""
    return "https" if request.app.state.secure else "http"


@get("/me", sync_to_thread=True)
def me(request: Asked, visitor: Here, gate: Gate) -> Response[Any]:
    """One's own account."""
    return _own(request, visitor, gate, {})


@post("/me/password", sync_to_thread=True, status_code=200)
def password(request: Asked, sender: Here, gate: Gate, form: Sent) -> Response[Any]:
    """Another password; every session ends."""
    try:
        gate.password(sender.person, form.fields.get("old", ""), form.fields.get("password", ""))
    except CamcensusError as fault:
        return _own(request, sender, gate, {}, fault)
    return doing.redirect("/sign-in")


@post("/me/tokens", sync_to_thread=True, status_code=200)
def token(request: Asked, sender: Here, gate: Gate, form: Sent) -> Response[Any]:
    """Make a token for a program, or take one back."""
    secret = ""
    try:
        label = form.must("label", "say what it is for")
        if form.text("do") == "revoke":
            gate.revoke(sender.person, sender.person.name, label)
        else:
            secret = gate.token(sender.person, label, _role(form), _days(form.text("days")) * _DAY)
    except CamcensusError as fault:
        return _own(request, sender, gate, form.fields, fault)
    return _own(request, sender, gate, {}, secret=secret)


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= _LONGEST):
        raise UsageError(f"a token lasts from 1 to {_LONGEST} days", where="days", mend="write a number")
    return int(text)


def _own(
    request: Asked, visitor: Visitor, gate: Gatekeeper, fields: Any, fault: CamcensusError | None = None,
    *, secret: str = "",
) -> Response[Any]:  # fmt: skip
    tokens = [one for one in gate.accounts.passes(TOKEN) if one.account == visitor.person.name]
    person = visitor.person
    able = [(value, words) for value, words in ROLES if RIGHTS[Role(value)] <= RIGHTS[person.role]]
    return drawn.page(
        request, visitor, "me.html.j2", 200 if fault is None else 400, tokens=tokens, roles=able, fields=fields,
        fault=fault, secret=secret,
    )  # fmt: skip
