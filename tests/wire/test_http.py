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
