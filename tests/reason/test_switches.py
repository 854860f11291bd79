"""Ports of switches, as their configurations have them."""

from __future__ import annotations

import pytest
from tests.reason.networks import access, switch, trunk

from camcensus.reason.switches import EVERY, Port, Switches, folded, is_bundle, vlan_of
from camcensus.reason.wired import Carries, Told
from camcensus.wire.config.values import Interface

VOICE = "interface Gi1/0/9\n switchport mode access\n switchport access vlan 40\n switchport voice vlan 50\n!\n"


def ports(*written: str) -> Switches:
    return Switches({"main": {"sw1": switch("sw1", *written)}})


def test_ports_by_the_names_that_tables_use() -> None:
    found = ports(access("GigabitEthernet1/0/3", 40), trunk("TenGigabitEthernet1/1/1", "10,40", native=40))
    port = found.port("main", "sw1/Gi1/0/3")
    assert port is not None
    assert (port.shown, port.untagged, port.tagged, port.is_trunk) == ("sw1/Gi1/0/3", 40, (), False)
    line = found.port("main", "SW1.example/Te1/1/1")
    assert line is not None
    assert (line.untagged, line.tagged, line.carried, line.has_no_list) == (40, (10, 11), (10, 11, 40, 41), False)


def test_a_trunk_without_a_list_carries_all() -> None:
    port = ports(trunk("Gi1/0/1")).port("main", "sw1/Gi1/0/1")
    assert port is not None
    assert (port.carried, port.has_no_list, port.untagged) == (EVERY, True, 1)


def test_a_native_vlan_that_is_not_allowed_is_thrown_away() -> None:
    port = ports(trunk("Gi1/0/1", "10,40", native=99)).port("main", "sw1/Gi1/0/1")
    assert port is not None
    assert (port.untagged, port.carried) == (None, (10, 11, 40, 41))


def test_a_port_with_a_telephone_is_no_trunk() -> None:
    port = ports(VOICE).port("main", "sw1/Gi1/0/9")
    assert port is not None
    assert (port.untagged, port.tagged, port.is_trunk) == (40, (50, 51), False)


def test_what_is_routed_logical_or_shut_passes_on_no_frames() -> None:
    routed = "interface Gi1/0/5\n no switchport\n ip address 10.0.1.1 255.255.255.0\n!\n"
    inner = "interface Vlan40\n ip address 10.0.9.1 255.255.255.0\n!\ninterface Vlan50\n!\n"
    found = ports(routed, inner, access("Gi1/0/6", 40).replace("!\n", " shutdown\n!\n"))
    assert list(found.ports("main", "sw1")) == []
    assert found.routes("main", "sw1", ["GigabitEthernet1/0/5"])
    assert not found.routes("main", "sw1", ["Gi9"])
    assert found.own("main") == {"10.0.1.1", "10.0.9.1"}


def test_another_switch_or_another_address_space_has_other_ports() -> None:
    found = ports(access("Gi1/0/3", 40))
    assert found.port("other", "sw1/Gi1/0/3") is None
    assert found.port("main", "sw2/Gi1/0/3") is None
    assert found.port("main", "sw1") is None
    assert found.own("other") == frozenset()


def test_the_port_at_the_other_end_by_what_it_is_called() -> None:
    found = ports(access("Gi1/0/3", 40), access("Gi1/0/4", 40))
    assert getattr(found.facing("main", "sw1", ["uplink", "GigabitEthernet1/0/3"]), "name", "") == "Gi1/0/3"
    assert found.facing("main", "sw1", ["Gi1/0/3", "Gi1/0/4"]) is None
    assert found.facing("main", "sw1", []) is None


@pytest.mark.parametrize(
    ("port", "found"),
    [("sw/Po1", True), ("sw/Trk2", True), ("sw/ae0", True), ("sw/BAGG1", True), ("sw/port1", False),
     ("sw/Gi1/0/1", False), ("sw/A1", False), ("sw", False)],
)  # fmt: skip
def test_several_ports_that_are_one(port: str, found: bool) -> None:
    assert is_bundle(port) is found


@pytest.mark.parametrize(
    ("name", "vlan", "found"),
    [("Vlan40", None, 40), ("Vlan0", None, None), ("Gi0/0.10", 10, 10), ("Gi0/1", None, None)],
)
def test_the_vlan_of_a_routed_interface(name: str, vlan: int | None, found: int | None) -> None:
    assert vlan_of(Interface(name=name, vlan=vlan)) == found


def test_names_are_compared_by_their_first_label() -> None:
    assert folded(" SW1.example.org ") == folded("sw1") == "sw1"


def shown(mode: str, **more: object) -> Port | None:
    carries = Carries(mode=mode, whole=True, **more)  # type: ignore[arg-type]
    return Switches({}, {("main", "sw1/Gi1"): Told(carries=carries)}).port("main", "sw1/Gi1")


def test_ports_as_a_switch_shows_them() -> None:
    port = shown("access", access=40, voice=50)
    assert port is not None
    assert (port.untagged, port.tagged, port.is_trunk, port.stated) == (40, (50, 51), False, False)
    line = shown("trunk", native=40, allowed="10,40-41")
    assert line is not None
    assert (line.untagged, line.tagged, line.is_trunk) == (40, (10, 11, 41, 42), True)


@pytest.mark.parametrize(("allowed", "carried"), [("all", EVERY), ("none", ()), ("7,x,5-3,9999999,0", (7, 8))])
def test_a_list_of_vlans_that_is_shown(allowed: str, carried: tuple[int, ...]) -> None:
    port = shown("trunk", allowed=allowed)
    assert port is not None
    assert port.carried == carried


@pytest.mark.parametrize("mode", ["routed", "down", "tunnel", "access", ""])
def test_what_is_shown_and_carries_nothing_that_is_known(mode: str) -> None:
    assert shown(mode) is None


def test_the_configuration_counts_before_what_is_shown_and_a_part_is_nothing() -> None:
    told = {("main", "sw1/Gi1/0/3"): Told(carries=Carries(mode="access", access=10, whole=True))}
    boxes = {"main": {"sw1": switch("sw1", access("Gi1/0/3", 40), "flurb 7\n")}}
    both = Switches(boxes, told)
    port = both.port("main", "sw1/Gi1/0/3")
    assert port is not None
    assert (port.untagged, both.title("main", "SW1.x"), both.unread("main", "sw1")) == (40, "sw1", (11,))
    assert Switches({}, told).title("main", "sw1") == "sw1"
    assert Switches({}, told).unread("main", "sw1") == ()
    later = told | {("main", "sw1/Gi1/0/4"): Told(carries=Carries(mode="access", access=20))}
    assert list(Switches({}, later).ports("main", "sw1")) == ["Gi1/0/3", "Gi1/0/4"]
    part = {place: Told(carries=Carries(mode="access", access=10)) for place in told}
    assert Switches({}, part).title("main", "sw1") == ""
