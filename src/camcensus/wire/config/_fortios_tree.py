"""The lines of a FortiOS configuration as a tree: tables (``config``), entries (``edit``) and values (``set``).

A value may be quoted over several lines. Tables that are of no use are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire.config._found import MAX_ODD, Odd, shown
from camcensus.wire.config.values import Unread

MAX_LINES = 500_000
MAX_DEPTH = 16
MAX_CHANGES = 2_000
"""Lines that change the order or append, as scripts have them; a backup has none."""

_PROMPT = re.compile(r"^[\w.-]{1,64}(?: \([\w. /-]{1,64}\))? [#$](?: |$)")
_MORE = re.compile(r"--More--[ \b\r]*")
_TYPED = ("show", "get", "exit", "quit", "diag", "exec", "abort")
_QUOTES = re.compile(r'\\.|"')
_WORDS = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'(?=\s|$)|((?:[^\s"\\]|\\.|\\$)+)|\S""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_LINES_OF_ITS_OWN = re.compile(r'^\s*(?:next|end|edit (?:\d+|".{0,99}")|config [a-z][a-z-]+ [a-z][\w -]*)\s*$')


class Value(NamedTuple):
    """What follows a ``set``."""

    line: int
    words: tuple[str, ...]


@dataclass(slots=True)
class Node:
    """A table or an entry of one."""

    name: str = ""
    line: int = 0
    values: dict[str, Value] = field(default_factory=dict)
    tables: dict[str, Node] = field(default_factory=dict)
    entries: dict[str, Node] = field(default_factory=dict)

    def words(self, key: str) -> tuple[str, ...]:
        """The words of a value; none where it is not set."""
        found = self.values.get(key)
        return found.words if found is not None else ()

    def word(self, key: str, default: str = "") -> str:
        """The first of them."""
        return next(iter(self.words(key)), default)

    def on(self, key: str) -> bool:
        """Whether it is set to ``enable``."""
        return self.word(key) == "enable"

    def table(self, name: str) -> Node:
        """A table of it; an empty one where there is none."""
        return self.tables.get(name) or Node()


class Tree(NamedTuple):
    """All that was read."""

    root: Node
    odd: list[Unread]
    met: int
    """Tables that were met."""


class _Frame(NamedTuple):
    node: Node | None
    """None: nothing of it is kept."""
    is_entry: bool
    unknown: tuple[int, str] = (0, "")
    """Line and name of a table that is not known."""


def read(text: str, known: Callable[[str], bool | None]) -> Tree:
    """The tree. `known` tells of each outer table whether it is kept, passed over (False) or not known (None).

    Raises `ValueError` where there are too many lines.
    """
    reader = _Reader(known)
    for line, words in _lines(text, reader.odd):
        reader.take(line, words)
    if reader.stack:
        reader.wrong(0, "", "the file ends within a table")
    return Tree(reader.root, reader.odd, reader.met)


def _lines(text: str, odd: list[Unread]) -> Iterator[tuple[int, list[str]]]:
    """Words of each line, with its number; a quoted value takes in further lines."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ValueError(f"more than {MAX_LINES:,} lines")
    held: list[str] = []
    begun = 0
    for number, raw in enumerate(lines, 1):
        line = raw if held else _bare(raw)
        if not held and (not line or line.startswith("#")):
            continue
        if held and _LINES_OF_ITS_OWN.match(line) and len(odd) < MAX_ODD:
            odd.append(Unread(line=number, text=shown(line), why=f"it stands in a value that begins in line {begun}"))
        begun = begun if held else number
        held.append(line)
        turns = sum(1 for one in _QUOTES.findall(line) if one == '"') % 2 == 1
        if turns == (len(held) == 1):  # a quote is open behind this line
            continue
        yield begun, _split("\n".join(held))
        held = []
    if held:
        odd.append(Unread(line=begun, text="", why="a quote is not closed"))


def _bare(raw: str) -> str:
    """A line without a prompt before it; empty where it was typed to see the configuration."""
    line = _MORE.sub("", raw).strip()
    prompt = _PROMPT.match(line)
    if prompt is None:
        return line
    line = line[prompt.end() :].strip()
    return "" if line.startswith(_TYPED) else line


def _split(line: str) -> list[str]:
    return [
        _ESCAPED.sub(r"\1", found[1] if found[1] is not None else found[3] or "") if found[2] is None else found[2]
        for found in _WORDS.finditer(line)
    ]


class _Reader(Odd):
    def __init__(self, known: Callable[[str], bool | None]) -> None:
        super().__init__()
        self.known = known
        self.root = Node()
        self.stack: list[_Frame] = []
        self.met = 0
        self.changes = 0

    def take(self, line: int, words: list[str]) -> None:
        """The words of one line."""
        verb, rest = words[0] if words else "", words[1:]
        if verb == "config" and rest:
            self._config(line, " ".join(rest))
        elif verb == "edit" and rest and self.stack:
            self._edit(line, rest[0])
        elif verb == "next" and self.stack and self.stack[-1].is_entry:
            self.stack.pop()
        elif verb == "end" and self.stack:
            if self.stack[-1].is_entry:
                self.stack.pop()
            self.stack.pop()
        elif not self.stack:
            self.wrong(line, " ".join(words[:3]), "it stands outside of a table")
        elif (node := self.stack[-1].node) is None:
            self._unknown()
        elif not self._value(node, line, verb, rest):
            self.wrong(line, " ".join(words[:3]), "what it does is not understood")

    def _value(self, node: Node, line: int, verb: str, rest: list[str]) -> bool:
        """Whether a line is understood that changes a value."""
        if verb == "set" and rest:
            node.values[rest[0]] = Value(line, tuple(rest[1:]))
            return True
        if verb == "unset" and rest:
            node.values.pop(rest[0], None)
            return True
        self.changes += 1
        return self.changes <= MAX_CHANGES and _changed(node, line, verb, rest)

    def _config(self, line: int, name: str) -> None:
        self.met += 1
        within = self.stack[-1].node if self.stack else self.root
        if len(self.stack) >= MAX_DEPTH:
            self.wrong(line, f"config {name}", "it lies too deep")
            within = None
        if within is None:
            self._unknown()
            self.stack.append(_Frame(None, is_entry=False))
        elif self._is_scope() and name not in ("global", "vdom") and not (known := self.known(name)):
            self.stack.append(_Frame(None, is_entry=False, unknown=(line, name) if known is None else (0, "")))
        else:
            self.stack.append(_Frame(within.tables.setdefault(name, Node(name, line)), is_entry=False))

    def _is_scope(self) -> bool:
        """Whether tables of the whole device, or of a virtual domain, stand here."""
        names = [frame.node.name for frame in self.stack if frame.node is not None and not frame.is_entry]
        return names in ([], ["global"]) or (names == ["vdom"] and self.stack[-1].is_entry)

    def _edit(self, line: int, name: str) -> None:
        if self.stack[-1].is_entry:
            self.wrong(line, f"edit {name}", "the entry before it is not ended")
            self.stack.pop()
        node = self.stack[-1].node
        if node is None:
            self._unknown()
            self.stack.append(_Frame(None, is_entry=True))
        else:
            self.stack.append(_Frame(node.entries.setdefault(name, Node(name, line)), is_entry=True))

    def _unknown(self) -> None:
        """A table that is not known holds something."""
        for at, frame in enumerate(self.stack[:3]):
            if frame.unknown[0]:
                self.wrong(frame.unknown[0], f"config {frame.unknown[1]}", "what it does is not known here")
                self.stack[at] = frame._replace(unknown=(0, ""))


def _changed(node: Node, line: int, verb: str, rest: list[str]) -> bool:
    """Whether a line of a script is understood that changes what stands before it."""
    if verb == "append" and rest:
        node.values[rest[0]] = Value(line, (*node.words(rest[0]), *rest[1:]))
    elif verb == "move" and len(rest) == 3 and rest[1] in ("before", "after"):
        return _moved(node, *rest)
    elif verb == "delete" and len(rest) == 1 and rest[0] in node.entries:
        del node.entries[rest[0]]
    else:
        return False
    return True


def _moved(node: Node, name: str, side: str, other: str) -> bool:
    if name not in node.entries or other not in node.entries or name == other:
        return False
    names = [one for one in node.entries if one != name]
    names.insert(names.index(other) + (side == "after"), name)
    node.entries = {one: node.entries[one] for one in names}
    return True
