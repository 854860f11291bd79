"""Interfaces of IOS."""

from __future__ import annotations

import pytest

from camcensus.wire import spans
from camcensus.wire.config._cisco import Block, Line
from camcensus.wire.config._ios_interfaces import Port, name_of, read, switched, vlan_of, vlans_of
from camcensus.wire.config.values import Interface, Unread


def port(*under: str, name: str = "GigabitEthernet0/0") -> tuple[Port, list[Unread]]:
    unread: list[Unread] = []
    lines = [Line(n, 1, text) for n, text in enumerate(under, 2)]
    return read(Block(Line(1, 0, f"interface {name}"), lines), unread), unread


def made(*under: str, name: str = "GigabitEthernet0/0") -> Interface:
    found, unread = port(*under, name=name)
    assert unread == []
    return found.interface()


def test_addresses_the_first_one_first() -> None:
    found = made("ip address 10.9.0.1 255.255.255.0 secondary", "ip address 10.1.0.1 255.255.0.0",
                 "ipv6 address 2001:db8::1/64", "ipv6 address FE80::1 link-local",
                 "ipv6 address 2001:db8:1::/64 eui-64")  # fmt: skip
    assert found.addresses == ("10.1.0.1/16", "10.9.0.1/24", "2001:db8::1/64", "2001:db8:1::/64")


@pytest.mark.parametrize(
    "text",
    ["standby 1 ip 10.1.0.9", "standby ip 10.1.0.9", "standby 1 ip 10.1.0.9 secondary", "vrrp 7 ip 10.1.0.9",
     "glbp 3 ip 10.1.0.9", "address 10.1.0.9 primary"],
)  # fmt: skip
def test_virtual_addresses_are_its_own(text: str) -> None:
    assert made("ip address 10.1.0.1 255.255.0.0", text).addresses == ("10.1.0.1/16", "10.1.0.9/16")
    assert made(text).addresses == ("10.1.0.9/32",)


def test_other_lines_of_redundancy_are_passed_over() -> None:
    found = made("standby version 2", "standby 1 priority 110", "standby 1 preempt", "vrrp 1 address-family ipv4")
    assert found.addresses == ()


def test_vrf_zone_tag_and_state() -> None:
    found = made(
        "vrf forwarding CAM", "zone-member security cams", "encapsulation dot1Q 20", "shutdown", "description d e"
    )
    assert (found.vrf, found.zone, found.vlan, found.enabled, found.description) == ("CAM", "cams", 20, False, "d e")
    assert made("ip vrf forwarding CAM").vrf == "CAM"
    native = made("encapsulation dot1Q 20 native")
    assert (native.vlan, native.native) == (None, 20)


def test_ports_of_a_switch() -> None:
    access = made("switchport mode access", "switchport access vlan 30", "switchport nonegotiate")
    assert (access.vlan, access.trunk, access.native) == (30, None, None)
    voice = made("switchport access vlan 30", "switchport voice vlan 40", "switchport mode access")
    assert (voice.vlan, voice.trunk, voice.native) == (30, (40, 41), 30)
    trunk = made("switchport trunk encapsulation dot1q", "switchport trunk native vlan 99",
                 "switchport trunk allowed vlan 10,20-22", "switchport trunk allowed vlan add 30",
                 "switchport trunk allowed vlan remove 21", "switchport mode trunk")  # fmt: skip
    assert (trunk.vlan, trunk.trunk, trunk.native) == (None, (10, 11, 20, 21, 22, 23, 30, 31), 99)
    assert made("switchport mode trunk").trunk == (1, 4095)
    assert made("switchport trunk allowed vlan none", "switchport mode trunk").trunk == ()
    assert made("switchport trunk allowed vlan except 5", "switchport mode trunk").trunk == (1, 5, 6, 4095)
    assert made(
        "switchport trunk allowed vlan 5", "switchport trunk allowed vlan all", "switchport mode trunk"
    ).trunk == (1, 4095)
    routed = made("no switchport", "switchport trunk allowed vlan 5", "ip address 10.0.0.1 255.0.0.0")
    assert (routed.vlan, routed.trunk) == (None, None)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("ip policy route-map X", "routes by a policy"),
        ("crypto map X", "a tunnel carries what it selects"),
        ("tunnel source Loopback0", "a tunnel: its packets travel in others"),
        ("ip verify unicast source reachable-via rx", "throws away what comes from where no route leads"),
        ("ip address dhcp", "its address is learned"),
        ("authentication port-control auto", "a server may give another VLAN or list"),
        ("switchport mode dynamic auto", "whether it is a trunk is agreed with its neighbour"),
        ("flurb 7", ""),
        ("ip flurb 7", ""),
        ("ip nat flurb", ""),
        ("ip access-group X sideways", ""),
        ("ip address 10.0.0.1 255.0.0.0 flurb", ""),
        ("service-policy type flurb x", ""),
        ("switchport flurb", ""),
        ("encapsulation dot1Q 9999", "9999 is no VLAN that is known here"),
    ],
)
def test_what_bears_on_what_passes_and_is_not_followed_is_told_with_its_line(text: str, why: str) -> None:
    assert port("duplex auto", text)[1] == [Unread(line=3, text=text, why=why)]


def test_an_address_that_is_none_is_told() -> None:
    found, unread = port("ip address 10.0.0.1 255.0.255.0")
    assert found.addresses == []
    assert [one.line for one in unread] == [2]


def test_what_is_applied_is_kept_for_later() -> None:
    found, unread = port("ip access-group A in", "ip access-group 7 out", "ipv6 traffic-filter B in", "ip nat inside",
                         "ip inspect FW in", "service-policy output QOS")  # fmt: skip
    assert unread == []
    assert {key: name for key, (name, _) in found.lists.items()} == {
        ("ip", "in"): "A", ("ip", "out"): "7", ("ipv6", "in"): "B"
    }  # fmt: skip
    assert found.nat == "inside"
    assert found.inspected is not None
    assert [name for name, _ in found.policies] == ["QOS"]


def test_small_parts() -> None:
    assert [name_of(one) for one in ("Vlan 10", "Vlan10", "Serial0/0.1 point-to-point", "")] == [
        "Vlan10", "Vlan10", "Serial0/0.1", ""
    ]  # fmt: skip
    assert vlan_of("4094") == 4094
    assert vlans_of("1,3-4") == spans.union([(1, 2), (3, 5)])
    for text in ("0", "4095", "x", "5-3", ""):
        with pytest.raises(ValueError):  # noqa: PT011
            vlans_of(text)


def test_ports_that_say_nothing_are_those_of_a_switch_where_others_are() -> None:
    silent, routed, named = (port(*under)[0] for under in ((), ("no ip address",), ("ip address 10.0.0.1 255.0.0.0",)))
    vlan = port(name="Vlan5")[0]
    unread: list[Unread] = []
    assert not switched([silent, routed, named, vlan], unread)
    trunk = port("switchport mode trunk", "no ip address")[0]
    assert switched([silent, routed, named, vlan, trunk], unread)
    assert [one.switched for one in (silent, routed, named, vlan, trunk)] == [True, False, False, False, True]
    assert silent.interface().vlan == 1
    why = "whether it is a trunk may be agreed with its neighbour"
    assert unread == [Unread(line=1, text="interface GigabitEthernet0/0", why=why)]


@pytest.mark.parametrize(
    "text", ["switchport mode access", "switchport nonegotiate", "shutdown", "switchport mode dynamic auto"]
)
def test_nothing_is_agreed_where_it_is_said(text: str) -> None:
    unread: list[Unread] = []
    switched([port("switchport access vlan 5", text)[0]], unread)
    assert unread == []
