"""NICE (NiceVision, later Qognify): a fixed block, over UDP port 2007.

Asked by a broadcast to port 2007: ``NICE``, two bytes that number the request, ``01 08 00 00``, the port to answer to.
Addresses are in network order:

======  =====  =====================================================
offset  bytes  what
======  =====  =====================================================
0       4      ``NICE``
4       2      number of the request
6       4      unknown
10      6      MAC address
16      4 x 3  address, mask, gateway
28      2      unknown
30      2 x 4  version; the order of its bytes is not known: not read
38      36     unknown
74      16     name, which the source shows as the model
======  =====  =====================================================

Source: julienblitte/UniversalScanner, NiceVision.cs. No recording was seen. Nothing here asks: the source says that the
request has 12 bytes and puts the port at offset 12, so its layout is not certain.
"""

from __future__ import annotations

from camcensus.wire.discovery import parts

_PROTOCOL = "NICE"
_MAGIC = b"NICE"


def detect(data: bytes) -> bool:
    """Whether `data` begins as such a reply does."""
    return data.startswith(_MAGIC)


def parse(data: bytes) -> dict[str, str]:
    """The parts of one reply; see `parts` for the keys. Raises `ValueError`."""
    parts.require(data, _PROTOCOL, _MAGIC, 90)
    found = parts.said(mac=data[10:16], ip=data[16:20], mask=data[20:24], gateway=data[24:28], name=data[74:90])
    if not {"mac", "ip"} & set(found):
        raise ValueError("not a NICE reply: it has no address")
    return found
