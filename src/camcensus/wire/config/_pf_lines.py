"""The statements of pf rules: lines joined, macros replaced, in words; blocks of anchors as they are nested."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

MAX_LINES = 500_000
MAX_WORDS = 20_000
"""Of one statement, or of what a macro stands for."""

_WORDS = re.compile(
    r'"((?:[^"\\]|\\.)*)"|(<[A-Za-z_][\w.:-]*>)|(->|!=|<=|>=|><|<>|[{}(),=<>!])|([^\s{}(),"=<>!]+)|\S', re.DOTALL
)
_NUMBER = re.compile(r"^@\d+(?:\(\d+\))?\s+")
_MACRO = re.compile(r"^([A-Za-z][\w-]*)\s*=\s*(.*)$", re.DOTALL)
_NAME = re.compile(r"^\$(\w+)(.*)$", re.DOTALL)
_PACKETS = re.compile(r"\bPackets:\s*(\d{1,20})")


class Statement(NamedTuple):
    """One statement; `words` are empty where it cannot be read, then `text` says all that is known."""

    line: int
    text: str
    words: tuple[str, ...]
    hits: int | None = None
    why: str = ""


def statements(text: str) -> Iterator[Statement]:
    """All statements, macros replaced.

    Raises `ValueError` where there are too many lines.
    """
    macros: dict[str, tuple[str, ...]] = {}
    held: Statement | None = None
    for line, whole in _lines(text):
        if whole.startswith("["):  # counters of the rule before
            packets = _PACKETS.search(whole)
            if held is not None and packets is not None:
                held = held._replace(hits=int(packets[1]))
            continue
        macro = _MACRO.match(whole)
        if macro is not None and not macro[1].startswith(("set", "pass", "block")):
            words = _expanded(_split(macro[2], inside=True), macros)
            if words is not None:
                macros[macro[1]] = words
                continue
        if held is not None:
            yield held
        expanded = _expanded(_split(whole), macros)
        held = Statement(line, whole, expanded or (), why="" if expanded else "a macro of it is not known")
    if held is not None:
        yield held


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines without comments, those that are continued joined."""
    lines = text.splitlines()
    if len(lines) > MAX_LINES:
        raise ValueError(f"more than {MAX_LINES:,} lines")
    held: list[str] = []
    begun, quoted = 0, False
    for number, raw in enumerate(lines, 1):
        line, quoted = _bare(raw, quoted=quoted and bool(held))
        begun = begun if held else number
        if line.endswith("\\"):
            held.append(line[:-1])
            continue
        held.append(line)
        whole = _NUMBER.sub("", " ".join(held).strip())
        held = []
        if whole:
            yield begun, whole
    if held and (whole := " ".join(held).strip()):
        yield begun, whole


def _bare(line: str, *, quoted: bool) -> tuple[str, bool]:
    """(a line without its comment, whether a quote is open behind it)."""
    if "#" not in line:
        return line.strip(), quoted is not (line.count('"') % 2 == 1)
    for at, letter in enumerate(line):
        if letter == '"':
            quoted = not quoted
        elif letter == "#" and not quoted:
            return line[:at].strip(), False
    return line.strip(), quoted


def _split(text: str, *, inside: bool = False) -> list[str]:
    """Words; `inside`: those in quotes are words as well, as in macros."""
    words: list[str] = []
    for found in _WORDS.finditer(text):
        if found[1] is not None and inside:
            words += _split(found[1])
        elif found[1] is not None:
            words.append(f'"{found[1]}')
        else:
            words.append(found[0])
    return words


def _expanded(words: list[str], macros: dict[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """The words, macros replaced; None where one is not known, or they are too many."""
    found: list[str] = []
    for word in words:
        name = _NAME.match(word)
        if name is None:
            found.append(word)
        elif name[1] not in macros:
            return None
        else:
            made = list(macros[name[1]])
            if name[2] and made:
                made[-1] += name[2]
            found += made
        if len(found) > MAX_WORDS:
            return None
    return tuple(found)
