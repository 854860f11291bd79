"""Baichuan, the protocol of Reolink and its labels: three forms, over UDP ports 3000 and 2015/2018 and TCP port 9000.

**Search.** Asked by a broadcast of ``aa aa 00 00`` to port 2000; a camera answers to port 3000 with 388 bytes:

======  =====  =====================================================================================
offset  bytes  what
======  =====  =====================================================================================
50      8      numbers; a camera began ``01 02 01``, an eight-channel recorder ``02 03 08``: the third
               is handed out as ``channels``, as its reader guessed
58      18     text; ``IPC`` on one model, the name on old hardware: not handed out
80      6      MAC address
104     4      the request again, ``aa aa 00 00``
108     16     address as text
128     4      ``28 23 00 00``: 9000, little-endian, so taken as the TCP port
132     32     name
164     18     MAC address as text
228     ..     cloud id (UID)
======  =====  =====================================================================================

**UDP** (``3a cf 87 2a``): header of 20 bytes, numbers little-endian: mark, length, 1, number ``tid``, check sum (CRC-32
without its first and last inversion) of what follows: XML under a veil of eight words to which ``tid`` is added. Only
messages that a device sends (``D2C_..``) are read; those of clients and of the maker's servers are refused, because
they do not tell of their sender.

**TCP** (``f0 de bc 0a``; ``a0 cd ed 0f`` between recorder and camera): header of 20 or 24 bytes: mark, message (4),
length (4), offset of the veil (4), status or encryption (2), class (2), and unless the class is ``14 65`` or ``14 66``,
where the second part begins (4). The answer to the first message needs no login and says that the protocol is spoken.
``VersionInfo`` and ``DeviceInfo`` follow a login and are read where a capture holds them clear or under the constant
veil; under AES they stay unread. The nonce of the login stays where it is, and requests (class ``14 65``, status 0) are
refused: they hold user and password.

Keys of its own: ``message`` (name or number), ``status``.

Sources: thirtythreeforty/neolink, dissector/udp.md, protocol.md, messages.md and issue 102 (a recorder's answer);
xannor/ha_reolink_discovery (the offsets); QuantumEntangledAndy/neolink, dissector/baichuan.lua. The 388 bytes were not
seen whole; that 9000 is a port is read from the value.
"""

from __future__ import annotations

import zlib

from camcensus.wire.discovery import parts

_PROTOCOL = "Baichuan"
_SEARCH_SIZE = 388
_ASKED = b"\xaa\xaa\x00\x00"
_UDP = b"\x3a\xcf\x87\x2a"
_TCP = (b"\xf0\xde\xbc\x0a", b"\xa0\xcd\xed\x0f")
_UDP_KEY = (0x1F2D3C4B, 0x5A6C7F8D, 0x38172E4B, 0x8271635A, 0x863F1A2B, 0xA5C6F7D8, 0x8371E1B4, 0x17F2D3A5)
_TCP_KEY = bytes.fromhex("1f2d3c4b5a6978ff")
_UPGRADE, _LEGACY = 0x6614, 0x6514
_SHORT = {_UPGRADE, _LEGACY}
_LONG = {0x6414, 0x6482, 0x0000}


def search() -> bytes:
    """The message that asks who is there, to UDP port 2000; answers come to port 3000."""
    return _ASKED


def detect(data: bytes) -> bool:
    """Whether `data` begins, or is as long, as such a reply is."""
    return data[:4] in (_UDP, *_TCP) or (len(data) == _SEARCH_SIZE and data[104:108] == _ASKED)


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, b"", 4)
    if data[:4] == _UDP:
        return _udp(data)
    if data[:4] in _TCP:
        return _tcp(data)
    return _search(data)


def _search(data: bytes) -> dict[str, str]:
    if len(data) != _SEARCH_SIZE or data[104:108] != _ASKED:
        raise ValueError("not a Baichuan reply, or cut off")
    found = parts.said(
        mac=parts.text(data[164:182]) or data[80:86],
        ip=parts.text(data[108:124]),
        name=data[132:164],
        uid=data[228:260],
        port=str(int.from_bytes(data[128:132], "little")),
        channels=str(data[52]),
    )
    if not {"mac", "ip"} <= set(found):
        raise ValueError("not a Baichuan reply: it has no address where one belongs")
    return found


def _udp(data: bytes) -> dict[str, str]:
    for root in parts.elements(unveiled(data), "P2P"):
        message = root[0] if len(root) else root
        if isinstance(message.tag, str) and message.tag.startswith("D2C_"):
            return parts.said(message=message.tag, uid=parts.word(parts.leaves(message), "uid"))
    raise ValueError("not a Baichuan reply: no device sent it")


def unveiled(data: bytes) -> bytes:
    """The XML of a message over UDP, whoever sent it. Raises `ValueError` if it is none, cut off or damaged."""
    parts.require(data, _PROTOCOL, _UDP, 20)
    size, _, tid, check = (int.from_bytes(data[at : at + 4], "little") for at in range(4, 20, 4))
    payload = data[20 : 20 + size]
    if len(payload) < size:
        raise parts.cut(_PROTOCOL)
    if zlib.crc32(payload, 0xFFFFFFFF) ^ 0xFFFFFFFF != check:
        raise ValueError("the Baichuan reply is damaged: its check sum is wrong")
    key = b"".join(((word + tid) & 0xFFFFFFFF).to_bytes(4, "little") for word in _UDP_KEY)
    return _xor(payload, key)


def _tcp(data: bytes) -> dict[str, str]:
    if len(data) < 20:
        raise parts.cut(_PROTOCOL)
    message, length, offset = (int.from_bytes(data[at : at + 4], "little") for at in (4, 8, 12))
    status, kind = (int.from_bytes(data[at : at + 2], "little") for at in (16, 18))
    if kind not in _SHORT | _LONG:
        raise ValueError("not a Baichuan reply: its class is unknown")
    if kind == _LEGACY or (kind == _UPGRADE and data[17] != 0xDD) or (kind in _LONG and status == 0):
        raise ValueError("not a Baichuan reply but a request")
    start = 24 if kind in _LONG else 20
    body = data[start : start + length]
    if len(data) < start or len(body) < length:
        raise parts.cut(_PROTOCOL)
    second = int.from_bytes(data[20:24], "little") if kind in _LONG else 0
    version, device = _told(body[second:], offset)
    return parts.said(
        message=str(message),
        status=str(status) if kind in _LONG else "",
        name=parts.word(version, "name"),
        model=parts.word(version, "type"),
        device_type=parts.word(device, "type"),
        device_class=parts.word(device, "typeInfo"),
        serial=parts.word(version, "serialNumber"),
        hardware=parts.word(version, "hardwareVersion"),
        firmware=parts.word(version, "firmwareVersion"),
        build=parts.word(version, "buildDay"),
        channels=parts.word(device, "channelNum"),
    )


def _told(body: bytes, offset: int) -> tuple[dict[str, object], dict[str, object]]:
    """`VersionInfo` and `DeviceInfo` of a message; empty if it has none, is encrypted, or no XML."""
    turn = offset % 8
    key = bytes(byte ^ (offset & 0xFF) for byte in _TCP_KEY[turn:] + _TCP_KEY[:turn])
    told: dict[str, dict[str, object]] = {}
    clear = next((text for text in (body, _xor(body, key)) if text.startswith(b"<?xml")), b"")
    if clear:
        for element in parts.elements(clear, "VersionInfo", "DeviceInfo"):
            told.setdefault(str(element.tag), parts.leaves(element))
    return told.get("VersionInfo", {}), told.get("DeviceInfo", {})


def _xor(data: bytes, key: bytes) -> bytes:
    stream = (key * (len(data) // len(key) + 1))[: len(data)]
    return (int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")).to_bytes(len(data), "big")
