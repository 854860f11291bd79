"""RTSP (RFC 2326): OPTIONS names the methods, DESCRIBE is challenged or answered; a stream is never started."""

from __future__ import annotations

import re

from tests.fleet import login as logins
from tests.fleet.login import Login
from tests.fleet.stream import Conn, Service
from tests.fleet.template import Template
from tests.fleet.web import MAX_HEAD

_READS = ("OPTIONS", "DESCRIBE", "GET_PARAMETER")


class Rtsp(Service):
    """An RTSP server."""

    def __init__(
        self,
        *,
        server: str = "",
        public: str = "OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, TEARDOWN",
        login: Login | None = None,
        sdp: str = "",
        paths: tuple[str, ...] = (),
        options_status: int = 200,
    ) -> None:
        """Without `login` a description is given to everybody. `paths`: those that exist; empty: any."""
        self._server = Template(f"Server: {server}\r\n" if server else "")
        self._public = public
        self._login = login
        self._sdp = Template(sdp)
        self._paths = paths
        self._options = "200 OK" if options_status == 200 else f"{options_status} Error"

    def templates(self) -> tuple[Template, ...]:
        """Its texts."""
        return self._server, self._sdp, *(self._login.templates() if self._login is not None else ())

    def received(self, conn: Conn, data: bytes) -> None:
        buffer = conn.buffer + data if conn.buffer else data
        while buffer and conn.open:
            head, mark, rest = buffer.partition(b"\r\n\r\n")
            if not mark:
                if len(buffer) > MAX_HEAD:
                    conn.abort()
                break
            self._answer(conn, head.decode("latin-1"))
            buffer = rest
        conn.buffer = buffer

    def _answer(self, conn: Conn, head: str) -> None:
        device = conn.device
        first = head.partition("\r\n")[0].split(" ")
        if len(first) != 3 or not first[2].startswith("RTSP/"):
            device.counters.asked(f"not RTSP on {conn.port}")
            conn.finish()
            return
        method, target = first[0], first[1]
        device.counters.asked(f"RTSP {method}")
        if method not in _READS:
            device.counters.wrote(f"RTSP {method}")
        if logins.in_url(target):
            device.counters.credentials += 1
            device.failed_login()
        given = _header(head, "Authorization")
        # Checked whether or not it is wanted: a wrong one is a failed login wherever it is sent.
        right = given and (self._login or Login("none")).accepts(device, method, given)
        status, lines, body = self._said(conn, method, target, bool(right))
        answer = [f"RTSP/1.0 {status}", f"CSeq: {_header(head, 'CSeq') or '0'}"]
        conn.send(
            "".join(line + "\r\n" for line in answer).encode()
            + self._server.data(device.values)
            + "".join(line + "\r\n" for line in lines).encode()
            + b"\r\n"
            + body
        )

    def _said(self, conn: Conn, method: str, target: str, right: bool) -> tuple[str, list[str], bytes]:
        device = conn.device
        if device.full(conn) or (method == "DESCRIBE" and self._login is not None and not right):
            challenges = self._login.challenges(device) if self._login is not None else []
            return "401 Unauthorized", [f"WWW-Authenticate: {one}" for one in challenges], b""
        if method == "OPTIONS":
            return self._options, [f"Public: {self._public}"], b""
        if method == "DESCRIBE":
            path = "/" + target.partition("://")[2].partition("/")[2]
            if self._paths and path not in self._paths:
                return "404 Not Found", [], b""
            body = self._sdp.data(device.values)
            lines = [f"Content-Base: {target}/", "Content-Type: application/sdp", f"Content-Length: {len(body)}"]
            return "200 OK", lines, body
        return "405 Method Not Allowed", [f"Allow: {self._public}"], b""


def _header(head: str, name: str) -> str:
    found = re.search(rf"^{name}[ \t]*:[ \t]*([^\r\n]*)", head, re.IGNORECASE | re.MULTILINE)
    return found[1].strip() if found is not None else ""
