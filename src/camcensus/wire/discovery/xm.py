"""Xiongmai (XM, NetSurveillance, Sofia): JSON behind a header of 20 bytes, over UDP port 34569.

Asked by a broadcast to port 34569 of the header alone with message 1530:
``ff 00 00 00 | 00 00 00 00 | 00 00 00 00 | 00 00 fa 05 | 00 00 00 00``. Numbers are little-endian:

======  =====  =======================================================
offset  bytes  what
======  =====  =======================================================
0       1      ``ff``
1       3      version and two unused bytes
4       4      session
8       4      number of the packet
12      2      channel and end mark; not used here
14      2      message: 1531 (``fb 05``) is the answer to a search
16      4      length of the JSON
20      ..     JSON ``{"NetWork.NetCommon": {...}, "Ret": 100, ..}``, often with a line feed and a NUL after it
======  =====  =======================================================

``HostIP``, ``GateWay`` and ``Submask`` are hexadecimal, lowest byte first (``0x6401A8C0`` is 192.168.1.100).
The JSON without its header is read as well, and so is ``SystemInfo``, which the same firmware gives over TCP once
somebody has logged in: it names hardware and firmware and is found in logs. A key of its own: ``other`` (its
``OtherFunction``). ``DeviceType`` is a number whose meaning no source tells.

Sources: OpenIPC/python-dvr, DeviceManager.py (SearchXM) and README.md (a SystemInfo of a real camera);
alexshpilkin/dvrip, dvrip/discover.py.
"""

from __future__ import annotations

import re

from camcensus.wire.discovery import parts

_PROTOCOL = "Xiongmai"
_ANSWER = (1531).to_bytes(2, "little")
_HEX_ADDRESS = re.compile(r"0[xX][0-9a-fA-F]{8}")


def search() -> bytes:
    """The message that asks who is there, from UDP port 34569 to 34569: the header alone, with message 1530."""
    return b"\xff" + bytes(13) + (1530).to_bytes(2, "little") + bytes(4)


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    head = data[: parts.MAX_PACKET]
    return (head[:1] == b"\xff" and head[14:16] == _ANSWER) or (
        head.lstrip()[:1] == b"{" and (b'"NetWork.NetCommon"' in head or b'"SoftWareVersion"' in head)
    )


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    reply = parts.json_object(_body(data))
    if found := parts.table(reply, "NetWork.NetCommon"):
        return _network(found)
    found = parts.table(reply, "SystemInfo") or reply
    if {"HardWare", "SoftWareVersion"} <= set(found):
        return _system(found)
    raise ValueError("not a Xiongmai reply: it tells of no device")


def _network(found: dict[str, object]) -> dict[str, str]:
    return parts.said(
        mac=parts.word(found, "MAC"),
        ip=_address(parts.word(found, "HostIP")),
        mask=_address(parts.word(found, "Submask")),
        gateway=_address(parts.word(found, "GateWay")),
        name=parts.word(found, "HostName"),
        serial=parts.word(found, "SN"),
        device_type=parts.word(found, "DeviceType"),
        build=parts.word(found, "BuildDate"),
        port=parts.word(found, "TCPPort"),
        udp_port=parts.word(found, "UDPPort"),
        http_port=parts.word(found, "HttpPort"),
        https_port=parts.word(found, "SSLPort"),
        channels=parts.word(found, "ChannelNum"),
        other=parts.word(found, "OtherFunction"),
    )


def _system(found: dict[str, object]) -> dict[str, str]:
    return parts.said(
        model=parts.word(found, "DeviceModel"),
        hardware=parts.word(found, "HardWare"),
        firmware=parts.word(found, "SoftWareVersion"),
        build=parts.word(found, "BuildTime"),
        serial=parts.word(found, "SerialNo"),
        channels=parts.word(found, "VideoInChannel"),
        remote_channels=parts.word(found, "DigChannel"),
    )


def _address(written: str) -> str | bytes:
    return bytes.fromhex(written[2:])[::-1] if _HEX_ADDRESS.fullmatch(written) else written


def _body(data: bytes) -> bytes:
    if data[: parts.MAX_PACKET].lstrip()[:1] == b"{":
        parts.require(data, _PROTOCOL, b"", 2)
        return data
    parts.require(data, _PROTOCOL, b"\xff", 20)
    if data[14:16] != _ANSWER:
        raise ValueError("not a Xiongmai reply: its message is another")
    length = int.from_bytes(data[16:20], "little")
    if len(data) < 20 + length:
        raise parts.cut(_PROTOCOL)
    return data[20 : 20 + length]
