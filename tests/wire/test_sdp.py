"""Session descriptions of several makers, as they are sent and as they break the rules."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import sdp

HIKVISION = (
    b"v=0\r\no=- 1700000000000000 1700000000000000 IN IP4 192.0.2.7\r\ns=Media Presentation\r\ne=NONE\r\nb=AS:5050\r\n"
    b"t=0 0\r\na=control:rtsp://192.0.2.7/Streaming/Channels/101/\r\nm=video 0 RTP/AVP 96\r\n"
    b"a=Media_header:MEDIAINFO=494D4B48010200000400000100000000000000000000000000000000000000000000000000000000;\r\n"
    b"a=appversion:1.0\r\n"
)
DAHUA = (
    b"v=0\r\no=- 2251000000 2251000000 IN IP4 0.0.0.0\r\ns=Media Server\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
    b"a=packetization-supported:DH\r\na=rtppayload-supported:DH\r\na=range:npt=now-\r\n"
)
TP_LINK = (
    b'v=0\r\no=- 14660000 31780000 1 IN IP4 192.0.2.9\r\ns=Session streamed by "TP-LINK RTSP Server"\r\nt=0 0\r\n'
    b"m=application/TP-LINK 0 RTP/AVP smart/1/90000\r\na=rtpmap:95 TP-LINK/90000\r\n"
)


def test_lines_come_in_order_and_attributes_whole() -> None:
    found = sdp.lines(HIKVISION)
    assert found[0] == ("v", "0")
    assert ("s", "Media Presentation") in found
    assert ("a", "control:rtsp://192.0.2.7/Streaming/Channels/101/") in found
    assert found[-1] == ("a", "appversion:1.0")


def test_makers_say_their_own() -> None:
    assert ("a", "packetization-supported:DH") in sdp.lines(DAHUA)
    assert ("s", 'Session streamed by "TP-LINK RTSP Server"') in sdp.lines(TP_LINK)


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n", b" \r\n", b"\r\r\n"])
def test_any_end_of_line_will_do(end: bytes) -> None:
    assert sdp.lines(DAHUA.replace(b"\r\n", end)) == sdp.lines(DAHUA)


def test_lines_of_another_form_are_left_out() -> None:
    assert sdp.lines(b"v=0\r\nnonsense\r\n=x\r\nab=c\r\n1=2\r\n\r\ns = x\r\ns=\r\n") == [("v", "0"), ("s", "")]


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", b"RTSP/1.0 200 OK", b"\xff\xfe", b"<v>=0"])
def test_what_is_no_description_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="no session description"):
        sdp.lines(data)


def test_a_million_lines_give_no_more_than_are_read() -> None:
    assert len(sdp.lines(b"a=x\n" * 1_000_000)) == sdp.MAX_LINES


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert sdp.lines(b"v=0\n" + data)[0] == ("v", "0")
