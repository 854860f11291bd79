"""TOML with line numbers: the value of the text, and where each key of it stands."""

from __future__ import annotations

import re
import tomllib

Path = tuple[str | int, ...]
"""Keys and list positions from the top, e.g. ``("site", 1, "name")``."""

_TABLE = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_ARRAY = re.compile(r"^\s*\[\[\s*([^\[\]]+?)\s*\]\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_SYNTAX = re.compile(r"^(?P<what>.*) \(at line (?P<line>\d+), column \d+\)$")


class TomlError(ValueError):
    """The text is not TOML; `line` is where, from 1 (the last line, if the end was reached)."""

    def __init__(self, sentence: str, line: int) -> None:
        super().__init__(sentence)
        self.line = line


def parse(text: str) -> tuple[dict[str, object], dict[Path, int]]:
    """The parsed table and the line (from 1) of each key and table. Raises `TomlError`."""
    try:
        value = tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
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
    """Where keys and headers stand. The text is known to be valid, so only strings need care."""
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}
    here: Path = ()
    quote = ""  # the delimiter of the multi-line string we are in
    for number, line in enumerate(text.splitlines(), start=1):
        if quote:
            quote = "" if line.count(quote) % 2 else quote
            continue
        if match := _ARRAY.match(line):
            here = _resolve(_split(match[1]), counts, array=True)
            found[here] = number
        elif match := _TABLE.match(line):
            here = _resolve(_split(match[1]), counts, array=False)
            found[here] = number
        elif match := _KEY.match(line):
            found.setdefault((*here, *_split(match[1])), number)
        quote = next((q for q in ('"""', "'''") if line.count(q) % 2), "")
    return found


def _split(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in dotted.split(".")]


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
