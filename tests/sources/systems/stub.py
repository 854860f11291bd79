"""A small NetBox on this machine, for tests: pages of objects, and faults on demand."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef01234567"  # noqa: S105  # of no server

Answer = tuple[int, dict[str, str], bytes]
Fault = Callable[["Asked", int], Answer | None]
"""Given a request and its number: an answer in place of the page, or None."""


@dataclass(frozen=True)
class Asked:
    """One request."""

    method: str
    endpoint: str
    offset: int
    limit: int
    query: dict[str, list[str]]
    authorization: str
    encoding: str


@dataclass
class NetBox:
    """What it holds, and what it was asked."""

    objects: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    fault: Fault = lambda _, __: None
    most: int = 1000
    """Objects that it gives at a time, whatever is asked for."""
    url: str = ""
    asked: list[Asked] = field(default_factory=list)

    def answer(self, one: Asked) -> Answer:
        """The page that is asked for."""
        self.asked.append(one)
        if (given := self.fault(one, len(self.asked))) is not None:
            return given
        every = self.objects.get(one.endpoint, [])
        part = every[one.offset : one.offset + min(one.limit, self.most)]
        more = one.offset + len(part) < len(every)
        # as behind a proxy that NetBox does not know of: what it names as next is not where it was asked
        following = f"http://inside.example/api/{one.endpoint}/?offset={one.offset + len(part)}" if more else None
        content = {"count": len(every), "next": following, "previous": None, "results": part}
        return 200, {"Content-Type": "application/json"}, json.dumps(content).encode()


class _Handler(BaseHTTPRequestHandler):
    netbox: ClassVar[NetBox]
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        query = parse_qs(parts.query)
        one = Asked(
            method=self.command,
            endpoint=parts.path.partition("/api/")[2].strip("/"),
            offset=int(query.get("offset", ["0"])[0]),
            limit=int(query.get("limit", ["50"])[0]),
            query=query,
            authorization=self.headers.get("Authorization", ""),
            encoding=self.headers.get("Accept-Encoding", ""),
        )
        status, headers, body = self.netbox.answer(one)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        try:
            self.wfile.write(body)
        except OSError:
            self.close_connection = True  # whoever asked has gone

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def serving(netbox: NetBox) -> Iterator[NetBox]:
    """Let it answer on a free port of this machine."""
    handler = type("Handler", (_Handler,), {"netbox": netbox})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        netbox.url = f"http://127.0.0.1:{server.server_address[1]}"
        try:
            yield netbox
        finally:
            server.shutdown()
            thread.join()


def some(many: int, **more: Any) -> list[dict[str, Any]]:
    """So many objects."""
    return [{"id": number, "name": f"object {number}", **more} for number in range(1, many + 1)]
