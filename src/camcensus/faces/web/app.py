"""The application that is served: who asks is found out, faults become clear words, nobody between keeps anything."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from litestar import Litestar, Request, Router
from litestar.datastructures import MutableScopeHeaders, State
from litestar.di import NamedDependency, Provide
from litestar.exceptions import HTTPException, NotAuthorizedException
from litestar.openapi import OpenAPIConfig
from litestar.openapi.spec import Components, SecurityScheme
from litestar.types import Message, Scope

from camcensus import __version__
from camcensus.engine import register
from camcensus.engine.access import Gatekeeper
from camcensus.engine.desk import Desk
from camcensus.engine.repeats import Repeats
from camcensus.faces.web import api, api_work, faults, forms, front_end, pace, pages
from camcensus.faces.web.files import Files, file
from camcensus.faces.web.pace import Paced
from camcensus.faces.web.repeats import Once
from camcensus.faces.web.tokens import CHALLENGE, shown
from camcensus.model.access import Person, Right
from camcensus.model.errors import AccessRefused, CamcensusError
from camcensus.store.register import Register

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
}
"""Of every answer: it is kept by nobody, and nothing in it runs."""
SECURE = {"Strict-Transport-Security": "max-age=31536000"}
"""Of what is reached by TLS: a browser asks no other way again."""
MOST_BODY = 1 << 20
"""Bytes of what is sent here."""


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


def make(  # what it is made of, and how it is reached
    home: Path, gate: Gatekeeper, desk: Desk, files: Files, *, secure: bool = False, proxied: bool = False,
    elsewhere: Sequence[Router] = (),
) -> Litestar:  # fmt: skip
    """The application over one workspace; `secure`: whoever asks does so by TLS, here or before a proxy.

    `proxied`: only a proxy of ours reaches it, and says who asks; `elsewhere`: what signs people in at an identity
    provider, as `oidc.routers` makes it.
    """
    return Litestar(
        route_handlers=[api.router, _files(desk.most), file, _pages(desk.most), *elsewhere],
        state=State({
            "gate": gate, "newest": Newest(home), "desk": desk, "files": files, "places": pages.PLACES,
            "secure": secure, "world": front_end.world(), "elsewhere": bool(elsewhere),
        }),
        dependencies={
            "gate": Provide(_gate, sync_to_thread=False),
            "desk": Provide(_desk, sync_to_thread=False),
            "person": Provide(_person, sync_to_thread=True),
            "register": Provide(_register, sync_to_thread=True),
        },
        exception_handlers={
            CamcensusError: faults.fault, HTTPException: faults.refusal, forms.SignedOut: faults.signed_out,
            Exception: faults.broken,
        },
        before_send=[_guarded],
        middleware=[Paced(gate.pace, proxied=proxied), Once(Repeats(home, gate.now), gate)],
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
    )  # fmt: skip


def _files(most: int) -> Router:
    """Where programs hand files in, of `most` bytes."""
    return Router(
        path=api.API, route_handlers=[api_work.files], guards=[api.known], opt={pace.OPT: pace.ASK},
        request_max_body_size=most,
    )  # fmt: skip


def _pages(most: int) -> Router:
    """What people look at; files of `most` bytes are taken."""
    large = Router(path="/", route_handlers=list(pages.LARGE), request_max_body_size=most + MOST_BODY)
    return Router(
        path="/",
        route_handlers=[*pages.SMALL, large],
        dependencies={
            "form": Provide(forms.sent),
            "visitor": Provide(forms.visitor, sync_to_thread=True),
            "sender": Provide(forms.sender, sync_to_thread=True),
        },
        include_in_schema=False,
    )


async def _guarded(message: Message, scope: Scope) -> None:
    """Faults and refusals too are kept by nobody."""
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        told = HEADERS | (SECURE if scope["litestar_app"].state.secure else {})
        for name, value in told.items():
            headers.setdefault(name, value)


def _gate(state: State) -> Gatekeeper:
    found: Gatekeeper = state.gate
    return found


def _desk(state: State) -> Desk:
    found: Desk = state.desk
    return found


def _person(request: Request[object, object, State], gate: NamedDependency[Gatekeeper]) -> Person:
    """Whoever shows a token, if they may see the register."""
    try:
        person = gate.bearer(shown(request.headers))
    except AccessRefused as refused:
        raise NotAuthorizedException(str(refused), headers=CHALLENGE) from None
    gate.pace.ask_name.take(person.name)
    if not person.may(Right.SEE):
        raise AccessRefused(f"as {person.role} you do not see the register", mend="ask for a role that does")
    return person


def _register(state: State) -> Register:
    found: Register = state.newest.get()
    return found
