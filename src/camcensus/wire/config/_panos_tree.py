"""The ``set`` lines of a PAN-OS configuration as a tree of words: values are the words that nothing stands below."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire.config._found import shown
from camcensus.wire.config.values import Unread

MAX_LINES = 500_000
MAX_DEPTH = 64
"""Words before the list of a line."""
MAX_MOVES = 2_000
MAX_ODD = 2_000

_PROMPT = re.compile(r"^[\w.-]{1,64}@[\w.() -]{1,64}[>#](?:\s|$)")
_MORE = re.compile(r"--more--[ \b\r]*|lines \d+-\d+ ?")
_WORDS = re.compile(r""""((?:[^"\\]|\\.)*)"|'([^']*)'(?=[\s\]]|$)|([^\s"\[\]]+)|([\[\]])|\S""", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_QUOTES = re.compile(r'\\.|"')
_SET = re.compile(r"^\s*(?:set|delete|move) [a-z][a-z-]+ \S")
_TYPED = ("show", "set cli", "configure", "exit", "quit", "less", "set system setting")


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


class _Reader:
    def __init__(self, kept: Callable[[list[str]], bool | None]) -> None:
        self.kept = kept
        self.root = Node()
        self.odd: list[Unread] = []
        self.met = 0
        self.moves = 0

    def wrong(self, line: int, text: str, why: str) -> None:
        """Notes a line that is not understood."""
        if len(self.odd) < MAX_ODD:
            self.odd.append(Unread(line=line, text=shown(text), why=why))
        elif len(self.odd) == MAX_ODD:
            self.odd.append(Unread(line=line, text="", why="and further ones from here"))

    def take(self, line: int, text: str) -> None:
        """One line."""
        verb, path, values = _split(text)
        if verb not in ("set", "delete", "move") or not path or len(path) > MAX_DEPTH:
            self.wrong(line, text, "what it does is not understood")
            return
        path = _plain(path)
        known = self.kept(path)
        self.met += known is not None
        if known is None:
            self.wrong(line, text, "what it does is not known here")
        elif known and not getattr(self, f"_{verb}")(line, path, values):
            self.wrong(line, text, "what it does is not understood")

    def _set(self, line: int, path: list[str], values: list[str]) -> bool:
        node = self.root
        for word in path[:-1]:
            node = node.below.setdefault(word, Node(line))
        last = node.below.get(path[-1]) or Node(line)
        if not last.below:  # a value that is set again is the last
            node.below.pop(path[-1], None)
        node.below[path[-1]] = last
        for word in values:
            last.below.setdefault(word, Node(line))
        return True

    def _delete(self, _: int, path: list[str], values: list[str]) -> bool:
        node = self.root.get(*path[:-1])
        for word in values or path[-1:]:
            node = self.root.get(*path) if values else node
            if node.below.pop(word, None) is None:
                return False
        return True

    def _move(self, _: int, path: list[str], values: list[str]) -> bool:
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


def _plain(path: list[str]) -> list[str]:
    """The words without those that some versions put before them."""
    if path[0] == "config" and len(path) > 1:
        path = path[1:]
    return path[2:] if path[0] == "devices" and len(path) > 2 else path


def _split(text: str) -> tuple[str, list[str], list[str]]:
    """(verb, words, those that stand in brackets behind them)."""
    path: list[str] = []
    values: list[str] = []
    listed = False
    for found in _WORDS.finditer(text):
        if found[4] is not None:
            listed = found[4] == "["
            continue
        word = next((one for one in found.groups()[:3] if one is not None), "")
        (values if listed else path).append(_ESCAPED.sub(r"\1", word) if found[1] is not None else word)
    return (path[0] if path else ""), path[1:], values
