"""Network address translation of FortiOS: virtual addresses, pools, and the central table for sources.

A virtual address (``firewall vip``) is written before the route is chosen. Without ``central-nat`` it is active where a
policy names it as destination; the order of the table decides between several. Sources: FortiOS Administration Guide,
"Destination NAT", "Source NAT", "Central SNAT"; Fortinet's technical tips on the order of virtual IPs and on services
of policies to them (the port that is written).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.config._fortios_addresses import Book
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config._found import reasons
from camcensus.wire.config.values import MAX_TEXT, Match, Names, Rule, Translation, cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

MAX_PORTS = 16
"""Ports of a range that are written one for one; of a longer range any may be."""
MAX_NEAR = 64
_SILENT = frozenset(
    {"id", "uuid", "comment", "type", "extip", "extintf", "mappedip", "mapped-addr", "portforward", "protocol",
     "extport", "mappedport", "src-filter", "status", "arp-reply", "ndp-reply", "color", "nat-source-vip",
     "gratuitous-arp-interval", "extaddr", "ldb-method", "server-type", "persistence", "monitor",
     "max-embryonic-connections", "portmapping-type", "outlook-web-access", "weblogic-server", "websphere-server",
     "http-ip-header", "nat44", "add-nat46-route", "srcintf-filter", "dns-mapping-ttl", "http-multiplex", "ssl-mode",
     "ssl-certificate", "one-click-gslb-server", "gslb-public-ips", "h2-support", "h3-support", "src-vip-filter"}
)  # fmt: skip
_OFF = ("disable", "none", "", "0")


class Part(NamedTuple):
    """Packets to a virtual address, and what is written into them."""

    cube: Cube
    """As they come, with the ports that they are sent to."""
    ports: Spans | None
    """To which of the target these become; None: as they were."""
    translation: Translation


class Virtual(NamedTuple):
    """A virtual address."""

    name: str
    line: int
    incoming: Names | None
    parts: tuple[Part, ...]
    why: tuple[str, ...]
    """What of it is not understood."""

    @property
    def match(self) -> Match:
        """Packets that it speaks of."""
        return Match(incoming=self.incoming, cubes=tuple(one.cube for one in self.parts), unread=self.why)


def virtuals(scope: Node, *, six: bool) -> dict[str, tuple[Virtual, ...]]:
    """Virtual addresses by their names and those of their groups."""
    mark = "6" if six else ""
    found: dict[str, tuple[Virtual, ...]] = {
        name: (_virtual(entry, six=six),)
        for name, entry in scope.table(f"firewall vip{mark}").entries.items()
        if entry.word("status", "enable") == "enable"
    }
    for name, group in scope.table(f"firewall vipgrp{mark}").entries.items():
        members = group.words("member")
        found.setdefault(name, tuple(one for member in members for one in found.get(member, ())))
    return found


def _virtual(entry: Node, *, six: bool) -> Virtual:
    external = entry.word("extintf", "any")
    why = [
        f"{key} of {entry.name} is not understood"
        for key, value in entry.values.items()
        if key not in _SILENT and " ".join(value.words) not in _OFF and not key.startswith(("ssl-", "http-"))
    ]
    try:
        parts = tuple(_parts(entry, six=six))
    except ValueError as fault:
        parts, why = (Part(cube(target=_maybe(entry, six=six)), None, Translation()),), [f"{entry.name}: {fault}"]
    names = entry.words("srcintf-filter") or (external,)
    return Virtual(entry.name, entry.line, None if "any" in names else Names(names=names), parts, reasons(why))


def _maybe(entry: Node, *, six: bool) -> Spans:
    """The addresses that one speaks of which is not understood."""
    try:
        return _range(entry.word("extip"))
    except ValueError:
        return spans.V6_ALL if six else spans.V4_ALL


def _parts(entry: Node, *, six: bool) -> Iterator[Part]:
    """Raises `ValueError`."""
    kind = entry.word("type", "static-nat")
    if kind not in ("static-nat", "load-balance", "server-load-balance"):
        raise ValueError(f"type {kind} is not understood")
    outer = _range(entry.word("extip"))
    sources = spans.union(_range(one) for one in entry.words("src-filter")) or (spans.V6_ALL if six else spans.V4_ALL)
    if kind == "server-load-balance":
        yield _balanced(entry, outer, sources)
        return
    if entry.on("portforward"):
        yield from _forwarded(entry, outer, sources)
        return
    where = _where(outer, _inner(entry))
    yield Part(cube(source=sources, target=outer), None, where)


def _range(text: str) -> Spans:
    if not text:
        raise ValueError("an address is missing")
    return spans.network(text)


def _inner(entry: Node) -> Spans:
    if not entry.words("mappedip"):
        raise ValueError("mappedip is missing")
    return spans.union(_range(one) for one in entry.words("mappedip"))


def _where(outer: Spans, inner: Spans) -> Translation:
    """Of a range, the addresses are written one for one."""
    if len(outer) == len(inner) == 2 and spans.size(outer) == spans.size(inner) > 1:
        return Translation(target=inner, shift=inner[0] - outer[0])
    return Translation(target=inner)


def _protocols(entry: Node) -> Spans:
    kind = entry.word("protocol", "tcp").lower()
    if kind == "icmp":
        return spans.one(packets.ICMP)
    return spans.one(services.protocol(kind))


def _forwarded(entry: Node, outer: Spans, sources: Spans) -> Iterator[Part]:
    where, protocols = _where(outer, _inner(entry)), _protocols(entry)
    if packets.ICMP in protocols:
        yield Part(cube(source=sources, target=outer, protocol=protocols), None, where)
        return
    port = entry.word("extport", "0")
    for outside, inside in _pairs("0-65535" if port == "0" else port, entry.word("mappedport")):
        packet = cube(source=sources, target=outer, protocol=protocols, target_port=outside)
        yield Part(packet, inside, Translation(target=where.target, shift=where.shift, target_port=inside))


def _pairs(outside: str, inside: str) -> list[tuple[Spans, Spans]]:
    """Ports as they come and as they are written."""
    these = services.port_range(outside, "-")
    those = services.port_range(inside, "-") if inside not in ("", "0") else these
    if these == those or spans.size(these) != spans.size(those) or spans.size(these) > MAX_PORTS:
        return [(these, those)]
    return [(spans.one(these[0] + at), spans.one(those[0] + at)) for at in range(spans.size(these))]


def _balanced(entry: Node, outer: Spans, sources: Spans) -> Part:
    """Several real servers behind one address."""
    kind = entry.word("server-type", "ip").lower()
    port = entry.word("extport", "0")
    servers = [one for one in entry.table("realservers").entries.values() if one.word("status") != "disable"]
    if not servers or any(one.word("type", "ip") != "ip" for one in servers):
        raise ValueError("its servers are not known")
    target = spans.union(_range(one.word("ip")) for one in servers)
    protocols = spans.PROTOCOLS if kind == "ip" else spans.one(packets.UDP if kind == "udp" else packets.TCP)
    asked = services.port_range(port, "-") if port != "0" and kind != "ip" else spans.PORTS
    inner = [services.port(one.word("port", "0")) for one in servers]
    ports = asked if not all(inner) else spans.union(map(spans.one, inner))
    packet = cube(source=sources, target=outer, protocol=protocols, target_port=asked)
    return Part(packet, ports, Translation(target=target, target_port=None if ports == asked else ports))


def overlapping(these: Iterable[Virtual]) -> list[Virtual]:
    """The same; where two speak of the same packets, what passes by the policies of the later one is not followed."""
    every = list(these)
    parts = [(part.cube.target[0], at, part.cube) for at, one in enumerate(every) for part in one.parts]
    placed = sorted(parts, key=lambda one: one[:2])
    odd: dict[int, str] = {}
    near: list[tuple[int, Cube]] = []
    for begin, at, packet in placed:
        near = [one for one in near if one[1].target[-1] > begin][-MAX_NEAR:]
        for other, known in near:
            if other != at and packets.both(packet, known) is not None:
                odd[at], odd[other] = every[other].name, every[at].name
        near.append((at, packet))
    return [
        one._replace(why=(*one.why, f"{one.name} and {odd[at]} translate the same packets")) if at in odd else one
        for at, one in enumerate(every)
    ]


def targets(these: Iterable[Virtual]) -> tuple[Rule, ...]:
    """Rules that write destinations."""
    return tuple(
        Rule(
            line=one.line,
            text=f"vip {one.name}"[:MAX_TEXT],
            action="translate" if part.translation.target else "unread",
            match=Match(incoming=one.incoming, cubes=(part.cube,), unread=one.why),
            translation=part.translation,
            name=one.name,
        )
        for one in these
        for part in one.parts
    )


# --- sources ---------------------------------------------------------------------------------------------------------


def pool(scope: Node, names: Iterable[str], *, six: bool) -> Translation | None:
    """Sources out of some pools; None: one of them is not known."""
    entries = scope.table("firewall ippool6" if six else "firewall ippool").entries
    try:
        parts = [spans.network(f"{entries[name].word('startip')}-{entries[name].word('endip')}") for name in names]
    except (KeyError, ValueError):
        return None
    return Translation(source=spans.union(parts)) if parts else None


def central(scope: Node, four: Book, six: Book) -> tuple[Rule, ...]:
    """The rules of the central table for sources."""
    found = []
    for entry in scope.table("firewall central-snat-map").entries.values():
        if entry.word("status", "enable") == "enable":
            is_six = entry.word("type", "ipv4") == "ipv6"
            found.append(_central(scope, entry, six if is_six else four))
    return tuple(found)


_CENTRAL = frozenset(
    {"policyid", "uuid", "status", "type", "srcintf", "dstintf", "orig-addr", "dst-addr", "orig-addr6", "dst-addr6",
     "protocol", "orig-port", "dst-port", "nat", "nat-ippool", "nat-ippool6", "comments", "nat-port"}
)  # fmt: skip


def _central(scope: Node, entry: Node, book: Book) -> Rule:
    mark = "6" if book.six else ""
    source = book.union(entry.words(f"orig-addr{mark}") or ("all",))
    target = book.union(entry.words(f"dst-addr{mark}") or ("all",))
    why = [
        *source.why,
        *target.why,
        *(
            f"{key} is not understood"
            for key, value in entry.values.items()
            if key not in _CENTRAL and " ".join(value.words) not in _OFF
        ),
    ]
    why += [f"{key} is missing" for key in ("srcintf", "dstintf") if not entry.words(key)]
    number = entry.word("protocol", "0")
    protocols, ports = spans.PROTOCOLS, spans.PORTS
    try:
        protocols = spans.one(services.protocol(number)) if number != "0" else spans.PROTOCOLS
        if entry.word("orig-port", "0") != "0":
            ports = services.port_range(entry.word("orig-port"), "-")
    except ValueError as fault:
        why.append(str(fault))
    made, action = None, "permit"
    if entry.word("nat", "enable") == "enable":
        pools = entry.words(f"nat-ippool{mark}")
        made = pool(scope, pools, six=book.six) if pools else Translation(of_interface=True)
        action = "translate" if made is not None else "unread"
    cubes = (cube(source=source.may, target=target.may, protocol=protocols, source_port=ports),)
    return Rule(
        line=entry.line,
        text=f"central-snat-map {entry.name}"[:MAX_TEXT],
        action=action,
        match=Match(
            incoming=names(entry, "srcintf"), outgoing=names(entry, "dstintf"), cubes=cubes, unread=reasons(why)
        ),
        translation=made,
        name=entry.name,
    )


def names(entry: Node, key: str) -> Names | None:
    """Interfaces that an entry speaks of; None: any, or none is named."""
    words = entry.words(key)
    return None if "any" in words or not words else Names(names=words)
