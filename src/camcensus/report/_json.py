"""JSON of any length, written as it is made: what lies deepest stands on one line each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

Tree = Mapping[str, object]
"""Its values are what JSON takes, further trees, or iterators, which become lists of lines."""


def written(tree: Tree) -> bytes:
    """UTF-8, with a line for each thing of a list. A list with nothing in it is left out, as many schemas ask."""
    return "".join((*_tree(tree, 0), "\n")).encode("utf-8", "replace")


def _tree(tree: Tree, depth: int) -> Iterator[str]:
    start = between = f"{{\n{' ' * (depth + 1)}"
    for name, value in tree.items():
        parts = _value(value, depth + 1)
        first = next(parts, "")
        if first:
            yield f"{between}{_text(name)}: {first}"
            yield from parts
            between = f",\n{' ' * (depth + 1)}"
    yield "{}" if between is start else f"\n{' ' * depth}}}"


def _value(value: object, depth: int) -> Iterator[str]:
    """The pieces of a value; none for what is empty."""
    if isinstance(value, Iterator):
        between = f"[\n{' ' * (depth + 1)}"
        for one in value:
            yield between
            yield from _value(one, depth + 1)
            between = f",\n{' ' * (depth + 1)}"
        if between[0] == ",":
            yield f"\n{' ' * depth}]"
    elif isinstance(value, Mapping) and _is_deep(value):
        yield from _tree(value, depth)
    elif value not in ([], {}, None):
        yield _text(value)


def _is_deep(tree: Tree) -> bool:
    """Whether a list of lines lies in it."""
    return any(isinstance(one, Iterator) or (isinstance(one, Mapping) and _is_deep(one)) for one in tree.values())


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
