"""Sony's discovery: pairs of text between control bytes."""

from __future__ import annotations

import pytest
from tests.wire.discovery import hostile

from camcensus.wire.discovery import recognise, sony

PAIRS = [
    "MAC:00-01-4a-00-00-01",
    "MODEL:SNC-CH110",
    "SERIAL:1234567",
    "INFO:allinfo",
    "DHCP:OFF",
    "IPADR:192.0.2.66",
    "MASK:255.255.255.0",
    "GATEWAY:",
    "WEBPORT:80",
    "TIME:0000000000000",
    "SOFTVERSION:1.57.01",
]
PACKET = b"\x02" + b"".join(pair.encode() + b"\xff" for pair in PAIRS) + b"\x03"


def test_a_reply_is_read() -> None:
    assert sony.detect(PACKET)
    assert sony.parse(PACKET) == {
        "mac": "00:01:4a:00:00:01",
        "ip": "192.0.2.66",
        "mask": "255.255.255.0",
        "model": "SNC-CH110",
        "serial": "1234567",
        "firmware": "1.57.01",
        "http_port": "80",
    }


@pytest.mark.parametrize("data", [b"\x02ENQ:allinfo\xff\x03", b"\x02PASSWORD:x\xff\x03", b"\x02\xff\xff\x03"])
def test_requests_and_what_names_no_device_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a Sony reply"):
        sony.parse(data)


def test_cut_damaged_and_huge_replies_are_refused() -> None:
    hostile.refuses_every_cut(sony.parse, PACKET)
    hostile.refuses_junk(sony.parse, PACKET)


def test_the_search_is_as_described_and_no_reply() -> None:
    assert sony.search() == b"\x02ENQ:allinfo\xff\x03"
    assert recognise.recognise(sony.search()) is None
