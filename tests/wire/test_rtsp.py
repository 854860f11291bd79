"""The two questions of RTSP that start nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import rtsp

DESCRIBED = (
    b"RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Type: application/sdp\r\nContent-Base: rtsp://192.0.2.7:554/\r\n"
    b"Content-Length: 21\r\n\r\nv=0\r\ns=Session\r\nt=0 0"
)


def test_requests() -> None:
    assert rtsp.options("192.0.2.7", 554) == (
        b"OPTIONS rtsp://192.0.2.7:554/ RTSP/1.0\r\nCSeq: 1\r\nUser-Agent: camcensus (owner's inventory)\r\n\r\n"
    )
    assert rtsp.describe("[2001:db8::7]", 10554) == (
        b"DESCRIBE rtsp://[2001:db8::7]:10554/ RTSP/1.0\r\nCSeq: 2\r\n"
        b"User-Agent: camcensus (owner's inventory)\r\nAccept: application/sdp\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("host", "port"), [("", 554), ("a b", 554), ("a\r\nb", 554), ("a", 0), ("a", 65536), ("a/b", 1), ("u:p@a", 1)]
)
def test_what_no_request_may_hold(host: str, port: int) -> None:
    with pytest.raises(ValueError, match="no request may hold"):
        rtsp.options(host, port)


def test_an_answer_ends_with_its_length() -> None:
    assert rtsp.whole(DESCRIBED)
    assert not any(rtsp.whole(DESCRIBED[:size]) for size in range(len(DESCRIBED)))


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nPublic: OPTIONS, DESCRIBE\r\n\r\n", True),
        (b"RTSP/1.0 401 Unauthorized\nCSeq: 1\n\n", True),
        (b"RTSP/1.0 200 OK\r\nContent-Length: x\r\n\r\n", True),
        (b"RTSP/1.0 100 Continue\r\n\r\n", False),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n", False),
        (b"SSH-2.0-dropbear\r\n\r\n", False),
        (b"", False),
    ],
)
def test_answers(data: bytes, expected: bool) -> None:
    assert rtsp.whole(data) is expected


@given(st.binary(max_size=300))
def test_it_never_raises(data: bytes) -> None:
    rtsp.whole(data)
    rtsp.whole(b"RTSP/1.0 200 OK\r\n" + data)
    rtsp.whole(b"RTSP/1.0 200 OK\r\nContent-Length:" + data + b"\r\n\r\n")
