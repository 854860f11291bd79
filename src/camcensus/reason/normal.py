"""Models and firmware versions in one spelling, whoever wrote them."""

from __future__ import annotations

import re
from typing import Protocol

_SPACE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff]+")
"""Spaces, and what cannot be seen: controls, halves of characters, marks that turn the direction of what follows."""
_QUOTES = " \"'"
_CALLED = re.compile(r"^(?:firm|soft)ware(?: ?version)?\s{0,3}[:=]?\s{0,3}|^version\s{0,3}[:=]?\s{0,3}", re.IGNORECASE)
_NOTHING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "unknown", "default", "tbc", "tbd", "?", "0"})

MAX_TEXT = 120
"""Characters of a model or a version that are kept."""


class Finds(Protocol):
    """What knows the brands by their spellings."""

    def find_word(self, word: str) -> str | None:
        """The brand that one word means, if it means one."""


def model(text: str, spellings: Finds) -> str:
    """A model number without the brand before it and the words after it that say what it is; empty if it is none."""
    plain = _SPACE.sub(" ", text).strip(_QUOTES)[:MAX_TEXT].rstrip()
    first, _, rest = plain.partition(" ")
    if rest and any(letter.isdigit() for letter in rest) and spellings.find_word(first) is not None:
        plain = rest
    return "" if plain.casefold() in _NOTHING else plain


def firmware(text: str) -> str:
    """A firmware version without the words that say it is one; empty if it is none."""
    plain = _CALLED.sub("", _SPACE.sub(" ", text).strip(_QUOTES)).strip(_QUOTES)[:MAX_TEXT].rstrip()
    return "" if plain.casefold() in _NOTHING else plain
