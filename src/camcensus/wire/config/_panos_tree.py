"""The ``set`` lines of a PAN-OS configuration as a tree of words: values are the words that nothing stands below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire.config._found import Odd
from camcensus.wire.config.values import Unread

MAX_LINES = 500_000
MAX_DEPTH = 64
"""Words before the list of a line."""
MAX_MOVES = 2_000

_PROMPT = re.compile(r"^[\w.-]{1,64}@[\w.() -]{1,64}[>#](?:\s|$)")
_MORE = re.compile(r"--more--[ \b\r]*|lines \d+-\d+ ?")
_WORDS = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'(?=[\s\]]|$)|([^\s"\[\]]+)|([\[\]])|\S""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTES = re.compile(r'\\.|"')
_SET = re.compile(r"^\s*(?:set|delete|move) [a-z][a-z-]+ \S")
_TYPED = ("show", "set cli", "configure", "exit", "quit", "less", "set system setting")


_LEAVES = frozenset(
    {"ip-netmask", "ip-range", "fqdn", "ip-wildcard", "description", "tag", "port", "source-port", "comment",
     "link-state", "mtu", "interface", "destination", "metric", "admin-dist", "ip-address", "ipv6-address", "next-vr",
     "members", "static", "hostname"}
)  # fmt: skip
"""Words behind which one value stands."""
_OF_RULE = frozenset(
    {"from", "to", "source", "destination", "application", "service", "action", "disabled", "negate-source",
     "negate-destination", "rule-type", "schedule", "source-user", "category", "source-hip", "destination-hip",
     "hip-profiles", "log-start", "log-end", "log-setting", "description", "tag", "group-tag", "uuid", "nat-type",
     "to-interface", "icmp-unreachable", "disable-inspect", "active-active-device-binding", "source-device",
     "destination-device"}
)  # fmt: skip
"""The same of rules; what follows stands at the rule again."""
_WRITTEN = frozenset(
    {"translated-address", "translated-port", "bi-directional", "interface", "ip", "floating-ip", "distribution"}
)
"""The same of what a NAT rule writes."""

Item = str | tuple[str, ...]
"""A word, or those of a list in brackets."""


@dataclass(slots=True)
class Node:
    """A word, and those that stand behind it."""

    line: int = 0
    below: dict[str, Node] = field(default_factory=dict)

    def get(self, *path: str) -> Node:
        """The node at a path; an empty one where there is none."""
        node = self
        for word in path:
            if word not in node.below:
                return Node()
            node = node.below[word]
        return node

    def words(self, *path: str) -> tuple[str, ...]:
        """The words that stand behind a path."""
        return tuple(self.get(*path).below)

    def word(self, *path: str, default: str = "") -> str:
        """The last of them: a later line takes the place of an earlier one."""
        return next(reversed(self.get(*path).below), default)


class Tree(NamedTuple):
    """All that was read."""

    root: Node
    odd: list[Unread]
    met: int
    """Lines that were understood."""


def read(text: str, kept: Callable[[list[str]], bool | None]) -> Tree:
    """The tree. `kept` tells of the words of a line whether they are kept, passed over (False) or not known (None).

    Raises `ValueError` where there are too many lines.
    """
    reader = _Reader(kept)
    for line, whole in _lines(text, reader):
        reader.take(line, whole)
    return Tree(reader.root, reader.odd, reader.met)


def _lines(text: str, reader: _Reader) -> Iterator[tuple[int, str]]:
    """Whole lines, with their numbers: a quoted value takes in further ones."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ValueError(f"more than {MAX_LINES:,} lines")
    held: list[str] = []
    begun = 0
    for number, raw in enumerate(lines, 1):
        line = raw if held else _bare(raw)
        if not held and (not line or line.startswith(("#", "[edit", "!"))):
            continue
        if held and _SET.match(line):
            reader.wrong(number, line, f"it stands in a value that begins in line {begun}")
        begun = begun if held else number
        held.append(line)
        turns = sum(1 for one in _QUOTES.findall(line) if one == '"') % 2 == 1
        if turns == (len(held) == 1):  # a quote is open behind this line
            continue
        yield begun, "\n".join(held)
        held = []
    if held:
        reader.wrong(begun, held[0], "a quote is not closed")


def _bare(raw: str) -> str:
    line = _MORE.sub("", raw).strip()
    prompt = _PROMPT.match(line)
    if prompt is not None:
        line = line[prompt.end() :].strip()
    return "" if line.startswith(_TYPED) else line


class _Reader(Odd):
    def __init__(self, kept: Callable[[list[str]], bool | None]) -> None:
        super().__init__()
        self.kept = kept
        self.root = Node()
        self.met = 0
        self.moves = 0

    def take(self, line: int, text: str) -> None:
        """One line."""
        verb, *items = _plain(_split(text))
        path = [one for one in items if isinstance(one, str)]
        if verb not in ("set", "delete", "move") or not path or not isinstance(items[0], str) or len(path) > MAX_DEPTH:
            self.wrong(line, text, "what it does is not understood")
            return
        known = self.kept(path)
        self.met += known is not None
        if known is None:
            self.wrong(line, text, "what it does is not known here")
        elif known and verb == "set":
            for place, values in _parts(items):
                if place:
                    self._set(line, place, values)
                else:
                    self.wrong(line, text, "a list of it belongs to nothing")
        elif known and not (self._delete if verb == "delete" else self._move)(path, _listed(items)):
            self.wrong(line, text, "what it does is not understood")

    def _set(self, line: int, path: list[str], values: Iterable[str]) -> None:
        node = self.root
        for word in path[:-1]:
            node = node.below.setdefault(word, Node(line))
        last = node.below.get(path[-1]) or Node(line)
        if not last.below:  # a value that is set again is the last
            node.below.pop(path[-1], None)
        node.below[path[-1]] = last
        for word in values:
            last.below.pop(word, None)
            last.below[word] = Node(line)

    def _delete(self, path: list[str], values: tuple[str, ...]) -> bool:
        node = self.root.get(*path[:-1])
        for word in values or path[-1:]:
            node = self.root.get(*path) if values else node
            if node.below.pop(word, None) is None:
                return False
        return True

    def _move(self, path: list[str], values: tuple[str, ...]) -> bool:
        self.moves += 1
        for count in (2, 1):
            side, name = path[-count], path[-count - 1] if len(path) > count else ""
            node = self.root.get(*path[: -count - 1])
            if (side in ("before", "after")) == (count == 2) and name in node.below and not values:
                return self.moves <= MAX_MOVES and _moved(node, name, side, path[-1])
        return False


def _moved(node: Node, name: str, side: str, other: str) -> bool:
    names = [one for one in node.below if one != name]
    if side in ("before", "after"):
        if other not in names:
            return False
        names.insert(names.index(other) + (side == "after"), name)
    elif side in ("top", "bottom"):
        names.insert(0 if side == "top" else len(names), name)
    else:
        return False
    node.below = {one: node.below[one] for one in names}
    return True


def _plain(items: list[Item]) -> list[Item]:
    """The words of a line without those that some versions put behind the first."""
    verb, rest = items[:1] or [""], items[1:]
    if rest[:1] == ["config"] and len(rest) > 1:
        rest = rest[1:]
    return [*verb, *(rest[2:] if rest[:1] == ["devices"] and len(rest) > 2 else rest)]


def _listed(items: list[Item]) -> tuple[str, ...]:
    """The list at the end, if there is one."""
    last = items[-1]
    return () if isinstance(last, str) else last


def _parts(items: list[Item]) -> Iterator[tuple[list[str], tuple[str, ...]]]:
    """The paths and values that a line sets: scripts set several in one line."""
    lists = [at for at, one in enumerate(items) if not isinstance(one, str)]
    begin = min([_begin(items), *lists[:1]])
    head = [one for one in items[:begin] if isinstance(one, str)]
    of_rule, path, whole = "rules" in head[:-1], head, False
    at = begin
    while at < len(items):
        word = items[at]
        if not isinstance(word, str):
            yield path, word
            path, whole, at = path[:-1], True, at + 1
            continue
        value = items[at + 1] if at + 1 < len(items) else None
        is_leaf = word in _OF_RULE if of_rule else word in _LEAVES
        if of_rule and path != head and (is_leaf or (whole and word not in _WRITTEN)):
            if not whole:
                yield path, ()
            path = head
        if value is not None and (is_leaf or (of_rule and word in _WRITTEN)):
            yield [*path, word], (value,) if isinstance(value, str) else value
            path, whole, at = path[:-1] if path[-1:] == ["nexthop"] else path, True, at + 2
        else:
            path, whole, at = [*path, word], False, at + 1
    if not whole:
        yield path, ()


def _begin(items: list[Item]) -> int:
    """Where what is set of a thing begins, behind its name."""
    words = [one if isinstance(one, str) else "" for one in items[:7]]
    scope = 2 if words[0] in ("vsys", "device-group") else (1 if words[0] == "shared" else 0)
    if words[scope : scope + 1] == ["network"]:
        return scope + 3
    return scope + (4 if words[scope + 2 : scope + 3] == ["rules"] else 2)


def _split(text: str) -> list[Item]:
    """The words of a line, and the lists that stand in brackets."""
    items: list[Item] = []
    listed: list[str] | None = None
    for found in _WORDS.finditer(text):
        if found[4] == "[":
            listed = []
        elif found[4] == "]":
            items.append(tuple(listed or ()))
            listed = None
        else:
            word = next((one for one in found.groups()[:3] if one is not None), "")
            word = _ESCAPED.sub(r"\1", word) if found[1] is not None else word
            if listed is None:
                items.append(word)
            else:
                listed.append(word)
    return [*items, tuple(listed)] if listed is not None else items
