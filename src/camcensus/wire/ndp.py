"""Neighbour discovery of IPv6: which addresses belong together, who routes, and which prefixes are in use.

An ICMPv6 message is a type (1), a code (1, always 0 here), a check sum (2), fields, and options: type (1), length in
units of eight bytes (1), value.

====  =======================  ====================================================================
type  kind                     fields
====  =======================  ====================================================================
133   router-solicitation      unused (4)
134   router-advertisement     hop limit (1), flags (1), lifetime (2), times (4, 4)
135   neighbour-solicitation   unused (4), target (16)
136   neighbour-advertisement  flags (4), target (16)
137   redirect                 unused (4), target (16), destination (16)
====  =======================  ====================================================================

The check sum is not verified: it takes the addresses of the IPv6 header, and captures hold packets before their
interface has filled it in.

Source: RFC 4861, section 4.
"""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from camcensus.wire import octets

KINDS = {
    133: "router-solicitation",
    134: "router-advertisement",
    135: "neighbour-solicitation",
    136: "neighbour-advertisement",
    137: "redirect",
}

MAX_MESSAGE = 65_535
MOST = 64
"""Prefixes of one message."""

_FIELDS = {133: 8, 134: 16, 135: 24, 136: 24, 137: 40}
"""Bytes before the options."""
_SOURCE_LINK, _TARGET_LINK, _PREFIX = 1, 2, 3
_TIMES = Struct("!II")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefix:
    """A prefix that a router announces; times in seconds, 4294967295 for ever."""

    prefix: str
    """With its length: ``2001:db8::/64``."""
    on_link: bool
    autonomous: bool
    """Whether hosts make themselves addresses in it."""
    valid: int
    preferred: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says; empty is what it does not say."""

    kind: str
    """One of `KINDS`."""
    target: str = ""
    """Whose link-layer address is asked for or told; of a redirect, the better way."""
    destination: str = ""
    """Of a redirect: whereto."""
    source_mac: str = ""
    """Link-layer address of who sent it."""
    target_mac: str = ""
    """Link-layer address of the target."""
    router: bool = False
    """Whether an advertisement says that its sender is a router."""
    solicited: bool = False
    override: bool = False
    managed: bool = False
    """Whether a router says that addresses come from DHCPv6."""
    other: bool = False
    """Whether it says that other settings do."""
    lifetime: int | None = None
    """Seconds for which a router serves as default; 0 if it does not."""
    prefixes: tuple[Prefix, ...] = ()


def parse(data: bytes) -> Message:
    """One message, from its ICMPv6 header on. Raises `ValueError` if it is none, cut off, or an option is empty."""
    if len(data) > MAX_MESSAGE:
        raise ValueError("larger than a datagram: no ICMPv6 message is")
    if len(data) < 2 or data[0] not in KINDS or data[1] != 0:
        raise ValueError("not a message of neighbour discovery")
    kind, start = data[0], _FIELDS[data[0]]
    if len(data) < start:
        raise _cut()
    links, prefixes = _options(data, start)
    advertised, routed = kind == 136, kind == 134
    flags = data[5] if routed else data[4]
    return Message(
        kind=KINDS[kind],
        target=octets.ip(data[8:24]) if kind >= 135 else "",
        destination=octets.ip(data[24:40]) if kind == 137 else "",
        source_mac=links.get(_SOURCE_LINK, ""),
        target_mac=links.get(_TARGET_LINK, ""),
        router=routed or (advertised and bool(flags & 0x80)),
        solicited=advertised and bool(flags & 0x40),
        override=advertised and bool(flags & 0x20),
        managed=routed and bool(flags & 0x80),
        other=routed and bool(flags & 0x40),
        lifetime=data[6] << 8 | data[7] if routed else None,
        prefixes=tuple(prefixes),
    )


def _options(data: bytes, at: int) -> tuple[dict[int, str], list[Prefix]]:
    links: dict[int, str] = {}
    prefixes: list[Prefix] = []
    while at < len(data):
        kind = data[at]
        size = 8 * data[at + 1] if at + 1 < len(data) else 0
        if size == 0 or at + size > len(data):
            raise _cut()
        if kind in (_SOURCE_LINK, _TARGET_LINK) and size == 8:
            links.setdefault(kind, octets.mac(data[at + 2 : at + 8]))
        elif kind == _PREFIX and size == 32 and len(prefixes) < MOST:
            prefixes.append(_prefix(data, at))
        at += size
    return links, prefixes


def _prefix(data: bytes, at: int) -> Prefix:
    flags = data[at + 3]
    valid, preferred = _TIMES.unpack_from(data, at + 4)
    return Prefix(
        prefix=f"{octets.ip(data[at + 16 : at + 32]) or '::'}/{data[at + 2]}",
        on_link=bool(flags & 0x80),
        autonomous=bool(flags & 0x40),
        valid=valid,
        preferred=preferred,
    )


def _cut() -> ValueError:
    return ValueError("the message of neighbour discovery is cut off, or an option is empty")
