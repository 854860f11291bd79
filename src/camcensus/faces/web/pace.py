"""How often an address may ask, before anything else is looked at; names are counted where they are known."""

from __future__ import annotations

import ipaddress

from litestar import Request
from litestar.datastructures import State
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from camcensus.engine.pace import Pace

OPT = "pace"
"""The mark of what is counted: `SIGN_IN` or `ASK`."""
SIGN_IN, ASK = "sign-in", "ask"
FORWARDED = "X-Forwarded-For"


class Paced(ASGIMiddleware):
    """Of whatever is marked, in one place."""

    def __init__(self, pace: Pace, *, proxied: bool) -> None:
        """`proxied`: only a proxy of ours reaches this, and says who asks."""
        self._pace = pace
        self._proxied = proxied

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Raises `TooOften`."""
        kind = scope["route_handler"].opt.get(OPT)
        if kind is not None:
            whose = address(Request(scope, receive), proxied=self._proxied)
            (self._pace.sign_in_address if kind == SIGN_IN else self._pace.ask_address).take(whose)
        await next_app(scope, receive, send)


def address(request: Request[object, object, State], *, proxied: bool) -> str:
    """Who asks: the address, and of IPv6 the network of one household.

    Only behind a proxy is its header read, and of that only the last address, which the proxy itself put there.
    """
    said = request.client.host if request.client else ""
    if proxied:
        *_, last = request.headers.getall(FORWARDED, [""])
        said = last.rpartition(",")[2].strip() or said
    try:
        found = ipaddress.ip_address(_bare(said))
    except ValueError:
        return ""
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def _bare(said: str) -> str:
    """An address without its port, brackets and zone."""
    if said.startswith("["):
        said = said[1:].partition("]")[0]
    elif said.count(":") == 1:
        said = said.partition(":")[0]
    return said.partition("%")[0]
