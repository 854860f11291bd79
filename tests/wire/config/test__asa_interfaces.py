"""Interfaces of ASA and their security levels."""

from __future__ import annotations

import pytest
from tests.wire.config.cases_cisco import Packet, verdict

from camcensus.wire.config import asa
from camcensus.wire.config._asa_interfaces import Levels, Port, read
from camcensus.wire.config._cisco import Block, Line
from camcensus.wire.config.values import Unread


def port(*under: str, name: str = "GigabitEthernet0/0") -> tuple[Port, list[Unread]]:
    unread: list[Unread] = []
    lines = [Line(n, 1, text) for n, text in enumerate(under, 2)]
    return read(Block(Line(1, 0, f"interface {name}"), lines), {"fw": "10.1.0.1"}, unread), unread


def test_an_interface() -> None:
    found, unread = port(
        "nameif core",
        "security-level 90",
        "ip address fw 255.255.0.0 standby 10.1.0.2",
        "vlan 20",
        "ipv6 address 2001:db8::1/64 standby 2001:db8::2",
        "ipv6 address fe80::1 link-local",
        "description d e",
        "shutdown",
        "management-only",
        "ipv6 address 2001:db8:5::/64 eui-64",
    )
    assert unread == []
    made = found.interface()
    assert (made.zone, made.vlan, made.enabled, made.description) == ("core", 20, False, "d e")
    assert made.addresses == ("10.1.0.1/16", "2001:db8::1/64", "2001:db8:5::/64")
    assert (found.level, found.management) == (90, True)
    assert port("nameif inside")[0].level == 100
    assert port("nameif x", name="Vlan7")[0].vlan == 7
    switch = port(
        "switchport", "switchport access vlan 5", "switchport trunk allowed vlan 1,3", "switchport trunk native vlan 9"
    )
    assert (switch[0].vlan, switch[0].trunk, switch[0].native, switch[1]) == (5, (1, 2, 3, 4), 9, [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("flurb", ""),
        ("security-level 700", ""),
        ("bridge-group 1", "bridges"),
        ("ip address dhcp setroute", "its address is learned"),
        ("policy-route route-map x", "routes by a policy"),
        ("switchport flurb", ""),
        ("ip flurb", ""),
        ("vlan 9999", "9999 is no VLAN that is known here"),
    ],
)
def test_what_is_not_followed_is_told(text: str, why: str) -> None:
    assert port("speed auto", text)[1] == [Unread(line=3, text=text, why=why)]


HEAD = "".join(
    f"interface GigabitEthernet0/{number}\n nameif {name}\n security-level {level}\n"
    for number, (name, level) in enumerate([("out", 0), ("cams", 50), ("also", 50), ("core", 100)])
)


def asked(incoming: str, outgoing: str, text: str = "") -> str:
    return verdict(
        asa.parse(f"{HEAD}{text}\n: end"), incoming, outgoing, Packet("10.1.0.5", "10.2.0.5", target_port=80)
    )


def test_levels_without_lists() -> None:
    assert asked("core", "cams") == "permit"
    assert asked("cams", "core") == "deny"
    assert asked("cams", "out") == "permit"
    assert asked("cams", "also") == "deny"
    assert asked("cams", "cams") == "deny"
    assert asked("GigabitEthernet0/3", "GigabitEthernet0/1") == "permit"


def test_equal_levels_and_the_way_back() -> None:
    inter, intra = (f"same-security-traffic permit {one}-interface" for one in ("inter", "intra"))
    assert [asked("cams", one, inter) for one in ("also", "cams", "core")] == ["permit", "deny", "deny"]
    assert [asked("cams", one, intra) for one in ("also", "cams", "core")] == ["deny", "permit", "deny"]
    both = f"{inter}\n{intra}"
    assert [asked("cams", one, both) for one in ("also", "cams", "core")] == ["permit", "permit", "deny"]


def test_no_list_permits_what_levels_forbid() -> None:
    text = "access-list L extended permit ip any any\naccess-group L in interface cams"
    assert [asked("cams", one, text) for one in ("also", "cams", "core", "out")] == ["deny", "deny", "permit", "permit"]


def test_an_inbound_list_takes_the_place_of_levels() -> None:
    text = "access-list L extended permit udp any any\naccess-group L in interface core"
    assert asked("core", "out", text) == "deny"
    assert asked("cams", "out", text) == "permit"


def test_an_outbound_list_is_asked_too() -> None:
    text = "access-list L extended permit udp any any\naccess-group L out interface out"
    assert asked("core", "out", text) == "deny"
    assert asked("core", "cams", text) == "permit"
    assert asked("cams", "core", text.replace("udp", "ip").replace("interface out", "interface core")) == "deny"


def test_a_list_for_all_is_asked_behind_that_of_the_interface() -> None:
    lists = "access-list A extended deny tcp any any eq 80\n"
    lists += "access-list G extended permit ip any any\naccess-group G global\n"
    assert asked("cams", "core", lists) == "permit"
    assert asked("cams", "core", f"{lists}access-group A in interface cams") == "deny"
    swapped = lists.replace("deny tcp", "permit tcp").replace("permit ip", "deny ip")
    assert asked("cams", "core", f"{swapped}access-group A in interface cams") == "permit"
    # Levels imply nothing where a list is applied to all.
    assert asked("core", "out", lists.replace("permit ip", "permit udp")) == "deny"


def test_an_interface_for_management_passes_nothing_on() -> None:
    text = "interface Management0/0\n nameif mgmt\n security-level 100\n management-only"
    assert asked("mgmt", "out", text) == "deny"
    assert (
        asked("core", "mgmt", f"{text}\naccess-list L extended permit ip any any\naccess-group L in interface core")
        == "deny"
    )


def test_levels_of_many_interfaces_are_shared() -> None:
    levels = Levels([Port(f"p{n}", n, f"n{n}", level=n % 3) for n in range(300)])
    rules = [rule for port in levels.ports for rule in levels.implied(port)]
    assert len({id(rule.match.outgoing) for rule in rules[::2]}) == 3
