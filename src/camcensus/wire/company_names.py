"""Names and numbers of companies in the one form in which they are compared."""

from __future__ import annotations

import re
import unicodedata

_FORMS = frozenset(
    {
        *("co", "company", "corp", "corporation", "inc", "incorporated", "ltd", "limited", "llc", "llp", "lp", "plc"),
        *("gmbh", "ag", "kg", "se", "sa", "sas", "sarl", "srl", "spa", "bv", "nv", "ab", "as", "aps", "oy", "oyj"),
        *("kk", "pte", "pty", "sdn", "bhd"),
    }
)
"""How companies say what kind of company they are, without dots: it is no part of what tells them apart."""
_BETWEEN = re.compile(r"[^\w]+")
_DOTTED = re.compile(r"(?<=\w)[./](?=\w\b)")
_PUNCTUATION = re.compile(r"[^0-9A-Za-z]")


def fold(name: str) -> str:
    """A legal name without case, accents, punctuation and the forms of company at its end.

    What stands in brackets stays: it is a part of many names, as of *Infinova (Canada) Ltd*.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = _BETWEEN.sub(" ", _DOTTED.sub("", plain)).split()
    while len(words) > 1 and words[-1] in _FORMS:
        words.pop()
    return " ".join(words)


def number(register: str, written: str) -> str:
    """``LEI/5493...``: a number in a register, without what people put between its digits.

    Companies House (``GB-COH``) numbers have eight places, and are often written without the zeros they begin with.
    What a publisher of BODS calls a party stays as it is: nothing says that its case or its dashes mean nothing.
    """
    kind = register.strip().upper()
    if kind == "BODS":
        return f"{kind}/{written.strip()}"
    plain = _PUNCTUATION.sub("", written).upper()
    return f"{kind}/{plain.zfill(8) if kind == 'GB-COH' and plain.isdecimal() else plain}"
