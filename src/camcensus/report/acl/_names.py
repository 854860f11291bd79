"""Names and remarks that may stand in a configuration, made from any text: the same text gives the same name.

What comes from a register is hostile: of it only letters, digits and a few marks are left, so that nothing can end a
line, a quote or a block, call for help (``?``) or begin a comment.
"""

from __future__ import annotations

import re
import unicodedata
from hashlib import sha256

from camcensus.model.containment import Containment

NAME = 16
"""Characters of what a name takes from a reference: chains of iptables have 28 in all."""
_ODD_IN_NAME = re.compile(r"[^A-Za-z0-9]+")
_ODD_IN_WORDS = re.compile(r"[^A-Za-z0-9 .,:/()+_@=-]+")


def slug(text: str, most: int = NAME) -> str:
    """Letters, digits and ``_``, `most` of them; where something was lost, the end tells texts apart."""
    plain = _ODD_IN_NAME.sub("_", _ascii(text)).strip("_")
    if plain == text and plain.isalnum() and len(plain) <= most:
        return plain
    mark = sha256(text.encode("utf-8", "replace")).hexdigest()[:4]
    return "_".join(filter(None, (plain[: most - 5].strip("_"), mark)))


def words(text: str, most: int = 90) -> str:
    """One line that may stand in a remark, between quotes as well."""
    return " ".join(_ODD_IN_WORDS.sub(" ", _ascii(text)).split())[:most].strip()


def stem(containment: Containment) -> str:
    """What the names of all that belongs to a containment begin with."""
    return f"cc_{slug(containment.reference)}"


def heading(containment: Containment) -> list[str]:
    """What a text says of itself in its first lines."""
    end = f"Ends {containment.until}"
    retired = words(containment.retired_by)
    return [
        f"Containment {words(containment.reference)} of {containment.count} addresses, made {containment.made}",
        f"{end}, retired by: {retired}" if retired else end,
        "It adds, and takes nothing away that stands there.",
    ]


def remark(containment: Containment, text: str, most: int = 90) -> str:
    """A need, the change and its end, as one remark: what is cut is the need."""
    tail = f" ({words(containment.reference, 24)}, ends {containment.until})"
    return f"{words(text, most - len(tail))}{tail}".strip()


def _ascii(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
