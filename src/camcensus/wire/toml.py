"""TOML with line numbers: the value of the text, and where each key of it stands."""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys and list positions from the top, e.g. ``("site", 1, "name")``."""

MAX_PARTS = 64
"""Parts of one key: to read it takes the square of their number."""

# What a bracket or line break inside of does not end a statement: strings and comments; and the brackets themselves.
_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[\[\]{}]|\n''', re.DOTALL
)
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_TABLE = re.compile(r"^\s*\[([^\[\]]+)\]\s*(?:#.*)?$")
_ARRAY = re.compile(r"^\s*\[\[([^\[\]]+)\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_LONG = re.compile(
    r"""(?:^|[{,])[ \t]*+\[{0,2}+(?:[ \t]*+(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+\.)"""
    rf"{{{MAX_PARTS}}}",
    re.MULTILINE,
)
_SYNTAX = re.compile(r"^(?P<what>.*) \(at line (?P<line>\d+), column \d+\)$")


class TomlError(ValueError):
    """The text is not TOML; `line` is where, from 1 (the last line, if the end was reached)."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.line = line


def parse(text: str) -> tuple[dict[str, object], dict[Path, int]]:
    """The parsed table and the line (from 1) of each key and table. Raises `TomlError`."""
    if (long := _LONG.search(text)) is not None:
        raise TomlError(f"a key has more than {MAX_PARTS} parts", text.count("\n", 0, long.end()) + 1)
    try:
        value = tomllib.loads(text)
    except RecursionError:
        raise TomlError("lists and tables are nested too deeply", 1) from None
    except ValueError as fault:  # `TOMLDecodeError`, and numbers too long for Python
        found = _SYNTAX.match(str(fault))
        lines = text.count("\n") + 1
        raise TomlError(found["what"] if found else str(fault), int(found["line"]) if found else lines) from None
    return value, _lines(text)


def line_of(lines: dict[Path, int], path: Path) -> int:
    """The line of `path`, or of the nearest thing around it that has one; 1 if none has."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _lines(text: str) -> dict[Path, int]:
    """Where keys and headers stand. The text is known to be valid."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    inside = _continued(text)
    for number, line in enumerate(text.split("\n"), start=1):
        if number in inside:
            continue
        if match := _ARRAY.match(line):
            here = _resolve(_split(match[1]), counts, array=True)
            found[here] = number
        elif match := _TABLE.match(line):
            here = _resolve(_split(match[1]), counts, array=False)
            found[here] = number
        elif match := _KEY.match(line):
            found.setdefault((*here, *_split(match[1])), number)
    return found


def _continued(text: str) -> set[int]:
    """Numbers of the lines that begin inside a string, list or inline table."""
    found: set[int] = set()
    number, depth = 1, 0
    for match in _TOKEN.finditer(text):
        mark = match[0]
        if mark == "\n":
            number += 1
            if depth:
                found.add(number)
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        else:
            ends = number + mark.count("\n")
            found.update(range(number + 1, ends + 1))
            number = ends
    return found


def _split(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _resolve(keys: list[str], counts: dict[Path, int], *, array: bool) -> Path:
    """The path a header opens: a list name on the way stands for its newest item."""
    path: Path = ()
    for depth, key in enumerate(keys):
        path = (*path, key)
        if array and depth == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path
