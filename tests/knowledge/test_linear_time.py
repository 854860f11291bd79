"""Every pattern takes time in proportion to the text, measured on texts made to keep it busy.

`patterns.check` bounds the time from the form of a pattern; this measures it, so that both would have to be wrong.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from re import _constants as op  # type: ignore[attr-defined, unused-ignore]
from re import _parser as parser  # type: ignore[attr-defined, unused-ignore]
from typing import Any

import pytest
from tests.support import knowledge

from camcensus.model.knowledge import Fingerprint
from camcensus.wire import patterns

MARKS = knowledge().fingerprints
SHORT, LONG = patterns.MAX_TEXT // 10, patterns.MAX_TEXT

AT_ONCE = 0.01
"""Seconds in which a text of full length may be done with whatever a shorter one takes."""
SLACK = 0.05
"""Seconds that say nothing: a clock's grain, a cold cache."""
TIMES = 40
"""How much longer ten times the text may take. In proportion it is ten, with the square of the text a hundred."""

_KINDS = {
    op.CATEGORY_DIGIT: rb"\d",
    op.CATEGORY_NOT_DIGIT: rb"\D",
    op.CATEGORY_SPACE: rb"\s",
    op.CATEGORY_NOT_SPACE: rb"\S",
    op.CATEGORY_WORD: rb"\w",
    op.CATEGORY_NOT_WORD: rb"\W",
}
_LETTERS = [bytes([code]) for code in b'a0A -.,;:/=_"<\n\xff\0' + bytes(range(256))]


def holds(members: Any, letter: bytes) -> bool:
    """Whether a class, as the parser gives it, holds a byte."""
    negated = members[0][0] is op.NEGATE
    for kind, about in members:
        if kind is op.LITERAL and about == letter[0]:
            return not negated
        if kind is op.RANGE and about[0] <= letter[0] <= about[1]:
            return not negated
        if kind is op.CATEGORY and re.match(_KINDS[about], letter):
            return not negated
    return negated


def letters(pattern: str) -> set[bytes]:
    """A byte of each class of a pattern, and each byte it repeats."""
    found = set()
    for node, about in patterns._nodes(parser.parse(pattern)):
        if node is op.IN:
            found.add(next(letter for letter in _LETTERS if holds(about, letter)))
        elif node is op.ANY:
            found.add(b"a")
        elif node is op.NOT_LITERAL:
            found.add(next(letter for letter in _LETTERS if letter[0] != about))
        elif node in (op.MAX_REPEAT, op.MIN_REPEAT) and about[2][0][0] is op.LITERAL:
            found.add(bytes([about[2][0][1]]))
    return found


def beginning(pattern: str) -> bytes:
    """The text with which every match begins."""
    text = b""
    for node, about in parser.parse(pattern):
        if node is op.LITERAL:
            text += bytes([about])
        elif node is not op.AT:
            break
    return text


def pumped(mark: Fingerprint) -> Iterator[tuple[bytes, bytes]]:
    """What a text begins with, and what is repeated after it to any length."""
    start = beginning(mark.pattern) or patterns.literal(mark.pattern)
    for example in mark.examples:
        yield b"", example.data
        yield b"", example.data[:-1]
        yield example.data[:-1], example.data[-1:]
    yield b"", start
    for letter in letters(mark.pattern):
        yield b"", letter
        yield start, letter
        yield b"", start + letter
        yield mark.examples[0].data[:-1], letter
        yield start, letter + b"\0"


def texts(mark: Fingerprint) -> set[tuple[bytes, bytes]]:
    return {(begin, more) for begin, more in pumped(mark) if more}


def text(begin: bytes, more: bytes, size: int) -> bytes:
    return (begin + more * (size // len(more) + 1))[:size]


def seconds(pattern: re.Pattern[bytes], data: bytes, times: int) -> float:
    """Of this thread, the least of so many."""
    taken = []
    for _ in range(times):
        started = time.thread_time()
        pattern.search(data)
        taken.append(time.thread_time() - started)
    return min(taken)


def grows_too_fast(
    pattern: re.Pattern[bytes], begin: bytes, more: bytes, of_short: int = SHORT, of_long: int = LONG
) -> str:
    """The times of the short and the long text if they are out of proportion; measured again before it is said."""
    for times in (1, 2, 3):
        long = seconds(pattern, text(begin, more, of_long), times)
        if long < AT_ONCE:
            return ""
        short = seconds(pattern, text(begin, more, of_short), times)
        if long <= TIMES * short + SLACK:
            return ""
    return f"{begin[:40]!r} and then {more[:40]!r}: {short:.4f} s, {long:.4f} s"


@pytest.mark.parametrize("mark", MARKS, ids=lambda mark: mark.id)
def test_the_time_of_a_pattern_grows_with_the_text(mark: Fingerprint) -> None:
    pattern = re.compile(mark.pattern.encode())
    assert [found for one in sorted(texts(mark)) if (found := grows_too_fast(pattern, *one))] == []


@pytest.mark.parametrize(
    ("slow", "sizes"), [(r"a.*b", (2_500, 25_000)), (r"(?:a|a)*b", (12, 21)), (r"^(?:a+)+b", (12, 23))]
)
def test_the_measure_catches_what_takes_the_square(slow: str, sizes: tuple[int, int]) -> None:
    assert grows_too_fast(re.compile(slow.encode()), b"", b"a", *sizes)


def test_the_measure_lets_pass_what_does_not() -> None:
    assert not grows_too_fast(re.compile(rb"a[^b]{0,200}b"), b"", b"a")
