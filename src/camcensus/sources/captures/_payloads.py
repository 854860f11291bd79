"""The payloads that were picked, read from the file: datagrams whole, streams from each head as far as they go on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from camcensus.sources.captures import _picks as picks
from camcensus.sources.captures._bindings import shown
from camcensus.sources.captures._numbers import named_addresses
from camcensus.wire import fragments
from camcensus.wire.capture.headers import Addresses

MOST = 65_536
"""Bytes of one payload or stream that are read."""


class Payload(NamedTuple):
    """One datagram, or what one side of a connection said from a head on."""

    kind: int
    """One of `_picks`."""
    source: str
    target: str
    source_port: int
    target_port: int
    mac: str
    """Of the frame; empty where the link has none."""
    data: bytes
    first: int
    """Microseconds since 1970; -1: not known."""
    last: int
    times: int
    """How often it came."""


class _Segment(NamedTuple):
    """A part of a stream: where it stands in the stream, and in the file."""

    flow: int
    kind: int
    sequence: int
    place: int
    room: int


_Row = dict[str, Any]
"""With the columns of `_picks.SCHEMA`, or of `_picks.HEADS`."""


class File:
    """Reads pieces of a capture by their place."""

    def __init__(self, path: Path, known: Addresses) -> None:
        self._stream = path.open("rb")
        self._known = known
        self.reassembly = fragments.Reassembly()

    def close(self) -> None:
        """Let go of the file."""
        self._stream.close()

    def _piece(self, place: int, room: int) -> bytes:
        return os.pread(self._stream.fileno(), min(room, MOST), place)

    def datagrams(self, rows: pl.DataFrame) -> Iterator[Payload]:
        """Datagrams and announcements, in the order of the file; what came in parts is put together."""
        for row in named_addresses(rows, self._known, "source", "target").iter_rows(named=True):
            data = self._piece(row["place"], row["room"])
            if row["kind"] == picks.FRAGMENT:
                whole = _put_together(self.reassembly, data, row["first"])
                if whole is None:
                    continue
                ports, data = whole
                row["kind"], row["ports"] = picks.SPEECH, ports
            yield _payload(row, data)

    def streams(self, rows: pl.DataFrame) -> Iterator[Payload]:
        """Each head with what follows it without a gap; one flow after the other, in the order of the file."""
        rows = rows.with_columns(turn=pl.col("place").min().over("flow")).sort("turn", "place")
        begun = named_addresses(rows.filter(pl.col("kind") != picks.MORE), self._known, "source", "target")
        heads = begun.iter_rows(named=True)
        segments = zip(*(rows[name].to_list() for name in _Segment._fields), strict=True)
        for _, flow in groupby(map(_Segment._make, segments), key=attrgetter("flow")):
            yield from self._flow(list(flow), heads)

    def _flow(self, flow: list[_Segment], rows: Iterator[_Row]) -> Iterator[Payload]:
        """Pieces belong to the head that their numbers follow, whenever they came; a head that comes again is one.

        `rows` gives the heads of this flow, then those of the next ones.
        """
        heads: dict[int, _Row] = {}
        for one in flow:
            if one.kind != picks.MORE:
                heads.setdefault(one.sequence, next(rows))
        pieces: dict[int, list[tuple[int, int, int]]] = {begin: [] for begin in heads}
        for _, _, sequence, place, room in flow if heads else ():
            behind, begin = min([((sequence - begin) % (1 << 32), begin) for begin in heads])
            pieces[begin].append((behind, place, room))
        for begin, head in heads.items():
            yield _payload(head, self._joined(sorted(pieces[begin])))

    def _joined(self, pieces: list[tuple[int, int, int]]) -> bytes:
        """Pieces (bytes behind the head, place, room) as far as they go on; those that come again add nothing."""
        data = bytearray()
        for behind, place, room in pieces:
            again = len(data) - behind
            if again < 0 or len(data) >= MOST:
                break
            if room > again:
                data += self._piece(place + again, room - again)
        return bytes(data[:MOST])


def _payload(row: _Row, data: bytes) -> Payload:
    return Payload(
        kind=row["kind"],
        source=row["source"],
        target=row["target"],
        source_port=row["ports"] >> 16,
        target_port=row["ports"] & 0xFFFF,
        mac=shown(row["mac"]) if 0 < row["mac"] < 1 << 48 else "",
        data=data,
        first=row["first"],
        last=row["last"] if "last" in row else row["first"],
        times=row.get("count", 1),
    )


def _put_together(reassembly: fragments.Reassembly, packet: bytes, at: int) -> tuple[int, bytes] | None:
    """(both ports, payload) of a UDP datagram when its last part has come."""
    part = _part(packet)
    if part is None:
        return None
    key, offset, more, data = part
    whole = reassembly.add(key, offset, more, data, at)
    if whole is None or len(whole) < 8:
        return None
    return int.from_bytes(whole[:4], "big"), whole[8:]


def _part(packet: bytes) -> tuple[bytes, int, bool, bytes] | None:
    """(what the parts of one datagram share, offset, whether more follow, bytes) of a fragment of UDP."""
    if len(packet) >= 20 and packet[0] >> 4 == 4:
        above, size = (packet[0] & 15) * 4, int.from_bytes(packet[2:4], "big")
        place = int.from_bytes(packet[6:8], "big")
        return (
            packet[4:6] + packet[9:10] + packet[12:20],
            (place & 0x1FFF) * 8,
            bool(place & 0x2000),
            packet[above:size],
        )
    if len(packet) < 48 or packet[0] >> 4 != 6:
        return None
    kind, at = packet[6], 40
    while kind in (0, 43, 60) and at + 8 <= len(packet):
        kind, at = packet[at], at + (packet[at + 1] + 1) * 8
    if kind != 44 or at + 8 > len(packet) or packet[at] != 17:
        return None
    place = int.from_bytes(packet[at + 2 : at + 4], "big")
    end = 40 + int.from_bytes(packet[4:6], "big")
    return packet[at + 4 : at + 8] + packet[8:40], place & 0xFFF8, bool(place & 1), packet[at + 8 : end]
