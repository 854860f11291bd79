"""Interfaces, zones and routes of PAN-OS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from ipaddress import ip_interface, ip_network
from typing import NamedTuple

from camcensus.wire.config._panos_objects import Book
from camcensus.wire.config._panos_tree import Node
from camcensus.wire.config.values import MAX_TEXT, Interface, Route, Unread

_KINDS = ("ethernet", "aggregate-ethernet", "loopback", "vlan", "tunnel", "cellular", "sdwan")
_LEARN = ("bgp", "ospf", "ospfv3", "rip", "eigrp", "isis")


class Net(NamedTuple):
    """What the file says of the network."""

    interfaces: tuple[Interface, ...]
    routes: tuple[Route, ...]
    unread: tuple[Unread, ...]


def read(network: Node, zones: dict[str, str], book: Book) -> Net:
    """Interfaces and routes; `zones`: of interfaces."""
    odd: list[Unread] = []
    routers = list(_routers(network))
    homes = {name: router for router, node in routers for name in node.words("interface")}
    interfaces = tuple(_interfaces(network.get("interface"), homes, zones, book, odd))
    routes = tuple(route for router, node in routers for route in _routes(router, node, book, odd))
    for kind in ("virtual-wire", "vlan"):
        for name, node in network.get(kind).below.items():
            if kind != "vlan" or len(node.words("interface")) > 1:
                odd.append(Unread(line=node.line, text=f"{kind} {name}"[:MAX_TEXT], why="it bridges past the routes"))
    return Net(interfaces, routes, tuple(odd))


def _routers(network: Node) -> Iterator[tuple[str, Node]]:
    """Virtual routers, and the routing instances of logical ones."""
    yield from network.get("virtual-router").below.items()
    for name, node in network.get("logical-router").below.items():
        for vrf, one in node.get("vrf").below.items():
            yield (name if vrf == "default" else f"{name}:{vrf}"), one


def _interfaces(
    root: Node, homes: dict[str, str], zones: dict[str, str], book: Book, odd: list[Unread]
) -> Iterator[Interface]:
    for kind in _KINDS:
        group = root.get(kind)
        whole = (
            group if kind in ("loopback", "vlan", "tunnel") and {"ip", "ipv6", "comment"} & group.below.keys() else None
        )
        named = {
            **({kind: whole} if whole else {}),
            **{n: one for n, one in group.below.items() if "/" in n or _numbered(n)},
        }
        for name, node in named.items():
            layer = node.get("layer3") if "layer3" in node.below else node
            yield _interface(name, node, layer, homes, zones, book, odd)
            for place in (layer, node.get("layer2")):
                for unit, one in place.get("units").below.items():
                    yield _interface(unit, one, one, homes, zones, book, odd, up=_is_up(node))
        for unit, one in group.get("units").below.items():
            yield _interface(unit, one, one, homes, zones, book, odd)


def _numbered(name: str) -> bool:
    return name.startswith("ae") and name[2:].isdecimal()


def _is_up(node: Node) -> bool:
    return node.word("link-state") != "down"


def _interface(
    name: str,
    node: Node,
    layer: Node,
    homes: dict[str, str],
    zones: dict[str, str],
    book: Book,
    odd: list[Unread],
    *,
    up: bool = True,
) -> Interface:
    tag = node.word("tag")
    for key in ("dhcp-client", "pppoe"):
        if key in layer.below and layer.word(key, "enable") != "no":
            line = layer.get(key).line
            odd.append(Unread(line=line, text=f"{name} {key}"[:MAX_TEXT], why="its address is given by another"))
    texts = [*book.interface_addresses(layer.words("ip")), *book.interface_addresses(layer.words("ipv6", "address"))]
    addresses = []
    for text in texts:
        try:
            addresses.append(str(ip_interface(text)))
        except ValueError:
            odd.append(Unread(line=layer.line, text=f"{name} {text}"[:MAX_TEXT], why="it is no address"))
    return Interface(
        name=name,
        line=node.line,
        addresses=tuple(addresses),
        vrf=homes.get(name, ""),
        zone=zones.get(name, ""),
        vlan=int(tag) if tag.isdecimal() and 0 < int(tag) < 4_096 else None,
        enabled=up and _is_up(node),
        description=node.word("comment")[:MAX_TEXT],
    )


# --- routes ----------------------------------------------------------------------------------------------------------


def _routes(router: str, node: Node, book: Book, odd: list[Unread]) -> Iterator[Route]:
    for family in ("ip", "ipv6"):
        for name, entry in node.get("routing-table", family, "static-route").below.items():
            yield from _route(router, name, entry, book, odd)
    for protocol in _LEARN:
        for one in (node.get("protocol", protocol), node.get(protocol)):
            if one.word("enable") == "yes":
                text = f"{router} {protocol}"[:MAX_TEXT]
                odd.append(Unread(line=one.line, text=text, why="routes that are learned are not in this file"))


def _route(router: str, name: str, entry: Node, book: Book, odd: list[Unread]) -> Iterator[Route]:
    hop = entry.get("nexthop")
    kind = next(iter(hop.below), "")
    via = ""
    if kind in ("ip-address", "ipv6-address"):
        via = next(iter(book.interface_addresses(hop.words(kind)[-1:])), "").partition("/")[0]
    distance = entry.word("admin-dist", default="10")
    prefixes = list(_prefixes(entry, book))
    if kind not in ("", "ip-address", "ipv6-address", "discard", "None") or not prefixes:
        why = f"where it leads is not understood: {kind}" if prefixes else "its destination is no network"
        odd.append(Unread(line=entry.line, text=f"static-route {name}"[:MAX_TEXT], why=why[:MAX_TEXT]))
        return
    for prefix in prefixes:
        yield Route(
            prefix=prefix,
            line=entry.line,
            interface=entry.word("interface"),
            via=via,
            vrf=router,
            distance=int(distance) if distance.isdecimal() else 10,
            discard=kind == "discard",
        )


def _prefixes(entry: Node, book: Book) -> Iterator[str]:
    for one in book.interface_addresses(entry.words("destination")[-1:]):
        with suppress(ValueError):
            yield str(ip_network(one, strict=False))
