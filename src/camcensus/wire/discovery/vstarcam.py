"""VStarcam, Wanscam and others with the same firmware: a fixed block, over UDP port 8600.

Asked by a broadcast of four bytes to port 8600: ``44 48 01 01``. It begins with ``DH`` and is not Dahua's. Texts end at
a NUL:

======  ======  ==================================================================
offset  bytes   what
======  ======  ==================================================================
0       4       ``44 48 01 08``
4       16      address as text; then mask (20), gateway (36), name servers (52, 68)
84      6       MAC address
90      2       HTTP port, little-endian
92      32      id, as printed on the device and used by the cloud
124     32      name
156     48      unknown
204     16      firmware
220     16      version of the page (one source takes both for one text of 32)
236     64      user and password: never read, and need not be there
======  ======  ==================================================================

The id is handed out as ``serial`` and ``uid``. A key of its own: ``web_version``.

Sources: julienblitte/UniversalScanner, Vstarcam.cs (wants 256 bytes); OpenIPC/python-dvr, DeviceManager.py (SearchWans,
reads 324). They agree on every offset here; neither shows a recording.
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "VStarcam"
_MAGIC = b"\x44\x48\x01\x08"
_SECRET = 236
"""Where user and password begin."""


def search() -> bytes:
    """The message that asks who is there, to UDP port 8600."""
    return b"\x44\x48\x01\x01"


def public(data: bytes) -> bytes:
    """The beginning of a reply that may be kept: what comes before user and password."""
    return data[:_SECRET]


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC)


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, _MAGIC, _SECRET)
    return parts.said(
        mac=data[84:90],
        ip=parts.text(data[4:20]),
        mask=parts.text(data[20:36]),
        gateway=parts.text(data[36:52]),
        name=data[124:156],
        serial=data[92:124],
        uid=data[92:124],
        firmware=data[204:220],
        web_version=data[220:236],
        http_port=str(int.from_bytes(data[90:92], "little")),
    )
