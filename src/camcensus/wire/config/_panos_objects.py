"""Addresses and services of PAN-OS, and groups of them.

A name is looked for in the virtual system first, then in the device group, then in what is shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address

from camcensus.wire import packets, spans
from camcensus.wire.config import _found as found
from camcensus.wire.config import services
from camcensus.wire.config._found import Addresses, Service
from camcensus.wire.config._panos_tree import Node
from camcensus.wire.config.values import cube
from camcensus.wire.packets import Cube
from camcensus.wire.spans import Spans

MAX_DEPTH = 32
EVERY = Addresses(spans.ADDRESSES, spans.ADDRESSES)
_PORTED = {"tcp": 6, "udp": 17, "sctp": 132}
_SILENT = ("description", "tag", "disable-override", "id")
_PREDEFINED = {"service-http": ("tcp", "80,8080"), "service-https": ("tcp", "443")}


class Book:
    """What rules may name."""

    def __init__(self, scopes: Sequence[Node]) -> None:
        self._scopes = scopes
        self._addresses: dict[str, Addresses] = {}
        self._lists: dict[tuple[str, ...], Addresses] = {}
        self._services: dict[str, Service] = {}
        self._open: set[str] = set()

    def _node(self, kind: str, name: str) -> Node | None:
        for scope in self._scopes:
            if name in (nodes := scope.get(kind).below):
                return nodes[name]
        return None

    # --- addresses ---------------------------------------------------------------------------------------------------

    def addresses(self, names: Sequence[str], *, negated: bool = False) -> Addresses:
        """Several together, or all but these."""
        key = tuple(names)
        if "any" in key:
            return Addresses() if negated else EVERY
        if key not in self._lists:
            self._lists[key] = self._union(key)
        these = self._lists[key]
        if not negated:
            return these
        sure, may = spans.without(spans.ADDRESSES, these.may), spans.without(spans.ADDRESSES, these.sure)
        return Addresses(sure, may, these.why)

    def _union(self, names: Iterable[str]) -> Addresses:
        parts = [self._address(name) for name in names]
        why = found.reasons([word for part in parts for word in part.why])
        return Addresses(spans.union(one.sure for one in parts), spans.union(one.may for one in parts), why)

    def _address(self, name: str) -> Addresses:
        if name in self._addresses:
            return self._addresses[name]
        if name in self._open or len(self._open) > MAX_DEPTH:
            return _strange(f"address {name} refers to itself")
        self._open.add(name)
        try:
            known = self._found(name)
        except ValueError as fault:
            known = _strange(f"address {name}: {fault}")
        self._open.discard(name)
        self._addresses[name] = known
        return known

    def _found(self, name: str) -> Addresses:
        """Raises `ValueError`."""
        if (node := self._node("address", name)) is not None:
            return _address(name, node)
        if (node := self._node("address-group", name)) is not None:
            if set(node.below) - {"static", *_SILENT}:
                return _strange(f"address {name} is a group whose members are not in the file")
            return self._union(node.words("static"))
        try:
            part = spans.network(name)
        except ValueError:
            return _strange(f"address {name} is not in the file")
        return Addresses(part, part)

    def interface_addresses(self, names: Iterable[str]) -> list[str]:
        """Addresses with their networks, by literals or names."""
        texts = []
        for name in names:
            node = self._node("address", name)
            texts.append(node.word("ip-netmask") if node is not None else name)
        return texts

    # --- services ----------------------------------------------------------------------------------------------------

    def services(self, names: Iterable[str]) -> Service:
        """Several together."""
        return found.together(self._service(name) for name in names)

    def _service(self, name: str) -> Service:
        if name in self._services:
            return self._services[name]
        if name in self._open or len(self._open) > MAX_DEPTH:
            return Service((), (packets.ALL,), (f"service {name} refers to itself",))
        self._open.add(name)
        try:
            known = self._found_service(name)
        except ValueError as fault:
            known = Service((), (packets.ALL,), (f"service {name}: {fault}",))
        self._open.discard(name)
        self._services[name] = known
        return known

    def _found_service(self, name: str) -> Service:
        """Raises `ValueError`."""
        if name == "any":
            return Service((packets.ALL,), (packets.ALL,))
        if (node := self._node("service", name)) is not None:
            cubes = found.merged(_service(node))
            return Service(cubes, cubes)
        if (node := self._node("service-group", name)) is not None:
            return self.services(node.words("members"))
        if name in _PREDEFINED:
            protocol, ports = _PREDEFINED[name]
            one = cube(protocol=spans.one(_PORTED[protocol]), target_port=_ports(ports))
            return Service((one,), (one,))
        if name == "application-default":
            raise ValueError("the ports of applications are not in the file")
        raise ValueError("it is not in the file")


def _strange(why: str) -> Addresses:
    return Addresses((), spans.ADDRESSES, (why,))


def _address(name: str, node: Node) -> Addresses:
    """Raises `ValueError`."""
    kinds = [one for one in node.below if one not in _SILENT]
    if len(kinds) != 1:
        raise ValueError(f"it is of {len(kinds)} kinds")
    kind, value = kinds[0], node.word(kinds[0])
    if kind in ("ip-netmask", "ip-range"):
        part = spans.network(value)
    elif kind == "ip-wildcard":
        base, _, free = value.partition("/")
        part = spans.masked(str(IPv4Address(base)), free)
    else:
        return _strange(f"address {name} is of kind {kind}")
    return Addresses(part, part)


def _service(node: Node) -> list[Cube]:
    """Raises `ValueError`."""
    made = []
    for name, one in node.get("protocol").below.items():
        if name not in _PORTED:
            raise ValueError(f"protocol {name} is not understood")
        source = one.word("source-port")
        ports = _ports(one.word("port"))
        sources = _ports(source) if source else spans.PORTS
        made.append(cube(protocol=spans.one(_PORTED[name]), source_port=sources, target_port=ports))
    if not made:
        raise ValueError("it has no protocol")
    return made


def _ports(text: str) -> Spans:
    """``80``, ``80,443`` or ``8000-8010``. Raises `ValueError`."""
    return spans.union(services.port_range(one, "-") for one in text.split(","))
