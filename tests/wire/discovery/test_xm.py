"""Xiongmai's discovery: JSON behind twenty bytes, addresses written backwards."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, xm

BODY = (
    b'{ "NetWork.NetCommon" : { "ChannelNum" : 4, "DeviceType" : 1, "GateWay" : "0x010200C0", "HostIP" : "0x0A0200C0",'
    b' "HostName" : "LocalHost", "HttpPort" : 80, "MAC" : "00:12:16:00:00:01", "MaxBps" : 0, "MonMode" : "TCP",'
    b' "NetConnectState" : 0, "OtherFunction" : "D=2024-01-08 10:00:00 V=abc", "SN" : "a166379600000001",'
    b' "SSLPort" : 8443, "Submask" : "0x00FFFFFF", "TCPMaxConn" : 10, "TCPPort" : 34567, "TransferPlan" : "Quality",'
    b' "UDPPort" : 34568, "UseHSDownLoad" : false, "RandomUser" : "qsLM" }, "Ret" : 100, "SessionID" : "0x00000000" }'
    b"\n\0"
)


def framed(body: bytes, message: int = 1531) -> bytes:
    return b"\xff\0\0\0" + bytes(10) + message.to_bytes(2, "little") + len(body).to_bytes(4, "little") + body


PACKET = framed(BODY)

SYSTEM = (
    b'{"AlarmInChannel": 2, "BuildTime": "2020-01-08 11:05:18", "DeviceModel": "HI3516EV300_85H50AI", "DigChannel": 8,'
    b' "EncryptVersion": "Unknown", "HardWare": "HI3516EV300_85H50AI", "HardWareVersion": "Unknown",'
    b' "SerialNo": "a166379600000001", "SoftWareVersion": "V5.00.R02.000529B2.10010.040600.0020000",'
    b' "UpdataType": "0x00000000", "VideoInChannel": 1}'
)


@pytest.mark.parametrize("data", [PACKET, BODY])
def test_a_reply_is_read_with_and_without_its_header(data: bytes) -> None:
    assert xm.detect(data)
    assert xm.parse(data) == {
        "mac": "00:12:16:00:00:01",
        "ip": "192.0.2.10",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "name": "LocalHost",
        "serial": "a166379600000001",
        "device_type": "1",
        "port": "34567",
        "udp_port": "34568",
        "http_port": "80",
        "https_port": "8443",
        "channels": "4",
        "other": "D=2024-01-08 10:00:00 V=abc",
    }


@pytest.mark.parametrize("data", [SYSTEM, b'{"Name": "SystemInfo", "SystemInfo": ' + SYSTEM + b"}"])
def test_the_system_info_of_logs_is_read(data: bytes) -> None:
    assert xm.detect(data)
    assert xm.parse(data) == {
        "model": "HI3516EV300_85H50AI",
        "hardware": "HI3516EV300_85H50AI",
        "firmware": "V5.00.R02.000529B2.10010.040600.0020000",
        "build": "2020-01-08 11:05:18",
        "serial": "a166379600000001",
        "channels": "1",
        "remote_channels": "8",
    }


def test_an_address_may_be_written_plainly() -> None:
    assert xm.parse(BODY.replace(b"0x0A0200C0", b"192.0.2.11"))["ip"] == "192.0.2.11"


@pytest.mark.parametrize(
    "data", [framed(b"", 1530), framed(BODY, 1000), framed(b'{"Ret": 100}'), framed(b"[" * 10_000)]
)
def test_requests_and_other_messages_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a Xiongmai reply|nested"):
        xm.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(xm.parse, PACKET)
    hostile.refuses_every_cut(xm.parse, BODY, len(BODY) - 2)
    hostile.refuses_junk(xm.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert xm.search() == bytes.fromhex("ff000000 00000000 00000000 0000fa05 00000000")
    assert recognise.recognise(xm.search()) is None
