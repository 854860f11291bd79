"""Ports of switches: which VLANs each carries, with a tag and without.

A configuration tells it of all ports, and so does what a switch shows of them at work (``show interfaces switchport``).
Where both were read the configuration counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from camcensus.reason.wired import Carries, Place, Told
from camcensus.wire import port_names, spans
from camcensus.wire.config.values import Box, Interface
from camcensus.wire.spans import Spans

EVERY: Spans = (1, 4095)
"""All VLANs there are."""
_BUNDLE = re.compile(r"(?:po|trk|bagg|lag|ae|bond|eth-trunk|bundle-ether) ?-?\d", re.IGNORECASE)
"""Names of several ports that are one; those it is made of stand beside it and carry the same."""


def folded(name: str) -> str:
    """The name of a switch as it is compared: the first label, in lower case."""
    return name.strip().partition(".")[0].lower()


def is_bundle(port: str) -> bool:
    """Whether ``switch/port`` is several ports that are one."""
    return _BUNDLE.match(port.partition("/")[2]) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A port of a switch, as its configuration has it."""

    switch: str
    """As the configuration names it."""
    name: str
    """As tables of the switch spell it."""
    untagged: int | None
    tagged: Spans
    is_trunk: bool
    stated: bool = True
    """Whether its configuration says so; otherwise the switch showed it."""
    at: datetime | None = None
    """When the switch showed it."""

    @property
    def shown(self) -> str:
        """``switch/port``."""
        return f"{self.switch}/{self.name}"

    @property
    def carried(self) -> Spans:
        """VLANs that pass it, with a tag or without."""
        return spans.union([self.tagged, spans.one(self.untagged) if self.untagged else spans.NONE])

    @property
    def has_no_list(self) -> bool:
        """Whether it is a trunk of all VLANs."""
        return self.is_trunk and spans.covers(self.carried, EVERY)


class Switches:
    """The switches of all address spaces."""

    def __init__(self, boxes: Mapping[str, Mapping[str, Box]], told: Mapping[Place, Told] | None = None) -> None:
        """`boxes`: address space to the boxes of its configurations; `told`: what switches told of their ports."""
        self._boxes = {(realm, folded(box.name)): box for realm, many in boxes.items() for box in many.values()}
        self._ports: dict[tuple[str, str], dict[str, Port]] = {}
        self._shown = _shown(told or {})

    def title(self, realm: str, name: str) -> str:
        """How a switch calls itself whose ports are known; nothing: they are not."""
        box = self.box(realm, name)
        return box.name if box is not None else self._shown.get((realm, folded(name)), ("", {}))[0]

    def unread(self, realm: str, name: str) -> tuple[int, ...]:
        """The lines of its configuration that are not understood."""
        box = self.box(realm, name)
        return tuple(one.line for one in box.unread) if box is not None else ()

    def box(self, realm: str, name: str) -> Box | None:
        """The box of that name whose configuration was read, whether it is a switch or not."""
        return self._boxes.get((realm, folded(name)))

    def ports(self, realm: str, name: str) -> Mapping[str, Port]:
        """The ports of a switch by their short names; none for what is not known, or no switch."""
        key = (realm, folded(name))
        if key not in self._ports:
            box = self._boxes.get(key)
            if box is None:
                return self._shown.get(key, ("", {}))[1]
            found = (_port(box.name, interface) for interface in box.interfaces)
            self._ports[key] = {port.name: port for port in found if port is not None}
        return self._ports[key]

    def port(self, realm: str, shown: str) -> Port | None:
        """The port that is ``switch/port`` in tables."""
        switch, _, name = shown.partition("/")
        return self.ports(realm, switch).get(port_names.short(name))

    def facing(self, realm: str, switch: str, told: Iterable[str]) -> Port | None:
        """The port of a switch that it calls so, where exactly one of its names is that of a port."""
        ports = self.ports(realm, switch)
        found = {name: ports[name] for name in map(port_names.short, told) if name in ports}
        return next(iter(found.values())) if len(found) == 1 else None

    def routes(self, realm: str, switch: str, told: Iterable[str]) -> bool:
        """Whether an interface that a box calls so is none that passes on frames."""
        box = self.box(realm, switch)
        names = {port_names.short(one.name) for one in box.interfaces} if box is not None else set()
        return any(name in names and name not in self.ports(realm, switch) for name in map(port_names.short, told))

    def own(self, realm: str) -> frozenset[str]:
        """The addresses of all boxes of an address space."""
        return self._own.get(realm, frozenset())

    @cached_property
    def _own(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {}
        for (realm, _), box in self._boxes.items():
            texts = (text for interface in box.interfaces for text in interface.addresses)
            found.setdefault(realm, set()).update(text.partition("/")[0] for text in texts)
        return {realm: frozenset(texts) for realm, texts in found.items()}


def _port(switch: str, interface: Interface) -> Port | None:
    """A port that passes on frames; None for what is routed, logical or shut."""
    name = port_names.short(interface.name)
    if not interface.enabled or interface.addresses or "." in name or not name or name.startswith("Vlan"):
        return None
    if interface.vlan is not None:  # of a port with a telephone the trunk is the VLAN for voice alone
        tagged = spans.without(interface.trunk or spans.NONE, spans.one(interface.vlan))
        return Port(
            switch=switch,
            name=name,
            untagged=interface.vlan,
            tagged=tagged,
            is_trunk=False,
        )
    if interface.trunk is None:
        return None
    native = interface.native
    held = native is not None and spans.holds(interface.trunk, native)
    tagged = spans.without(interface.trunk, spans.one(native)) if native is not None else interface.trunk
    return Port(
        switch=switch,
        name=name,
        untagged=native if held else None,
        tagged=tagged,
        is_trunk=True,
    )


def _shown(told: Mapping[Place, Told]) -> dict[tuple[str, str], tuple[str, dict[str, Port]]]:
    """Address space and switch to its name and its ports, of switches that showed every port and every list."""
    found: dict[tuple[str, str], tuple[str, dict[str, Port]]] = {}
    whole, doubtful = set(), set()
    for (realm, place), one in sorted(told.items(), key=lambda item: item[0]):
        switch, _, name = place.partition("/")
        key = (realm, folded(switch))
        if one.carries is None:
            continue
        if one.carries.whole:
            whole.add(key)
        if one.carries.mode == "trunk" and one.carries.allowed is None:
            doubtful.add(key)
        port = _at_work(switch, name, one.carries)
        _, ports = found.setdefault(key, (switch, {}))
        ports |= {name: port} if port is not None else {}
    return {key: one for key, one in found.items() if key in whole and key not in doubtful}


def _at_work(switch: str, name: str, shown: Carries) -> Port | None:
    """A port as its switch showed it; None for what is routed or down."""
    if shown.mode == "access" and shown.access is not None:
        tagged = spans.one(shown.voice) if shown.voice is not None else spans.NONE
        untagged: int | None = shown.access
    elif shown.mode == "trunk":
        tagged = EVERY if shown.allowed == "all" else _listed(shown.allowed or "")
        held = shown.native is not None and spans.holds(tagged, shown.native)
        untagged = shown.native if held else None
    else:
        return None
    return Port(
        switch=switch,
        name=name,
        untagged=untagged,
        tagged=spans.without(tagged, spans.one(untagged)) if untagged is not None else tagged,
        is_trunk=shown.mode == "trunk",
        stated=False,
        at=shown.at,
    )


def _listed(text: str) -> Spans:
    """``10,20-30``; what is no number of a VLAN is left out."""
    found = []
    for low, dash, high in (part.partition("-") for part in text.split(",")):
        first, last = (int(one) if one.isdecimal() and len(one) < 5 else 0 for one in (low, high if dash else low))
        if 1 <= first <= last <= 4094:
            found.append(spans.span(first, last))
    return spans.union(found)


def vlan_of(interface: Interface) -> int | None:
    """The VLAN whose packets a routed interface takes: its tag, or the number in ``Vlan40``."""
    if interface.vlan is not None:
        return interface.vlan
    name = port_names.short(interface.name)
    number = name.removeprefix("Vlan")
    return int(number) if name.startswith("Vlan") and number.isdecimal() and 1 <= int(number[:6]) <= 4094 else None
