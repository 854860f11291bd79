"""Which fingerprints recognise a value, and what they then say of the device."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from camcensus.model.identity import Weights
from camcensus.model.knowledge import Fingerprint
from camcensus.reason import automaton
from camcensus.reason.parts import Part

_PLACE = re.compile(r"\{(\w+)\}")


class Saying(NamedTuple):
    """What one value says of the device that sent it."""

    about: str
    claim: str
    weight: int
    origin: str
    by: str
    copied: bool
    """Never alone says who built it."""


class Matcher:
    """Fingerprints, ready to be asked."""

    def __init__(self, fingerprints: Iterable[Fingerprint], weights: Weights, compiled: bytes = b"") -> None:
        """`compiled` is what `compile_marks` made of the same fingerprints. Raises `ValueError` if it does not load."""
        self._marks = tuple(fingerprints)
        self._weights = weights
        self._patterns: list[re.Pattern[bytes] | None] = [None] * len(self._marks)
        self._places = [(mark.field, mark.part) for mark in self._marks]
        self._asked = frozenset(self._places)
        self._automaton = automaton.load([mark.pattern for mark in self._marks], compiled)

    def sayings(self, parts: Iterable[Part]) -> Iterator[Saying]:
        """What the parts of one value say, in the order of the parts and of the fingerprints."""
        for field, name, data in parts:
            if (field, name) not in self._asked:
                continue
            for number in sorted(self._automaton.candidates(data)):
                if self._places[number] == (field, name):
                    match = self._pattern(number).search(data)
                    if match is not None:
                        yield from self._said(self._marks[number], match)

    def _pattern(self, number: int) -> re.Pattern[bytes]:
        """The pattern to confirm with, compiled when it is first needed: most never are."""
        pattern = self._patterns[number]
        if pattern is None:
            pattern = self._patterns[number] = re.compile(self._marks[number].pattern.encode())
        return pattern

    def _said(self, mark: Fingerprint, match: re.Match[bytes]) -> Iterator[Saying]:
        for about, template in mark.claims.items():
            claim = fill(template, match)
            if claim:
                yield Saying(about, claim, self._weights.of(mark.strength), mark.origin, mark.id, mark.copied)


def compile_marks(fingerprints: Iterable[Fingerprint]) -> bytes:
    """The automaton of these fingerprints as bytes: it takes seconds to make and a moment to load."""
    return automaton.compile_patterns([mark.pattern for mark in fingerprints])


def fill(template: str, match: re.Match[bytes]) -> str:
    """A claim's value, with ``{name}`` replaced by what the pattern captured; empty if that captured nothing."""
    if "{" not in template:
        return template
    groups: Mapping[str, bytes | None] = match.groupdict()
    captured = {name: (data or b"").decode("utf-8", "replace") for name, data in groups.items()}
    return _PLACE.sub(lambda place: captured.get(place[1], ""), template).strip()
