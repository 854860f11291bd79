"""Calls that need no login, on one connection."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.onvif_services import READS, ask
from camcensus.sources.steps import End, Exchange, Open, Reply, Saw, Step, Target
from camcensus.wire import http, soap

HERE = Target(address="192.0.2.7", open=[80, 554])


def envelope(content: str) -> str:
    return (
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tt="http://www.onvif.org/ver10/schema" '
        f'xmlns:tds="http://www.onvif.org/ver10/device/wsdl"><s:Body>{content}</s:Body></s:Envelope>'
    )


TIME = envelope("<tds:GetSystemDateAndTimeResponse/>")
SERVICES = envelope("<tds:GetServicesResponse><tds:Service/></tds:GetServicesResponse>")
ENDPOINT = envelope(
    "<tds:GetEndpointReferenceResponse><tds:GUID>urn:uuid:ec4914fd-936b-11b5-8467-2857be33e0b0</tds:GUID>"
    "</tds:GetEndpointReferenceResponse>"
)
NAME = envelope(
    "<tds:GetHostnameResponse><tds:HostnameInformation><tt:FromDHCP>false</tt:FromDHCP><tt:Name>IPC</tt:Name>"
    "</tds:HostnameInformation></tds:GetHostnameResponse>"
)
CAPABILITIES = envelope("<tds:GetCapabilitiesResponse/>")
UNSUPPORTED = envelope("<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code></s:Fault>")
CHALLENGE = envelope(
    "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code>"
    "</s:Fault>"
)


def answer(xml: str, *headers: str, status: str = "200 OK") -> Reply:
    lines = "".join(header + "\r\n" for header in headers)
    return whole(f"HTTP/1.1 {status}\r\n{lines}Content-Length: {len(xml)}\r\n\r\n{xml}".encode())


def call(number: int, port: int = 80, path: str = "/onvif/device_service", tls: bool = False) -> Step:
    host = "192.0.2.7" if port in (80, 443) else f"192.0.2.7:{port}"
    data = soap.request(READS[number], path, host, keep=number < 4)
    return Exchange(port=port, data=data, whole=http.whole, tls=tls, most=32_768)


def test_all_calls_on_one_connection() -> None:
    replies = [answer(xml) for xml in (TIME, SERVICES, ENDPOINT, NAME, CAPABILITIES)]
    assert play(ask(HERE), *replies) == [
        call(0),
        Saw(field="onvif.response", value=TIME),
        call(1),
        Saw(field="onvif.response", value=SERVICES),
        call(2),
        Saw(field="onvif.response", value=ENDPOINT),
        Saw(field="onvif.endpoint", value="urn:uuid:ec4914fd-936b-11b5-8467-2857be33e0b0"),
        call(3),
        Saw(field="onvif.response", value=NAME),
        Saw(field="fact.hostname", value="IPC"),
        call(4),
        Saw(field="onvif.response", value=CAPABILITIES),
    ]


def test_what_a_device_does_not_know_is_passed_over() -> None:
    replies = [answer(xml, status="500 Error") for xml in (TIME, UNSUPPORTED, UNSUPPORTED, NAME, CAPABILITIES)]
    assert len(asked(play(ask(HERE), *replies))) == 5


def test_a_device_that_closes_is_asked_on_few_connections() -> None:
    replies = [answer(TIME, "Connection: close"), whole(b""), answer(SERVICES, "Connection: close"), whole(b"")]
    steps = play(ask(HERE), *replies, Reply(end=End.CLOSED, data=answer(ENDPOINT).data))
    assert asked(steps) == [call(0), Open(port=80), call(1), Open(port=80), call(2)]
    assert saws(steps)[-1][0] == "onvif.endpoint"


def test_a_port_that_does_not_open_again_is_the_end() -> None:
    steps = play(ask(HERE), answer(TIME, "Connection: close"), Reply(end=End.NOT_ALLOWED))
    assert saws(steps) == [("onvif.response", TIME)]


@pytest.mark.parametrize(
    ("reply", "seen"),
    [
        (answer("", status="404 Not Found"), []),
        (answer("<html></html>"), []),
        (answer("<html></html>", 'WWW-Authenticate: Basic realm="a"'), [("http.www_authenticate", 'Basic realm="a"')]),
        (
            answer("", 'WWW-Authenticate: Digest realm="a"', status="401 Unauthorized"),
            [("http.www_authenticate", 'Digest realm="a"')],
        ),
        (answer(CHALLENGE, status="400 Bad Request"), [("onvif.response", CHALLENGE)]),
        (answer(TIME, status="401 Unauthorized"), [("onvif.response", TIME)]),
        (whole(b"RTSP/1.0 400 Bad Request\r\n\r\n"), []),
        (Reply(end=End.RESET), []),
        (Reply(end=End.SILENT), []),
    ],
)
def test_the_first_answer_may_be_the_last(reply: Reply, seen: list[tuple[str, str]]) -> None:
    assert saws(play(ask(HERE), reply)) == seen


def discovered(addresses: str, ports: tuple[int, ...] = (80,)) -> Target:
    match = (
        '<d:ProbeMatch xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery">'
        f"<d:Types>dn:NetworkVideoTransmitter</d:Types><d:XAddrs>{addresses}</d:XAddrs></d:ProbeMatch>"
    )
    return Target(address="192.0.2.7", open=list(ports), seen=[Saw(field="onvif.response", value=match)])


@pytest.mark.parametrize(
    ("target", "port", "path", "tls"),
    [
        (discovered("http://192.0.2.7:8000/onvif/device_service"), 8000, "/onvif/device_service", False),
        (discovered("http://[fe80::2]/x http://192.0.2.7/onvif/devices"), 80, "/onvif/devices", False),
        (discovered("https://192.0.2.7/onvif/device_service", ()), 443, "/onvif/device_service", True),
        (discovered("http://192.0.2.8/onvif/device_service"), 80, "/onvif/device_service", False),
        (discovered("http://192.0.2.7/cgi-bin/reboot.cgi"), 80, "/onvif/device_service", False),
        (discovered("", (8080, 2020)), 2020, "/onvif/device_service", False),
        (discovered("", (80, 8899)), 8899, "/onvif/device_service", False),
    ],
)
def test_where_it_asks(target: Target, port: int, path: str, tls: bool) -> None:
    assert asked(play(ask(target), Reply(end=End.RESET))) == [call(0, port, path, tls)]


@pytest.mark.parametrize("ports", [(), (554, 8000), (443,)])
def test_without_a_likely_port_nothing_is_asked(ports: tuple[int, ...]) -> None:
    assert play(ask(Target(address="192.0.2.7", open=list(ports)))) == []


def test_whatever_was_seen_or_comes_it_ends() -> None:
    survives(lambda: ask(HERE))
    for value in ("<XAddrs>", "XAddrs", "<a><XAddrs>" + "http://[ " * 5_000 + "</XAddrs></a>", "<XAddrs>" * 5_000):
        seen = [Saw(field="onvif.response", value=value)]
        survives(lambda seen=seen: ask(Target(address="192.0.2.7", open=[80], seen=seen)))  # type: ignore[misc]  # of this round
