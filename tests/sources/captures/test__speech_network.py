"""DHCP, neighbour discovery, DNS, SNMP, LLDP and CDP: what each tells of whom, and what is left."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire import test_cdp, test_dhcp, test_dhcpv6, test_dns_answers, test_lldp, test_ndp, test_snmp_seen
from tests.wire.test_snmp import value

from camcensus.sources.captures import _speech
from camcensus.sources.captures import _speech_network as network
from camcensus.sources.captures._said import MAX_LEASE, NOTHING, Datagram, Fact, Said
from camcensus.wire import snmp
from camcensus.wire.snmp import OBJECT, OCTETS, SEQUENCE, encoded, integer

MAC = "44:19:b6:00:01:07"
FRAME = "02:00:5e:00:53:07"
HERE, THERE = "192.0.2.7", "192.0.2.250"

Facts = list[tuple[str, str, str]]


def heard(data: bytes, ports: tuple[int, int], *, source: str = HERE, target: str = THERE, kind: str = "udp") -> Said:
    return _speech.said(Datagram(kind, source, target, *ports, FRAME, data))


def facts(said: Said) -> Facts:
    return [(fact.subject, fact.field, fact.value) for fact in said.facts]


# --- DHCP ------------------------------------------------------------------------------------------------------------


def test_a_client_says_who_it_is() -> None:
    said = heard(test_dhcp.DISCOVER, (68, 67), source="0.0.0.0")  # noqa: S104  # it has no address yet
    assert facts(said) == [
        (f"mac:{MAC}", "mac", MAC),
        (f"mac:{MAC}", "dhcp.hostname", "IPCamera-7"),
        (f"mac:{MAC}", "dhcp.fqdn", "cam7.example"),
        (f"mac:{MAC}", "dhcp.vendor_class", "AXIS,Network Camera,P1375,10.1.0"),
        (f"mac:{MAC}", "dhcp.parameter_list", "1,3,6,15,42"),
    ]
    assert {fact.lasts for fact in said.facts} == {0}
    kept = json.loads(said.original)
    assert (kept["protocol"], kept["hostname"]) == ("dhcp", "IPCamera-7")
    assert not {"number", "vendor_specific"} & set(kept)


def test_a_server_gives_an_address_for_so_long() -> None:
    said = heard(test_dhcp.ACK, (67, 68), source=THERE)
    subject = "ip:192.0.2.7"
    assert facts(said) == [
        (subject, "mac", MAC),
        (subject, "dhcp.circuit_id", "ge-0/0/7:110"),
        (subject, "dhcp.remote_id", "0006001122334455"),
        (subject, "lease.state", "active"),
    ]
    assert {fact.lasts for fact in said.facts} == {86_400}


def given_lease(seconds: int, *, kind: int = 5, addresses: bytes = b"") -> Said:
    option = test_dhcp.option
    data = test_dhcp.message(
        option(53, bytes([kind])),
        option(51, seconds.to_bytes(4, "big")) if seconds else b"",
        option(12, b"IPCamera-7"),
        op=2,
        addresses=addresses or bytes([0, 0, 0, 0, 192, 0, 2, 8]) + bytes(8),
    )
    return heard(data, (67, 68), source=THERE)


def test_a_lease_for_ever_holds_for_a_year() -> None:
    said = given_lease(2**32 - 1)
    assert {fact.lasts for fact in said.facts} == {MAX_LEASE}
    assert ("ip:192.0.2.8", "lease.hostname", "IPCamera-7") in facts(said)


def test_who_has_an_address_of_its_own_is_given_none() -> None:
    said = given_lease(0, addresses=bytes([192, 0, 2, 9]) + bytes(12))
    assert said.facts == (Fact("ip:192.0.2.9", "mac", MAC),)


@pytest.mark.parametrize("kind", [2, 6, 10, 11, 12])
def test_an_offer_or_a_refusal_gives_nothing(kind: int) -> None:
    assert given_lease(86_400, kind=kind) == NOTHING


def test_who_renews_a_lease_has_the_address_already() -> None:
    asked = test_dhcp.message(test_dhcp.option(53, b"\3"), addresses=bytes([192, 0, 2, 9]) + bytes(12))
    assert facts(heard(asked, (68, 67), source="192.0.2.9")) == [
        (f"mac:{MAC}", "mac", MAC),
        ("ip:192.0.2.9", "mac", MAC),
    ]
    assert heard(test_dhcp.message(test_dhcp.option(53, b"\7")), (68, 67)) == NOTHING


def test_the_same_of_ipv6() -> None:
    asked = facts(heard(test_dhcpv6.SOLICIT, (546, 547), source="fe80::7"))
    assert asked == [
        (f"mac:{MAC}", "mac", MAC),
        (f"mac:{MAC}", "dhcp.duid", test_dhcpv6.DUID.hex()),
        (f"mac:{MAC}", "dhcp.fqdn", "cam7.example"),
        (f"mac:{MAC}", "dhcp.option_request", "23,24,39"),
        (f"mac:{MAC}", "dhcp.enterprise", "368"),
        (f"mac:{MAC}", "dhcp.vendor_class", "P1375"),
        (f"mac:{MAC}", "dhcp.vendor_class", "ff00"),
    ]
    given_one = heard(test_dhcpv6.REPLY, (547, 546), source="fe80::1")
    assert facts(given_one) == [
        ("ip:2001:db8:0:1::7", "mac", MAC),
        ("ip:2001:db8:0:1::7", "dhcp.duid", test_dhcpv6.DUID.hex()),
        ("ip:2001:db8:0:1::7", "lease.state", "active"),
    ]
    assert {fact.lasts for fact in given_one.facts} == {7_200}


def test_a_client_of_ipv6_that_names_no_interface_is_its_address() -> None:
    unnamed = test_dhcpv6.message(1, test_dhcpv6.option(1, b"\0\4" + bytes(range(16))))
    [(subject, field, _)] = facts(heard(unnamed, (546, 547), source="fe80::7"))
    assert (subject, field) == ("ip:fe80::7", "dhcp.duid")
    through = heard(test_dhcpv6.relayed(unnamed), (547, 547), source="2001:db8::1")
    assert {fact.subject for fact in through.facts} == {"ip:fe80::4619:b6ff:fe00:107"}
    assert heard(test_dhcpv6.message(2), (547, 546)) == NOTHING
    assert heard(test_dhcpv6.message(8, test_dhcpv6.option(1, test_dhcpv6.DUID)), (546, 547)) == NOTHING


# --- neighbours ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "source", "told"),
    [
        (test_ndp.ADVERTISEMENT, "2001:db8::7", ["ip:2001:db8::7"]),
        (test_ndp.ADVERTISEMENT, "fe80::7", ["ip:2001:db8::7"]),
        (test_ndp.SOLICITATION, "2001:db8::9", ["ip:2001:db8::9"]),
        (test_ndp.SOLICITATION, "::", []),
        (test_ndp.ROUTER, "fe80::1", ["ip:fe80::1"]),
        (test_ndp.message(136, bytes(4) + test_ndp.HERE), "2001:db8::7", []),
    ],
)
def test_neighbours_state_their_interfaces(data: bytes, source: str, told: list[str]) -> None:
    said = heard(data, (0, 0), source=source, target="ff02::1", kind="icmpv6")
    assert facts(said) == [(subject, "mac", MAC) for subject in told]
    assert said.original == (data if told else b"")


# --- DNS -------------------------------------------------------------------------------------------------------------


def test_what_is_asked_is_of_who_asks() -> None:
    data = test_dns_answers.message(asked="Dev.Hik-Connect.COM", flags=0x0100)
    said = heard(data, (50_000, 53))
    assert said.facts == (Fact("ip:192.0.2.7", "dns.query", "dev.hik-connect.com"),)
    assert said == heard(b"\x99\x99" + data[2:], (50_001, 53))
    back = test_dns_answers.message(asked="7.2.0.192.in-addr.arpa", kind=12, flags=0x0100)
    assert heard(back, (50_000, 53)) == NOTHING


def test_what_is_answered_is_of_who_asked_under_the_name_asked_for_as_well() -> None:
    said = heard(test_dns_answers.ANSWER, (53, 50_000), source=THERE, target=HERE)
    assert facts(said) == [
        ("ip:192.0.2.7", "dns.query", "dev.hik-connect.com"),
        ("ip:192.0.2.7", "dns.answer", "dev.hik-connect.com=198.51.100.7"),
        ("ip:192.0.2.7", "dns.answer", "edge.hik-connect.com=198.51.100.7"),
        ("ip:192.0.2.7", "dns.answer", "dev.hik-connect.com=2001:db8::7"),
    ]


def test_names_that_lead_in_a_circle_lead_nowhere() -> None:
    name, record = test_dns_answers.name, test_dns_answers.record
    circle = [record(name("a.example"), 5, name("b.example")), record(name("b.example"), 5, name("a.example"))]
    address = record(name("c.example"), 1, bytes([192, 0, 2, 9]))
    said = heard(test_dns_answers.message(*circle, address, asked="a.example"), (53, 50_000), target=HERE)
    assert [fact.value for fact in said.facts] == ["a.example", "c.example=192.0.2.9"]


# --- SNMP ------------------------------------------------------------------------------------------------------------


def test_an_agent_speaks_of_itself_and_the_community_is_left() -> None:
    message, pdu = test_snmp_seen.message, test_snmp_seen.pdu
    named, other = value(snmp.SYS_NAME, b"\x04\x05cam-7"), value("1.3.6.1.2.1.4.20.1.1.1", b"\x04\x01x")
    said = heard(message(pdu(0xA2, test_snmp_seen.SYSTEM, named, other)), (161, 50_000))
    assert facts(said) == [
        ("ip:192.0.2.7", "snmp.sys_descr", "Linux 4.9."),
        ("ip:192.0.2.7", "snmp.value", f"{snmp.SYS_NAME}=cam-7"),
    ]
    assert said.removed == 1
    assert test_snmp_seen.COMMUNITY.encode() not in said.original
    assert json.loads(said.original)["values"] == {snmp.SYS_DESCR: "Linux 4.9.", snmp.SYS_NAME: "cam-7"}
    assert heard(snmp.get(test_snmp_seen.COMMUNITY, 42, snmp.SYSTEM), (50_000, 161)) == NOTHING
    assert heard(message(pdu(0xA2, other)), (161, 50_000)) == NOTHING


def test_an_agents_identifier_is_of_who_bears_it() -> None:
    engine = bytes.fromhex("800098fd034419b6000107")
    fact = Fact("ip:192.0.2.7", "snmp.value", f"1.3.6.1.6.3.10.2.1.1.0={engine.hex()}")
    secured, scope, pdu = test_snmp_seen.secured, test_snmp_seen.scope, test_snmp_seen.pdu
    for kind in (0xA2, 0xA7, 0xA8):
        assert fact in heard(secured(scope(pdu(kind)), engine), (161, 50_000)).facts
    for kind in (0xA0, 0xA6):
        assert heard(secured(scope(pdu(kind)), engine), (50_000, 161)) == NOTHING
    hidden = secured(encoded(OCTETS, b"x" * 40), engine, b"\7")
    assert heard(hidden, (161, 50_000)).facts == (fact,)
    assert heard(hidden, (50_000, 161)) == NOTHING


def test_a_trap_is_of_the_agent_that_it_names() -> None:
    trap = encoded(
        0xA4,
        encoded(OBJECT, bytes.fromhex("2b0601040182b17d")),
        encoded(0x40, bytes([192, 0, 2, 9])),
        integer(6),
        integer(1),
        encoded(0x43, b"\1\2"),
        encoded(SEQUENCE, test_snmp_seen.SYSTEM),
    )
    said = heard(test_snmp_seen.message(trap, 0), (50_000, 162))
    assert facts(said) == [("ip:192.0.2.9", "snmp.sys_descr", "Linux 4.9.")]


# --- announcements on a cable ----------------------------------------------------------------------------------------


def test_a_camera_announces_what_it_is() -> None:
    said = heard(test_lldp.CAMERA, (0, 0), source="", target="", kind="lldp")
    assert {fact.subject for fact in said.facts} == {f"mac:{MAC}"}
    assert [(field, value) for _, field, value in facts(said)] == [
        ("mac", MAC),
        ("lldp.system_name", "cam-7"),
        ("lldp.system_description", "P1375 Network Camera 10.1.0"),
        ("lldp.port_description", "Interface 1"),
        ("lldp.capabilities", "station"),
        ("lldp.med_class", "endpoint-2"),
        ("lldp.vlan", "110"),
        ("lldp.manufacturer", "Axis Communications AB"),
        ("lldp.hardware", "7F9"),
        ("lldp.asset", "A-0007"),
        ("model.number", "P1375"),
        ("serial.number", "ACCC8E000001"),
        ("firmware.version", "10.1.0"),
        ("fact.ip", "192.0.2.7"),
        ("fact.ip", "2001:db8::7"),
    ]
    assert said.original == test_lldp.CAMERA


def test_who_announces_no_interface_of_its_own_is_the_one_that_spoke() -> None:
    element = test_lldp.element
    local = element(1, b"\7local") + test_lldp.PORT + test_lldp.TTL + element(5, b"cam-7")
    assert facts(heard(local, (0, 0), kind="lldp"))[0] == (f"mac:{FRAME}", "mac", FRAME)
    addressed = element(1, b"\5\1\xc0\0\2\x09") + test_lldp.PORT + test_lldp.TTL + element(5, b"cam-7")
    said = _speech.said(Datagram("lldp", "", "", 0, 0, "", addressed))
    assert facts(said) == [("ip:192.0.2.9", "lldp.system_name", "cam-7")]
    assert heard(test_lldp.FIRST, (0, 0), kind="lldp") == NOTHING


def test_a_switch_announces_what_it_is() -> None:
    said = heard(test_cdp.SWITCH, (0, 0), kind="cdp")
    assert facts(said) == [
        (f"mac:{FRAME}", "mac", FRAME),
        (f"mac:{FRAME}", "cdp.device", "access-7.example(FOC0000X0AB)"),
        (f"mac:{FRAME}", "cdp.platform", "cisco WS-C2960X-24PS-L"),
        (f"mac:{FRAME}", "cdp.version", "Cisco IOS Software, C2960X Version 15.2(2)E7"),
        (f"mac:{FRAME}", "cdp.port", "GigabitEthernet1/0/7"),
        (f"mac:{FRAME}", "cdp.capabilities", "router,switch,igmp"),
        (f"mac:{FRAME}", "cdp.vlan", "110"),
        (f"mac:{FRAME}", "fact.ip", "192.0.2.7"),
        (f"mac:{FRAME}", "fact.ip", "2001:db8::7"),
    ]


@given(st.binary(max_size=400))
def test_any_bytes_are_a_value_error_or_something(data: bytes) -> None:
    one = Datagram("udp", HERE, THERE, 50_000, 53, FRAME, data)
    for read in (
        network.leases, network.leases_v6, network.neighbours, network.names, network.managed, network.announced,
        network.cdp,
    ):  # fmt: skip
        try:
            read(one)
        except ValueError:
            continue
