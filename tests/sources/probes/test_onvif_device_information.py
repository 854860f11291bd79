"""GetDeviceInformation with the owner's login, where nothing has told the same yet."""

from __future__ import annotations

import pytest
from tests.sources.probes.logins import ADDRESS, LOGIN, Device, answer, challenge, meet, path_of, shown, target
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.onvif_device_information import ask
from camcensus.sources.steps import Accepted, Exchange, Refused

INFORMATION = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:tds="http://www.onvif.org/ver10/device/wsdl">'
    b"<s:Body><tds:GetDeviceInformationResponse><tds:Manufacturer>ONVIF</tds:Manufacturer>"
    b"<tds:Model>ENP1A14-IR/25X</tds:Model></tds:GetDeviceInformationResponse></s:Body></s:Envelope>"
)
FAULT = (
    b'<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value>'
    b"<s:Subcode><s:Value>ter:NotAuthorized</s:Value></s:Subcode></s:Code></s:Fault></s:Body></s:Envelope>"
)
FOUND = [("onvif.device_information", INFORMATION.decode())]
MATCH = f"<XAddrs>http://{ADDRESS}:8899/onvif/device_service</XAddrs>"


@pytest.mark.parametrize("asks", [answer(b"", 401, challenge()), answer(FAULT, 400)])
def test_a_device_that_asks_for_a_login(asks: bytes) -> None:
    steps = play(ask(target(80)), whole(asks), whole(answer(INFORMATION)))
    first, second, accepted, _ = steps
    assert isinstance(first, Exchange)
    assert isinstance(second, Exchange)
    assert (first.port, first.credential, second.credential) == (80, False, True)
    assert path_of(first.data) == "/onvif/device_service"
    assert b"GetDeviceInformation" in first.data
    assert isinstance(accepted, Accepted)
    assert saws(steps) == FOUND
    assert LOGIN.password not in shown(steps)


def test_a_device_that_tells_anybody() -> None:
    steps = play(ask(target(80)), whole(answer(INFORMATION)))
    assert saws(steps) == FOUND
    assert not any(isinstance(step, Accepted) for step in steps)


@pytest.mark.parametrize("refusal", [answer(FAULT, 400), answer(b"", 401, challenge("2"))])
def test_a_refusal_ends_it(refusal: bytes) -> None:
    steps = play(ask(target(80)), whole(answer(FAULT, 400)), whole(refusal))
    assert isinstance(steps[-1], Refused)
    assert saws(steps) == []


def test_it_is_asked_where_the_device_said_it_is() -> None:
    (request,) = asked(play(ask(target(80, 8899, seen=(("onvif.response", MATCH),))), whole(answer(b"", 404))))
    assert isinstance(request, Exchange)
    assert request.port == 8899
    assert b"\r\nHost: 192.0.2.7:8899\r\n" in request.data
    (request,) = asked(play(ask(target(80, seen=(("onvif.response", MATCH),))), whole(answer(b"", 404))))
    assert isinstance(request, Exchange)
    assert request.port == 80


@pytest.mark.parametrize("field", ["onvif.device_information", "isapi.device_info", "dahua.system_info"])
def test_what_was_told_already_is_not_asked_again(field: str) -> None:
    assert play(ask(target(80, seen=((field, "x"),)))) == []


def test_another_answer_is_not_noted() -> None:
    for said in (FAULT.replace(b"NotAuthorized", b"ActionNotSupported"), b"<html/>", b""):
        assert saws(play(ask(target(80)), whole(answer(said)))) == []


def test_without_a_login_nothing_is_asked() -> None:
    assert play(ask(target(80, login=None))) == []
    assert play(ask(target(554))) == []


def test_it_is_played_against_a_device() -> None:
    device = Device({"/onvif/device_service": INFORMATION})
    assert saws(meet(ask(target(80)), device)) == FOUND
    assert device.failed == 0


def test_it_withstands_anything() -> None:
    survives(lambda: ask(target(80, 443)))
    survives(lambda: ask(target(80, 8899, seen=(("onvif.response", MATCH),))))
