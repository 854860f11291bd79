"""NAT of ASA since 8.3: of objects (section 2) and twice NAT (sections 1 and 3).

Source: "Network Address Translation" in the firewall configuration guide of ASA. What comes to an address that stands
for another is led there before it is routed; what goes out is translated last: lists speak of real addresses. In
section 2 fixed translations come first, then those of fewer addresses, lower ones, and by name. Who comes to the real
address of a host whose answers would be translated is turned away (syslog 305013); this is told as a doubt, since the
whole of its conditions is not documented.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from camcensus.wire import spans
from camcensus.wire.config._asa_objects import FORM
from camcensus.wire.config._cisco import Line, Words, kept
from camcensus.wire.config._cisco_entry import port, protocol
from camcensus.wire.config._cisco_objects import Objects, Service
from camcensus.wire.config.values import Chain, Match, Names, Rule, Translation, cube
from camcensus.wire.spans import Spans

TARGETS, SOURCES, REVERSE = "nat of targets", "nat of sources", "reverse path of nat"
_SILENT = frozenset(
    {"no-proxy-arp", "route-lookup", "dns", "net-to-net", "round-robin", "extended", "flat", "include-reserve",
     "block-allocation", "interface", "ipv6"}
)  # fmt: skip
MAX_RULES = 20_000
_POLICY = ("an earlier translation may fit first",)


@dataclass(slots=True, kw_only=True)
class Nat:
    """One rule of NAT, as it is written."""

    line: Line
    real: str
    """Interface of the real addresses; ``any``: all."""
    mapped: str
    section: int
    dynamic: bool = False
    source: Spans = spans.ADDRESSES
    becomes: Spans = spans.ADDRESSES
    many: bool = False
    """Each address becomes one of its own for a while (no ports are translated)."""
    target: tuple[Spans, Spans] | None = None
    """Of where it goes: (as those on the real side write it, as it is)."""
    protocol: Spans = spans.PROTOCOLS
    source_ports: tuple[Spans, Spans] = (spans.PORTS, spans.PORTS)
    """(real, mapped)."""
    target_ports: tuple[Spans, Spans] = (spans.PORTS, spans.PORTS)
    """(as those on the real side write it, as it is)."""
    one_way: bool = False
    looks_up: bool = False
    """The way is chosen by routes, not by the rule."""
    unread: list[str] = field(default_factory=list)
    order: tuple[int, int, int, str] = (0, 0, 0, "")


@dataclass(slots=True)
class Reader:
    """Reads rules of NAT, when all objects are known."""

    objects: Objects

    def read(self, line: Line, own: str) -> Nat | None:
        """The rule of a line; `own`: the object it stands in. None: it is switched off. Raises `ValueError`."""
        words = Words(line.text)
        words.take()
        pair = words.take().strip("()").split(",") if words.next.startswith("(") else ["any", "any"]
        if len(pair) != 2:
            raise ValueError("NAT as it was before 8.3")
        nat = Nat(line=line, real=pair[0], mapped=pair[1], section=2 if own else 1)
        if not own:
            nat.section = 3 if words.skips("after-auto") else 1
            if words.next.isdecimal():
                words.take()
            if not words.skips("source"):
                raise ValueError(f"{words.next} is not followed")
        way = words.take()
        if way not in ("static", "dynamic"):
            raise ValueError(f"{way} is not followed")
        nat.dynamic = way == "dynamic"
        nat.source = self._ends(own or words.take(), nat, nat.real)
        self._becomes(words, nat)
        active = self._options(words, nat, own)
        nat.order = (nat.dynamic, spans.size(nat.source), nat.source[0] if nat.source else 0, own) if own else nat.order
        return nat if active else None

    def _ends(self, name: str, nat: Nat, interface: str) -> Spans:
        """The addresses of a name."""
        if name in ("any", "any4", "any6"):
            return {"any": spans.ADDRESSES, "any4": spans.V4_ALL, "any6": spans.V6_ALL}[name]
        if name == "interface":
            if interface not in self.objects.own:
                nat.unread.append(f"the address of {interface} is not in the file")
            return self.objects.own.get(interface, spans.ADDRESSES)
        key = name if name.startswith("object") else f"object {name}"
        key = key if key in self.objects.groups else f"object-group {name.partition(' ')[2] or name}"
        if key not in self.objects.groups and (name[:1].isdecimal() or ":" in name or name in self.objects.names):
            return spans.network(self.objects.names.get(name, name))
        found = self.objects.found(key)
        nat.unread += found.unread or ([] if found.kind == "network" else [f"{key} is of kind {found.kind}"])
        return spans.ADDRESSES if found.unread or found.kind != "network" else found.spans

    def _becomes(self, words: Words, nat: Nat) -> None:
        pool = words.skips("pat-pool")
        name = words.take()
        nat.becomes = self._ends(name, nat, nat.mapped)
        single = len(nat.becomes) == 2 and nat.becomes[1] - nat.becomes[0] == 1
        nat.many = nat.dynamic and not pool and name != "interface" and not single
        if nat.dynamic and words.skips("pat-pool"):
            nat.becomes = spans.union([nat.becomes, self._ends(words.take(), nat, nat.mapped)])
        if nat.dynamic and words.next == "interface":  # when no other address is left
            nat.becomes = spans.union([nat.becomes, self._ends("interface", nat, nat.mapped)])

    def _options(self, words: Words, nat: Nat, own: str) -> bool:
        """Whether the rule is switched on."""
        active = True
        while words:
            word = words.take()
            if word == "destination" and words.skips("static"):
                nat.target = (self._ends(words.take(), nat, nat.real), self._ends(words.take(), nat, nat.mapped))
            elif word == "service":
                self._service(words, nat, own)
            elif word == "description":
                break
            elif word == "inactive":
                active = False
            elif word == "unidirectional":
                nat.one_way = True
            elif word not in _SILENT:
                nat.unread.append(word)
            nat.looks_up |= word == "route-lookup"
        return active

    def _service(self, words: Words, nat: Nat, own: str) -> None:
        if own:
            nat.protocol = protocol(words.take().lower(), FORM)
            nat.source_ports = (spans.one(port(words.take(), FORM)), spans.one(port(words.take(), FORM)))
            return
        first, second = (self._one(words.take(), nat) for _ in range(2))
        nat.protocol = first.protocol
        nat.source_ports = (first.source_port, second.source_port)
        nat.target_ports = (first.target_port, second.target_port)

    def _one(self, name: str, nat: Nat) -> Service:
        if name == "any":
            return Service()
        found = self.objects.found(f"object {name}")
        if found.unread or len(found.services) != 1:
            nat.unread += found.unread or [f"service {name} is not one"]
            return Service()
        return found.services[0]


# --- as chains -------------------------------------------------------------------------------------------------------


def chains(found: Iterable[Nat]) -> dict[str, Chain]:
    """The three chains of all rules, in the order in which they are asked."""
    rules: dict[str, list[Rule]] = {TARGETS: [], REVERSE: [], SOURCES: []}
    covered: set[str] = set()
    for nat in sorted(found, key=lambda one: (one.section, one.order)):
        rules[TARGETS] += _of_targets(nat, covered)
        rules[REVERSE] += _turned_away(nat)
        rules[SOURCES] += _of_sources(nat)
        if nat.target is None and nat.section == 1:
            covered.add(nat.real)
    return {name: Chain(name=name, rules=tuple(held)) for name, held in rules.items()}


def _same(a: Spans, b: Spans) -> bool:
    return a is b or a == b


def _names(name: str) -> Names | None:
    return None if name == "any" else Names(names=(name,))


def _rule(
    nat: Nat,
    ways: tuple[str, str],
    fits: tuple[Spans, Spans, Spans, Spans],
    written: tuple[Translation | None, str],
    unread: Iterable[str] = (),
) -> Rule:
    """`fits`: source, target, source and target port; `written`: what, or an action in its place."""
    source, target, source_port, target_port = fits
    match = Match(
        incoming=_names(ways[0]),
        outgoing=_names(ways[1]),
        cubes=(cube(source, target, nat.protocol, source_port, target_port),),
        unread=tuple([*nat.unread, *unread][:8]),
    )
    made, action = written
    return Rule(line=nat.line.number, text=kept(nat.line.text), action=action, match=match, translation=made)


def _becoming(
    end: str, before: Spans, after: Spans, ports: tuple[Spans, Spans], *, pat: bool = False
) -> tuple[Translation | None, str]:
    """What is written of one end, and the action: nothing is written where it stays as it is."""
    to = ports[1] if ports[0] != ports[1] else spans.PORTS if pat else None
    if to is None and _same(before, after):
        return None, "permit"
    same = len(before) == len(after) == 2 and spans.size(before) == spans.size(after) > 1
    shift = after[0] - before[0] if same else None
    if end == "target":
        return Translation(target=after, target_port=to, shift=shift), "translate"
    return Translation(source=after, source_port=to, shift=shift), "translate"


def _of_targets(nat: Nat, covered: set[str]) -> Iterator[Rule]:
    beyond = nat.target[1] if nat.target is not None else spans.ADDRESSES
    if not nat.dynamic and not nat.one_way:
        fits = (beyond, nat.becomes, nat.target_ports[1], nat.source_ports[1])
        written = _becoming("target", nat.becomes, nat.source, nat.source_ports[::-1])
        yield _rule(nat, (nat.mapped, "any"), fits, written)
    elif nat.many:
        fits = (beyond, nat.becomes, spans.PORTS, spans.PORTS)
        yield _rule(nat, (nat.mapped, "any"), fits, (None, "unread"), ["who holds the address just then"])
    if nat.target is not None:
        fits = (nat.source, nat.target[0], nat.source_ports[0], nat.target_ports[0])
        written = _becoming("target", *nat.target, nat.target_ports)
        yield _rule(nat, (nat.real, "any"), fits, written, _POLICY if covered & {nat.real, "any"} else ())


def _of_sources(nat: Nat) -> Iterator[Rule]:
    beyond = nat.target[1] if nat.target is not None else spans.ADDRESSES
    fits = (nat.source, beyond, nat.source_ports[0], nat.target_ports[1])
    pat = nat.dynamic and not nat.many
    yield _rule(
        nat, (nat.real, nat.mapped), fits, _becoming("source", nat.source, nat.becomes, nat.source_ports, pat=pat)
    )
    if nat.target is not None and not nat.dynamic and not nat.one_way:
        fits = (beyond, nat.source, nat.target_ports[1], nat.source_ports[0])
        written = _becoming("source", beyond, nat.target[0], nat.target_ports[::-1])
        yield _rule(nat, (nat.mapped, nat.real), fits, written)


def _turned_away(nat: Nat) -> Iterator[Rule]:
    """Of packets as they came: those led to the real address pass, those that name it themselves may not."""
    if nat.real == nat.mapped == "any" or nat.one_way:
        return
    beyond = nat.target[1] if nat.target is not None else spans.ADDRESSES
    if not nat.dynamic:
        fits = (beyond, nat.becomes, nat.target_ports[1], nat.source_ports[1])
        yield _rule(nat, (nat.mapped, "any"), fits, (None, "return"))
    if nat.dynamic or not _same(nat.source, nat.becomes):
        fits = (beyond, nat.source, nat.target_ports[1], nat.source_ports[0])
        yield _rule(nat, (nat.mapped, nat.real), fits, (None, "deny"), ["answers would be translated"])
