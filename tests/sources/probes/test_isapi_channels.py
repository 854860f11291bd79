"""A recorder that Hikvision built tells its owner of itself and of its cameras; a camera is not asked for channels."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.probes.logins import ADDRESS, Device, about, answer, challenge, meet, shown, target
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes import isapi_channels
from camcensus.sources.probes.isapi_channels import ask
from camcensus.sources.steps import Accepted, End, Exchange, Login, Refused, Reply
from camcensus.wire import isapi

INFO = "<DeviceInfo><model>DS-7616NI-Q2/16P</model><deviceType>{}</deviceType></DeviceInfo>"
NVR = INFO.format("NVR").encode()
PROXIES = b"""<InputProxyChannelList>
<InputProxyChannel><id>1</id><name>Gate</name><sourceInputPortDescriptor><proxyProtocol>HIKVISION</proxyProtocol>
<ipAddress>192.0.2.20</ipAddress><userName>viewer-of-cameras</userName><password>key-to-the-gate</password>
<model>DS-2CD2T63G0-I5</model><serialNumber>DS-2CD2T63G0-I520190430AAWRD1</serialNumber>
<macAddress>58:50:ed:1f:e3:85</macAddress></sourceInputPortDescriptor></InputProxyChannel>
<InputProxyChannel><id>2</id><sourceInputPortDescriptor><ipAddress>0.0.0.0</ipAddress></sourceInputPortDescriptor>
</InputProxyChannel></InputProxyChannelList>"""
STATUS = b"""<InputProxyChannelStatusList><InputProxyChannelStatus><id>1</id><online>true</online>
</InputProxyChannelStatus></InputProxyChannelStatusList>"""
INPUTS = b"""<VideoInputChannelList><VideoInputChannel><id>1</id><name>Yard</name><resDesc>720P25</resDesc>
</VideoInputChannel></VideoInputChannelList>"""
NOT_THERE = answer(b"<ResponseStatus><subStatusCode>notSupport</subStatusCode></ResponseStatus>", 403)

GATE = [
    ("channel.recorder", ADDRESS),
    ("channel.number", "1"),
    ("channel.name", "Gate"),
    ("channel.address", "192.0.2.20"),
    ("channel.model", "DS-2CD2T63G0-I5"),
    ("channel.serial", "DS-2CD2T63G0-I520190430AAWRD1"),
    ("channel.mac", "58:50:ed:1f:e3:85"),
    ("channel.protocol", "HIKVISION"),
    ("channel.state", "online"),
    ("channel.kind", "network"),
    ("model.number", "DS-2CD2T63G0-I5"),
    ("serial.number", "DS-2CD2T63G0-I520190430AAWRD1"),
    ("mac", "58:50:ed:1f:e3:85"),
]
YARD = [
    ("channel.recorder", ADDRESS),
    ("channel.number", "1"),
    ("channel.name", "Yard"),
    ("channel.state", "online"),
    ("channel.kind", "analogue"),
]


def pages(kind: str, **more: bytes) -> Mapping[str, bytes]:
    found = {isapi.DEVICE_INFO: INFO.format(kind).encode(), isapi.PROXIES: PROXIES, isapi.STATUS: STATUS}
    return {**found, isapi.INPUTS: INPUTS, **more}


def paths(device: Device) -> list[str]:
    return list(dict.fromkeys(path for path, _ in device.asked))


def test_a_recorder_of_cameras_on_the_network() -> None:
    device = Device(pages("NVR"))
    steps = meet(ask(target(80, 8000)), device)
    assert about(steps, "channel:192.0.2.7/1") == GATE
    assert about(steps, "") == [("isapi.device_info", NVR.decode()), ("channel.count", "1")]
    assert paths(device) == [isapi.DEVICE_INFO, isapi.PROXIES, isapi.STATUS]
    assert sum(isinstance(step, Accepted) for step in steps) == 1
    assert len(device.asked) == 4
    for secret in ("viewer-of-cameras", "key-to-the-gate"):
        assert secret not in shown(steps)


def test_a_recorder_with_sockets_numbers_them_apart() -> None:
    steps = meet(ask(target(80, 8000)), Device(pages("HybirdNVR")))
    assert about(steps, "channel:192.0.2.7/1") == YARD
    assert about(steps, "channel:192.0.2.7/D1") == GATE
    assert about(steps, "")[-1] == ("channel.count", "2")


def test_an_encoder_has_sockets_only() -> None:
    device = Device(pages("DVS"))
    steps = meet(ask(target(80, 8000)), device)
    assert paths(device) == [isapi.DEVICE_INFO, isapi.INPUTS]
    assert about(steps, "channel:192.0.2.7/1") == YARD


def test_a_camera_is_not_asked_for_channels() -> None:
    device = Device(pages("IPCamera"))
    assert saws(meet(ask(target(80, 8000)), device)) == [("isapi.device_info", INFO.format("IPCamera"))]
    assert paths(device) == [isapi.DEVICE_INFO]


def test_the_steps_of_a_dialogue() -> None:
    replies = (
        whole(answer(b"", 401, challenge())),
        whole(answer(NVR)),
        whole(answer(b"<InputProxyChannelList/>")),
    )
    steps = play(ask(target(8080, 8000)), *replies)
    requests = [step for step in steps if isinstance(step, Exchange)]
    assert [(step.port, step.credential) for step in requests] == [(8080, False), (8080, True), (8080, True)]
    assert all(step.data.startswith(b"GET /ISAPI/") for step in requests)
    assert saws(steps) == [("isapi.device_info", NVR.decode()), ("channel.count", "0")]


def test_a_list_that_the_device_does_not_have_is_empty_and_one_it_keeps_back_is_unknown() -> None:
    device = whole(answer(INFO.format("DVR").encode()))
    assert saws(play(ask(target(80, 8000)), device, whole(NOT_THERE), whole(answer(INPUTS))))[-1] == (
        "channel.count",
        "1",
    )
    kept_back = whole(NOT_THERE.replace(b"notSupport", b"noRights.."))
    found = saws(play(ask(target(80, 8000)), device, kept_back, whole(answer(INPUTS))))
    assert found[-1] == ("vms.channel_count", "1")


def test_states_that_are_not_told_are_unknown() -> None:
    steps = play(ask(target(80, 8000)), whole(answer(NVR)), whole(answer(PROXIES)), whole(answer(b"", 404)))
    assert about(steps, "channel:192.0.2.7/1") == [one for one in GATE if one[0] != "channel.state"]


def test_a_list_that_was_cut_off_does_not_count_as_the_whole() -> None:
    cut = Reply(end=End.LIMIT, data=answer(PROXIES)[:-30])
    steps = play(ask(target(80, 8000)), whole(answer(NVR)), cut, whole(answer(STATUS)))
    assert about(steps, "channel:192.0.2.7/1") == GATE
    assert about(steps, "")[1:] == [("vms.channel_count", "1")]


def test_after_a_refusal_nothing_more_is_asked() -> None:
    device = Device(pages("NVR"), login=Login(user="another", password="not-this-one"))  # noqa: S106  # it opens nothing
    steps = meet(ask(target(80, 8000)), device)
    assert device.asked == [(isapi.DEVICE_INFO, False), (isapi.DEVICE_INFO, True)]
    assert device.failed == 1
    assert isinstance(steps[-1], Refused)
    assert saws(steps) == []


def test_other_kinds_of_device_say_nothing_of_channels() -> None:
    replies = (whole(answer(INFO.format("ACS").encode())), whole(NOT_THERE), whole(NOT_THERE))
    assert saws(play(ask(target(80, 8000)), *replies)) == [("isapi.device_info", INFO.format("ACS"))]


@pytest.mark.parametrize("said", [b"<html></html>", b"", b"<ResponseStatus/>"])
def test_another_page_at_that_path_ends_it(said: bytes) -> None:
    assert saws(play(ask(target(80, 8000)), whole(answer(said)))) == []


HINTS = [
    ("http.server", "App-webs/"),
    ("http.server", "DNVRS-Webs"),
    ("http.server", "webserver"),
    ("http.www_authenticate", 'Digest realm="DS-1234abcd", nonce="x"'),
    ("http.www_authenticate", 'Basic realm="hikvision"'),
    ("http.location", "/doc/page/login.asp?_1"),
    ("tls.subject", "CN=x,OU=DVRNVR,O=HIKVISION"),
    ("onvif.scopes", "onvif://www.onvif.org/location/city/hangzhou"),
    ("sadp.reply", "<ProbeMatch/>"),
    ("http.body", "var url = '/ISAPI/Security'"),
]


@pytest.mark.parametrize("seen", HINTS)
def test_what_looks_like_it_is_asked(seen: tuple[str, str]) -> None:
    assert isapi_channels.fits(target(80, seen=(seen,)))
    assert len(asked(play(ask(target(80, seen=(seen,))), whole(answer(b"", 404))))) == 1


@pytest.mark.parametrize(
    "seen", [("http.server", "lighttpd"), ("register.notes", "Hikvision"), ("http.title", "webserver x")]
)
def test_what_does_not_is_left_alone(seen: tuple[str, str]) -> None:
    assert play(ask(target(80, seen=(seen,)))) == []


def test_without_a_login_nothing_is_asked() -> None:
    assert play(ask(target(80, 8000, login=None))) == []
    assert play(ask(target(554, 8000))) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_login_is_the_same_is_seen(user: str, password: str) -> None:
    def looks(login: Login) -> str:
        """The device takes whatever it is given, so that all of the dialogue is played."""
        replies = [whole(answer(b"", 401, challenge())), *(whole(answer(page)) for page in pages("NVR").values())]
        return shown(meet(ask(target(80, 8000, login=login)), lambda _: replies.pop(0)))

    fixed = looks(Login(user="somebody", password="something-else"))  # noqa: S106  # it opens nothing
    unwritable = looks(Login(user="\0", password=""))
    shown_ = looks(Login(user=user, password=password))
    assert shown_ in (fixed, unwritable) or (len(password) > 3 and password in fixed and password not in shown_)


def test_it_withstands_anything() -> None:
    survives(lambda: ask(target(80, 443, 8000)))
    survives(lambda: ask(target(443, 8000)))
