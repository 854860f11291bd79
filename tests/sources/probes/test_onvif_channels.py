"""The video inputs of a recorder of another make, asked by the media service of ONVIF."""

from __future__ import annotations

import pytest
from tests.sources.probes.logins import ADDRESS, Device, about, answer, challenge, meet, path_of, target
from tests.sources.probes.playing import asked, play, saws, survives, whole

from camcensus.sources.probes.onvif_channels import ask
from camcensus.sources.steps import Exchange, Refused, Target

NVR = ("onvif.device_information", "<a><Model>N9000-NVR</Model></a>")
PLAIN = ("onvif.device_information", "<a><Model>X1</Model></a>")
MEDIA = "<Namespace>http://www.onvif.org/ver10/media/wsdl</Namespace>"
SERVICES = ("onvif.response", f"<a><Service>{MEDIA}<XAddr>http://{ADDRESS}/onvif/Media</XAddr></Service></a>")


def sources(count: int) -> bytes:
    each = (
        f'<VideoSources token="s{n}"><Resolution><Width>1920</Width><Height>1080</Height></Resolution></VideoSources>'
        for n in range(1, count + 1)
    )
    return f"<GetVideoSourcesResponse>{''.join(each)}</GetVideoSourcesResponse>".encode()


PROFILES = (
    b'<GetProfilesResponse><Profiles token="p"><Name>main</Name><VideoSourceConfiguration token="c"><Name>Gate</Name>'
    b"<SourceToken>s1</SourceToken></VideoSourceConfiguration></Profiles></GetProfilesResponse>"
)


def recorder(*seen: tuple[str, str], port: int = 80) -> Target:
    return target(port, seen=seen or (NVR, SERVICES))


def test_the_steps_of_a_dialogue() -> None:
    replies = (whole(answer(b"", 401, challenge())), whole(answer(sources(2))), whole(answer(PROFILES)))
    steps = play(ask(recorder()), *replies)
    requests = [step for step in asked(steps) if isinstance(step, Exchange)]
    assert [(path_of(step.data), step.credential) for step in requests] == [
        ("/onvif/Media", False), ("/onvif/Media", True), ("/onvif/Media", True),
    ]  # fmt: skip
    assert [word in requests[at].data for at, word in ((0, b"GetVideoSources"), (2, b"GetProfiles"))] == [True, True]
    assert about(steps, "channel:192.0.2.7/1") == [
        ("channel.recorder", ADDRESS), ("channel.number", "1"), ("channel.name", "Gate"),
    ]  # fmt: skip
    assert about(steps, "channel:192.0.2.7/2") == [("channel.recorder", ADDRESS), ("channel.number", "2")]
    assert about(steps, "") == [("channel.count", "2")]


def test_more_inputs_than_a_camera_has_are_those_of_a_recorder() -> None:
    steps = play(ask(recorder(PLAIN)), whole(answer(sources(5))), whole(answer(PROFILES)))
    assert about(steps, "") == [("channel.count", "5")]
    assert saws(play(ask(recorder(PLAIN)), whole(answer(sources(4))))) == []


def test_of_many_inputs_no_names_are_asked() -> None:
    steps = play(ask(recorder(PLAIN)), whole(answer(sources(64))))
    assert about(steps, "") == [("channel.count", "64")]
    assert about(play(ask(recorder(PLAIN)), whole(answer(sources(300)))), "") == [("vms.channel_count", "300")]


def test_names_that_are_not_told_are_unknown() -> None:
    for reply in (answer(b"", 404), answer(b"")):
        steps = play(ask(recorder()), whole(answer(sources(1))), whole(reply))
        assert about(steps, "channel:192.0.2.7/1") == [("channel.recorder", ADDRESS), ("channel.number", "1")]


def test_where_the_media_service_is_not_told_the_device_service_is_asked() -> None:
    (request,) = asked(play(ask(recorder(NVR)), whole(answer(b"", 404))))
    assert isinstance(request, Exchange)
    assert path_of(request.data) == "/onvif/device_service"


@pytest.mark.parametrize("own", [(), (NVR, ("isapi.device_info", "x")), (NVR, ("dahua.system_info", "x"))])
def test_it_is_asked_only_where_the_device_told_its_owner_and_has_no_list_of_its_own(
    own: tuple[tuple[str, str], ...],
) -> None:
    assert play(ask(target(80, seen=own))) == []


def test_without_a_login_nothing_is_asked() -> None:
    assert play(ask(target(80, seen=(NVR,), login=None))) == []


def test_a_refusal_ends_it() -> None:
    steps = play(ask(recorder()), whole(answer(b"", 401, challenge("1"))), whole(answer(b"", 401, challenge("2"))))
    assert isinstance(steps[-1], Refused)


def test_it_is_played_against_a_device() -> None:
    device = Device({"/onvif/Media": sources(16)})
    assert about(meet(ask(recorder()), device), "") == [("channel.count", "16")]
    assert device.failed == 0


def test_it_withstands_anything() -> None:
    survives(lambda: ask(recorder()))
    survives(lambda: ask(recorder(port=443)))
