"""Addresses of FortiOS and groups of them, of one family."""

from __future__ import annotations

from collections.abc import Iterable
from ipaddress import IPv4Address

from camcensus.wire import spans
from camcensus.wire.config._fortios_tree import Node
from camcensus.wire.config._found import Addresses, reasons
from camcensus.wire.spans import Spans

MAX_DEPTH = 32
_SILENT = frozenset(
    {"type", "subnet", "start-ip", "end-ip", "ip6", "wildcard", "uuid", "uuid-idx", "comment", "color", "visibility",
     "associated-interface", "allow-routing", "tags", "cache-ttl", "fabric-object", "clearpass-spt", "node-ip-only",
     "passive-fqdn-learning", "obj-tag", "obj-type", "tag-type", "sub-type", "sdn-addr-type", "interface",
     "host-type", "route-tag", "dirty", "organization", "policy-group", "sdn-tag", "filter", "hw-model", "hw-vendor",
     "os", "subnet-name", "epg-name", "sdn", "country", "fqdn", "macaddr", "template"}
)  # fmt: skip
"""What is read here, tells nothing of which packets it is about, or belongs to a type that is not read anyway."""


class Book:
    """All addresses of a configuration, of one family, by name."""

    def __init__(self, scope: Node, *, six: bool) -> None:
        mark = "6" if six else ""
        self.six = six
        self.every: Spans = spans.V6_ALL if six else spans.V4_ALL
        self._single = scope.table(f"firewall address{mark}").entries
        self._groups = scope.table(f"firewall addrgrp{mark}").entries
        self._known: dict[str, Addresses] = {}
        self._unions: dict[tuple[str, ...], Addresses] = {}
        self._open: set[str] = set()

    def union(self, names: Iterable[str]) -> Addresses:
        """Several together."""
        key = tuple(names)
        if key not in self._unions or self._open:
            parts = [self.one(name) for name in key]
            why = reasons([word for part in parts for word in part.why])
            found = Addresses(spans.union(one.sure for one in parts), spans.union(one.may for one in parts), why)
            if self._open:
                return found
            self._unions[key] = found
        return self._unions[key]

    def negated(self, these: Addresses) -> Addresses:
        """Every other address of the family."""
        return Addresses(spans.without(self.every, these.may), spans.without(self.every, these.sure), these.why)

    def one(self, name: str) -> Addresses:
        """The address, or group, of a name."""
        if name in self._known:
            return self._known[name]
        if name in self._open or len(self._open) > MAX_DEPTH:
            return self._unknown(f"address {name} refers to itself")
        self._open.add(name)
        found = self._found(name)
        self._open.discard(name)
        self._known[name] = found
        return found

    def _unknown(self, why: str) -> Addresses:
        return Addresses((), self.every, (why,))

    def _found(self, name: str) -> Addresses:
        if name in self._groups:
            return self._group(name, self._groups[name])
        if name in self._single:
            try:
                return self._read(name, self._single[name])
            except ValueError as fault:
                return self._unknown(f"address {name}: {fault}")
        if name == "all":
            return Addresses(self.every, self.every)
        if name == "none":
            none = spans.network("::/128" if self.six else "0.0.0.0/32")
            return Addresses(none, none)
        return self._unknown(f"address {name} is not in the file")

    def _group(self, name: str, entry: Node) -> Addresses:
        found = self.union(entry.words("member"))
        if entry.on("exclude"):
            out = self.union(entry.words("exclude-member"))
            sure, may = spans.without(found.sure, out.may), spans.without(found.may, out.sure)
            found = Addresses(sure, may, reasons([*found.why, *out.why]))
        if entry.word("category", "default") != "default" or entry.word("type", "default") not in ("default", "folder"):
            return Addresses((), found.may, (*found.why, f"address {name} is of a kind that is not understood"))
        return found

    def _read(self, name: str, entry: Node) -> Addresses:
        """Raises `ValueError`."""
        kind = entry.word("type", "ipprefix" if self.six else "ipmask")
        if kind == "iprange":
            found = spans.network(f"{entry.word('start-ip')}-{entry.word('end-ip')}")
        elif self.six and kind == "ipprefix":
            found = spans.network(entry.word("ip6", "::/0"))
        elif not self.six and (kind in ("ipmask", "subnet") or (kind == "interface-subnet" and entry.words("subnet"))):
            found = network(entry.words("subnet") or ("0.0.0.0", "0.0.0.0"))  # noqa: S104  # what a new one has
        elif not self.six and kind == "wildcard":
            base, mask = entry.words("wildcard")
            found = spans.masked(base, str(IPv4Address(0xFFFFFFFF ^ int(IPv4Address(mask)))))
        else:
            return self._unknown(f"address {name} is of type {kind}")
        found = spans.both(found, self.every)
        odd = [f"address {name}: {key} is not understood" for key in entry.values if key not in _SILENT]
        return Addresses((), found, tuple(odd)) if odd else Addresses(found, found)


def network(words: tuple[str, ...]) -> Spans:
    """``10.0.0.0 255.0.0.0`` or ``10.0.0.0/8``. Raises `ValueError`."""
    if len(words) not in (1, 2):
        raise ValueError(f"'{' '.join(words)}' is no network")
    return spans.network("/".join(words))
