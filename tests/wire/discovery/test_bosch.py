"""Bosch's discovery: thirty-two bytes, or XML."""

from __future__ import annotations

import pytest
from tests.cases import makers
from tests.cases.messages import SECRET
from tests.wire.discovery import hostile

from camcensus.wire.discovery import bosch, recognise

PACKET = bytes.fromhex(
    "99 39 a4 27"  # mark
    "60 08 ad 0a"  # number of the request
    "00 07 5f 00 00 01"  # MAC address
    "00 00"
    "c0 00 02 21"  # address
    "ff ff ff 00"
    "c0 00 02 01"
    "00 00 00 00"
)

XML = (
    b'<?xml version="1.0" encoding="UTF-8"?><root xmlns="OEMExt00:device-1-0"><device>'
    b"<deviceType>OEMExt00:device:deviceID0</deviceType><App>1</App>"
    b"<friendlyName>FLEXIDOME IP 5000</friendlyName><unitName>Hall</unitName><deviceGUID>0123456789</deviceGUID>"
    b"<serialNumber>12345678:12345678</serialNumber><physAddress>00-07-5f-00-00-01</physAddress>"
    b"<sessionKey>0000000000000001</sessionKey><unitIPAddress>192.0.2.33</unitIPAddress>"
    b"<unitSubnetMask>255.255.255.0</unitSubnetMask><unitGatewayIp></unitGatewayIp>"
    b"<unitIPv6Address>fe80::1</unitIPv6Address><RCPPort>1756</RCPPort><HTTPPort>80</HTTPPort>"
    b"<HTTPSPort>443</HTTPSPort><deviceTypeIDs>000000300000000000001311</deviceTypeIDs></device></root>"
)


def test_the_short_reply_is_read() -> None:
    assert bosch.detect(PACKET)
    assert bosch.parse(PACKET) == {
        "mac": "00:07:5f:00:00:01",
        "ip": "192.0.2.33",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
    }


def test_the_long_reply_is_read_without_its_key() -> None:
    assert bosch.detect(XML)
    assert bosch.parse(XML) == {
        "mac": "00:07:5f:00:00:01",
        "ip": "192.0.2.33",
        "mask": "255.255.255.0",
        "ipv6": "fe80::1",
        "name": "Hall",
        "model": "FLEXIDOME IP 5000",
        "serial": "12345678:12345678",
        "guid": "0123456789",
        "device_type": "000000300000000000001311",
        "rcp_port": "1756",
        "http_port": "80",
        "https_port": "443",
    }


@pytest.mark.parametrize(
    "data",
    [
        PACKET[:12],  # a request
        PACKET + b"\0",
        XML.replace(b"device-1-0", b"other-1-0"),
        XML.replace(b"</root>", b"<device><unitName>2</unitName></device></root>"),
        b'<!DOCTYPE root [<!ENTITY a "x">]>' + XML.partition(b"?>")[2],
        b'<root xmlns="OEMExt00:device-1-0">' + b"<device>" * 5_000,
    ],
)
def test_requests_strangers_and_bombs_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        bosch.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(bosch.parse, PACKET)
    hostile.refuses_every_cut(bosch.parse, XML)
    hostile.refuses_junk(bosch.parse, PACKET)
    hostile.refuses_junk(bosch.parse, XML)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert bosch.search(0x01020304) == bytes.fromhex("9939a427 01020304 ff0006de")
    assert recognise.recognise(bosch.search(0x01020304)) is None


def test_of_a_session_nothing_is_kept() -> None:
    data = makers.bosch("02:00:5e:07:00:71", "10.0.7.71")
    kept = bosch.public(data)
    assert bosch.parse(kept) == bosch.parse(data)
    assert SECRET.encode() in data
    assert SECRET.encode() not in kept
