"""How much a regular expression may cost on the worst value: marks must stay linear in what strangers send.

Backtracking tries, from each place where a match may begin, every way in which the repetitions can share the text. The
number of ways is bounded from the parsed expression, without looking at any value: an upper bound, seldom reached.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import prod
from re import _constants as op  # type: ignore[attr-defined, unused-ignore]
from re import _parser as parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

MAX_TEXT = 65_536
"""Bytes of a value that are matched: what devices say of themselves stands at the beginning."""

MAX_WAYS = 256
"""Ways from one beginning; an expression bound to the beginning of the text may have one repetition without bound."""

_MOST = MAX_TEXT * MAX_WAYS


class CostError(ValueError):
    """The expression could take more than linear time, or is one that no linear matcher reads; the text says why."""


def check(pattern: str) -> None:
    """Nothing, or `CostError` if the expression is not ASCII, looks around, refers back, or may take too long."""
    if not pattern.isascii():
        raise CostError("it is not ASCII: write bytes as \\xHH")
    parsed = parser.parse(pattern)
    for node, _ in _nodes(parsed):
        if node in (op.ASSERT, op.ASSERT_NOT):
            raise CostError("it looks around")
        if node in (op.GROUPREF, op.GROUPREF_EXISTS):
            raise CostError("it refers back")
        if node in (op.POSSESSIVE_REPEAT, op.ATOMIC_GROUP):
            raise CostError("it gives nothing back (*+ or (?>...))")
    if parsed.getwidth()[0] == 0:
        raise CostError("it matches nothing at all")
    by_line = parsed.state.flags & re.MULTILINE
    begins = 1 if _anchored(parsed) and not by_line else MAX_TEXT
    if begins * _ways(parsed) > _MOST:
        raise CostError(f"it may take more than {MAX_WAYS} ways from each beginning: put bounds on its repetitions")


def _nodes(parsed: Any) -> Iterator[tuple[Any, Any]]:
    """Each node of the expression, those inside others too."""
    for node, about in parsed:
        yield node, about
        for inner in _inside(about):
            yield from _nodes(inner)


def _inside(about: Any) -> Iterator[Any]:
    parts = about if isinstance(about, (tuple, list)) else (about,)
    for part in parts:
        if isinstance(part, parser.SubPattern):
            yield part
        elif isinstance(part, list):
            yield from _inside(part)


def _anchored(parsed: Any) -> bool:
    """Whether a match can begin only where the text does."""
    first, about = parsed[0]
    if first is op.AT:
        return about in (op.AT_BEGINNING, op.AT_BEGINNING_STRING)
    if first is op.SUBPATTERN:
        return _anchored(about[-1])
    if first is op.BRANCH:
        return all(len(branch) > 0 and _anchored(branch) for branch in about[1])
    return False


def _ways(parsed: Any) -> int:
    """In how many ways the expression can take text from one place, at most `_MOST` and a little."""
    return min(prod(_ways_of(node, about) for node, about in parsed), _MOST + 1)


def _ways_of(node: Any, about: Any) -> int:
    if node in (op.MAX_REPEAT, op.MIN_REPEAT):
        low, high, inner = about
        ways = _ways(inner)
        if high is op.MAXREPEAT:
            return MAX_TEXT if ways == 1 else _MOST + 1
        if ways == 1:
            return int(high - low + 1)
        return _MOST + 1 if high > 24 else int(sum(ways**times for times in range(low, high + 1)))
    if node is op.BRANCH:
        return sum(_ways(branch) for branch in about[1])
    if node is op.SUBPATTERN:
        return _ways(about[-1])
    return 1


def literal(pattern: str) -> bytes:
    """The longest text, in lower case, that every match contains (lower-cased too); empty if there is none."""
    return max(_literals(parser.parse(pattern)), key=len, default=b"")


def _literals(parsed: Any) -> Iterator[bytes]:
    """Runs of bytes that stand in every match."""
    run = b""
    for node, about in parsed:
        if node is op.LITERAL:
            run += bytes([about]).lower()
            continue
        if node is op.AT:
            continue
        yield run
        run = b""
        if node is op.SUBPATTERN:
            yield from _literals(about[-1])
        elif node in (op.MAX_REPEAT, op.MIN_REPEAT) and about[0] > 0:
            yield from _literals(about[2])
    yield run
