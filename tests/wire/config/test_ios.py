"""Configurations of IOS as a whole."""

from __future__ import annotations

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.config.cases_cisco import Drawn, Packet, drawn, first_match, sent, verdict

from camcensus.wire.config import ios
from camcensus.wire.config.values import Box, Route, Unread

SAMPLE = """router#show running-config
Building configuration...

Current configuration : 2222 bytes
!
version 15.7
service timestamps debug datetime msec
hostname edge
!
banner motd ^C
ip route 10.99.0.0 255.255.0.0 Null0
^C
enable secret 5 HUSH
vrf definition CAM
 rd 1:1
 address-family ipv4
 exit-address-family
!
object-group network NVR
 host 10.2.0.5
!
interface GigabitEthernet0/0
 ip address 10.1.0.1 255.255.0.0
 ip access-group CAMERAS in
 ip ospf message-digest-key 1 md5 7 HUSH
 duplex auto
!
interface GigabitEthernet0/1.20
 encapsulation dot1Q 20
 ip address 10.2.0.1 255.255.0.0
 ip access-group 101 out
!
interface GigabitEthernet0/2
 switchport mode trunk
!
ip routing
ip route 0.0.0.0 0.0.0.0 10.2.0.254 name "to the core" tag 4
ip route 10.66.0.0 255.255.0.0 Null0 250
!
ip access-list extended CAMERAS
 permit tcp any object-group NVR eq 554
 deny   ip any 10.0.0.0 0.255.255.255 log
 permit ip any any
access-list 101 deny tcp any any eq telnet
access-list 101 permit ip any any
snmp-server community HUSH RO
crypto isakmp key HUSH address 0.0.0.0
line vty 0 4
 password HUSH
!
end

router#show clock
10:00
"""
BOX = ios.parse(SAMPLE)
IN, OUT = "GigabitEthernet0/0", "GigabitEthernet0/1.20"


def test_it_is_told_from_other_formats() -> None:
    assert ios.detect(SAMPLE.encode())
    assert ios.detect(SAMPLE.replace("\n", "\r\n").encode())
    for other in (
        b"",
        b"\xff" * 99,
        b": Saved\n" + SAMPLE.encode(),
        b"feature bgp\n" + SAMPLE.encode(),
        b"version 15.7\n",
    ):
        assert not ios.detect(other)


def test_all_that_bears_on_forwarding_is_understood() -> None:
    assert BOX.unread == ()
    assert (BOX.name, BOX.dialect, BOX.forwards, BOX.knows_routes) == ("edge", "ios", True, True)
    assert [one.name for one in BOX.interfaces] == [IN, OUT, "GigabitEthernet0/2"]
    assert "HUSH" not in repr(BOX)


def test_lists_apply_where_they_are_applied() -> None:
    to_nvr = Packet("10.1.0.5", "10.2.0.5", target_port=554)
    assert verdict(BOX, IN, OUT, to_nvr) == "permit"
    assert verdict(BOX, IN, OUT, to_nvr._replace(target="10.2.0.6")) == "deny"
    assert verdict(BOX, OUT, IN, to_nvr._replace(target="10.2.0.6")) == "permit"
    assert verdict(BOX, IN, OUT, Packet("10.1.0.5", "192.0.2.1", target_port=23)) == "deny"
    assert verdict(BOX, IN, "GigabitEthernet0/2", Packet("10.1.0.5", "192.0.2.1", target_port=23)) == "permit"


def test_every_rule_names_its_line() -> None:
    lines = SAMPLE.split("\n")
    for chain in BOX.chains.values():
        for rule in chain.rules:
            assert rule.line == 0 or rule.text.split() == lines[rule.line - 1].split()


def test_steps_stand_in_their_order() -> None:
    extra = ("interface GigabitEthernet0/0\n ip nat inside\n zone-member security a\n ip access-group X out\n"
             "ip nat inside source static 10.1.0.5 192.0.2.5\n")  # fmt: skip
    box = ios.parse(f"{extra}ip access-list extended X\n permit ip any any\nend")
    assert [(step.kind, step.chain) for step in box.steps] == [
        ("filter", "ipv6 unicast-routing"), ("nat", "nat of targets before the route"), ("route", ""),
        ("filter", "zones"), ("nat", "nat of sources behind the route"), ("filter", "GigabitEthernet0/0 out"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("ip route 10.0.0.0 255.0.0.0 10.1.0.9", Route(prefix="10.0.0.0/8", via="10.1.0.9"), ""),
        (
            "ip route 10.0.0.0 255.0.0.0 Null0 250",
            Route(prefix="10.0.0.0/8", interface="Null0", distance=250, discard=True),
            "",
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 Vlan5 10.1.0.9 7",
            Route(prefix="10.0.0.0/8", interface="Vlan5", via="10.1.0.9", distance=7),
            "",
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 GigabitEthernet 0/1 10.1.0.9",
            Route(prefix="10.0.0.0/8", interface="GigabitEthernet0/1", via="10.1.0.9"),
            "",
        ),
        (
            "ip route vrf A 10.0.0.0 255.0.0.0 10.1.0.9 permanent",
            Route(prefix="10.0.0.0/8", via="10.1.0.9", vrf="A"),
            "",
        ),
        (
            "ip route vrf A 10.0.0.0 255.0.0.0 10.1.0.9 global",
            Route(prefix="10.0.0.0/8", via="10.1.0.9", vrf="A"),
            "its next hop is in another VRF",
        ),
        (
            "ip route 10.0.0.0 255.0.0.0 10.1.0.9 track 4",
            Route(prefix="10.0.0.0/8", via="10.1.0.9"),
            "it holds only while its track is up",
        ),
        ("ip route 10.0.0.0 255.0.0.0 dhcp", Route(prefix="10.0.0.0/8"), "dhcp is no next hop"),
        (
            "ip route 10.0.0.0 255.0.0.0 10.1.0.9 flurb",
            Route(prefix="10.0.0.0/8", via="10.1.0.9"),
            "flurb is not followed",
        ),
        ("ipv6 route ::/0 2001:db8::1", Route(prefix="::/0", via="2001:db8::1"), ""),
        (
            "ipv6 route 2001:db8:5::/48 Vlan5 FE80::1 9",
            Route(prefix="2001:db8:5::/48", interface="Vlan5", via="FE80::1", distance=9),
            "",
        ),
        (
            "ipv6 route vrf A 2001:db8:5::/48 Null0",
            Route(prefix="2001:db8:5::/48", interface="Null0", vrf="A", discard=True),
            "",
        ),
    ],
)
def test_static_routes(text: str, expected: Route, why: str) -> None:
    box = ios.parse(f"interface Vlan5\n{text}\nend")
    assert [
        Route(**{key: getattr(route, key) for key in Route.__dataclass_fields__ if key != "line"})
        for route in box.routes
    ] == [expected]
    assert [one.why for one in box.unread] == ([why] if why else [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("flurb 7", ""),
        ("router ospf 1", "routes are learned that do not stand in the file"),
        ("ip nat flurb x", "NAT that is not followed"),
        ("vlan filter X vlan-list 5", ""),
        ("bridge irb", ""),
        (
            "ip route 10.0.0.0 255.0.255.0 10.1.0.9",
            "'10.0.0.0/255.0.255.0' does not appear to be an IPv4 or IPv6 network",
        ),
        ("interface Vlan5", "it is stated twice"),
    ],
)
def test_lines_that_are_not_understood_are_told(text: str, why: str) -> None:
    assert ios.parse(f"interface Vlan5\n{text}\nend").unread == (Unread(line=2, text=text, why=why),)


def test_a_file_that_is_cut_is_told() -> None:
    assert ios.parse("interface Vlan5\n ip address 10.0.").unread[-1] == Unread(
        line=2, text="", why="the file ends before the configuration does"
    )


def test_ipv6_is_routed_only_where_it_is_said() -> None:
    packet = Packet("2001:db8:1::1", "2001:db8:2::1", target_port=80)
    text = "interface Vlan5\ninterface Vlan6\n"
    assert verdict(ios.parse(f"{text}end"), "Vlan5", "Vlan6", packet) == "deny"
    assert verdict(ios.parse(text), "Vlan5", "Vlan6", packet) == "unknown"
    assert verdict(ios.parse(f"{text}ipv6 unicast-routing\nend"), "Vlan5", "Vlan6", packet) == "permit"


def test_whether_a_switch_routes() -> None:
    text = "interface Vlan5\n ip address 10.5.0.1 255.255.0.0\ninterface Vlan6\n ip address 10.6.0.1 255.255.0.0\n"
    port = "interface GigabitEthernet0/1\n switchport mode access\n ip access-group 7 in\n"
    assert not ios.parse(f"{text}no ip routing\nend").forwards
    assert ios.parse(f"{text}end").unread == ()
    assert "whether this switch routes is not said" in [one.why for one in ios.parse(f"{text}{port}end").unread]
    assert [one.why for one in ios.parse(f"{text}{port}ip routing\nend").unread] == ["it filters at a port of a switch"]


def test_what_is_inspected_may_open_a_way_for_answers() -> None:
    text = "interface Vlan5\n ip access-group 7 in\ninterface Vlan6\n ip inspect FW in\naccess-list 7 deny any\nend"
    packet = Packet("10.5.0.5", "10.6.0.5", target_port=80)
    assert verdict(ios.parse(text), "Vlan5", "Vlan6", packet) == "deny"
    assert verdict(ios.parse(text), "Vlan5", "Vlan6", packet._replace(state="established", answers=True)) == "unknown"


def test_a_class_that_is_dropped_is_told() -> None:
    text = "policy-map Q\n class X\n  drop\ninterface Vlan5\n service-policy input Q\nend"
    assert [(one.line, one.why) for one in ios.parse(text).unread] == [(5, "a class is dropped")]


def test_what_has_neither_interface_nor_list_is_refused() -> None:
    for text in ("", "hello", "hostname x\nend"):
        with pytest.raises(ValueError, match="neither"):
            ios.parse(text)


# --- by chance -------------------------------------------------------------------------------------------------------


def written(rule: Drawn, chance: Random) -> str:
    ends = []
    for network in (rule.source, rule.target):
        forms = [f"{network.network_address} {network.hostmask}"]
        forms += (
            ["any"]
            if network.prefixlen == 0
            else [f"host {network.network_address}"]
            if network.prefixlen == 32
            else []
        )
        ends.append(chance.choice(forms))
    established = " established" if rule.established else ""
    return f" {rule.action} {rule.protocol} {' '.join(ends)}{rule.ports()}{established}"


@given(st.integers(0, 2**32))
def test_lists_by_chance_do_what_they_do_entry_by_entry(seed: int) -> None:
    chance = Random(seed)  # noqa: S311  # nothing is kept secret with it
    rules = [drawn(chance, established=True) for _ in range(chance.randrange(1, 12))]
    entries = "\n".join(written(rule, chance) for rule in rules)
    box = ios.parse(
        f"interface Vlan5\n ip access-group X in\ninterface Vlan6\nip access-list extended X\n{entries}\nend"
    )
    assert box.unread == ()
    for _ in range(20):
        packet = sent(chance)
        assert verdict(box, "Vlan5", "Vlan6", packet) == first_match(rules, packet)


def read(text: str) -> Box | None:
    """The box, or that it was refused; all else is a fault."""
    try:
        return ios.parse(text)
    except ValueError:
        return None


@given(st.text(), st.integers(0, len(SAMPLE)), st.integers(0, 2**32))
def test_any_text_is_read_or_refused(text: str, at: int, seed: int) -> None:
    read(text)
    read(SAMPLE[:at])
    read(SAMPLE[:at] + text + SAMPLE[at:])
    lines = SAMPLE.split("\n")
    Random(seed).shuffle(lines)  # noqa: S311  # nothing is kept secret with it
    read("\n".join(lines))


def test_a_cut_file_is_told_wherever_it_is_cut() -> None:
    for at in range(0, SAMPLE.index("\nend") + 4, 37):
        box = read(SAMPLE[:at])
        assert box is None or "the file ends before" in box.unread[-1].why or "the file ends before" in str(box.unread)


def test_large_files_are_read_in_time() -> None:
    entries = "\n".join(f" permit tcp any host 10.2.{n >> 8 & 255}.{n & 255} eq 80" for n in range(8_000))
    began = time.process_time()
    box = ios.parse(f"interface Vlan5\n ip access-group X in\nip access-list extended X\n{entries}\nend")
    assert len(box.chains["ip access-list X"].rules) == 8_000
    assert time.process_time() - began < 5


def test_what_stands_behind_a_cut_is_not_known() -> None:
    packet = Packet("10.5.0.5", "10.6.0.5", target_port=80)
    head = "interface Vlan5\n ip access-group X in\ninterface Vlan6\n"
    assert verdict(ios.parse(head), "Vlan5", "Vlan6", packet) == "unknown"
    entry = f"{head}ip access-list extended X\n permit tcp any any eq 81\n"
    assert verdict(ios.parse(entry), "Vlan5", "Vlan6", packet) == "unknown"
    assert verdict(ios.parse(entry), "Vlan5", "Vlan6", packet._replace(target_port=81)) == "permit"
    assert verdict(ios.parse(f"{entry}end"), "Vlan5", "Vlan6", packet) == "deny"
