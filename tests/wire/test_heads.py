"""What a TCP stream begins with: messages, greetings, makers' protocols; cut anywhere; and no secret comes out."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import bodies, heads, redact
from camcensus.wire.discovery import dhip
from camcensus.wire.heads import Head, Kind

MARK = redact.MARK

OPTIONS = b"OPTIONS rtsp://192.0.2.7:554/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: NVR\r\n\r\n"
DESCRIBE = (
    b"DESCRIBE rtsp://admin:p@ss@192.0.2.7:554/Streaming/Channels/101?user=a&password=Qq1 RTSP/1.0\r\nCSeq: 2\r\n"
    b'Authorization: Digest username="admin", realm="Login to 7A0", nonce="n",\r\n\t uri="rtsp://192.0.2.7/",'
    b' response="Qq2"\r\n\r\n'
)
REFUSED = b'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="Login to 7A0", nonce="n"\r\n\r\n'
SDP = b"v=0\r\ns=Media Server\r\na=control:rtsp://u:Qq3@192.0.2.7/1\r\n"
DESCRIBED = (
    b"RTSP/1.0 200 OK\r\nCSeq: 3\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(SDP) + SDP
)
PAGE = b"<html><title>WEB SERVICE</title></html>"
GET = b"GET /doc/page/login.asp HTTP/1.1\r\nHost: 192.0.2.7\r\nCookie: user=Qq4\r\n\r\n"
ANSWER = (
    b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nSet-Cookie: sid=Qq5; Path=/\r\nContent-Length: %d\r\n\r\n" % len(PAGE)
    + PAGE
)


def test_a_request_loses_its_credentials_and_keeps_the_rest() -> None:
    assert heads.head(DESCRIBE) == Head(
        kind=Kind.RTSP_REQUEST,
        version="1.0",
        method="DESCRIBE",
        target=f"rtsp://{MARK}@192.0.2.7:554/Streaming/Channels/101?user={MARK}&password={MARK}",
        headers=(("cseq", "2"), ("authorization", f'Digest {MARK}, realm="Login to 7A0"')),
        complete=True,
        removed=4,
    )


def test_an_answer_has_status_headers_and_body() -> None:
    found = heads.head(ANSWER)
    assert found == Head(
        kind=Kind.HTTP_ANSWER,
        version="1.1",
        status=200,
        reason="OK",
        headers=(
            ("server", "App-webs/"),
            ("set-cookie", f"sid={MARK}; Path=/"),
            ("content-length", str(len(PAGE))),
        ),
        body=PAGE,
        complete=True,
        removed=1,
    )
    assert found.of("server") == ("App-webs/",)


def test_messages_follow_each_other_with_media_between_them() -> None:
    frame = b"$\0\0\4abcd"
    data = REFUSED + DESCRIBED + frame * 3 + b"\r\n" + frame + REFUSED + frame
    found = list(heads.messages(data))
    assert [(one.kind, one.status, one.complete) for one in found] == [
        (Kind.RTSP_ANSWER, 401, True),
        (Kind.RTSP_ANSWER, 200, True),
        (Kind.RTSP_ANSWER, 401, True),
    ]
    assert found[1].body == SDP.replace(b"u:Qq3", MARK.encode())
    assert [one.method for one in heads.messages(OPTIONS + DESCRIBE)] == ["OPTIONS", "DESCRIBE"]
    assert [one.kind for one in heads.messages(frame + OPTIONS + b"\0junk" + OPTIONS)] == [Kind.RTSP_REQUEST]


def test_requests_and_answers_of_http_follow_each_other() -> None:
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    empty = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 700\r\n\r\n"
    interim = b"HTTP/1.1 100 Continue\r\n\r\n"
    found = list(heads.messages(interim + chunked + empty + ANSWER))
    assert [(one.status, one.body) for one in found] == [(100, b""), (200, b"abc"), (304, b""), (200, PAGE)]
    post = b"POST /RPC2_Login HTTP/1.1\r\nContent-Length: 18\r\n\r\n" + b'{"password":"Qq6"}'
    asked = list(heads.messages(post + GET))
    assert [(one.method, one.body) for one in asked] == [
        ("POST", f'{{"password":"{MARK}"}}'.encode()),
        ("GET", b""),
    ]


def test_without_a_length_an_answer_has_all_that_follows() -> None:
    found = heads.head(b"HTTP/1.0 200 OK\r\nServer: x\r\n\r\n" + PAGE)
    assert (found.body, found.complete) == (PAGE, False)
    assert heads.head(b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n" + PAGE).body == b""


def test_a_packed_body_is_unpacked_before_it_is_searched() -> None:
    packed = gzip.compress(b'{"password": "Qq7"}')
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(packed)
    assert heads.head(head + packed).body == f'{{"password": "{MARK}"}}'.encode()


def test_a_body_is_bounded() -> None:
    found = heads.head(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + b"x" * 100_000)
    assert (len(found.body), found.complete) == (bodies.MAX_BODY, True)


def test_sip_is_read_as_well() -> None:
    data = b"REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\nFrom: <sip:a:Qq8@192.0.2.7>\r\nl: 2\r\n\r\nab"
    found = heads.head(data + b"SIP/2.0 200 OK\r\n\r\n")
    assert (found.kind, found.method, found.body) == (Kind.SIP_REQUEST, "REGISTER", b"ab")
    assert found.target == "sip:34020000002000000001@3402000000"
    assert found.headers[0] == ("from", f"<sip:a:{MARK}@192.0.2.7>")
    answer = heads.head(b"SIP/2.0 401 Unauthorized\r\nUser-Agent: IPC\r\n\r\n")
    assert (answer.kind, answer.status, answer.of("user-agent")) == (Kind.SIP_ANSWER, 401, ("IPC",))


@pytest.mark.parametrize(
    ("data", "kind", "method", "target"),
    [
        (b"GET /index.asp", Kind.HTTP_REQUEST, "GET", "/index.asp"),
        (b"GET /index.asp HTT", Kind.HTTP_REQUEST, "GET", "/index.asp"),
        (b"GET /x?user=a&pwd=Qq9", Kind.HTTP_REQUEST, "GET", f"/x?user={MARK}&pwd={MARK}"),
        (b"OPTIONS rtsp://admin:12", Kind.RTSP_REQUEST, "OPTIONS", "rtsp://"),
        (b"DESCRIBE *", Kind.RTSP_REQUEST, "DESCRIBE", "*"),
        (b"REGISTER sip:3402@3402", Kind.SIP_REQUEST, "REGISTER", "sip:3402@3402"),
        (b"HTTP/1.1 40", Kind.HTTP_ANSWER, "", ""),
        (b"RTSP/1.0 ", Kind.RTSP_ANSWER, "", ""),
        (b"USER admin", Kind.NONE, "", ""),
        (b"PUT", Kind.NONE, "", ""),
    ],
)
def test_a_start_line_that_is_cut_off_still_tells_what_it_is(data: bytes, kind: Kind, method: str, target: str) -> None:
    found = heads.head(data)
    assert (found.kind, found.method, found.target, found.complete) == (kind, method, target, False)


def test_a_line_that_is_cut_off_is_left_out() -> None:
    found = heads.head(b"GET / HTTP/1.1\r\nHost: x\r\nLocation: rtsp://admin:12")
    assert (found.headers, found.complete) == ((("host", "x"),), False)
    assert heads.head(b"GET / HTTP/1.1\r\n").headers == ()
    assert heads.head(b"GET / HTTP/1.1").target == "/"


@pytest.mark.parametrize(
    ("data", "port", "kind", "banner"),
    [
        (b"SSH-2.0-dropbear_2012.55\r\n\0\0\1", 0, Kind.SSH, b"SSH-2.0-dropbear_2012.55"),
        (b"220 Hikvision FTP server ready\r\n331 x\r\n", 0, Kind.FTP, b"Hikvision FTP server ready"),
        (b"220-Welcome\r\n to it\r\n220 (vsFTPd 3.0.3)\r\n", 0, Kind.FTP, b"Welcome\r\n to it\r\n220 (vsFTPd 3.0.3)"),
        (b"220 mail.example ESMTP\r\n", 21, Kind.SMTP, b"mail.example ESMTP"),
        (b"220 ready\r\n", 25, Kind.SMTP, b"ready"),
        (b"220 ready\r\n", 21, Kind.FTP, b"ready"),
        (b"220 ready\r\n", 0, Kind.GREETING, b"ready"),
        (b"\xff\xfd\x01\xff\xfb\x03192.0.0.64 login: ", 0, Kind.TELNET, b"192.0.0.64 login:"),
        (b"\xff\xfd\x01\xff\xfb\x03\r\nUsername: admin\r\nPassword: ", 0, Kind.TELNET, b"Username:"),
        (b"\xff\xfd\x01admin\r\nQq1\r\n", 0, Kind.TELNET, b""),
        (b"\x16\3\1\0\x40\1", 0, Kind.TLS, b""),
    ],
)
def test_greetings_are_read(data: bytes, port: int, kind: Kind, banner: bytes) -> None:
    found = heads.head(data, port)
    assert (found.kind, found.banner) == (kind, banner)


def dvrip(first: str, body: bytes = b"", last: bytes = bytes(8)) -> bytes:
    return bytes.fromhex(first) + len(body).to_bytes(4, "little") + bytes(16) + last + body


@pytest.mark.parametrize(
    ("data", "port", "kind"),
    [
        (dvrip("a0010000", last=bytes.fromhex("050201010000a1aa")), 0, Kind.DVRIP),
        (dvrip("a0050060", b"admin&&Qq1", bytes.fromhex("050200080000a1aa")), 0, Kind.DVRIP),
        (dvrip("b0000058"), 37_777, Kind.DVRIP),
        (dvrip("b0000058"), 80, Kind.NONE),
        (dvrip("f6000000", b'{"method":"x"}'), 0, Kind.DVRIP),
        (dvrip("a0010000"), 37_777, Kind.NONE),
        (b"\xb0\0", 37_777, Kind.NONE),
    ],
)
def test_dahuas_own_protocol_is_told_by_its_marks(data: bytes, port: int, kind: Kind) -> None:
    found = heads.head(data, port)
    assert (found.kind, found.headers, found.body, found.banner) == (kind, (), b"", b"")


def test_the_realm_of_a_device_is_read_and_its_random_number_is_not() -> None:
    found = heads.head(dvrip("b0010078", b"Realm:Login to 7A01234PAG00001\r\nRandom:Qq12345\r\n\r\n"))
    assert found == Head(kind=Kind.DVRIP, headers=(("realm", "Login to 7A01234PAG00001"),), complete=True)


def test_dhip_gives_its_json_without_secrets() -> None:
    body = b'{"method":"global.login","params":{"userName":"admin","password":"Qq1","realm":"Login to 7A0"}}'
    size = len(body).to_bytes(4, "little")
    data = dhip.search()[:8] + bytes(8) + size + bytes(4) + size + bytes(4) + body
    found = heads.head(data)
    assert (found.kind, found.complete, found.removed) == (Kind.DHIP, True, 1)
    assert found.body == body.replace(b"Qq1", MARK.encode())
    assert not heads.head(data[:-4]).complete
    assert heads.head(dhip.search()).kind == Kind.DHIP


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 40,
        b"\r\n",
        b"hello\r\n",
        b"$",
        b"220",
        b"2200 x",
        b"HTTP/2 200\r\n\r\n",
        b"get / HTTP/1.1\r\n\r\n",
        b"\xff\xd8\xff\xe0",
    ],
)
def test_anything_else_is_nothing(data: bytes) -> None:
    assert heads.head(data) == Head(kind=Kind.NONE)


@pytest.mark.parametrize("data", [DESCRIBE, DESCRIBED, GET, ANSWER, REFUSED + DESCRIBED + DESCRIBE])
def test_wherever_it_is_cut_nothing_is_lost_and_no_secret_comes_out(data: bytes) -> None:
    whole = list(heads.messages(data))
    for size in range(len(data) + 1):
        found = list(heads.messages(data[:size]))
        assert [one for one in found if one.complete] == whole[: sum(one.complete for one in found)]
        assert "Qq" not in repr(found)
        assert "p@ss" not in repr(found)
        assert "admin" not in repr(found)


def test_messages_are_bounded() -> None:
    assert len(list(heads.messages(OPTIONS * 1_000))) == heads.MOST


@pytest.mark.parametrize(
    "data",
    [
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200_000,
        b"GET / HTTP/1.1\r\n" + b"a: b\r\n \r\n " * 100_000 + b"\r\n\r\n",
        b"GET /" + b" HTTP/1.1" * 100_000 + b"\r\n\r\n",
        b"RTSP/1.0 200" + b" " * 60_000 + b"\rx\r\n\r\n",
        b"$\0\0\0" * 200_000,
        b"\r\n" * 400_000,
        b"RTSP/1.0 200 OK\r\n\r\n" * 40_000,
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1\r\nx\r\n" * 150_000,
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n" + b"a" * 900_000,
        b"\xff\xfb\x01" * 300_000,
        b"220-" + b"\r\n" * 400_000,
    ],
)
def test_a_megabyte_costs_little(data: bytes) -> None:
    start = time.process_time()
    list(heads.messages(data))
    heads.head(data)
    assert time.process_time() - start < 3


@given(
    st.one_of(
        st.binary(max_size=200),
        st.lists(
            st.sampled_from(
                [
                    OPTIONS,
                    REFUSED,
                    ANSWER,
                    b"\r\n",
                    b"\n",
                    b" ",
                    b":",
                    b"$\0\0\1x",
                    b"GET ",
                    b"RTSP/1.0 200 OK",
                    b"Cookie",
                ]
            ),
            max_size=8,
        ).map(b"".join),
    ),
    st.sampled_from([0, 21, 25, 37_777]),
)
def test_any_bytes_are_something_or_nothing(data: bytes, port: int) -> None:
    found = heads.head(data, port)
    assert found.kind != Kind.NONE or found == Head(kind=Kind.NONE)
    assert len(list(heads.messages(data))) <= heads.MOST
    assert is_clean(found.target)


@given(
    st.from_regex(r"[a-z0-9/.?-]{1,30}", fullmatch=True),
    st.dictionaries(st.sampled_from(["host", "accept", "x-a"]), st.from_regex(r"[a-z0-9 ./*-]{1,20}", fullmatch=True)),
)
def test_what_was_put_in_comes_out(path: str, headers: dict[str, str]) -> None:
    lines = [f"GET /{path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    found = heads.head("\r\n".join(lines).encode())
    assert found.target == f"/{path}"
    assert dict(found.headers) == {name: value.strip() for name, value in headers.items()}
