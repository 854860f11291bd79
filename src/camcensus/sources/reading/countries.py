"""Countries as registers write them, by ISO 3166-1 alpha-2. Only a whole cell names one: a part of it never does."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from camcensus.model.knowledge import Vocabulary

_SUBDIVISION = re.compile(r"([A-Z]{2})-([A-Z0-9]{1,3})")
_APART = frozenset({"CN-HK", "CN-MO", "CN-TW"})
"""Codes of ISO 3166-2 that have codes of their own in ISO 3166-1."""
_BETWEEN = re.compile(r"[\W_]+")
_LIST = re.compile(r"\s*[,/;]\s*")
_MOST = 200
"""Characters of a cell that may name a country."""


class Countries:
    """Codes of countries by what is written."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        named = vocabulary.values.get("country", {})
        self._codes = frozenset(named)
        self._by_name = {_plain(way): code for code, ways in named.items() for way in ways}
        self.find = lru_cache(maxsize=10_000)(self._find)

    def code(self, written: str) -> str:
        """The country of a code of ISO 3166-1 alpha-2 or 3166-2 (``US-DE``); empty for anything else."""
        plain = written.strip().upper()
        if plain in _APART:
            return plain[3:]
        match = _SUBDIVISION.fullmatch(plain)
        first = match[1] if match else plain
        return first if first in self._codes else ""

    def _find(self, written: str) -> str:
        """The country of a code or a name, or of the name of its citizens; empty where none is known by it."""
        if len(written) > _MOST:
            return ""
        return self._by_name.get(_plain(written), "") or self.code(written)

    def every(self, written: str) -> list[str]:
        """The countries of a cell that may name several (``British, Chinese``), each once."""
        whole = self.find(written)
        parts = [whole] if whole else [self.find(part) for part in _LIST.split(written[:_MOST])]
        return list(dict.fromkeys(filter(None, parts)))


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text).casefold()
    return _BETWEEN.sub("", "".join(letter for letter in apart if not unicodedata.combining(letter)))
