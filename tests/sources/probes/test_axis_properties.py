"""One question to what looks like Axis."""

from __future__ import annotations

import pytest
from tests.sources.probes.playing import play, saws, survives, whole

from camcensus.sources.probes.axis_properties import ask
from camcensus.sources.steps import End, Exchange, Reply, Saw, Target
from camcensus.wire import http

TOLD = (
    '{"apiVersion": "1.0", "data": {"propertyList": {"Brand": "AXIS", "ProdFullName": "AXIS M1065-LW Network Camera", '
    '"ProdNbr": "M1065-LW", "SerialNumber": "ACCC8E000001", "Version": "9.80.1"}}}'
)


def target(field: str, value: str, *more: Saw) -> Target:
    return Target(address="192.0.2.7", open=[80, 443], seen=[Saw(field=field, value=value), *more])


HERE = target("http.www_authenticate", 'Digest realm="AXIS_ACCC8E000001", nonce="1"')


def test_its_properties() -> None:
    assert play(ask(HERE), whole(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + TOLD.encode())) == [
        Exchange(
            port=80,
            data=(
                b"POST /axis-cgi/basicdeviceinfo.cgi HTTP/1.1\r\nHost: 192.0.2.7\r\n"
                b"User-Agent: camcensus (owner's inventory)\r\nAccept: */*\r\nAccept-Encoding: identity\r\n"
                b"Connection: close\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n"
                b'{"apiVersion":"1.0","method":"getAllUnrestrictedProperties"}'
            ),
            whole=http.whole,
            most=16_384,
        ),
        Saw(field="http.body", value=TOLD),
    ]


def test_it_asks_where_the_pages_are() -> None:
    seen = Saw(field="http.location", value="https://192.0.2.7/")
    step = next(ask(target("http.title", "AXIS M1065-LW", seen)))
    assert isinstance(step, Exchange)
    assert (step.port, step.tls) == (443, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("rtsp.www_authenticate", 'Digest realm="AXIS_ACCC8E000001"'),
        ("tls.subject", "CN=axis-accc8e000001,O=Axis Communications AB"),
        ("mdns.service", "AXIS M1065-LW - ACCC8E000001._axis-video._tcp.local"),
        ("upnp.description", "<serviceType>urn:axis-com:service:BasicService:1</serviceType>"),
        ("upnp.description", "<manufacturer>AXIS</manufacturer><modelName>AXIS M1014</modelName>"),
        ("onvif.scopes", "onvif://www.onvif.org/name/AXIS%20M1065-LW"),
        ("http.location", "/axis-cgi/x"),
    ],
)
def test_marks_of_axis(field: str, value: str) -> None:
    assert next(ask(target(field, value, Saw(field="http.server", value="x"))), None) is not None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("http.body", "<script>var y_axis = 1; // the axis of the chart</script>"),
        ("http.body", "axis 1000"),
        ("http.server", "Praxis"),
        ("rtsp.server", "GStreamer RTSP server"),
    ],
)
def test_others_are_not_asked(field: str, value: str) -> None:
    assert play(ask(target(field, value, Saw(field="http.server", value="x")))) == []


def test_without_a_page_nothing_is_asked() -> None:
    assert play(ask(target("rtsp.www_authenticate", 'Digest realm="AXIS_ACCC8E000001"'))) == []


@pytest.mark.parametrize(
    "reply",
    [
        whole(b"HTTP/1.1 401 Unauthorized\r\n\r\n{}"),
        whole(b"HTTP/1.1 404 Not Found\r\n\r\n<html>"),
        whole(b"HTTP/1.1 200 OK\r\n\r\n<html>"),
        Reply(end=End.RESET),
    ],
)
def test_other_answers(reply: Reply) -> None:
    assert saws(play(ask(HERE), reply)) == []


def test_whatever_comes_it_ends() -> None:
    survives(lambda: ask(HERE))
