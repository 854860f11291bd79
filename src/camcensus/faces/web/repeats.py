"""`Idempotency-Key`: what changes something and is sent again under its key is answered as before, not done again."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from litestar import Request
from litestar.concurrency import sync_to_thread
from litestar.datastructures import MutableScopeHeaders, State
from litestar.exceptions import ClientException, HTTPException
from litestar.middleware import ASGIMiddleware
from litestar.params import HeaderParameter
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from camcensus.engine.access import Gatekeeper
from camcensus.engine.repeats import PATTERN, Clash, Repeats, Sent, Ticket
from camcensus.faces.web.tokens import shown
from camcensus.model.errors import AccessRefused, StoreError

HEADER, AGAIN = "Idempotency-Key", "Idempotency-Replayed"
OPT = "once"
"""The mark of what is done once under its key."""
SECRET = "password"  # noqa: S105  # the name of a mark
"""The mark of what takes a password or an invitation, from people who show no token."""
PARAMETERS: Mapping[str, HeaderParameter] = {
    "idempotency_key": HeaderParameter(
        name=HEADER, annotation=str, default=None, pattern=PATTERN, required=False,
        description="Random, such as a UUID: what is sent again under it within 24 hours is done once.",
    )
}  # fmt: skip
_KEPT = {"content-type", "location"}
"""Headers of an answer that belong to it; all others are made anew."""


class _Answer(msgspec.Struct, array_like=True):
    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Once(ASGIMiddleware):
    """Of all that is marked, in one place."""

    def __init__(self, repeats: Repeats, gate: Gatekeeper) -> None:
        """What was sent before, and who sends."""
        self._repeats = repeats
        self._gate = gate

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Do it, or answer as before."""
        request: Request[object, object, State] = Request(scope, receive)
        key = request.headers.get(HEADER) if scope["route_handler"].opt.get(OPT) else None
        if key is None or request.method == "OPTIONS":
            await next_app(scope, receive, send)
            return
        secret = bool(scope["route_handler"].opt.get(SECRET))
        whose = scope["path"] if secret else await sync_to_thread(self._name, request)
        if whose is None:
            await next_app(scope, receive, send)  # with no token that is known it is refused there
            return
        body = await request.body()  # kept with the request for whoever answers; beyond the limit it is refused here
        asked = b"\0".join((request.method.encode(), scope["path"].encode(), scope["query_string"], body))
        found = await sync_to_thread(self._repeats.begin, Sent(whose=whose, key=key, asked=asked, secret=secret))
        if isinstance(found, Clash):
            raise _clash(found)
        if isinstance(found, bytes):
            await _again(msgspec.msgpack.decode(found, type=_Answer), send)
        else:
            await next_app(scope, receive, self._keeping(found, send))

    def _keeping(self, ticket: Ticket, send: Send) -> Send:
        """What it is answered is kept before the last of it is sent: the sender may be gone by then."""
        answer = _Answer(status=500, headers=[], body=b"")

        async def kept(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
                told = MutableScopeHeaders.from_message(message).items()
                answer.headers = [(name, value) for name, value in told if name.lower() in _KEPT]
            elif message["type"] == "http.response.body":
                answer.body += message["body"]
                if not message.get("more_body"):
                    await sync_to_thread(self._keep, ticket, answer)
            await send(message)

        return kept

    def _keep(self, ticket: Ticket, answer: _Answer) -> None:
        try:
            if 200 <= answer.status < 300:
                self._repeats.done(ticket, msgspec.msgpack.encode(answer))
            else:
                self._repeats.release(ticket)
        except StoreError:
            return  # it was done and is answered; who sends it again is told that it may be

    def _name(self, request: Request[object, object, State]) -> str | None:
        try:
            return self._gate.bearer(shown(request.headers)).name
        except AccessRefused:
            return None


async def _again(answer: _Answer, send: Send) -> None:
    headers = [*answer.headers, ("content-length", str(len(answer.body))), (AGAIN.lower(), "true")]
    raw = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body, "more_body": False})


def _clash(found: Clash) -> HTTPException:
    if found is Clash.OTHER:
        return ClientException(f"{found}: take a new key for each thing you do", status_code=422)
    return ClientException(f"{found}: ask whether it took effect, and if not send it under a new key", status_code=409)
