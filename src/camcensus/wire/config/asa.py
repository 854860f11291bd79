"""Running configurations of Cisco ASA, of one context each, as ``show running-config`` prints them.

A routed packet passes, in this order (``packet-tracer``; "Access Rules" and "NAT" in the configuration guides of ASA):
the translation of where it goes to; the choice of a route; what security levels forbid in any case; the list applied
inbound to its interface, then the one applied to all, then ``deny``, or, where there is neither, what levels imply; the
list applied outbound; the reverse path of NAT; the translation of where it came from. Lists speak of real addresses.
What belongs to a known connection passes without lists; of TCP only a SYN begins one. What inspection reads within a
connection is not followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_interface, ip_network

from camcensus.wire import packets, spans
from camcensus.wire.config import _asa_interfaces, _asa_nat, _asa_objects
from camcensus.wire.config._asa_acl import Lists
from camcensus.wire.config._asa_interfaces import Levels, Port
from camcensus.wire.config._asa_words import BEARING, bearing, passed
from camcensus.wire.config._cisco import Block, Line, Words, blocks, kept, lines
from camcensus.wire.config._cisco_objects import Objects
from camcensus.wire.config.values import Box, Chain, Match, Names, Route, Rule, Step, Unread, cube
from camcensus.wire.spans import Spans

DIALECT = "asa"

_MARKS = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (
        r"^(?:ASA|PIX|FWSM) Version \d", r"^: Saved", r"^: Serial Number:", r"^ nameif \S", r"^ security-level \d",
        r"^same-security-traffic ", r"^access-list \S+ (?:line \d+ )?extended (?:permit|deny) ",
        r"^access-group \S+ (?:in|out) interface ", r"^object network \S", r"^Cryptochecksum:", r"^nat \(\S+,\S+\) ",
    )
)  # fmt: skip
_VERSION = re.compile(r"^(?:ASA|PIX|FWSM) Version (\d{1,2})", re.MULTILINE)


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    text = head[:65_536].decode("utf-8", "replace")
    return sum(mark.search(text) is not None for mark in _MARKS) >= 3 or _VERSION.search(text) is not None


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where neither an interface nor a list stands in it; all else is in `Box.unread`."""
    reader = _Reader()
    for block in blocks(lines(text, banners=False), reader.unread):
        reader.take(block)
    return reader.box(name, last=text.count("\n") + 1)


@dataclass(slots=True)
class _Reader:
    unread: list[Unread] = field(default_factory=list)
    objects: Objects = field(default_factory=Objects)
    lists: Lists = field(init=False)
    ports: dict[str, Port] = field(default_factory=dict)
    routes: list[tuple[Route, str]] = field(default_factory=list)
    """With the name of the interface they lead to."""
    nat: list[tuple[Line, str]] = field(default_factory=list)
    """(line, key of the object it stands in)."""
    applied: dict[tuple[str, str], list[tuple[str, Line]]] = field(default_factory=dict)
    """(interface, ``in`` or ``out``) to lists; interface ``global`` is all."""
    same: set[str] = field(default_factory=set)
    version: int = 99
    whole: bool = False
    hostname: str = ""
    bypass: Line | None = None
    """Where it is said that TCP needs no known connection."""
    tunnels: list[Line] = field(default_factory=list)
    filters_tunnels: bool = False

    def __post_init__(self) -> None:
        self.lists = Lists(self.objects)

    def take(self, block: Block) -> None:
        """One line and what stands below it."""
        head = block.head
        words = head.text.split()
        translations = _asa_objects.take(block, self.objects)
        if translations is not None:
            self.nat += [(line, f"{words[0]} {words[2]}") for line in translations]
        elif words[0] in ("access-list", "ipv6") and self.lists.take(block):
            pass
        elif words[0] == "interface":
            port = _asa_interfaces.read(block, self.objects.names, self.unread)
            if port.name in self.ports:
                self.unread.append(head.unread("it is stated twice"))
            self.ports[port.name] = port
        elif words[0] == "route" or words[:2] == ["ipv6", "route"]:
            self._route(head)
        elif not self._setting(block, words):
            why = bearing(head.text, BEARING)
            if why or not passed(head.text):
                self.unread.append(head.unread(why))

    def _setting(self, block: Block, words: list[str]) -> bool:
        """Whether it is a line that is followed."""
        head = block.head
        match words:
            case ["nat", *_]:
                self.nat.append((head, ""))
            case ["access-group", name, "global"]:
                self.applied.setdefault(("global", "in"), []).append((name, head))
            case ["access-group", name, ("in" | "out") as way, "interface", interface, *rest]:
                self._apply(name, way, interface, rest, head)
            case ["same-security-traffic", "permit", ("inter-interface" | "intra-interface") as which]:
                self.same.add(which)
            case ["crypto", "map", _, "interface", *_]:
                self.tunnels.append(head)
            case ["webvpn"]:
                self.tunnels += [line for line in block.under if line.text.startswith("enable ")]
            case ["policy-map", *_]:
                self._policy(block)
            case _:
                return self._known_word(head, words)
        return True

    def _known_word(self, head: Line, words: list[str]) -> bool:
        match words:
            case [":", *rest]:
                self.whole |= rest[:1] == ["end"]
            case ["hostname", name]:
                self.hostname = name[:64]
            case ["name", own, name, *_]:
                self.objects.names[name] = own
            case ["no", "sysopt", "connection", "permit-vpn", *_]:
                self.filters_tunnels = True
            case [("ASA" | "PIX" | "FWSM"), "Version", *_]:
                known = _VERSION.match(head.text)
                self.version = int(known[1]) if known is not None else self.version
            case _:
                self.whole |= words[0].startswith("Cryptochecksum")
                return words[0] in ("service-policy", "Cryptochecksum") or words[0].startswith("Cryptochecksum:")
        return True

    def _apply(self, name: str, way: str, interface: str, rest: list[str], head: Line) -> None:
        if "control-plane" in rest:  # of what is sent to the box itself
            return
        if rest:
            self.unread.append(head.unread("who sends decides"))
        self.applied.setdefault((interface, way), []).append((name, head))

    def _policy(self, block: Block) -> None:
        for line in block.under:
            if "tcp-state-bypass" in line.text:
                self.bypass = line
            elif line.text.split()[0] in ("ips", "csc", "cxsc", "sfr"):
                self.unread.append(line.unread("a module decides"))

    def _route(self, head: Line) -> None:
        words = Words(head.text)
        six = words.take() == "ipv6"
        if six:
            words.take()
        try:
            interface, prefix = words.take(), words.take()
            prefix = prefix if six else f"{self._four(prefix)}/{self._four(words.take())}"
            network = ip_network(prefix, strict=False)
            discard = interface.lower() == "null0"
            via = "" if discard else words.take()
            via = self.objects.names.get(via, via)
            if via:
                spans.address(via)
            distance = int(words.take()[:4]) if words.next.isdecimal() else 1
            made = Route(prefix=str(network), line=head.number, via=via, distance=distance, discard=discard)
        except ValueError as fault:
            self.unread.append(head.unread(str(fault)))
            return
        if words:
            self.unread.append(head.unread(f"{words.next} is not followed"))
        if words.next != "tunneled":
            self.routes.append((made, interface))

    def _four(self, word: str) -> str:
        """An address or mask of IPv4; ``0`` is one of zeros."""
        return "0.0.0.0" if word == "0" else self.objects.names.get(word, word)  # noqa: S104

    # --- the whole ---------------------------------------------------------------------------------------------------

    def box(self, name: str, last: int) -> Box:
        """All that was taken."""
        self.objects.own = {port.nameif: port.own() for port in self.ports.values() if port.nameif and port.addresses}
        chains = self.lists.chains(either=self.version >= 9)
        if not self.ports and not chains:
            raise ValueError("neither an interface nor an access list stands in it")
        if not self.whole:
            self.unread.append(Unread(line=last, text="", why="the file ends before the configuration does"))
        if not self.filters_tunnels:
            self.unread += [line.unread("what comes out of a tunnel passes without lists") for line in self.tunnels]
        hardware = {port.nameif: port.name for port in self.ports.values() if port.nameif}
        steps = self._steps(chains)
        return Box(
            name=self.hostname or name,
            dialect=DIALECT,
            interfaces=tuple(port.interface() for port in self.ports.values()),
            routes=tuple(replace(route, interface=hardware.get(to, to)) for route, to in self.routes),
            chains=chains,
            steps=tuple(steps),
            zones={port.name: port.nameif for port in self.ports.values() if port.nameif},
            knows_routes=bool(self.ports),
            unread=tuple(self.unread),
        )

    def _steps(self, chains: dict[str, Chain]) -> list[Step]:
        chains.update(_asa_nat.chains(self._translations()))
        levels = Levels(list(self.ports.values()), "inter-interface" in self.same, "intra-interface" in self.same)
        chains["security levels"] = Chain(name="security levels", rules=tuple(levels.between()))
        steps = [
            Step(kind="nat", chain=_asa_nat.TARGETS),
            Step(kind="route"),
            Step(kind="filter", chain="security levels"),
        ]
        named = [port for port in self.ports.values() if port.nameif]
        for port in named:
            chain = self._inbound(port, levels, chains)
            chains[chain.name] = chain
            steps.append(Step(kind="filter", chain=chain.name, incoming=Names(names=(port.nameif,))))
        for port in named:
            if (port.nameif, "out") in self.applied:
                rules = [*self._known(), *self._asked((port.nameif, "out"), chains)]
                name = f"{port.nameif} out"
                chains[name] = Chain(name=name, rules=tuple(rules), default="deny", line=port.line)
                steps.append(Step(kind="filter", chain=name, outgoing=Names(names=(port.nameif,))))
        steps += [
            Step(kind="filter", chain=_asa_nat.REVERSE, as_it_came=True),
            Step(kind="nat", chain=_asa_nat.SOURCES),
        ]
        return [step for step in steps if not step.chain or chains[step.chain].rules]

    def _inbound(self, port: Port, levels: Levels, chains: Mapping[str, Chain]) -> Chain:
        own, everywhere = self._asked((port.nameif, "in"), chains), self._asked(("global", "in"), chains)
        rules = [*self._known(), *own, *everywhere]
        if not self.whole:  # lists are applied at its end
            rules.append(Rule(line=0, text="the file is cut", action="unread"))
        if not own and not everywhere:
            rules += levels.implied(port)
        elif self.version < 9:  # lists of one family leave the other to the levels
            held = [self.lists.families(rule.chain) for rule in (*own, *everywhere)]
            for six, whole in ((False, spans.V4_ALL), (True, spans.V6_ALL)):
                if not any(six in families for families in held):
                    rules += levels.implied(port, [cube(whole, whole)])
        return Chain(name=f"{port.nameif} in", rules=tuple(rules), default="deny", line=port.line)

    def _asked(self, key: tuple[str, str], chains: Mapping[str, Chain]) -> list[Rule]:
        found = []
        for name, line in self.applied.get(key, ()):
            chain = f"access-list {name}"
            if chain in chains:
                found.append(Rule(line=line.number, text=kept(line.text), action="jump", chain=chain))
            else:
                why = Match(unread=(f"{chain} is not in the file",))
                found.append(Rule(line=line.number, text=kept(line.text), action="unread", chain=chain, match=why))
        return found

    def _known(self) -> list[Rule]:
        """What passes, or not, for the connection it belongs to."""
        tracked = spans.union([spans.one(packets.TCP), spans.one(packets.UDP)])
        answers = cube(protocol=tracked, modes=packets.modes(["established"]))
        others = cube(modes=packets.modes(["established", "related"]))
        late = cube(
            protocol=spans.one(packets.TCP),
            modes=packets.modes(["new", "invalid", "untracked"], answers=True),
        )
        line = self.bypass.number if self.bypass is not None else 0
        unread = (kept(self.bypass.text),) if self.bypass is not None else ()
        inspected = Match(cubes=(others,), unread=("whether its connection is inspected",))
        return [
            Rule(line=0, text="known connection", action="permit", match=Match(cubes=(answers,))),
            Rule(line=0, text="known connection of other protocols", action="permit", match=inspected),
            Rule(line=line, text="TCP without SYN", action="deny", match=Match(cubes=(late,), unread=unread)),
        ]

    # --- NAT ---------------------------------------------------------------------------------------------------------

    def _translations(self) -> list[_asa_nat.Nat]:
        reader, found = _asa_nat.Reader(self.objects), []
        ways = self._ways()
        for line, own in self.nat[_asa_nat.MAX_RULES :]:
            self.unread.append(line.unread(f"{own} NAT of more rules than are read".strip()))
        for line, own in self.nat[: _asa_nat.MAX_RULES]:
            try:
                nat = reader.read(line, own)
            except ValueError as fault:
                self.unread.append(line.unread(str(fault)))
                continue
            if nat is None:
                continue
            found.append(nat)
            if not nat.looks_up and not nat.dynamic and self._diverts(nat.source, nat.real, ways):
                self.unread.append(line.unread("it leads elsewhere than routes do"))
        return found

    def _ways(self) -> dict[tuple[int, int], str]:
        """(length, network) of each route to the name of its interface."""
        found: dict[tuple[int, int], str] = {}
        for port in self.ports.values():
            for one in port.addresses if port.nameif else ():
                network = ip_interface(one).network
                found[network.prefixlen, spans.number(network.network_address)] = port.nameif
        for route, to in self.routes:
            known = ip_network(route.prefix)
            found.setdefault((known.prefixlen, spans.number(known.network_address)), to)
        return found

    def _diverts(self, target: Spans, interface: str, ways: Mapping[tuple[int, int], str]) -> bool:
        """Whether a rule of NAT leads by an interface what routes lead by another: of first and last address."""
        ends = (target[0], target[-1] - 1) if target and target != spans.ADDRESSES and interface != "any" else ()
        return any(_way(place, ways) not in (interface, "") for place in ends)


def _way(place: int, ways: Mapping[tuple[int, int], str]) -> str:
    """The interface that the longest route to an address leads to; empty: there is none."""
    base, bits = (spans.V6, 128) if place >= spans.V6 else (0, 32)
    for length in range(bits, -1, -1):
        network = ((place - base) >> (bits - length) << (bits - length)) + base
        if (length, network) in ways:
            return ways[length, network]
    return ""
