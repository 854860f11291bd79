"""A line of a quotation taken apart: the words that name a brand, and those that may be a model number."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from camcensus.model.gate import Written
from camcensus.reason.brands import Spellings

MOST = 2_000
"""Characters of a line that are read; of a longer one nothing is taken for settled."""
_MODELS = 12
"""Words of a line that are tried as its model."""
_BRAND_WORDS = 3

_QUANTITY = re.compile(r"\d{1,4} ?(?:x|\u00d7|no\.?|nos\.?|off|nr|pcs?\.?) +(?=\S)", re.IGNORECASE)
_UNIT = re.compile(
    r"\d(?:[\d.,x\u00d7*/:+-]*\d)?(?:mp|mpx|megapixel|mm|cm|m|km|ft|inch|in|ch|channel|k|v|vdc|vac|va|w|kw|a|ah|mah|tb|gb|mb|hz|ghz"
    r"|p|fps|x|deg|way|port|bay|u|day|days|year|yr|yrs|hr|hrs|mbps|gbps|lux|db|nd|st|rd|th|pk|pack|off|no|pcs)?"
    r"|h\.?26[45][+s]?|ip[346]\d[a-z]?|ik\d\d|ir\d{2,3}m?|onvif.*|bs\d+|en\d+|cat\d[a-z]?|usb\d.*|poe\+*|\d+[\"'\u00b0]",
    re.IGNORECASE,
)
"""Measures, standards and counts: they hold digits and are no model."""
_EDGES = "()[]{}<>,;:.\"'\u201c\u201d\u2018\u2019*|!?"


class Words(NamedTuple):
    """What the words of a line are."""

    make: str
    """The words that name its brand, or what stands in the cell for it; empty: none."""
    known: bool
    """`make` is a brand."""
    placed: bool
    """It stands where a brand stands: in its own cell, or first."""
    others: tuple[str, ...]
    """Brands that are named elsewhere in it."""
    models: tuple[str, ...]
    """What may be its model, the likeliest first."""
    texts: tuple[str, ...]
    """Longer pieces in which a model may begin."""


def clean(text: str) -> str:
    """A text on one line, in plain forms of its characters, without those that show nothing."""
    if text.isascii() and text.isprintable():
        return " ".join(text[: MOST * 4].split())
    plain = unicodedata.normalize("NFKC", text[: MOST * 4])
    seen = "".join(c if c.isprintable() else "" if unicodedata.category(c) == "Cf" else " " for c in plain)
    return " ".join(seen.split())


def take_apart(written: Written, spellings: Spellings) -> Words:
    """The words of a line by what they are."""
    make, model, text = (clean(part)[:MOST] for part in (written.make, written.model, written.text))
    named = bool(make)
    if make and spellings.find(make) is None and (brand := leading(f"{make} {model}", spellings)):
        model, make = f"{make} {model}"[len(brand) :].strip(), brand
    text = _QUANTITY.sub("", text, count=1) if _QUANTITY.match(text) else text
    if not make and (brand := leading(model or text, spellings)):
        make = brand
        model, text = (model[len(brand) :], text) if model else (model, text[len(brand) :])
    rest = (model or text).strip(" /-,:")
    beside = f"{model} {text}".strip() if model else text
    others = dict.fromkeys(_elsewhere(beside, spellings))
    placed = bool(make)
    if not make and others:
        make = next(iter(others))
    brand_id = spellings.find(make) if make else None
    return Words(
        make=make,
        known=brand_id is not None,
        placed=placed or named,
        others=tuple(name for name in others if name != brand_id),
        models=tuple(_models(rest, whole=bool(model))),
        texts=(rest,) if rest else (),
    )


def leading(text: str, spellings: Spellings) -> str:
    """The first words of a text, as they stand in it, if they name a brand; else nothing."""
    ends = [match.end() for match in re.finditer(r"[^ ]+", text)][:_BRAND_WORDS]
    slash = text.find("/", 0, ends[0]) if ends else -1
    for end in (*reversed(ends), slash):
        if end > 0 and spellings.find_word(text[:end]) is not None:
            return text[:end]
    return ""


def is_sum(written: Written, totals: frozenset[str], spellings: Spellings) -> bool:
    """Whether a line is a sum or a charge: it begins so, and names neither brand nor model."""
    parts = [clean(part) for part in (written.make, written.model, written.text) if part]
    if not parts or not any(_begins(part, totals) for part in parts):
        return False
    words = take_apart(written, spellings)
    return not words.known and not words.models


def fold(text: str) -> str:
    """Text without case, spaces and punctuation."""
    return text.casefold() if text.isalnum() else "".join(c for c in text.casefold() if c.isalnum())


def _begins(part: str, totals: frozenset[str]) -> bool:
    words = part.split()[:2]
    return any(fold("".join(words[:count])) in totals for count in (1, 2))


def _elsewhere(text: str, spellings: Spellings) -> Iterator[str]:
    """Brands that any one to three words of a text name; a word after a number is a measure, a model is no brand."""
    words = text.split()[:200]
    for start, word in enumerate(words):
        if is_model(word) or (start and _UNIT.fullmatch(words[start - 1])):
            continue
        for count in range(_BRAND_WORDS, 0, -1):
            found = spellings.find_word(" ".join(words[start : start + count]))
            if found is not None:
                yield found
                break


def _models(rest: str, *, whole: bool) -> Iterator[str]:
    """What may be the model: a cell for it as a whole, if it has a digit; then the words that look like one."""
    if whole and any(c.isdigit() for c in rest):
        yield rest
    found = dict.fromkeys(word.strip(_EDGES) for word in rest.split() if is_model(word))
    for word in list(found)[:_MODELS]:
        if not (whole and word == rest):
            yield word


def is_model(word: str) -> bool:
    """Whether a word looks like a model number: a digit in it, and no measure, standard or price."""
    bare = word.strip(_EDGES)
    marks = sum(c.isalnum() for c in bare)
    if marks < 3 or not bare[0].isalnum() or _UNIT.fullmatch(bare):
        return False
    digits = sum(c.isdigit() for c in bare)
    return digits > 0 and (digits < marks or marks >= 5)
