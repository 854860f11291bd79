"""Where to ask, what came back, and what is never followed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.sources.probes import _web
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http
from camcensus.wire.url import Url

HERE = Target(address="192.0.2.7")
BASE = Url(False, "192.0.2.7", 80, "/doc/index.html")


def test_the_first_page_of_a_port() -> None:
    assert _web.page_url(HERE, 8080) == Url(False, "192.0.2.7", 8080, "/")
    assert _web.page_url(HERE, 8443) == Url(True, "192.0.2.7", 8443, "/")
    assert _web.page_url(Target(address="FE80::1%eth0"), 80).authority == "[fe80::1]"


def test_a_get_is_what_a_browser_sends() -> None:
    assert _web.get(Url(True, "2001:db8::7", 8443, "/a?b"), 100) == Exchange(
        port=8443,
        data=http.request("GET", "/a?b", "[2001:db8::7]:8443"),
        whole=http.whole,
        tls=True,
        most=100,
    )


@pytest.mark.parametrize("end", End)
def test_what_was_answered_is_read(end: End) -> None:
    answer = _web.read(Reply(end=end, data=b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n\r\na"))
    if end in (End.WHOLE, End.CLOSED, End.LIMIT, End.TIMEOUT):
        assert answer is not None
        assert (answer.status, answer.body) == (200, b"\r\na")
    else:
        assert answer is None


@pytest.mark.parametrize("data", [b"", b"RTSP/1.0 200 OK\r\n\r\n", b"HTTP/1.1", b"SSH-2.0-dropbear\r\n"])
def test_other_answers_are_none(data: bytes) -> None:
    assert _web.read(Reply(end=End.WHOLE, data=data)) is None


@pytest.mark.parametrize(
    ("end", "data", "expected"),
    [
        (End.WHOLE, b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab", True),
        (End.CLOSED, b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", False),
        (End.CLOSED, b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab", False),
        (End.CLOSED, b"HTTP/1.1 200 OK\r\n\r\nab", True),
        (End.TIMEOUT, b"HTTP/1.1 200 OK\r\n\r\nab", False),
        (End.LIMIT, b"HTTP/1.1 200 OK\r\n\r\nab", False),
        (End.CLOSED, b"", False),
    ],
)
def test_a_part_of_a_body_is_known_as_one(end: End, data: bytes, expected: bool) -> None:
    assert _web.is_complete(Reply(end=end, data=data)) is expected


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("login.asp", Url(False, "192.0.2.7", 80, "/doc/login.asp")),
        ("https://192.0.2.7/", Url(True, "192.0.2.7", 443, "/")),
        ("//192.0.2.7:8000/x", Url(False, "192.0.2.7", 8000, "/x")),
        ("/system_information.html", Url(False, "192.0.2.7", 80, "/system_information.html")),
        ("/CgiStart?page=Single", Url(False, "192.0.2.7", 80, "/CgiStart?page=Single")),
        ("/setup.xml", Url(False, "192.0.2.7", 80, "/setup.xml")),
        # away from the device
        ("http://192.0.2.8/", None),
        ("http://camera.local/", None),
        ("http://192.0.2.7.example/", None),
        ("http://192.0.2.7@198.51.100.1/", None),
        ("javascript:alert(1)", None),
        # what does something
        ("/cgi-bin/reboot.cgi", None),
        ("/axis-cgi/restart.cgi", None),
        ("/axis-cgi/hardfactorydefault.cgi", None),
        ("/logout", None),
        ("/cgi-bin/admin/setparam.cgi?a=b", None),
        ("/decoder_control.cgi?command=0", None),
        ("/cgi-bin/configManager.cgi?action=setConfig", None),
        ("/sd/format", None),
        ("/%72eboot", None),
        ("/a%20b%C3%A9", Url(False, "192.0.2.7", 80, "/a%20b%C3%A9")),
    ],
)
def test_what_is_followed(reference: str, expected: Url | None) -> None:
    assert _web.follow(HERE, BASE, reference) == expected


@given(st.text(max_size=100))
def test_nothing_away_from_the_device_is_ever_followed(reference: str) -> None:
    found = _web.follow(HERE, BASE, reference)
    assert found is None or found.host == "192.0.2.7"


def seen(*facts: tuple[str, str], ports: tuple[int, ...] = (554, 443, 80)) -> Target:
    return Target(address="192.0.2.7", open=list(ports), seen=[Saw(field=field, value=value) for field, value in facts])


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (seen(), None),
        (seen(("rtsp.server", "x")), None),
        (seen(("http.server", "x"), ports=(554,)), None),
        (seen(("http.server", "x")), Url(False, "192.0.2.7", 80, "/")),
        (seen(("http.server", "x"), ports=(8443,)), Url(True, "192.0.2.7", 8443, "/")),
        (seen(("http.location", "https://192.0.2.7/")), Url(True, "192.0.2.7", 443, "/")),
        (seen(("http.location", "https://192.0.2.8/")), Url(False, "192.0.2.7", 80, "/")),
        (seen(("http.location", "/web/"), ("http.location", "a.htm")), Url(False, "192.0.2.7", 80, "/web/a.htm")),
        (
            seen(("http.body", "<script>location = 'doc/page/login.asp?_'</script>"), ("http.body", "<form>")),
            Url(False, "192.0.2.7", 80, "/doc/page/login.asp?_"),
        ),
    ],
)
def test_where_a_visitor_ends(target: Target, expected: Url | None) -> None:
    assert _web.start(target) == expected


def test_marks_in_anything_seen() -> None:
    mark = re.compile("AXIS_")
    assert _web.says(seen(("http.title", "a"), ("rtsp.www_authenticate", 'Digest realm="AXIS_ACCC8E000001"')), mark)
    assert not _web.says(seen(("http.title", "axis_")), mark)
    target = Target(address="192.0.2.7", seen=[Saw(field="http.body", value="AXIS_", encoding="base64")])
    assert not _web.says(target, mark)
