"""A recorder that Dahua built tells its owner of itself and of its cameras, never of their passwords."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.probes.logins import ADDRESS, Device, about, answer, challenge, meet, shown, target
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes import dahua_channels
from camcensus.sources.probes.dahua_channels import ask
from camcensus.sources.steps import End, Exchange, Login, Refused, Reply
from camcensus.wire import dahua_cgi

SLOT = "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_"
REMOTE = (
    f"{SLOT}0.Address=192.0.2.20\r\n{SLOT}0.Enable=true\r\n{SLOT}0.DeviceType=IPC-HDW1025C\r\n"
    f"{SLOT}0.UserName=viewer-of-cameras\r\n{SLOT}0.Password=key-to-the-gate\r\n{SLOT}0.SerialNo=2B0048DPAJ00001\r\n"
).encode()
RECORDER = b"serialNumber=4C0048DPAJ8F3C9\r\ndeviceType=31\r\nupdateSerial=DHI-NVR4216-4KS2\r\n"
CAMERA = b"serialNumber=4X7C5A1ZAG21L3F\r\ndeviceType=IPC-HDW5831R-ZE\r\nupdateSerial=IPC-HDW5830R-Z\r\n"
REFUSED = answer(b"Error\r\nBad Request!\r\n", 400)
PAGES = {
    dahua_cgi.SYSTEM_INFO: RECORDER,
    dahua_cgi.SOFTWARE_VERSION: b"version=4.002.0000000.2.R,build:2023-02-20\r\n",
    dahua_cgi.MACHINE_NAME: b"name=Depot\r\n",
    dahua_cgi.REMOTE_DEVICES: REMOTE,
    dahua_cgi.TITLES: b"table.ChannelTitle[0].Name=Gate\r\ntable.ChannelTitle[1].Name=Yard\r\n",
}
VERSION = "version=4.002.0000000.2.R,build:2023-02-20\nname=Depot"
INFO = f"serialNumber=4C0048DPAJ8F3C9\nupdateSerial=DHI-NVR4216-4KS2\n{VERSION}"
CAMERA_INFO = f"serialNumber=4X7C5A1ZAG21L3F\ndeviceType=IPC-HDW5831R-ZE\nupdateSerial=IPC-HDW5830R-Z\n{VERSION}"
GATE = [
    ("channel.recorder", ADDRESS),
    ("channel.number", "1"),
    ("channel.name", "Gate"),
    ("channel.address", "192.0.2.20"),
    ("channel.model", "IPC-HDW1025C"),
    ("channel.serial", "2B0048DPAJ00001"),
    ("channel.kind", "network"),
    ("model.number", "IPC-HDW1025C"),
    ("serial.number", "2B0048DPAJ00001"),
]
YARD = [
    ("channel.recorder", ADDRESS),
    ("channel.number", "2"),
    ("channel.name", "Yard"),
    ("channel.kind", "analogue"),
]


@pytest.mark.parametrize("closes", [True, False])
def test_a_recorder_of_cameras_on_the_network(closes: bool) -> None:
    device = Device(PAGES, closes=closes)
    steps = meet(ask(target(80, 37777)), device)
    assert about(steps, "") == [
        ("dahua.system_info", INFO),
        ("model.number", "DHI-NVR4216-4KS2"),
        ("channel.count", "1"),
    ]
    assert about(steps, "channel:192.0.2.7/1") == GATE
    assert about(steps, "channel:192.0.2.7/2") == []
    assert list(dict.fromkeys(path for path, _ in device.asked)) == list(PAGES)
    assert len(device.asked) == (10 if closes else 6)
    assert device.failed == 0
    for secret in ("viewer-of-cameras", "key-to-the-gate"):
        assert secret not in shown(steps)


def test_a_recorder_with_sockets_has_the_other_titles_on_them() -> None:
    hybrid = {**PAGES, dahua_cgi.SYSTEM_INFO: RECORDER.replace(b"DHI-NVR", b"DH-XVR")}
    steps = meet(ask(target(80, 37777)), Device(hybrid))
    assert about(steps, "channel:192.0.2.7/1") == GATE
    assert about(steps, "channel:192.0.2.7/2") == YARD
    assert about(steps, "")[-1] == ("channel.count", "2")


def test_sockets_alone_leave_open_what_is_on_the_network() -> None:
    analogue = {**PAGES, dahua_cgi.SYSTEM_INFO: RECORDER.replace(b"DHI-NVR", b"DH-XVR")}
    del analogue[dahua_cgi.REMOTE_DEVICES]
    steps = meet(ask(target(80, 37777)), Device(analogue))
    assert about(steps, "channel:192.0.2.7/2") == YARD
    assert about(steps, "")[-1] == ("vms.channel_count", "2")


def test_a_camera_is_not_asked_for_channels() -> None:
    device = Device({**PAGES, dahua_cgi.SYSTEM_INFO: CAMERA})
    steps = meet(ask(target(80, 37777)), device)
    assert saws(steps) == [("dahua.system_info", CAMERA_INFO)]
    assert len(device.asked) == 4


def test_the_steps_of_a_dialogue() -> None:
    """A device whose model does not tell is asked for remote devices; a camera answers with an error."""
    replies = (
        whole(answer(b"", 401, challenge())),
        whole(answer(b"deviceType=IP2M-841\r\nserialNumber=AMC04142ED\r\n")),
        whole(REFUSED),
        whole(REFUSED),
        whole(REFUSED),
    )
    steps = play(ask(target(80, 37777)), *replies)
    requests = [step for step in steps if isinstance(step, Exchange)]
    assert [step.credential for step in requests] == [False, True, True, True, True]
    assert all(step.data.startswith(b"GET /cgi-bin/") for step in requests)
    assert all(b"action=get" in step.data for step in requests)
    assert saws(steps) == [("dahua.system_info", "deviceType=IP2M-841\nserialNumber=AMC04142ED")]


def test_a_list_that_was_cut_off_does_not_count_as_the_whole() -> None:
    cut = Reply(end=End.LIMIT, data=answer(REMOTE)[:-3])
    replies = (whole(answer(RECORDER)), whole(REFUSED), whole(REFUSED), cut, whole(REFUSED))
    steps = play(ask(target(80, 37777)), *replies)
    assert about(steps, "")[-1] == ("vms.channel_count", "1")


def test_after_a_refusal_nothing_more_is_asked() -> None:
    device = Device(PAGES, login=Login(user="another", password="not-this-one"))  # noqa: S106  # it opens nothing
    steps = meet(ask(target(80, 37777)), device)
    assert device.asked == [(dahua_cgi.SYSTEM_INFO, False), (dahua_cgi.SYSTEM_INFO, True)]
    assert isinstance(steps[-1], Refused)
    assert saws(steps) == []


HINTS = [
    ("http.www_authenticate", 'Digest realm="Login to 4C0048D", nonce="x"'),
    ("rtsp.server", "Dahua Rtsp Server"),
    ("http.body", "<a>@WebVersion@</a>"),
    ("dhip.reply", "{}"),
    ("dahua1.reply", "x"),
    ("sdp", "a=packetization-supported:DH"),
]


@pytest.mark.parametrize("seen", HINTS)
def test_what_looks_like_it_is_asked(seen: tuple[str, str]) -> None:
    assert dahua_channels.fits(target(80, seen=(seen,)))
    assert len(asked(play(ask(target(80, seen=(seen,))), whole(REFUSED)))) == 1


@pytest.mark.parametrize("seen", [("http.server", "lighttpd"), ("register.notes", "Dahua")])
def test_what_does_not_is_left_alone(seen: tuple[str, str]) -> None:
    assert play(ask(target(80, seen=(seen,)))) == []


def test_without_a_login_nothing_is_asked() -> None:
    assert play(ask(target(80, 37777, login=None))) == []
    assert play(ask(target(37777))) == []


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_the_login_is_the_same_is_seen(user: str, password: str) -> None:
    def looks(login: Login) -> str:
        """The device takes whatever it is given, so that all of the dialogue is played."""
        replies = [whole(answer(b"", 401, challenge())), *(whole(answer(page)) for page in PAGES.values())]
        return shown(meet(ask(target(80, 37777, login=login)), lambda _: replies.pop(0)))

    fixed = looks(Login(user="somebody", password="something-else"))  # noqa: S106  # it opens nothing
    unwritable = looks(Login(user="\0", password=""))
    shown_ = looks(Login(user=user, password=password))
    assert shown_ in (fixed, unwritable) or (len(password) > 3 and password in fixed and password not in shown_)


def test_it_withstands_anything() -> None:
    survives(lambda: ask(target(80, 443, 37777)))
    survives(lambda: ask(target(443, 37777)))
