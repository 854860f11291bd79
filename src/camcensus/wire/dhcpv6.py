"""DHCPv6: who a client says it is, what it is given, and both also inside the messages of relays.

A message is a type (1), a number (3) and options; one of a relay is a type (1), hops (1), two addresses (16 each) and
options, of which one holds the message relayed. An option is a code (2), a length (2) and its value. Of a client's
identifier (DUID) the link-layer address is read where it is one of Ethernet (types 1 and 3).

Sources: RFC 8415, sections 7.3, 8, 9, 11 and 21; RFC 4704 (name of a client); RFC 6939 (link-layer address as a relay
sees it).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from struct import Struct

from camcensus.wire import octets

MAX_MESSAGE = 65_535
MAX_DEPTH = 8
"""Relays that a message may have come through (RFC 8415, section 7.6)."""
MOST = 64
"""Addresses, prefixes and texts of one message, each."""

KINDS = (
    "solicit",
    "advertise",
    "request",
    "confirm",
    "renew",
    "rebind",
    "reply",
    "release",
    "decline",
    "reconfigure",
    "information-request",
)
"""Types 1 to 11, in order."""

_FORWARD, _REPLY = 12, 13
_CLIENT, _IA_NA, _IA_TA, _ADDRESS, _WANTED, _RELAYED, _CLASS, _VENDOR = 1, 3, 4, 5, 6, 9, 16, 17
_IA_PD, _PREFIX, _FQDN, _LINK_LAYER = 25, 26, 39, 79
_BOTH = Struct("!HH")
_WORD = Struct("!I")

Options = Iterator[tuple[int, bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """An address or a prefix, given or asked for."""

    address: str
    """With ``/length`` if it is a prefix."""
    valid: int
    """Seconds; 4294967295 is for ever, 0 in most questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says of a client; empty is what it does not say."""

    kind: str
    """One of `KINDS`."""
    number: int
    """It joins answers to questions, 24 bits."""
    relays: int = 0
    """How many relays it came through."""
    client: str = ""
    """Address of the client, as the first relay saw it; a message without relays has it in its IPv6 header."""
    duid: str = ""
    """Hexadecimal."""
    mac: str = ""
    """As the first relay saw it, else as it stands in the identifier."""
    addresses: tuple[Lease, ...] = ()
    prefixes: tuple[Lease, ...] = ()
    fqdn: str = ""
    parameter_list: str = ""
    """Codes of the options asked for, as ``23,24``."""
    vendor: int | None = None
    """Enterprise number that goes with the class, or with the options if there is no class."""
    vendor_class: tuple[str, ...] = ()
    vendor_options: tuple[tuple[int, bytes], ...] = ()
    """Code and value, as they came: their meaning is the vendor's, and secrets may be among them."""


def parse(data: bytes) -> Message:
    """One message, or the one that relays carry. Raises `ValueError` if it is none, cut off, or in too many relays."""
    if len(data) > MAX_MESSAGE:
        raise ValueError("larger than a datagram: no DHCPv6 message is")
    client = mac = ""
    for depth in range(MAX_DEPTH + 1):
        if not data or data[0] not in (_FORWARD, _REPLY):
            found = _message(data)
            return replace(found, relays=depth, client=client, mac=mac or found.mac) if depth else found
        if len(data) < 34:
            raise _cut()
        # The relay that stands nearest to the client is the innermost: what it says replaces what others said.
        relayed = b""
        client, mac = octets.ip(data[18:34]), ""
        for code, value in _options(data, 34):
            if code == _RELAYED:
                relayed = value
            elif code == _LINK_LAYER and value[:2] == b"\0\1":
                mac = octets.mac(value[2:])
        data = relayed
    raise ValueError("the DHCPv6 message is in too many relays")


def duid_mac(duid: bytes) -> str:
    """The Ethernet address in an identifier, with a time (type 1) or without (type 3); empty if it has none."""
    if duid[2:4] != b"\0\1":
        return ""
    return octets.mac(duid[8:]) if duid[:2] == b"\0\1" else octets.mac(duid[4:]) if duid[:2] == b"\0\3" else ""


def _message(data: bytes) -> Message:
    if len(data) < 4:
        raise _cut()
    if not 1 <= data[0] <= len(KINDS):
        raise ValueError("not a DHCPv6 message: its type is none")
    addresses: list[Lease] = []
    prefixes: list[Lease] = []
    said: dict[int, bytes] = {}
    for code, value in _options(data, 4):
        if code in (_IA_NA, _IA_PD):
            _leases(value, 12, addresses, prefixes)
        elif code == _IA_TA:
            _leases(value, 4, addresses, prefixes)
        else:
            said.setdefault(code, value)
    duid, named, asked = said.get(_CLIENT, b""), said.get(_CLASS, b""), said.get(_VENDOR, b"")
    wanted = said.get(_WANTED, b"")[: 2 * MOST]
    return Message(
        kind=KINDS[data[0] - 1],
        number=int.from_bytes(data[1:4], "big"),
        duid=duid[:130].hex(),
        mac=duid_mac(duid),
        addresses=tuple(addresses),
        prefixes=tuple(prefixes),
        fqdn=name(said.get(_FQDN, b"")[1:]),
        parameter_list=",".join(str(wanted[at] << 8 | wanted[at + 1]) for at in range(0, len(wanted) - 1, 2)),
        vendor=_enterprise(named if len(named) >= 4 else asked),
        vendor_class=tuple(_texts(named)),
        vendor_options=tuple(_options(asked, 4))[:MOST] if len(asked) >= 4 else (),
    )


def name(data: bytes) -> str:
    """A domain name in the form of DNS without pointers, also one without its end; empty if it is none."""
    labels, at = [], 0
    while at < len(data) and data[at]:
        end = at + 1 + data[at]
        if data[at] >= 0x40 or end > len(data) or end > 255:
            return ""
        labels.append(octets.text(data[at + 1 : end]))
        at = end
    return ".".join(labels)


def _options(data: bytes, at: int) -> Options:
    while at < len(data):
        if at + 4 > len(data):
            raise _cut()
        code, size = _BOTH.unpack_from(data, at)
        at += 4 + size
        if at > len(data):
            raise _cut()
        yield code, data[at - size : at]


def _leases(data: bytes, before: int, addresses: list[Lease], prefixes: list[Lease]) -> None:
    """The addresses and prefixes of an association, whose own fields take `before` bytes."""
    for code, value in _options(data, before):
        if code == _ADDRESS and len(value) >= 24 and len(addresses) < MOST:
            addresses.append(Lease(address=octets.ip(value[:16]), valid=_WORD.unpack_from(value, 20)[0]))
        elif code == _PREFIX and len(value) >= 25 and len(prefixes) < MOST:
            prefix = octets.ip(value[9:25]) or "::"
            prefixes.append(Lease(address=f"{prefix}/{value[8]}", valid=_WORD.unpack_from(value, 4)[0]))


def _enterprise(data: bytes) -> int | None:
    return int.from_bytes(data[:4], "big") if len(data) >= 4 else None


def _texts(data: bytes) -> Iterator[str]:
    at = 4
    for _ in range(MOST):
        if at + 2 > len(data):
            return
        start, at = at + 2, at + 2 + (data[at] << 8 | data[at + 1])
        if at > len(data):
            raise _cut()
        yield octets.readable(data[start:at])


def _cut() -> ValueError:
    return ValueError("the DHCPv6 message is cut off")
