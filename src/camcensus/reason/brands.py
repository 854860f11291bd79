"""From a name on a label to the makers that may stand behind it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from camcensus.model.identity import Weights
from camcensus.model.knowledge import Brand, MadeBy

_STRENGTH = {"high": "strong", "medium": "medium", "low": "weak", "unverified": "hint"}
"""What a brand entry can carry at most. *Part* without a model range carries a hint only: the brand cannot decide."""

_ROLES = {"hardware": "hardware_maker", "component": "component_maker"}

_SUFFIXES = re.compile(
    r"\b(?:co|ltd|limited|inc|corp|corporation|gmbh|ag|ab|llc|plc|company|technology|technologies|digital|systems|"
    r"security|cctv|cameras?)\b\.?",
)


def fold(name: str) -> str:
    """A name as people write it, without case, punctuation, spaces and what every company is called."""
    plain = _SUFFIXES.sub(" ", name.casefold())
    return re.sub(r"[^0-9a-z\u00df-\uffff]+", "", plain) or re.sub(r"[^0-9a-z]+", "", name.casefold())


class Spellings:
    """Brands by the ways their names are written."""

    def __init__(self, brands: Mapping[str, Brand]) -> None:
        self._by_name: dict[str, set[str]] = {}
        for brand in brands.values():
            for name in (brand.id, brand.name, *brand.spellings):
                self._by_name.setdefault(fold(name), set()).add(brand.id)
        self._by_name.pop("", None)

    def find(self, written: str) -> str | None:
        """The brand a cell means: by the whole cell, else by its first one to three words; None if none or several."""
        words = written.split()
        for text in (written, *(" ".join(words[:count]) for count in (3, 2, 1))):
            found = self._by_name.get(fold(text))
            if found:
                return next(iter(found)) if len(found) == 1 else None
        return None

    def find_word(self, word: str) -> str | None:
        """The brand that one word means, if it means one."""
        found = self._by_name.get(fold(word))
        return next(iter(found)) if found and len(found) == 1 else None


def behind(
    brand: Brand, weights: Weights, *, model: str | None, installed: int | None
) -> list[tuple[str, str, int, MadeBy | None]]:
    """(role, maker, greatest weight, entry) of each claim on who stands behind one device of a brand.

    `installed` is the year. A claim whose years or models exclude the device makes none.
    """
    found: list[tuple[str, str, int, MadeBy | None]] = []
    if brand.manufacturer is not None:
        found.append(("manufacturer", brand.manufacturer, weights.strong, None))
    for claim in brand.made_by:
        weight = _weight(claim, weights, model, installed)
        if claim.maker is not None and weight and claim.role in _ROLES:
            found.append((_ROLES[claim.role], claim.maker, weight, claim))
    return found


def _weight(claim: MadeBy, weights: Weights, model: str | None, installed: int | None) -> int:
    if installed is not None and not (claim.since or 0) <= installed <= (claim.until or 9999):
        return 0
    hint, full = weights.hint, weights.of(_STRENGTH[claim.confidence])
    if claim.models:
        if model is None:
            return hint
        return full if re.search(claim.models, model, re.IGNORECASE) else 0
    return full if claim.extent == "all" else hint
