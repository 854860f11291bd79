"""HTTP/1.1 as small devices speak it (RFC 9112): pages, one for all that is not there, and logins where wanted."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus

from tests.fleet import login
from tests.fleet.device import Device
from tests.fleet.login import Login
from tests.fleet.stream import Conn, Service
from tests.fleet.template import Template

MAX_HEAD = 65_536
_SOAP_READ = re.compile(rb"<(?:\w{1,30}:)?Body[^>]{0,200}>\s{0,20}<(?:\w{1,30}:)?Get\w")
"""A question by SOAP, also where nobody here answers it."""
_READS = ("GET", "HEAD", "OPTIONS")
# Words in a target that ask for a change, as CGI interfaces of cameras write it.
_CHANGES = re.compile(
    r"(?:action|cmd|act)=(?:set|add|update|remove|delete|reboot|restart|reset|factory)"
    r"|/(?:set[_.A-Z]|setparam|reboot|restart|factory|reset)"
)
_REASONS = {status.value: status.phrase for status in HTTPStatus}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request, its head as text."""

    method: str
    target: str
    head: str
    body: bytes

    def header(self, name: str) -> str:
        """The first header of that name; empty if there is none."""
        found = re.search(rf"^{name}[ \t]*:[ \t]*([^\r\n]*)", self.head, re.IGNORECASE | re.MULTILINE)
        return found[1].strip() if found is not None else ""


class Page:
    """What is answered at a path."""

    __slots__ = ("_body", "_head", "_raw", "asked_by_post", "login", "status")

    def __init__(
        self,
        status: int = 200,
        *,
        headers: Mapping[str, str] | None = None,
        body: str | bytes = "",
        login: bool = False,
        asked_by_post: bool = False,
    ) -> None:
        self.status = status
        self.login = login
        """Whether it is given only after a login."""
        self.asked_by_post = asked_by_post
        """Whether a POST is how it is asked for, and changes nothing."""
        lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'OK')}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._head = Template("".join(line + "\r\n" for line in lines))
        self._raw = body if isinstance(body, bytes) else None
        self._body = Template("" if isinstance(body, bytes) else body)

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return self._head, self._body

    def render(self, values: Mapping[str, str], *, close: bool, head_only: bool = False, more: str = "") -> bytes:
        """The whole answer; `more` is further header lines."""
        body = self._raw if self._raw is not None else self._body.data(values)
        end = f"{more}Content-Length: {len(body)}\r\nConnection: {'close' if close else 'keep-alive'}\r\n\r\n"
        return self._head.data(values) + end.encode() + (b"" if head_only else body)


Answerer = Callable[[Conn, Request, bool], "Page | None"]
"""What answers messages at a path, SOAP say; the last argument is whether the request carries a right login."""

_NOBODY = Login("none")


class Web(Service):
    """An HTTP server: pages by their target, with or without its query; else the page for all that is unknown."""

    def __init__(
        self,
        pages: Mapping[str, Page],
        *,
        unknown: Page,
        denied: Page,
        login: Login | None = None,
        close: bool = True,
        answerers: Mapping[str, Answerer] | None = None,
        broken: Page | None = None,
    ) -> None:
        self._pages = pages
        self._unknown = unknown
        self._denied = denied
        self._login = login
        self._close = close
        self._answerers = answerers or {}
        self._broken = broken or Page(400)

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        pages = (*self._pages.values(), self._unknown, self._denied)
        return (*(text for page in pages for text in page.templates()), *(self._login or _NOBODY).templates())

    def received(self, conn: Conn, data: bytes) -> None:
        buffer = conn.buffer + data if conn.buffer else data
        while buffer and conn.open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                if len(buffer) > MAX_HEAD:
                    conn.abort()
                break
            head = buffer[:end].decode("latin-1")
            whole = end + 4 + _length(head)
            if len(buffer) < whole:
                break
            self._answer(conn, head, buffer[end + 4 : whole])
            buffer = buffer[whole:]
        conn.buffer = buffer

    def _answer(self, conn: Conn, head: str, body: bytes) -> None:
        first = head.partition("\r\n")[0].split(" ")
        if len(first) != 3 or not first[2].startswith("HTTP/"):
            conn.device.counters.asked(f"not HTTP on {conn.port}")
            conn.send(self._broken.render(conn.device.values, close=True))
            conn.finish()
            return
        request = Request(method=first[0], target=first[1], head=head, body=body)
        page, more = self._page(conn, request)
        close = self._close or first[2] == "HTTP/1.0" or "onnection: close" in head
        conn.send(page.render(conn.device.values, close=close, head_only=request.method == "HEAD", more=more))
        if close:
            conn.finish()

    def _page(self, conn: Conn, request: Request) -> tuple[Page, str]:
        device = conn.device
        path = request.target.partition("?")[0]
        answerer = self._answerers.get(path)
        right = False
        if "uthorization:" in request.head:
            # Checked whether or not it is wanted: a wrong one is a failed login wherever it is sent.
            right = (self._login or _NOBODY).accepts(device, request.method, request.header("Authorization"))
        page = self._denied if device.full(conn) else answerer(conn, request, right) if answerer is not None else None
        page = page or self._pages.get(request.target) or self._pages.get(path) or self._unknown
        reads = answerer is not None or page.asked_by_post or _SOAP_READ.search(request.body) is not None
        note(device, request, reads=reads)
        if page.login and not right:
            page = self._denied
        return page, self._challenge(device) if page.status == 401 else ""

    def _challenge(self, device: Device) -> str:
        challenges = self._login.challenges(device) if self._login is not None else []
        return "".join(f"WWW-Authenticate: {one}\r\n" for one in challenges)


def note(device: Device, request: Request, *, reads: bool) -> None:
    """Count a request: what it asked for, whether a password stood in it, and whether it was more than a question.

    `reads`: a POST there is none; what SOAP asks is judged by its operation.
    """
    path = request.target.partition("?")[0]
    device.counters.asked(f"{request.method} {path}")
    if login.in_url(request.target):
        device.counters.credentials += 1
        device.failed_login()
    if (request.method not in _READS and not (reads and request.method == "POST")) or _CHANGES.search(request.target):
        device.counters.wrote(f"{request.method} {path}")


def _length(head: str) -> int:
    at = head.lower().find("\r\ncontent-length:")
    if at < 0:
        return 0
    written = head[at + 17 :].partition("\r\n")[0].strip()
    return int(written) if written.isascii() and written.isdigit() else 0
