"""Texts and addresses as packets hold them, in one spelling: what the readers of captured packets share.

Nothing here raises: a field that is no text or no address is empty.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address

MAX_TEXT = 512
"""Characters of one text; a description of LLDP has 255 bytes at most, the version of CDP a few lines."""

# Controls, halves of surrogate pairs, and marks that turn the direction of what is shown after them.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]+")


def text(data: bytes, most: int = MAX_TEXT) -> str:
    """What stands before the first NUL, UTF-8, on one line: controls become a space.

    Bytes that are no UTF-8 become U+FFFD. `most` characters at most.
    """
    # What is printable depends on Python's version, so that it may only spare the search, which finds nothing in it.
    written = data[: 4 * most].partition(b"\0")[0].decode("utf-8", "replace")
    return (written if written.isprintable() else _UNSEEN.sub(" ", written)).strip()[:most]


def readable(data: bytes, most: int = MAX_TEXT) -> str:
    """A field that may be text or binary: the text if it is printable ASCII, else hexadecimal digits."""
    data = data[:most]
    trimmed = data.rstrip(b"\0")
    if trimmed.isascii() and (written := trimmed.decode("ascii")).isprintable():
        return written.strip()
    return data.hex()


def mac(data: bytes) -> str:
    """Six bytes as ``aa:bb:cc:dd:ee:ff``; empty if they are another number, or name no single interface."""
    return data.hex(":") if len(data) == 6 and not data[0] & 1 and any(data) else ""


def ip(data: bytes) -> str:
    """Four or sixteen bytes in network order as an address in its shortest form; empty for any other, and for zeros."""
    if not any(data):
        return ""
    if len(data) == 4:
        return f"{data[0]}.{data[1]}.{data[2]}.{data[3]}"
    return str(IPv6Address(data)) if len(data) == 16 else ""
