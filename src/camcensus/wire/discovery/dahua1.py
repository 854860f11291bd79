"""Dahua, version 1: a fixed binary block and some lines of text, over UDP port 5050.

Asked by a broadcast of 32 bytes to port 5050: ``a3 01 00 01``, twelve zeros, ``02``, fifteen zeros (a second source
sends ``a3 01 00 00`` first). The answer comes to the port that asked. Numbers are little-endian, addresses are in
network order:

======  ======  ===========================================================================
offset  bytes   what
======  ======  ===========================================================================
0       1       ``b3``; next is ``00`` in every answer described
2       2       length of section 2
4       4       ``58``: bytes of section 1 after the first 32
16      4       ``02``, called the version of the protocol
20      2       length of section 3
40      16      text: the device's name (one source) or type (the other); handed out as ``name``
56      4 x 4   address, mask, gateway, name server
98      2       TCP port, 37777 as shipped
120     17      section 2: MAC address as text
137     ..      rest of section 2: model
..      ..      section 3: lines ``Name:``, ``Device:``, ``IPv6Addr:``, ``SerialNo:``
======  ======  ===========================================================================

Sources: julienblitte/UniversalScanner, Dahua1.cs; OpenIPC/python-dvr, DeviceManager.py (SearchDahua: it reads section 2
to the end of the packet and knows no section 3). The lines of section 3 were not seen in a recording: what ``Device``
holds is a guess, so it is handed out as ``device_type``. A ``Name`` line outranks the 16 bytes at 40.
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "Dahua v1"
_MAC = slice(120, 137)


def search() -> bytes:
    """The message that asks who is there, to UDP port 5050: 32 bytes."""
    return b"\xa3\x01\x00\x01" + bytes(12) + b"\x02" + bytes(15)


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data[:1] == b"\xb3"


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"\xb3", 120)
    second = 120 + int.from_bytes(data[2:4], "little")
    third = second + int.from_bytes(data[20:22], "little")
    if len(data) < third:
        raise parts.cut(_PROTOCOL)
    lines = _lines(data[second:third])
    found = parts.said(
        mac=data[_MAC],
        ip=data[56:60],
        mask=data[60:64],
        gateway=data[64:68],
        ipv6=parts.word(lines, "IPv6Addr"),
        name=parts.word(lines, "Name") or data[40:56],
        model=data[137:second],
        device_type=parts.word(lines, "Device"),
        serial=parts.word(lines, "SerialNo"),
        port=str(int.from_bytes(data[98:100], "little")),
    )
    if "mac" not in found or second < _MAC.stop:
        raise ValueError("not a Dahua v1 reply: it has no MAC address where one belongs")
    return found


def _lines(data: bytes) -> dict[str, object]:
    split = (line.partition(":") for line in data.decode("utf-8", "replace").splitlines())
    return {key.strip(): value.strip() for key, colon, value in split if colon}
