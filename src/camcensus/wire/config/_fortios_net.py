"""Interfaces, zones and routes of FortiOS."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_interface, ip_network
from typing import NamedTuple

from camcensus.wire import spans
from camcensus.wire.config._fortios_addresses import Book
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config.values import MAX_TEXT, Interface, Route, Unread

LEARNED = {
    "router bgp": ("neighbor", "neighbor-group"),
    "router ospf": ("network", "area", "ospf-interface"),
    "router ospf6": ("area", "ospf6-interface"),
    "router rip": ("network", "interface"),
    "router ripng": ("network", "interface"),
    "router isis": ("isis-net", "isis-interface"),
}
"""Tables whose entries mean that routes are learned."""

_CHOOSING = {
    "router policy": "it chooses routes by more than the target",
    "router policy6": "it chooses routes by more than the target",
    "system sdwan/service": "it chooses routes as links fare",
    "system virtual-wan-link/service": "it chooses routes as links fare",
    "system virtual-wire-pair": "its ports are bridged past the routes",
    "system switch-interface": "its members are bridged, by rules of their own",
}


class Domain(NamedTuple):
    """A virtual domain: its tables; the name is empty where the device has no others."""

    name: str
    scope: Node


class Net(NamedTuple):
    """What one domain says of the network."""

    interfaces: tuple[Interface, ...]
    routes: tuple[Route, ...]
    zones: dict[str, str]
    unread: tuple[Unread, ...]


def read(domain: Domain, everywhere: Node, four: Book, six: Book) -> Net:
    """Interfaces, routes and zones of a domain; `everywhere` holds the tables of the whole device."""
    odd: list[Unread] = []
    zones = _zones(domain.scope)
    interfaces = tuple(_interfaces(domain, everywhere, zones, odd))
    vrfs = {one.name: one.vrf for one in interfaces}
    routes = [
        route
        for table, book in (("router static", four), ("router static6", six))
        for entry in domain.scope.table(table).entries.values()
        for route in _routes(entry, book, domain, vrfs, odd)
    ]
    odd += _learned(domain.scope)
    return Net(interfaces, tuple(routes), zones, tuple(odd))


def _zones(scope: Node) -> dict[str, str]:
    found = {
        name: zone.name for zone in scope.table("system zone").entries.values() for name in zone.words("interface")
    }
    for table in ("system sdwan", "system virtual-wan-link"):
        for member in scope.table(table).table("members").entries.values():
            found.setdefault(member.word("interface"), member.word("zone", "virtual-wan-link"))
    return found


def _interfaces(domain: Domain, everywhere: Node, zones: dict[str, str], odd: list[Unread]) -> Iterator[Interface]:
    for entry in everywhere.table("system interface").entries.values():
        home = entry.word("vdom", "root")
        if domain.name and home != domain.name:
            continue
        number = entry.word("vrf", "0")
        vrf = domain.name if number == "0" else ":".join(filter(None, (domain.name, number)))
        tag = entry.word("vlanid", "0")
        if entry.word("mode", "static") != "static":
            odd.append(_odd(entry, "mode", "its address is given by another"))
        yield Interface(
            name=entry.name,
            line=entry.line,
            addresses=tuple(_addresses(entry, odd)),
            vrf=vrf,
            zone=zones.get(entry.name, ""),
            vlan=int(tag) if tag.isdecimal() and 0 < int(tag) < 4_096 else None,
            enabled=entry.word("status", "up") == "up",
            description=" ".join(filter(None, (entry.word("alias"), entry.word("description"))))[:MAX_TEXT],
        )


def _addresses(entry: Node, odd: list[Unread]) -> Iterator[str]:
    six = entry.table("ipv6")
    places = [
        (entry, "ip"),
        (six, "ip6-address"),
        *(
            (one, "ip")
            for one in entry.table("secondaryip").entries.values()
            if entry.word("secondary-IP") != "disable"
        ),
    ]
    for node, key in places:
        words = node.words(key)
        if words and words[0] not in ("0.0.0.0", "::/0", "0.0.0.0/0"):  # noqa: S104  # it means: none
            yield from _address("/".join(words), node, key, odd)
    for one in six.table("ip6-extra-addr").entries.values():
        yield from _address(one.name, one, "ip6-extra-addr", odd)
    if six.word("ip6-mode", "static") != "static":
        odd.append(_odd(six, "ip6-mode", "its address is given by another"))
    for one in entry.table("vrrp").entries.values():
        yield from _address(one.word("vrip") + "/32", one, "vrip", odd)


def _address(text: str, node: Node, key: str, odd: list[Unread]) -> Iterator[str]:
    try:
        yield str(ip_interface(text))
    except ValueError:
        odd.append(_odd(node, key, "it is no address"))


def _odd(node: Node, key: str, why: str) -> Unread:
    value = node.values.get(key)
    line = value.line if value is not None else node.line
    return Unread(line=line, text=f"set {key} {' '.join(node.words(key))}"[:MAX_TEXT], why=why)


# --- routes ----------------------------------------------------------------------------------------------------------


def _routes(entry: Node, book: Book, domain: Domain, vrfs: dict[str, str], odd: list[Unread]) -> Iterator[Route]:
    if entry.word("status", "enable") != "enable":
        return
    for key in ("internet-service", "internet-service-custom", "dynamic-gateway"):
        if entry.word(key, "disable") not in ("disable", "0", ""):
            odd.append(_odd(entry, key, "where it leads is not in this file"))
            return
    device, number = entry.word("device"), entry.word("vrf", "0")
    distance = entry.word("distance", "10")
    vrf = vrfs.get(device, domain.name) if number == "0" else ":".join(filter(None, (domain.name, number)))
    hops = [(device, entry.word("gateway"))]
    if entry.on("sdwan") or entry.on("virtual-wan-link") or entry.words("sdwan-zone"):
        hops = _members(domain.scope, entry.words("sdwan-zone"), six=book.six)
    for prefix in _prefixes(entry, book, odd):
        for interface, via in hops:
            yield Route(
                prefix=prefix,
                line=entry.line,
                interface=interface,
                via="" if via in ("0.0.0.0", "::") else via,  # noqa: S104  # it means: none
                vrf=vrf,
                distance=int(distance) if distance.isdecimal() else 10,
                discard=entry.on("blackhole"),
            )


def _members(scope: Node, zones: tuple[str, ...], *, six: bool) -> list[tuple[str, str]]:
    """Interfaces and next hops of the members of an SD-WAN."""
    return [
        (one.word("interface"), one.word("gateway6" if six else "gateway"))
        for table in ("system sdwan", "system virtual-wan-link")
        for one in scope.table(table).table("members").entries.values()
        if one.word("status", "enable") == "enable" and (not zones or one.word("zone", "virtual-wan-link") in zones)
    ]


def _prefixes(entry: Node, book: Book, odd: list[Unread]) -> list[str]:
    if entry.words("dstaddr"):
        found = book.union(entry.words("dstaddr"))
        if found.why:
            odd.append(_odd(entry, "dstaddr", found.why[0]))
        return spans.prefixes(found.sure)[:1_000]
    words = entry.words("dst") or (("::/0",) if book.six else ("0.0.0.0/0",))
    try:
        return [str(ip_network("/".join(words), strict=False))]
    except ValueError:
        odd.append(_odd(entry, "dst", "it is no network"))
        return []


def _learned(scope: Node) -> Iterator[Unread]:
    """Whatever chooses a way and is not a static route."""
    for name, tables in LEARNED.items():
        node = scope.table(name)
        if any(node.table(one).entries for one in tables):
            yield Unread(line=node.line, text=f"config {name}", why="routes that are learned are not in this file")
    for name, why in _CHOOSING.items():
        table, _, inner = name.partition("/")
        node = scope.table(table).table(inner) if inner else scope.table(table)
        for entry in node.entries.values():
            quiet = table == "system switch-interface" and entry.word("intra-switch-policy") != "explicit"
            if entry.word("status", "enable") == "enable" and not quiet:
                yield Unread(line=entry.line, text=f"{table} {inner} {entry.name}"[:MAX_TEXT], why=why)
