"""Web pages of cameras, as a dialogue."""

from __future__ import annotations

from tests.sources.probes.playing import play, saws, survives, whole

from camcensus.sources.probes.http_page import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http

HERE = Target(address="192.0.2.7")
PAGE = b'<html><head><title>NETSurveillance WEB</title><link rel="icon" href="favicon.ico"></head></html>'


def test_a_page() -> None:
    answer = (
        b"HTTP/1.0 200 OK\r\nServer: uc-httpd 1.0.0\r\nSet-Cookie: NetSuveillanceWebCookie=1; path=/\r\n"
        b"Content-Length: %d\r\n\r\n" % len(PAGE) + PAGE
    )
    assert play(ask(HERE), whole(answer)) == [
        Exchange(
            port=80,
            data=(
                b"GET / HTTP/1.1\r\nHost: 192.0.2.7\r\nUser-Agent: camcensus (owner's inventory)\r\nAccept: */*\r\n"
                b"Accept-Encoding: identity\r\nConnection: close\r\n\r\n"
            ),
            whole=http.whole,
            most=40_960,
        ),
        Saw(field="http.server", value="uc-httpd 1.0.0"),
        Saw(field="http.set_cookie", value="NetSuveillanceWebCookie=1; path=/"),
        Saw(field="http.title", value="NETSurveillance WEB"),
        Saw(field="http.body", value=PAGE.decode()),
    ]


def test_another_port_and_ipv6() -> None:
    first = next(ask(Target(address="2001:db8::7"), 8080))
    assert isinstance(first, Exchange)
    assert first.port == 8080
    assert b"\r\nHost: [2001:db8::7]:8080\r\n" in first.data


def test_a_challenge() -> None:
    answer = (
        b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="AXIS_ACCC8E000001"\r\nContent-Length: 0\r\n\r\n'
    )
    assert saws(play(ask(HERE), whole(answer))) == [("http.www_authenticate", 'Digest realm="AXIS_ACCC8E000001"')]


def test_nothing_is_seen_of_what_is_no_web_server() -> None:
    for reply in (whole(b"SSH-2.0-dropbear\r\n"), Reply(end=End.SILENT), Reply(end=End.RESET), Reply(end=End.TIMEOUT)):
        assert saws(play(ask(HERE), reply)) == []


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE, 80))
