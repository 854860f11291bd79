"""The application that is served: who asks is found out, faults become clear words, nobody between keeps anything."""

from __future__ import annotations

import threading
from pathlib import Path

from litestar import Litestar, Request, Response
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import Message, Scope

from camcensus import __version__
from camcensus.engine import register
from camcensus.engine.access import Gatekeeper
from camcensus.faces.web import api
from camcensus.model.access import Person, Right
from camcensus.model.errors import AccessRefused, CamcensusError, InputError, StoreError, UsageError
from camcensus.store.register import Register

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""Of every answer: it is kept by nobody, and nothing in it runs."""
MOST_BODY = 1 << 20
"""Bytes of what is sent here."""
_CODES = {UsageError: 400, InputError: 400, StoreError: 503}


class Newest:
    """The register as it was last made; a new one is seen at the next question."""

    def __init__(self, home: Path) -> None:
        """Nothing is read yet."""
        self._home = home
        self._held: Register | None = None
        self._lock = threading.Lock()

    def get(self) -> Register:
        """Raises `UsageError` if none was made."""
        with self._lock:
            if self._held is None or self._held.key != register.key_of(self._home):
                self._held = register.current(self._home)
            return self._held


def make(home: Path, gate: Gatekeeper) -> Litestar:
    """The application over one workspace."""
    return Litestar(
        route_handlers=[api.router],
        state=State({"gate": gate, "newest": Newest(home)}),
        dependencies={
            "gate": Provide(_gate, sync_to_thread=False),
            "person": Provide(_person, sync_to_thread=True),
            "register": Provide(_register, sync_to_thread=True),
        },
        exception_handlers={CamcensusError: _fault, HTTPException: _refusal},
        before_send=[_guarded],
        request_max_body_size=MOST_BODY,
        openapi_config=OpenAPIConfig(
            title="camcensus",
            version=__version__,
            path="/api/v1/schema",
            components=Components(security_schemes={"token": SecurityScheme(type="http", scheme="bearer")}),
            security=[{"token": []}],
            render_plugins=[],
        ),
        debug=False,
    )


async def _guarded(message: Message, _: Scope) -> None:
    """Faults and refusals too are kept by nobody."""
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message).update(HEADERS)


def _gate(state: State) -> Gatekeeper:
    found: Gatekeeper = state.gate
    return found


def _person(request: Request[object, object, State], gate: NamedDependency[Gatekeeper]) -> Person:
    """Whoever shows a token, if they may see the register."""
    kind, _, secret = request.headers.get("Authorization", "").partition(" ")
    try:
        person = gate.bearer(secret.strip() if kind.lower() == "bearer" else "")
    except AccessRefused as refused:
        raise NotAuthorizedException(str(refused), headers={"WWW-Authenticate": "Bearer"}) from None
    if not person.may(Right.SEE):
        raise AccessRefused(f"as {person.role} you do not see the register", mend="ask for a role that does")
    return person


def _register(state: State) -> Register:
    found: Register = state.newest.get()
    return found


def _fault(_: Request[object, object, State], fault: CamcensusError) -> Response[dict[str, str]]:
    """What went wrong, and how to mend it; of the log's own places nothing."""
    code = next((code for kind, code in _CODES.items() if isinstance(fault, kind)), 403)
    where = fault.where if isinstance(fault, UsageError) and "/" not in fault.where else ""
    return Response({"error": fault.what, "where": where, "mend": fault.mend}, status_code=code)


def _refusal(_: Request[object, object, State], refused: HTTPException) -> Response[dict[str, str]]:
    told = refused.detail
    if refused.status_code == 400 and isinstance(refused.extra, list):
        told = "; ".join(f"{one.get('key', '')}: {one.get('message', '')}" for one in refused.extra)
    return Response(
        {"error": told, "where": "", "mend": ""}, status_code=refused.status_code, headers=refused.headers
    )  # fmt: skip
