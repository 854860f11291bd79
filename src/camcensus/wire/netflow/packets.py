"""The heads of export packets, and whether what stands at a place can be one.

Version 5: version 2, count 2, uptime 4 (milliseconds), seconds 4, nanoseconds 4, sequence 4 (flows before this packet),
engine 2, sampling 2 (two bits of mode, then 1 of N); then `count` records of 48 bytes. Version 9: version 2, count 2,
uptime 4, seconds 4, sequence 4 (packets before), source 4; then sets, whose end nothing tells. IPFIX: version 2, length
2, seconds 4, sequence 4 (records before), domain 4; then sets. A set: number 2, length 2 with these four bytes.

Sources: Cisco, NetFlow Services Solutions Guide, table B-3 (version 5); RFC 3954, section 5.1; RFC 7011, section 3.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from struct import Struct

from camcensus.wire.netflow.fields import Field
from camcensus.wire.netflow.templates import Template

V5_HEAD, V9_HEAD, IPFIX_HEAD, SET_HEAD = 24, 20, 16, 4
V5_RECORD = 48
V5_MOST = 30
"""Records of a packet of version 5."""
HEAD = 24
"""Bytes by which a packet is told."""
NEXT = re.compile(rb"\x00[\x05\x09\x0a]")
"""How every packet begins: its version."""

_V5, _V9, _IPFIX, _SET = Struct("!HHIIIIHH"), Struct("!HHIIII"), Struct("!HHIII"), Struct("!HH")
_EARLIEST, _LATEST = 631_152_000, 4_102_444_800
"""Seconds since 1970 that the clock of an exporter may show: 1990 to 2100."""

_OCTETS = ((8, 4), (12, 4), (15, 4), (10, 2), (14, 2), (2, 4), (1, 4), (22, 4), (21, 4), (7, 2), (11, 2), (210, 1))
_REST = ((6, 1), (4, 1), (5, 1), (16, 2), (17, 2), (9, 1), (13, 1), (210, 2))
V5 = Template(fields=tuple(Field(number=number, size=size) for number, size in _OCTETS + _REST))
"""The records of version 5, as a template of version 9 would describe them; 210 is filling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What the head of a packet says."""

    version: int
    exported: int
    """Microseconds since 1970, by the exporter's clock."""
    uptime: int
    """Milliseconds since the exporter started; -1 where the head does not tell."""
    sequence: int
    source: int
    """Engine, source or observation domain: what numbers its packets and templates for itself."""
    count: int
    """Records (version 5), or as the exporter says."""
    end: int
    """Where the packet ends, from its start; 0: nothing tells."""
    sampled: int = 0
    """Version 5: 1 of so many packets was looked at; 0: all, or it does not say."""


def head(data: bytes, at: int) -> Head | None:
    """The head of the packet that begins `at`; None if none of these versions does. `HEAD` bytes must be there."""
    version = data[at + 1] if data[at] == 0 else 0
    if version == 5:
        _, count, uptime, seconds, rest, sequence, engine, sampling = _V5.unpack_from(data, at)
        if not 0 < count <= V5_MOST or rest >= 1_000_000_000:
            return None
        when = seconds * 1_000_000 + rest // 1_000
        end = V5_HEAD + count * V5_RECORD
        return Head(
            version=5, exported=when, uptime=uptime, sequence=sequence, source=engine, count=count, end=end,
            sampled=sampling & 0x3FFF if sampling & 0x3FFF > 1 else 0,
        )  # fmt: skip
    if version == 9:
        _, count, uptime, seconds, sequence, source = _V9.unpack_from(data, at)
        when = seconds * 1_000_000
        return Head(version=9, exported=when, uptime=uptime, sequence=sequence, source=source, count=count, end=0)
    if version == 10:
        _, length, seconds, sequence, source = _IPFIX.unpack_from(data, at)
        when = seconds * 1_000_000
        if length < IPFIX_HEAD:
            return None
        return Head(version=10, exported=when, uptime=-1, sequence=sequence, source=source, count=0, end=length)
    return None


def begins(data: bytes, at: int) -> bool:
    """Whether a packet can begin `at`, by all that its first `HEAD` bytes say.

    It is asked where nothing before tells that one does.
    """
    found = head(data, at)
    if found is None or not _EARLIEST <= found.exported // 1_000_000 < _LATEST:
        return False
    if found.version == 5:
        return True
    start = at + (V9_HEAD if found.version == 9 else IPFIX_HEAD)
    if found.end == IPFIX_HEAD:
        return True
    number, length = _SET.unpack_from(data, start)
    fits = length >= SET_HEAD and (not found.end or length <= found.end - IPFIX_HEAD)
    return fits and is_set(number, found.version)


def is_set(number: int, version: int) -> bool:
    """Whether sets of a version bear this number: templates have the lowest, data those from 256."""
    return number >= 256 or number in ((0, 1) if version == 9 else (2, 3))


def set_head(data: bytes, at: int) -> tuple[int, int]:
    """(number, length with these four bytes) of the set that begins `at`."""
    number, length = _SET.unpack_from(data, at)
    return number, length


def detect(data: bytes) -> bool:
    """Whether the bytes begin with an export packet; where its end is among them, another must follow there."""
    if len(data) < HEAD or not begins(data, 0):
        return False
    first = head(data, 0)
    if first is None:
        return False
    if first.version == 9:
        return _sets_lead_on(data)
    return len(data) - first.end < HEAD or begins(data, first.end)


def _sets_lead_on(data: bytes) -> bool:
    """Whether the sets of a packet of version 9 lead to its end, to another packet, or out of the sample."""
    at = V9_HEAD
    while len(data) - at >= SET_HEAD:
        number, length = set_head(data, at)
        if not is_set(number, 9) or length < SET_HEAD:
            return at > V9_HEAD and (len(data) - at < HEAD or begins(data, at))
        at += length
    return True
