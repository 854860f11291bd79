"""Heads of answers and challenges, quoted well and badly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import http

REFUSED = (
    b'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="IP Camera(C0001)", nonce="ab12", '
    b'stale="FALSE"\r\nWWW-Authenticate: Basic realm="IP Camera(C0001)"\r\nServer: Rtsp Server/3.0\r\n\r\n'
)
DESCRIBED = (
    b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Type: application/sdp\r\nContent-Base: rtsp://192.0.2.7:554/onvif1/\r\n"
    b"Content-Length: 19\r\n\r\nv=0\r\ns=Session\r\n\r\nx"
)


def test_a_refusal_has_its_challenges() -> None:
    found = http.answer(REFUSED)
    assert found.status == 401
    assert found.of("server") == ("Rtsp Server/3.0",)
    assert len(found.of("www-authenticate")) == 2
    assert found.body == b""


def test_an_answer_has_a_body() -> None:
    found = http.answer(DESCRIBED)
    assert (found.status, found.of("cseq")) == (200, ("3",))
    assert found.body.startswith(b"v=0\ns=Session\n")


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\nServer: x\n\nbody",
        b"HTTP/1.1 200 OK\r\nSERVER : x\r\n\r\nbody",
        b"HTTP/1.0 200\r\nserver:x\r\nno header\r\n: empty\r\n\r\nbody",
    ],
)
def test_heads_of_many_spellings(data: bytes) -> None:
    found = http.answer(data)
    assert (found.status, found.headers, found.body) == (200, (("server", "x"),), b"body")


@pytest.mark.parametrize("data", [b"", b"200 OK", b"HTTP/1.1", b"HTTP/1.1 20", b"HTTP/1.1 2000 OK", b"ICY 200 OK"])
def test_what_begins_otherwise_is_no_answer(data: bytes) -> None:
    with pytest.raises(ValueError, match="status line"):
        http.answer(data)


def test_an_answer_that_ends_in_its_head_has_what_came() -> None:
    cut = REFUSED[: REFUSED.index(b"st realm")]
    assert http.answer(cut).headers == (("cseq", "2"), ("www-authenticate", "Dige"))


def test_a_head_is_bounded() -> None:
    found = http.answer(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1_000_000)
    assert len(found.headers) == 199
    assert len(http.answer(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 10_000_000).body) <= http.MAX_HEAD


@pytest.mark.parametrize(
    ("text", "scheme", "realm"),
    [
        ('Digest realm="IP Camera(C0001)", nonce="ab", stale="FALSE"', "digest", "IP Camera(C0001)"),
        ('Digest qop="auth", realm="DS-2CD2032-I", nonce="x"', "digest", "DS-2CD2032-I"),
        ('Digest realm="Login to 4M00000PAZ00001",nonce="1"', "digest", "Login to 4M00000PAZ00001"),
        ("Basic realm=DVR", "basic", "DVR"),
        ("Basic realm=DVR, charset=UTF-8", "basic", "DVR"),
        ('  BASIC  REALM = "a"', "basic", "a"),
        ('Basic realm=""', "basic", ""),
        ('Basic realm="no end', "basic", "no end"),
        ('Basic realm="a \\"b\\" c", x="y"', "basic", 'a \\"b\\" c'),
        ('Digest nonce="x"', "digest", None),
        ("Negotiate", "negotiate", None),
        ('realm="AXIS_ACCC8E000001"', None, "AXIS_ACCC8E000001"),
        ("", None, None),
        ("realm=", None, None),
        ("Basic realm", "basic", None),
        ('Basic surrealm="x"', "basic", None),
    ],
)
def test_challenges(text: str, scheme: str | None, realm: str | None) -> None:
    found = dict(http.challenge(text))
    assert (found.get("scheme"), found.get("realm")) == (scheme, realm)


@pytest.mark.parametrize("piece", ['"', "realm=", 'realm="', 'realm="\\', "realm = ", " ", "a", 'realm="a",'])
def test_a_challenge_of_anything_is_bounded(piece: str) -> None:
    for name, text in http.challenge(piece * (10_000_000 // len(piece))):
        assert len(name + text) < 8_200


@given(st.text(max_size=300))
def test_any_challenge_and_any_cookie_is_read(text: str) -> None:
    assert len(http.challenge(text)) <= 2
    assert len(http.challenge('Basic realm="' + text)) == 2
    assert all(http.cookie_names(text))


def test_the_names_of_cookies() -> None:
    assert http.cookie_names("DHLangCookie30=English; path=/\nuid=1; HttpOnly\r\n  _appwebSessionId_ =x") == [
        "DHLangCookie30",
        "uid",
        "_appwebSessionId_",
    ]
    assert http.cookie_names("") == []
    assert http.cookie_names("path; a=b") == []
    assert http.cookie_names("=x\n a=") == ["a"]
    assert len(http.cookie_names("a=b\n" * 1_000_000)) < 8_192


def test_a_request() -> None:
    assert http.request("GET", "/doc/page/login.asp?_", "192.0.2.7:8080") == (
        b"GET /doc/page/login.asp?_ HTTP/1.1\r\nHost: 192.0.2.7:8080\r\nUser-Agent: camcensus (owner's inventory)\r\n"
        b"Accept: */*\r\nAccept-Encoding: identity\r\nConnection: close\r\n\r\n"
    )
    sent = http.request("POST", "/", "[2001:db8::7]", headers=(("connection", "keep-alive"), ("X", "ü y")), body=b"{}")
    assert sent == (
        b"POST / HTTP/1.1\r\nHost: [2001:db8::7]\r\nUser-Agent: camcensus (owner's inventory)\r\nAccept: */*\r\n"
        b"Accept-Encoding: identity\r\nConnection: keep-alive\r\nX: \xc3\xbc y\r\nContent-Length: 2\r\n\r\n{}"
    )
    assert b"Content-Length: 0\r\n" in http.request("POST", "/", "a")


@pytest.mark.parametrize(
    ("method", "path", "host", "headers"),
    [
        ("PUT", "/", "a", ()),
        ("get", "/", "a", ()),
        ("GET", "", "a", ()),
        ("GET", "a", "a", ()),
        ("GET", "/a b", "a", ()),
        ("GET", "/a\r\nX: y", "a", ()),
        ("GET", "/a\n", "a", ()),
        ("GET", "/\0", "a", ()),
        ("GET", "/é", "a", ()),
        ("GET", "/", "", ()),
        ("GET", "/", "a b", ()),
        ("GET", "/", "a\r\nX: y", ()),
        ("GET", "/", "user@a", ()),
        ("GET", "/", "a", (("X", "a\r\nY: b"),)),
        ("GET", "/", "a", (("X", "a\nb"),)),
        ("GET", "/", "a", (("X", "a\0b"),)),
        ("GET", "/", "a", (("X Y", "a"),)),
        ("GET", "/", "a", (("X:", "a"),)),
        ("GET", "/", "a", (("", "a"),)),
        ("GET", "/", "a", (("Host", "b"),)),
        ("GET", "/", "a", (("content-length", "5"),)),
        ("GET", "/", "a", (("Transfer-Encoding", "chunked"),)),
        ("GET", "/", "a", (("X", "\ud800"),)),
    ],
)
def test_what_no_request_may_hold(method: str, path: str, host: str, headers: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(ValueError, match=r"."):
        http.request(method, path, host, headers=headers)


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_a_request_is_always_one(path: str, host: str, name: str, value: str) -> None:
    try:
        sent = http.request("GET", "/" + path, host, headers=((name, value),))
    except ValueError:
        return
    assert sent.count(b"\r\n\r\n") == 1
    assert sent.count(b"\n") == sent.count(b"\r\n") == sent.count(b"\r")


SIZED = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\na\r\nbc"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nab\r\n\r\n1;name=value\r\nc\r\n00\r\nTrailer: x\r\n\r\n"
)


@pytest.mark.parametrize("data", [SIZED, CHUNKED])
def test_an_answer_is_whole_only_at_its_end(data: bytes) -> None:
    assert http.whole(data)
    cut = [http.whole(data[:size]) for size in range(len(data))]
    assert not any(cut)


@pytest.mark.parametrize(
    ("data", "whole", "body"),
    [
        (SIZED, True, b"a\r\nbc"),
        (SIZED + b"HTTP/1.1", True, b"a\r\nbc"),
        (CHUNKED, True, b"ab\r\nc"),
        (CHUNKED.replace(b"\r\n", b"\n").replace(b"\n4\nab\n\n", b"\n3\nab\n\n"), True, b"ab\nc"),
        (CHUNKED[:70], False, b"ab\r\n"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", True, b""),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n<html>", False, b"<html>"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nab", False, b"ab"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\n2\r\nab", False, b"ab"),
        (b"HTTP/1.1 200 OK\r\n\r\nab", False, b"ab"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", True, b""),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nab", False, b"ab"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nab", False, b"ab"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nab", False, b"ab"),
        (b"HTTP/1.1 204 No Content\r\n\r\n", True, b""),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", True, b""),
        (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", True, b""),
        (b"HTTP/1.1 100 Continue\r\n\r\n", False, b""),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + SIZED, True, b"a\r\nbc"),
        (b"HTTP/1.1 200 OK\r\nContent-Le", False, b""),
        (b"HTTP/1.1 200 OK\nContent-Length: 2\n\nab", True, b"ab"),
    ],
)
def test_bodies(data: bytes, whole: bool, body: bytes) -> None:
    assert http.whole(data) is whole
    assert http.body(data) == body


def test_interim_answers_are_passed_over() -> None:
    assert http.answer(b"HTTP/1.1 100 Continue\r\nX: y\r\n\r\n" + SIZED).headers == (("content-length", "5"),)
    assert http.answer(b"HTTP/1.1 100 Continue\r\n\r\n").status == 100
    assert http.answer(b"HTTP/1.1 100 Continue\r\n\r\n" * 20 + SIZED).status == 100


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (SIZED, True),
        (SIZED.replace(b"Content", b"Connection: Keep-Alive\r\nContent"), True),
        (SIZED.replace(b"Content", b"CONNECTION: Close\r\nContent"), False),
        (SIZED.replace(b"HTTP/1.1", b"HTTP/1.0"), False),
        (SIZED.replace(b"HTTP/1.1", b"HTTP/1.0").replace(b"Content", b"Connection: keep-alive\r\nContent"), True),
        (b"HTTP/1.1 200 OK\r\n", False),
        (b"", False),
    ],
)
def test_connections_that_stay(data: bytes, expected: bool) -> None:
    assert http.persistent(data) is expected


def test_what_is_no_answer_has_no_body() -> None:
    for data in (b"", b"SSH-2.0-x\r\n\r\n", b"<html>"):
        assert not http.whole(data)
        with pytest.raises(ValueError, match="status line"):
            http.body(data)


@given(st.binary(max_size=200))
def test_nothing_else_is_ever_raised(data: bytes) -> None:
    for answer in (
        data,
        b"HTTP/1.1 200 OK\r\n" + data,
        b"HTTP/1.1 200 OK\r\nContent-Length:" + data + b"\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + data,
    ):
        http.whole(answer)
        http.persistent(answer)
        try:
            assert len(http.body(answer)) <= len(answer)
        except ValueError:
            continue


def test_chunks_are_bounded() -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert len(http.body(head + b"1\r\na\r\n" * 100_000)) == http.MAX_CHUNKS
    assert len(http.body(head + b"%x\r\n" % 10_000_000 + bytes(10_000_000))) == http.MAX_BODY
    assert not http.whole(head + b"1" * 1_000_000)
