"""PAN-OS configurations in the set format: what ``show`` prints after ``set cli config-output-format set``.

A packet that opens a session: the route of its destination gives the zone that NAT rules ask for; the first NAT rule
that fits says what is written; the route of the destination as it will be gives the zone that security rules ask for,
whose addresses and ports are those that the packet came with; the first security rule that fits decides. Within a zone
what no rule names is allowed, between zones it is not. Sources: PAN-OS documents "Packet Flow Sequence" (order),
"Security Policy Rules", "NAT Policy Rules".

The rules that Panorama pushes stand before (pre-rulebase) and behind (post-rulebase) those of the device. Each virtual
system has chains of its own; where there are several, its name stands before those of its zones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from camcensus.wire.config import _panos_net as net
from camcensus.wire.config import _panos_rules as rules
from camcensus.wire.config import _panos_tree as tree
from camcensus.wire.config._found import sessions
from camcensus.wire.config._panos_net import Net
from camcensus.wire.config._panos_objects import Book
from camcensus.wire.config._panos_rules import Zones
from camcensus.wire.config._panos_tree import Node
from camcensus.wire.config.values import MAX_TEXT, Box, Chain, Match, Names, Rule, Step, Unread

DIALECT = "panos"

_MARK = re.compile(
    r"^(?:[\w.-]{1,64}@[^\s@]{1,64}[>#] )?set (?:config )?(?:devices \S+ )?(?:vsys \S+ |device-group \S+ |shared )?"
    r"(?:deviceconfig (?:system|setting)|(?:pre-|post-)?rulebase (?:security|nat|default-security-rules)"
    r"|network (?:interface (?:ethernet|loopback|tunnel)|virtual-router|logical-router)|zone \S+ network|import network"
    r"|address-group \S+ (?:static|dynamic)|address \S+ (?:ip-netmask|ip-range|fqdn))\b",
    re.MULTILINE,
)

_OBJECTS = frozenset({"address", "address-group", "service", "service-group", "zone"})
_BASES = ("pre-rulebase", "rulebase", "post-rulebase")
_KEPT_RULES = frozenset({"security", "nat", "default-security-rules", "pbf", "dos", "authentication", "sdwan"})
_PASSED_RULES = frozenset(
    {"qos", "decryption", "application-override", "tunnel-inspect", "captive-portal", "network-packet-broker"}
)
_PASSED = frozenset(
    {"application", "application-container", "application-filter", "application-group", "application-status",
     "application-tag", "authentication-object", "authentication-profile", "authentication-sequence", "botnet",
     "captive-portal", "certificate", "certificate-profile", "content-preview", "custom-url-category", "dag",
     "device-object", "display-name", "dns-proxy", "dynamic-user-group", "email-scheduler", "external-list",
     "forwarding-profile", "global-protect", "group-mapping", "iot", "local-user-database", "log-collector",
     "log-collector-group", "log-settings", "mgt-config", "ocsp-responder", "pdf-summary-report", "plugins",
     "profile-group", "profiles", "redistribution-agent", "redistribution-collector", "region", "report-group",
     "reports", "response-page", "saas-application-report", "scep", "schedule", "sdwan-interface-profile",
     "server-profile", "setting", "ssl-decrypt", "ssl-tls-service-profile", "tag", "threats", "tos", "ts-agent",
     "url-admin-override", "url-content-types", "user-id-agent", "user-id-agent-sequence", "user-id-collector",
     "user-id-hub", "user-id-ssl-auth", "vm-info-source", "wmic-account", "description", "devices",
     "reference-templates", "authorization-code", "to-sw-version", "parent-dg", "cloud-services", "dnat-policy",
     "admin-role", "quarantine"}
)  # fmt: skip
"""What of a virtual system, of what is shared or of a device group does not make a packet pass or not."""
_NETWORK = frozenset({"interface", "virtual-router", "logical-router", "virtual-wire", "vlan"})
_PROTECTION = ("profiles", "zone-protection-profile")
_MEMBERS = ("layer3", "layer2", "virtual-wire", "tap", "tunnel")
"""Words behind which the interfaces of a zone stand."""
_PASSED_NETWORK = frozenset(
    {"ike", "profiles", "tunnel", "qos", "dns-proxy", "dhcp", "lldp", "underlay-net",
     "sdwan-interface-profile", "routing-profile", "monitor-profile", "gtp", "secure-web-gateway"}
)  # fmt: skip


def detect(head: bytes) -> bool:
    """Whether it begins like one; never raises."""
    return len(_MARK.findall(head[:65_536].decode("utf-8", "replace"))) > 1


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where no line is of one; all else that is odd stands in `Box.unread`."""
    found = tree.read(text, _kept)
    if not found.met:
        raise ValueError("no set line of PAN-OS stands in it")
    return _Reader(found.root).box(name, found.odd)


def _kept(path: list[str]) -> bool | None:
    if path[0] in ("vsys", "device-group") and len(path) > 2:
        return _kept_of_scope(path[2:], whole=path)
    if path[0] == "shared" and len(path) > 1:
        return _kept_of_scope(path[1:], whole=path)
    if path[0] == "deviceconfig":
        return path[1:3] in (["setting", "session"], ["setting", "tcp"]) or path[1:3] == ["system", "hostname"]
    if path[0] == "network" and len(path) > 1:
        return (
            True
            if path[1] in _NETWORK or tuple(path[1:3]) == _PROTECTION
            else (False if path[1] in _PASSED_NETWORK else None)
        )
    return _kept_of_scope(path, whole=path)


def _kept_of_scope(path: list[str], *, whole: list[str]) -> bool | None:
    if path[0] in _BASES and len(path) > 1:
        return True if path[1] in _KEPT_RULES else (False if path[1] in _PASSED_RULES else None)
    if path[0] in _OBJECTS or (path[:2] == ["import", "network"] and whole[0] == "vsys"):
        return True
    return False if path[0] in _PASSED or path[0] == "import" else None


class _System(NamedTuple):
    """A virtual system: its node, the places where names of it are looked for, and its zones."""

    name: str
    node: Node
    scopes: tuple[Node, ...]
    zones: Zones


class _Reader:
    def __init__(self, root: Node) -> None:
        self.root = root
        self.odd: list[Unread] = []
        self.groups = list(root.get("device-group").below.items())
        self.shared = root.get("shared")
        self.systems = self._systems()
        self.zones = {
            interface: system.zones.name(zone)
            for system in self.systems
            for zone, node in system.node.get("zone").below.items()
            for kind in node.get("network").below
            if kind in _MEMBERS
            for interface in node.words("network", kind)
        }
        self.net: Net = net.read(root.get("network"), self.zones, Book([*self.systems[0].scopes]))
        self.addresses = {one.name: one.addresses for one in self.net.interfaces}

    def _systems(self) -> list[_System]:
        nodes = [(name, node) for name, node in self.root.get("vsys").below.items()]
        several = len(nodes) > 1
        made = []
        for name, node in nodes or [("", self.root)]:
            group = [one for _, one in self.groups[:1]]
            scopes = (node, *([self.root] if node is not self.root else []), *group, self.shared)
            made.append(_System(name if several else "", node, scopes, _zones(name if several else "", node)))
        return made

    def box(self, name: str, odd: list[Unread]) -> Box:
        """All that was read."""
        chains: list[Chain] = []
        steps: list[Step] = []
        for system in self.systems:
            self._add(system, chains, steps)
        return Box(
            name=self.root.word("deviceconfig", "system", "hostname") or name,
            dialect=DIALECT,
            interfaces=self.net.interfaces,
            routes=self.net.routes,
            chains={chain.name: chain for chain in chains},
            steps=tuple(steps),
            zones=self.zones,
            knows_routes=bool(self.net.interfaces),
            unread=(*odd, *self.net.unread, *self.odd),
        )

    def _add(self, system: _System, chains: list[Chain], steps: list[Step]) -> None:
        """Chains and steps of a virtual system."""
        prefix = f"{system.name}/" if system.name else ""
        here = Names(names=self._interfaces(system)) if system.name else None
        book = Book(system.scopes)
        nat = [
            rule
            for name, node in self._rules(system, "nat")
            for rule in rules.nat(name, node, book, system.zones, self.addresses)
        ]
        if nat:
            chains.append(Chain(name=f"{prefix}nat", rules=tuple(nat)))
            steps += [
                Step(kind="route", incoming=here),
                Step(kind="nat", chain=f"{prefix}nat", incoming=here),
            ]
        chains.append(self._security(system, book, f"{prefix}security"))
        steps += [
            Step(kind="route", incoming=here),
            Step(kind="filter", chain=f"{prefix}security", incoming=here, as_it_came=True),
        ]
        self._others(system)

    def _interfaces(self, system: _System) -> tuple[str, ...]:
        imported = system.node.words("import", "network", "interface")
        zoned = (name for zone in system.node.get("zone").below.values() for name in _members(zone))
        return tuple(dict.fromkeys((*imported, *zoned)))

    def _security(self, system: _System, book: Book, chain: str) -> Chain:
        made = [
            rule
            for name, node in self._rules(system, "security")
            for rule in rules.security(name, node, book, system.zones)
        ]
        within, default = rules.defaults(self._defaults(system), system.zones)
        first = (*sessions(**self._strays()), *self._without_zone(system), *self._missing(system))
        return Chain(name=chain, rules=(*first, *made, *within), default=default)

    def _missing(self, system: _System) -> Iterator[Rule]:
        """What keeps it from being known which rules there are."""
        if len(self.groups) > 1:
            yield Rule(line=self.groups[1][1].line, text="rules of several device groups", action="unread")
        if not any("security" in node.get(base).below for node in system.scopes for base in _BASES):
            yield Rule(line=0, text="no security rules stand in the file", action="unread")

    def _without_zone(self, system: _System) -> list[Rule]:
        """Interfaces without a zone pass nothing; what leaves by one of another system is decided there as well."""
        if not system.zones.every:
            return []
        outside = Names(names=system.zones.every, negated=True)
        there = "unread" if system.name else "deny"
        words = "it goes out by no zone" + (" of this virtual system" if system.name else "")
        return [
            Rule(line=0, text="it comes in by no zone", action="deny", match=Match(incoming=outside)),
            Rule(line=0, text=words, action=there, match=Match(outgoing=outside)),
        ]

    def _rules(self, system: _System, kind: str) -> Iterator[tuple[str, Node]]:
        """Rules of a kind in the order in which they are asked."""
        group = [node for _, node in self.groups]
        places = (
            *((one, "pre-rulebase") for one in (self.shared, *group, *self._own(system))),
            *((one, "rulebase") for one in (self.shared, *self._own(system))),
            *((one, "post-rulebase") for one in (*self._own(system), *group, self.shared)),
        )
        for node, base in places:
            yield from node.get(base, kind, "rules").below.items()

    def _own(self, system: _System) -> list[Node]:
        return [system.node] if system.node is self.root else [self.root, system.node]

    def _defaults(self, system: _System) -> Node:
        """The default rules, as the nearest place overrides them."""
        made = Node()
        places = [self.shared, *(node for _, node in self.groups), *self._own(system)]
        for node in places:
            for base in _BASES:
                made.below.update(node.get(base, "default-security-rules", "rules").below)
        return made

    def _strays(self) -> dict[str, str]:
        setting = self.root.get("deviceconfig", "setting")
        profiles = self.root.get("network", *_PROTECTION).below.values()
        for node in (setting.get("session"), setting.get("tcp"), *profiles):
            if node.word("tcp-reject-non-syn") == "no" or node.word("asymmetric-path") == "bypass":
                return {"strays": "unread", "why": "tcp-reject-non-syn no or asymmetric-path bypass"}
        return {}

    def _others(self, system: _System) -> None:
        """Rules of further kinds that bear on what passes."""
        whys = {
            "pbf": "it chooses routes by more than the target",
            "sdwan": "it chooses routes as links fare",
            "dos": "it may drop",
            "authentication": "it may ask who it is",
        }
        for kind, why in whys.items():
            for name, node in self._rules(system, kind):
                if node.word("disabled") != "yes":
                    self.odd.append(Unread(line=node.line, text=f"{kind} {name}"[:MAX_TEXT], why=why))


def _zones(prefix: str, node: Node) -> Zones:
    def name(zone: str) -> str:
        return f"{prefix}/{zone}" if prefix else zone

    return Zones(tuple(map(name, node.get("zone").below)), name)


def _members(zone: Node) -> Iterator[str]:
    for kind in zone.get("network").below:
        if kind in _MEMBERS:
            yield from zone.words("network", kind)
