"""What went wrong, in clear words: as JSON for programs, as a page for people; of our own insides nothing."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.exceptions import HTTPException

from camcensus.faces.web import drawn, forms, session
from camcensus.faces.web.pages import entry
from camcensus.faces.web.session import Asked, Visitor
from camcensus.model.errors import AccessRefused, CamcensusError, InputError, TooMuchWaits, TooOften, UsageError

_CODES = {UsageError: 400, InputError: 400, AccessRefused: 403}
"""What else goes wrong lies in the log, its key, or the owner's files: then nobody is served, whoever asks."""
_TITLES = {403: "You may not do that", 404: "There is no such page", 413: "That is too large", 429: "Too many at once"}
API = "/api/"


def fault(request: Asked, found: CamcensusError) -> Response[Any]:
    """A fault of ours, and how to mend it."""
    code = next((code for kind, code in _CODES.items() if isinstance(found, kind)), 503)
    where = found.where if isinstance(found, UsageError) and "/" not in found.where else ""
    headers = {}
    if isinstance(found, TooOften | TooMuchWaits):
        code, headers = 429, {"Retry-After": str(found.wait)}
    return _told(request, code, found.what, where, found.mend, headers)


def refusal(request: Asked, refused: HTTPException) -> Response[Any]:
    """What cannot be answered as it was asked."""
    told = refused.detail
    if refused.status_code == 400 and isinstance(refused.extra, list):
        told = "; ".join(f"{one.get('key', '')}: {one.get('message', '')}" for one in refused.extra)
    return _told(request, refused.status_code, told, "", "", refused.headers or {})


def broken(request: Asked, found: Exception) -> Response[Any]:
    """A fault in this program: its traceback is printed where it was started, and nothing of it is told."""
    traceback.print_exception(found)
    return _told(request, 500, "a fault in camcensus, not in what you did", "", "tell whoever runs it", {})


def signed_out(request: Asked, gone: forms.SignedOut) -> Response[Any]:
    """Ask who it is."""
    return entry.signed_out(request, gone)


def _told(request: Asked, code: int, what: str, where: str, mend: str, headers: Mapping[str, str]) -> Response[Any]:
    if request.url.path.startswith(API):
        return Response({"error": what, "where": where, "mend": mend}, status_code=code, headers=dict(headers))
    answer = drawn.page(
        request, _visitor(request), "fault.html.j2", code, title=_TITLES.get(code, "That did not work"), words=what,
        mend=mend,
    )  # fmt: skip
    answer.headers.update(headers)
    return answer


def _visitor(request: Asked) -> Visitor | None:
    try:
        return session.of(request, request.app.state.gate)
    except AccessRefused:
        return None
