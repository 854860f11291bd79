"""SADP: the inquiry, and what is read from answers."""

from __future__ import annotations

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import sadp

ANSWER = (
    b'<?xml version="1.0" encoding="UTF-8"?>\r\n<ProbeMatch><Uuid>13A888A9-F1B1-4020-AE9F-05607682D23B</Uuid>\r\n'
    b"<Types>inquiry</Types>\r\n<DeviceType>135430</DeviceType>\r\n"
    b"<DeviceDescription>DS-2CD2032-I</DeviceDescription>\r\n"
    b"<DeviceSN>DS-2CD2032-I20140101AAWR412345678</DeviceSN>\r\n<CommandPort>8000</CommandPort>\r\n"
    b"<HttpPort>80</HttpPort>\r\n<MAC>44-19-b6-00-00-01</MAC>\r\n<IPv4Address>192.0.2.64</IPv4Address>\r\n"
    b"<IPv6Address>::</IPv6Address>\r\n<SoftwareVersion>V5.4.5build 170124</SoftwareVersion>\r\n"
    b"<Activated>true</Activated>\r\n</ProbeMatch>\r\n"
)
UUID_ = UUID("13a888a9-f1b1-4020-ae9f-05607682d23b")


def test_the_inquiry_is_as_described_and_no_answer() -> None:
    asked = sadp.inquiry(UUID_)
    assert asked == (
        b'<?xml version="1.0" encoding="utf-8"?>'
        b"<Probe><Uuid>13A888A9-F1B1-4020-AE9F-05607682D23B</Uuid><Types>inquiry</Types></Probe>"
    )
    with pytest.raises(ValueError, match="tells of no device"):
        sadp.parse(asked)


def test_an_answer_is_read_as_pairs() -> None:
    found = sadp.parse(ANSWER)
    assert found[0] == ("root", "ProbeMatch")
    assert dict(found)["DeviceDescription"] == "DS-2CD2032-I"
    assert dict(found)["MAC"] == "44-19-b6-00-00-01"
    assert sadp.address(ANSWER) == "192.0.2.64"


def test_an_announcement_is_read_too() -> None:
    hello = ANSWER.replace(b"ProbeMatch", b"Hello")
    assert sadp.parse(hello)[0] == ("root", "Hello")


def test_what_stands_before_a_fault_is_read() -> None:
    broken = ANSWER.replace(b"<HttpPort>80</HttpPort>", b"<HttpPort>80")
    assert dict(sadp.parse(broken))["DeviceSN"] == "DS-2CD2032-I20140101AAWR412345678"


@pytest.mark.parametrize("stated", [b"", b"0.0.0.0", b"camera", b"192.0.2.999", b"fe80::1"])
def test_an_address_that_is_none_is_left_out(stated: bytes) -> None:
    assert sadp.address(ANSWER.replace(b"192.0.2.64", stated)) == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"<ProbeMatch/>",
        b"<ProbeMatches><MAC>44-19-b6-00-00-01</MAC></ProbeMatches>",
        b"<Probe><Types>update</Types><MAC>44-19-b6-00-00-01</MAC></Probe>",
        b'<!DOCTYPE r [<!ENTITY a "b">]>' + ANSWER,
        ANSWER + b" " * sadp.MAX_PACKET,
    ],
)
def test_other_messages_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        sadp.parse(data)


@given(st.one_of(st.binary(max_size=600), st.binary(max_size=60).map(lambda tail: ANSWER[:-90] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = sadp.parse(data)
    except ValueError:
        return
    assert found[0][0] == "root"
