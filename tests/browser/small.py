"""A few fixed pages as an application, under the policy that the console has: nothing inline or from elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'self'"
HEAD = "<!DOCTYPE html><html lang=en><meta charset=utf-8><title>A page</title><link rel=icon href=/mark.svg>"
MARK = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>'
KINDS = {"css": "text/css", "svg": "image/svg+xml", "js": "text/javascript"}


def application(pages: Mapping[str, str], unguarded: frozenset[str] = frozenset()) -> App:
    """`pages` by path, those of `unguarded` without the policy; ``/who`` says which cookies came."""
    every = {"/mark.svg": MARK, **pages}

    async def app(scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            for told in ("startup", "shutdown"):
                await receive()
                await send({"type": f"lifespan.{told}.complete"})
            return
        path = scope["path"]
        cookies = dict(scope["headers"]).get(b"cookie", b"").decode()
        text = f"{HEAD}<p>{cookies}" if path == "/who" else every.get(path)
        kind = KINDS.get(path.rpartition(".")[2], "text/html") + "; charset=utf-8"
        policy = "" if path in unguarded else POLICY
        headers = [(b"content-type", kind.encode()), (b"content-security-policy", policy.encode())]
        await send({"type": "http.response.start", "status": 404 if text is None else 200, "headers": headers})
        await send({"type": "http.response.body", "body": (text or "").encode()})

    return app
