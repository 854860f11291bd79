"""TVT's discovery, as its recorders tell of it: one item of XML."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import tvt

PACKET = (
    b"<item><activateStatus>ACTIVATED</activateStatus><ip>192.0.2.40</ip><port>9008</port><httpPort>80</httpPort>"
    b"<mask>255.255.255.0</mask><gateway>192.0.2.1</gateway><mac>58:5b:69:00:00:01</mac>"
    b"<localEthName>eth0</localEthName><subIp>169.254.63.115</subIp><protocolType>TVT_IPCAMERA</protocolType>"
    b"<manufacturer>TVT</manufacturer><productModel>IP-5IRD4S4C4-28</productModel>"
    b"<serialNum>58:5B:69:00:00:01</serialNum><industryProductType>NORMAL</industryProductType>"
    b"<devType>NORMAL</devType><password>geheim</password></item>"
)
ANSWER = b'<?xml version="1.0" encoding="UTF-8"?><response xmlns="urn:x"><content type="list">%b</content></response>'


@pytest.mark.parametrize("data", [PACKET, b"\r\n" + PACKET + b"\0", ANSWER % PACKET])
def test_an_item_is_read_alone_and_in_its_answer(data: bytes) -> None:
    assert tvt.detect(data)
    found = tvt.parse(data)
    assert found == {
        "mac": "58:5b:69:00:00:01",
        "ip": "192.0.2.40",
        "mask": "255.255.255.0",
        "gateway": "192.0.2.1",
        "model": "IP-5IRD4S4C4-28",
        "manufacturer": "TVT",
        "serial": "58:5B:69:00:00:01",
        "device_type": "NORMAL",
        "protocol": "TVT_IPCAMERA",
        "port": "9008",
        "http_port": "80",
        "activated": "ACTIVATED",
    }
    assert "geheim" not in found.values()


@pytest.mark.parametrize(
    "data",
    [
        PACKET.replace(b"TVT_IPCAMERA", b"ONVIF"),
        ANSWER % (PACKET + PACKET),
        ANSWER % b"",
        b'<!DOCTYPE item [<!ENTITY a "TVT">]>' + PACKET,
        b"<item>" * 10_000,
        PACKET.replace(b"<ip>", b"<ip>\x00"),
    ],
)
def test_other_makers_lists_and_bombs_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r".{6}"):
        tvt.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(tvt.parse, PACKET)
    hostile.refuses_junk(tvt.parse, PACKET)
