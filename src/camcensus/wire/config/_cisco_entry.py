"""One entry of a Cisco access list: protocol, ends, ports and what stands behind, for IOS and ASA.

Sources: the command references of IOS (``permit``, ``deny``, ``ipv6 access-list``, ``object-group``) and of ASA
(``access-list extended``). What an entry asks and is not understood stands in `Asked.unread`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from ipaddress import IPv4Address
from typing import NamedTuple

from camcensus.wire import packets, spans
from camcensus.wire.config import services
from camcensus.wire.config._cisco import Words
from camcensus.wire.config._cisco_objects import Objects, Service
from camcensus.wire.config.values import Match, cube
from camcensus.wire.spans import Spans

MAX_SERVICES = 4_096
"""Services of one entry."""
HITS = re.compile(r" ?\((?:hitcnt=)?(\d{1,18})(?: (?:estimate )?match(?:es)?)?\)")

_CODES = {
    "dod-host-prohibited": (3, 10), "dod-net-prohibited": (3, 9), "general-parameter-problem": (12, 0),
    "host-isolated": (3, 8), "host-precedence-unreachable": (3, 14), "host-redirect": (5, 1),
    "host-tos-redirect": (5, 3), "host-tos-unreachable": (3, 12), "net-redirect": (5, 0), "net-tos-redirect": (5, 2),
    "net-tos-unreachable": (3, 11), "no-room-for-option": (12, 2), "option-missing": (12, 1),
    "precedence-unreachable": (3, 15), "reassembly-timeout": (11, 1), "ttl-exceeded": (11, 0),
}  # fmt: skip
_CODES6 = {
    "address-unreachable": (1, 3), "beyond-scope": (1, 2), "header": (4, 0), "hop-limit": (3, 0), "next-header": (4, 1),
    "no-admin": (1, 1), "no-route": (1, 0), "parameter-option": (4, 2), "port-unreachable": (1, 4),
    "reassembly-timeout": (3, 1), "renum-command": (138, 0), "renum-result": (138, 1), "renum-seq-number": (138, 255),
}  # fmt: skip
_KINDS6 = {
    "mld-query": 130, "mld-report": 131, "mld-reduction": 132, "membership-query": 130, "membership-report": 131,
    "membership-reduction": 132, "nd-ns": 135, "nd-na": 136, "neighbor-redirect": 137, "mld-v2-report": 143,
}  # fmt: skip

_PORTS = {
    "connectedapps-plain": 15001, "connectedapps-tls": 15002, "msrpc": 135, "onep-plain": 15001, "onep-tls": 15002,
    "ripv6": 521, "rpc": 111, "vxlan": 4789, "whois": 43,
}  # fmt: skip
"""Ports by names that Cisco alone has for them."""

_OPERATORS = ("eq", "neq", "gt", "lt", "range")
_OF_FLAGS = frozenset({"ack", "fin", "psh", "rst", "syn", "urg"})
_MORE_ASKED = {
    "fragments": 0, "dscp": 1, "precedence": 1, "tos": 1, "option": 1, "flow-label": 1, "routing": 0, "dest-option": 0,
    "routing-type": 1, "dest-option-type": 1, "mobility": 0, "mobility-type": 1, "undetermined-transport": 0,
    "hbh": 0, "auth": 0, "time-range": 1, "match-any": 1, "match-all": 1, **dict.fromkeys(_OF_FLAGS, 0),
}  # fmt: skip
"""Conditions that are known and not followed, and how many words go with them."""


class Form(NamedTuple):
    """How a dialect writes entries."""

    whole: Spans = spans.V4_ALL
    """What ``any`` is."""
    six: bool = False
    """Only of IPv6, where ``icmp`` is that of IPv6."""
    masks: bool = False
    """Networks have masks (ASA), not bits that may differ (IOS)."""
    doubtful: frozenset[str] = frozenset()
    """Names of ports that stand for different ones in different versions."""


@dataclass(slots=True, kw_only=True)
class Asked:
    """What an entry asks."""

    services: tuple[Service, ...] = (Service(),)
    source: Spans = spans.ADDRESSES
    target: Spans = spans.ADDRESSES
    modes: int = packets.EVERY
    unread: list[str] = field(default_factory=list)
    name: str = ""
    hits: int | None = None
    inactive: bool = False

    def match(self, objects: Objects, form: Form) -> Match:
        """The condition of the rule, of packets of the family that is asked."""
        if not objects.spend(len(self.services)):
            return odd(Form(whole=spans.ADDRESSES), "the file holds more services in groups than are read")
        ends = (within(self.source, form.whole), within(self.target, form.whole))
        found = tuple(cube(*ends, *one, self.modes) for one in self.services)
        return Match(cubes=found, unread=tuple(self.unread[:8]))


def within(found: Spans, whole: Spans) -> Spans:
    """What of it lies in the addresses that are asked; the same tuple where that is all: rules share their groups."""
    return found if whole == spans.ADDRESSES else spans.both(found, whole)


def odd(form: Form, why: str) -> Match:
    """The condition of a rule of which nothing is understood: it may fit whatever the list is asked of."""
    return Match(cubes=(cube(form.whole, form.whole),), unread=(why,))


def entry(words: Words, objects: Objects, form: Form) -> Asked:
    """What stands behind ``permit`` or ``deny``. Raises `ValueError` where it is not understood at all."""
    asked = Asked()
    asked.services = _services(words, objects, form, asked.unread)
    _identity(words, asked.unread)
    asked.source = address(words, objects, form, asked.unread)
    source_port = _ports(words, objects, form, asked.unread)
    _identity(words, asked.unread)
    asked.target = address(words, objects, form, asked.unread)
    target_port = _ports(words, objects, form, asked.unread)
    if target_port is None:
        target_port = _kinds(words, objects, asked)
    if source_port is not None or target_port is not None:
        asked.services = _narrowed(asked.services, source_port, target_port)
    while words:
        _rest(words, asked)
    return asked


def standard(words: Words, objects: Objects) -> Asked:
    """The same of a standard list of IOS, which asks for the source alone."""
    asked = Asked(target=spans.V4_ALL)
    asked.source = address(words, objects, Form(), asked.unread, alone=True)
    while words:
        _rest(words, asked)
    return asked


def _narrowed(known: tuple[Service, ...], source: Spans | None, target: Spans | None) -> tuple[Service, ...]:
    return tuple(
        Service(
            one.protocol,
            one.source_port if source is None else spans.both(one.source_port, source),
            one.target_port if target is None else spans.both(one.target_port, target),
        )
        for one in known
    )


# --- protocols -------------------------------------------------------------------------------------------------------


def _services(words: Words, objects: Objects, form: Form, unread: list[str]) -> tuple[Service, ...]:
    word = words.take().lower()
    if word in ("object", "object-group"):
        return _grouped(objects, f"{word} {words.take()}", unread)
    return (Service(protocol(word, form)),)


def protocol(word: str, form: Form) -> Spans:
    """The protocols of a word. Raises `ValueError`."""
    if word in ("ip", "ipv6") and (form.masks or (word == "ipv6") is form.six):
        return spans.PROTOCOLS
    if word == "icmp" and form.six:
        return spans.one(packets.ICMP6)
    if word in ("tcp-udp", "tcpudp"):
        return spans.union([spans.one(packets.TCP), spans.one(packets.UDP)])
    return spans.one({"pptp": 47, "snp": 109}.get(word) or services.protocol(word))


def _grouped(objects: Objects, key: str, unread: list[str]) -> tuple[Service, ...]:
    found = objects.found(key)
    unread += found.unread
    if found.kind == "protocol":
        known: tuple[Service, ...] = (Service(found.spans),)
    elif found.kind == "service" and len(found.services) <= MAX_SERVICES:
        known = found.services
    else:
        if found.kind:
            unread.append(f"{key} is of kind {found.kind}, or holds more than is read")
        return (Service(),)
    return (Service(),) if found.unread else known


# --- addresses -------------------------------------------------------------------------------------------------------


def _identity(words: Words, unread: list[str]) -> None:
    """Conditions of ASA on who sends, or of which security group an end is."""
    while words.next in ("user", "user-group", "object-group-user", "security-group", "object-group-security"):
        word = words.take()
        count = 2 if word == "security-group" else 1
        unread.append(" ".join([word, *(words.take() for _ in range(count))]))


def address(words: Words, objects: Objects, form: Form, unread: list[str], *, alone: bool = False) -> Spans:
    """The addresses that come. Raises `ValueError`. `alone`: one without a mask may stand for a host."""
    word = words.take()
    if word in ("any", "any4", "any6"):
        return {"any": form.whole, "any4": spans.V4_ALL, "any6": spans.V6_ALL}[word]
    if word in ("object", "object-group", "addrgroup"):
        return _addresses(objects, f"{word.replace('addrgroup', 'object-group')} {words.take()}", form, unread)
    if word == "interface" and form.masks:
        name = words.take()
        if name not in objects.own:
            unread.append(f"interface {name}")
        return objects.own.get(name, form.whole)
    if word == "host" or "/" in word or form.six:
        return _network(words.take() if word == "host" else word, objects, form)
    word = objects.names.get(word, word.rstrip(","))
    if alone and not words.next[:1].isdecimal() and words.next != "wildcard":
        return _network(word, objects, form)
    words.skips("wildcard", "bits")  # so lists of IOS are shown
    bits = words.take()
    return _masked(word, inverted(bits) if form.masks else bits, objects)


def _masked(base: str, wildcard: str, objects: Objects) -> Spans:
    free = int(IPv4Address(wildcard))
    apart = (free & (free + 1)).bit_count()
    if apart and not objects.hold(2 << min(apart, 12)):
        raise ValueError("the file asks for bits that stand apart more often than is read")
    return spans.masked(base, wildcard)


def inverted(mask: str) -> str:
    """The bits that may differ, of a mask. Raises `ValueError`."""
    return str(IPv4Address(int(IPv4Address(mask)) ^ 0xFFFFFFFF))


def _network(text: str, objects: Objects, form: Form) -> Spans:
    known = objects.names.get(text, text)
    if "-" in known:
        raise ValueError(f"{text} is no address")
    found = spans.network(known) if "/" in known else spans.one(spans.address(known))
    if not form.masks and (found[0] >= spans.V6) is not form.six:
        raise ValueError(f"{text} is of the other family")
    return found


def _addresses(objects: Objects, key: str, form: Form, unread: list[str]) -> Spans:
    found = objects.found(key)
    unread += found.unread
    if found.kind not in ("network", ""):
        unread.append(f"{key} is of kind {found.kind}")
    if found.unread or found.kind != "network":
        return form.whole
    held = objects.narrowed.get((key, form.whole))
    if held is None:
        held = objects.narrowed[key, form.whole] = within(found.spans, form.whole)
    return held


# --- ports and kinds of ICMP -----------------------------------------------------------------------------------------


def port(word: str, form: Form) -> int:
    """The number of a port. Raises `ValueError`."""
    if word.lower() in form.doubtful:
        raise ValueError(f"port {word} is another in other versions")
    known = _PORTS.get(word.lower())
    return services.port(word) if known is None else known


def _is_port(word: str) -> bool:
    return word.isdecimal() or word.lower() in services.PORTS or word.lower() in _PORTS


def ports(words: Words, form: Form) -> Spans | None:
    """The ports that an operator asks for; None: none comes. Raises `ValueError`."""
    if words.next not in _OPERATORS:
        return None
    operator, first = words.take(), port(words.take(), form)
    if operator == "range":
        return spans.span(first, port(words.take(), form))
    if operator == "gt":
        return spans.span(first + 1, 65_535) if first < 65_535 else spans.NONE
    if operator == "lt":
        return spans.span(0, first - 1) if first else spans.NONE
    several = [spans.one(first)]
    while _is_port(words.next):
        several.append(spans.one(port(words.take(), form)))
    named = spans.union(several) if len(several) > 1 else several[0]
    return named if operator == "eq" else spans.without(spans.PORTS, named)


def _ports(words: Words, objects: Objects, form: Form, unread: list[str]) -> Spans | None:
    key = f"object-group {words.ahead(1)}"
    if words.next == "portgroup" or (words.next == "object-group" and objects.kind(key) == "port"):
        words.take()
        words.take()
        found = objects.found(key)
        unread += found.unread
        return spans.PORTS if found.unread else found.spans
    return ports(words, form)


def kind(words: Words, *, six: bool) -> Spans | None:
    """A type of ICMP, and its code where one follows; None: none comes. Raises `ValueError`."""
    word = words.next.lower()
    codes = (_CODES6 if six else _CODES).get(word)
    if codes is not None:
        words.take()
        return spans.one(256 * codes[0] + codes[1])
    if six and word in _KINDS6:
        words.take()
        return spans.span(256 * _KINDS6[word], 256 * _KINDS6[word] + 255)
    if word.isdecimal():
        code = words.ahead(1) if words.ahead(1).isdecimal() else ""
        words.take()
        return services.icmp(f"{word}/{words.take()}" if code else word, six=six)
    try:
        found = services.icmp(word, six=six)
    except ValueError:
        return None
    words.take()
    return found


def _kinds(words: Words, objects: Objects, asked: Asked) -> Spans | None:
    known = asked.services[0].protocol if len(asked.services) == 1 else spans.PROTOCOLS
    if not spans.covers(packets.WITH_TYPES, known):
        return None
    key = f"object-group {words.ahead(1)}"
    if words.next == "object-group" and objects.kind(key) == "icmp-type":
        words.take()
        words.take()
        found = objects.found(key)
        asked.unread += found.unread
        return None if found.unread else found.spans
    return kind(words, six=known == spans.one(packets.ICMP6))


# --- what stands behind ----------------------------------------------------------------------------------------------


def _established(_: Words, asked: Asked) -> None:
    asked.modes &= packets.modes(answers=True)
    tcp = spans.one(packets.TCP)
    asked.services = tuple(one._replace(protocol=spans.both(one.protocol, tcp)) for one in asked.services)


def _log(words: Words, _: Asked) -> None:
    if words.next in _LEVELS or words.next.isdecimal():
        words.take()
    if words.skips("interval"):
        words.take()


def _reflect(words: Words, _: Asked) -> None:
    words.take()
    if words.skips("timeout"):
        words.take()


def _sequence(words: Words, asked: Asked) -> None:
    asked.name = words.take()


def _inactive(_: Words, asked: Asked) -> None:
    asked.inactive = True


_LEVELS = frozenset(
    {
        "default",
        "disable",
        "emergencies",
        "alerts",
        "critical",
        "errors",
        "warnings",
        "notifications",
        "informational",
        "debugging",
    }
)
_REST: dict[str, Callable[[Words, Asked], None]] = {
    "established": _established,
    "log": _log,
    "log-input": lambda _words, _asked: None,
    "reflect": _reflect,
    "sequence": _sequence,
    "inactive": _inactive,
}


def _rest(words: Words, asked: Asked) -> None:
    word = words.take()
    known = _REST.get(word)
    if known is not None:
        known(words, asked)
        return
    count = _MORE_ASKED.get(word, 0)
    if word == "ttl":
        count = 3 if words.next == "range" else 2
    elif word in ("match-any", "match-all"):
        count = 0
        while words.ahead(count)[:1] in ("+", "-"):
            count += 1
    asked.unread.append(" ".join([word, *(words.take() for _ in range(count) if words)]))
