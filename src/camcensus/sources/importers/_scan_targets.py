"""Which addresses a list of targets names."""

from __future__ import annotations

import re

from camcensus.sources.reading import secrets
from camcensus.wire import addresses

MAX_TARGETS = 100_000
"""Words of a list that are looked at."""

_WORD = re.compile(r"[^\s,;]+")
_DASHED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){3})-(\d{1,3}(?:\.\d{1,3}){3})")


class Targets:
    """The addresses and ranges of a list; names in it are counted."""

    def __init__(self, text: str) -> None:
        self.kept = secrets.strip(text[:65_536])[0]
        """The list as it is kept."""
        self.unread = 0
        """Words that name no address or range."""
        found: list[addresses.Span] = []
        for count, match in enumerate(_WORD.finditer(text)):
            span = _span(match[0]) if count < MAX_TARGETS else None
            if span is None:
                self.unread += 1
            else:
                found.append(span)
        self.spans = addresses.merge(found)


def _span(word: str) -> addresses.Span | None:
    """A word such as ``10.0.0.0/24``, ``10.0.0.1-254``, ``10.0.0.1-10.0.0.9`` or ``cam5[10.0.0.5]``."""
    if word.endswith("]") and "[" in word:
        word = word[word.index("[") + 1 : -1]
    if _DASHED.fullmatch(word):
        return addresses.covered(word)
    return addresses.scan_target(word)
