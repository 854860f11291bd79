"""Which marks of many may match a text: one scan over all of them at once, before any is tried singly.

Hyperscan finds the candidates where it is installed; elsewhere a search for the literals that a match must contain.
Both may name a mark too many, never one too few, and what they name is confirmed with `re`.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, Protocol

import ahocorasick_rs

from camcensus.wire import patterns

try:
    import hyperscan
except ImportError:  # no build of it for this machine: the literals do the same, more slowly
    hyperscan = None  # type: ignore[assignment]


class Automaton(Protocol):
    """What names the candidates."""

    def candidates(self, text: bytes) -> list[int]:
        """Places in the list of patterns of those that may match somewhere in `text`, each once, in no order."""


def compile_patterns(every: Sequence[str]) -> bytes:
    """The patterns as a compiled set to be kept and loaded again; empty where there is nothing to compile with."""
    if hyperscan is None or not every:
        return b""
    database = hyperscan.Database()
    database.compile(
        expressions=[pattern.encode() for pattern in every],
        ids=list(range(len(every))),
        elements=len(every),
        flags=hyperscan.HS_FLAG_SINGLEMATCH,
    )
    return bytes(hyperscan.dumpb(database))


def load(every: Sequence[str], compiled: bytes) -> Automaton:
    """The automaton of the patterns, from what `compile_patterns` made of them or, without it, by literals.

    Raises `ValueError` if `compiled` was made for another machine or release.
    """
    return _Compiled(compiled) if compiled else Literals(every)


class _Compiled:
    """Hyperscan's. It needs one scratch space a thread."""

    def __init__(self, compiled: bytes) -> None:
        try:
            self._database = hyperscan.loadb(compiled, hyperscan.HS_MODE_BLOCK)
        except (hyperscan.error, AttributeError) as fault:
            raise ValueError(f"the compiled set cannot be loaded: {fault}") from None
        self._local = threading.local()

    def candidates(self, text: bytes) -> list[int]:
        """Places of the patterns that match somewhere in `text`."""
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        found: list[int] = []
        self._database.scan(text, match_event_handler=_note, context=found, scratch=scratch)
        return found


def _note(number: int, _begin: int, _end: int, _flags: int, found: Any) -> None:
    found.append(number)


class Literals:
    """By the longest text that every match of a pattern contains; patterns without one are always candidates."""

    def __init__(self, every: Sequence[str]) -> None:
        literals = [patterns.literal(pattern) for pattern in every]
        self._always = [number for number, literal in enumerate(literals) if not literal]
        self._owners: dict[bytes, list[int]] = {}
        for number, literal in enumerate(literals):
            if literal:
                self._owners.setdefault(literal, []).append(number)
        self._texts = list(self._owners)
        self._search = ahocorasick_rs.BytesAhoCorasick(self._texts)

    def candidates(self, text: bytes) -> list[int]:
        """Places of the patterns whose literal stands in `text`, and of those that have none."""
        hits = {which for which, _, _ in self._search.find_matches_as_indexes(text.lower(), overlapping=True)}
        return self._always + [number for which in hits for number in self._owners[self._texts[which]]]
