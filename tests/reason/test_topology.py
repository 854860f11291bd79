"""How devices are plugged in, and what is missing before it is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from tests.reason.networks import (  # fmt: skip
    CAM,
    CAM2,
    CORE,
    PC,
    access,
    arp,
    clock,
    estate,
    lldp,
    macs,
    network,
    status,
    switch,
    told,
    trunk,
)
from tests.support import see

from camcensus.reason import topology
from camcensus.reason.topology import Layer2

NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)
ARP = arp("fw", ("10.0.1.5", CAM, 40), ("10.0.1.6", CAM2, 40))
ALONE = clock("sw1") + macs("sw1", (40, CAM, "Gi1/0/3"), (40, CAM2, "Gi1/0/4")) + ARP
SWITCH = switch("sw1", access("GigabitEthernet1/0/3", 40), access("GigabitEthernet1/0/4", 40))


def test_where_all_is_known_nothing_is_missing() -> None:
    found = network(told(ALONE), boxes=[SWITCH])
    assert found.layer2() == Layer2(port="sw1/Gi1/0/3", vlan=40, last=NOON, alone=True)
    assert found.bridges == {}


def test_each_thing_that_is_not_known_is_named_with_what_settles_it() -> None:
    (configuration,) = network(told(ALONE)).layer2().missing
    assert configuration == (
        "the configuration of sw1 is not in the log, so it is not known whether a trunk joins VLAN 40 with the core: "
        "read its 'show running-config' or 'show interfaces switchport'"
    )
    no_vlans = estate(core=replace(CORE, vlans=()))
    assert "no VLAN of the core at hq is known" in network(told(ALONE), boxes=[SWITCH], of=no_vlans).layer2().missing[0]


def test_a_device_of_which_only_an_address_is_known() -> None:
    found = network(see("ip:10.0.1.5", ("http.server", "x")), judged=["ip:10.0.1.5"])
    assert found.layer2("ip:10.0.1.5") == Layer2(missing=(topology.NO_MAC,))


def test_a_device_that_no_switch_told_of() -> None:
    found = network(see("ip:10.0.1.5", ("mac", CAM)))
    assert found.layer2() == Layer2(missing=(topology.NO_PORT,))


def test_a_device_without_a_site() -> None:
    found = network(told(clock("sw1"), macs("sw1", (40, CAM, "Gi1/0/3"))), boxes=[SWITCH], of=estate(sites=("hq", "b")))
    assert topology.NO_SITE in found.layer2().missing


def test_behind_an_uplink_the_next_switch_is_named() -> None:
    text = lldp("sw1", ("Te1/1", "sw2", "Te1/0/1", "B")) + macs("sw1", (40, CAM, "Te1/1"))
    (first, *_) = network(told(clock("sw1"), text, ARP)).layer2().missing
    assert first == "it lies behind sw1/Te1/1, which leads to sw2: read 'show mac address-table' of sw2"
    (other, *_) = network(told(clock("sw1"), macs("sw1", (40, CAM, "Po1")), ARP)).layer2().missing
    assert other.startswith("it lies behind sw1/Po1 with others")


@pytest.mark.parametrize("asked", [" vlan 40", " | include c056", " dynamic"])
def test_a_part_of_a_table_does_not_show_that_it_is_alone(asked: str) -> None:
    found = network(told(ALONE.replace("address-table\n", f"address-table{asked}\n", 1)), boxes=[SWITCH])
    assert found.layer2().alone is None
    assert "read the whole 'show mac address-table' of sw1" in found.layer2().missing[0]


def test_a_table_without_a_command_does_not_show_that_it_is_alone() -> None:
    found = network(told(macs("sw1", (40, CAM, "Gi1/0/3")).split("\n", 1)[1]))
    assert found.layer2().alone is None
    assert "it stands below no command" in " ".join(found.layer2().missing)


def test_tables_without_a_time_that_do_not_agree_show_nothing() -> None:
    one, two = (told(macs("sw1", *rows), ARP, position=position) for position, rows in (
        (1, [(40, CAM, "Gi1/0/3")]), (2, [(40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/3")]),
    ))  # fmt: skip
    assert network(one, boxes=[SWITCH]).layer2().alone is True
    assert network(one, two, boxes=[SWITCH]).layer2().alone is not True


def test_others_are_on_the_port_only_in_the_newest_table() -> None:
    old = told(clock("sw1", 9), macs("sw1", (40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/3")), ARP)
    new = told(clock("sw1", 10), macs("sw1", (40, CAM, "Gi1/0/3")), ARP, position=2)
    assert network(old, new, boxes=[SWITCH]).layer2().alone is True
    assert network(old, boxes=[SWITCH]).layer2().alone is False


def test_two_that_were_learned_one_after_the_other_make_no_hub() -> None:
    old = told(clock("sw1", 9), macs("sw1", (40, PC, "Gi1/0/3")), known=[PC])
    new = told(clock("sw1", 10), macs("sw1", (40, CAM, "Gi1/0/3")), ARP, position=2)
    found = network(old, new, boxes=[SWITCH])
    assert found.layer2().alone is True
    assert found.kinds() == []


def test_addresses_that_are_not_in_the_log_count() -> None:
    part = [see(f"mac:{CAM}", ("switch.port", "sw1/3"), ("switch.vlan", "40"))]
    counted = see("switchport:sw1/3", ("switch.macs", "3"))
    assert network(*part).layer2().alone is None
    found = network(*part, counted)
    assert found.layer2().alone is False
    assert found.kinds() == [("shared-port", False)]
    assert "2 more addresses" in found.of()[0].detail


def test_a_stranger_in_the_vlan_of_a_camera_may_have_a_leg_in_the_core() -> None:
    table = macs("sw1", (40, CAM, "Gi1/0/3"), (40, PC, "Gi1/0/4"), (10, "00:1b:21:5b:4d:99", "Gi1/0/5"))
    ports = [access(f"GigabitEthernet1/0/{n}", vlan) for n, vlan in ((3, 40), (4, 40), (5, 10))]
    found = network(told(clock("sw1"), table, ARP), boxes=[switch("sw1", *ports)], judged=[f"mac:{CAM}"])
    (missing,) = found.layer2().missing
    assert missing == (
        "what is in VLAN 40 on sw1/Gi1/0/4 is not in the log, so whether it has a leg in the core is not known: read "
        "the tables of sw1 with --keep-all"
    )
    known = network(
        told(clock("sw1"), table, ARP, known=[CAM, PC]), boxes=[switch("sw1", *ports)], judged=[f"mac:{CAM}"]
    )
    assert known.layer2().missing == ()


def test_the_vlan_of_a_port_where_the_table_has_none() -> None:
    learned = see(f"mac:{CAM}", ("switch.port", "sw1/Gi1/0/3"))
    shown = told(clock("sw1"), status("sw1", ("Gi1/0/3", "connected", "40")))
    assert network(learned, shown).layer2().vlan == 40
    assert network(learned, boxes=[SWITCH]).layer2().vlan == 40
    assert network(learned).layer2().vlan is None
    assert "the VLAN of sw1/Gi1/0/3 is not told" in " ".join(network(learned).layer2().missing)


def test_a_lease_tells_the_port_and_not_who_else_is_there() -> None:
    row = see("ip:10.0.1.5", ("mac", CAM), ("switch.port", "sw1/Gi1/0/3"), ("switch.vlan", "40"))
    found = network(row, boxes=[SWITCH]).layer2()
    assert (found.port, found.vlan, found.alone) == ("sw1/Gi1/0/3", 40, None)


def test_lines_that_are_not_understood_are_missing() -> None:
    agreed = "interface GigabitEthernet1/0/9\n switchport access vlan 40\n!\n"
    odd = switch("sw1", access("GigabitEthernet1/0/3", 40), agreed)
    assert "lines that are not understood" in network(told(ALONE), boxes=[odd]).layer2().missing[0]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_rows_does_not_matter(seed: int) -> None:
    parts = [
        told(ALONE, macs("sw1", (40, CAM, "Gi1/0/3"), (10, PC, "Gi1/0/3")), arp("fw", ("10.0.2.9", PC, 10))),
        told(clock("sw2", 9), macs("sw2", (40, CAM, "Te1/1"), (40, CAM2, "Te1/1")), position=2),
        told(clock("sw1"), lldp("sw1", ("Te1/1", "sw2", "Te1/1", "B"), ("Te1/2", "ap", "eth0", "W")), position=3),
    ]
    boxes = [switch("sw1", access("Gi1/0/3", 40), trunk("Te1/1", "40"), trunk("Te1/2", "10,40"))]
    whole = network(*parts, boxes=boxes)
    assert any(whole.bridges.values())
    other = network(*parts, boxes=boxes, shuffled=seed)
    assert (other.bridges, other.read.layer2) == (whole.bridges, whole.read.layer2)


def test_what_is_no_address_is_none() -> None:
    assert list(topology.numbers("10.0.0.1, x, , 10.0.0.2")) == [10 << 24 | 1, 10 << 24 | 2]
    assert list(topology.numbers(None)) == []
