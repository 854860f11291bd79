"""Lists of recorders that Hikvision builds: cameras are read, logins to them are not, and ten thousand are too many."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.discovery import hostile

from camcensus.wire import isapi
from camcensus.wire.channels import Channel, Listing

SPACE = 'xmlns="http://www.hikvision.com/ver20/XMLSchema"'
INFO = f"""<?xml version="1.0" encoding="UTF-8" ?>
<DeviceInfo version="1.0" {SPACE}>
<deviceName>Network Video Recorder</deviceName><model>DS-7616NI-Q2/16P</model>
<serialNumber>DS-7616NI-Q2/16P1620200101CCRRE00000001WCVU</serialNumber><macAddress>58:50:ed:00:00:01</macAddress>
<firmwareVersion>V4.30.097</firmwareVersion><deviceType>NVR</deviceType>
</DeviceInfo>""".encode()
HIDDEN = "correct-horse-battery"
PROXIES = f"""<?xml version="1.0" encoding="UTF-8" ?>
<InputProxyChannelList version="1.0" {SPACE}>
<InputProxyChannel version="1.0"><id>1</id><name>Gate</name>
<sourceInputPortDescriptor>
<proxyProtocol>HIKVISION</proxyProtocol><addressingFormatType>ipaddress</addressingFormatType>
<ipAddress>192.168.254.2</ipAddress><managePortNo>8000</managePortNo><srcInputPort>1</srcInputPort>
<userName>{HIDDEN}-user</userName><password>{HIDDEN}</password><streamType>auto</streamType>
<model>DS-2CD2T63G0-I5</model><serialNumber>DS-2CD2T63G0-I520190430AAWRD14878498</serialNumber>
<firmwareVersion>V5.5.3 build 180822</firmwareVersion><deviceID></deviceID>
</sourceInputPortDescriptor><enableAnr>false</enableAnr></InputProxyChannel>
<InputProxyChannel version="1.0"><id>2</id><name>IPCamera 02</name>
<sourceInputPortDescriptor><adminProtocol>ONVIF</adminProtocol><hostName>yard.example</hostName>
<managePortNo>80</managePortNo><userName>{HIDDEN}-user</userName></sourceInputPortDescriptor></InputProxyChannel>
<InputProxyChannel version="1.0"><id>3</id><name>IPCamera 03</name>
<sourceInputPortDescriptor><proxyProtocol>HIKVISION</proxyProtocol><ipAddress>0.0.0.0</ipAddress>
</sourceInputPortDescriptor></InputProxyChannel>
</InputProxyChannelList>""".encode()
GATE = Channel(
    number=1,
    name="Gate",
    address="192.168.254.2",
    port=8000,
    protocol="HIKVISION",
    model="DS-2CD2T63G0-I5",
    serial="DS-2CD2T63G0-I520190430AAWRD14878498",
    firmware="V5.5.3 build 180822",
    analogue=False,
)
YARD = Channel(number=2, name="IPCamera 02", address="yard.example", port=80, protocol="ONVIF", analogue=False)
STATUS = f"""<InputProxyChannelStatusList {SPACE}>
<InputProxyChannelStatus><id>1</id><sourceInputPortDescriptor><ipAddress>192.168.254.2</ipAddress>
<userName>{HIDDEN}</userName></sourceInputPortDescriptor><online>true</online></InputProxyChannelStatus>
<InputProxyChannelStatus><id>2</id><sourceInputPortDescriptor><online>false</online></sourceInputPortDescriptor>
</InputProxyChannelStatus>
<InputProxyChannelStatus><id>3</id></InputProxyChannelStatus></InputProxyChannelStatusList>""".encode()
INPUTS = f"""<VideoInputChannelList version="1.0" {SPACE}>
<VideoInputChannel><id>1</id><inputPort>1</inputPort><videoInputEnabled>true</videoInputEnabled>
<name>Camera 01</name><videoFormat>PAL</videoFormat><resDesc>NO VIDEO</resDesc></VideoInputChannel>
<VideoInputChannel><id>3</id><videoInputEnabled>true</videoInputEnabled><name>Camera 03</name>
<resDesc> 1280*720(HD720P)P25</resDesc></VideoInputChannel>
<VideoInputChannel><id>4</id><name>Patio &amp; Garage</name></VideoInputChannel>
<VideoInputChannel><id>5</id><videoInputEnabled>false</videoInputEnabled><name>Camera 05</name></VideoInputChannel>
</VideoInputChannelList>""".encode()
ERROR = f"""<ResponseStatus {SPACE}><requestURL>/x</requestURL><statusCode>4</statusCode>
<statusString>Invalid Operation</statusString><subStatusCode>notSupport</subStatusCode></ResponseStatus>""".encode()


def test_the_kind_of_device() -> None:
    assert isapi.device_type(INFO) == "NVR"
    assert isapi.device_type(b"<DeviceInfo/>") == ""
    with pytest.raises(ValueError, match="no DeviceInfo"):
        isapi.device_type(ERROR)


def test_cameras_on_the_network() -> None:
    assert isapi.proxies(PROXIES) == Listing(channels=(GATE, YARD), total=2)


def test_nobodys_password_is_handed_on() -> None:
    for found in (isapi.proxies(PROXIES), isapi.states(STATUS)):
        assert HIDDEN not in repr(found)


def test_what_is_online() -> None:
    states = isapi.states(STATUS)
    assert states == {1: True, 2: False}
    assert [one.online for one in isapi.with_states(isapi.proxies(PROXIES), states).channels] == [True, False]
    assert [one.online for one in isapi.with_states(isapi.proxies(PROXIES), {}).channels] == [None, None]


def test_sockets_with_a_signal() -> None:
    found = isapi.inputs(INPUTS)
    assert [(one.number, one.name, one.online) for one in found.channels] == [
        (3, "Camera 03", True),
        (4, "Patio & Garage", None),
    ]
    assert all(one.analogue for one in found.channels)
    assert found.complete


def test_an_error_says_whether_the_device_has_no_such_thing() -> None:
    assert isapi.is_unsupported(ERROR)
    assert not isapi.is_unsupported(ERROR.replace(b"notSupport", b"lowPrivilege"))
    assert not isapi.is_unsupported(b"")
    assert not isapi.is_unsupported(PROXIES)


def test_ten_thousand_channels_are_counted_and_few_are_taken() -> None:
    start = time.perf_counter()
    camera = "<sourceInputPortDescriptor><ipAddress>192.0.2.1</ipAddress></sourceInputPortDescriptor>"
    each = (f"<InputProxyChannel><id>{number}</id>{camera}</InputProxyChannel>" for number in range(1, 10_001))
    many = "".join(each)
    found = isapi.proxies(f"<InputProxyChannelList>{many}</InputProxyChannelList>".encode())
    assert (len(found.channels), found.total, found.whole) == (256, 10_000, True)
    assert not found.complete
    assert time.perf_counter() - start < 5


@pytest.mark.parametrize("size", range(PROXIES.index(b"</InputProxyChannel>") + 20, len(PROXIES) - 1, 7))
def test_of_a_list_that_is_cut_off_what_came_counts(size: int) -> None:
    found = isapi.proxies(PROXIES[:size])
    assert found.channels[0] == GATE
    assert not found.complete


def test_a_channel_without_a_number_makes_the_list_incomplete() -> None:
    found = isapi.proxies(PROXIES.replace(b"<id>2</id>", b""))
    assert found.channels == (GATE,)
    assert not found.complete


def test_an_empty_list_is_one() -> None:
    assert isapi.proxies(b"<InputProxyChannelList/>") == Listing()
    assert isapi.inputs(b"<VideoInputChannelList></VideoInputChannelList>") == Listing()


READERS = (isapi.proxies, isapi.inputs, isapi.states, isapi.device_type)


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("data", [ERROR, *hostile.JUNK])
def test_anything_else_is_refused(read: object, data: bytes) -> None:
    assert callable(read)
    with pytest.raises(ValueError, match=r".{5}"):
        read(data)


@given(st.binary(max_size=400) | st.tuples(st.sampled_from([PROXIES, STATUS, INPUTS, INFO]), st.binary(max_size=9)).map(
    lambda both: both[0].replace(b"</", both[1], 2)
))  # fmt: skip
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for read in READERS:
        try:
            read(data)
        except ValueError:
            continue
    isapi.is_unsupported(data)
