"""A small FortiOS configuration."""

from __future__ import annotations

from tests.wire.config.cases_walls import Packet, verdict

from camcensus.wire.config import fortios
from camcensus.wire.config.values import Box

HEAD = "#config-version=FGT60F-7.0.14-FW-build0601-240206:opmode=0:vdom=0:user=admin\n"


INTERFACES = """config system interface
    edit "cams"
        set vdom "root"
        set ip 10.1.0.1 255.255.0.0
        set alias "all cameras"
    next
    edit "core"
        set vdom "root"
        set ip 10.2.0.1 255.255.0.0
        config ipv6
            set ip6-address 2001:db8:2::1/64
        end
    next
    edit "wan1"
        set vdom "root"
        set ip 192.0.2.1 255.255.255.0
        set vlanid 0
    next
end
"""


OBJECTS = """config firewall address
    edit "cam net"
        set subnet 10.1.0.0 255.255.0.0
    next
    edit "recorder"
        set subnet 10.2.0.9 255.255.255.255
    next
    edit "servers"
        set type iprange
        set start-ip 10.2.0.20
        set end-ip 10.2.0.29
    next
    edit "cloud"
        set type fqdn
        set fqdn "example.org"
    next
    edit "odd bits"
        set type wildcard
        set wildcard 10.2.0.1 255.255.0.255
    next
end
config firewall address6
    edit "core six"
        set ip6 2001:db8:2::/48
    next
end
config firewall addrgrp
    edit "both"
        set member "recorder" "servers"
    next
    edit "but one"
        set member "servers"
        set exclude enable
        set exclude-member "one server"
    next
    edit "round"
        set member "about"
    next
    edit "about"
        set member "round"
    next
    edit "partly"
        set member "recorder" "cloud"
    next
end
config firewall service custom
    edit "stream"
        set tcp-portrange 554 8554-8560:1024-65535
        set udp-portrange 6970-6999
    next
    edit "echo"
        set protocol ICMP
        set icmptype 8
        set icmpcode 0
    next
    edit "tunnel"
        set protocol IP
        set protocol-number 47
    next
end
config firewall service group
    edit "video"
        set member "stream" "HTTPS"
    next
end
"""


VIPS = """config firewall vip
    edit "to recorder"
        set extip 192.0.2.80
        set extintf "wan1"
        set portforward enable
        set mappedip "10.2.0.9"
        set extport 8554
        set mappedport 554
    next
    edit "range"
        set extip 192.0.2.100-192.0.2.103
        set mappedip "10.2.0.20-10.2.0.23"
        set extintf "any"
    next
end
config firewall vipgrp
    edit "all of them"
        set member "to recorder" "range"
    next
end
config firewall ippool
    edit "pool"
        set startip 192.0.2.40
        set endip 192.0.2.41
    next
end
"""


CAMERA = Packet("10.1.0.5", "10.2.0.9", target_port=554)


def policy(number: int = 1, /, **values: str) -> str:
    given = {
        "srcintf": '"cams"',
        "dstintf": '"core"',
        "srcaddr": '"all"',
        "dstaddr": '"all"',
        "action": "accept",
        "schedule": '"always"',
        "service": '"ALL"',
    } | {key.replace("_", "-"): value for key, value in values.items()}
    sets = "".join(f"        set {key} {value}\n" for key, value in given.items() if value)
    return f"    edit {number}\n{sets}    next\n"


def box(*policies: str, more: str = "") -> Box:
    return fortios.parse(f"{HEAD}{INTERFACES}{OBJECTS}{more}config firewall policy\n{''.join(policies)}end\n", "wall")


def of_camera(*policies: str, more: str = "", packet: Packet = CAMERA, way: tuple[str, str] = ("cams", "core")) -> str:
    return verdict(box(*policies, more=more), *way, packet)
