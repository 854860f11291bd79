"""SADP, the search of Hikvision and its labels: XML over UDP port 37020, to 239.255.255.250 or to one device.

The inquiry is ``<Probe><Uuid>..</Uuid><Types>inquiry</Types></Probe>``; the answer is a ``ProbeMatch`` with the
inquiry's ``Uuid``, to who asked or to the whole group at the same port. A device that starts sends the same elements
in a ``Hello``. The protocol has other types, which activate a device, set its address or its password: none of them
exists here.

Sources: julienblitte/UniversalScanner, Hikvision.cs and Hikvision.selftest; theweefies/ethodump-ng, hikvision.py (the
elements of newer firmware, and that some answers are not well-formed).
"""

from __future__ import annotations

import ipaddress
from uuid import UUID

from camcensus.wire import structured

GROUP = "239.255.255.250"
PORT = 37020

MAX_PACKET = 65_536
"""Bytes. A datagram cannot be larger; answers have one or two kilobytes."""

_ROOTS = ("ProbeMatch", "Hello")
_OF_A_DEVICE = {"DeviceSN", "MAC", "DeviceDescription"}


def inquiry(uuid: UUID) -> bytes:
    """The one message there is: who is there? Answers repeat `uuid`."""
    return (
        f'<?xml version="1.0" encoding="utf-8"?><Probe><Uuid>{str(uuid).upper()}</Uuid><Types>inquiry</Types></Probe>'
    ).encode()


def parse(data: bytes) -> structured.Pairs:
    """(name, text) of the elements of one answer or announcement, ``root`` first; see `structured.xml_pairs`.

    Raises `ValueError` for anything else, other messages of the protocol too.
    """
    if len(data) > MAX_PACKET:
        raise ValueError("larger than 64 KiB: no SADP answer is")
    data = data.removeprefix(b"\xef\xbb\xbf").strip(b"\0 \t\r\n")
    if not data.startswith(b"<"):
        raise ValueError("not a SADP answer: it is no XML")
    found = structured.xml_pairs(data)
    names = {name for name, _ in found}
    if dict(found[:1]).get("root") not in _ROOTS or not names & _OF_A_DEVICE:
        raise ValueError("not a SADP answer: it tells of no device")
    return found


def address(data: bytes) -> str:
    """The IPv4 address that an answer states, empty if it states none. Raises `ValueError` as `parse` does."""
    stated = next((text for name, text in parse(data) if name == "IPv4Address"), "")
    try:
        found = ipaddress.IPv4Address(stated)
    except ValueError:
        return ""
    return "" if found.is_unspecified else str(found)
