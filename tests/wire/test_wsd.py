"""WS-Discovery: what is asked, and what is read from answers."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from camcensus.wire import wsd

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<SOAP-ENV:Envelope'
    ' xmlns:SOAP-ENV="http://www.w3.org/2003/05/soap-envelope"'
    ' xmlns:wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
    ' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"'
    ' xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><SOAP-ENV:Body>'
)
TAIL = "</SOAP-ENV:Body></SOAP-ENV:Envelope>"
ABOUT = (
    "<wsa:EndpointReference><wsa:Address>urn:uuid:aa85c000-6324-11b3-819e-5850ed000001</wsa:Address>"
    "</wsa:EndpointReference><d:Types>dn:NetworkVideoTransmitter tds:Device</d:Types>"
    "<d:Scopes>onvif://www.onvif.org/type/video_encoder\n onvif://www.onvif.org/hardware/DS-2CD2032-I</d:Scopes>"
    "<d:XAddrs>http://192.0.2.64/onvif/device_service http://[2001:db8::64]/onvif/device_service</d:XAddrs>"
    "<d:MetadataVersion>10</d:MetadataVersion>"
)
MATCH = wsd.Match(
    endpoint="urn:uuid:aa85c000-6324-11b3-819e-5850ed000001",
    types=("dn:NetworkVideoTransmitter", "tds:Device"),
    scopes=("onvif://www.onvif.org/type/video_encoder", "onvif://www.onvif.org/hardware/DS-2CD2032-I"),
    xaddrs=("http://192.0.2.64/onvif/device_service", "http://[2001:db8::64]/onvif/device_service"),
)


def answer(inside: str) -> bytes:
    return (HEAD + inside + TAIL).encode()


ANSWER = answer(f"<d:ProbeMatches><d:ProbeMatch>{ABOUT}</d:ProbeMatch></d:ProbeMatches>")


@pytest.mark.parametrize(
    ("kind", "space"),
    [
        (wsd.Kind.TRANSMITTER, ("dn", "http://www.onvif.org/ver10/network/wsdl")),
        (wsd.Kind.DEVICE, ("tds", "http://www.onvif.org/ver10/device/wsdl")),
    ],
)
def test_a_probe_asks_for_one_type_and_is_no_answer(kind: wsd.Kind, space: tuple[str, str]) -> None:
    asked = wsd.probe(kind, UUID(int=7))
    root = etree.fromstring(asked)
    types = root.find(".//{http://schemas.xmlsoap.org/ws/2005/04/discovery}Types")
    assert types is not None
    assert types.text == kind
    assert types.nsmap[space[0]] == space[1]
    message = root.find(".//{http://schemas.xmlsoap.org/ws/2004/08/addressing}MessageID")
    assert message is not None
    assert message.text == "urn:uuid:00000000-0000-0000-0000-000000000007"
    with pytest.raises(ValueError, match="tells of no service"):
        wsd.matches(asked)


@pytest.mark.parametrize(
    "inside",
    [
        f"<d:ProbeMatches><d:ProbeMatch>{ABOUT}</d:ProbeMatch></d:ProbeMatches>",
        f"<d:ResolveMatches><d:ResolveMatch>{ABOUT}</d:ResolveMatch></d:ResolveMatches>",
        f"<d:Hello>{ABOUT}</d:Hello>",
    ],
)
def test_answers_and_announcements_are_read(inside: str) -> None:
    assert wsd.matches(answer(inside)) == [MATCH]
    assert wsd.matches(b"\xef\xbb\xbf" + answer(inside) + b"\r\n\0") == [MATCH]


def test_the_later_version_of_the_protocol_is_read_too() -> None:
    later = ANSWER.replace(
        b"http://schemas.xmlsoap.org/ws/2005/04/discovery", b"http://docs.oasis-open.org/ws-dd/ns/discovery/2009/01"
    )
    assert wsd.matches(later) == [MATCH]


def test_several_services_are_several_matches() -> None:
    other = ABOUT.replace("000001", "000002")
    inside = f"<d:ProbeMatch>{ABOUT}</d:ProbeMatch><d:ProbeMatch>{other}</d:ProbeMatch>"
    found = wsd.matches(answer(f"<d:ProbeMatches>{inside}</d:ProbeMatches>"))
    assert [match.endpoint[-6:] for match in found] == ["000001", "000002"]


def test_what_is_not_said_is_empty() -> None:
    bare = (
        "<d:ProbeMatch><wsa:EndpointReference><wsa:Address>uuid:1</wsa:Address></wsa:EndpointReference></d:ProbeMatch>"
    )
    assert wsd.matches(answer(bare)) == [wsd.Match(endpoint="uuid:1")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        answer("<d:ProbeMatches/>"),
        answer("<d:ProbeMatches><d:ProbeMatch/></d:ProbeMatches>"),
        answer(f"<d:Bye>{ABOUT}</d:Bye>"),
        ANSWER[:-20],
        b'<!DOCTYPE r [<!ENTITY a "b">]>' + ANSWER.partition(b"\n")[2],
        ANSWER + b" " * wsd.MAX_PACKET,
    ],
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        wsd.matches(data)


def test_much_is_bounded_in_number_and_time() -> None:
    start = time.perf_counter()
    one = "<d:ProbeMatch><wsa:EndpointReference><wsa:Address>u</wsa:Address></wsa:EndpointReference></d:ProbeMatch>"
    many = answer(f"<d:ProbeMatches>{one * 500}</d:ProbeMatches>")
    assert len(wsd.matches(many)) == wsd.MOST
    assert len(wsd.matches(ANSWER.replace(b"tds:Device", b"a " * 20_000))[0].types) == wsd.MAX_WORDS
    with pytest.raises(ValueError, match=r".{6}"):
        wsd.matches(b"<a>" * 20_000)
    assert time.perf_counter() - start < 5


@given(st.one_of(st.binary(max_size=600), st.binary(max_size=60).map(lambda tail: ANSWER[:-60] + tail)))
def test_any_bytes_parse_or_are_refused(data: bytes) -> None:
    try:
        found = wsd.matches(data)
    except ValueError:
        return
    assert found
