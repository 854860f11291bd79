"""Texts with places for a device's own values: ``{mac}``, ``{serial}``, ``{at80}``."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping

_PLACE = re.compile(r"\{([A-Za-z][A-Za-z0-9_]*)\}")


class Template:
    """A text in which ``{name}`` stands for a value; other braces are as they are."""

    __slots__ = ("_constant", "_pieces")

    def __init__(self, text: str) -> None:
        # Odd pieces are names.
        self._pieces = _PLACE.split(text)
        self._constant = text.encode() if len(self._pieces) == 1 else None

    def names(self) -> Iterator[str]:
        """The values it wants."""
        yield from self._pieces[1::2]

    def text(self, values: Mapping[str, str]) -> str:
        """The text with the values in it; ``{nonce}`` differs at each call. Raises `KeyError` for an unknown name."""
        if self._constant is not None:
            return self._pieces[0]
        parts = list(self._pieces)
        for at in range(1, len(parts), 2):
            parts[at] = os.urandom(16).hex() if parts[at] == "nonce" else values[parts[at]]
        return "".join(parts)

    def data(self, values: Mapping[str, str]) -> bytes:
        """The same as UTF-8."""
        return self._constant if self._constant is not None else self.text(values).encode()
