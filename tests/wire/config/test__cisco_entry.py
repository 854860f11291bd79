"""Entries of access lists: what each asks."""

from __future__ import annotations

import pytest

from camcensus.wire import packets, spans
from camcensus.wire.config import _cisco_objects
from camcensus.wire.config._cisco import Words
from camcensus.wire.config._cisco_entry import Form, entry, inverted, odd, ports, standard
from camcensus.wire.config._cisco_objects import Objects, Service
from camcensus.wire.spans import PORTS, PROTOCOLS, Spans

IOS, SIX = Form(), Form(whole=spans.V6_ALL, six=True)
ASA = Form(whole=spans.ADDRESSES, masks=True, doubtful=frozenset({"kerberos"}))
ANY = spans.V4_ALL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ip any any", (PROTOCOLS, PORTS, PORTS)),
        ("tcp any any eq 80", ((6, 7), PORTS, (80, 81))),
        ("tcp any any eq 80 443 www", ((6, 7), PORTS, (80, 81, 443, 444))),
        ("tcp any eq 1 any neq 0", ((6, 7), (1, 2), (1, 65_536))),
        ("udp any range 5 9 any gt 1023", ((17, 18), (5, 10), (1024, 65_536))),
        ("udp any any lt snmp", ((17, 18), PORTS, (0, 161))),
        ("tcp any any lt 0", ((6, 7), PORTS, ())),
        ("tcp any any gt 65535", ((6, 7), PORTS, ())),
        ("icmp any any echo", ((1, 2), PORTS, (2048, 2304))),
        ("icmp any any 3 4", ((1, 2), PORTS, (772, 773))),
        ("icmp any any 8 log", ((1, 2), PORTS, (2048, 2304))),
        ("icmp any any ttl-exceeded", ((1, 2), PORTS, (2816, 2817))),
        ("icmp any any administratively-prohibited log", ((1, 2), PORTS, (781, 782))),
        ("47 any any", ((47, 48), PORTS, PORTS)),
        ("ahp any any", ((51, 52), PORTS, PORTS)),
    ],
)
def test_protocols_and_ports(text: str, expected: tuple[Spans, Spans, Spans]) -> None:
    asked = entry(Words(text), Objects(), IOS)
    assert asked.services == (Service(*expected),)
    assert (asked.source, asked.target, asked.unread) == (ANY, ANY, [])


@pytest.mark.parametrize(
    ("text", "form", "source", "target"),
    [
        ("ip host 10.1.1.1 any", IOS, "10.1.1.1", "0.0.0.0/0"),
        ("ip 10.1.0.0 0.0.255.255 host 10.2.0.1", IOS, "10.1.0.0/16", "10.2.0.1"),
        ("ip 10.1.0.0 255.255.0.0 host 10.2.0.1", ASA, "10.1.0.0/16", "10.2.0.1"),
        ("ip any4 2001:db8::/32", ASA, "0.0.0.0/0", "2001:db8::/32"),
        ("ip any6 host 2001:db8::1", ASA, "::/0", "2001:db8::1"),
        ("ipv6 2001:db8::/32 host 2001:db8::1", SIX, "2001:db8::/32", "2001:db8::1"),
    ],
)
def test_ends(text: str, form: Form, source: str, target: str) -> None:
    asked = entry(Words(text), Objects(), form)
    assert (asked.source, asked.target) == (spans.network(source), spans.network(target))


def test_bits_that_stand_apart_are_followed() -> None:
    asked = entry(Words("ip 10.1.0.1 0.0.255.0 any"), Objects(), IOS)
    assert spans.holds(asked.source, spans.address("10.1.77.1"))
    assert not spans.holds(asked.source, spans.address("10.1.77.2"))
    assert spans.size(asked.source) == 256


@pytest.mark.parametrize(
    "text",
    [
        "tcp any any fragments", "tcp any any time-range NIGHT", "ip any any dscp ef", "ip any any ttl eq 1",
        "ip any any ttl range 1 2", "tcp any any match-any +ack -syn", "tcp any any syn", "ip any any flurb 7",
        "ip any any option any-options", "igmp any any host-report", "ip object-group X any",
        "icmp any any flurb",
    ],
)  # fmt: skip
def test_what_is_not_followed_is_told_and_the_rest_is_read(text: str) -> None:
    asked = entry(Words(text), Objects(), IOS)
    assert asked.unread
    assert asked.target == ANY


@pytest.mark.parametrize(
    "text",
    ["", "tcp", "tcp any", "flurb any any", "tcp any any eq", "tcp any any eq flurb", "tcp any any range 9 5",
     "ip 10.0.0.0 any", "ip host 10.0.0.300 any", "ip host 2001:db8::1 any", "ip any 10.0.0.0 0.0.0.1.1"],
)  # fmt: skip
def test_what_is_no_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        entry(Words(text), Objects(), IOS)


def test_a_port_that_differs_between_versions_is_refused() -> None:
    assert entry(Words("tcp any any eq kerberos"), Objects(), IOS).services[0].target_port == (88, 89)
    with pytest.raises(ValueError, match="other versions"):
        entry(Words("tcp any any eq kerberos"), Objects(), ASA)


def test_established_is_of_tcp_with_ack_or_rst() -> None:
    asked = entry(Words("tcp any any established log"), Objects(), IOS)
    assert asked.modes == packets.modes(answers=True)
    assert entry(Words("ip any any established"), Objects(), IOS).services[0].protocol == (6, 7)


def test_logs_reflections_and_numbers_change_nothing() -> None:
    for text in ("log", "log-input", "log 6 interval 300", "log disable", "reflect BACK timeout 9", "sequence 7"):
        assert entry(Words(f"ip any any {text}"), Objects(), IOS).unread == []
    assert entry(Words("ip any any inactive"), Objects(), ASA).inactive
    assert entry(Words("ipv6 any any sequence 7"), Objects(), SIX).name == "7"


def test_who_sends_is_told_by_asa() -> None:
    asked = entry(Words("ip user LOCAL\\x any security-group name cams any"), Objects(), ASA)
    assert asked.unread == ["user LOCAL\\x", "security-group name cams"]


def test_the_address_of_an_interface_is_used_where_it_is_known() -> None:
    objects = Objects(own={"outside": spans.network("192.0.2.1")})
    assert entry(Words("ip any interface outside"), objects, ASA).target == spans.network("192.0.2.1")
    assert entry(Words("ip any interface dmz"), objects, ASA).unread == ["interface dmz"]


def test_names_stand_for_addresses() -> None:
    objects = Objects(names={"cam": "10.1.0.5", "net": "10.2.0.0"})
    asked = entry(Words("ip host cam net 255.255.0.0"), objects, ASA)
    assert (asked.source, asked.target) == (spans.network("10.1.0.5"), spans.network("10.2.0.0/16"))


@pytest.mark.parametrize(
    "text", ["10.1.0.0 0.0.255.255", "10.1.0.0, wildcard bits 0.0.255.255", "10.1.0.0 0.0.255.255 log"]
)
def test_a_standard_list_asks_for_the_source(text: str) -> None:
    asked = standard(Words(text), Objects())
    assert (asked.source, asked.target, asked.services) == (spans.network("10.1.0.0/16"), ANY, (Service(),))
    assert standard(Words("10.1.0.7"), Objects()).source == spans.network("10.1.0.7")
    assert standard(Words("10.1.0.7 log"), Objects()).source == spans.network("10.1.0.7")


def test_small_parts() -> None:
    assert inverted("255.255.255.0") == "0.0.0.255"
    assert ports(Words("any"), IOS) is None
    assert odd(IOS, "why").unread == ("why",)
    assert entry(Words("icmp any any nd-na"), Objects(), SIX).services == (Service((58, 59), PORTS, (34816, 35072)),)
    assert entry(Words("icmp any any no-route"), Objects(), SIX).services == (Service((58, 59), PORTS, (256, 257)),)


def test_bits_that_stand_apart_are_followed_only_so_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_cisco_objects, "MAX_NUMBERS", 600)
    objects = Objects()
    assert spans.size(entry(Words("ip 10.0.0.0 85.85.0.0 any"), objects, IOS).source) == 256
    with pytest.raises(ValueError, match="more often"):
        entry(Words("ip 10.0.0.0 85.85.0.0 any"), objects, IOS)
    assert entry(Words("ip 10.0.0.0 0.0.255.255 any"), objects, IOS).source == spans.network("10.0.0.0/16")


def test_what_many_rules_share_is_held_once() -> None:
    objects = Objects()
    objects.group("object-group G", "network").parts += [spans.network("10.0.0.1"), spans.network("10.0.0.3")]
    first, second = (entry(Words("ip object-group G any"), objects, ASA).match(objects, ASA) for _ in range(2))
    assert first.cubes[0].source is second.cubes[0].source
