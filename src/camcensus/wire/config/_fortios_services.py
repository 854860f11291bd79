"""Services of FortiOS: those it defines itself, those of the file, and groups of them.

Source: FortiOS Administration Guide, services; the table `firewall service custom` as a new device prints it.
"""

from __future__ import annotations

from collections.abc import Iterable

from camcensus.wire import packets, spans
from camcensus.wire.config import _found as found
from camcensus.wire.config import services
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config._found import Service
from camcensus.wire.config.values import cube
from camcensus.wire.packets import Cube

MAX_DEPTH = 32
_PORTED = {"tcp": 6, "udp": 17, "sctp": 132}

_TCP_PORTS = {
    "ALL_TCP": "1-65535", "AFS3": "7000-7009", "AOL": "5190-5194", "BGP": "179", "CVSPSERVER": "2401",
    "DCE-RPC": "135", "DNS": "53", "FINGER": "79", "FTP": "21", "FTP_GET": "21", "FTP_PUT": "21", "GOPHER": "70",
    "H323": "1720 1503", "HTTP": "80", "HTTPS": "443", "IMAP": "143", "IMAPS": "993",
    "Internet-Locator-Service": "389", "IRC": "6660-6669", "KERBEROS": "88 464", "L2TP": "1701", "LDAP": "389",
    "MMS": "1755", "MS-SQL": "1433 1434", "MYSQL": "3306", "NFS": "111 2049", "NNTP": "119", "NTP": "123",
    "NetMeeting": "1720", "ONC-RPC": "111", "PC-Anywhere": "5631", "POP3": "110", "POP3S": "995", "PPTP": "1723",
    "RDP": "3389", "REXEC": "512", "RLOGIN": "513:512-1023", "RSH": "514:512-1023", "RTSP": "554 7070 8554",
    "SAMBA": "139", "SCCP": "2000", "SIP": "5060", "SIP-MSNmessenger": "1863", "SMB": "445", "SMTP": "25",
    "SMTPS": "465", "SNMP": "161-162", "SOCKS": "1080", "SQUID": "3128", "SSH": "22", "TELNET": "23", "UUCP": "540",
    "VDOLIVE": "7000-7010", "VNC": "5900", "WAIS": "210", "WINFRAME": "1494 2598", "WINS": "1512",
    "X-WINDOWS": "6000-6063",
}  # fmt: skip
_UDP_PORTS = {
    "ALL_UDP": "1-65535", "AFS3": "7000-7009", "CVSPSERVER": "2401", "DCE-RPC": "135", "DHCP": "67-68",
    "DHCP6": "546 547", "DNS": "53", "H323": "1719", "IKE": "500 4500", "KERBEROS": "88 464", "L2TP": "1701",
    "LDAP_UDP": "389", "MGCP": "2427 2727", "MMS": "1024-5000", "NFS": "111 2049", "NTP": "123", "ONC-RPC": "111",
    "PC-Anywhere": "5632", "QUAKE": "26000 27000 27910 27960", "RADIUS": "1812 1813", "RADIUS-OLD": "1645 1646",
    "RAUDIO": "7070", "RIP": "520", "RTSP": "554", "SIP": "5060", "SNMP": "161-162", "SOCKS": "1080",
    "SYSLOG": "514", "TALK": "517-518", "TFTP": "69", "TRACEROUTE": "33434-33535", "WINS": "1512",
}  # fmt: skip
_OTHERS = {
    "ALL": cube(), "ANY": cube(), "NONE": cube(protocol=spans.one(6), target_port=spans.one(0)),
    "ALL_ICMP": cube(protocol=spans.one(packets.ICMP)), "ALL_ICMP6": cube(protocol=spans.one(packets.ICMP6)),
    "GRE": cube(protocol=spans.one(47)), "ESP": cube(protocol=spans.one(50)), "AH": cube(protocol=spans.one(51)),
    "OSPF": cube(protocol=spans.one(89)),
    "PING": cube(protocol=spans.one(packets.ICMP), target_port=services.icmp("8")),
    "TIMESTAMP": cube(protocol=spans.one(packets.ICMP), target_port=services.icmp("13")),
    "INFO_REQUEST": cube(protocol=spans.one(packets.ICMP), target_port=services.icmp("15")),
    "INFO_ADDRESS": cube(protocol=spans.one(packets.ICMP), target_port=services.icmp("17")),
    "PING6": cube(protocol=spans.one(packets.ICMP6), target_port=services.icmp("128", six=True)),
}  # fmt: skip
_SILENT = frozenset(
    {"category", "check-reset-range", "color", "comment", "explicit-proxy", "fabric-object", "helper", "protocol",
     "protocol-number", "proxy", "session-ttl", "show-in-category", "tcp-halfclose-timer", "tcp-halfopen-timer",
     "tcp-portrange", "tcp-rst-timer", "tcp-timewait-timer", "udp-idle-timer", "udp-portrange", "sctp-portrange",
     "icmptype", "icmpcode", "uuid", "uuid-idx", "visibility"}
)  # fmt: skip
"""What is read elsewhere, or tells nothing of which packets it is about."""
_EMPTY = {"iprange": "0.0.0.0", "app-service-type": "disable", "fqdn": ""}  # noqa: S104  # it means: none
"""Conditions, and the value that means that there is none."""


class Services:
    """All services of a configuration, by name."""

    def __init__(self, scope: Node) -> None:
        self._custom = scope.table("firewall service custom").entries
        self._groups = scope.table("firewall service group").entries
        self._known: dict[str, Service] = {}
        self._open: set[str] = set()

    def union(self, names: Iterable[str]) -> Service:
        """Several together."""
        return found.together(self.one(name) for name in names)

    def one(self, name: str) -> Service:
        """The service, or group, of a name."""
        if name in self._known:
            return self._known[name]
        if name in self._open or len(self._open) > MAX_DEPTH:
            return _unknown(f"service {name} refers to itself")
        self._open.add(name)
        found = self._found(name)
        self._open.discard(name)
        self._known[name] = found
        return found

    def _found(self, name: str) -> Service:
        if name in self._custom:
            try:
                return _custom(name, self._custom[name])
            except ValueError as fault:
                return _unknown(f"service {name}: {fault}")
        if name in self._groups:
            return self.union(self._groups[name].words("member"))
        found = predefined(name)
        return Service(found, found) if found else _unknown(f"service {name} is not in the file")


def _unknown(why: str) -> Service:
    return Service((), (cube(),), (why,))


def predefined(name: str) -> tuple[Cube, ...]:
    """A service that FortiOS defines itself; empty where it does not."""
    if name in _OTHERS:
        return (_OTHERS[name],)
    return found.merged(
        one
        for known, number in ((_TCP_PORTS, packets.TCP), (_UDP_PORTS, packets.UDP))
        if name in known
        for one in _ports(number, known[name].split())
    )


def _custom(name: str, entry: Node) -> Service:
    """Raises `ValueError`."""
    packets_of = found.merged(_cubes(entry))
    why = [f"service {name}: {key} is not understood" for key in entry.values if key not in (*_EMPTY, *_SILENT)]
    why += [f"service {name}: {key} {entry.word(key)}" for key, none in _EMPTY.items() if entry.word(key, none) != none]
    return Service((), packets_of, tuple(why)) if why else Service(packets_of, packets_of)


def _cubes(entry: Node) -> list[Cube]:
    kind = entry.word("protocol", "TCP/UDP/SCTP").upper()
    if kind in ("ICMP", "ICMP6"):
        return [_icmp(entry, packets.ICMP6 if kind == "ICMP6" else packets.ICMP)]
    if kind == "IP":
        number = entry.word("protocol-number", "0")
        return [cube() if number == "0" else cube(protocol=spans.one(services.protocol(number)))]
    if kind == "ALL":
        return [cube()]
    if not kind.startswith("TCP/UDP"):
        raise ValueError(f"protocol {kind} is not understood")
    return [one for prefix, number in _PORTED.items() for one in _ports(number, entry.words(f"{prefix}-portrange"))]


def _icmp(entry: Node, protocol: int) -> Cube:
    kind, code = entry.word("icmptype"), entry.word("icmpcode")
    if not kind:
        return cube(protocol=spans.one(protocol))
    text = f"{kind}/{code}" if code else kind
    return cube(protocol=spans.one(protocol), target_port=services.icmp(text, six=protocol == packets.ICMP6))


def _ports(protocol: int, ranges: Iterable[str]) -> list[Cube]:
    """``80``, ``80-90`` or, with the ports of the source behind, ``80-90:1024-65535``. Raises `ValueError`."""
    found = []
    for one in ranges:
        target, mark, source = one.partition(":")
        found.append(
            cube(
                protocol=spans.one(protocol),
                source_port=services.port_range(source, "-") if mark else spans.PORTS,
                target_port=services.port_range(target, "-"),
            )
        )
    return found
