"""A login is given when it is asked for, once; never after a refusal, never in the clear, and it is never shown."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests.sources.probes.logins import (
    ADDRESS,
    ANSWER,
    BASIC,
    LOGIN,
    NOT_AUTHORIZED,
    Device,
    answer,
    calling,
    challenge,
    fault,
    getting,
    header,
    meet,
    outcome,
    path_of,
    target,
)
from tests.sources.probes.playing import asked, play, whole

from camcensus.sources.probes import _login
from camcensus.sources.steps import End, Exchange, Login, Reply, Saw
from camcensus.wire import onvif_read, wsse
from camcensus.wire.channels import Listing, made
from camcensus.wire.onvif_read import Read
from camcensus.wire.url import Url


def test_a_request_goes_out_without_a_credential_first() -> None:
    (request, _) = play(getting(target(80)), whole(answer(b"open")))
    assert isinstance(request, Exchange)
    assert (request.port, request.tls, request.credential) == (80, False, False)
    assert header(request.data, "Authorization") == ""
    assert header(request.data, "Host") == ADDRESS
    assert header(request.data, "Connection") == "keep-alive"


def test_a_challenge_is_answered_and_the_nonce_serves_while_the_connection_stays_open() -> None:
    device = Device({"/a": b"A", "/b": b"B"})
    steps = meet(getting(target(80), "/a", "/b", "/c"), device)
    assert outcome(steps) == ["?", "!", "accepted", "200 A", "!", "200 B", "!", "404 "]
    counts = [
        re.findall(r"nc=(\w+)", header(one.data, "Authorization")) for one in asked(steps) if isinstance(one, Exchange)
    ]
    assert counts == [[], ["00000001"], ["00000002"], ["00000003"]]
    assert device.failed == 0


def test_where_the_device_closes_each_connection_it_is_asked_again_first() -> None:
    device = Device({"/a": b"A", "/b": b"B"}, closes=True)
    assert outcome(meet(getting(target(80), "/a", "/b"), device)) == ["?", "!", "accepted", "200 A", "?", "!", "200 B"]
    assert device.failed == 0


def test_a_nonce_that_is_out_of_date_is_no_refusal() -> None:
    replies = (
        whole(answer(b"", 401, challenge("1"))),
        whole(answer(b"A")),
        whole(answer(b"", 401, challenge("2", ", stale=true"))),
        whole(answer(b"B")),
    )
    assert outcome(play(getting(target(80), "/a", "/b"), *replies)) == [
        "?", "!", "accepted", "200 A", "!", "!", "200 B",
    ]  # fmt: skip


@pytest.mark.parametrize("end", [End.CLOSED, End.RESET])
def test_a_connection_that_was_over_before_the_request_came_is_opened_again_once(end: End) -> None:
    replies = (
        whole(answer(b"", 401, challenge("1"))),
        whole(answer(b"A")),
        Reply(end=end),
        whole(answer(b"", 401, challenge("2"))),
        whole(answer(b"B")),
        whole(answer(b"", 401, challenge("3"))),
        Reply(end=end),
    )
    assert outcome(play(getting(target(80), "/a", "/b", "/c"), *replies)) == [
        "?", "!", "accepted", "200 A", "!", "?", "!", "200 B", "?", "!", "none",
    ]  # fmt: skip


@pytest.mark.parametrize("status", [401, 403])
def test_after_a_refusal_nothing_more_is_asked(status: int) -> None:
    replies = (whole(answer(b"", 401, challenge("1"))), whole(answer(b"", status, challenge("2"))))
    assert outcome(play(getting(target(80), "/a", "/b"), *replies)) == ["?", "!", "refused", "none", "none"]


def test_a_login_that_was_taken_is_not_tried_again_once_it_is_not() -> None:
    replies = (
        whole(answer(b"", 401, challenge("1"))),
        whole(answer(b"A")),
        whole(answer(b"", 401, challenge("2"))),
        whole(answer(b"", 401, challenge("3"))),
    )
    assert outcome(play(getting(target(80), "/a", "/b", "/c"), *replies)) == [
        "?", "!", "accepted", "200 A", "!", "!", "refused", "none", "none",
    ]  # fmt: skip
    same = (*replies[:2], whole(answer(b"", 401, challenge("1"))))
    assert outcome(play(getting(target(80), "/a", "/b"), *same))[-3:] == ["!", "refused", "none"]


def test_what_an_owner_may_not_read_is_no_refusal_of_the_login() -> None:
    replies = (
        whole(answer(b"", 401, challenge())),
        whole(answer(b"A")),
        whole(answer(b"no", 403)),
        whole(answer(b"C")),
    )
    assert outcome(play(getting(target(80), "/a", "/b", "/c"), *replies))[3:] == ["200 A", "!", "403 no", "!", "200 C"]


def test_neither_taken_nor_refused_it_is_not_given_again() -> None:
    replies = (whole(answer(b"", 401, challenge())), whole(answer(b"", 500)))
    assert outcome(play(getting(target(80), "/a", "/b"), *replies)) == ["?", "!", "500 ", "none"]


def test_a_busy_device_is_left_alone() -> None:
    assert outcome(play(getting(target(80), "/a", "/b"), whole(answer(b"", 503)))) == ["?", "503 ", "none"]


def test_a_password_does_not_go_out_in_the_clear() -> None:
    assert outcome(play(getting(target(80)), whole(answer(b"", 401, BASIC)))) == ["?", "refused", "none"]


@pytest.mark.parametrize(("port", "basic"), [(443, False), (8443, False), (80, True)])
def test_basic_goes_out_over_tls_or_where_the_owner_allows_it(port: int, basic: bool) -> None:
    login = Login(user=LOGIN.user, password=LOGIN.password, basic=basic)
    steps = play(getting(target(port, login=login)), whole(answer(b"", 401, BASIC)), whole(answer(b"A")))
    assert outcome(steps) == ["?", "!", "accepted", "200 A"]
    sent = [header(one.data, "Authorization") for one in asked(steps) if isinstance(one, Exchange)]
    assert base64.b64decode(sent[1].removeprefix("Basic ")).decode() == f"{LOGIN.user}:{LOGIN.password}"
    assert all(one.tls is (port != 80) for one in asked(steps) if isinstance(one, Exchange))


def test_a_challenge_that_is_not_known_is_not_answered() -> None:
    assert outcome(play(getting(target(80)), whole(answer(b"", 401, "WWW-Authenticate: NTLM")))) == [
        "?",
        "refused",
        "none",
    ]
    assert outcome(play(getting(target(80), "/a"), whole(answer(b"", 401)))) == ["?", "401 "]


@pytest.mark.parametrize("end", [one for one in End if one not in (End.WHOLE, End.CLOSED, End.LIMIT, End.TIMEOUT)])
def test_where_nothing_comes_back_it_ends(end: End) -> None:
    assert outcome(play(getting(target(80), "/a", "/b"), Reply(end=end, data=b"x"))) == ["?", "none", "none"]


@pytest.mark.parametrize("end", [End.WHOLE, End.CLOSED, End.LIMIT, End.TIMEOUT])
def test_an_answer_counts_as_far_as_it_came(end: End) -> None:
    data = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"
    assert outcome(play(getting(target(80)), Reply(end=end, data=data))) == ["?", "200 abc"]
    session = _login.session(target(80))
    assert session is not None
    script = session.get("/")
    next(script)
    with pytest.raises(StopIteration) as done:
        script.send(Reply(end=end, data=data))
    assert done.value.value.whole is (end is End.WHOLE)


def test_a_device_may_send_whoever_asks_to_its_own_tls_port() -> None:
    moved = whole(answer(b"", 302, f"Location: https://{ADDRESS}/a"))
    steps = play(getting(target(80, 443)), moved, whole(answer(b"A")))
    assert [(one.port, one.tls) for one in asked(steps) if isinstance(one, Exchange)] == [(80, False), (443, True)]


@pytest.mark.parametrize(
    "location", ["https://198.51.100.1/a", "https://192.0.2.7:8443/a", "/b", "http://192.0.2.7/", ""]
)
def test_it_may_send_nowhere_else(location: str) -> None:
    steps = play(getting(target(80, 443)), whole(answer(b"", 302, f"Location: {location}")))
    assert outcome(steps) == ["?", "302 "]


@pytest.mark.parametrize(
    ("ports", "chosen"),
    [
        ((8443, 443, 8080, 80), (80, False)),
        ((8443, 443, 8080), (8080, False)),
        ((8443, 443), (443, True)),
        ((8443,), (8443, True)),
    ],
)
def test_the_first_open_port_is_asked(ports: tuple[int, ...], chosen: tuple[int, bool]) -> None:
    session = _login.session(target(*ports))
    assert session is not None
    assert (session.port, session.tls) == chosen


def test_without_a_login_or_a_port_nothing_is_asked() -> None:
    assert _login.session(target(80, login=None)) is None
    assert _login.session(target(554)) is None


def test_a_port_may_be_given() -> None:
    for port, tls in ((443, True), (81, False)):
        session = _login.session(target(80), port)
        assert session is not None
        assert (session.port, session.tls) == (port, tls)
    at = Url(False, ADDRESS, 8899, "/onvif/device_service")
    for ports, port in (((80, 8899), 8899), ((80,), 80)):
        session = _login.session(target(*ports), at=at)
        assert session is not None
        assert session.port == port


def token_is_right(data: bytes, created: str) -> bool:
    body = data.partition(b"\r\n\r\n")[2].decode()
    given = dict(re.findall(r"<ws(?:se|u):(\w+)[^>]*>([^<]*)</", body))
    nonce = base64.b64decode(given["Nonce"])
    made_ = hashlib.sha1(nonce + created.encode() + LOGIN.password.encode(), usedforsecurity=False).digest()
    sent = (given["Username"], given["Password"], given["Created"])
    return sent == (LOGIN.user, base64.b64encode(made_).decode(), created)


def test_soap_is_asked_by_the_login_of_http_where_http_asks_for_it() -> None:
    steps = play(calling(target(80)), whole(answer(NOT_AUTHORIZED, 401, challenge())), whole(answer(ANSWER)))
    assert outcome(steps) == ["?", "!", "accepted", "200"]
    first, second = (one for one in asked(steps) if isinstance(one, Exchange))
    assert first.data.partition(b"\r\n\r\n")[2] == second.data.partition(b"\r\n\r\n")[2]
    assert header(first.data, "Content-Type") == onvif_read.CONTENT_TYPE
    assert first.data.startswith(b"POST /onvif/device_service HTTP/1.1\r\n")


@pytest.mark.parametrize("status", [200, 400, 401, 500])
def test_a_fault_without_a_challenge_is_answered_by_the_login_of_soap(status: int) -> None:
    clock = (
        "<a><SystemDateAndTime><UTCDateTime><Time><Hour>7</Hour><Minute>50</Minute><Second>45</Second></Time>"
        "<Date><Year>2019</Year><Month>9</Month><Day>16</Day></Date></UTCDateTime></SystemDateAndTime></a>"
    )
    known = target(80, seen=(("onvif.response", "<b/>"), ("onvif.response", clock)))
    replies = (whole(answer(NOT_AUTHORIZED, status)), whole(answer(ANSWER)), whole(answer(ANSWER)))
    steps = play(calling(known, Read.DEVICE_INFORMATION, Read.VIDEO_SOURCES), *replies)
    assert outcome(steps) == ["?", "!", "accepted", "200", "!", "200"]
    sent = [one.data for one in asked(steps) if isinstance(one, Exchange)]
    assert token_is_right(sent[1], "2019-09-16T07:50:45Z")
    assert token_is_right(sent[2], "2019-09-16T07:50:45Z")
    assert sent[1] != sent[2]
    assert all(not header(data, "Authorization") for data in sent)


def test_where_the_device_told_no_time_it_is_that_of_this_machine() -> None:
    told = datetime.strptime(_login.created(target(80)), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs(datetime.now(UTC) - told) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "refusal",
    [answer(NOT_AUTHORIZED, 400), answer(b"", 401), answer(b"", 403), answer(fault("wsse:FailedAuthentication"), 500)],
)
@pytest.mark.parametrize("first", [answer(NOT_AUTHORIZED, 400), answer(b"", 401, challenge())])
def test_a_refusal_of_soap_ends_it_too(first: bytes, refusal: bytes) -> None:
    steps = play(calling(target(80), Read.DEVICE_INFORMATION, Read.PROFILES), whole(first), whole(refusal))
    assert outcome(steps) == ["?", "!", "refused", "none", "none"]


def test_another_fault_is_neither() -> None:
    other = fault("ter:ActionNotSupported")
    assert outcome(play(calling(target(80)), whole(answer(other, 500)))) == ["?", "500"]
    steps = play(calling(target(80)), whole(answer(NOT_AUTHORIZED, 400)), whole(answer(other, 500)))
    assert outcome(steps) == ["?", "!", "500"]


def test_what_a_login_may_not_read_by_soap_is_no_refusal_once_it_was_taken() -> None:
    replies = (whole(answer(NOT_AUTHORIZED, 400)), whole(answer(ANSWER)), whole(answer(NOT_AUTHORIZED, 400)))
    assert outcome(play(calling(target(80), *Read), *replies, whole(answer(ANSWER)))) == [
        "?", "!", "accepted", "200", "!", "400", "!", "200",
    ]  # fmt: skip


def test_channels_are_told_one_by_one() -> None:
    session = _login.session(target(80))
    assert session is not None
    listing = Listing(channels=(made(1, name="Gate"), made(1, name="Yard", analogue=False)), total=2)
    assert list(session.told(listing)) == [
        Saw(field="channel.recorder", value=ADDRESS, about="channel:192.0.2.7/1"),
        Saw(field="channel.number", value="1", about="channel:192.0.2.7/1"),
        Saw(field="channel.name", value="Gate", about="channel:192.0.2.7/1"),
        Saw(field="channel.recorder", value=ADDRESS, about="channel:192.0.2.7/D1"),
        Saw(field="channel.number", value="1", about="channel:192.0.2.7/D1"),
        Saw(field="channel.name", value="Yard", about="channel:192.0.2.7/D1"),
        Saw(field="channel.kind", value="network", about="channel:192.0.2.7/D1"),
        Saw(field="channel.count", value="2"),
    ]


def test_only_a_complete_list_says_that_the_channels_are_known() -> None:
    session = _login.session(target(80))
    assert session is not None
    for listing in (Listing(channels=(made(1),), total=10_000), Listing(channels=(made(1),), total=1, whole=False)):
        of_recorder = [one for one in session.told(listing) if not one.about]
        assert of_recorder == [Saw(field="vms.channel_count", value=str(listing.total))]
    assert list(session.told(Listing(whole=False))) == []
    assert list(session.told(Listing())) == [Saw(field="channel.count", value="0")]


def test_a_password_inside_a_longer_word_is_no_echo() -> None:
    login = Login(user="u", password="12345678")  # noqa: S106  # it opens nothing
    assert _login.without("serial=AMC12345678X, said 12345678.", login) == "serial=AMC12345678X, said [redacted]."
    assert _login.without("one 1", Login(user="u", password="1")) == "one 1"  # noqa: S106  # it opens nothing
    quoted = Login(user="u", password='a<b&"c')  # noqa: S106  # it opens nothing
    assert _login.without("<x>a&lt;b&amp;&quot;c</x>", quoted) == "<x>[redacted]</x>"


def test_the_token_cannot_be_written_for_every_name() -> None:
    odd = Login(user="a\x01", password=LOGIN.password)
    assert outcome(play(calling(target(80, login=odd)), whole(answer(NOT_AUTHORIZED, 400)))) == ["?", "refused", "none"]
    assert outcome(play(getting(target(80, login=odd)), whole(answer(b"", 401, challenge())))) == [
        "?",
        "refused",
        "none",
    ]
    with pytest.raises(ValueError, match="user name"):
        wsse.header(odd.user, "", b"", "")


def test_paths_are_asked_as_they_are() -> None:
    steps = play(getting(target(80), "/cgi-bin/magicBox.cgi?action=getSystemInfo"), whole(answer(b"")))
    (request,) = (one for one in asked(steps) if isinstance(one, Exchange))
    assert path_of(request.data) == "/cgi-bin/magicBox.cgi?action=getSystemInfo"
