"""Panasonic, i-PRO and Advidia (Easy IP Setup): types, lengths and values, sent to UDP port 10669.

Asked by a broadcast from port 10669 to port 10670 that begins ``00 01 00 2a 00 0d`` and ends in a list of the types
wanted, ``ff ff`` and a check sum. The protocol has messages that set an address; nothing here knows them. Numbers are
big-endian:

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
WV-X22700-V2L and one of a recorder NX510 in Wireshark/responses.txt and recorder_response.txt. They settle the ports
(the first source's table and code contradict each other) and bear out lengths and the check sum, which is not required
here because older devices were not seen. The first source calls a7 and a8 the full and the short name of the model, the
second the device's name and the model: as shipped, a7 is the full name of the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from camcensus.wire.discovery import parts

_PROTOCOL = "Panasonic"
_MAGIC = b"\x00\x01"
_FIELDS = 48
_END = 0xFFFF


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
