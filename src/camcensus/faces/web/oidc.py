"""Sign-in at the owner's identity provider: send the browser there, and let in whoever comes back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from litestar import MediaType, Request, Response, Router, get, post
from litestar.datastructures import State
from litestar.enums import RequestEncodingType
from litestar.exceptions import ServiceUnavailableException
from litestar.params import Body
from litestar.response import Redirect

from camcensus.engine.oidc import BACK, LASTS, SECOND
from camcensus.engine.oidc_door import Away, Door
from camcensus.faces.web import pace, session
from camcensus.model.errors import InputError

Asked = Request[Any, Any, State]
Begin = Callable[[Asked, Response[Any], str], None]
"""Lets a browser keep a session's secret: the cookie is made there, and nowhere here."""
COOKIE = "camcensus-away"
"""Of a browser that was sent away: whoever comes back in another one is not let in."""


def routers(door: Door | None, begin: Begin) -> list[Router]:
    """`/oidc/sign-in` and `/oidc/join` send away, `/oidc/back` lets in; nothing of it where no provider is named."""
    return [] if door is None else [_router(door, begin)]


def _router(door: Door, begin: Begin) -> Router:

    @get("/sign-in", sync_to_thread=True)
    def sign_in() -> Response[Any]:
        """Send somebody to sign in there."""
        away = _sent(door)
        return _keeping(door, Redirect(path=away.url, status_code=303), away)

    @post("/join", sync_to_thread=True, status_code=200)
    def join(
        request: Asked, data: Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
    ) -> Response[Any]:
        """Send somebody there to take an invitation, which stays here.

        By a page that goes on by itself: a browser that holds forms to this place would not follow a redirect.
        """
        session.check_origin(request)
        away = _sent(door, data.get("secret", ""), data.get("name", ""))
        answer = Response("Go on to sign in.", media_type=MediaType.TEXT, headers={"Refresh": f"0; url={away.url}"})
        return _keeping(door, answer, away)

    @get(BACK.removeprefix("/oidc"), sync_to_thread=True)
    def back(request: Asked) -> Response[Any]:
        """Let in whoever comes back, and once."""
        try:
            secret = door.back(dict(request.query_params), request.cookies.get(COOKIE, ""))
        except InputError as fault:
            raise _down() from fault
        answer = Redirect(path="/", status_code=303)
        answer.delete_cookie(COOKIE, path="/oidc")
        begin(request, answer, secret)
        return answer

    return Router(
        path="/oidc", route_handlers=[sign_in, join, back], opt={pace.OPT: pace.SIGN_IN}, include_in_schema=False
    )


def _sent(door: Door, invitation: str = "", name: str = "") -> Away:
    try:
        return door.send(invitation, name)
    except InputError as fault:
        raise _down() from fault


def _keeping(door: Door, answer: Response[Any], away: Away) -> Response[Any]:
    answer.set_cookie(
        key=COOKIE, value=away.browser, path="/oidc", httponly=True, samesite="lax", max_age=LASTS // SECOND,
        secure=door.provider.address.startswith("https:"),
    )  # fmt: skip
    return answer


def _down() -> ServiceUnavailableException:
    return ServiceUnavailableException("your organisation's sign-in cannot be asked just now: try again later")
