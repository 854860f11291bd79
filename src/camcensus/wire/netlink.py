"""Neighbours and addresses of this machine, as the Linux kernel tells them over rtnetlink.

A dump is asked for by one short message and answered by many, each with a header of 16 bytes, the last of which says
*done*. Numbers are in the byte order of the machine; addresses are in network order. Only the two questions and their
answers are here: nothing that changes a table.

Sources: netlink(7), rtnetlink(7); Linux, include/uapi/linux/neighbour.h (states), if_addr.h and rtnetlink.h.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAX_DUMP = 64 * 1024 * 1024
"""Bytes of one dump; a table of 100,000 neighbours has about eight megabytes."""

_HEADER = struct.Struct("=IHHII")
_NEIGHBOUR = struct.Struct("=BBHiHBB")
_ADDRESS = struct.Struct("=BBBBI")
_ATTRIBUTE = struct.Struct("=HH")
_NEW_ADDRESS, _GET_ADDRESS, _NEW_NEIGHBOUR, _GET_NEIGHBOUR = 20, 22, 28, 30
_ERROR, _DONE = 2, 3
_REQUEST, _DUMP = 0x0001, 0x0300
_NDA_DST, _NDA_LLADDR, _IFA_ADDRESS, _IFA_LOCAL = 1, 2, 1, 2
_REACHABLE, _STALE, _DELAY, _PROBE, _PERMANENT = 0x02, 0x04, 0x08, 0x10, 0x80
_KNOWN = _REACHABLE | _STALE | _DELAY | _PROBE | _PERMANENT
_FLAGS = 0x3FFF
"""The two bits above tell of the form of an attribute, not of its kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """One entry of the neighbour table that has an Ethernet address."""

    address: str
    mac: bytes
    """Six bytes."""
    interface: int
    """Index of the interface."""
    reachable: bool
    """Whether the entry is held to be true: confirmed at some time and not failed since, or set by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One address of this machine."""

    interface: int
    address: str
    prefix: int
    """Bits of the network it stands in."""


def ask_neighbours(number: int) -> bytes:
    """The message that asks for the neighbour table; `number`, 0 to 2**32 - 1, comes back in the answers."""
    return _asked(_GET_NEIGHBOUR, number, _NEIGHBOUR.pack(0, 0, 0, 0, 0, 0, 0))


def ask_addresses(number: int) -> bytes:
    """The message that asks for the addresses of this machine; `number`, 0 to 2**32 - 1, comes back in the answers."""
    return _asked(_GET_ADDRESS, number, _ADDRESS.pack(0, 0, 0, 0, 0))


def _asked(kind: int, number: int, body: bytes) -> bytes:
    return _HEADER.pack(_HEADER.size + len(body), kind, _REQUEST | _DUMP, number, 0) + body


def ended(data: bytes) -> bool:
    """Whether the messages received so far hold the end of the dump. Raises `ValueError` if they are damaged."""
    return any(kind in (_DONE, _ERROR) for kind, _ in _messages(data))


def neighbours(data: bytes) -> list[Neighbour]:
    """The entries in a dump that have an IP and an Ethernet address.

    Raises `ValueError` if the dump is damaged, or the kernel answered with an error.
    """
    found = []
    for kind, body in _messages(data):
        if kind == _NEW_NEIGHBOUR:
            _, _, _, interface, state, _, _ = _head(_NEIGHBOUR, body)
            told = _attributes(body[_NEIGHBOUR.size :])
            address, mac = _ip(told.get(_NDA_DST, b"")), told.get(_NDA_LLADDR, b"")
            if address and len(mac) == 6 and interface >= 0:
                reachable = bool(state & _KNOWN)
                found.append(Neighbour(address=address, mac=mac, interface=interface, reachable=reachable))
    return found


def addresses(data: bytes) -> list[Own]:
    """The addresses in a dump. Raises `ValueError` as `neighbours` does."""
    found = []
    for kind, body in _messages(data):
        if kind == _NEW_ADDRESS:
            _, prefix, _, _, interface = _head(_ADDRESS, body)
            told = _attributes(body[_ADDRESS.size :])
            # On a link between two points IFA_ADDRESS is the other end.
            address = _ip(told.get(_IFA_LOCAL) or told.get(_IFA_ADDRESS, b""))
            if address and prefix <= ipaddress.ip_address(address).max_prefixlen:
                found.append(Own(interface=interface, address=address, prefix=prefix))
    return found


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and body of each message, up to the end of the dump."""
    if len(data) > MAX_DUMP:
        raise ValueError("the netlink dump is too large")
    at = 0
    while at < len(data):
        length, kind, _, _, _ = _head(_HEADER, data[at : at + _HEADER.size])
        if length < _HEADER.size or at + length > len(data):
            raise _cut()
        body = data[at + _HEADER.size : at + length]
        if kind == _ERROR and body[:4] != bytes(4):
            raise ValueError("the kernel answered with an error")
        yield kind, body
        if kind == _DONE:
            return
        at += _aligned(length)


def _attributes(data: bytes) -> dict[int, bytes]:
    """The attributes by kind; the first of a kind counts."""
    found: dict[int, bytes] = {}
    at = 0
    while at < len(data):
        length, kind = _head(_ATTRIBUTE, data[at : at + _ATTRIBUTE.size])
        if length < _ATTRIBUTE.size or at + length > len(data):
            raise _cut()
        found.setdefault(kind & _FLAGS, data[at + _ATTRIBUTE.size : at + length])
        at += _aligned(length)
    return found


def _head(form: struct.Struct, data: bytes) -> tuple[int, ...]:
    if len(data) < form.size:
        raise _cut()
    return form.unpack_from(data)


def _ip(data: bytes) -> str:
    return str(ipaddress.ip_address(data)) if len(data) in (4, 16) else ""


def _aligned(length: int) -> int:
    return length + 3 & ~3


def _cut() -> ValueError:
    return ValueError("the netlink dump is cut off")
