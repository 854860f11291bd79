"""SNMP version 2c: one question, GET, for a closed list of objects; and the small part of BER that it needs.

A message is ``SEQUENCE { version 1, community, PDU }``, a PDU ``{ number, error status, error index, SEQUENCE OF
{ OID, value } }``. There is no SET here, and no walk: only what stands in `OBJECTS` can be asked for.

Sources: RFC 1901, section 3; RFC 3416, sections 3 and 4.2; ITU-T X.690, section 8 (BER). Objects: RFC 3418 (system
group); those of Hikvision's cameras from murrant/librenms, recordings of its tests.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

SYS_DESCR = "1.3.6.1.2.1.1.1.0"
SYS_OBJECT_ID = "1.3.6.1.2.1.1.2.0"
SYS_NAME = "1.3.6.1.2.1.1.5.0"
SYSTEM = (SYS_DESCR, SYS_OBJECT_ID, SYS_NAME)
CAMERA = ("1.3.6.1.4.1.39165.1.1.0", "1.3.6.1.4.1.39165.1.3.0", "1.3.6.1.4.1.39165.1.6.0")
"""Model, firmware and maker, as Hikvision's cameras tell them."""
OBJECTS = (*SYSTEM, *CAMERA)

PORT = 161
MAX_MESSAGE = 65_507
"""Bytes: the largest datagram."""
MAX_VALUE = 4_096
"""Bytes of one value that are handed out."""
MAX_NUMBER = 2**31 - 1

INTEGER, OCTETS, NULL, OBJECT, SEQUENCE = 0x02, 0x04, 0x05, 0x06, 0x30
GET, RESPONSE, REPORT = 0xA0, 0xA2, 0xA8
_IP_ADDRESS, _COUNTER, _GAUGE, _TICKS, _COUNTER64 = 0x40, 0x41, 0x42, 0x43, 0x46
_MOST = 64
"""Values of one answer."""

Values = list[tuple[str, bytes]]
"""OID and value; numbers, OIDs and addresses as text."""


class Element(NamedTuple):
    """One element of BER: its tag, and where its content begins and ends."""

    tag: int
    start: int
    end: int


def encoded(tag: int, *content: bytes) -> bytes:
    """An element, its length in the shortest form."""
    inside = b"".join(content)
    size = len(inside)
    if size < 0x80:
        return bytes([tag, size]) + inside
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + inside


def integer(value: int) -> bytes:
    """A whole number from 0 to `MAX_NUMBER` as an element. Raises `ValueError` for another."""
    if not 0 <= value <= MAX_NUMBER:
        raise ValueError("SNMP numbers messages from 0 to 2147483647")
    return encoded(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def elements(data: bytes, start: int, end: int) -> Iterator[Element]:
    """The elements that stand side by side between two offsets. Raises `ValueError` if one is cut or indefinite."""
    at = start
    while at < end:
        if at + 2 > end or data[at] & 0x1F == 0x1F:
            raise _broken()
        tag, size, at = data[at], data[at + 1], at + 2
        if size >= 0x80:
            count = size & 0x7F
            if not 0 < count <= 4 or at + count > end:
                raise _broken()
            size, at = int.from_bytes(data[at : at + count], "big"), at + count
        if at + size > end:
            raise _broken()
        yield Element(tag, at, at + size)
        at += size


def inside(data: bytes, element: Element, *tags: int) -> list[Element]:
    """The elements in an element, which must have these tags, in order. Raises `ValueError` otherwise."""
    found = list(islice(elements(data, element.start, element.end), len(tags) + 1))
    if [one.tag for one in found] != list(tags):
        raise _broken()
    return found


def whole(data: bytes) -> Element:
    """The one SEQUENCE that a message is. Raises `ValueError` otherwise."""
    if len(data) > MAX_MESSAGE:
        raise ValueError("larger than a datagram: no SNMP message is")
    return inside(data, Element(0, 0, len(data)), SEQUENCE)[0]


def number(data: bytes, element: Element) -> int:
    """The whole number in an element of eight bytes at most. Raises `ValueError` otherwise."""
    if element.tag != INTEGER or not 0 < element.end - element.start <= 8:
        raise _broken()
    return int.from_bytes(data[element.start : element.end], "big", signed=True)


def get(community: str, asked: int, objects: Sequence[str]) -> bytes:
    """The message that asks for some of `OBJECTS`; `asked` numbers it, 0 to `MAX_NUMBER`.

    Raises `ValueError` for an object that is not one of them, or a number out of range.
    """
    return encoded(SEQUENCE, integer(1), encoded(OCTETS, community.encode()), request(asked, objects))


def request(asked: int, objects: Sequence[str]) -> bytes:
    """The PDU of a GET; see `get`."""
    if not set(objects) <= set(OBJECTS):
        raise ValueError("SNMP is asked only for what stands in the list")
    wanted = (encoded(SEQUENCE, _object(one), encoded(NULL)) for one in objects)
    return encoded(GET, integer(asked), integer(0), integer(0), encoded(SEQUENCE, *wanted))


def answer(data: bytes, community: str, asked: int) -> Values:
    """The values that answer the message with this number; those of the list only, empty ones left out.

    Raises `ValueError` if it is no such answer.
    """
    version, name, pdu = inside(data, whole(data), INTEGER, OCTETS, RESPONSE)
    if number(data, version) != 1 or data[name.start : name.end] != community.encode():
        raise ValueError("not an answer to this question: version or community is another")
    return [(oid, value) for oid, value in response(data, pdu, asked) if oid in OBJECTS and value]


def response(data: bytes, pdu: Element, asked: int | None = None) -> Values:
    """Every value of the PDU of an answer or report, with the number `asked` or any.

    Raises `ValueError` if it has another, if it is damaged, and if it is an error.
    """
    got, status, _, values = inside(data, pdu, INTEGER, INTEGER, INTEGER, SEQUENCE)
    if asked is not None and number(data, got) != asked:
        raise ValueError("not an answer to this question: its number is another")
    if number(data, status) != 0:
        raise ValueError(f"the agent answers with error {number(data, status)}")
    return bindings(data, values)


def bindings(data: bytes, values: Element) -> Values:
    """What a PDU's list of OIDs and values says, its first 64. Raises `ValueError` if it is damaged."""
    found = []
    for pair in islice(elements(data, values.start, values.end), _MOST):
        parts = list(islice(elements(data, pair.start, pair.end), 3))
        if pair.tag != SEQUENCE or len(parts) != 2 or parts[0].tag != OBJECT:
            raise _broken()
        found.append((_dotted(data[parts[0].start : parts[0].end]), value(data, parts[1])))
    return found


def value(data: bytes, element: Element) -> bytes:
    """What an element says; nothing for NULL, *no such object* and kinds not known. Raises `ValueError` if damaged."""
    content = data[element.start : element.end]
    if element.tag == OCTETS:
        return content[:MAX_VALUE]
    if element.tag == OBJECT:
        return _dotted(content).encode()
    if element.tag == INTEGER:
        return str(number(data, element)).encode()
    if element.tag in (_COUNTER, _GAUGE, _TICKS, _COUNTER64) and 0 < len(content) <= 9:
        return str(int.from_bytes(content, "big")).encode()
    if element.tag == _IP_ADDRESS and len(content) == 4:
        return str(ipaddress.IPv4Address(content)).encode()
    return b""


def _object(dotted: str) -> bytes:
    first, second, *rest = map(int, dotted.split("."))
    return encoded(OBJECT, *(_base128(part) for part in (40 * first + second, *rest)))


def _base128(value: int) -> bytes:
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.insert(0, 0x80 | value & 0x7F)
    return bytes(digits)


def _dotted(content: bytes) -> str:
    """An OID as text; empty for an empty one, which some cameras send."""
    if not content:
        return ""
    if len(content) > 640 or content[-1] & 0x80:
        raise _broken()
    parts, value = [], 0
    for byte in content:
        value = value << 7 | byte & 0x7F
        if value > 2**32 - 1:
            raise _broken()
        if not byte & 0x80:
            parts.append(value)
            value = 0
    first = min(parts[0] // 40, 2)
    return ".".join(map(str, (first, parts[0] - 40 * first, *parts[1:])))


def _broken() -> ValueError:
    return ValueError("not an SNMP message, or damaged")
