"""Dahua's second discovery protocol: JSON with or without its header."""

from __future__ import annotations

import json

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import dhip, recognise

BODY = (
    b'{"mac": "98:f9:cc:00:00:01", "method": "client.notifyDevInfo", "params": {"deviceInfo": {"AbroadInfo": "Oversea",'
    b' "AlarmInputChannels": 2, "AlarmOutputChannels": 1, "DeviceClass": "IPC", "DeviceType": "IPC-B54IR-Z4E-S3",'
    b' "Find": "BC", "HttpPort": 80, "IPv4Address": {"DefaultGateway": "192.0.2.1", "DhcpEnable": false,'
    b' "IPAddress": "192.0.2.108", "SubnetMask": "255.255.255.0"}, "IPv6Address": {"DefaultGateway": "::",'
    b' "IPAddress": "::", "LinkLocalAddress": "fe80::9af9:ccff:fe00:1/64"}, "Init": 3733,'
    b' "MachineName": "CC10BD8PAG00001", "Port": 37777, "SerialNo": "CC10BD8PAG00001",'
    b' "Version": "3.142.0000000.8.R", "VideoInputChannels": 1, "RandSalt": "5d41402a"}}}\n'
)


def framed(body: bytes) -> bytes:
    length = len(body).to_bytes(4, "little")
    return b"\x20\x00\x00\x00" + b"DHIP" + bytes(8) + length + bytes(4) + length + bytes(4) + body


PACKET = framed(BODY)

FOUND = {
    "mac": "98:f9:cc:00:00:01",
    "ip": "192.0.2.108",
    "mask": "255.255.255.0",
    "gateway": "192.0.2.1",
    "link_local": "fe80::9af9:ccff:fe00:1",
    "name": "CC10BD8PAG00001",
    "model": "IPC-B54IR-Z4E-S3",
    "device_class": "IPC",
    "firmware": "3.142.0000000.8.R",
    "serial": "CC10BD8PAG00001",
    "port": "37777",
    "http_port": "80",
    "channels": "1",
    "init": "3733",
    "region": "Oversea",
}


@pytest.mark.parametrize("data", [PACKET, BODY, b"\n " + BODY])
def test_a_reply_is_read_with_and_without_its_header(data: bytes) -> None:
    assert dhip.detect(data)
    assert dhip.parse(data) == FOUND


def test_vendor_and_manufacturer_are_as_written() -> None:
    reply = json.loads(BODY)
    reply["params"]["deviceInfo"] |= {"Vendor": "Dahua", "Manufacturer": "Private", "RemoteVideoInputChannels": 8}
    found = dhip.parse(framed(json.dumps(reply).encode()))
    assert (found["vendor"], found["manufacturer"], found["remote_channels"]) == ("Dahua", "Private", "8")


@pytest.mark.parametrize(
    "body",
    [
        b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}\n',
        b'{"method":"client.notifyDevInfo","params":{}}',
        b'{"method":"client.notifyDevInfo","params":{"deviceInfo":["x"]}}',
        b'{"method":["client.notifyDevInfo"],"params":{"deviceInfo":{"Port":1}}}',
        b'{"method":"client.notifyDevInfo","params":{"deviceInfo":{"Password":"x"}}}',
        b"[" * 10_000,
        b'{"a":' * 10_000,
    ],
)
def test_other_messages_and_deep_json_are_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"not a DHIP reply|nothing|nested"):
        dhip.parse(framed(body))


def test_two_lengths_that_differ_are_refused() -> None:
    with pytest.raises(ValueError, match="lengths differ"):
        dhip.parse(PACKET[:24] + b"\1\0\0\0" + PACKET[28:])


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(dhip.parse, PACKET)
    hostile.refuses_every_cut(dhip.parse, BODY, len(BODY) - 1)
    hostile.refuses_junk(dhip.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert dhip.search() == (
        bytes.fromhex("20000000 44484950 0000000000000000 3a00000000000000 3a00000000000000")
        + b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
    )
    assert recognise.recognise(dhip.search()) is None
