"""SNMP as it is seen between others: versions 1, 2c and 3, questions, answers and traps, without a question at hand.

Communities, names of users, digests and what is encrypted are never handed out; values that somebody sets are not, and
neither are those of tables that hold communities and users. The engine id of version 3 names the maker by its
enterprise number, and mostly holds an address.

Sources: RFC 1157, section 4 (version 1); RFC 1901 and RFC 3416, section 3 (2c); RFC 3412, section 6 and RFC 3414,
section 2.4 (3); RFC 3411, section 5 (engine ids). Tables withheld: RFC 3413, 3414, 3415 and 3584.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

from camcensus.wire import octets, snmp
from camcensus.wire.snmp import INTEGER, OBJECT, OCTETS, SEQUENCE, Element

KINDS = {
    0xA0: "get",
    0xA1: "get-next",
    0xA2: "response",
    0xA3: "set",
    0xA4: "trap-1",
    0xA5: "get-bulk",
    0xA6: "inform",
    0xA7: "trap",
    0xA8: "report",
}
VERSIONS = {0: "1", 1: "2c", 3: "3"}

_IP_ADDRESS, _TICKS = 0x40, 0x43
_ENCRYPTED = 2
_WITHHELD = ("1.3.6.1.6.3.12.", "1.3.6.1.6.3.15.", "1.3.6.1.6.3.16.", "1.3.6.1.6.3.18.")
"""Targets, users, access and communities: what they hold are names and keys."""
_FORMATS = {1: 4, 2: 16, 3: 6}
"""Of an engine id: IPv4, IPv6, Ethernet; bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What one message says; empty is what it does not say."""

    version: str
    """One of `VERSIONS`."""
    kind: str = ""
    """One of `KINDS`; empty if it is encrypted."""
    number: int | None = None
    """It joins answers to questions."""
    error: int = 0
    """Of an answer; 2 says that an object is not there."""
    values: tuple[tuple[str, bytes], ...] = ()
    """OID and value as `snmp.bindings` gives them; the value is empty in a question, and where it is withheld."""
    agent: str = ""
    """Address that a trap of version 1 gives as its sender's."""
    enterprise: str = ""
    """OID that a trap of version 1 gives as the kind of its sender."""
    encrypted: bool = False
    engine: str = ""
    """Engine id of version 3, hexadecimal."""
    engine_vendor: int | None = None
    """The enterprise number in it."""
    engine_address: str = ""
    """The address in it: of IP, or of Ethernet."""


def parse(data: bytes) -> Message:
    """One message. Raises `ValueError` if it is none, or damaged."""
    outer = list(islice(snmp.elements(data, snmp.whole(data).start, len(data)), 5))
    version = VERSIONS.get(snmp.number(data, outer[0])) if outer else None
    tags = [one.tag for one in outer[1:]]
    if version in ("1", "2c") and len(tags) == 2 and tags[0] == OCTETS:
        return _said(data, outer[2], version)
    if version == "3" and tags in ([SEQUENCE, OCTETS, SEQUENCE], [SEQUENCE, OCTETS, OCTETS]):
        return _secured(data, *outer[1:])
    raise ValueError("not an SNMP message")


def _secured(data: bytes, head: Element, security: Element, scoped: Element) -> Message:
    """A message of version 3. Of its security (section 2.4 of RFC 3414) only the engine is read."""
    flags = snmp.inside(data, head, INTEGER, INTEGER, OCTETS, INTEGER)[2]
    [inner] = snmp.inside(data, security, SEQUENCE)
    engine = next(snmp.elements(data, inner.start, inner.end), None)
    if engine is None or engine.tag != OCTETS or flags.end == flags.start:
        raise ValueError("not an SNMP message")
    name = data[engine.start : engine.end]
    if data[flags.start] & _ENCRYPTED or scoped.tag == OCTETS:
        return _of_engine(Message(version="3", encrypted=True), name)
    inside = list(islice(snmp.elements(data, scoped.start, scoped.end), 4))
    if [one.tag for one in inside[:2]] != [OCTETS, OCTETS] or len(inside) != 3:
        raise ValueError("not an SNMP message")
    return _of_engine(_said(data, inside[2], "3"), name or data[inside[0].start : inside[0].end])


def _said(data: bytes, pdu: Element, version: str) -> Message:
    kind = KINDS.get(pdu.tag)
    if kind is None:
        raise ValueError("not an SNMP message: its kind is none")
    if kind == "trap-1":
        sender, agent, *_, values = snmp.inside(data, pdu, OBJECT, _IP_ADDRESS, INTEGER, INTEGER, _TICKS, SEQUENCE)
        return Message(
            version=version,
            kind=kind,
            values=_kept(data, values, kind),
            agent=octets.ip(data[agent.start : agent.end]),
            enterprise=snmp.value(data, sender).decode("ascii"),
        )
    asked, status, _, values = snmp.inside(data, pdu, INTEGER, INTEGER, INTEGER, SEQUENCE)
    return Message(
        version=version,
        kind=kind,
        number=snmp.number(data, asked),
        error=snmp.number(data, status) if kind == "response" else 0,
        values=_kept(data, values, kind),
    )


def _kept(data: bytes, values: Element, kind: str) -> tuple[tuple[str, bytes], ...]:
    found = snmp.bindings(data, values)
    if kind == "set":
        return tuple((oid, b"") for oid, _ in found)
    return tuple((oid, b"" if oid.startswith(_WITHHELD) else value) for oid, value in found)


def _of_engine(message: Message, name: bytes) -> Message:
    """The message with its engine: bit 1, enterprise number (31 bits), format (1), address (RFC 3411, section 5)."""
    if not 5 <= len(name) <= 32:
        return message
    vendor = int.from_bytes(name[:4], "big") & 0x7FFFFFFF
    rest = name[5:] if name[0] & 0x80 and len(name) - 5 == _FORMATS.get(name[4]) else b""
    address = octets.mac(rest) if len(rest) == 6 else octets.ip(rest)
    return replace(message, engine=name.hex(), engine_vendor=vendor, engine_address=address)
