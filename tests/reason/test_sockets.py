"""Bridges at the port of a device, or along its VLAN."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from tests.reason import networks as net
from tests.reason.networks import CAM, CAM2, CORE, PC, clock, estate, macs, network, switch, told
from tests.support import see

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
BOUND = net.arp("fw", ("10.0.1.5", CAM, 40), ("10.0.1.6", CAM2, 40), ("10.0.2.9", PC, 10))
ARP = clock("fw") + BOUND
HUB = macs("sw1", (40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/3"))
QUIET = switch("sw1", net.access("GigabitEthernet1/0/3", 40), net.access("GigabitEthernet1/0/4", 40))


def test_something_of_the_core_on_the_port_of_a_camera_is_certain() -> None:
    (found,) = network(told(clock("sw1"), HUB, ARP), boxes=[QUIET]).of()
    assert (found.kind, found.certain, found.other, found.last) == ("shared-port", True, "10.0.2.9", NOON)
    assert found.detail == "on its port sw1/Gi1/0/3 there was also 10.0.2.9, which is in the core (10.0.2.9)"
    assert [one.title for one in found.trail] == ["10.0.1.5", "sw1/Gi1/0/3", "10.0.2.9", "core network"]


def test_a_host_that_is_in_the_core_at_another_time_is_not_certain() -> None:
    seen_in_core = told(clock("fw", 20), net.arp("fw", ("10.0.2.9", PC, 10)), position=2, known=[PC])
    before = told(clock("sw1"), HUB, net.arp("sw1", ("10.0.1.5", CAM, 40)))
    (found,) = network(before, seen_in_core, boxes=[QUIET]).of()
    assert (found.kind, found.certain, found.other) == ("shared-port", False, "10.0.2.9")
    assert found.detail.endswith("; whether it was in the core at that time is not shown")


def test_without_a_time_one_file_is_one_time() -> None:
    both = told(HUB, BOUND)
    assert network(both, boxes=[QUIET]).kinds() == [("shared-port", True)]
    core = told(net.arp("fw", ("10.0.2.9", PC, 10)), position=2, known=[PC])
    apart = told(HUB, net.arp("fw", ("10.0.1.5", CAM, 40)))
    assert network(apart, core, boxes=[QUIET]).kinds() == [("shared-port", False)]


def test_something_in_a_vlan_of_the_core_on_the_port_of_a_camera_is_certain() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/3"), (10, PC, "Gi1/0/3"))
    (found,) = network(told(clock("sw1"), table, ARP.replace("10.0.2.9", "10.0.7.9")), boxes=[QUIET]).of()
    assert (found.kind, found.certain) == ("shared-port", True)
    assert "(VLAN 10)" in found.detail


def test_something_else_on_the_port_of_a_camera_may_be_a_hub() -> None:
    (found,) = network(told(clock("sw1"), HUB, ARP.replace("10.0.2.9", "10.0.7.9")), boxes=[QUIET]).of()
    assert (found.kind, found.certain, found.other) == ("shared-port", False, "sw1/Gi1/0/3")
    assert "there was also 10.0.7.9 at one time" in found.detail


def test_two_cameras_on_one_port_are_told_to_both() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/3"), (40, CAM2, "Gi1/0/3"))
    found = network(told(clock("sw1"), table, ARP), boxes=[QUIET])
    assert found.kinds() == found.kinds(f"mac:{CAM2}") == [("shared-port", False)]


def test_an_uplink_is_no_shared_port() -> None:
    table = macs("sw1", *((40, mac, "Te1/1") for mac in (CAM, CAM2, PC)))
    heard = net.lldp("sw1", ("Te1/1", "sw2", "Te1/0/1", "B"))
    assert network(told(clock("sw1"), heard, table, ARP)).kinds() == []


def test_a_camera_that_was_learned_in_a_vlan_of_the_core() -> None:
    table = macs("sw1", (10, CAM, "Gi1/0/3"), (40, CAM2, "Gi1/0/4"))
    found = network(told(clock("sw1"), table, ARP))
    (one,) = found.of()
    assert (one.kind, one.certain, one.other, one.last) == ("core-vlan", True, "sw1/Gi1/0/3", NOON)
    assert one.detail == "it was learned in VLAN 10 of the core, on sw1/Gi1/0/3"
    assert found.kinds(f"mac:{CAM2}") == []


def test_a_camera_that_was_learned_in_two_vlans() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/3")) + macs("sw2", (10, CAM, "Po1"))
    found = network(told(clock("sw1"), clock("sw2"), table, ARP), boxes=[QUIET])
    assert found.kinds() == [("core-vlan", True)]
    assert found.layer2().vlan is None


def test_a_port_in_a_vlan_of_the_core() -> None:
    learned = see(f"mac:{CAM}", ("switch.port", "sw1/Gi1/0/3"), ("fact.ip", "10.0.1.5"))
    shown = told(clock("sw1"), net.status("sw1", ("Gi1/0/3", "connected", "10")))
    (one,) = network(learned, shown).of()
    assert (one.kind, one.certain) == ("core-vlan", True)
    assert one.detail == "its switch shows that its port sw1/Gi1/0/3 is in VLAN 10 of the core"
    (other,) = network(learned, boxes=[switch("sw1", net.access("Gi1/0/3", 10))]).of()
    assert (other.kind, other.certain) == ("core-vlan", True)


def test_where_the_table_says_another_vlan_the_port_alone_is_not_certain() -> None:
    text = told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), ARP)
    (one,) = network(text, boxes=[switch("sw1", net.access("Gi1/0/3", 10))]).of()
    assert (one.kind, one.certain) == ("core-vlan", False)
    assert one.detail == "the configuration of its switch puts its port sw1/Gi1/0/3 in VLAN 10 of the core"


def test_a_number_that_may_mean_another_vlan_is_not_certain() -> None:
    where = estate(sites=("hq", "b"))
    (one,) = network(told(clock("sw1"), macs("sw1", (10, CAM, "Gi1/0/3"))), of=where).of()
    assert (one.kind, one.certain) == ("core-vlan", False)
    assert "which is not known" in one.detail
    elsewhere = estate(core=replace(CORE, site="b", cidrs=("10.0.9.0/24",)), sites=("hq", "b"))
    assert network(told(clock("sw1"), macs("sw1", (10, CAM, "Gi1/0/3")), ARP), of=elsewhere).of() == []


def test_a_port_that_is_a_trunk_of_which_nothing_is_known() -> None:
    text = (clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), net.status("sw1", ("Gi1/0/3", "connected", "trunk")), ARP)
    (one,) = network(told(*text)).of()
    assert (one.kind, one.certain, one.other) == ("leaking-trunk", False, "sw1/Gi1/0/3")
    assert "its own port sw1/Gi1/0/3 is a trunk, and which VLANs it carries is not told" in one.detail


def test_a_port_that_is_a_trunk_with_vlans_of_the_core() -> None:
    text = told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3")), ARP)
    (one,) = network(text, boxes=[switch("sw1", net.trunk("Gi1/0/3", "10,40"))]).of()
    assert (one.kind, one.certain, one.other) == ("leaking-trunk", False, "sw1/Gi1/0/3")
    assert [station.title for station in one.trail] == ["10.0.1.5", "sw1", "sw1/Gi1/0/3", "not known", "core network"]


def test_the_trail_to_a_mismatch_begins_at_the_port_of_the_device() -> None:
    text = macs("sw1", (40, CAM, "Gi1/0/3")) + net.lldp("sw1", ("Te1/1", "core", "Te1/1", "B,R")) + ARP
    boxes = [
        switch("sw1", net.access("Gi1/0/3", 40), net.trunk("Te1/1", "10,40", native=40)),
        switch("core", net.trunk("Te1/1", "10,40", native=10)),
    ]
    (one,) = network(told(clock("sw1"), text), boxes=boxes).of()
    assert (one.kind, one.certain) == ("native-mismatch", False)
    titles = ["10.0.1.5", "sw1/Gi1/0/3", "sw1", "sw1/Te1/1", "core/Te1/1", "core network"]
    assert [station.title for station in one.trail] == titles


def test_a_camera_behind_an_access_point() -> None:
    text = macs("sw1", (40, CAM, "Gi1/0/9")) + net.lldp("sw1", ("Gi1/0/9", "ap7", "eth0", "B,W")) + ARP
    (one,) = network(told(clock("sw1"), text)).of()
    assert (one.kind, one.certain, one.other) == ("wireless", False, "ap7")


def test_a_recorder_that_announced_itself_on_two_ports() -> None:
    one = see(f"mac:{CAM}", ("lldp.system_name", "nvr"), ("switch.port", "sw1/Gi3"), ("fact.ip", "10.0.1.5"))
    other = see(f"mac:{CAM}", ("lldp.system_name", "nvr"), ("switch.port", "sw2/Gi7"), record="other")
    shown = [told(clock(name), net.status(name, (port, "connected", vlan)), position=position)
             for name, port, vlan, position in (("sw1", "Gi3", "40", 1), ("sw2", "Gi7", "10", 2))]  # fmt: skip
    (found,) = network(one, other, *shown).of()
    assert (found.kind, found.certain, found.other) == ("one-box", False, "sw2/Gi7")
    assert "it announced itself on sw1/Gi3 (VLAN 40), sw2/Gi7 (VLAN 10)" in found.detail
