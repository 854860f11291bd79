"""Foscam, Wansview and others with the same early firmware: a fixed block, over UDP port 10000.

Asked by a broadcast to port 10000: ``MO_I``, operation 0, zeros, ``04 00 00 00 00 00 00 00``, ``00 00 00 01``; one
source writes the length 4 a second time where the maker's text has four reserved bytes. The answer is broadcast too.
The protocol has an operation (2) that sets address, user and password; only a search (0) and its answer (1) are here.
Offsets of the header are little-endian, those of the block big-endian:

======  =====  ===============================================================
offset  bytes  what
======  =====  ===============================================================
0       4      ``MO_I``
4       2      operation: 1 answers a search
6       1      not 0 if the block is veiled: each byte xor the next of the mask
7       8      the mask of eight bytes, repeated
15      4      length of the block
19      4      the length again, or zeros
23      13     block: id as text, the MAC address without colons
36      21     name
57      4 x 4  address, mask, gateway, name server
73      4      first byte: type (one source); reserved (the other)
77      4      version of the system, four numbers
81      4      version of the page
85      2      HTTP port
87      1      DHCP; only in later firmware
======  =====  ===============================================================

A key of its own: ``web_version``. The type is not handed out: no source tells what it means.

Sources: paulgfrey/WebCamFinder, WebCamFinder.java (the maker's own text of the protocol); OpenIPC/python-dvr,
DeviceManager.py (SearchFros); julienblitte/UniversalScanner, Foscam.cs, which alone knows the veil (with a made-up
Foscam_cipher.selftest) and takes the length as one byte.
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "Foscam"
_MAGIC = b"MO_I"
_BLOCK = 23
_LEAST = 64


def search() -> bytes:
    """The message that asks who is there, to UDP port 10000: operation 0, 27 bytes."""
    return _MAGIC + bytes(2 + 1 + 8) + (4).to_bytes(4, "little") + bytes(4) + b"\x00\x00\x00\x01"


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC)


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, _MAGIC, _BLOCK)
    if data[4:6] != b"\x01\x00":
        raise ValueError("not a Foscam reply: its operation is another")
    length = int.from_bytes(data[15:19], "little")
    if length < _LEAST:
        raise ValueError("not a Foscam reply: its block is too short")
    if len(data) < _BLOCK + length:
        raise parts.cut(_PROTOCOL)
    block = _unveiled(data, length)
    serial = parts.text(block[:13])
    return parts.said(
        mac=serial,
        ip=block[34:38],
        mask=block[38:42],
        gateway=block[42:46],
        name=block[13:34],
        serial=serial,
        firmware=".".join(map(str, block[54:58])),
        web_version=".".join(map(str, block[58:62])),
        http_port=str(int.from_bytes(block[62:64], "big")),
    )


def _unveiled(data: bytes, length: int) -> bytes:
    block = data[_BLOCK : _BLOCK + length]
    if data[6] == 0:
        return block
    mask = data[7:15]
    return bytes(byte ^ mask[at % 8] for at, byte in enumerate(block))
