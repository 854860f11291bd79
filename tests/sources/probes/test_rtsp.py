"""OPTIONS and DESCRIBE, each once."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.rtsp import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import rtsp

HERE = Target(address="192.0.2.7")
METHODS = "OPTIONS, DESCRIBE, ANNOUNCE, SETUP, PLAY, RECORD, PAUSE, TEARDOWN, SET_PARAMETER, GET_PARAMETER"
OPTIONS = f"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Rtsp Server/3.0\r\nPublic: {METHODS}\r\n\r\n".encode()
REFUSED = (
    b'RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="Login to 4M00000PAZ00001", nonce="1"\r\n'
    b"Server: Rtsp Server/3.0\r\n\r\n"
)
SDP = b"v=0\r\ns=Media Server\r\na=packetization-supported:DH\r\n"
DESCRIBED = b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Length: %d\r\n\r\n" % len(SDP)


def exchange(data: bytes, port: int = 554) -> Exchange:
    return Exchange(port=port, data=data, whole=rtsp.whole, most=16_384)


def test_a_description_is_refused() -> None:
    assert play(ask(HERE), whole(OPTIONS), whole(REFUSED)) == [
        exchange(
            b"OPTIONS rtsp://192.0.2.7:554/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: camcensus (owner's inventory)\r\n\r\n"
        ),
        Saw(field="rtsp.server", value="Rtsp Server/3.0"),
        Saw(field="rtsp.public", value=METHODS),
        exchange(
            b"DESCRIBE rtsp://192.0.2.7:554/ RTSP/1.0\r\nCSeq: 2\r\nUser-Agent: camcensus (owner's inventory)\r\n"
            b"Accept: application/sdp\r\n\r\n"
        ),
        Saw(field="rtsp.www_authenticate", value='Digest realm="Login to 4M00000PAZ00001", nonce="1"'),
        Saw(field="rtsp.response", value=REFUSED.decode()),
    ]


def test_a_description_is_given() -> None:
    assert saws(play(ask(HERE, 8554), whole(OPTIONS), whole(DESCRIBED + SDP)))[2:] == [
        ("sdp", SDP.decode()),
        ("rtsp.response", DESCRIBED.decode()),
    ]


def test_a_refusal_of_options_is_the_end() -> None:
    steps = play(ask(HERE), whole(REFUSED))
    assert len(asked(steps)) == 1
    assert ("rtsp.response", REFUSED.decode()) in saws(steps)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(end=End.CLOSED, data=OPTIONS),
        Reply(end=End.TIMEOUT, data=OPTIONS),
        whole(b"RTSP/1.0 503 Service Unavailable\r\nServer: x\r\n\r\n"),
        whole(b"RTSP/1.0 404 Not Found\r\nServer: x\r\n\r\n"),
        whole(b"RTSP/1.0 301 Moved\r\nLocation: rtsp://198.51.100.1/\r\nServer: x\r\n\r\n"),
    ],
)
def test_no_second_connection_and_no_second_try(reply: Reply) -> None:
    steps = play(ask(HERE), reply)
    assert len(asked(steps)) == 1
    assert saws(steps)[-1][0] == "rtsp.response"


def test_a_description_that_does_not_come_leaves_the_options() -> None:
    assert saws(play(ask(HERE), whole(OPTIONS), Reply(end=End.RESET)))[-1] == ("rtsp.response", OPTIONS.decode())


def test_nothing_is_seen_of_what_is_no_rtsp() -> None:
    for data in (b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n", b"RTSP/", b"", b"\0" * 20):
        assert saws(play(ask(HERE), whole(data))) == []
    assert saws(play(ask(HERE), Reply(end=End.REFUSED, data=OPTIONS))) == []


def test_ipv6_stands_in_brackets_without_its_scope() -> None:
    first = next(ask(Target(address="fe80::1%eth0"), 10554))
    assert isinstance(first, Exchange)
    assert first.data.startswith(b"OPTIONS rtsp://[fe80::1]:10554/ RTSP/1.0\r\n")


def test_a_head_is_kept_in_bounds() -> None:
    steps = play(ask(HERE), whole(b"RTSP/1.0 404 Not Found\r\n" + b"X: y\r\n" * 2_000 + b"\r\n"))
    assert len(saws(steps)[-1][1]) == 8_196


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE, 554))
