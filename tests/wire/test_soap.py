"""What may be asked before a login, and what comes back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import http, soap
from camcensus.wire.soap import Read

NAMESPACES = (
    b'xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl" '
    b'xmlns:tt="http://www.onvif.org/ver10/schema" xmlns:ter="http://www.onvif.org/ver10/error"'
)


def envelope(content: bytes) -> bytes:
    head = b'<?xml version="1.0" encoding="UTF-8"?>\n'
    return head + b"<s:Envelope " + NAMESPACES + b"><s:Body>" + content + b"</s:Body></s:Envelope>"


def moment(name: bytes, hour: bytes = b"14") -> bytes:
    return (
        b"<tt:%s><tt:Time><tt:Hour>%s</tt:Hour><tt:Minute>13</tt:Minute><tt:Second>45</tt:Second></tt:Time>"
        b"<tt:Date><tt:Year>2026</tt:Year><tt:Month>3</tt:Month><tt:Day>6</tt:Day></tt:Date></tt:%s>"
    ) % (name, hour, name)


def clock(content: bytes) -> bytes:
    return envelope(
        b"<tds:GetSystemDateAndTimeResponse><tds:SystemDateAndTime><tt:DateTimeType>NTP</tt:DateTimeType>"
        b"<tt:TimeZone><tt:TZ>CST-8</tt:TZ></tt:TimeZone>" + content + b"</tds:SystemDateAndTime>"
        b"</tds:GetSystemDateAndTimeResponse>"
    )


FAULT = envelope(
    b"<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode>"
    b'</s:Code><s:Reason><s:Text xml:lang="en">Sender not authorized</s:Text></s:Reason></s:Fault>'
)
UNKNOWN = FAULT.replace(b"s:Sender", b"s:Receiver").replace(b"ter:NotAuthorized", b"ter:ActionNotSupported")


def test_a_request() -> None:
    sent = soap.request(Read.HOSTNAME, "/onvif/device_service", "192.0.2.7", keep=True)
    head, _, body = sent.partition(b"\r\n\r\n")
    assert head.split(b"\r\n") == [
        b"POST /onvif/device_service HTTP/1.1",
        b"Host: 192.0.2.7",
        b"User-Agent: camcensus (owner's inventory)",
        b"Accept: */*",
        b"Accept-Encoding: identity",
        b"Connection: keep-alive",
        b"Content-Type: application/soap+xml; charset=utf-8",
        b"Content-Length: %d" % len(body),
    ]
    assert body == (
        b'<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        b'xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Body><tds:GetHostname/></s:Body></s:Envelope>'
    )


@pytest.mark.parametrize("read", Read)
def test_whatever_may_be_asked_only_reads(read: Read) -> None:
    sent = soap.request(read, "/onvif/device_service", "192.0.2.7")
    assert b"Connection: close" in sent
    assert dict(soap.answered(http.body(sent.replace(b"POST /onvif/device_service ", b"HTTP/1.1 200 ", 1))))[
        "root"
    ].startswith("Get")


def test_a_path_that_no_request_may_hold() -> None:
    with pytest.raises(ValueError, match="no request may hold"):
        soap.request(Read.SERVICES, "/a b", "192.0.2.7")


def test_answers_tell_what_they_are() -> None:
    answer = envelope(b"<tds:GetHostnameResponse><tt:Name>IPC</tt:Name></tds:GetHostnameResponse>")
    assert ("root", "GetHostnameResponse") in soap.answered(answer)
    assert ("Name", "IPC") in soap.answered(answer)
    assert not soap.is_challenge(answer)


def test_soap_1_1_is_read_too() -> None:
    assert soap.answered(FAULT.replace(b"www.w3.org/2003/05/soap-envelope", b"schemas.xmlsoap.org/soap/envelope/"))


@pytest.mark.parametrize(
    "data", [b"", b"{}", b"<html></html>", b"a=b", b"<a", b"xmlns=http://www.w3.org/2003/05/soap-envelope"]
)
def test_other_answers_are_none(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        soap.answered(data)
    assert not soap.is_challenge(data)


def test_faults() -> None:
    assert soap.is_challenge(FAULT)
    assert not soap.is_challenge(UNKNOWN)


@pytest.mark.parametrize("code", [b"wsse:FailedAuthentication", b"wsse:InvalidSecurity", b"ter:NotAuthorized"])
def test_challenges(code: bytes) -> None:
    assert soap.is_challenge(FAULT.replace(b"ter:NotAuthorized", code))


def test_the_clock_of_the_device() -> None:
    both = moment(b"LocalDateTime", b"22") + moment(b"UTCDateTime")
    assert soap.device_time(clock(both)) == datetime(2026, 3, 6, 14, 13, 45, tzinfo=UTC)
    assert soap.device_time(b"\r\n" + clock(moment(b"UTCDateTime"))) is not None


@pytest.mark.parametrize(
    "data",
    [
        clock(b""),
        clock(moment(b"LocalDateTime")),
        clock(moment(b"UTCDateTime", b"24")),
        clock(moment(b"UTCDateTime", b"")),
        clock(moment(b"UTCDateTime", b"-1")),
        clock(moment(b"UTCDateTime", "\N{ARABIC-INDIC DIGIT ONE}".encode())),
        clock(moment(b"UTCDateTime", b"9" * 5_000)),
        clock(b"<tt:UTCDateTime/>"),
        clock(moment(b"UTCDateTime"))[:400],
        b'<!DOCTYPE a [<!ENTITY b "1">]>' + clock(moment(b"UTCDateTime", b"&b;"))[39:],
        FAULT,
        b"",
        b"{}",
    ],
)
def test_no_clock(data: bytes) -> None:
    assert soap.device_time(data) is None


@given(st.binary(max_size=200))
def test_nothing_else_is_ever_raised(data: bytes) -> None:
    for answer in (data, b"<" + data, envelope(data), clock(moment(b"UTCDateTime", data))):
        soap.is_challenge(answer)
        soap.device_time(answer)
        try:
            soap.answered(answer)
        except ValueError:
            continue
