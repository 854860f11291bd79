"""DHCP for IPv4: who a client says it is, and what a server gives it.

======  =====  ===================================================================
offset  bytes  what
======  =====  ===================================================================
0       4      1 question or 2 answer; kind and length of the hardware address; hops
4       8      number; seconds and flags
12      16     ``ciaddr`` (in use), ``yiaddr`` (given), ``siaddr`` (server), ``giaddr`` (relay)
28      16     hardware address
44      64     ``sname``, which option 52 may turn into options
108     128    ``file``, the same
236     ..     ``63 82 53 63`` and options: code (1), length (1), value; 0 fills, 255 ends
======  =====  ===================================================================

An option that comes more than once is one, put together in the order of options, ``file``, ``sname``. Messages of
BOOTP have no options, or none of DHCP.

Sources: RFC 2131, section 2; RFC 2132, sections 3, 8 and 9; RFC 3396 (long options); RFC 3046 (relay information);
RFC 4361 (identifiers of clients); RFC 4702 (name of a client); RFC 951 (BOOTP). Numbers of messages: RFC 2132, 3203,
4388, 6926.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from camcensus.wire import dhcpv6, octets

MAX_MESSAGE = 65_535

KINDS = {
    1: "discover",
    2: "offer",
    3: "request",
    4: "decline",
    5: "ack",
    6: "nak",
    7: "release",
    8: "inform",
    9: "forcerenew",
    10: "leasequery",
    11: "leaseunassigned",
    12: "leaseunknown",
    13: "leaseactive",
}

_HEAD = Struct("!BBBxI4x4s4s4s4s16s")
_COOKIE = b"\x63\x82\x53\x63"
_ETHERNET = 1
_LEAST = 236
"""Bytes of a message before its options."""
_BOOTP = 300
"""Bytes of a message of BOOTP, whose last 64 belong to the vendor."""
_HOSTNAME, _VENDOR, _REQUESTED, _LEASE, _OVERLOAD, _KIND, _SERVER, _WANTED = 12, 43, 50, 51, 52, 53, 54, 55
_CLASS, _CLIENT, _FQDN, _RELAY = 60, 61, 81, 82
_DUID = 255
_IN_DNS_FORM = 0x04

Options = dict[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says; empty is what it does not say. Addresses are in their shortest form, never 0.0.0.0."""

    answer: bool
    """Whether a server sent it."""
    kind: str
    """One of `KINDS`, or empty: BOOTP."""
    number: int
    """It joins answers to questions, 32 bits."""
    mac: str
    """Of the client; empty if it is not on Ethernet."""
    ciaddr: str
    yiaddr: str
    siaddr: str
    giaddr: str
    hostname: str = ""
    vendor_class: str = ""
    parameter_list: str = ""
    """Codes of the options asked for, in the order sent: ``1,3,6``."""
    requested: str = ""
    server: str = ""
    """The server's identifier, its address."""
    lease: int | None = None
    """Seconds; 4294967295 is for ever."""
    client_id: str = ""
    """As text if it is printable, else hexadecimal; without the byte that says that it is an Ethernet address."""
    client_id_mac: str = ""
    """The Ethernet address in it."""
    fqdn: str = ""
    vendor_specific: bytes = b""
    """As it came: its meaning is the vendor's, and secrets may be among it."""
    circuit_id: str = ""
    """Where a relay says the client is: text or hexadecimal."""
    remote_id: str = ""


def parse(data: bytes) -> Message:
    """One message. Raises `ValueError` if it is none, or an option is cut off; the mark of the end may be missing."""
    if not _LEAST <= len(data) <= MAX_MESSAGE:
        raise ValueError("not a DHCP message: too short or too long")
    op, hardware, length, number, ciaddr, yiaddr, siaddr, giaddr, chaddr = _HEAD.unpack_from(data)
    if op not in (1, 2) or length > 16:
        raise ValueError("not a DHCP message: neither a question nor an answer")
    options: Options = {}
    if data[_LEAST : _LEAST + 4] == _COOKIE:
        options = _all_options(data)
    elif len(data) < _BOOTP:
        raise ValueError("not a DHCP message: its mark is missing")
    client, client_mac = _client(options.get(_CLIENT, b""))
    circuit, remote = _relay(options.get(_RELAY, b""))
    lease = options.get(_LEASE, b"")
    return Message(
        answer=op == 2,
        kind=KINDS.get(int.from_bytes(options.get(_KIND, b"")[:1], "big"), ""),
        number=number,
        mac=octets.mac(chaddr[:6]) if hardware == _ETHERNET and length == 6 else "",
        ciaddr=octets.ip(ciaddr),
        yiaddr=octets.ip(yiaddr),
        siaddr=octets.ip(siaddr),
        giaddr=octets.ip(giaddr),
        hostname=octets.text(options.get(_HOSTNAME, b"")),
        vendor_class=octets.text(options.get(_CLASS, b"")),
        parameter_list=",".join(map(str, options.get(_WANTED, b"")[:255])),
        requested=octets.ip(options.get(_REQUESTED, b"")[:4]),
        server=octets.ip(options.get(_SERVER, b"")[:4]),
        lease=int.from_bytes(lease[:4], "big") if len(lease) >= 4 else None,
        client_id=client,
        client_id_mac=client_mac,
        fqdn=_fqdn(options.get(_FQDN, b"")),
        vendor_specific=options.get(_VENDOR, b""),
        circuit_id=circuit,
        remote_id=remote,
    )


def _all_options(data: bytes) -> Options:
    found: Options = {}
    _options(data, _LEAST + 4, len(data), found)
    overload = found.get(_OVERLOAD, b"")[:1]
    if overload in (b"\1", b"\3"):
        _options(data, 108, _LEAST, found)
    if overload in (b"\2", b"\3"):
        _options(data, 44, 108, found)
    return found


def _options(data: bytes, at: int, end: int, found: Options) -> None:
    """Adds the options that stand between two offsets."""
    while at < end:
        code = data[at]
        if code == 255:
            return
        if code == 0:
            at += 1
            continue
        after = at + 2 + data[at + 1] if at + 1 < end else end + 1
        if after > end:
            raise ValueError("the DHCP message is cut off")
        value = data[at + 2 : after]
        found[code] = found[code] + value if code in found else value
        at = after


def _client(value: bytes) -> tuple[str, str]:
    """An identifier, and the Ethernet address in it."""
    if len(value) == 7 and value[0] == _ETHERNET:
        return value[1:].hex(":"), octets.mac(value[1:])
    if value[:1] == b"\0":
        return octets.readable(value[1:]), ""
    # Type 255: number of the interface (4), then an identifier as DHCPv6 has it.
    return octets.readable(value), dhcpv6.duid_mac(value[5:]) if value[:1] == bytes([_DUID]) else ""


def _fqdn(value: bytes) -> str:
    if len(value) < 4:
        return ""
    return dhcpv6.name(value[3:]) if value[0] & _IN_DNS_FORM else octets.text(value[3:]).rstrip(".")


def _relay(value: bytes) -> tuple[str, str]:
    """Circuit and remote id of what a relay adds; what is cut off is left out."""
    found: Options = {}
    at = 0
    while at + 2 <= len(value) and at + 2 + value[at + 1] <= len(value):
        found.setdefault(value[at], value[at + 2 : at + 2 + value[at + 1]])
        at += 2 + value[at + 1]
    return octets.readable(found.get(1, b"")), octets.readable(found.get(2, b""))
