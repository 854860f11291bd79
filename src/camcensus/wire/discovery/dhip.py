"""Dahua, version 2 (DHIP, DHDiscover): JSON behind a header of 32 bytes, over UDP port 37810.

Asked by a datagram to 239.255.255.251 or broadcast, port 37810: the header, then
``{"method":"DHDiscover.search","params":{"mac":"","uni":1}}``. Devices also announce themselves without being asked.
The protocol has messages that change a device's address; nothing here knows them.

======  =====  ===========================================
offset  bytes  what
======  =====  ===========================================
0       4      ``20 00 00 00``: length of the header
4       4      ``DHIP``
8       8      zeros (session and number of a call over TCP)
16      4      length of the JSON, little-endian
20      4      zeros
24      4      the same length again
28      4      zeros
32      ..     JSON, method ``client.notifyDevInfo``
======  =====  ===========================================

The JSON without its header is read as well: captures and logs hold it so. ``DeviceType`` is the model, ``DeviceClass``
the kind (IPC, NVR, VTO..). Keys of its own: ``init`` (the number that tells whether a password was ever set, as
written), ``region`` (``AbroadInfo``), ``link_local`` (IPv6).

Sources: julienblitte/UniversalScanner, Dahua2.cs; PyPI aiodahua 0.5.0, tests/test_discovery.py (an announcement of a
real device); Phenomite/AMP-Research, the page on port 37810 (a second one); rroller/dahua,
custom_components/dahua/discovery.py (four devices that answered the search sent to each alone).
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "DHIP"
_MAGIC = b"\x20\x00\x00\x00DHIP"


def search() -> bytes:
    """The message that asks who is there, to UDP port 37810. Devices do not answer the JSON without its header."""
    body = b'{"method":"DHDiscover.search","params":{"mac":"","uni":1}}'
    length = len(body).to_bytes(8, "little")
    return _MAGIC + bytes(8) + length + length + body


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC) or b'"client.notifyDevInfo"' in data[: parts.MAX_PACKET]


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    reply = parts.json_object(_body(data))
    info = parts.table(reply, "params", "deviceInfo")
    if reply.get("method") != "client.notifyDevInfo" or not info:
        raise ValueError("not a DHIP reply: it tells of no device")
    address = parts.table(info, "IPv4Address")
    six = parts.table(info, "IPv6Address")
    return parts.said(
        mac=parts.word(reply, "mac"),
        ip=parts.word(address, "IPAddress"),
        mask=parts.word(address, "SubnetMask"),
        gateway=parts.word(address, "DefaultGateway"),
        ipv6=parts.word(six, "IPAddress"),
        link_local=parts.word(six, "LinkLocalAddress").partition("/")[0],
        name=parts.word(info, "MachineName"),
        vendor=parts.word(info, "Vendor"),
        manufacturer=parts.word(info, "Manufacturer"),
        model=parts.word(info, "DeviceType"),
        device_class=parts.word(info, "DeviceClass"),
        firmware=parts.word(info, "Version"),
        serial=parts.word(info, "SerialNo"),
        port=parts.word(info, "Port"),
        http_port=parts.word(info, "HttpPort"),
        channels=parts.word(info, "VideoInputChannels"),
        remote_channels=parts.word(info, "RemoteVideoInputChannels"),
        init=parts.word(info, "Init"),
        region=parts.word(info, "AbroadInfo"),
    )


def _body(data: bytes) -> bytes:
    if data[: parts.MAX_PACKET].lstrip()[:1] == b"{":
        parts.require(data, _PROTOCOL, b"", 2)
        return data
    parts.require(data, _PROTOCOL, _MAGIC, 32)
    length = int.from_bytes(data[16:20], "little")
    if data[24:28] != data[16:20]:
        raise ValueError("not a DHIP reply: its two lengths differ")
    if len(data) < 32 + length:
        raise parts.cut(_PROTOCOL)
    return data[32 : 32 + length]
