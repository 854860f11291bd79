"""Running configurations of Cisco IOS and IOS-XE, as ``show running-config`` prints them.

A routed packet passes, in this order (Cisco document 6209, "NAT Order of Operation"): the list applied inbound; the
translation of what came in by an outside interface; the choice of a route; the policy between zones, which speaks of
inside addresses; the translation of what goes out by an outside interface; the list applied outbound. A list is
``deny`` behind its last entry; one that does not exist, or is empty, permits all ("IP Access List Overview"). IPv6 is
not forwarded without ``ipv6 unicast-routing``. Lists know no connections; what ``ip inspect`` opens for answers is not
followed. Fragments are taken as whole packets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network

from camcensus.wire import packets, spans
from camcensus.wire.config import _ios_groups, _ios_interfaces, _ios_nat
from camcensus.wire.config._cisco import Block, Line, Words, blocks, kept, lines
from camcensus.wire.config._cisco_objects import Objects
from camcensus.wire.config._ios_acl import Lists
from camcensus.wire.config._ios_interfaces import Port
from camcensus.wire.config._ios_words import passed
from camcensus.wire.config._ios_zones import CHAIN, Zones
from camcensus.wire.config.values import Box, Chain, Match, Names, Route, Rule, Step, Unread, cube

DIALECT = "ios"

_MARKS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^version \d{2}\.\d{1,2}\r?$", r"^Current configuration ?: \d+ bytes", r"^Building configuration\.\.\.",
        r"^service timestamps ", r"^service password-encryption", r"^interface [A-Z][A-Za-z-]{3,30} ?\d[\d/.:]*",
        r"^ip access-list (?:standard|extended) \S", r"^access-list \d{1,4} (?:permit|deny|remark) ",
        r"^line (?:vty|con) 0", r"^boot-start-marker", r"^ ip address [\d.]{7,15} 255\.", r"^ switchport mode ",
        r"^ip route (?:vrf \S+ )?[\d.]{7,15} [\d.]{7,15} ", r"^(?:no )?aaa new-model", r"^ip cef",
        r"^(?:Standard|Extended) IP access list ",
    )
)  # fmt: skip
_OTHERS = re.compile(
    r"^(?:: Saved|ASA Version|PIX Version|FWSM Version|\s?nameif |security-level |feature \S|vdc |vrf context |"
    r"!Command: |!! IOS XR|RP/0/|ipv4 access-list |! device: .*EOS|! Command: show|sysname |#Generated|"
    r"config system|\*filter)",
    re.MULTILINE,
)
"""Of dialects that look alike: ASA, NX-OS, IOS XR, EOS, VRP."""


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    text = head[:65_536].decode("utf-8", "replace")
    return _OTHERS.search(text) is None and sum(mark.search(text) is not None for mark in _MARKS) >= 3


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where neither an interface nor a list stands in it; all else is in `Box.unread`."""
    reader = _Reader()
    for block in blocks(lines(text), reader.unread):
        reader.take(block)
    return reader.box(name, last=text.count("\n") + 1)


@dataclass(slots=True)
class _Reader:
    unread: list[Unread] = field(default_factory=list)
    objects: Objects = field(default_factory=Objects)
    lists: Lists = field(init=False)
    ports: dict[str, Port] = field(default_factory=dict)
    routes: list[Route] = field(default_factory=list)
    nat: _ios_nat.Nat = field(default_factory=_ios_nat.Nat)
    zones: Zones = field(default_factory=Zones)
    dropping: set[str] = field(default_factory=set)
    """Policies for quality of service of which a class is dropped."""
    seen: set[str] = field(default_factory=set)
    """Lines that say something about the box as a whole."""
    hostname: str = ""

    def __post_init__(self) -> None:
        self.lists = Lists(self.objects)

    def take(self, block: Block) -> None:
        """One line and what stands below it."""
        text = block.head.text
        first = text.split(None, 1)[0]
        if first == "interface":
            self._interface(block)
        elif first == "hostname":
            self.hostname = text.partition(" ")[2].strip()[:64]
        elif text.startswith(("ip route ", "ipv6 route ")):
            self._route(block.head)
        elif text.startswith("ip nat "):
            if not self.nat.take(block.head):
                self.unread.append(block.head.unread("NAT that is not followed"))
        elif not (
            self.lists.take(block)
            or _ios_groups.take(block, self.objects)
            or self.zones.take(block, self.unread)
            or self._whole(block)
            or passed(text)
        ):
            self.unread.append(block.head.unread())

    def _interface(self, block: Block) -> None:
        port = _ios_interfaces.read(block, self.unread)
        if port.name in self.ports:
            self.unread.append(block.head.unread("it is stated twice"))
        self.ports[port.name] = port

    def _whole(self, block: Block) -> bool:
        """Lines on the box as a whole."""
        text = block.head.text
        if text in ("ip routing", "no ip routing", "ipv6 unicast-routing", "no ipv6 unicast-routing", "end"):
            self.seen.add(text)
            return True
        words = text.split()
        if words[0] == "router" or words[:2] == ["ipv6", "router"]:
            self.unread.append(block.head.unread("routes are learned that do not stand in the file"))
            return True
        if words[0] == "policy-map":
            if any(line.text.split()[0] == "drop" for line in block.under):
                self.dropping.add(words[-1])
            return True
        if words[0] == "vlan" and len(words) == 2:
            self.unread += [line.unread("VLANs within a VLAN") for line in block.under if "private-vlan" in line.text]
            return True
        if words[:2] in (["vrf", "definition"], ["ip", "vrf"]):
            self.unread += [line.unread("routes of another VRF") for line in block.under if "replicate" in line.text]
            return True
        return False

    def _route(self, head: Line) -> None:
        try:
            route, odd = _route(head)
        except ValueError as fault:
            self.unread.append(head.unread(str(fault)))
            return
        self.routes.append(route)
        if odd:
            self.unread.append(head.unread(odd))

    # --- the whole ---------------------------------------------------------------------------------------------------

    def box(self, name: str, last: int) -> Box:
        """All that was taken."""
        if "end" not in self.seen:
            self.lists.cut(last)
        chains = self.lists.chains()
        if not self.ports and not chains:
            raise ValueError("neither an interface nor an access list stands in it")
        if "end" not in self.seen:
            self.unread.append(Unread(line=last, text="", why="the file ends before the configuration does"))
        self._policies()
        self._routing()
        steps = self._steps(chains)
        return Box(
            name=self.hostname or name,
            dialect=DIALECT,
            interfaces=tuple(port.interface() for port in self.ports.values()),
            routes=tuple(self.routes),
            chains=chains,
            steps=tuple(steps),
            zones={port.name: port.zone for port in self.ports.values() if port.zone},
            forwards="no ip routing" not in self.seen,
            knows_routes=bool(self.ports),
            unread=tuple(self.unread),
        )

    def _steps(self, chains: dict[str, Chain]) -> list[Step]:
        members = {port.name: port.zone for port in self.ports.values()}
        steps = self._sixth(chains)
        steps += self._applied("in", chains)
        before, after = _ios_nat.steps(self.nat, chains, self.ports)
        steps += [*before, Step(kind="route")]
        if self.zones.chain(members, members, chains):
            steps.append(Step(kind="filter", chain=CHAIN))
        return [*steps, *after, *self._applied("out", chains)]

    def _sixth(self, chains: dict[str, Chain]) -> list[Step]:
        """IPv6 is routed only where it is said."""
        if "ipv6 unicast-routing" in self.seen or not self.ports:
            return []
        whole = "end" in self.seen
        match = Match(
            cubes=(cube(spans.V6_ALL), cube(target=spans.V6_ALL)), unread=() if whole else ("the file is cut",)
        )
        rule = Rule(line=0, text="no ipv6 unicast-routing", action="deny", match=match)
        chains["ipv6 unicast-routing"] = Chain(name="ipv6 unicast-routing", rules=(rule,))
        return [Step(kind="filter", chain="ipv6 unicast-routing")]

    def _applied(self, way: str, chains: dict[str, Chain]) -> list[Step]:
        """A step for each interface with a list applied in a direction."""
        opened = next((port.inspected for port in self.ports.values() if port.inspected is not None), None)
        steps = []
        for port in self.ports.values():
            found = [
                _applying(port.lists[family, way], family, chains, whole="end" in self.seen)
                for family in ("ip", "ipv6")
                if (family, way) in port.lists
            ]
            if not found:
                continue
            if opened is not None:
                answers = cube(modes=packets.modes(["established", "related"]))
                rule = Rule(line=opened.number, text=opened.text, action="unread", match=Match(cubes=(answers,)))
                found.insert(0, rule)
            if port.switched:
                held = next(line for (_, one), (_, line) in port.lists.items() if one == way)
                self.unread.append(held.unread("it filters at a port of a switch"))
            key = f"{port.name} {way}"
            chains[key] = Chain(name=key, rules=tuple(found), line=port.line)
            names = Names(names=(port.name,))
            incoming, outgoing = (names, None) if way == "in" else (None, names)
            steps.append(Step(kind="filter", chain=key, incoming=incoming, outgoing=outgoing))
        return steps

    def _policies(self) -> None:
        for port in self.ports.values():
            self.unread += [line.unread("a class is dropped") for name, line in port.policies if name in self.dropping]

    def _routing(self) -> None:
        """Switches route only where it is said, and some say it only where it is not."""
        switch = _ios_interfaces.switched(self.ports.values(), self.unread)
        several = sum(bool(port.addresses) for port in self.ports.values()) > 1
        if switch and several and not self.seen & {"ip routing", "no ip routing"}:
            self.unread.append(Unread(line=0, text="ip routing", why="whether this switch routes is not said"))


def _applying(applied: tuple[str, Line], family: str, chains: Mapping[str, Chain], *, whole: bool) -> Rule:
    """The rule that asks a list of the packets of its family; `whole`: all lists there are stand in the file."""
    name, line = applied
    key = f"{family} access-list {name}"
    every = spans.V6_ALL if family == "ipv6" else spans.V4_ALL
    match = Match(cubes=(cube(every, every),))
    if key not in chains:
        text = kept(f"{line.text} (no such list{': all is permitted' if whole else ' in what there is of the file'})")
        return Rule(line=line.number, text=text, action="permit" if whole else "unread", match=match)
    return Rule(line=line.number, text=kept(line.text), action="jump", chain=key, match=match)


# --- routes ----------------------------------------------------------------------------------------------------------


def _route(head: Line) -> tuple[Route, str]:
    """(the route, what about it is not followed). Raises `ValueError`."""
    words = Words(head.text)
    six = words.take() == "ipv6"
    words.take()
    vrf = words.take() if words.skips("vrf") else ""
    prefix = words.take()
    network = ip_network(prefix if six else f"{prefix}/{words.take()}", strict=False)
    interface = via = ""
    if words.next[:1].isalpha() and ":" not in words.next and words.next != "dhcp":
        interface = _ios_interfaces.name_of(f"{words.take()} {words.next if words.next.count('/') else ''}")
        if words.next.count("/") and interface.endswith(words.next):
            words.take()
    if _is_address(words.next):
        via = words.take()
    odd = "" if interface or via else f"{words.next or 'nothing'} is no next hop"
    distance = int(words.take()[:4]) if words.next.isdecimal() else 1
    route = Route(
        prefix=str(network),
        line=head.number,
        interface=interface,
        via=via,
        vrf=vrf,
        distance=distance,
        discard=interface.lower() == "null0",
    )
    return route, odd or _conditions(words)


def _is_address(word: str) -> bool:
    try:
        spans.address(word)
    except ValueError:
        return False
    return True


def _conditions(words: Words) -> str:
    """What stands behind a route, as far as it is not followed."""
    while words:
        word = words.take()
        if word == "name":
            quoted = words.next.startswith('"')
            while words and not words.take().endswith('"') and quoted:
                pass
        elif word == "tag":
            words.take()
        elif word == "track":
            return "it holds only while its track is up"
        elif word in ("global", "nexthop-vrf"):
            return "its next hop is in another VRF"
        elif word not in ("permanent", "unicast") and not word.isdecimal():
            return f"{word} is not followed"
    return ""
