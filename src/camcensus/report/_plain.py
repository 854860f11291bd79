"""Text made fit to show: cut, on one line, with nothing in it that could hide, turn round or pile up."""

from __future__ import annotations

import re

MOST = 2000
"""Characters of any text that a page shows; its own sentences are shorter."""

VALUE = 300
"""Characters of what a device or file said."""

NAME = 80
"""Characters of a name, model, version or address that stands in a cell."""

LINE = 2_000
"""Characters of a line that is typed or compared."""

_BLANK = re.compile(r"[ \t\r\n]+")
_STACKED = re.compile("([\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{2})"
                      "[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+")  # fmt: skip


def plain(text: str, most: int = MOST) -> str:
    """`text` on one line, cut after `most` characters, what does not print shown as U+FFFD.

    Marks of direction and width do not print; of letters with marks piled upon them the first two marks stay.
    """
    cut = len(text) > most
    shown = text[:most] if cut else text
    if not (shown.isascii() and shown.isprintable()):
        shown = _STACKED.sub("\\1\ufffd", _BLANK.sub(" ", shown))
        shown = "".join(c if c.isprintable() else "\ufffd" for c in shown)
    return f"{shown} …" if cut else shown


def address_of(source: str) -> str:
    """`source` if a reader may follow it as a link, else nothing."""
    return source if source.startswith(("https://", "http://")) and source.isprintable() and " " not in source else ""


def printed(value: object) -> object:
    """What a page prints for a value: text made plain; anything else, and markup made by the page itself, as it is."""
    return plain(value) if type(value) is str else value
