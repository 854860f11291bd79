"""Panasonic, i-PRO and Advidia (Easy IP Setup): types, lengths and values, sent to UDP port 10669.

Asked by a broadcast from port 10669 to port 10670, of the same layout: ``00 01``, ``00 2a`` (42 bytes of types),
``00 0d``, six zeros, MAC and address of who asks, the constants, a list of the types wanted that begins ``ff f0``,
``ff ff`` and the check sum. The first source fills MAC and address with ``ff`` and is answered; so do we, because
`wire` knows no address. The answer is broadcast. The protocol has messages that set an address; nothing here knows
them. Numbers are big-endian:

======  =====  =======================================================================
offset  bytes  what
======  =====  =======================================================================
0       2      ``00 01``
2       2      bytes of fields, from 48 on
4       2      ``00 0e`` an answer (``00 0d`` a search)
6       6      MAC address of the device
12      10     MAC and address of who asked
22      26     constants and zeros
48      ..     fields: type (2), length (2), value
..      2      ``ff ff``
..      2      check sum: all bytes before it and one, added
======  =====  =======================================================================

Types: 20 address, 21 mask, 22 gateway, 25 HTTP port, 40 IPv6, a7 name, a8 model, a9 firmware, c0 channels (recorders
only), d1 serial; all hexadecimal, texts filled with NULs.

Sources: julienblitte/UniversalScanner, Panasonic.cs; Rickardjd/Easy_IP, Easy_IP.py with three answers of a camera
WV-X22700-V2L and one of a recorder NX510 in Wireshark/responses.txt and recorder_response.txt, and the
maker's own search in easy_IP_broadcast.txt. They settle the ports (the first source's table and code contradict each
other) and bear out lengths and the check sum, which is not required of answers because older devices were not seen. The
first source calls a7 and a8 the full and the short name of the model, the second the device's name and the model: as
shipped, a7 is the full name of the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.wire.discovery import parts

_PROTOCOL = "Panasonic"
_MAGIC = b"\x00\x01"
_FIELDS = 48
_END = 0xFFFF
_CONSTANT = bytes.fromhex("0000 2011 1e11 231f 1e19 1300 0002 01") + bytes(11)
"""What stands from 22 to 48 in the search of the maker's tool; nobody explained it."""
_WANTED = (
    0xFFF0, 0x26, 0x20, 0x21, 0x22, 0x23, 0x25, 0x28, 0x40, 0x41, 0x42, 0x44, 0xA5, 0xA6, 0xA7, 0xA8, 0xAD, 0xB3, 0xB4,
    0xB7, 0xB8,
)  # fmt: skip
"""The types that the maker's tool asks for; devices send others too."""


def search() -> bytes:
    """The message that asks who is there, from UDP port 10669 to 10670: 94 bytes that do not say who asks."""
    kinds = b"".join(kind.to_bytes(2, "big") for kind in _WANTED)
    asker = b"\xff" * 10
    head = b"\x00\x01\x00\x2a\x00\x0d" + bytes(6) + asker + _CONSTANT
    body = head + kinds + _END.to_bytes(2, "big")
    return body + ((sum(body) + 1) & 0xFFFF).to_bytes(2, "big")


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data[:2] == _MAGIC and data[4:6] == b"\x00\x0e"


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, _MAGIC, _FIELDS + 4)
    if data[4:6] != b"\x00\x0e":
        raise ValueError("not a Panasonic reply: its message is another")
    fields: dict[int, bytes] = {}
    for kind, value in _fields(data):
        fields.setdefault(kind, value)
    ip, ipv6 = fields.get(0x20, b""), fields.get(0x40, b"")
    return parts.said(
        mac=data[6:12],
        ip=ip if len(ip) == 4 else b"",
        mask=fields.get(0x21, b"") if len(ip) == 4 else b"",
        gateway=fields.get(0x22, b"") if len(ip) == 4 else b"",
        ipv6=ipv6 if len(ipv6) == 16 else b"",
        name=fields.get(0xA7, b""),
        model=fields.get(0xA8, b""),
        firmware=fields.get(0xA9, b""),
        serial=fields.get(0xD1, b""),
        http_port=_number(fields.get(0x25, b"")),
        channels=_number(fields.get(0xC0, b"")),
    )


def _fields(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = _FIELDS
    while at + 2 <= len(data):
        kind = int.from_bytes(data[at : at + 2], "big")
        if kind == _END:
            if at + 4 > len(data):
                break
            return
        end = at + 4 + int.from_bytes(data[at + 2 : at + 4], "big")
        if end > len(data):
            break
        yield kind, data[at + 4 : end]
        at = end
    raise parts.cut(_PROTOCOL)


def _number(value: bytes) -> str:
    return str(int.from_bytes(value, "big")) if len(value) == 2 else ""
