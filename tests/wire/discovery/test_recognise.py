"""Each protocol is told from the others, and no bytes at all make the recogniser or a reader fall over."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.discovery import (
    hostile,
    test_baichuan,
    test_bosch,
    test_dahua1,
    test_dhip,
    test_foscam,
    test_hanwha,
    test_nice,
    test_panasonic,
    test_sony,
    test_tplink,
    test_tvt,
    test_ubiquiti,
    test_vision360,
    test_vivotek,
    test_vstarcam,
    test_xm,
)

from camcensus.wire.discovery.recognise import READERS, recognise

PACKETS = [
    ("dahua1", test_dahua1.PACKET),
    ("dhip", test_dhip.PACKET),
    ("dhip", test_dhip.BODY),
    ("xm", test_xm.PACKET),
    ("xm", test_xm.BODY),
    ("xm", test_xm.SYSTEM),
    ("baichuan", test_baichuan.PACKET),
    ("baichuan", test_baichuan.udp(test_baichuan.REPLY, 7)),
    ("baichuan", test_baichuan.tcp(80, test_baichuan.OK, test_baichuan.VERSION)),
    ("ubiquiti", test_ubiquiti.PACKET),
    ("bosch", test_bosch.PACKET),
    ("bosch", test_bosch.XML),
    ("hanwha", test_hanwha.PACKET),
    ("vivotek", test_vivotek.PACKET),
    ("sony", test_sony.PACKET),
    ("panasonic", test_panasonic.PACKET),
    ("foscam", test_foscam.PACKET),
    ("vstarcam", test_vstarcam.PACKET),
    ("nice", test_nice.PACKET),
    ("360vision", test_vision360.PACKET),
    ("tp-link", test_tplink.PACKET),
    ("tp-link", test_tplink.RESULT),
    ("tp-link", test_tplink.veiled(test_tplink.SYSTEM)),
    ("tvt", test_tvt.PACKET),
]


@pytest.mark.parametrize(("protocol", "packet"), PACKETS)
def test_each_protocol_is_told_from_the_others(protocol: str, packet: bytes) -> None:
    assert recognise(packet) == (protocol, READERS[protocol][1](packet))


def test_every_protocol_has_a_packet_here() -> None:
    assert {protocol for protocol, _ in PACKETS} == set(READERS)


@pytest.mark.parametrize("session", range(256))
def test_a_session_of_vivotek_may_begin_like_any_other_protocol(session: int) -> None:
    found = recognise(bytes([session]) + test_vivotek.PACKET[1:])
    assert found
    assert found[0] == "vivotek"


@pytest.mark.parametrize("junk", hostile.JUNK)
def test_junk_is_no_protocol(junk: bytes) -> None:
    assert recognise(junk) is None


@pytest.mark.parametrize(("protocol", "packet"), PACKETS)
def test_ten_megabytes_are_no_protocol(protocol: str, packet: bytes) -> None:
    assert recognise(packet + b"\0" * hostile.MEGABYTES) is None


def withstood(data: bytes) -> None:
    found = recognise(data)
    if found:
        hostile.keeps_promises(found[1])
    for _, parse in READERS.values():
        hostile.bounded(parse, data)


@given(st.binary(max_size=600))
def test_any_bytes_are_withstood(data: bytes) -> None:
    withstood(data)


@given(st.sampled_from([packet for _, packet in PACKETS]), st.binary(max_size=400))
def test_any_bytes_behind_a_mark_are_withstood(packet: bytes, data: bytes) -> None:
    for size in (1, 4, 8, 24):
        withstood(packet[:size] + data)


@given(st.sampled_from([packet for _, packet in PACKETS]), st.data())
def test_any_damage_is_withstood(packet: bytes, data: st.DataObject) -> None:
    damaged = bytearray(packet)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=4))
        damaged = damaged or bytearray(b"\0")
    withstood(bytes(damaged))


@given(st.sampled_from([packet for _, packet in PACKETS if packet[:1] in b"{<"]), st.text(max_size=300))
def test_any_text_in_a_value_is_withstood(packet: bytes, text: str) -> None:
    for old in (b"IPC", b"LocalHost", b"Hall", b"NORMAL", b"HI3516EV300_85H50AI"):
        withstood(packet.replace(old, text.encode("utf-8", "surrogatepass")))
