"""How makers' devices and apps find each other through the maker's servers (P2P): by the marks of their messages.

================  ==================================================================================================
protocol          mark
================  ==================================================================================================
``dhp2p``         a request of HTTP's form in a datagram, whose method is ``DHGET`` or ``DHPOST``, mostly to UDP port
                  8800: Dahua and its labels. Answers have HTTP's form and no mark of their own.
``baichuan-p2p``  ``3a cf 87 2a`` and XML under a veil (see `discovery.baichuan`), to UDP ports 2015, 2018 and 9999:
                  Reolink and its labels
================  ==================================================================================================

The messages of ``dhp2p`` carry digests, keys and tokens; none of them is handed out. A serial number stands in the path
of most. Protocols of other makers are known to exist; none is here whose mark is not documented.

Sources: khoanguyen-3fc/dh-p2p, README.md, helpers.py and main.py; see `discovery.baichuan` for the other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from camcensus.wire.discovery import baichuan, parts

_DAHUA = re.compile(rb"(DHGET|DHPOST) (/[!-~]{0,400}) HTTP/1\.\d\r?\n")
_BAICHUAN = b"\x3a\xcf\x87\x2a"
_SERIAL = re.compile(r"/(?:device|online/p2psrv|probe/device)/([A-Za-z0-9]{4,64})(?![^/?])")
_WORD = re.compile(r"(?:[a-z-]|p2p){1,24}")
"""A part of a path that is no serial number and no token."""
_TOLD = re.compile(r"[A-Z]2[A-Z]_[A-Z0-9_]{1,32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message: its protocol, and what it says."""

    protocol: str
    """``dhp2p`` or ``baichuan-p2p``."""
    parts: dict[str, str]
    """``message`` always; of ``dhp2p`` also ``path``, with a star for what is no word, and ``serial`` where one is
    told; of ``baichuan-p2p`` also ``uid`` where it is told."""


def recognise(data: bytes) -> Message | None:
    """What a datagram says if it is a message of such a protocol; never raises."""
    if data.startswith(b"DH"):
        return _dahua(data)
    if data.startswith(_BAICHUAN):
        try:
            return _reolink(data)
        except ValueError:
            return None
    return None


def _dahua(data: bytes) -> Message | None:
    found = _DAHUA.match(data)
    if found is None:
        return None
    path = found[2].decode("ascii")
    serial = _SERIAL.match(path)
    words = (part if _WORD.fullmatch(part) else "*" for part in path[1:].partition("?")[0].split("/"))
    said = {"message": found[1].decode("ascii"), "path": "/" + "/".join(words)}
    return Message(protocol="dhp2p", parts=said | ({"serial": serial[1]} if serial else {}))


def _reolink(data: bytes) -> Message | None:
    for root in parts.elements(baichuan.unveiled(data), "P2P"):
        message = root[0] if len(root) else root
        if isinstance(message.tag, str) and _TOLD.fullmatch(message.tag):
            said = parts.said(message=message.tag, uid=parts.word(parts.leaves(message), "uid"))
            return Message(protocol="baichuan-p2p", parts=said)
    return None
