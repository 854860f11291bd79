"""Bosch: 32 bytes or XML, sent to UDP port 1758.

Asked by a broadcast of twelve bytes to port 1757: ``99 39 a4 27``, four bytes that number the request,
``ff 00 06 de``. The binary answer, addresses in network order:

======  =====  ====================
offset  bytes  what
======  =====  ====================
0       4      ``99 39 a4 27``
4       4      number of the request
8       6      MAC address
14      2      unknown
16      4 x 3  address, mask, gateway
28      4      unknown
======  =====  ====================

The XML has the root ``root`` in the namespace ``OEMExt00:device-1-0`` and in it one ``device``. Its ``friendlyName`` is
handed out as ``model``, because the source takes it so, and ``unitName`` as ``name``; its ``sessionKey`` stays where it
is. ``deviceTypeIDs``, a hexadecimal list nobody explained, is handed out as ``device_type``. Keys of its own: ``guid``
(``deviceGUID``), ``rcp_port``.

The answer goes to the address that asked.

Source: julienblitte/UniversalScanner, Bosch.cs, doc/protocols.html (ports) and Bosch.xml.selftest (a made-up device in
the real form). The source gives one of the unknown bytes the offset 20, inside the mask: taken as a slip. No recording
was seen.
"""

from __future__ import annotations

import re

from camcensus.wire.discovery import parts

_PROTOCOL = "Bosch"
_MAGIC = b"\x99\x39\xa4\x27"
_NAMESPACE = b"OEMExt00:device-1-0"
_KEY = re.compile(rb"(<sessionKey>)[^<]+")


def search(number: int) -> bytes:
    """The message that asks who is there, to UDP port 1757. `number`, 0 to 2**32 - 1, comes back in binary answers."""
    return _MAGIC + number.to_bytes(4, "big") + b"\xff\x00\x06\xde"


def public(data: bytes) -> bytes:
    """A reply as it may be kept: without the key of a session."""
    return _KEY.sub(rb"\1", data)


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC) or (data[:1] == b"<" and _NAMESPACE in data[:512])


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    if data[:1] == b"<":
        return _xml(data)
    parts.require(data, _PROTOCOL, _MAGIC, 32)
    if len(data) > 32:
        raise ValueError("not a Bosch reply: it is longer than 32 bytes")
    return parts.said(mac=data[8:14], ip=data[16:20], mask=data[20:24], gateway=data[24:28])


def _xml(data: bytes) -> dict[str, str]:
    parts.require(data, _PROTOCOL, b"<", 2)
    devices = [parts.leaves(one) for one in parts.elements(data, f"{{{_NAMESPACE.decode()}}}device")]
    if len(devices) != 1:
        raise ValueError("not a Bosch reply: it does not tell of one device")
    device = devices[0]
    return parts.said(
        mac=parts.word(device, "physAddress"),
        ip=parts.word(device, "unitIPAddress"),
        mask=parts.word(device, "unitSubnetMask"),
        gateway=parts.word(device, "unitGatewayIp"),
        ipv6=parts.word(device, "unitIPv6Address"),
        name=parts.word(device, "unitName"),
        model=parts.word(device, "friendlyName"),
        serial=parts.word(device, "serialNumber"),
        guid=parts.word(device, "deviceGUID"),
        device_type=parts.word(device, "deviceTypeIDs"),
        rcp_port=parts.word(device, "RCPPort"),
        http_port=parts.word(device, "HTTPPort"),
        https_port=parts.word(device, "HTTPSPort"),
    )
