"""Beginnings of ASA lines that certainly do not bear on what is forwarded, and those that do and are not followed."""

from __future__ import annotations

from camcensus.wire.config._ios_words import each

_TOP = each(
    "ASA PIX FWSM Cryptochecksum aaa aaa-server admin-context arp arp-inspection asdm asp auth-prompt auto-update"
    " banner boot call-home checkheaps class-map clear client-update clock cluster community-list compression"
    " config-register configure console coredump crypto ctl-file ctl-provider cts ddns dhcp-client dhcpd"
    " dhcprelay dns dns-group domain-name dynamic-access-policy-record dynamic-map email enable end exit failover"
    " fips flow-export flow-offload fragment ftp ftp-map group-policy http http-map hw-module icmp igmp imap4s"
    " ipv6-vpn-addr-assign jumbo-frame jumbo-frame-reservation key kron lacp ldap license lldp logging logout login"
    " mac-address mac-address-table mac-list management-access media-termination memory mode monitor-interface"
    " mount mroute mtu multicast-routing name names no ntp nve object-group-search password passwd pager pim"
    " policy-list policy-map pop3s prefix-list prf priority-queue privilege prompt quota queue-limit regex"
    " remote-access rest-api route-map scansafe service service-module setup sla smtps smtp-server snmp-map"
    " snmp-server software-version ssh ssl tcp-map telnet terminal"
    " threat-detection time-range timeout tls-proxy"
    " track tunnel-group tunnel-group-map uauth ucm-address url-block url-cache username version virtual vpdn"
    " vpn vpn-addr-assign vpn-load-balancing vpn-sessiondb vpnsetup vpnclient wccp-redirect xlate zonelabs-integrity"
    " zone pat-pool as-path event snort ngips cmd-invalid-timeout user-identity sysopt hostname"
)
_TOP_TWO = frozenset(
    {"ip local", "ipv6 local", "ipv6 icmp", "ipv6 dhcprelay", "ipv6 nd", "ipv6 neighbor",
     "ipv6 enforce-eui64", "ip audit name", "service-policy global_policy", "l2tp tunnel", "ipv6 dhcp"}
)  # fmt: skip
BEARING = (
    ("aaa authentication match", "who sends decides"), ("aaa authentication include", "who sends decides"),
    ("aaa authorization match", "who sends decides"), ("aaa authorization include", "who sends decides"),
    ("threat-detection scanning-threat shun", "hosts are shut out for what they do"),
    ("virtual ", "who sends decides"),
    ("zone ", "interfaces share their connections"), ("wccp", "sends packets elsewhere"),
    ("ip verify reverse-path", "throws away what comes from where no route leads"),
    ("ip audit interface", "throws away what looks like an attack"), ("firewall transparent", "bridges"),
    ("dynamic-filter drop", "throws away what goes to certain names"), ("router ", "routes are learned"),
    ("ipv6 router ", "routes are learned"), ("cts role-based", "who sends decides"), ("context ", "holds other boxes"),
    ("global ", "NAT as it was before 8.3"), ("static ", "NAT as it was before 8.3"),
    ("alias ", "NAT as it was before 8.3"), ("nat-control", "NAT as it was before 8.3"),
    ("conduit ", "filters as they were"), ("outbound ", "filters as they were"), ("apply ", "filters as they were"),
    ("established ", "opens ways back"), ("filter ", "filters by what is asked of servers"),
    ("policy-route", "routes by a policy"),
)  # fmt: skip
"""Beginnings of lines that bear on what passes and are not followed, and what they do."""
PORT_BEARING = (
    ("policy-route", "routes by a policy"), ("bridge-group", "bridges"), ("zone-member", "shares its connections"),
    ("no forward", "some ways are closed"), ("tunnel ", "a tunnel: its packets travel in others"),
    ("ip address dhcp", "its address is learned"), ("ip address pppoe", "its address is learned"),
    ("ipv6 address autoconfig", "its address is learned"), ("ipv6 address dhcp", "its address is learned"),
    ("switchport protected", "ports of a VLAN are kept apart"), ("inline-set", "bridges"), ("mode ", "bridges"),
    ("fail-open", "bridges"), ("cts manual", "who sends decides"),
)  # fmt: skip
"""The same of lines of an interface."""
_PORT = each(
    "no speed duplex mac-address delay ospf ospfv3 rip eigrp igmp pim dhcp dhcprelay authentication hello-interval"
    " hold-time flowcontrol lacp channel-group port-channel media-type member-interface pppoe split-horizon"
    " summary-address multicast failover negotiate power exit nve-only vpn-map isis bfd auto lldp propagate policy"
    " fec poe subinterface"
)
_PORT_TWO = frozenset({"ipv6 nd", "ipv6 enable", "ipv6 ospf", "ipv6 dhcp", "ipv6 unnumbered", "ipv6 eui-64"})


def passed(text: str) -> bool:
    """Whether a line of no depth does not bear on forwarding."""
    words = text.split(None, 3)
    return words[0] in _TOP or " ".join(words[:2]) in _TOP_TWO or " ".join(words[:3]) in _TOP_TWO


def passed_in_interface(text: str) -> bool:
    """The same of a line of an interface."""
    words = text.split(None, 2)
    return words[0] in _PORT or " ".join(words[:2]) in _PORT_TWO


def bearing(text: str, table: tuple[tuple[str, str], ...]) -> str:
    """What a line does that bears on what passes and is not followed; empty: nothing."""
    return next((why for begin, why in table if text.startswith(begin)), "")
