"""WS-Discovery as ONVIF uses it: SOAP 1.2 over UDP port 3702, to 239.255.255.250 or ff02::c, or to one device.

A ``Probe`` names the types wanted, and whoever has all of them answers with ``ProbeMatches``. Cameras answer to one or
both of two types, so two messages are needed. ``Hello`` is announced unasked. There are no messages here that change
anything; the protocol has none.

Sources: WS-Discovery 1.0 (April 2005), sections 4 and 5, with WS-Addressing (August 2004); ONVIF Core Specification,
section 7.3.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from lxml import etree

from camcensus.wire import xml

GROUP = "239.255.255.250"
GROUP_V6 = "ff02::c"
PORT = 3702

MAX_PACKET = 65_536
"""Bytes. A datagram cannot be larger; answers have some kilobytes."""
MOST = 64
"""Matches of one answer; a device has one, some have a few."""
MAX_WORDS = 200
"""Words of one list (types, scopes, addresses)."""
MAX_TEXT = 16_384
"""Characters of one list."""


class Kind(StrEnum):
    """What is asked for, as a qualified name with its namespace."""

    TRANSMITTER = "dn:NetworkVideoTransmitter"
    DEVICE = "tds:Device"


_SPACES = {
    Kind.TRANSMITTER: 'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"',
    Kind.DEVICE: 'xmlns:tds="http://www.onvif.org/ver10/device/wsdl"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """What one service says of itself."""

    endpoint: str
    """Address of its endpoint reference: mostly ``urn:uuid:..``."""
    types: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    xaddrs: tuple[str, ...] = ()
    """Addresses where it may be called; they are the device's own words."""


def probe(kind: Kind, message: UUID) -> bytes:
    """The message that asks who is of that kind; `message` numbers it and comes back in ``RelatesTo``."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"'
        ' xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"'
        f' xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" {_SPACES[kind]}>'
        "<s:Header><a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/Probe</a:Action>"
        f"<a:MessageID>urn:uuid:{message}</a:MessageID>"
        "<a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To></s:Header>"
        f"<s:Body><d:Probe><d:Types>{kind}</d:Types></d:Probe></s:Body></s:Envelope>"
    ).encode()


def matches(data: bytes) -> list[Match]:
    """What the services in one ``ProbeMatches``, ``ResolveMatches`` or ``Hello`` say of themselves; at least one.

    Raises `ValueError` for anything else. Services beyond `MOST` are left out.
    """
    if len(data) > MAX_PACKET:
        raise ValueError("larger than 64 KiB: no WS-Discovery answer is")
    found: list[Match] = []
    tags = ("{*}ProbeMatch", "{*}ResolveMatch", "{*}Hello")
    for element in xml.records(io.BytesIO(data.strip(b"\0 \t\r\n")), *tags):
        match = _match(element)
        if match is not None and len(found) < MOST:
            found.append(match)
    if not found:
        raise ValueError("not a WS-Discovery answer: it tells of no service")
    return found


def _match(element: etree._Element) -> Match | None:
    endpoint = _text(element, "{*}EndpointReference/{*}Address")
    if not endpoint:
        return None
    types, scopes, xaddrs = (_words(element, tag) for tag in ("{*}Types", "{*}Scopes", "{*}XAddrs"))
    return Match(endpoint=endpoint[:256], types=types, scopes=scopes, xaddrs=xaddrs)


def _words(element: etree._Element, tag: str) -> tuple[str, ...]:
    return tuple(_text(element, tag).split(maxsplit=MAX_WORDS)[:MAX_WORDS])


def _text(element: etree._Element, path: str) -> str:
    found = element.find(path)
    return ((found.text if found is not None else "") or "").strip()[:MAX_TEXT]
