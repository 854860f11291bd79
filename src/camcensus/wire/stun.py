"""STUN and TURN: how a device behind NAT asks for its outer address, or for a relay: a sign that it is reached so.

A message is a type (2), a length (2), the mark ``21 12 a4 42`` (4), a transaction (12), and attributes: type (2),
length (2), value, filled up to four bytes. The type holds a class (two bits) and a method. The first version (RFC 3489)
has no mark, a transaction of 16 bytes, and two methods. Names of users and realms, nonces and digests are never handed
out.

Sources: RFC 8489, sections 5, 6 and 14; RFC 5389; RFC 3489, section 11; RFC 8656, sections 14 and 18 (TURN).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct

from camcensus.wire import octets

CLASSES = ("request", "indication", "success", "error")
METHODS = {
    1: "binding",
    2: "shared-secret",
    3: "allocate",
    4: "refresh",
    6: "send",
    7: "data",
    8: "create-permission",
    9: "channel-bind",
    10: "connect",
    11: "connection-bind",
    12: "connection-attempt",
}

_HEAD = Struct("!HHI")
_BOTH = Struct("!HH")
_COOKIE = 0x2112A442
_OLD = {0x0001, 0x0101, 0x0111, 0x0002, 0x0102, 0x0112}
_MAPPED, _USER, _ERROR, _PEER, _REALM, _RELAYED, _XOR_MAPPED = 0x01, 0x06, 0x09, 0x12, 0x14, 0x16, 0x20
_XOR_MAPPED_OF_OLD, _SOFTWARE = 0x8020, 0x8022


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says; empty is what it does not say. Addresses have their port: ``192.0.2.1:3478``."""

    kind: str
    """One of `CLASSES`."""
    method: str
    """One of `METHODS`."""
    transaction: str
    """Hexadecimal; it joins answers to requests."""
    software: str = ""
    mapped: str = ""
    """The sender's address as the server sees it."""
    relayed: str = ""
    """Where a relay takes in what is for the client."""
    peer: str = ""
    """With whom a relay speaks for the client."""
    error: int | None = None
    """300 to 699."""
    user: bool = False
    """Whether it names a user, who stays unnamed here."""
    realm: bool = False


def detect(data: bytes) -> bool:
    """Whether `data` begins as a message of the newer form does."""
    return data[4:8] == b"\x21\x12\xa4\x42" and data[0] < 0x40


def parse(data: bytes) -> Message:
    """One datagram's message, of either form. Raises `ValueError` if it is none, or cut off."""
    if len(data) < 20:
        raise ValueError("not a STUN message: too short")
    kind, size, cookie = _HEAD.unpack_from(data)
    new = cookie == _COOKIE
    method = METHODS.get((kind & 0x3E00) >> 2 | (kind & 0xE0) >> 1 | kind & 0x0F, "")
    if kind >= 0x4000 or not method or size % 4 or (not new and kind not in _OLD):
        raise ValueError("not a STUN message")
    # A datagram of the form without a mark must fit exactly: nothing else tells it from any other packet.
    if len(data) < 20 + size or (not new and len(data) != 20 + size):
        raise ValueError("the STUN message is cut off, or none")
    said: dict[int, bytes] = {}
    for attribute, value in _attributes(data, 20 + size):
        said.setdefault(attribute, value)
    error = said.get(_ERROR, b"")
    hidden = said.get(_XOR_MAPPED) or said.get(_XOR_MAPPED_OF_OLD, b"")
    return Message(
        kind=CLASSES[(kind & 0x100) >> 7 | (kind & 0x10) >> 4],
        method=method,
        transaction=data[8 if new else 4 : 20].hex(),
        software=octets.text(said.get(_SOFTWARE, b"")),
        mapped=_address(hidden, data[4:20]) or _address(said.get(_MAPPED, b""), bytes(16)),
        relayed=_address(said.get(_RELAYED, b""), data[4:20]),
        peer=_address(said.get(_PEER, b""), data[4:20]),
        error=100 * (error[2] & 7) + error[3] if len(error) >= 4 else None,
        user=_USER in said,
        realm=_REALM in said,
    )


def _attributes(data: bytes, end: int) -> Iterator[tuple[int, bytes]]:
    at = 20
    while at < end:
        kind, size = _BOTH.unpack_from(data, at)
        if at + 4 + size > end:
            raise ValueError("the STUN message is cut off, or none")
        yield kind, data[at + 4 : at + 4 + size]
        at += 4 + size + -size % 4


def _address(value: bytes, mask: bytes) -> str:
    """An address and its port, both under a mask; empty if it is none."""
    size = {1: 4, 2: 16}.get(value[1]) if len(value) >= 8 else None
    if size is None or len(value) != 4 + size:
        return ""
    port = int.from_bytes(value[2:4], "big") ^ int.from_bytes(mask[:2], "big")
    plain = int.from_bytes(value[4:], "big") ^ int.from_bytes(mask[:size], "big")
    address = octets.ip(plain.to_bytes(size, "big"))
    return (f"[{address}]:{port}" if size == 16 else f"{address}:{port}") if address else ""
