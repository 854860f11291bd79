"""Serial numbers: which of them name nothing, and what of them stands on the label."""

from __future__ import annotations

import re
from collections.abc import Collection

SHORT = 9
"""Characters of the number on a label of those makers that put more before it in what the device answers."""

_AFTER_MODEL = re.compile(r"(?:[0-9]{8}[A-Z]{4})?([A-Z]?[0-9]{8,9})[A-Z]?")
"""What follows the model: the day it was built and letters for the region, or nothing; then the number of the label."""


def short(serial: str, model: str) -> str | None:
    """The number on the label of a device that answers with its model, and mostly its day, before it; else None."""
    whole, begins = serial.strip().upper(), model.strip().upper()
    if len(begins) < 3 or not whole.startswith(begins):
        return None
    found = _AFTER_MODEL.fullmatch(whole, len(begins))
    return found[1] if found else None


def nameless(serials: Collection[str], placeholders: Collection[str]) -> list[str]:
    """Serials that are defaults, one character repeated, or shorter than four characters."""
    words = {re.sub(r"[^0-9a-z]+", "", word.casefold()) for word in placeholders}
    found = []
    for serial in serials:
        folded = re.sub(r"[^0-9a-z]+", "", serial.casefold())
        if len(folded) < 4 or len(set(folded)) == 1 or folded in words:
            found.append(serial)
    return found
