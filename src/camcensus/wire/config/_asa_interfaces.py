"""Interfaces of ASA, and what passes between them by their security levels.

Source: "Access Rules" and "Interfaces" in the configuration guides of ASA: from a higher level to a lower one
everything passes unless a list is applied inbound or to all; between equal levels, and back out by the same interface,
nothing passes without ``same-security-traffic``, whatever lists say; an interface for management passes nothing on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from ipaddress import ip_interface

from camcensus.wire import spans
from camcensus.wire.config._asa_words import PORT_BEARING, bearing, passed_in_interface
from camcensus.wire.config._cisco import Block, Words, kept
from camcensus.wire.config._ios_interfaces import name_of, vlan_of, vlans_of
from camcensus.wire.config.values import Interface, Match, Names, Rule, Unread, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

LEVELS = 101


@dataclass(slots=True)
class Port:
    """An interface as it is read."""

    name: str
    line: int
    nameif: str = ""
    level: int = 0
    addresses: list[str] = field(default_factory=list)
    vlan: int | None = None
    trunk: Spans | None = None
    native: int | None = None
    enabled: bool = True
    management: bool = False
    description: str = ""

    def interface(self) -> Interface:
        """It, in the words of all dialects."""
        return Interface(
            name=self.name,
            line=self.line,
            addresses=tuple(self.addresses),
            zone=self.nameif,
            vlan=self.vlan,
            trunk=self.trunk,
            native=self.native,
            enabled=self.enabled,
            description=self.description,
        )

    def own(self) -> Spans:
        """Its own addresses."""
        return spans.union(spans.one(spans.address(one.partition("/")[0])) for one in self.addresses)


def read(block: Block, names: dict[str, str], unread: list[Unread]) -> Port:
    """The interface of a block; what is not understood is added to `unread`."""
    name = name_of(block.head.text.partition(" ")[2])
    port = Port(name, block.head.number)
    if name.lower().startswith("vlan") and name[4:].isdecimal():
        port.vlan = int(name[4:9])
    for line in block.under:
        why = bearing(line.text, PORT_BEARING)
        try:
            if why or not (_line(port, Words(line.text), names) or passed_in_interface(line.text)):
                unread.append(line.unread(why))
        except ValueError as fault:
            unread.append(line.unread(str(fault)))
    return port


def _line(port: Port, words: Words, names: dict[str, str]) -> bool:
    """Whether a line is understood. Raises `ValueError`."""
    if words.next in ("ip", "ipv6", "vlan", "switchport"):
        return _numbered(port, words, names)
    match words.all:
        case ["nameif", name]:
            port.nameif = name
            port.level = 100 if name == "inside" else port.level
        case ["security-level", level] if level.isdecimal() and int(level[:4]) < LEVELS:
            port.level = int(level)
        case ["description", *_]:
            port.description = kept(" ".join(words.all[1:]))
        case ["shutdown"]:
            port.enabled = False
        case ["management-only", *_]:
            port.management = True
        case _:
            return False
    return True


def _numbered(port: Port, words: Words, names: dict[str, str]) -> bool:
    match words.all:
        case ["ip", "address", own, mask, *_]:
            port.addresses.append(str(ip_interface(f"{names.get(own, own)}/{mask}")))
        case ["ipv6", "address", _, "link-local", *_]:
            pass
        case ["ipv6", "address", own, *rest]:
            known = ip_interface(own)
            port.addresses.append(str(known.network if rest[:1] == ["eui-64"] else known))
        case ["vlan", vlan, *_] | ["switchport", "access", "vlan", vlan]:
            port.vlan = vlan_of(vlan)
        case ["switchport", "trunk", "allowed", "vlan", which]:
            port.trunk = vlans_of(which)
        case ["switchport", "trunk", "native", "vlan", vlan]:
            port.native = vlan_of(vlan)
        case _:
            return words.all[0] == "switchport" and words.all[1:2] in ([], ["mode"], ["monitor"])
    return True


# --- levels ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Levels:
    """Interfaces by their security level."""

    ports: list[Port]
    inter: bool = False
    """Between equal levels traffic is permitted."""
    intra: bool = False
    """And back out by the interface it came in by."""
    _by: dict[int, tuple[str, ...]] = field(default_factory=dict)
    _lower: dict[int, Names] = field(default_factory=dict)

    def __post_init__(self) -> None:
        grouped: dict[int, list[str]] = {}
        for port in self.ports:
            if port.nameif:
                grouped.setdefault(port.level, []).append(port.nameif)
        self._by = {level: tuple(names) for level, names in grouped.items()}

    def between(self) -> Iterator[Rule]:
        """Rules that deny what no list can permit."""
        for port in self.ports:
            if not port.nameif:
                continue
            own = Names(names=(port.nameif,))
            if port.management:
                for match in (Match(incoming=own), Match(outgoing=own)):
                    yield Rule(line=port.line, text="management-only", action="deny", match=match)
            text = f"same-security-traffic permit intra-interface: {'yes' if self.intra else 'no'}"
            action = "return" if self.intra else "deny"
            yield Rule(line=port.line, text=text, action=action, match=Match(incoming=own, outgoing=own))
        for level, names in sorted(self._by.items()):
            if not self.inter and len(names) > 1:
                equal = Names(names=names)
                text = f"same-security-traffic permit inter-interface: no (security-level {level})"
                yield Rule(line=0, text=text, action="deny", match=Match(incoming=equal, outgoing=equal))

    def implied(self, port: Port, cubes: Iterable[Cube] = (cube(),)) -> Iterator[Rule]:
        """Rules for an interface without a list: to lower levels, and to equal ones as far as `between` lets pass."""
        if port.level not in self._lower:
            found = tuple(name for level, names in sorted(self._by.items()) if level < port.level for name in names)
            self._lower[port.level] = Names(names=found)
        held = tuple(cubes)
        equal = Names(names=self._by.get(port.level, ()))
        for names, word in ((self._lower[port.level], "a lower one"), (equal, "an equal one")):
            match = Match(outgoing=names, cubes=held)
            text = f"security-level {port.level} to {word} (implied)"
            yield Rule(line=port.line, text=text, action="permit", match=match)
