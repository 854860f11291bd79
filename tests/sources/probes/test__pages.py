"""A visitor goes where pages lead: on this device, a few steps, nowhere twice."""

from __future__ import annotations

from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes import _pages
from camcensus.sources.steps import End, Exchange, Open, Reply, Saw, Target
from camcensus.wire import http

HERE = Target(address="192.0.2.7")


def get(path: str, port: int = 80, host: str = "192.0.2.7", tls: bool = False) -> Exchange:
    return Exchange(port=port, data=http.request("GET", path, host), whole=http.whole, tls=tls, most=_pages.MOST_READ)


def moved(to: str) -> Reply:
    return whole(b"HTTP/1.1 302 Found\r\nLocation: %s\r\nContent-Length: 5\r\n\r\nmoved" % to.encode())


def page(html: bytes) -> Reply:
    return whole(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(html) + html)


LOGIN = page(b"<title>Login</title>")


def test_redirects_are_followed_on_a_new_connection() -> None:
    assert play(
        _pages.visit(HERE, 80), moved("/web/"), Reply(end=End.WHOLE), moved("login.html"), whole(b""), LOGIN
    ) == [
        get("/"),
        Saw(field="http.location", value="/web/"),
        Open(port=80),
        get("/web/"),
        Saw(field="http.location", value="login.html"),
        Open(port=80),
        get("/web/login.html"),
        Saw(field="http.title", value="Login"),
        Saw(field="http.body", value="<title>Login</title>"),
    ]


def test_another_port_of_the_device_is_another_connection() -> None:
    steps = play(_pages.visit(HERE, 80), moved("https://192.0.2.7/"), moved("http://192.0.2.7:8000/a"), LOGIN)
    assert asked(steps) == [get("/"), get("/", 443, tls=True), get("/a", 8000, "192.0.2.7:8000")]


def test_a_port_that_does_not_open_again_is_the_end() -> None:
    steps = play(_pages.visit(HERE, 80), moved("/web/"), Reply(end=End.NOT_ALLOWED, data=b"over budget"))
    assert saws(steps) == [("http.location", "/web/")]


def test_no_page_is_asked_for_twice_and_no_chain_is_long() -> None:
    assert asked(play(_pages.visit(HERE, 80), moved("/"))) == [get("/")]
    assert asked(play(_pages.visit(HERE, 80), moved("/a"), whole(b""), moved("/"))) == [
        get("/"),
        Open(port=80),
        get("/a"),
    ]
    long = [moved("/a"), whole(b""), moved("/b"), whole(b""), moved("/c"), whole(b""), moved("/d")]
    assert len(asked(play(_pages.visit(HERE, 80), *long))) == 7


def test_elsewhere_is_noted_and_not_followed() -> None:
    for place in ("http://198.51.100.1/", "https://camera.example/", "//192.0.2.8/", "/cgi-bin/reboot.cgi"):
        steps = play(_pages.visit(HERE, 80), moved(place))
        assert saws(steps) == [("http.location", place)]


def test_a_start_page_leads_on_and_is_kept() -> None:
    start = b'<script>window.location.href = "/doc/page/login.asp?_" + (new Date()).getTime();</script>'
    steps = play(_pages.visit(HERE, 80), page(start), whole(b""), LOGIN)
    assert asked(steps) == [get("/"), Open(port=80), get("/doc/page/login.asp?_")]
    assert saws(steps) == [
        ("http.body", start.decode()),
        ("http.title", "Login"),
        ("http.body", "<title>Login</title>"),
    ]


def test_a_page_that_wants_a_login_leads_nowhere() -> None:
    reply = whole(
        b'HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm="DVR", nonce="1"\r\n'
        b'WWW-Authenticate: Basic realm="DVR"\r\nServer: x\r\nContent-Length: 32\r\n\r\n<script>location="/a"</script>.'
    )
    assert saws(play(_pages.visit(HERE, 80), reply)) == [
        ("http.server", "x"),
        ("http.www_authenticate", 'Digest realm="DVR", nonce="1"'),
        ("http.www_authenticate", 'Basic realm="DVR"'),
        ("http.body", '<script>location="/a"</script>.'),
    ]


def test_the_same_is_seen_once() -> None:
    one = b"HTTP/1.1 302 Found\r\nServer: x\r\nServer: x\r\nLocation: /a\r\n\r\n"
    two = b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"
    steps = play(_pages.visit(HERE, 80), Reply(end=End.CLOSED, data=one), whole(b""), Reply(end=End.TIMEOUT, data=two))
    assert saws(steps) == [("http.server", "x"), ("http.location", "/a")]


def test_bodies_are_bounded() -> None:
    data = b"HTTP/1.1 200 OK\r\n\r\n" + "é".encode() * 30_000
    (body,) = [step for step in play(_pages.visit(HERE, 80), Reply(end=End.LIMIT, data=data)) if isinstance(step, Saw)]
    assert (len(body.value), body.encoding) == (16_384, "text")


def test_whatever_comes_it_ends() -> None:
    for port in (80, 443):
        survives(lambda port=port: _pages.visit(HERE, port))  # type: ignore[misc]  # the port of this round
