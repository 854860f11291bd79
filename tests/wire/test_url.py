"""Addresses of pages, resolved as RFC 3986 says, and nothing but pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import http
from camcensus.wire.url import Url, resolve

BASE = ("192.0.2.7", 80, False, "/b/c/d;p?q")


@pytest.mark.parametrize(
    ("reference", "path"),
    [
        # RFC 3986, section 5.4, without fragments
        ("g", "/b/c/g"),
        ("./g", "/b/c/g"),
        ("g/", "/b/c/g/"),
        ("/g", "/g"),
        ("?y", "/b/c/d;p?y"),
        ("g?y", "/b/c/g?y"),
        ("#s", "/b/c/d;p?q"),
        ("g#s", "/b/c/g"),
        ("g?y#s", "/b/c/g?y"),
        (";x", "/b/c/;x"),
        ("g;x?y#s", "/b/c/g;x?y"),
        ("", "/b/c/d;p?q"),
        (".", "/b/c/"),
        ("./", "/b/c/"),
        ("..", "/b/"),
        ("../", "/b/"),
        ("../g", "/b/g"),
        ("../..", "/"),
        ("../../", "/"),
        ("../../g", "/g"),
        ("../../../g", "/g"),
        ("/./g", "/g"),
        ("/../g", "/g"),
        ("g.", "/b/c/g."),
        ("..g", "/b/c/..g"),
        ("./../g", "/b/g"),
        ("g/./h", "/b/c/g/h"),
        ("g/../h", "/b/c/h"),
        ("g?y/./x", "/b/c/g?y/./x"),
        # as devices write them
        (" /doc/page/login.asp?_\r\n", "/doc/page/login.asp?_"),
        ("/My Page.html", "/My%20Page.html"),
        ("/%C3%A9.html", "/%C3%A9.html"),
        ("/é.html", "/%C3%A9.html"),
        ('/a"<b>.html', "/a%22%3Cb%3E.html"),
    ],
)
def test_references_to_the_same_host(reference: str, path: str) -> None:
    assert resolve(*BASE, reference) == Url(False, "192.0.2.7", 80, path)


@pytest.mark.parametrize(
    ("reference", "expected", "authority"),
    [
        ("https://192.0.2.7/", Url(True, "192.0.2.7", 443, "/"), "192.0.2.7"),
        ("HTTP://192.0.2.7:8080", Url(False, "192.0.2.7", 8080, "/"), "192.0.2.7:8080"),
        ("http://192.0.2.7:/a?b", Url(False, "192.0.2.7", 80, "/a?b"), "192.0.2.7"),
        ("https://192.0.2.7:80/", Url(True, "192.0.2.7", 80, "/"), "192.0.2.7:80"),
        ("//Camera.Example/x", Url(False, "camera.example", 80, "/x"), "camera.example"),
        ("http://[2001:DB8:0::7]:81/x", Url(False, "2001:db8::7", 81, "/x"), "[2001:db8::7]:81"),
        ("http://[fe80::1%25eth0]/", Url(False, "fe80::1", 80, "/"), "[fe80::1]"),
        ("http://user:word@192.0.2.7/a", Url(False, "192.0.2.7", 80, "/a"), "192.0.2.7"),
        ("http://192.0.2.7?x", Url(False, "192.0.2.7", 80, "/?x"), "192.0.2.7"),
        ("http://192.0.2.7/../../a", Url(False, "192.0.2.7", 80, "/a"), "192.0.2.7"),
    ],
)
def test_whole_addresses(reference: str, expected: Url, authority: str) -> None:
    found = resolve(*BASE, reference)
    assert found == expected
    assert found.authority == authority


def test_the_scheme_of_the_page_goes_on() -> None:
    assert resolve("192.0.2.7", 8443, True, "/", "//192.0.2.8/a") == Url(True, "192.0.2.8", 443, "/a")
    assert resolve("192.0.2.7", 8443, True, "/", "a") == Url(True, "192.0.2.7", 8443, "/a")


@pytest.mark.parametrize(
    "reference",
    [
        "javascript:alert(1)",
        "data:image/png;base64,AAAA",
        "ftp://192.0.2.7/",
        "file:///etc/passwd",
        "rtsp://192.0.2.7/",
        "http:/a",
        "http:a",
        "http://",
        "http:///a",
        "//",
        "http://:80/",
        "http://192.0.2.7:0/",
        "http://192.0.2.7:65536/",
        "http://192.0.2.7:8x/",
        "http://192.0.2.7:123456/",
        "http://[192.0.2.7/",
        "http://[::g]/",
        "http://[:::]/",
        "http://a b/",
        "http://a\tb/",
        "/a\r\nHost: x",
        "/a\0b",
        "/a\x7f",
        "/" + "a" * 2_000,
    ],
)
def test_what_is_no_page_is_refused(reference: str) -> None:
    with pytest.raises(ValueError, match="not an address of a page"):
        resolve(*BASE, reference)


@given(st.text(max_size=120))
def test_whatever_is_handed_out_can_be_asked_or_is_refused(reference: str) -> None:
    try:
        found = resolve(*BASE, reference)
    except ValueError:
        return
    sent = http.request("GET", found.path, found.authority)
    assert sent.count(b"\r\n\r\n") == 1
    assert "/../" not in found.path.partition("?")[0]


def test_long_references_take_no_time() -> None:
    for piece in ("../", "./", "a/", "?", "http://", "[", "@", ":"):
        try:
            resolve(*BASE, piece * (2_000 // len(piece)))
        except ValueError:
            continue
