"""Security and NAT rules of PAN-OS.

Source: PAN-OS Administrator's Guide, "Security Policy" (order, types of rules, the two default rules) and "NAT Policy
Rules" (matching by addresses and zones before translation; security rules: addresses before, zones after it).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import NamedTuple

from camcensus.wire import spans
from camcensus.wire.config import _found as found
from camcensus.wire.config import services as known
from camcensus.wire.config._found import Addresses, shown
from camcensus.wire.config._panos_objects import Book
from camcensus.wire.config._panos_tree import Node
from camcensus.wire.config.values import MAX_TEXT, Match, Names, Rule, Translation
from camcensus.wire.spans import Spans

MAX_ZONES = 256
_ACTIONS = {
    "allow": "permit",
    "deny": "deny",
    "drop": "deny",
    "reset-client": "deny",
    "reset-server": "deny",
    "reset-both": "deny",
}
_ANY = (
    "source-user", "category", "source-hip", "destination-hip", "hip-profiles", "source-device", "destination-device",
    "application", "source-imei", "source-imsi", "source-nw-slice",
)  # fmt: skip
"""Conditions that are none where their value is ``any``."""
_NEEDED = ("from", "to", "source", "destination", "application", "service")
_READ = frozenset(
    {*_ANY, "from", "to", "source", "destination", "negate-source", "negate-destination", "service", "action",
     "disabled", "rule-type", "schedule", "target"}
)  # fmt: skip
_SILENT = frozenset(
    {"log-start", "log-end", "log-setting", "profile-setting", "tag", "description", "option", "qos", "uuid",
     "group-tag", "icmp-unreachable", "disable-inspect", "audit-comment", "loc"}
)  # fmt: skip
"""What inspects, logs or marks."""
_NAT = frozenset(
    {"from", "to", "to-interface", "source", "destination", "service", "nat-type", "source-translation",
     "destination-translation", "dynamic-destination-translation", "disabled", "target",
     "active-active-device-binding", "description", "tag", "group-tag", "uuid", "audit-comment", "loc"}
)  # fmt: skip


class Zones(NamedTuple):
    """Zones of one virtual system, by the names that rules use."""

    every: tuple[str, ...]
    name: Callable[[str], str]
    """The name in `Box.zones` of a zone."""

    def names(self, words: tuple[str, ...]) -> Names | None:
        """None: any."""
        return None if "any" in words else Names(names=tuple(map(self.name, words)))


def security(name: str, node: Node, book: Book, zones: Zones) -> Iterator[Rule]:
    """The rules that one becomes: none where it is switched off."""
    if node.word("disabled") == "yes":
        return
    why = list(_conditions(node))
    service = book.services(node.words("service") or ("any",))
    source, target = _ends(node, book)
    base = Rule(
        line=node.line,
        text=_text(name, node),
        action=_ACTIONS.get(node.word("action"), "unread"),
        name=name[:MAX_TEXT],
    )
    doubts = [*why, *source.why, *target.why, *service.why]
    sure = () if why else found.between(source.sure, target.sure, service.sure)
    made = found.rules(base, sure, found.between(source.may, target.may, service.may), doubts)
    for incoming, outgoing in _ways(node, zones):
        for rule in made:
            yield replace(rule, match=replace(rule.match, incoming=incoming, outgoing=outgoing))


def _ends(node: Node, book: Book) -> tuple[Addresses, Addresses]:
    source, target = (
        book.addresses(node.words(key) or ("any",), negated=node.word(f"negate-{key}") == "yes")
        for key in ("source", "destination")
    )
    return source, target


def _text(name: str, node: Node) -> str:
    keys = [key for key in node.below if key in _READ or key in _NAT]
    parts = [f"{key} {' '.join(node.words(key)[:50])}" for key in keys if key != "description"]
    return shown(f"{name}: {'; '.join(parts)}")


def _conditions(node: Node) -> Iterator[str]:
    """Conditions that are not understood."""
    for key in _ANY:
        if not {"any"} >= set(node.words(key)):
            yield shown(f"{key} {' '.join(node.words(key)[:8])}")[:100]
    for key in node.below.keys() - _READ - _SILENT:
        yield shown(f"{key} {' '.join(node.words(key)[:8])}")[:100]
    for key in _NEEDED:
        if not node.words(key) and (key, node.word("rule-type")) != ("to", "intrazone"):
            yield f"{key} is missing"
    if node.words("schedule"):
        yield f"schedule {node.word('schedule')}"[:100]
    yield from _target(node)
    if "multicast" in node.words("to"):
        yield "to multicast"


def _target(node: Node) -> Iterator[str]:
    if node.words("target", "devices") or node.words("target", "tags"):
        yield "target: it is for some devices alone"


def _ways(node: Node, zones: Zones) -> Iterator[tuple[Names | None, Names | None]]:
    """Zones that a rule is about, from where to where."""
    kind = node.word("rule-type", default="universal")
    incoming, outgoing = node.words("from") or ("any",), node.words("to") or ("any",)
    if kind == "universal":
        yield zones.names(incoming), zones.names(outgoing)
        return
    each = zones.every if "any" in incoming else tuple(map(zones.name, incoming))
    to = zones.names(outgoing)
    for zone in each[:MAX_ZONES]:
        here = Names(names=(zone,))
        if kind == "intrazone":
            yield here, here
        elif to is None:
            yield here, Names(names=(zone,), negated=True)
        elif others := tuple(one for one in to.names if one != zone):
            yield here, Names(names=others)


def defaults(rules: Node, zones: Zones) -> tuple[list[Rule], str]:
    """(what is done within each zone, what is done between zones)."""
    inner, outer = rules.get("intrazone-default"), rules.get("interzone-default")
    action = _ACTIONS.get(inner.word("action", default="allow"), "unread")
    made = []
    for zone in zones.every:
        here = Names(names=(zone,))
        text = f"intrazone-default: {zone}"
        made.append(Rule(line=inner.line, text=text, action=action, match=Match(incoming=here, outgoing=here)))
    between = _ACTIONS.get(outer.word("action", default="deny"), "unread")
    if between == "unread":
        made.append(Rule(line=outer.line, text="interzone-default", action="unread"))
    return made, "deny" if between == "unread" else between


# --- translation -----------------------------------------------------------------------------------------------------


def nat(name: str, node: Node, book: Book, zones: Zones, addresses: dict[str, tuple[str, ...]]) -> Iterator[Rule]:
    """The rules that one becomes; `addresses`: of interfaces."""
    if node.word("disabled") == "yes":
        return
    source, target = _ends(node, book)
    service = book.services(node.words("service") or ("any",))
    why = [*(f"{key} is not understood" for key in node.below.keys() - _NAT), *_target(node)]
    if node.word("nat-type", default="ipv4") != "ipv4":
        why.append(f"nat-type {node.word('nat-type')}")
    if node.word("to-interface", default="any") != "any":
        why.append(f"to-interface {node.word('to-interface')}")
    made = _translation(node, book, addresses)
    action = "unread" if made is None else ("permit" if made == Translation() else "translate")
    match = Match(
        incoming=zones.names(node.words("from") or ("any",)),
        outgoing=zones.names(node.words("to") or ("any",)),
        cubes=found.between(source.may, target.may, service.may),
        unread=found.reasons([*why, *source.why, *target.why, *service.why]),
    )
    rule = Rule(
        line=node.line, text=_text(name, node), action=action, match=match, translation=made, name=name[:MAX_TEXT]
    )
    yield rule
    if node.word("source-translation", "static-ip", "bi-directional") == "yes" and made is not None and made.source:
        back = Translation(target=source.may, shift=None if made.shift is None else -made.shift)
        packets = found.between(spans.ADDRESSES, made.source, service.may)
        yield replace(rule, match=replace(match, incoming=None, cubes=packets), action="translate", translation=back)


def _translation(node: Node, book: Book, addresses: dict[str, tuple[str, ...]]) -> Translation | None:
    """What a rule writes; None: it is not known."""
    made = Translation()
    try:
        if sources := node.get("source-translation").below:
            made = _source(node, next(iter(sources)), book, addresses)
        for key in ("destination-translation", "dynamic-destination-translation"):
            if key in node.below:
                made = _with_target(made, node, node.get(key), book)
    except ValueError:
        return None
    return made


def _source(node: Node, kind: str, book: Book, addresses: dict[str, tuple[str, ...]]) -> Translation:
    """Raises `ValueError`."""
    where = node.get("source-translation", kind)
    if "interface-address" in where.below:
        own = where.word("interface-address", "ip") or where.word("interface-address", "floating-ip")
        held = [own] if own else list(addresses.get(where.word("interface-address", "interface"), ()))
        texts = [one.partition("/")[0] for one in book.interface_addresses(held)]
        four = [one for one in texts if ":" not in one]
        return Translation(source=spans.union(map(spans.network, four))) if four else Translation(of_interface=True)
    there = _known(book, where.words("translated-address"))
    if kind != "static-ip":
        return Translation(source=there)
    return Translation(source=there, shift=_shift(_ends(node, book)[0].may, there))


def _with_target(made: Translation, node: Node, where: Node, book: Book) -> Translation:
    """Raises `ValueError`."""
    port = where.word("translated-port")
    ports = spans.one(known.port(port)) if port else None
    if not where.words("translated-address"):
        return replace(made, target_port=ports)
    there = _known(book, where.words("translated-address"))
    shift = _shift(_ends(node, book)[1].may, there)
    if made != Translation() and (made.shift is not None or shift is not None):
        raise ValueError("both ends are written, one of them one for one")
    return replace(made, target=there, target_port=ports, shift=shift)


def _known(book: Book, names: tuple[str, ...]) -> Spans:
    there = book.addresses(names)
    if there.why or not there.sure:
        raise ValueError("its addresses are not known")
    return there.sure


def _shift(here: Spans, there: Spans) -> int | None:
    """Of ranges of one size, what is added to each address."""
    alike = len(here) == len(there) == 2 and spans.size(here) == spans.size(there) > 1
    return there[0] - here[0] if alike else None
