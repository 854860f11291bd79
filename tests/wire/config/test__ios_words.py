"""Lines of IOS that bear on nothing that is forwarded, and those that must never be among them."""

from __future__ import annotations

import pytest

from camcensus.wire.config._ios_words import each, passed, passed_in_interface


@pytest.mark.parametrize(
    "text",
    [
        "logging host 10.0.0.1",
        "ntp server 10.0.0.1",
        "snmp-server community x",
        "line vty 0 4",
        "ip ssh version 2",
        "no ip http server",
        "username x",
        "ip forward-protocol nd",
        "spanning-tree mode rapid-pvst",
        "end",
    ],
)
def test_lines_that_bear_on_nothing(text: str) -> None:
    assert passed(text)


@pytest.mark.parametrize(
    "text",
    [
        "ip route 0.0.0.0 0.0.0.0 10.0.0.1",
        "ip nat inside",
        "router ospf 1",
        "ip access-group X in",
        "bridge irb",
        "vlan access-map X 10",
        "vlan filter X vlan-list 5",
        "ip wccp web-cache",
        "mpls ip",
        "interface Vlan1",
        "ip policy-list x",
        "ip admission x",
        "l2vpn x",
        "flurb",
        "ip flurb",
        "zone-pair security x",
        "ip access-list fqdn X",
        "ip access-list extended",
    ],
)
def test_lines_that_may_bear_on_something(text: str) -> None:
    assert not passed(text)


def test_lines_of_interfaces() -> None:
    assert all(map(passed_in_interface, ["duplex auto", "ip ospf cost 5", "spanning-tree portfast", "no cdp enable"]))
    assert not any(
        map(
            passed_in_interface,
            ["ip access-group X in", "bridge-group 1", "flurb", "ip policy route-map X", "xconnect x"],
        )
    )


def test_words_behind_another() -> None:
    assert each("a b", "x ") == {"x a", "x b"}
