"""What ``nft list ruleset`` prints, and rule files that people write for nft.

Source: nft(8) of nftables 1.0. What a file includes is not in it, and said so; a statement that is not understood makes
the rest of its rule a condition that is not understood.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from camcensus.wire.config import _nft as nft
from camcensus.wire.config._nft import ChainOf, SetOf, Table
from camcensus.wire.config._nft_rule import elements, rule
from camcensus.wire.config.values import MAX_TEXT, Box, Unread

DIALECT = nft.DIALECT
MAX_TOKENS = 5_000_000

_TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|[{},;()|&]|!=|==|<=|>=|[<>=]|\n|[^\s{},;()|&"=<>!]+|[!"]')
_SPACE = re.compile(r"[ \t\r\f\v]*(?:\\\n[ \t]*|#[^\n]*)?")
_HEAD = re.compile(r"^[ \t]*table (?:ip6?|inet|bridge|arp|netdev) \S{1,64} \{", re.MULTILINE)


def detect(head: bytes) -> bool:
    """Whether it holds the beginning of a table; never raises."""
    return _HEAD.search(head[:65_536].decode("utf-8", "replace")) is not None


def parse(text: str, name: str = "") -> Box:
    """The box. Raises `ValueError` where no table stands in it."""
    reader = _Reader(_tokens(text))
    reader.file()
    if not reader.tables:
        raise ValueError("no table stands in it")
    return nft.box(reader.tables.values(), reader.unread, name)


class _Token(NamedTuple):
    text: str
    line: int


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    at, line = 0, 1
    while at < len(text):
        blank = _SPACE.match(text, at)
        end = blank.end() if blank else at
        line += text.count("\n", at, end)
        token = _TOKEN.match(text, end)
        if token is None:
            at = end + 1 if end == at else end
            continue
        found.append(_Token(token[0], line))
        line += token[0].count("\n")
        at = token.end()
        if len(found) > MAX_TOKENS:
            raise ValueError(f"more than {MAX_TOKENS:,} words")
    return found


_END = _Token("", 0)


@dataclass(slots=True)
class _Reader:
    tokens: Sequence[_Token]
    at: int = 0
    tables: dict[tuple[str, str], Table] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    defined: dict[str, list[str]] = field(default_factory=dict)

    # --- words --------------------------------------------------------------------------------------------------

    def peek(self) -> _Token:
        """The next word."""
        return self.tokens[self.at] if self.at < len(self.tokens) else _END

    def next(self) -> _Token:
        """The next word, which is taken."""
        token = self.peek()
        self.at += 1
        return token

    def statement(self) -> tuple[list[str], int]:
        """(words up to the end of the line or a semicolon, the first one's line); braces may hold more lines."""
        words: list[str] = []
        line, depth = 0, 0
        while (token := self.peek()).text and not (depth == 0 and token.text in ("}", ";", "\n")):
            self.at += 1
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if token.text != "\n":
                words.append(token.text)
                line = line or token.line
        if depth:
            self.unread.append(Unread(line=line, text=" ".join(words)[:MAX_TEXT], why="it is cut"))
        if self.peek().text in (";", "\n"):
            self.at += 1
        return self._replaced(words), line

    def _replaced(self, words: list[str]) -> list[str]:
        if not any(word.startswith("$") for word in words):
            return words
        return [part for word in words for part in self.defined.get(word[1:] if word.startswith("$") else "", [word])]

    # --- blocks -------------------------------------------------------------------------------------------------

    def file(self) -> None:
        """Everything."""
        while self.peek().text:
            token = self.peek()
            if token.text in ("\n", ";"):
                self.at += 1
            elif token.text == "table":
                self.at += 1
                self.table()
            elif token.text == "define":
                words, _ = self.statement()
                if len(words) > 3 and words[2] == "=":
                    self.defined[words[1]] = words[3:]
            elif token.text == "}":
                self.odd([self.next().text], token.line)
            else:
                self.command(*self.statement())

    def odd(self, words: Sequence[str], line: int, why: str = "") -> None:
        """A statement that is not understood."""
        self.unread.append(Unread(line=line, text=" ".join(words)[:MAX_TEXT], why=why))

    def command(self, words: list[str], line: int) -> None:
        """``add table``, ``add rule`` and the like, and ``flush ruleset``."""
        if words[:2] == ["flush", "ruleset"]:
            self.tables.clear()
            return
        if words[:2] in (["add", "table"], ["create", "table"]) and len(words) in (3, 4) and "{" not in words:
            self._named(words[2:])
            return
        if words[:2] == ["add", "rule"] and len(words) > 4:
            known = words[2] in nft.FAMILIES
            family, (name, chain, *rest) = (words[2], words[3:]) if known else ("ip", words[2:])
            held = self.tables.get((family, name))
            if held is not None and chain in held.chains:
                held.chains[chain].rules.append(rule(rest, line))
                return
        self.odd(words, line)

    def _named(self, words: Sequence[str]) -> Table:
        family, name = words if len(words) == 2 else ("ip", words[0])
        return self.tables.setdefault((family, name), Table(family=family, name=name))

    def table(self) -> None:
        """A table and what stands in it."""
        words = []
        while self.peek().text not in ("{", "", "\n", ";"):
            words.append(self.next().text)
        if self.peek().text != "{" or len(words) not in (1, 2):
            self.odd(["table", *words], self.peek().line)
            return
        self.at += 1
        held = self._named(words)
        while (token := self.peek()).text not in ("}", ""):
            self.part(held, token.text)
        if not self.next().text:
            self.odd([held.name], 0, "the file ends within a table")

    def part(self, held: Table, word: str) -> None:
        """One thing that stands in a table."""
        if word in ("\n", ";"):
            self.at += 1
        elif word == "chain":
            self.at += 1
            self.chain(held)
        elif word in ("set", "map"):
            self.at += 1
            self.set(held, word)
        elif word in ("flowtable", "counter", "quota", "ct", "limit", "synproxy", "secmark"):
            self.skip()
        else:
            words, line = self.statement()
            if words[:1] not in (["comment"], ["flags"]) or "dormant" in words:
                self.odd(words, line)

    def skip(self) -> None:
        """An object that decides nothing by itself."""
        depth = 0
        while (token := self.next()).text:
            depth += {"{": 1, "}": -1}.get(token.text, 0)
            if (depth == 0 and token.text == "}") or (depth == 0 and token.text == "\n"):
                return

    def chain(self, held: Table) -> None:
        """A chain and its rules."""
        name = self.next()
        chain = held.chains.setdefault(name.text, ChainOf(line=name.line))
        if self.next().text != "{":
            self.odd(["chain", name.text], name.line)
            return
        while (token := self.peek()).text not in ("}", ""):
            if token.text in ("\n", ";"):
                self.at += 1
                continue
            words, line = self.statement()
            if words[:1] == ["type"]:
                _hooked(chain, words)
            elif words[:1] == ["policy"]:
                chain.default, chain.line = ("deny" if words[1:] == ["drop"] else "permit"), line
            elif words and words[0] not in ("comment", "devices"):
                chain.rules.append(rule(words, line))
        if not self.next().text:
            self.odd([name.text], name.line, "the file ends within a chain")

    def set(self, held: Table, kind: str) -> None:
        """A named set, or a map: of maps only those that give verdicts are read."""
        name = self.next()
        made = held.sets.setdefault(name.text, SetOf(line=name.line))
        if self.next().text != "{":
            self.odd([kind, name.text], name.line)
            return
        while (token := self.peek()).text not in ("}", ""):
            if token.text in ("\n", ";"):
                self.at += 1
                continue
            words, _ = self.statement()
            if words[:1] in (["flags"], ["timeout"], ["gc-interval"]):
                made.changing |= bool({"dynamic", "timeout"} & set(words))
            elif words[:2] == ["elements", "="]:
                elements(made, words[3:-1])
            elif words[:1] == ["type"] and kind == "map" and words[-1] != "verdict":
                made.changing = True  # what it gives is not a verdict: no rule here can be followed through it
        if not self.next().text:
            self.odd([name.text], name.line, "the file ends within a set")


def _hooked(chain: ChainOf, words: Sequence[str]) -> None:
    """``type filter hook forward priority filter``."""
    chain.kind = words[1] if len(words) > 1 else ""
    for at, word in enumerate(words):
        if word == "hook" and at + 1 < len(words):
            chain.hook = words[at + 1]
        elif word == "priority":
            chain.priority = nft.priority(" ".join(words[at + 1 :]))
