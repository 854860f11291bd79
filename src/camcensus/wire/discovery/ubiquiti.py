"""Ubiquiti (airOS, UniFi, UniFi Protect): types, lengths and values, over UDP port 10001.

Asked by a datagram to 233.89.188.1 or broadcast, port 10001: ``01 00 00 00`` (version 1) or ``02 08 00 00``
(version 2). Old devices answer only to port 10001, so that is also asked from. Numbers are big-endian:

======  =====  ===========================================================
offset  bytes  what
======  =====  ===========================================================
0       1      version: 1, 2, or 0 (some recorders)
1       1      command: 0 in version 1; 6 or 9 in version 2
2       2      bytes that follow
4       ..     fields: type (1), length (2), value
======  =====  ===========================================================

Fields: ``01`` ``05`` ``13`` MAC; ``02`` MAC and IPv4; ``03`` firmware; ``04`` IPv4; ``0a`` uptime in seconds; ``0b``
host name; ``0c`` platform; ``14`` ``15`` model; ``16`` version; ``1b`` hardware. If no field names the model, the
platform is it (``UVC G4 Pro``). Firmware beginning ``UVC.`` marks a camera. Others, such as user, salt and challenge of
version 1, are left where they are; ``20`` looks like a UUID but no source says whose.
A key of its own: ``uptime``.

Sources: uilibs/unifi-discovery, unifi_discovery/__init__.py and two replies in tests/test_init.py;
julienblitte/UniversalScanner, Ubiquiti.cs, which calls ``0b`` the brand (the replies show a host name) and reads the
type as two little-endian bytes and the length as one: the same for values below 256 bytes.
Version 0 and ``1b`` were not seen in a recording.
"""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.wire.discovery import parts

_PROTOCOL = "Ubiquiti"
_SEARCHES = {1: b"\x01\x00\x00\x00", 2: b"\x02\x08\x00\x00"}


def search(version: int) -> bytes:
    """The message that asks who is there, to UDP port 10001, in `version` 1 or 2. Raises `ValueError` for others."""
    if version not in _SEARCHES:
        raise ValueError("Ubiquiti's search has versions 1 and 2")
    return _SEARCHES[version]


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does, and is as long as it says."""
    known = data[:2] in (b"\x01\x00", b"\x02\x06", b"\x02\x09") or data[:1] == b"\x00"
    return known and len(data) > 4 and int.from_bytes(data[2:4], "big") == len(data) - 4


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"", 4)
    if not detect(data):
        raise ValueError("not a Ubiquiti reply, or cut off")
    fields: dict[int, bytes] = {}
    for kind, value in _fields(data[4:]):
        fields.setdefault(kind, value)
    place = fields.get(0x02, b"")
    both = place if len(place) == 10 else b""
    platform = fields.get(0x0C, b"")
    found = parts.said(
        mac=_first(fields, 6, 0x01, 0x05, 0x13) or both[:6],
        ip=both[6:] or _first(fields, 4, 0x04),
        hostname=fields.get(0x0B, b""),
        model=fields.get(0x15) or fields.get(0x14) or platform,
        platform=platform,
        hardware=fields.get(0x1B, b""),
        firmware=fields.get(0x03, b""),
        version=fields.get(0x16, b""),
        uptime=str(int.from_bytes(fields[0x0A], "big")) if len(fields.get(0x0A, b"")) == 4 else "",
    )
    if "mac" not in found:
        raise ValueError("not a Ubiquiti reply: it has no MAC address")
    return found


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at < len(data):
        end = at + 3 + int.from_bytes(data[at + 1 : at + 3], "big")
        if at + 3 > len(data) or end > len(data):
            raise parts.cut(_PROTOCOL)
        yield data[at], data[at + 3 : end]
        at = end


def _first(fields: dict[int, bytes], size: int, *kinds: int) -> bytes:
    return next((fields[kind] for kind in kinds if len(fields.get(kind, b"")) == size), b"")
