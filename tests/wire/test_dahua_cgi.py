"""Lines of recorders that Dahua builds: cameras are read; the passwords beside them never leave the reader."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.discovery import hostile

from camcensus.wire import dahua_cgi
from camcensus.wire.channels import Channel, Listing

RECORDER = b"serialNumber=4C0048DPAJ8F3C9\r\ndeviceType=31\r\nprocessor=ST7108\r\nupdateSerial=NVR6XX-4KS2\r\n"
CAMERA = (
    b"appAutoStart=true\r\ndeviceType=IPC-HDW5831R-ZE\r\nhardwareVersion=1.00\r\nprocessor=S3LM\r\n"
    b"serialNumber=4X7C5A1ZAG21L3F\r\nupdateSerial=IPC-HDW5830R-Z\r\n"
    b"updateSerialCloudUpgrade=IPC-HDW5830R-Z:07:01:08\r\n"
)
HIDDEN = "correct-horse-battery"
SLOT = "table.RemoteDevice.uuid:System_CONFIG_NETCAMERA_INFO_"
REMOTE = f"""{SLOT}0.Address=192.0.2.20
{SLOT}0.DeviceType=IPC-HDW1025C
{SLOT}0.Enable=true
{SLOT}0.HttpPort=80
{SLOT}0.Mac=08:ed:ed:28:8f:97
{SLOT}0.Name=
{SLOT}0.Password={HIDDEN}
{SLOT}0.Port=37777
{SLOT}0.ProtocolType=Dahua2
{SLOT}0.RtspPort=554
{SLOT}0.SerialNo=2B0048DPAJ00001
{SLOT}0.UserName={HIDDEN}-user
{SLOT}0.Vendor=Private
{SLOT}0.Version=2.622.00AC000.0.R,build:2020-10-22
{SLOT}0.VideoInputs[0].MainStreamUrl=rtsp://{HIDDEN}-user:{HIDDEN}@192.0.2.20/
{SLOT}1.Address=192.168.0.0
{SLOT}1.DeviceType=DH-IPC-HDW1235C-A-V7
{SLOT}1.Enable=false
{SLOT}1.Password={HIDDEN}
{SLOT}2.Address=192.0.2.22
{SLOT}2.DeviceType=IP Camera
{SLOT}2.Enable=false
{SLOT}2.Mac=ff:ff:ff:ff:ff:ff
{SLOT}2.ProtocolType=Onvif
""".replace("\n", "\r\n").encode()
FIRST = Channel(
    number=1,
    address="192.0.2.20",
    port=37777,
    protocol="Dahua2",
    model="IPC-HDW1025C",
    serial="2B0048DPAJ00001",
    firmware="2.622.00AC000.0.R,build:2020-10-22",
    mac="08:ed:ed:28:8f:97",
    analogue=False,
)
THIRD = Channel(number=3, address="192.0.2.22", protocol="Onvif", online=False, analogue=False)
TITLES = b"table.ChannelTitle[0].Name=Gate\r\ntable.ChannelTitle[1].Name=CAM 2\r\ntable.ChannelTitle[2].Name=\r\n"
REFUSED = b"Error\r\nBad Request!\r\n"


def test_what_the_device_says_of_itself() -> None:
    said = dahua_cgi.system(CAMERA)
    assert said == [
        ("deviceType", "IPC-HDW5831R-ZE"),
        ("hardwareVersion", "1.00"),
        ("processor", "S3LM"),
        ("serialNumber", "4X7C5A1ZAG21L3F"),
        ("updateSerial", "IPC-HDW5830R-Z"),
    ]
    assert dahua_cgi.model(said) == "IPC-HDW5831R-ZE"
    assert dahua_cgi.system(b"version=2.800.0000016.0.R,build:2020-06-05\r\n") == [
        ("version", "2.800.0000016.0.R,build:2020-06-05")
    ]


def test_a_recorder_has_its_model_under_another_key() -> None:
    assert dahua_cgi.model(dahua_cgi.system(RECORDER)) == "NVR6XX-4KS2"
    assert dahua_cgi.model([("deviceType", "31")]) == ""
    assert dahua_cgi.model([]) == ""


@pytest.mark.parametrize(
    ("model", "camera", "sockets"),
    [
        ("IPC-HDW5831R-ZE", True, False),
        ("DH-SD1A404XB-GNR", True, False),
        ("VTO2111D-P-S2", True, False),
        ("NVR6XX-4KS2", False, False),
        ("DHI-NVR4216-16P-4KS2", False, False),
        ("DH-XVR5108HS-X", False, True),
        ("DHI-HCVR7104H-4M", False, True),
        ("DVR5104H", False, True),
        ("N843A8", False, False),
        ("", False, False),
    ],
)
def test_the_makers_own_words_tell_cameras_and_recorders_with_sockets(model: str, camera: bool, sockets: bool) -> None:
    assert dahua_cgi.is_camera(model) is camera
    assert dahua_cgi.has_sockets(model) is sockets


def test_cameras_on_the_network() -> None:
    assert dahua_cgi.remote_devices(REMOTE) == Listing(channels=(FIRST, THIRD), total=2)


def test_no_password_and_no_user_name_leaves_the_reader() -> None:
    found = dahua_cgi.remote_devices(REMOTE)
    assert HIDDEN not in repr(dahua_cgi.with_titles(found, dahua_cgi.titles(TITLES), sockets=True))
    with pytest.raises(ValueError, match="no table") as fault:
        dahua_cgi.titles(REMOTE)
    assert HIDDEN not in repr(fault.value)
    with pytest.raises(ValueError, match="says nothing"):
        dahua_cgi.system(REMOTE)


@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n"), min_size=1, max_size=30),
    st.text(max_size=9),
)
def test_whatever_a_password_is_the_answer_is_the_same(password: str, user: str) -> None:
    user = user.replace("\r", "").replace("\n", "")
    lines = f"{SLOT}0.Password={password}\r\n{SLOT}0.UserName={user}\r\n".encode()
    plain = b"\r\n".join(line for line in REMOTE.split(b"\r\n") if b"Password" not in line and b"UserName" not in line)
    assert dahua_cgi.remote_devices(lines + plain) == dahua_cgi.remote_devices(plain)


def test_the_other_spelling_is_the_same() -> None:
    lines = "\n".join(f"table.RemoteDevice[{n}].Address=192.0.2.{n}" for n in (1, 7))
    found = dahua_cgi.remote_devices(lines.encode())
    assert [(one.number, one.address) for one in found.channels] == [(2, "192.0.2.1"), (8, "192.0.2.7")]


def test_a_slot_that_cannot_be_numbered_makes_the_list_incomplete() -> None:
    found = dahua_cgi.remote_devices(REMOTE + b"table.RemoteDevice.uuid:abc.Address=192.0.2.30\r\n")
    assert found.channels == (FIRST, THIRD)
    assert (found.total, found.complete) == (3, False)
    assert dahua_cgi.remote_devices(REMOTE + b"table.RemoteDevice.uuid:abc.Enable=false\r\n").complete


def test_an_answer_that_was_cut_off_is_not_the_whole_list() -> None:
    assert not dahua_cgi.remote_devices(REMOTE, whole=False).complete


def test_people_see_the_titles() -> None:
    found = dahua_cgi.with_titles(dahua_cgi.remote_devices(REMOTE), dahua_cgi.titles(TITLES), sockets=False)
    assert [(one.number, one.name) for one in found.channels] == [(1, "Gate"), (3, "")]


def test_where_there_are_sockets_the_other_titles_are_analogue_channels() -> None:
    found = dahua_cgi.with_titles(dahua_cgi.remote_devices(REMOTE), dahua_cgi.titles(TITLES), sockets=True)
    assert [(one.number, one.name, one.analogue, one.online) for one in found.channels] == [
        (1, "Gate", False, None),
        (2, "CAM 2", True, None),
        (3, "", False, False),
    ]
    assert (found.total, found.complete) == (3, True)


def test_ten_thousand_channels_are_counted_and_few_are_taken() -> None:
    start = time.perf_counter()
    lines = "\n".join(f"{SLOT}{n}.Address=192.0.2.1" for n in range(10_000)).encode()
    found = dahua_cgi.remote_devices(lines)
    assert (len(found.channels), found.total, found.complete) == (256, 10_000, False)
    names = dict.fromkeys(range(1, 10_001), "x")
    assert dahua_cgi.with_titles(Listing(), names, sockets=True).total == 10_000
    assert time.perf_counter() - start < 5


READERS = (dahua_cgi.system, dahua_cgi.remote_devices, dahua_cgi.titles)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("data", [REFUSED, b"table.RemoteDevice=\r\n", *hostile.JUNK])
def test_anything_else_is_refused(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r".{5}"):
        read(data)


@given(st.binary(max_size=400) | st.lists(st.sampled_from(REMOTE.split(b"\r\n")), max_size=9).map(b"\n".join))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in READERS:
        try:
            read(data)
        except ValueError:
            continue


def test_reading_takes_the_length_of_the_answer_and_no_more() -> None:
    start = time.perf_counter()
    for piece in (
        b"\n",
        b"table.RemoteDevice.",
        b"table.RemoteDevice.x.Name=\n",
        b"a=",
        b"table.ChannelTitle[1].Name=",
    ):
        for read in READERS:
            try:
                read(piece * (4_000_000 // len(piece)))
            except ValueError:
                continue
    assert time.perf_counter() - start < 20
