"""Who looks at a page: the session of a cookie, and that what is sent comes from a page of ours."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any

from litestar import Request, Response
from litestar.datastructures import State

from camcensus.engine.access import LONGEST, SECOND, Gatekeeper
from camcensus.model.access import Person
from camcensus.model.errors import AccessRefused

PLAIN, SECURE = "camcensus", "__Host-camcensus"
"""The cookie's name without TLS, which is only to be on this machine, and with it."""
FIELD, HEADER = "csrf", "X-CSRF-Token"

Asked = Request[Any, Any, State]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A person with an open session."""

    person: Person
    csrf: str
    """What every form of theirs sends back; it tells nothing of the session's secret."""


def of(request: Asked, gate: Gatekeeper) -> Visitor:
    """Whoever has a session. Raises `AccessRefused` for whoever has none, or one that has ended."""
    secret = request.cookies.get(_name(request), "")
    return Visitor(person=gate.who(secret), csrf=csrf(secret))


def begin(request: Asked, response: Response[Any], secret: str) -> None:
    """Let the browser keep a session, as long as one lasts and for itself alone."""
    response.set_cookie(
        key=_name(request), value=secret, path="/", secure=_secure(request), httponly=True, samesite="lax",
        max_age=LONGEST // SECOND,
    )  # fmt: skip


def end(request: Asked, response: Response[Any], gate: Gatekeeper) -> None:
    """Sign out."""
    gate.sign_out(request.cookies.get(_name(request), ""))
    response.delete_cookie(_name(request), path="/")


def check_origin(request: Asked) -> None:
    """Raises `AccessRefused` for what another site's page sent; a browser says whose page it was."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None and said not in ("same-origin", "none"):
        raise _foreign()
    origin = request.headers.get("Origin")
    if origin is not None and origin.partition("://")[2] != request.headers.get("Host"):
        raise _foreign()


def check_csrf(visitor: Visitor, sent: str) -> None:
    """Raises `AccessRefused` for a form that is not of one of this visitor's pages."""
    if not hmac.compare_digest(sent.encode("utf-8", "replace"), visitor.csrf.encode()):
        raise _foreign()


def _foreign() -> AccessRefused:
    return AccessRefused("this was not sent from a page of ours", mend="open the page again and send it from there")


def csrf(secret: str) -> str:
    """What the forms of a session send back."""
    return hmac.new(secret.encode(), b"camcensus form", hashlib.sha256).hexdigest()


def _secure(request: Asked) -> bool:
    return bool(request.app.state.secure)


def _name(request: Asked) -> str:
    return SECURE if _secure(request) else PLAIN
