"""360 Vision Technology: one line of text, over UDP port 3600.

Asked by a broadcast to port 3600: ``DISCOVER`` and a line feed. The answer:

``DISCOVER TYPE=IPDOME KEY='00:11:22:33:44:55' ID=2210376922`` and a line feed

Pairs are parted by spaces; a value may stand in single or double quotes. ``KEY`` is the MAC address, no secret: it is
handed out only if it is one.

Source: julienblitte/UniversalScanner, 360Vision.cs and 360Vision.selftest (one answer). What ``ID`` counts is not told;
it is handed out as ``uid``.
"""

from __future__ import annotations

import re

from camcensus.wire.discovery import parts

_PROTOCOL = "360 Vision"
_MAGIC = b"DISCOVER "
_PAIR = re.compile(r"""([A-Za-z_]\w{0,31})=('[^']*+'|"[^"]*+"|[^\s'"]*+)""")


def search() -> bytes:
    """The message that asks who is there, to UDP port 3600."""
    return b"DISCOVER\n"


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC)


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, _MAGIC, len(_MAGIC))
    line, end, _ = data.partition(b"\n")
    if not end:
        raise parts.cut(_PROTOCOL)
    found: dict[str, object] = {}
    for match in _PAIR.finditer(line.decode("utf-8", "replace")):
        found.setdefault(match[1].upper(), match[2].strip("'\""))
    if "TYPE" not in found:
        raise ValueError("not a 360 Vision reply: it has no type")
    return parts.said(device_type=parts.word(found, "TYPE"), mac=parts.word(found, "KEY"), uid=parts.word(found, "ID"))
