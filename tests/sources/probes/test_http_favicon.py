"""One GET of the icon."""

from __future__ import annotations

import hashlib

import pytest
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.http_favicon import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http

ICON = b"\0\0\1\0\1\0\x10\x10" + bytes(range(256))
SEEN = [("http.favicon_md5", hashlib.md5(ICON, usedforsecurity=False).hexdigest()), ("http.favicon_mmh3", "-931324932")]


def target(*facts: tuple[str, str], ports: tuple[int, ...] = (80, 443)) -> Target:
    return Target(address="192.0.2.7", open=list(ports), seen=[Saw(field=field, value=value) for field, value in facts])


HERE = target(("http.server", "x"))


def answer(body: bytes, *headers: bytes, status: bytes = b"200 OK") -> bytes:
    lines = b"".join(header + b"\r\n" for header in headers)
    return b"HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s" % (status, lines, len(body), body)


def test_the_usual_icon() -> None:
    steps = play(ask(HERE), whole(answer(ICON, b"Content-Type: image/x-icon")))
    assert asked(steps) == [Exchange(port=80, data=http.request("GET", "/favicon.ico", "192.0.2.7"), whole=http.whole)]
    assert saws(steps) == SEEN


@pytest.mark.parametrize(
    ("facts", "port", "path", "tls"),
    [
        ([("http.body", '<link rel="icon" href="/images/a.ico">')], 80, "/images/a.ico", False),
        ([("http.body", '<link rel="icon" href="http://198.51.100.1/a.ico">')], 80, "/favicon.ico", False),
        ([("http.body", '<link rel="icon" href="/cgi-bin/reboot.cgi">')], 80, "/favicon.ico", False),
        ([("http.location", "https://192.0.2.7/web/"), ("http.title", "x")], 443, "/favicon.ico", True),
        (
            [
                ("http.body", "<script>location='doc/page/login.asp'</script>"),
                ("http.body", '<link rel="shortcut icon" href="../images/a.ico">'),
            ],
            80,
            "/doc/images/a.ico",
            False,
        ),
    ],
)
def test_the_icon_that_the_page_names(facts: list[tuple[str, str]], port: int, path: str, tls: bool) -> None:
    steps = play(ask(target(*facts)), Reply(end=End.TIMEOUT))
    assert asked(steps) == [Exchange(port=port, data=http.request("GET", path, "192.0.2.7"), whole=http.whole, tls=tls)]


def test_without_a_page_nothing_is_asked() -> None:
    assert play(ask(target())) == []
    assert play(ask(target(("rtsp.server", "x")))) == []
    assert play(ask(target(("http.server", "x"), ports=(554,)))) == []


@pytest.mark.parametrize(
    "data",
    [
        answer(ICON),
        answer(b"\x89PNG\r\n\x1a\nrest"),
        answer(b"GIF89a"),
        answer(b'<svg xmlns="http://www.w3.org/2000/svg"/>'),
        answer(b"whatever", b"Content-Type: image/vnd.microsoft.icon"),
    ],
)
def test_images(data: bytes) -> None:
    assert len(saws(play(ask(HERE), whole(data)))) == 2


def test_an_icon_that_ends_with_the_connection() -> None:
    assert saws(play(ask(HERE), Reply(end=End.CLOSED, data=b"HTTP/1.0 200 OK\r\n\r\n" + ICON))) == SEEN


@pytest.mark.parametrize(
    "reply",
    [
        whole(answer(ICON, status=b"404 Not Found")),
        whole(answer(b"<!DOCTYPE html><title>404</title>", b"Content-Type: image/x-icon")),
        whole(answer(b"<html>", b"Content-Type: text/html")),
        whole(answer(b"", b"Content-Type: image/x-icon")),
        whole(answer(ICON, b"Content-Encoding: gzip")),
        whole(b""),
        Reply(end=End.CLOSED, data=answer(ICON)[:-1]),
        Reply(end=End.LIMIT, data=answer(ICON)[:-1]),
        Reply(end=End.TIMEOUT, data=b"HTTP/1.0 200 OK\r\n\r\n" + ICON),
        Reply(end=End.REFUSED),
        Reply(end=End.NOT_ALLOWED, data=b"over budget"),
    ],
)
def test_what_is_no_image_or_not_all_of_one(reply: Reply) -> None:
    assert saws(play(ask(HERE), reply)) == []


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE))
