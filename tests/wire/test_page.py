"""Titles, icons and start pages of cameras."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import page

HIKVISION = (
    b'<!DOCTYPE html>\n<html><head><title>index</title></head>\n<body><script type="text/javascript">\n'
    b'window.location.href = "/doc/page/login.asp?_" + (new Date()).getTime();</script></body></html>'
)
AXIS = (
    b'<html><head><title>AXIS</title><META HTTP-EQUIV="Expires" CONTENT="Tue, 01 Jan 1980 1:00:00 GMT">'
    b'<meta http-equiv="refresh" content="0; URL=/view/index.shtml"></head></html>'
)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (b"<title>WEB SERVICE</title>", "WEB SERVICE"),
        (b"<html>\n<TITLE lang=en>\n  Network\r\n Camera </TITLE>", "Network Camera"),
        (b"<title>Sarix&trade;</title>", "Sarix&trade;"),
        (b"<title>a</title><title>b</title>", "a"),
        (b"<title></title>", ""),
        (b"<title>cut", "cut"),
        (b"<titles>no</titles>", ""),
        (b"", ""),
        ("<meta charset=utf-8><title>网络摄像机</title>".encode(), "网络摄像机"),
        ('<meta content="text/html; charset=gb2312"><title>网络摄像机</title>'.encode("gb18030"), "网络摄像机"),
        (b"<meta charset=rot13><title>x</title>", "x"),
    ],
)
def test_titles(html: bytes, expected: str) -> None:
    assert page.title(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (b'<link rel="shortcut icon" href="/favicon.ico" type="image/x-icon">', "/favicon.ico"),
        (b"<LINK REL=icon HREF=../images/a.png>", "../images/a.png"),
        (b"<link href='a.ico?x=1&amp;y=2' rel='ICON'/>", "a.ico?x=1&y=2"),
        (b'<link rel="apple-touch-icon" href="/a.png"><link rel="icon" href="/b.png">', "/b.png"),
        (b'<link rel="icon" href="data:image/png;base64,AAAA"><link rel="icon" href="/b.png">', "/b.png"),
        (b'<link rel="stylesheet" href="/a.css">', ""),
        (b'<link rel="icon">', ""),
        (b'<a rel="icon" href="/a.ico">', ""),
        (b'<link rel="icon" href="/cut', "/cut"),
        (b"", ""),
    ],
)
def test_icons(html: bytes, expected: str) -> None:
    assert page.icon(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (HIKVISION, "/doc/page/login.asp?_"),
        (AXIS, "/view/index.shtml"),
        (b"<meta content='1;url=\"login.htm\"' http-equiv=refresh>", "login.htm"),
        (b'<meta http-equiv="Refresh" content="0;/login.htm">', "/login.htm"),
        (b'<meta http-equiv="refresh" content="0; url=/a?b=1&amp;c=2">', "/a?b=1&c=2"),
        (b"<script>location='/web/';</script>", "/web/"),
        (b"<script>top.location.replace('index.html')</script>", "index.html"),
        (b"<script>self.location.assign( './doc/page/login.asp' )</script>", "./doc/page/login.asp"),
        (b'<script>document.location = "a.asp"; location.href="a.asp"</script>', "a.asp"),
        # it waits, or only loads itself again
        (b'<meta http-equiv="refresh" content="300;url=/timeout.htm">', ""),
        (b'<meta http-equiv="refresh" content="5">', ""),
        # scripts that choose, compare, or build the whole address
        (b"<script>if (x) location='/m/'; else location='/web/';</script>", ""),
        (b"<script>if (location.href == '/a') {}</script>", ""),
        (b"<script>location.href = base + '/a';</script>", ""),
        (b"<script>mylocation = '/a'; location_x = '/b'</script>", ""),
        # pages for people: what a script there does, it does when they press a button
        (HIKVISION + b"<form>", ""),
        (b"<script>function reboot() { location='/cgi-bin/reboot.cgi' }</script><input type=button>", ""),
        (HIKVISION + b" " * page.MAX_START, ""),
        (b"", ""),
    ],
)
def test_start_pages(html: bytes, expected: str) -> None:
    assert page.refresh(html) == expected


@given(st.binary(max_size=300))
def test_any_page_is_read(html: bytes) -> None:
    for data in (html, b"<title>" + html, b"<link rel=icon href=" + html, b"<script>location='" + html + b"'"):
        assert len(page.title(data)) <= 1_000
        assert len(page.icon(data)) <= 1_000
        assert len(page.refresh(data)) <= 1_000


@pytest.mark.parametrize(
    "piece",
    [
        b"<",
        b"<title",
        b"<title ",
        b"<title>",
        b"<meta ",
        b"<link a='",
        b'<link a="b',
        b"<link " + b"a" * 1_900,
        b"<link " + b"a='" * 600,
        b"<link " + b" a = " * 400,
        b'<meta http-equiv=refresh content="0' + b" " * 1_900,
        b"location=",
        b"location = '",
        b"location" + b" " * 8,
        b"&amp",
        b"charset=",
    ],
)
def test_no_page_takes_long(piece: bytes) -> None:
    html = piece * (1_000_000 // len(piece))
    begun = time.perf_counter()
    for read in (page.title, page.icon, page.refresh):
        assert len(read(html)) <= 1_000
        assert len(read(html[: page.MAX_START])) <= 1_000
    assert time.perf_counter() - begun < 2
