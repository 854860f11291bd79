"""A small PAN-OS configuration."""

from __future__ import annotations

from tests.wire.config.cases_walls import Packet, verdict

from camcensus.wire.config import panos
from camcensus.wire.config.values import Box

NETWORK = """set deviceconfig system hostname wall-2
set deviceconfig system ip-address 192.0.2.5
set mgt-config users admin phash $1$abcdefg
set network interface ethernet ethernet1/1 layer3 ip 10.1.0.1/16
set network interface ethernet ethernet1/1 comment "all 'cameras'"
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 ip 10.2.0.1/16
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 tag 7
set network interface ethernet ethernet1/2 layer3 units ethernet1/2.7 ipv6 address 2001:db8:2::1/64
set network interface ethernet ethernet1/3 layer3 ip wan-own
set network interface ethernet ethernet1/4 layer3 ip 10.4.0.1/24
set network interface tunnel units tunnel.1 comment yard
set network virtual-router default interface [ ethernet1/1 ethernet1/2.7 ethernet1/3 ]
set network virtual-router default routing-table ip static-route out nexthop ip-address 192.0.2.254
set network virtual-router default routing-table ip static-route out interface ethernet1/3
set network virtual-router default routing-table ip static-route out destination 0.0.0.0/0
set network virtual-router default routing-table ip static-route none destination 10.9.0.0/16
set network virtual-router default routing-table ip static-route none nexthop discard
set network virtual-router default protocol bgp enable no
set zone cams network layer3 [ ethernet1/1 tunnel.1 ]
set zone core network layer3 ethernet1/2.7
set zone wan network layer3 [ ethernet1/3 ]
"""


OBJECTS = """set address cam-net ip-netmask 10.1.0.0/16
set address recorder ip-netmask 10.2.0.9
set address servers ip-range 10.2.0.20-10.2.0.29
set address cloud fqdn example.org
set address wan-own ip-netmask 192.0.2.1/24
set address odd-bits ip-wildcard 10.2.0.1/0.0.255.0
set address core-six ip-netmask 2001:db8:2::/48
set address-group both static [ recorder servers ]
set address-group partly static [ recorder cloud ]
set address-group moving dynamic filter "'camera'"
set address-group round static about
set address-group about static round
set service stream protocol tcp port 554,8554-8560
set service stream protocol tcp source-port 1024-65535
set service media protocol udp port 6970-6999
set service-group video members [ stream media service-https ]
"""


CAMERA = Packet("10.1.0.5", "10.2.0.9", target_port=554)


ENDS = ("ethernet1/1", "ethernet1/2.7")


FROM_OUTSIDE = Packet("198.51.100.7", "192.0.2.80", target_port=8554)


INWARD = ("ethernet1/3", "ethernet1/2.7")


def rule(name: str = "R1", /, **values: str) -> str:
    given = {
        "from": "cams",
        "to": "core",
        "source": "any",
        "destination": "any",
        "application": "any",
        "service": "any",
        "action": "allow",
    } | {key.rstrip("_").replace("_", "-"): value for key, value in values.items()}
    return "".join(f"set rulebase security rules {name} {key} {value}\n" for key, value in given.items() if value)


def nat(name: str = "N1", /, **values: str) -> str:
    given = {"from": "any", "to": "any", "source": "any", "destination": "any", "service": "any"} | {
        key.rstrip("_").replace("_", "-"): value for key, value in values.items()
    }
    return "".join(f"set rulebase nat rules {name} {key} {value}\n" for key, value in given.items() if value)


def box(*rules: str, more: str = "") -> Box:
    return panos.parse("".join((NETWORK, OBJECTS, *rules, "set rulebase security rules zz disabled yes\n", more)))


def of_camera(*rules: str, more: str = "", packet: Packet = CAMERA, way: tuple[str, str] = ENDS) -> str:
    return verdict(box(*rules, more=more), *way, packet)
