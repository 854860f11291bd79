"""RTP and RTCP: whether datagrams are a stream of video or sound, and what its sender says of itself.

The header of RTP is version 2, padding, extension and count of sources (1), marker and payload type (1), sequence (2),
time (4), source (4), sources mixed in (4 each), extension: profile (2), words (2), words. Nothing marks it, so one
packet proves nothing: `presence` wants several that go on from each other.

Sources: RFC 3550, sections 5.1, 5.3.1 and 6.4 to 6.6; RFC 3551, section 6 (payload types); RFC 5761, section 4 (types
that RTCP takes); RFC 2326, section 10.12 (RTP inside RTSP).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from struct import Struct

from camcensus.wire import octets

LEAST = 4
"""Packets that make a stream."""
MOST = 64
"""Packets that are looked at, and parts of one packet of RTCP."""
GAP = 128
"""Packets that may be missing between two of a stream."""

_HEAD = Struct("!BBHII")
_STATIC = frozenset({0, *range(3, 19), 25, 26, 28, *range(31, 35)})
_DYNAMIC = range(96, 128)
_SENDER, _RECEIVER, _DESCRIPTION, _LAST_TYPE = 200, 201, 202, 207
_CNAME, _TOOL = 1, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Packet:
    """The header of one packet, and where its payload is."""

    payload_type: int
    marker: bool
    sequence: int
    time: int
    source: int
    """SSRC."""
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """What packets that go on from each other are."""

    source: int
    """SSRC."""
    payload_types: tuple[int, ...]
    """In the order seen; mostly one."""
    packets: int
    """How many of those given belong to it, repeated ones counted once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one packet of RTCP says."""

    source: int
    """SSRC of who reports."""
    sends: bool
    """Whether it sends a stream, and does not only take one in."""
    packets: int | None = None
    """How many it has sent."""
    cname: str = ""
    """``user@host``, or a host or a number."""
    tool: str = ""
    """Its program."""


def packet(data: bytes) -> Packet:
    """The header of one packet. Raises `ValueError` if it is none, or its parts do not fit into it."""
    if len(data) < 12 or data[0] >> 6 != 2:
        raise ValueError("not an RTP packet")
    first, second, sequence, time, source = _HEAD.unpack_from(data)
    start, end = 12 + 4 * (first & 0x0F), len(data)
    if first & 0x10:
        if start + 4 > end:
            raise ValueError("not an RTP packet: its extension is cut off")
        start += 4 + 4 * (data[start + 2] << 8 | data[start + 3])
    if first & 0x20:
        if data[-1] == 0:
            raise ValueError("not an RTP packet: its padding has no length")
        end -= data[-1]
    if start > end:
        raise ValueError("not an RTP packet: its parts do not fit into it")
    return Packet(
        payload_type=second & 0x7F,
        marker=second >= 0x80,
        sequence=sequence,
        time=time,
        source=source,
        start=start,
        end=end,
    )


def presence(packets: Sequence[bytes]) -> Stream | None:
    """The stream that the first datagrams of one direction are, or None: rather none than a wrong one. Never raises.

    All must have one source, types that are in use, and sequences that rise; a datagram that was captured twice counts
    once, and at most `GAP` may be missing between two. Packets out of order make it none.
    """
    read: list[Packet] = []
    before = b""
    for data in packets[:MOST]:
        if data == before:
            continue
        before = data
        try:
            read.append(packet(data))
        except ValueError:
            return None
    if len(read) < LEAST or not all(map(_goes_on, read, read[1:])):
        return None
    types = tuple(dict.fromkeys(one.payload_type for one in read))
    if not all(one in _STATIC or one in _DYNAMIC for one in types):
        return None
    return Stream(source=read[0].source, payload_types=types, packets=len(read))


def _goes_on(one: Packet, next_one: Packet) -> bool:
    return one.source == next_one.source and 0 < (next_one.sequence - one.sequence) & 0xFFFF <= GAP


def report(data: bytes) -> Report:
    """What one datagram of RTCP says. Raises `ValueError` if it is none, or cut off.

    It begins with a report (types 200 and 201), and others follow.
    """
    if len(data) < 8 or data[0] >> 6 != 2 or data[1] not in (_SENDER, _RECEIVER):
        raise ValueError("not an RTCP packet")
    source, sends, packets = int.from_bytes(data[4:8], "big"), data[1] == _SENDER, None
    texts: dict[int, str] = {}
    at = 0
    for _ in range(MOST):
        if at == len(data):
            break
        end, kind = _part(data, at)
        if kind == _SENDER and end - at >= 28:
            packets = int.from_bytes(data[at + 20 : at + 24], "big")
        elif kind == _DESCRIPTION and not texts:
            texts = _texts(data[at + 8 : end])
        at = end
    return Report(source=source, sends=sends, packets=packets, cname=texts.get(_CNAME, ""), tool=texts.get(_TOOL, ""))


def _part(data: bytes, at: int) -> tuple[int, int]:
    """Where one part ends, and its type."""
    if at + 4 > len(data) or data[at] >> 6 != 2 or not _SENDER <= data[at + 1] <= _LAST_TYPE:
        raise ValueError("not an RTCP packet: a part of it is none")
    end = at + 4 + 4 * (data[at + 2] << 8 | data[at + 3])
    if end > len(data):
        raise ValueError("the RTCP packet is cut off")
    return end, data[at + 1]


def _texts(chunk: bytes) -> dict[int, str]:
    """The items of the first source in a description, by type."""
    found: dict[int, str] = {}
    at = 0
    while at + 2 <= len(chunk) and chunk[at]:
        end = at + 2 + chunk[at + 1]
        if end > len(chunk):
            break
        found.setdefault(chunk[at], octets.text(chunk[at + 2 : end]))
        at = end
    return found


def frames(data: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    """Channel and content of the whole ``$`` frames that stand side by side from an offset on; none if there is none.

    A frame is ``$``, a channel (1), a length (2), content: RTP, or RTCP on odd channels.
    """
    while data[at : at + 1] == b"$" and at + 4 <= len(data):
        end = at + 4 + (data[at + 2] << 8 | data[at + 3])
        if end > len(data):
            return
        yield data[at + 1], data[at + 4 : end]
        at = end


def after_frames(data: bytes, at: int = 0) -> int:
    """Where what follows the ``$`` frames begins: beyond the end of `data` if the last frame is cut off."""
    while data[at : at + 1] == b"$":
        at += 4 + int.from_bytes(data[at + 2 : at + 4], "big") if at + 4 <= len(data) else 4
    return at
