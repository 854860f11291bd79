"""Access lists of ASA, and how often ``show access-list`` says each entry fitted.

Source: "Access Control Lists" in the firewall configuration guide of ASA. Remarks have a number of their own among the
lines that are shown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from camcensus.wire import spans
from camcensus.wire.config._asa_objects import FORM
from camcensus.wire.config._cisco import Block, Line, Words, kept
from camcensus.wire.config._cisco_entry import HITS, Asked, Form, entry, odd
from camcensus.wire.config._cisco_objects import Objects
from camcensus.wire.config.values import Chain, Match, Rule

_ENTRY = re.compile(
    r"^(?:ipv6 )?access-list (?P<name>\S+) (?:line (?P<line>\d{1,7}) )?(?:(?P<kind>extended|advanced|standard|webtype|"
    r"ethertype|remark)(?: |$))?(?P<rest>.*)$"
)
_SETTINGS = re.compile(r"^access-list (?:cached|alert-interval|deny-flow-max|mode|\S+;)")
_HASH = re.compile(r"(?: \(inactive\))? 0x[0-9a-f]{1,8}$")


@dataclass(slots=True)
class _List:
    line: int
    count: int = 0
    """Lines so far, remarks among them."""
    rules: dict[int, Rule] = field(default_factory=dict)
    """By the number of the line within the list."""
    remark: str = ""
    families: set[bool] = field(default_factory=set)
    """Whether of IPv6."""


@dataclass(slots=True)
class Lists:
    """All access lists of a file, by the name of their chain."""

    objects: Objects
    lists: dict[str, _List] = field(default_factory=dict)
    shown: dict[str, _List] = field(default_factory=dict)
    pending: list[tuple[_List, Line, re.Match[str], int]] = field(default_factory=list)

    def take(self, block: Block) -> bool:
        """Whether it is an entry of a list; below one that is shown stands what its groups come to."""
        text = block.head.text
        if _SETTINGS.match(text):
            return True
        found = _ENTRY.match(text)
        if found is None or (block.under and found["line"] is None):
            return False
        if found["kind"] in ("standard", "webtype", "ethertype"):
            return True  # none of them filters what is routed
        shown = found["line"] is not None
        held = self.shown if shown else self.lists
        made = held.setdefault(f"access-list {found['name']}", _List(block.head.number))
        made.count = int(found["line"]) if shown else made.count + 1
        made.families.add(text.startswith("ipv6"))
        self.pending.append((made, block.head, found, made.count))
        return True

    def chains(self, *, either: bool) -> dict[str, Chain]:
        """A chain for each list; `either`: ``any`` is of both families."""
        for made, line, found, number in self.pending:
            if found["kind"] == "remark":
                made.remark = kept(found["rest"])
            else:
                self._entry(made, line, found, number, either=either)
        self.pending = []
        done = {}
        for key, made in {**self.shown, **self.lists}.items():
            counts = self.shown[key].rules if key in self.shown else {}
            rules = tuple(_counted(rule, counts.get(number)) for number, rule in sorted(made.rules.items()))
            done[key] = Chain(name=key, rules=rules, line=made.line)
        return done

    def families(self, key: str) -> set[bool]:
        """Of which families a list speaks that is older than lists of both: whether of IPv6."""
        return self.lists[key].families if key in self.lists else set()

    def _entry(self, made: _List, line: Line, found: re.Match[str], number: int, *, either: bool) -> None:
        text = _HASH.sub("", found["rest"].rstrip()) if " 0x" in line.text else found["rest"]
        counted = HITS.search(text) if "(" in text else None
        if counted is not None:
            text = text[: counted.start()] + text[counted.end() :]
        form = FORM if either else FORM._replace(whole=spans.V6_ALL if line.text.startswith("ipv6") else spans.V4_ALL)
        action, asked, match = self._read(Words(text), form, advanced=found["kind"] == "advanced")
        made.rules[number] = Rule(
            line=line.number,
            text=kept(line.text),
            action="continue" if asked.inactive else action,
            match=match,
            name=made.remark,
            hits=int(counted[1]) if counted is not None else None,
        )
        made.remark = ""

    def _read(self, words: Words, form: Form, *, advanced: bool) -> tuple[str, Asked, Match]:
        action = words.take().lower() if words else ""
        if action not in ("permit", "deny"):
            return "unread", Asked(), odd(form, f"{action} {words.rest()}")
        if advanced:
            return action, Asked(), odd(form, words.rest())
        try:
            asked = entry(words, self.objects, form)
        except ValueError as fault:
            return action, Asked(inactive="inactive" in words.all), odd(form, str(fault))
        return action, asked, asked.match(self.objects, form)


def _counted(rule: Rule, shown: Rule | None) -> Rule:
    return rule if shown is None or shown.hits is None else replace(rule, hits=shown.hits)
