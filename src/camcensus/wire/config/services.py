"""Protocols, ports and types of ICMP by the names that configurations use for them.

Sources: IANA's registries of protocol numbers, service names and ICMP parameters; the names that nftables, iptables and
Cisco print for them.
"""

from __future__ import annotations

from camcensus.wire import spans
from camcensus.wire.spans import Spans

PROTOCOLS = {
    "icmp": 1, "igmp": 2, "ipip": 4, "ipinip": 4, "ipencap": 4, "tcp": 6, "egp": 8, "igp": 9, "igrp": 9, "udp": 17,
    "dccp": 33, "ipv6": 41, "rsvp": 46, "gre": 47, "esp": 50, "ipsec": 50, "ipsec-esp": 50, "ah": 51, "ahp": 51,
    "ipsec-ah": 51, "icmpv6": 58, "icmp6": 58, "ipv6-icmp": 58, "ipv6-nonxt": 59, "eigrp": 88, "ospf": 89, "nos": 94,
    "pim": 103, "ipcomp": 108, "pcp": 108, "vrrp": 112, "l2tp": 115, "sctp": 132, "udplite": 136, "mpls-in-ip": 137,
}  # fmt: skip

PORTS = {
    "echo": 7, "discard": 9, "systat": 11, "daytime": 13, "chargen": 19, "ftp-data": 20, "ftp": 21, "ssh": 22,
    "telnet": 23, "smtp": 25, "time": 37, "nameserver": 42, "tacacs": 49, "tacacs+": 49, "domain": 53, "dns": 53,
    "bootps": 67, "bootpc": 68, "tftp": 69, "gopher": 70, "finger": 79, "http": 80, "www": 80, "kerberos": 88,
    "hostname": 101, "pop2": 109, "pop3": 110, "sunrpc": 111, "ident": 113, "nntp": 119, "ntp": 123, "epmap": 135,
    "netbios-ns": 137, "netbios-dgm": 138, "netbios-ssn": 139, "netbios-ss": 139, "imap": 143, "imap2": 143,
    "imap4": 143, "snmp": 161, "snmptrap": 162, "snmp-trap": 162, "xdmcp": 177, "bgp": 179, "irc": 194, "dnsix": 195,
    "mobile-ip": 434, "ldap": 389, "https": 443, "microsoft-ds": 445, "pim-auto-rp": 496, "isakmp": 500, "exec": 512,
    "biff": 512, "login": 513, "who": 513, "cmd": 514, "rsh": 514, "shell": 514, "syslog": 514, "lpd": 515,
    "printer": 515, "talk": 517, "rip": 520, "uucp": 540, "klogin": 543, "kshell": 544, "rtsp": 554,
    "submission": 587, "ldaps": 636, "imaps": 993, "pop3s": 995, "secureid-udp": 5510, "socks": 1080,
    "lotusnotes": 1352, "ms-sql-s": 1433, "citrix-ica": 1494, "sqlnet": 1521, "radius": 1645, "radius-acct": 1646,
    "h323": 1720, "pptp": 1723, "ctiqbe": 2748, "cifs": 3020, "nfs": 2049, "mysql": 3306, "ms-wbt-server": 3389,
    "rdp": 3389, "non500-isakmp": 4500, "ipsec-nat-t": 4500, "sip": 5060, "sips": 5061, "aol": 5190,
    "postgresql": 5432, "pcanywhere-data": 5631, "pcanywhere-status": 5632, "http-alt": 8080, "drip": 3949,
}  # fmt: skip

ICMP = {
    "echo-reply": 0, "pong": 0, "destination-unreachable": 3, "unreachable": 3, "source-quench": 4, "redirect": 5,
    "alternate-address": 6, "echo": 8, "echo-request": 8, "ping": 8, "router-advertisement": 9,
    "router-solicitation": 10, "time-exceeded": 11, "ttl-exceeded": 11, "parameter-problem": 12,
    "timestamp-request": 13, "timestamp": 13, "timestamp-reply": 14, "information-request": 15, "info-request": 15,
    "info-reply": 16, "information-reply": 16, "address-mask-request": 17, "mask-request": 17,
    "address-mask-reply": 18, "mask-reply": 18, "traceroute": 30, "conversion-error": 31, "mobile-redirect": 32,
}  # fmt: skip

ICMP6 = {
    "destination-unreachable": 1, "unreachable": 1, "packet-too-big": 2, "time-exceeded": 3, "parameter-problem": 4,
    "echo-request": 128, "ping": 128, "echo": 128, "echo-reply": 129, "pong": 129, "mld-listener-query": 130,
    "mld-listener-report": 131, "mld-listener-done": 132, "mld-listener-reduction": 132, "router-solicitation": 133,
    "nd-router-solicit": 133, "router-advertisement": 134, "nd-router-advert": 134, "neighbour-solicitation": 135,
    "neighbor-solicitation": 135, "nd-neighbor-solicit": 135, "neighbour-advertisement": 136,
    "neighbor-advertisement": 136, "nd-neighbor-advert": 136, "redirect": 137, "nd-redirect": 137,
    "router-renumbering": 138, "mld2-listener-report": 143,
}  # fmt: skip

_CODES = {
    "network-unreachable": (3, 0), "net-unreachable": (3, 0), "host-unreachable": (3, 1),
    "protocol-unreachable": (3, 2), "port-unreachable": (3, 3), "fragmentation-needed": (3, 4),
    "packet-too-big": (3, 4), "source-route-failed": (3, 5), "network-unknown": (3, 6), "host-unknown": (3, 7),
    "administratively-prohibited": (3, 13), "communication-prohibited": (3, 13), "ttl-zero-during-transit": (11, 0),
    "ttl-zero-during-reassembly": (11, 1),
}  # fmt: skip


def protocol(text: str) -> int:
    """The number of a protocol, by name or number. Raises `ValueError`."""
    known = PROTOCOLS.get(text.strip().lower())
    if known is not None:
        return known
    if not text.strip().isdecimal() or int(text) > 255:
        raise ValueError(f"'{text}' is no protocol that is known here")
    return int(text)


def port(text: str) -> int:
    """The number of a port, by name or number. Raises `ValueError`."""
    known = PORTS.get(text.strip().lower())
    if known is not None:
        return known
    if not text.strip().isdecimal() or int(text) > 65_535:
        raise ValueError(f"'{text}' is no port that is known here")
    return int(text)


def port_range(text: str, mark: str) -> Spans:
    """``80``, or ``80-90`` with `mark` between; an end that is left out is the least or greatest. `ValueError`."""
    low, between, high = text.partition(mark)
    if not between or text.strip().lower() in PORTS:  # some names have a dash
        return spans.one(port(text))
    return spans.span(port(low) if low.strip() else 0, port(high) if high.strip() else 65_535)


def icmp(text: str, *, six: bool = False) -> Spans:
    """The types and codes of ICMP, as `packets` counts them: ``8``, ``3/1``, ``echo-request``. Raises `ValueError`."""
    name = text.strip().lower()
    if not six and name in _CODES:
        kind, code = _CODES[name]
        return spans.one(256 * kind + code)
    known = (ICMP6 if six else ICMP).get(name)
    kinds, mark, codes = name.partition("/")
    if known is None and not kinds.isdecimal():
        raise ValueError(f"'{text}' is no type of ICMP that is known here")
    kind = known if known is not None else int(kinds)
    if kind > 255 or (mark and (not codes.isdecimal() or int(codes) > 255)):
        raise ValueError(f"'{text}' is no type of ICMP")
    return spans.one(256 * kind + int(codes)) if mark else spans.span(256 * kind, 256 * kind + 255)
