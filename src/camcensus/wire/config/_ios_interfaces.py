"""Interfaces of IOS: addresses, VRF, zone, VLANs, and what is applied to them.

Source: the interface, LAN switching and first hop redundancy command references of IOS. The box answers for virtual
addresses of HSRP, VRRP and GLBP: they count as its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from ipaddress import ip_interface

from camcensus.wire import spans
from camcensus.wire.config._cisco import Block, Line, Words, kept
from camcensus.wire.config._ios_words import passed_in_interface
from camcensus.wire.config.values import Interface, Unread
from camcensus.wire.spans import Spans

MAX_NETWORKS = 64
"""Networks of an interface that a virtual address is looked for in."""
_VLANS = (1 << 4095) - 2
"""All there are: a bit for each."""
_BEARING = (
    ("ip policy", "routes by a policy"), ("ipv6 policy", "routes by a policy"), ("ip nat enable", "NAT by policy"),
    ("crypto map", "a tunnel carries what it selects"), ("tunnel ", "a tunnel: its packets travel in others"),
    ("ip verify", "throws away what comes from where no route leads"),
    ("ipv6 verify", "throws away what comes from where no route leads"),
    ("ip wccp", "sends packets elsewhere"), ("bridge-group", "bridges"), ("xconnect", "bridges"),
    ("service instance", "bridges"), ("switchport protected", "ports of a VLAN are kept apart"),
    ("switchport private-vlan", "ports of a VLAN are kept apart"), ("mac access-group", "filters by Ethernet address"),
    ("ip address dhcp", "its address is learned"), ("ip address negotiated", "its address is learned"),
    ("ipv6 address dhcp", "its address is learned"), ("ipv6 address autoconfig", "its address is learned"),
    ("authentication port-control auto", "a server may give another VLAN or list"),
    ("access-session port-control auto", "a server may give another VLAN or list"),
    ("dot1x port-control auto", "a server may give another VLAN or list"),
    ("ip unnumbered", "borrows its address"), ("ipv6 unnumbered", "borrows its address"),
    ("switchport mode dynamic", "whether it is a trunk is agreed with its neighbour"),
    ("switchport mode dot1q-tunnel", "carries VLANs within a VLAN"),
)  # fmt: skip
"""Lines that bear on what passes and are not followed, and what they do."""


@dataclass(slots=True)
class Port:
    """An interface as it is read."""

    name: str
    line: int
    addresses: list[str] = field(default_factory=list)
    virtual: list[str] = field(default_factory=list)
    vrf: str = ""
    zone: str = ""
    tag: int | None = None
    untagged: bool = False
    """The tag is that of packets without one."""
    switched: bool = False
    routed: bool = False
    """It is said to be no port of a switch."""
    bare: bool = False
    """It is said to have no address, which IOS says of no port of a switch that is one by itself."""
    agrees: bool = True
    """Whether it is a trunk may be agreed with its neighbour."""
    mode: str = ""
    access: int = 1
    voice: int | None = None
    allowed: int = _VLANS
    """A bit for each VLAN."""
    native: int = 1
    enabled: bool = True
    description: str = ""
    lists: dict[tuple[str, str], tuple[str, Line]] = field(default_factory=dict)
    """(``ip`` or ``ipv6``, ``in`` or ``out``) to the name of the list, and the line that applies it."""
    nat: str = ""
    inspected: Line | None = None
    policies: list[tuple[str, Line]] = field(default_factory=list)

    def interface(self) -> Interface:
        """It, in the words of all dialects."""
        trunk = native = None
        vlan = None if self.untagged else self.tag
        if self.untagged:
            native = self.tag
        if self.switched and self.mode == "trunk":
            trunk, native = _spans(self.allowed), self.native
        elif self.switched:
            vlan = self.access
            if self.voice is not None:
                trunk, native = spans.one(self.voice), self.access
        return Interface(
            name=self.name,
            line=self.line,
            addresses=tuple(self.addresses + self._answered()),
            vrf=self.vrf,
            zone=self.zone,
            vlan=vlan,
            trunk=trunk,
            native=native,
            enabled=self.enabled,
            description=self.description,
        )

    def _answered(self) -> list[str]:
        """Virtual addresses, with the length of the network they lie in."""
        own = [ip_interface(one).network for one in self.addresses[:MAX_NETWORKS]]
        found = []
        for one in map(ip_interface, self.virtual):
            held = next((network for network in own if one.ip in network), one.network)
            found.append(f"{one.ip}/{held.prefixlen}")
        return found


def name_of(text: str) -> str:
    """The name of an interface: ``GigabitEthernet 0/1`` is ``GigabitEthernet0/1``."""
    words = text.split()
    joined = len(words) > 1 and words[1][:1].isdecimal() and words[0].isalpha()
    return "".join(words[:2]) if joined else words[0] if words else ""


def read(block: Block, unread: list[Unread]) -> Port:
    """The interface of a block; what is not understood is added to `unread`."""
    port = Port(name_of(block.head.text.partition(" ")[2]), block.head.number)
    switching = False
    for line in block.under:
        switching |= line.text.startswith("switchport ")
        try:
            if not _line(port, line, unread):
                unread.append(line.unread())
        except ValueError as fault:
            unread.append(line.unread(str(fault)))
    # Switches print no ``switchport`` alone where it is what their ports are by themselves.
    port.switched |= switching and not port.addresses and not port.routed
    return port


def _line(port: Port, line: Line, unread: list[Unread]) -> bool:
    """Whether a line is understood, or bears on nothing."""
    for begin, why in _BEARING:
        if line.text.startswith(begin):
            unread.append(line.unread(why))
            port.agrees &= not begin.startswith("switchport mode")
            return True
    words = Words(line.text)
    first = words.take()
    known = _COMMANDS.get(first) or _COMMANDS.get(f"{first} {words.next}")
    if known is None:
        return passed_in_interface(line.text)
    if first not in _COMMANDS:
        words.take()
    return known(port, words, line)


def _description(port: Port, words: Words, _: Line) -> bool:
    port.description = kept(words.rest())
    return True


def _shutdown(port: Port, _words: Words, _: Line) -> bool:
    port.enabled = False
    return True


def _four(port: Port, words: Words, _: Line) -> bool:
    known = ip_interface(f"{words.take()}/{words.take()}")
    if words.next == "secondary":
        port.addresses.append(str(known))
    else:
        port.addresses.insert(0, str(known))
    return words.next in ("", "secondary")


def _six(port: Port, words: Words, _: Line) -> bool:
    word = words.take()
    if words.next == "link-local":
        return True
    known = ip_interface(word)
    port.addresses.append(str(known.network if words.next == "eui-64" else known))
    return words.next in ("", "eui-64", "anycast")


def _vrf(port: Port, words: Words, _: Line) -> bool:
    port.vrf = words.rest()
    return True


def _zone(port: Port, words: Words, _: Line) -> bool:
    found = words.skips("security")
    port.zone = words.rest() if found else port.zone
    return found


def _tagged(port: Port, words: Words, _: Line) -> bool:
    if words.take().lower() not in ("dot1q", "isl"):
        return True
    port.tag = vlan_of(words.take())
    port.untagged = words.skips("native")
    return not words


def vlan_of(text: str) -> int:
    """The number of a VLAN. Raises `ValueError`."""
    if not text.isdecimal() or not 1 <= int(text[:6]) <= 4094:
        raise ValueError(f"{kept(text)} is no VLAN that is known here")
    return int(text)


def _applied(port: Port, words: Words, line: Line) -> bool:
    name, way = words.take(), words.take()
    port.lists[line.text.split()[0], way] = (name, line)
    return way in ("in", "out") and not words


def _nat(port: Port, words: Words, _: Line) -> bool:
    port.nat = words.take()
    return port.nat in ("inside", "outside") and not words


def _inspect(port: Port, _: Words, line: Line) -> bool:
    port.inspected = line
    return True


def _policy(port: Port, words: Words, line: Line) -> bool:
    if words.next in ("input", "output", "in", "out"):
        words.take()
    elif words.next == "type":
        return False
    port.policies.append((words.rest(), line))
    return True


_ETHERNET = re.compile(r"^(?:[A-Z][A-Za-z]*)?(?:Ethernet|GigE)\d[\d/]*$|^Port-channel\d+$")
_ADDRESS = re.compile(r"^(?:[\d.]{7,15}|[0-9a-fA-F:]{2,39}/\d{1,3})$")


def _answers(port: Port, words: Words, _: Line) -> bool:
    """HSRP, VRRP or GLBP."""
    if words.next.isdecimal():
        words.take()
    if words.next in ("ip", "ipv6"):  # else its timers, its priority and the like
        words.take()
        if _ADDRESS.match(words.next):
            port.virtual.append(str(ip_interface(words.take()).ip))
    return True


def _address(port: Port, words: Words, _: Line) -> bool:
    """Below ``vrrp 1 address-family``."""
    if not _ADDRESS.match(words.next):
        return False
    port.virtual.append(str(ip_interface(words.take()).ip))
    return True


def _switchport(port: Port, words: Words, _: Line) -> bool:
    if not words:
        port.switched = True
        return True
    match words.all[1:]:
        case ["mode", ("access" | "trunk") as mode]:
            port.mode, port.agrees = mode, False
        case ["access", "vlan", vlan]:
            port.access = vlan_of(vlan)
        case ["voice", "vlan", vlan]:
            port.voice = vlan_of(vlan) if vlan.isdecimal() else port.voice
        case ["trunk", "native", "vlan", vlan]:
            port.native = vlan_of(vlan)
        case ["trunk", "allowed", "vlan", *which]:
            port.allowed = _allowed(port.allowed, which)
        case ["nonegotiate"]:
            port.agrees = False
        case _:
            return words.next in _OF_SWITCHING or words.all[1:3] in (["trunk", "encapsulation"], ["trunk", "pruning"])
    return True


_OF_SWITCHING = frozenset({"port-security", "priority", "host", "block", "autostate"})


def _allowed(known: int, words: list[str]) -> int:
    """VLANs of a trunk. Raises `ValueError`."""
    match words:
        case ["all"]:
            return _VLANS
        case ["none"]:
            return 0
        case ["add", which]:
            return known | _bits(which)
        case ["remove", which]:
            return known & ~_bits(which)
        case ["except", which]:
            return _VLANS & ~_bits(which)
        case [which]:
            return _bits(which)
    raise ValueError("VLANs that are not understood")


def _bits(text: str) -> int:
    found, parts = 0, vlans_of(text)
    for at in range(0, len(parts), 2):
        found |= (1 << parts[at + 1]) - (1 << parts[at])
    return found


def _spans(bits: int) -> Spans:
    """The places where one walks into a set of bits, and out of it."""
    edges, found = bits ^ bits << 1, []
    while edges:
        found.append((edges & -edges).bit_length() - 1)
        edges &= edges - 1
    return tuple(found)


def vlans_of(text: str) -> Spans:
    """``10,20-30``. Raises `ValueError`."""
    pairs = (one.partition("-") for one in text.split(","))
    return spans.union(spans.span(vlan_of(low), vlan_of(high if dash else low)) for low, dash, high in pairs)


def _no(port: Port, words: Words, _: Line) -> bool:
    """What is taken away: only some of it is there without being asked for."""
    if words.all[1:] == ["switchport"]:
        port.routed, port.switched = True, False
    port.bare |= words.all[1:] == ["ip", "address"]
    return True


def switched(ports: Iterable[Port], unread: list[Unread]) -> bool:
    """Whether it is a switch; of its ports those that say nothing are told from others, and what they may agree on."""
    found = list(ports)
    if not any(port.switched for port in found):
        return False
    for port in found:
        plain = not port.addresses and not port.routed and not port.bare
        port.switched |= plain and _ETHERNET.match(port.name) is not None
        if port.switched and port.agrees and port.enabled:
            why = "whether it is a trunk may be agreed with its neighbour"
            unread.append(Unread(line=port.line, text=f"interface {port.name}", why=why))
    return True


_COMMANDS: dict[str, Callable[[Port, Words, Line], bool]] = {
    "description": _description, "shutdown": _shutdown, "ip address": _four, "ipv6 address": _six,
    "vrf forwarding": _vrf, "ip vrf": lambda port, words, line: words.skips("forwarding") and _vrf(port, words, line),
    "zone-member": _zone, "encapsulation": _tagged, "ip access-group": _applied, "ipv6 traffic-filter": _applied,
    "ip nat": _nat, "ip inspect": _inspect, "ipv6 inspect": _inspect, "service-policy": _policy, "standby": _answers,
    "vrrp": _answers, "glbp": _answers, "address": _address, "switchport": _switchport, "no": _no,
}  # fmt: skip
