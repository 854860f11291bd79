"""Answers that name their parts (XML, JSON, lines of ``key=value``) as plain pairs of name and text.

Nothing here knows what a name means. Sizes, depths and counts are bounded, entities are not expanded, and XML or
lines that end in the middle give what stands before.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from camcensus.wire import xml

Pairs = list[tuple[str, str]]

MAX_BYTES = 262_144
"""Bytes of an answer that are read; what says who made a thing stands well before."""
MAX_PAIRS = 2_000
MAX_TEXT = 4_096
"""Characters of one text."""

_LINE = re.compile(r"^(?:var )?([\w.\[\]-]{1,80})\s{0,4}[:=]=?\s{0,4}(.*)$")


def pairs(data: bytes) -> Pairs:
    """(name, text) of each leaf, by the form the answer begins like. Raises `ValueError` if it has none of them."""
    data = data[:MAX_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n\0")
    if data.startswith(b"<"):
        return xml_pairs(data)
    if data.startswith((b"{", b"[")):
        return json_pairs(data)
    return line_pairs(data)


def xml_pairs(data: bytes) -> Pairs:
    """The leaves of XML by local name, attributes as ``element@name``, each namespace as ``xmlns``, and the ``root``.

    The root of a SOAP answer is the first thing in its body. Raises `xml.XmlError` (a `ValueError`).
    """
    return [(name, text[:MAX_TEXT]) for name, text in xml.leaves(data, MAX_PAIRS)]


def json_pairs(data: bytes) -> Pairs:
    """The leaves of JSON by their last key, lists flattened. Raises `ValueError` if it is broken or too deep."""
    try:
        content, _ = json.JSONDecoder().raw_decode(data.decode("utf-8", "replace"))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    found: Pairs = []
    for name, text in _leaves(content):
        if len(found) == MAX_PAIRS:
            break
        found.append((name, text[:MAX_TEXT]))
    return found


def _leaves(content: object) -> Iterator[tuple[str, str]]:
    """Depth first, in order, without recursion."""
    waiting: list[tuple[str, object]] = [("", content)]
    while waiting:
        name, item = waiting.pop()
        if isinstance(item, dict):
            waiting += [(str(key), inner) for key, inner in reversed(item.items())]
        elif isinstance(item, list):
            waiting += [(name, inner) for inner in reversed(item)]
        elif item is not None and name:
            yield name, str(item).lower() if isinstance(item, bool) else str(item)


def line_pairs(data: bytes) -> Pairs:
    """Lines of ``key=value``, as parameter pages and scripts give them; quotes are taken off. Other lines are left out.

    Raises `ValueError` if fewer than half of the lines are of that form.
    """
    lines = [line.strip() for line in data.decode("utf-8", "replace").splitlines()]
    lines = [line for line in lines if line]
    found = [match for line in lines[:MAX_PAIRS] if (match := _LINE.match(line[:MAX_TEXT]))]
    if len(found) * 2 < len(lines[:MAX_PAIRS]) or not found:
        raise ValueError("it is neither XML nor JSON nor lines of key=value")
    return [(match[1], match[2].removesuffix(";").rstrip().strip("'\"")) for match in found]
