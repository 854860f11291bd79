"""The zone-based firewall of IOS: zones, pairs of zones, and policies that inspect, pass or drop.

Source: "Zone-Based Policy Firewalls" in the security configuration guide of IOS: nothing passes between two zones
without a policy, nor between an interface in a zone and one in none; within a zone everything passes, unless a pair of
the zone with itself says otherwise. What an inspected connection answers passes. Addresses are those inside: the policy
stands between the translation of targets and that of sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from camcensus.wire import packets, spans
from camcensus.wire.config._cisco import Block, Line, kept
from camcensus.wire.config.values import Chain, Match, Names, Rule, Unread, cube

CHAIN = "zones"
MAX_DEPTH = 16
MAX_RULES = 200_000
"""Entries of lists that are copied for policies."""
MAX_CONDITIONS = 20_000
"""Conditions of classes, each as often as it is asked."""
_PLAIN = {"tcp": 6, "udp": 17, "icmp": 1}
_ACTIONS = {"inspect": "permit", "pass": "permit", "drop": "deny"}


@dataclass(slots=True)
class _Class:
    line: Line
    every: bool
    """All of its conditions must fit, else any of them."""
    asked: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Pair:
    line: Line
    source: str
    target: str
    policy: str = ""
    policy_line: Line | None = None


@dataclass(slots=True)
class Zones:
    """What is said of zones, as it is read."""

    classes: dict[str, _Class] = field(default_factory=dict)
    policies: dict[str, list[tuple[Line, str]]] = field(default_factory=dict)
    """(class, action) in order."""
    pairs: list[_Pair] = field(default_factory=list)
    copied: int = 0
    asked: int = 0

    def take(self, block: Block, unread: list[Unread]) -> bool:
        """Whether a block is one of those."""
        match block.head.text.split():
            case ["class-map", "type", "inspect", ("match-any" | "match-all") as way, name]:
                self.classes[name] = _Class(block.head, way == "match-all")
                self.classes[name].asked = [one for one in block.under if not one.text.startswith("description")]
            case ["class-map", "type", "inspect", name]:
                self.classes[name] = _Class(block.head, every=True)
                self.classes[name].asked = [one for one in block.under if not one.text.startswith("description")]
            case ["policy-map", "type", "inspect", name]:
                self._policy(name, block)
            case ["zone-pair", "security", _, "source", source, "destination", target]:
                self._pair(_Pair(block.head, source, target), block.under, unread)
            case _:
                return False
        return True

    def _policy(self, name: str, block: Block) -> None:
        found: list[tuple[Line, str]] = []
        for line in block.under:
            words = line.text.split()
            if words[0] == "class":
                found.append((line, "drop"))
            elif found and words[0] in _ACTIONS:
                found[-1] = (found[-1][0], words[0])
            elif found and words[0] not in ("description", "police", "exit"):
                found[-1] = (found[-1][0], "unread")
        self.policies[name] = found

    def _pair(self, pair: _Pair, under: Iterable[Line], unread: list[Unread]) -> None:
        for line in under:
            match line.text.split():
                case ["service-policy", "type", "inspect", name]:
                    pair.policy, pair.policy_line = name, line
                case ["description", *_] | ["exit"]:
                    pass
                case _:
                    unread.append(line.unread())
        self.pairs.append(pair)

    # --- as chains ---------------------------------------------------------------------------------------------------

    def chain(self, members: Mapping[str, str], every: Iterable[str], lists: dict[str, Chain]) -> bool:
        """Add the chain of all pairs to `lists`; `members`: interface to zone. False: no interface has a zone."""
        if not any(members.values()):
            return False
        outside = tuple(name for name in every if not members.get(name))
        by_default = any("default" in (pair.source, pair.target) for pair in self.pairs)
        grouped: dict[str, list[str]] = {}
        for name, zone in members.items():
            if zone:
                grouped.setdefault(zone, []).append(name)
        zones = {zone: Names(names=tuple(names)) for zone, names in grouped.items()}
        if by_default:  # interfaces without a zone belong to this one
            zones["default"] = Names(names=outside)
        rules = [self._answers()]
        known = [pair for pair in self.pairs if pair.source in zones and pair.target in zones]
        rules += [self._of_pair(pair, zones, lists) for pair in known]
        rules += [
            Rule(line=0, text=f"within zone {zone}", action="permit", match=Match(incoming=names, outgoing=names))
            for zone, names in sorted(zones.items())
        ]
        if not by_default and outside:
            free = Match(incoming=Names(names=outside), outgoing=Names(names=outside))
            rules.append(Rule(line=0, text="between interfaces without a zone", action="permit", match=free))
        lists[CHAIN] = Chain(name=CHAIN, rules=tuple(rules), default="deny")
        return True

    def _answers(self) -> Rule:
        answers = Match(
            cubes=(cube(modes=packets.modes(["established", "related"])),),
            unread=("whether the connection is inspected",),
        )
        return Rule(line=0, text="answers within inspected connections", action="permit", match=answers)

    def _of_pair(self, pair: _Pair, zones: Mapping[str, Names], lists: dict[str, Chain]) -> Rule:
        ways = Match(incoming=zones[pair.source], outgoing=zones[pair.target])
        line = pair.policy_line or pair.line
        rule = Rule(line=line.number, text=kept(line.text), action="deny", match=ways, name=kept(pair.line.text))
        if not pair.policy:
            return rule
        if pair.policy not in self.policies:
            return replace(rule, action="unread", match=replace(ways, unread=(f"{pair.policy} is not in the file",)))
        name = f"policy {pair.policy}"
        if name not in lists:
            rules = tuple(self._of_class(line, action, lists) for line, action in self.policies[pair.policy])
            lists[name] = Chain(name=name, rules=rules, default="deny", line=pair.line.number)
        return replace(rule, action="goto", chain=name)

    def _of_class(self, line: Line, action: str, lists: dict[str, Chain]) -> Rule:
        name = line.text.split()[-1]
        does = Rule(line=line.number, text=kept(line.text), action=_ACTIONS.get(action, "unread"))
        if name == "class-default":
            return does
        return self._fitting(name, does, lists, ())

    def _fitting(self, name: str, does: Rule, lists: dict[str, Chain], within: tuple[str, ...]) -> Rule:
        """A rule that does something where a class fits."""
        known = self.classes.get(name)
        self.asked += 1 + (len(known.asked) if known is not None else 0)
        odd = name in within or len(within) >= MAX_DEPTH or self.asked > MAX_CONDITIONS
        if known is None or odd or not known.asked:
            why = f"class {name} is {'not in the file' if known is None else 'not followed'}"
            return replace(does, match=replace(does.match, unread=(*does.match.unread, why)))
        within = (*within, name)
        if not known.every:
            rules = [self._asking(line, does, lists, within) for line in known.asked]
            return self._jump(known, name, rules, lists)
        for line in reversed(known.asked):
            does = self._asking(line, does, lists, within)
        return does

    def _jump(self, known: _Class, name: str, rules: list[Rule], lists: dict[str, Chain]) -> Rule:
        key = f"class {name} ({len(lists)})"
        lists[key] = Chain(name=key, rules=tuple(rules), line=known.line.number)
        return Rule(line=known.line.number, text=kept(known.line.text), action="jump", chain=key)

    def _asking(self, line: Line, does: Rule, lists: dict[str, Chain], within: tuple[str, ...]) -> Rule:
        """A rule that does it where one condition fits."""
        match line.text.split():
            case ["match", "protocol", ("tcp" | "udp" | "icmp") as word]:
                return self._narrowed(line, does, packets.Cube(protocol=spans.one(_PLAIN[word])), lists)
            case ["match", "access-group", "name", name] | ["match", "access-group", name]:
                key = f"ip access-list {name}"
                return self._of_list(line, does, key if key in lists else f"ipv6 access-list {name}", lists)
            case ["match", "class-map", name]:
                return self._fitting(name, does, lists, within)
            case _:
                why = (*does.match.unread, line.text)
                return replace(does, match=replace(does.match, unread=why))

    def _narrowed(self, line: Line, does: Rule, part: packets.Cube, lists: dict[str, Chain]) -> Rule:
        if does.action in ("jump", "goto") or does.match.cubes != (packets.ALL,):
            key = f"{line.text} ({line.number}, {len(lists)})"
            lists[key] = Chain(name=key, rules=(does,))
            does = Rule(line=line.number, text=kept(line.text), action="jump", chain=key)
        return replace(does, match=replace(does.match, cubes=(part,)))

    def _of_list(self, line: Line, does: Rule, key: str, lists: dict[str, Chain]) -> Rule:
        known = lists.get(key)
        self.copied += len(known.rules) if known is not None else 0
        if known is None or self.copied > MAX_RULES:
            why = f"{key} is {'not in the file' if known is None else 'not followed'}"
            return replace(does, match=replace(does.match, unread=(*does.match.unread, why)))
        held = f"{key} for a policy ({len(lists)})"
        does_key = f"{held} does"
        lists[does_key] = Chain(name=does_key, rules=(does,))
        rules = tuple(
            replace(one, action="goto", chain=does_key)
            if one.action == "permit"
            else replace(one, action="return" if one.action == "deny" else one.action)
            for one in known.rules
        )
        lists[held] = Chain(name=held, rules=rules, line=known.line)
        return Rule(line=line.number, text=kept(line.text), action="jump", chain=held)
