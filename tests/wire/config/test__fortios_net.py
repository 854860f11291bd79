from __future__ import annotations

from tests.wire.config.cases_fortios import HEAD, INTERFACES, OBJECTS, box

from camcensus.wire.config import fortios
from camcensus.wire.config.values import Route


def test_interfaces_and_routes() -> None:
    more = """config router static
    edit 1
        set gateway 192.0.2.254
        set device "wan1"
    next
    edit 2
        set dst 10.9.0.0 255.255.0.0
        set blackhole enable
        set distance 254
    next
    edit 3
        set dst 10.8.0.0/16
        set device "core"
        set status disable
    next
end
config router static6
    edit 1
        set dst 2001:db8:9::/48
        set gateway 2001:db8:2::2
        set device "core"
    next
end
"""
    found = box(more=more)
    assert found.knows_routes
    assert [one.addresses for one in found.interfaces] == [
        ("10.1.0.1/16",),
        ("10.2.0.1/16", "2001:db8:2::1/64"),
        ("192.0.2.1/24",),
    ]
    assert found.interfaces[0].description == "all cameras"
    lines = [one.line for one in found.routes]
    assert list(found.routes) == [
        Route(prefix="0.0.0.0/0", line=lines[0], interface="wan1", via="192.0.2.254", distance=10),
        Route(prefix="10.9.0.0/16", line=lines[1], distance=254, discard=True),
        Route(prefix="2001:db8:9::/48", line=lines[2], interface="core", via="2001:db8:2::2", distance=10),
    ]
    assert (HEAD + INTERFACES + OBJECTS + more).splitlines()[lines[1] - 1] == "    edit 2"


def test_more_of_interfaces() -> None:
    text = """config system interface
    edit "v7"
        set vdom "root"
        set vrf 3
        set ip 10.7.0.1/24
        set secondary-IP enable
        set interface "core"
        set vlanid 7
        set status down
        config secondaryip
            edit 1
                set ip 10.7.1.1 255.255.255.0
            next
        end
        config vrrp
            edit 4
                set vrip 10.7.0.254
            next
        end
    next
    edit "outer"
        set mode dhcp
    next
end
"""
    found = fortios.parse(text)
    first = found.interfaces[0]
    assert first.addresses == ("10.7.0.1/24", "10.7.1.1/24", "10.7.0.254/32")
    assert (first.vlan, first.enabled, first.vrf) == (7, False, "3")
    assert [(one.line, one.text) for one in found.unread] == [(22, "set mode dhcp")]


def test_ways_that_are_not_in_the_file_are_told() -> None:
    more = (
        "config router bgp\n set as 65001\n config neighbor\n edit 192.0.2.9\n set remote-as 65002\n next\n end\nend\n"
        'config router policy\n edit 1\n set input-device "cams"\n next\nend\n'
        "config router ospf\n config area\n end\nend\n"
        'config system sdwan\n config members\n edit 1\n set interface "wan1"\n set gateway 192.0.2.254\n next\n end\n'
        " config service\n edit 1\n set dst all\n next\n end\nend\n"
        "config router static\n edit 9\n set sdwan-zone virtual-wan-link\n next\nend\n"
        "config system settings\n set opmode transparent\nend\n"
    )
    found = box(more=more)
    assert [one.text.split()[:2] for one in found.unread] == [
        ["config", "router"],
        ["router", "policy"],
        ["system", "sdwan"],
        ["set", "opmode"],
    ]
    assert [(one.interface, one.via) for one in found.routes] == [("wan1", "192.0.2.254")]
    assert found.zones["wan1"] == "virtual-wan-link"
