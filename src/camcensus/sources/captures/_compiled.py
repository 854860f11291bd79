"""The same as `_oneway` and `_picks`, compiled: for the packets that nearly all packets are.

A plain packet is IPv4 without options or fragments, TCP or UDP, on Ethernet with at most two VLAN tags. Every other one
is *odd*: it is put aside and goes the way through numpy. Both ways give the same (a test holds them against each
other). It takes numba, which takes a second to start: large files are worth it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from camcensus.sources.captures import _picks as picks
from camcensus.wire.capture.columns import LATEST, PADDING
from camcensus.wire.capture.walk import Bytes, Places

COLUMNS = 14
"""Of a flow: key, addresses, ports and protocol, Ethernet address, packets, bytes, first, last, how it opened, the
number of its last head, how many heads, then of RTP: packets, and source and kind in one, least and greatest."""

PICK = 10
"""Columns of a pick: place in the file, room, kind, addresses, ports, Ethernet address, sequence, time, flow, print."""

ASIDE = 5
"""Columns of a packet put aside: where it begins among them, caught, length, time, place in the file."""

Table = npt.NDArray[np.int64]


class Room(NamedTuple):
    """Where the compiled way puts what it finds."""

    table: Table
    """Flows by their key."""
    picks: Table
    """Payloads worth reading."""
    rows: Table
    """Odd packets."""
    aside: Bytes
    """Their bytes, one packet behind the other."""
    held: Places
    """How many flows, picks, odd packets and bytes of these there are."""
    odd: npt.NDArray[np.uint64]
    """Four numbers for the keys of flows, then those for the prints of payloads."""
    wanted: npt.NDArray[np.bool_]
    """Ports of datagrams that are read."""


TAKEN, ODD, TABLE_FULL, NO_ROOM, BAD = range(5)
"""What became of a packet, or why a walk ended: there was no room in the table of flows, none for picks or odd packets,
or the record is none. A packet that found no room is in nothing."""

KEPT = 1 << 17
"""Bytes of an odd packet that are put aside: more than any IP packet has."""

SERVER_WORDS = np.array([0x48545450, 0x52545350, 0x5353482D, 0x32323020, 0x3232302D], dtype=np.int64)
CLIENT_WORDS = np.array([int.from_bytes(mark, "big") for mark in picks.CLIENT_STARTS], dtype=np.int64)
BEGINS = np.zeros(256, dtype=np.bool_)
"""First bytes of these, of TLS and of Telnet: most payloads begin otherwise."""
BEGINS[[*(SERVER_WORDS >> 24), *(CLIENT_WORDS >> 24), 0x16, 0xFF]] = True
_REACH, _PER_FLOW, _LARGE, _SAMPLE = picks.REACH, picks.PER_FLOW, 160, picks.SAMPLE
_SPEECH, _SERVER, _CLIENT, _MORE = picks.SPEECH, picks.SERVER, picks.CLIENT, picks.MORE
_DNS = 53


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _byte(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return np.int64(data[np.uintp(at)])  # type: ignore[return-value]  # signed, and never counted from the end


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _two(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return _byte(data, at) << 8 | _byte(data, at + 1)


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _four(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return _two(data, at) << 16 | _two(data, at + 2)


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _word(data: Bytes, at: int, big: int) -> int:  # pragma: no cover  # compiled
    if big:
        return _four(data, at)
    return _byte(data, at + 3) << 24 | _byte(data, at + 2) << 16 | _byte(data, at + 1) << 8 | _byte(data, at)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _kind(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    """0: neither, 1: the head of a server's stream, 2: of a client's."""
    if not BEGINS[data[at]]:
        return 0
    word = _four(data, at)
    half = word >> 16
    if half == 0x1603 and data[at + 2] <= 4:
        if data[at + 5] == 2:
            return 1
        return 2 if data[at + 5] == 1 else 0
    if half == 0xFFFD or half == 0xFFFB:  # a greeting of Telnet
        return 1
    for mark in SERVER_WORDS:
        if word == mark:
            return 1
    for mark in CLIENT_WORDS:
        if word == mark:
            return 2
    return 0


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _print(data: Bytes, at: int, size: int, odd: npt.NDArray[np.uint64]) -> int:  # pragma: no cover  # compiled
    """The fingerprint that `_picks` makes of a payload, of bytes `at` on."""
    mixed = np.uint64(size)
    for part in range(3):
        begin = at + max((size - _SAMPLE) * part // 2, 0)
        room = min(at + size - begin, _SAMPLE)
        for word in range(_SAMPLE // 8):
            value = np.uint64(0)
            for byte in range(min(room - word * 8, 8)):
                value |= np.uint64(data[begin + word * 8 + byte]) << np.uint64(8 * byte)
            mixed = (mixed ^ value) * odd[4 + part * (_SAMPLE // 8) + word]
            mixed ^= mixed >> np.uint64(32)
    return np.int64(mixed)  # type: ignore[return-value]


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _take(
    data: Bytes, start: int, caught: int, length: int, time: int, place: int,
    table: Table, held: Places, picked: Table, odd: npt.NDArray[np.uint64], wanted: npt.NDArray[np.bool_],
) -> int:  # pragma: no cover  # compiled  # fmt: skip
    """One packet of Ethernet into the table, and its payload to the picks if it is worth reading; what became of it."""
    end = start + caught
    at = start + 12
    kind = _two(data, at)
    tags = 0
    while (kind == 0x8100 or kind == 0x88A8) and tags < 2:
        at += 4
        tags += 1
        kind = _two(data, at)
    at += 2
    if kind != 0x0800 or data[at] != 0x45 or at + 28 > end or (_two(data, at + 6) & 0x3FFF) != 0:
        return ODD
    size, protocol, above = _two(data, at + 2), _byte(data, at + 9), at + 20
    size = min(size, length - (at - start))
    flags = 0
    if protocol == 6 and above + 20 <= end:
        payload = above + (_byte(data, above + 12) >> 4) * 4
        flags = _byte(data, above + 13)
    elif protocol == 17:
        payload = above + 8
    else:
        return ODD
    if size < 28 or payload < above + 8 or (protocol == 6 and payload < above + 20):
        return ODD
    stop = min(end, at + size)
    if protocol == 17:
        stop = min(stop, above + max(_two(data, above + 4), 8))
    source, target, ports = _four(data, at + 12), _four(data, at + 16), _four(data, above)
    mac = _two(data, start + 6) << 32 | _four(data, start + 8)

    mixed = np.uint64(source) * odd[0]
    mixed ^= mixed >> np.uint64(29)
    mixed = (mixed + np.uint64(target)) * odd[1]
    mixed ^= mixed >> np.uint64(31)
    mixed = (mixed + np.uint64(ports) * np.uint64(256) + np.uint64(protocol)) * odd[2]
    mixed ^= mixed >> np.uint64(30)
    mixed = (mixed + np.uint64(mac)) * odd[3]
    mixed ^= mixed >> np.uint64(32)
    key = np.int64(mixed)
    if key == 0:
        return ODD
    mask = np.uint64(table.shape[0] - 1)
    slot = mixed & mask
    while table[slot, 0] != key and table[slot, 0] != 0:
        slot = (slot + np.uint64(1)) & mask
    if table[slot, 0] == 0:
        if held[0] >= table.shape[0] * 6 // 10:
            return TABLE_FULL
        held[0] += 1
        table[slot, 0], table[slot, 1] = key, source << 32 | target
        table[slot, 2], table[slot, 3] = ports << 8 | protocol, mac
        table[slot, 6] = table[slot, 7] = time
        table[slot, 9] = -1
    table[slot, 4] += 1
    table[slot, 5] += size
    if time >= 0:
        table[slot, 6] = time if table[slot, 6] < 0 else min(table[slot, 6], time)
        table[slot, 7] = max(table[slot, 7], time)
    if flags & 2:
        table[slot, 8] = max(table[slot, 8], 2 if flags & 16 else 1)
    much = stop - payload
    if much <= 0:
        return TAKEN
    what, sequence, shown = -1, 0, np.int64(0)
    if protocol == 6:
        head = _kind(data, payload)
        sequence = _four(data, above + 4)
        if head:
            if table[slot, 10] < _PER_FLOW:
                what = _SERVER if head == 1 else _CLIENT
                table[slot, 10] += 1
            if head == 1 and (
                source >> 24 == 10 or source >> 16 == 0xC0A8 or source >> 16 == 0xA9FE
                or source >> 20 == 0xAC1 or source >> 22 == 0x191
            ):  # fmt: skip
                table[slot, 9] = sequence
        elif table[slot, 9] >= 0 and ((sequence - table[slot, 9]) & 0xFFFFFFFF) < _REACH:
            what = _MORE
    else:
        low = min(ports >> 16, ports & 0xFFFF)
        first, second = _byte(data, payload), _byte(data, payload + 1)
        if wanted[ports >> 16] or wanted[ports & 0xFFFF]:
            media = much > 11 and low > 1024 and first >> 6 == 2 and second != 1 and second != 3
            if not media or first == 0xA3 or first == 0xB3:
                what = _SPEECH
                skip = 2 if ports >> 16 == _DNS or ports & 0xFFFF == _DNS else 0
                shown = _print(data, payload + skip, much - skip, odd) ^ key
        second &= 0x7F
        if much > _LARGE and first >> 6 == 2 and (second >= 96 or second == 26 or 31 <= second <= 34):
            stream = _four(data, payload + 8) << 8 | second
            table[slot, 12] = stream if table[slot, 11] == 0 else min(table[slot, 12], stream)
            table[slot, 13] = max(table[slot, 13], stream)
            table[slot, 11] += 1
    if what >= 0:
        row = held[1]
        held[1] += 1
        picked[row, 0], picked[row, 1], picked[row, 2] = place + payload - start, much, what
        picked[row, 3], picked[row, 4], picked[row, 5], picked[row, 6] = table[slot, 1], ports, mac, sequence
        picked[row, 7], picked[row, 8], picked[row, 9] = time, key, shown
    return TAKEN


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _aside(
    data: Bytes, start: int, caught: int, length: int, time: int, place: int,
    held: Places, rows: Table, aside: Bytes,
) -> int:  # pragma: no cover  # compiled  # fmt: skip
    """Put an odd packet aside; whether there was room."""
    kept, begin, row = min(caught, KEPT), held[3], held[2]
    if row >= rows.shape[0] or begin + kept + PADDING > aside.shape[0]:
        return NO_ROOM
    for byte in range(kept):
        aside[begin + byte] = data[start + byte]
    rows[row, 0], rows[row, 1], rows[row, 2], rows[row, 3], rows[row, 4] = begin, kept, length, time, place
    held[2] += 1
    held[3] += kept
    return TAKEN


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def take_in(
    data: Bytes, rows: Places, begin: int, base: int, room: Room
) -> tuple[int, int]:  # pragma: no cover  # compiled  # fmt: skip
    """Packets of Ethernet from number `begin` on; (the number of the first that was not taken, why).

    `rows` are (start, caught, length, microseconds); byte 0 of `data` is byte `base` of the file.
    """
    table, picked, odd_rows, aside, held, odd, wanted = room
    for number in range(begin, rows.shape[0]):
        if held[1] >= picked.shape[0]:
            return number, NO_ROOM
        start, caught, length, time = rows[number, 0], rows[number, 1], rows[number, 2], rows[number, 3]
        what = _take(data, start, caught, length, time, base + start, table, held, picked, odd, wanted)
        if what == ODD:
            what = _aside(data, start, caught, length, time, base + start, held, odd_rows, aside)
        if what != TAKEN:
            return number, what
    return int(rows.shape[0]), TAKEN


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def walk_pcap(
    data: Bytes, size: int, at: int, base: int, form: Places, room: Room, state: Places
) -> tuple[int, int]:  # pragma: no cover  # compiled  # fmt: skip
    """Walk the records of a classic capture from `at` on and take each in; (bytes used, why it ended).

    `form` is (big-endian, bytes of a record's header, most bytes of a packet, parts of a microsecond, Ethernet). Byte 0
    of `data` is byte `base` of the file. `state` counts packets and keeps the least and the greatest time.
    """
    big, record, most, parts_of, ethernet = form
    table, picked, rows, aside, held, odd, wanted = room
    while at + record <= size:
        seconds, parts = _word(data, at, big), _word(data, at + 4, big)
        caught, length = _word(data, at + 8, big), _word(data, at + 12, big)
        if caught > most or seconds | parts | caught | length == 0:
            return at, BAD
        start = at + record
        if start + caught > size:
            break
        time = seconds * 1_000_000 + (parts if parts_of == 1 else parts // parts_of)
        if time >= LATEST:
            time = -1
        if held[1] >= picked.shape[0]:
            return at, NO_ROOM
        length = max(length, caught)
        what = ODD
        if ethernet:
            what = _take(data, start, caught, length, time, base + start, table, held, picked, odd, wanted)
        if what == ODD:
            what = _aside(data, start, caught, length, time, base + start, held, rows, aside)
        if what != TAKEN:
            return at, what
        state[0] += 1
        if time >= 0:
            state[1] = min(state[1], time)
            state[2] = max(state[2], time)
        at = start + caught
    return at, TAKEN


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def grown(table: Table) -> Table:  # pragma: no cover  # compiled
    """The table with twice the room."""
    larger = np.zeros((table.shape[0] * 2, table.shape[1]), dtype=np.int64)
    mask = larger.shape[0] - 1
    for row in range(table.shape[0]):
        if table[row, 0] != 0:
            slot = table[row, 0] & mask
            while larger[slot, 0] != 0:
                slot = (slot + 1) & mask
            larger[slot] = table[row]
    return larger


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def columns(table: Table, held: int) -> Table:  # pragma: no cover  # compiled
    """The `held` flows of the table, one row a column of theirs."""
    found = np.empty((COLUMNS, held), dtype=np.int64)
    at = 0
    for row in range(table.shape[0]):
        if table[row, 0] != 0:
            for column in range(COLUMNS):
                found[column, at] = table[row, column]
            at += 1
    return found
