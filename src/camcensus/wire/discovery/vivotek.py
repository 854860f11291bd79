"""Vivotek: types, lengths and values, over UDP port 10000.

Asked by a broadcast of five bytes to port 10000: one that numbers the session, ``4a 5d 8f 1c``. The answer comes to the
port that asked:

======  =====  ==============================================
offset  bytes  what
======  =====  ==============================================
0       1      number of the session
1       4      ``4a 5d 8f 1c``
5       ..     fields: type (1), length (1), value
======  =====  ==============================================

Types: 1 long name, 2 MAC address (6 bytes), 3 IPv4 address, 9 short name; 4 has no length, the byte after it is its
value. The short name is the model (``IP8131``), the long name is handed out as ``name``. Others are not explained.

Source: julienblitte/UniversalScanner, Vivotek.cs. It wonders whether lengths of 20 and more also mean that a value is
one byte; they are taken as lengths here. No recording was seen. Foscam asks on the same port with another mark.
"""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.wire.discovery import parts

_PROTOCOL = "Vivotek"
_MAGIC = b"\x4a\x5d\x8f\x1c"


def search(number: int) -> bytes:
    """The message that asks who is there, to UDP port 10000. `number`, 0 to 255, comes back in the answer."""
    return number.to_bytes(1, "big") + _MAGIC


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data[1:5] == _MAGIC


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, data[:1] + _MAGIC, 7)
    fields: dict[int, bytes] = {}
    for kind, value in _fields(data):
        fields.setdefault(kind, value)
    mac, ip = fields.get(2, b""), fields.get(3, b"")
    found = parts.said(
        mac=mac if len(mac) == 6 else b"",
        ip=ip if len(ip) == 4 else b"",
        name=fields.get(1, b""),
        model=fields.get(9, b""),
    )
    if not {"mac", "ip"} & set(found):
        raise ValueError("not a Vivotek reply: it has no address")
    return found


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 5
    while at < len(data):
        kind = data[at]
        if kind == 0:
            raise ValueError("not a Vivotek reply: a field has no type")
        start, end = (at + 1, at + 2) if kind == 4 else (at + 2, at + 2 + int.from_bytes(data[at + 1 : at + 2], "big"))
        if at + 2 > len(data) or end > len(data):
            raise parts.cut(_PROTOCOL)
        yield kind, data[start:end]
        at = end
