"""SIP, STUN and RTCP: what programs call themselves, and nothing of who passes on or who calls."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire import test_rtp, test_stun

from camcensus.sources.captures import _speech
from camcensus.sources.captures import _speech_calls as calls
from camcensus.sources.captures._said import NOTHING, Datagram, Fact, Said
from camcensus.wire import heads

SUBJECT = "ip:192.0.2.7"
REGISTER = (
    "REGISTER sip:34020000002000000001@3402000000 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK7\r\n"
    "From: <sip:34020000001320000001:Qq1@3402000000>;tag=1\r\nCSeq: 1 REGISTER\r\nUser-Agent: IP Camera\r\n"
    'Authorization: Digest username="34020000001320000001", realm="3402000000", response="Qq2"\r\n'
    "Content-Length: 0\r\n\r\n"
)


def heard(data: bytes, port: int = 5060) -> Said:
    return _speech.said(Datagram("udp", "192.0.2.7", "192.0.2.250", port, port, "", data))


def test_a_device_that_logs_in_for_calls_names_its_program() -> None:
    said = heard(REGISTER.encode())
    assert said.facts == (Fact(SUBJECT, "sip.user_agent", "IP Camera"),)
    assert said.removed == 2
    assert not any(word in said.original for word in (b"Qq", b"34020000001320000001"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("From:", "Via: SIP/2.0/UDP 192.0.2.9:5060;branch=z9hG4bK8\r\nFrom:"),
        ("branch=z9hG4bK7", "branch=z9hG4bK7, SIP/2.0/TCP 192.0.2.9"),
        ("From:", "v: SIP/2.0/UDP 192.0.2.9\r\nFrom:"),
        ("From:", "Record-Route: <sip:192.0.2.1;lr>\r\nFrom:"),
        ("User-Agent: IP Camera\r\n", ""),
    ],
)
def test_what_somebody_else_may_have_passed_on_is_nobodys(old: str, new: str) -> None:
    assert heard(REGISTER.replace(old, new).encode()) == NOTHING


def test_an_answer_names_its_program_too() -> None:
    answer = b"SIP/2.0 200 OK\r\nVia: SIP/2.0/UDP 192.0.2.9\r\nServer: Door Station 2.3\r\n\r\n"
    assert heard(answer).facts == (Fact(SUBJECT, "sip.user_agent", "Door Station 2.3"),)
    assert calls.of_call(heads.head(b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n"), SUBJECT) == NOTHING


def test_who_asks_for_its_outer_address_names_its_program_and_no_user() -> None:
    asked = test_stun.message(
        0x0003, test_stun.attribute(0x8022, b"cam-stun 1.0"), test_stun.attribute(0x06, b"alice:secret")
    )
    said = heard(asked, 3478)
    assert said.facts == (Fact(SUBJECT, "stun.software", "cam-stun 1.0"),)
    assert b"alice" not in said.original
    other = asked.replace(test_stun.NUMBER, bytes(12))
    assert other != asked
    assert heard(other, 19302) == said
    assert heard(test_stun.message(0x0001), 3478) == NOTHING


def test_a_report_on_a_stream_names_its_program_and_no_person() -> None:
    said = heard(test_rtp.REPORT, 50_001)
    assert said.facts == (Fact(SUBJECT, "rtp.tool", "GStreamer"),)
    assert b"cam7@" not in said.original
    assert heard(test_rtp.SENDER, 50_001) == NOTHING


@given(st.binary(max_size=300))
def test_any_bytes_are_a_value_error_or_something(data: bytes) -> None:
    one = Datagram("udp", "192.0.2.7", "192.0.2.250", 5060, 5060, "", data)
    assert calls.calls(one) == NOTHING or data
    for read in (calls.relays, calls.reports):
        try:
            read(one)
        except ValueError:
            continue
