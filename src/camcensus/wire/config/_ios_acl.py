"""Access lists of IOS, by number and by name, of both families; and how often ``show access-lists`` says each fitted.

Sources: "IP Access List Overview" and the security command reference of IOS. Behind the last entry stands ``deny ip any
any``; of a list of IPv6, neighbour discovery (``nd-na``, ``nd-ns``) is permitted before it. A list that is applied and
has no entry permits everything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from camcensus.wire import packets, spans
from camcensus.wire.config._cisco import Block, Line, Words, kept
from camcensus.wire.config._cisco_entry import HITS, Asked, Form, entry, odd, standard
from camcensus.wire.config._cisco_objects import Objects
from camcensus.wire.config.values import Chain, Match, Rule, cube

FOUR, SIX = Form(), Form(whole=spans.V6_ALL, six=True)
_SHOWN = re.compile(r"^(?:(Standard|Extended) IP|(IPv6)) access list (\S+)", re.IGNORECASE)
_NAMED = re.compile(r"^(ip|ipv6) access-list (?:(standard|extended) )?(\S+)$")
_NUMBERED = re.compile(r"^access-list (\d{1,4}) ")


def is_standard(number: int) -> bool:
    """Whether a list of this number asks for the source alone."""
    return 1 <= number <= 99 or 1300 <= number <= 1999


def is_extended(number: int) -> bool:
    """Whether a list of this number asks for protocol, both ends and ports."""
    return 100 <= number <= 199 or 2000 <= number <= 2699


@dataclass(slots=True)
class _List:
    line: int
    plain: bool
    """It is a standard list."""
    six: bool
    entries: list[tuple[int, Rule]] = field(default_factory=list)
    """(sequence number, rule)."""
    remark: str = ""

    def add(self, sequence: int | None, rule: Rule) -> None:
        """One entry; one without a number comes last."""
        last = max((number for number, _ in self.entries[-1:]), default=0)
        self.entries.append((last + 10 if sequence is None else sequence, rule))
        self.remark = ""


@dataclass(slots=True)
class Lists:
    """All access lists of a file, by the name of their chain."""

    objects: Objects
    lists: dict[str, _List] = field(default_factory=dict)
    shown: dict[str, _List] = field(default_factory=dict)
    """Those that were shown with the counts of what fitted."""
    pending: list[tuple[_List, Line, str]] = field(default_factory=list)
    """Entries, which are read when all groups are known."""

    def take(self, block: Block) -> bool:
        """Whether it belongs to a list."""
        text = block.head.text
        numbered = _NUMBERED.match(text)
        if numbered is not None and (is_standard(int(numbered[1])) or is_extended(int(numbered[1]))):
            made = self._list(
                self.lists, f"ip access-list {int(numbered[1])}", block.head, is_standard(int(numbered[1]))
            )
            self.pending.append((made, block.head, text[numbered.end() :]))
            return True
        named, shown = _NAMED.match(text), _SHOWN.match(text)
        if named is not None and (named[2] or named[1] == "ipv6"):
            made = self._list(self.lists, f"{named[1]} access-list {named[3]}", block.head, named[2] == "standard")
        elif shown is not None:
            family = "ipv6" if shown[2] else "ip"
            plain = (shown[1] or "").lower() == "standard"
            made = self._list(self.shown, f"{family} access-list {shown[3]}", block.head, plain)
        else:
            return False
        self.pending += [(made, line, line.text) for line in block.under]
        return True

    def _list(self, held: dict[str, _List], key: str, head: Line, plain: bool) -> _List:
        return held.setdefault(key, _List(head.number, plain, key.startswith("ipv6")))

    def cut(self, line: int) -> None:
        """Say that the file ends within the list that was read last: what else stands in it is not known."""
        if self.pending:
            self.pending.append(
                (self.pending[-1][0], Line(line, 1, "(the file is cut here)"), "(the file is cut here)")
            )

    def chains(self) -> dict[str, Chain]:
        """A chain for each list that has an entry."""
        for made, line, text in self.pending:
            self._entry(made, line, text)
        self.pending = []
        found = {}
        for key, made in self.lists.items():
            found[key] = _chain(key, made, _counts(self.shown.get(key)))
        for key, made in self.shown.items():
            found.setdefault(key, _chain(key, made, {}))
        return {key: chain for key, chain in found.items() if chain.rules}

    def _entry(self, made: _List, line: Line, text: str) -> None:
        counted = HITS.search(text) if "(" in text else None
        words = Words(text[: counted.start()] + text[counted.end() :] if counted is not None else text)
        sequence = None
        if words.next.isdecimal():
            sequence = int(words.take()[:9])
        elif words.next == "sequence" and words.ahead(1).isdecimal():
            words.take()
            sequence = int(words.take()[:9])
        if words.next in ("remark", "description"):
            made.remark = kept(words.rest().partition(" ")[2])
        elif words.next not in ("exit", ""):
            form = SIX if made.six else FOUR
            action, asked, match = self._read(words, form, plain=made.plain)
            if sequence is None and asked.name.isdecimal():
                sequence = int(asked.name[:9])
            name = " ".join(filter(None, ["" if sequence is None else str(sequence), made.remark]))
            hits = int(counted[1]) if counted is not None else None
            rule = Rule(line=line.number, text=kept(line.text), action=action, match=match, name=name, hits=hits)
            made.add(sequence, rule)

    def _read(self, words: Words, form: Form, *, plain: bool) -> tuple[str, Asked, Match]:
        """(action, what it asks, the condition)."""
        action = words.take().lower()
        if action == "evaluate":
            return "permit", Asked(), odd(form, f"evaluate {words.rest()}")
        if action not in ("permit", "deny"):
            return "unread", Asked(), odd(form, f"{action} {words.rest()}")
        try:
            asked = standard(words, self.objects) if plain else entry(words, self.objects, form)
            return action, asked, asked.match(self.objects, form)
        except ValueError as fault:
            return action, Asked(), odd(form, str(fault))


def _chain(key: str, made: _List, counts: dict[str, int]) -> Chain:
    rules = [rule for _, rule in sorted(made.entries, key=lambda one: one[0])]
    if counts:
        rules = [replace(rule, hits=counts.get(_plain(rule.text))) for rule in rules]
    if made.six and rules:
        rules += [_neighbours(135, "nd-ns"), _neighbours(136, "nd-na")]
    return Chain(name=key, rules=tuple(rules), default="deny", line=made.line)


def _neighbours(kind: int, word: str) -> Rule:
    asked = cube(
        spans.V6_ALL, spans.V6_ALL, spans.one(packets.ICMP6), target_port=spans.span(256 * kind, 256 * kind + 255)
    )
    return Rule(line=0, text=f"permit icmp any any {word} (implied)", action="permit", match=Match(cubes=(asked,)))


def _counts(shown: _List | None) -> dict[str, int]:
    return {} if shown is None else {_plain(rule.text): rule.hits for _, rule in shown.entries if rule.hits is not None}


def _plain(text: str) -> str:
    """An entry without number, count and what differs between configuration and what is shown."""
    words = HITS.sub("", _NUMBERED.sub("", text)).replace(", wildcard bits", "")
    words = re.sub(r"^(?:sequence )?\d+ (?=permit|deny)|(?<= )sequence \d+$", "", words.strip())
    return " ".join(words.split())
