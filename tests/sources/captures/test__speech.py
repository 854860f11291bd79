"""Datagrams by their ports: which reader each goes to, and that nothing can make it fail."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.captures import overheard
from tests.support import knowledge
from tests.wire import (
    test_cdp,
    test_dhcp,
    test_dhcpv6,
    test_dns,
    test_dns_answers,
    test_lldp,
    test_ndp,
    test_rtp,
    test_snmp_seen,
    test_stun,
)

from camcensus.sources.captures import _speech
from camcensus.sources.captures._said import MAX_ORIGINAL, NOTHING, Datagram, Said

SNMP = test_snmp_seen.message(test_snmp_seen.pdu(0xA2, test_snmp_seen.SYSTEM))
SIP = b"OPTIONS sip:7@192.0.2.7 SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7\r\nUser-Agent: IP Camera\r\n\r\n"
VISION = b"DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=2210376922\n"
SPOKEN = [
    ("udp", 67, test_dhcp.DISCOVER, "dhcp.vendor_class"),
    ("udp", 547, test_dhcpv6.SOLICIT, "dhcp.vendor_class"),
    ("udp", 53, test_dns_answers.message(flags=0x0100), "dns.query"),
    ("udp", 161, SNMP, "snmp.sys_descr"),
    ("udp", 162, SNMP, "snmp.sys_descr"),
    ("udp", 5060, SIP, "sip.user_agent"),
    ("udp", 5353, test_dns.ANSWER, "mdns.txt"),
    ("udp", 3478, test_stun.SUCCESS, "stun.software"),
    ("udp", 3600, VISION, "vendor.discovery"),
    ("udp", 50_001, test_rtp.REPORT, "rtp.tool"),
    ("icmpv6", 0, test_ndp.ADVERTISEMENT, "mac"),
    ("lldp", 0, test_lldp.CAMERA, "lldp.system_name"),
    ("cdp", 0, test_cdp.CAMERA, "cdp.platform"),
]


def heard(data: bytes, source_port: int, target_port: int = 50_000, kind: str = "udp") -> Said:
    return _speech.said(
        Datagram(kind, "192.0.2.90", "192.0.2.250", source_port, target_port, "02:00:5e:00:53:07", data)
    )


@pytest.mark.parametrize(("kind", "port", "data", "field"), SPOKEN)
def test_what_is_spoken_at_a_port_is_understood_from_either_side(kind: str, port: int, data: bytes, field: str) -> None:
    for said in (heard(data, port, kind=kind), heard(data, 50_000, port, kind)):
        assert field in {fact.field for fact in said.facts}
        assert said.original


@pytest.mark.parametrize(("kind", "port", "data", "_"), SPOKEN)
def test_what_is_not_what_its_port_says_is_nothing(kind: str, port: int, data: bytes, _: str) -> None:
    other = {"udp": "lldp", "lldp": "cdp", "cdp": "icmpv6", "icmpv6": "lldp"}[kind]
    assert heard(data, port, kind=other) == NOTHING
    if port != 50_001:  # RTCP has no port of its own: it is looked for wherever nothing else is
        assert heard(data, 40_000) == NOTHING


def test_both_ports_are_tried() -> None:
    assert heard(VISION, 53, 3600).facts
    assert heard(VISION, 3600, 53).facts
    assert heard(SIP, 5060, 37020).facts


def test_nothing_is_nothing() -> None:
    assert heard(b"", 53) == NOTHING
    assert heard(test_lldp.CAMERA, 0, 0, "token-ring") == NOTHING


def test_every_field_stands_in_the_vocabulary() -> None:
    known = set(knowledge().vocabulary.fields)
    said = [heard(data, port, kind=kind) for kind, port, data, _ in SPOKEN]
    found = {fact.field for one in said for fact in one.facts}
    assert {field for field in found if field not in known and f"{field.partition('.')[0]}.*" not in known} <= {
        "rtp.tool"
    }


@given(st.sampled_from(["udp", "icmpv6", "lldp", "cdp"]), st.sampled_from(sorted(_speech.PORTS)), st.binary())
def test_any_bytes_are_something_or_nothing(kind: str, port: int, data: bytes) -> None:
    check(heard(data, port, kind=kind))


@given(st.sampled_from(SPOKEN), st.data())
def test_a_message_that_is_damaged_anywhere_is_something_or_nothing(
    one: tuple[str, int, bytes, str], data: st.DataObject
) -> None:
    kind, port, message, _ = one
    damaged = bytearray(message)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    check(heard(bytes(damaged[: data.draw(st.integers(0, len(message)))]), port, kind=kind))


@given(st.sampled_from(overheard.answers()), st.data())
def test_a_reply_that_is_damaged_anywhere_is_something_or_nothing(one: tuple[int, bytes], data: st.DataObject) -> None:
    port, reply = one
    at, end = data.draw(st.integers(0, len(reply))), data.draw(st.integers(0, len(reply)))
    check(heard(reply[:at] + data.draw(st.binary(max_size=8)) + reply[at:], port))
    check(heard(reply[:end], port))


@pytest.mark.parametrize("piece", [b"\0", b"\xff", b"<a>", b"{", b"[", b"\x30\x84", b"\3abc", b"A: b\r\n", b"\xc0\x0c"])
def test_the_largest_datagram_is_read_in_bounded_room(piece: bytes) -> None:
    data = (piece * 65_507)[:65_507]
    for port in _speech.PORTS:
        check(heard(data, port))


def check(said: Said) -> None:
    """What holds of everything that is said."""
    assert len(said.original) <= MAX_ORIGINAL
    assert bool(said.facts) or said == NOTHING
    assert len(set(said.facts)) == len(said.facts)
    for fact in said.facts:
        assert fact.subject.startswith(("ip:", "mac:"))
        assert fact.value
        fact.value.encode()
