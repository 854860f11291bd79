"""Channels hold what tells one camera from others; what says nothing, and every secret, is left out."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire import channels
from camcensus.wire.channels import Channel, Listing, as_facts, listed, made

CAMERA = made(
    "3",
    online=True,
    analogue=False,
    name="Gate ",
    address="192.0.2.20",
    port="8000",
    protocol="HIKVISION",
    model="DS-2CD2T63G0-I5",
    serial="DS-2CD2T63G0-I520190430AAWRD14878498",
    firmware="V5.5.3 build 180822",
    mac="58-50-ED-1F-E3-85",
)


def test_a_channel_as_facts() -> None:
    assert as_facts(CAMERA) == [
        ("channel.number", "3"),
        ("channel.name", "Gate"),
        ("channel.address", "192.0.2.20"),
        ("channel.model", "DS-2CD2T63G0-I5"),
        ("channel.serial", "DS-2CD2T63G0-I520190430AAWRD14878498"),
        ("channel.firmware", "V5.5.3 build 180822"),
        ("channel.mac", "58:50:ed:1f:e3:85"),
        ("channel.protocol", "HIKVISION"),
        ("channel.state", "online"),
        ("channel.kind", "network"),
        ("model.number", "DS-2CD2T63G0-I5"),
        ("serial.number", "DS-2CD2T63G0-I520190430AAWRD14878498"),
        ("firmware.version", "V5.5.3 build 180822"),
        ("mac", "58:50:ed:1f:e3:85"),
    ]
    assert CAMERA.port == 8000


def test_what_was_not_said_is_no_fact() -> None:
    assert as_facts(made(1)) == [("channel.number", "1")]
    assert as_facts(made(1, online=False, analogue=True))[1:] == [
        ("channel.state", "offline"),
        ("channel.kind", "analogue"),
    ]


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("address", "0.0.0.0"),  # noqa: S104  # an address that was never set
        ("address", "::"),
        ("address", "127.0.0.1"),
        ("address", "255.255.255.255"),
        ("address", "192.168.0.0"),
        ("address", "none"),
        ("address", "two words"),
        ("mac", "ff:ff:ff:ff:ff:ff"),
        ("mac", "00:00:00:00:00:00"),
        ("mac", "x"),
        ("model", "IPC"),
        ("model", "IP Camera"),
        ("model", "unknown"),
        ("serial", "N/A"),
        ("serial", "0000000"),
        ("firmware", "-"),
        ("port", "70000"),
        ("port", "\u0664"),
        ("port", "-1"),
    ],
)
def test_a_placeholder_says_nothing(key: str, written: str) -> None:
    assert made(1, online=None, analogue=None, **{key: written}) == Channel(number=1)


def test_an_address_may_be_a_name_or_ipv6() -> None:
    assert made(1, address="gate.example").address == "gate.example"
    assert made(1, address="2001:DB8::0:1").address == "2001:db8::1"


def test_a_password_in_an_address_or_a_name_is_taken_out() -> None:
    written = "rtsp://viewer:correct-horse@192.0.2.9/1 password=correct-horse"
    assert "correct-horse" not in repr(made(1, name=written, model=written, serial=written, firmware=written))


@pytest.mark.parametrize("number", ["", "0", "x", "-1", "\u0661", "1.5", str(1 << 31), "9" * 5_000])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="without a number"):
        made(number)


@given(st.text(), st.text(max_size=2_000))
def test_any_text_makes_a_clean_channel_or_is_refused(number: str, text: str) -> None:
    said = dict.fromkeys(("name", "address", "port", "protocol", "model", "serial", "firmware", "mac"), text)
    try:
        channel = made(number, online=None, analogue=None, **said)
    except ValueError:
        channel = made(1, online=None, analogue=None, **said)
    for _, value in as_facts(channel):
        assert value
        assert len(value) <= 256
        assert not re.search(r"[\x00-\x1f\x7f-\x9f]", value)


def test_empty_slots_are_left_out_and_no_more_are_taken_than_the_largest_recorder_has() -> None:
    many = [made(number, address="192.0.2.20") for number in range(10_000, 0, -1)]
    listing = listed([*many, made(5)], 10_000, whole=True)
    assert [one.number for one in listing.channels] == list(range(1, 257))
    assert listing.total == 10_000
    assert not listing.complete
    assert listed(many[:3], 3, whole=True).complete
    assert not listed(many[:3], 3, whole=False).complete


def test_a_socket_without_a_signal_is_empty() -> None:
    assert made(1, analogue=True).is_used
    assert made(1, analogue=True, online=True).is_used
    assert not made(1, analogue=True, online=False).is_used
    assert made(1, analogue=False, online=False, serial="4C0048DPAJ8F3C9").is_used
    assert not made(1, analogue=False, online=True, name="Camera 1").is_used


def test_two_lists_become_one() -> None:
    one, two = Listing(channels=(CAMERA,), total=1), Listing(channels=(CAMERA,), total=9, whole=False)
    assert channels.together(one, two) == Listing(channels=(CAMERA, CAMERA), total=10, whole=False)
    assert channels.together() == Listing()
