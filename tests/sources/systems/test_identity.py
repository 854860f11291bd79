"""The identity provider is asked by TLS, for a short answer, and nowhere but at its address."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from camcensus.model.errors import HostileInput, InputError, UsageError
from camcensus.sources.systems import identity
from camcensus.sources.systems.identity import MOST, Asker

Answer = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """The address of a server of our own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer(self, b"")

        def do_POST(self) -> None:
            answer(self, self.rfile.read(int(self.headers["Content-Length"])))

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def told(status: int, body: bytes = b"{}", **headers: str) -> Answer:
    def answer(one: BaseHTTPRequestHandler, _: bytes) -> None:
        one.send_response(status)
        for name, value in headers.items():
            one.send_header(name, value)
        one.end_headers()
        one.wfile.write(body)

    return answer


def test_what_is_answered_comes_back_whatever_its_status() -> None:
    for status in (200, 400, 500):
        with serving(told(status, b"x")) as url:
            assert Asker(local=True).get(url) == (status, b"x")


def test_name_and_secret_go_in_the_header_as_they_are_written_there() -> None:
    seen = list[tuple[str, bytes]]()

    def answer(one: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append((one.headers["Authorization"], body))
        told(200)(one, body)

    with serving(answer) as url:
        Asker(local=True).post(url, {"code": "a b&c"}, ("me", "a:b%c d"))
    ((header, body),) = seen
    assert base64.b64decode(header.removeprefix("Basic ")) == b"me:a%3Ab%25c+d"
    assert body == b"code=a+b%26c"


def test_a_redirect_is_not_followed() -> None:
    asked = list[str]()

    def elsewhere(one: BaseHTTPRequestHandler, body: bytes) -> None:
        asked.append(one.path)
        told(200)(one, body)

    with serving(elsewhere) as other, serving(told(302, Location=f"{other}/x")) as url:
        assert Asker(local=True).get(url)[0] == 302
    assert asked == []


def test_too_much_or_too_slow_is_not_read() -> None:
    with serving(told(200, b"x" * (MOST + 1))) as url, pytest.raises(HostileInput):
        Asker(local=True).get(url)

    def slowly(one: BaseHTTPRequestHandler, _: bytes) -> None:
        told(200, b"")(one, b"")
        for _number in range(30):
            try:
                one.wfile.write(b"x" * 20_000)
                one.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    with serving(slowly) as url, pytest.raises(HostileInput):
        Asker(local=True, seconds=0.3).get(url)


def test_where_nothing_answers_that_is_said() -> None:
    with serving(told(200)) as url:
        pass
    with pytest.raises(InputError, match="does not answer"):
        Asker(local=True).get(url)


def test_tls_that_is_not_trusted_is_not_asked(tmp_path: Path) -> None:
    with serving(told(200)) as url, pytest.raises(InputError):
        Asker().get(url.replace("http://", "https://"))


@pytest.mark.parametrize(
    "url",
    [
        "http://login.example", "http://10.0.0.1/x", "ftp://127.0.0.1", "file:///etc/passwd", "", "x", "https://",
        "https://a:b@login.example", "https://login.example/#x", "https://login.example/\r\nx", "http://127.0.0.1.example",
        "https://lo\u202egin.example", "//127.0.0.1", "http://[::2]/",
    ],
)  # fmt: skip
def test_what_may_not_be_asked(url: str) -> None:
    with pytest.raises(UsageError):
        identity.check(url, local=True)


def test_what_may_be_asked() -> None:
    assert identity.check("https://login.example/a?b=c") == "https://login.example/a?b=c"
    for url in ("http://127.0.0.1:1/a", "http://localhost/a", "http://[::1]:2/"):
        assert identity.check(url, local=True) == url
        with pytest.raises(UsageError):
            identity.check(url)
