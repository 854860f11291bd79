from __future__ import annotations

from tests.wire.config.cases_panos import (
    box,
)

from camcensus.wire.config.values import Route


def test_interfaces_and_routes() -> None:
    found = box()
    assert found.name == "wall-2"
    assert not found.unread
    assert {one.name: one.addresses for one in found.interfaces} == {
        "ethernet1/1": ("10.1.0.1/16",),
        "ethernet1/2": (),
        "ethernet1/2.7": ("10.2.0.1/16", "2001:db8:2::1/64"),
        "ethernet1/3": ("192.0.2.1/24",),
        "ethernet1/4": ("10.4.0.1/24",),
        "tunnel.1": (),
    }
    unit = next(one for one in found.interfaces if one.name == "ethernet1/2.7")
    assert (unit.vlan, unit.zone, unit.vrf, unit.line) == (7, "core", "default", 6)
    assert found.interfaces[0].description == "all 'cameras'"
    assert list(found.routes) == [
        Route(prefix="0.0.0.0/0", line=13, interface="ethernet1/3", via="192.0.2.254", vrf="default", distance=10),
        Route(prefix="10.9.0.0/16", line=16, vrf="default", distance=10, discard=True),
    ]


def test_ways_that_are_not_in_the_file_are_told() -> None:
    more = (
        "set network virtual-router default protocol ospf enable yes\n"
        "set network virtual-router default routing-table ip static-route x destination 10.8.0.0/16\n"
        "set network virtual-router default routing-table ip static-route x nexthop next-vr other\n"
        "set network interface ethernet ethernet1/5 layer3 dhcp-client create-default-route yes\n"
        "set network interface ethernet ethernet1/6 link-state down\n"
        "set network virtual-wire w interface1 ethernet1/7\n"
        "set network vlan v interface [ ethernet1/8 ethernet1/9 ]\nset network vlan u interface ethernet1/9\n"
        "set rulebase pbf rules p action forward egress-interface ethernet1/3\n"
        "set rulebase qos rules q action class 4\n"
    )
    found = box(more=more)
    whys = [one.why.split(":")[0] for one in found.unread]
    assert whys == [
        "its address is given by another",
        "where it leads is not understood",
        "routes that are learned are not in this file",
        "it bridges past the routes",
        "it bridges past the routes",
        "it chooses routes by more than the target",
    ]
    assert not next(one for one in found.interfaces if one.name == "ethernet1/6").enabled
