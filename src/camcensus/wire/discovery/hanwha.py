"""Hanwha, formerly Samsung Techwin: a fixed binary block, sent to UDP port 7711.

Asked by a broadcast of 262 bytes to port 7701: ``01`` and zeros. Texts end at a NUL:

======  =====  =======================================================
offset  bytes  what
======  =====  =======================================================
0       1      ``0b``; ``01`` is a request
1       18     repeated from the request
19      18     MAC address as text
37      16     address as text
53      16     mask
69      16     gateway
85      24     mostly zeros; 106 looks like the HTTP port, not read
109     10     model
119     14     numbers, not read
133     39     address of the device's page
172     ..     leftovers of the request's memory, not read
======  =====  =======================================================

The answer goes to the address that asked, to port 7711.

Source: julienblitte/UniversalScanner, Hanwha.cs (its comments hold one answer of an SND-6083; an older version says the
block has 172 bytes, a newer 262). A model of more than ten characters would run into the next field: its end is lost.
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "Hanwha"


def search() -> bytes:
    """The message that asks who is there, to UDP port 7701: 262 bytes."""
    return b"\x01" + bytes(261)


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does: one byte, so that colons of the MAC address are looked at too."""
    return data[:1] == b"\x0b" and data[21:22] in (b":", b"-")


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"\x0b", 172)
    found = parts.said(
        mac=data[19:37],
        # Taken as text first: sixteen bytes alone would be read as an IPv6 address.
        ip=parts.text(data[37:53]),
        mask=parts.text(data[53:69]),
        gateway=parts.text(data[69:85]),
        model=data[109:119],
        url=data[133:172],
    )
    if "mac" not in found:
        raise ValueError("not a Hanwha reply: it has no MAC address where one belongs")
    return found
