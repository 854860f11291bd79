"""The same as `_oneway` and the choice of `_picks`, compiled: for the packets that nearly all packets are.

A plain packet is IPv4 without options or fragments, TCP or UDP, on Ethernet with at most two VLAN tags. Every other one
is *odd* and goes the way through numpy; so do the few that are picked. Both ways give the same (a test holds them
against each other). It takes numba, which takes a second to start: large files are worth it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from numba import njit

from camcensus.sources.captures import _picks as picks
from camcensus.wire.capture.columns import LATEST
from camcensus.wire.capture.walk import Bytes, Places

COLUMNS = 14
"""Of a flow: key, addresses, ports and protocol, Ethernet address, packets, bytes, first, last, how it opened, the
number of its last head, how many heads, then of RTP: packets, and source and kind in one, least and greatest."""

Table = npt.NDArray[np.int64]

PLAIN, ODD, PICKED, FULL = 0, 1, 2, 3
"""What a packet is: counted, left to the other way, counted and worth a closer look, not taken: the table is full."""

DONE, TABLE_FULL, ROWS_FULL, BAD = 0, 1, 2, 3
"""Why a walk ended."""

SERVER_WORDS = np.array([0x48545450, 0x52545350, 0x5353482D, 0x32323020, 0x3232302D], dtype=np.int64)
CLIENT_WORDS = np.array([int.from_bytes(mark, "big") for mark in picks.CLIENT_STARTS], dtype=np.int64)
_REACH, _PER_FLOW, _LARGE = picks.REACH, picks.PER_FLOW, 160


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _two(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return int(data[at]) << 8 | int(data[at + 1])


@njit(cache=True, nogil=True, inline="always")  # type: ignore[untyped-decorator, unused-ignore]
def _four(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    return _two(data, at) << 16 | _two(data, at + 2)


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def _kind(data: Bytes, at: int) -> int:  # pragma: no cover  # compiled
    """0: neither, 1: the head of a server's stream, 2: of a client's."""
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
def _take(
    data: Bytes, start: int, caught: int, length: int, time: int, table: Table, held: Places,
    odd: npt.NDArray[np.uint64], wanted: npt.NDArray[np.bool_],
) -> int:  # pragma: no cover  # compiled  # fmt: skip
    """One packet into the table; what it is. `held` holds one number: how many flows the table has."""
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
    size, protocol, above = _two(data, at + 2), int(data[at + 9]), at + 20
    size = min(size, length - (at - start))
    flags = 0
    if protocol == 6 and above + 20 <= end:
        payload = above + (int(data[above + 12]) >> 4) * 4
        flags = int(data[above + 13])
    elif protocol == 17:
        payload = above + 8
    else:
        return ODD
    if size < 28 or payload < above + 8 or (protocol == 6 and payload < above + 20):
        return ODD
    stop = min(end, at + size)
    if protocol == 17:
        stop = min(stop, above + max(_two(data, above + 4), 8))
    room = max(stop - payload, 0)
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
    mask = table.shape[0] - 1
    slot = np.int64(mixed & np.uint64(mask))
    while table[slot, 0] != key and table[slot, 0] != 0:
        slot = (slot + 1) & mask
    flow = table[slot]
    if flow[0] == 0:
        if held[0] >= table.shape[0] * 6 // 10:
            return FULL
        held[0] += 1
        flow[0], flow[1], flow[2], flow[3] = key, source << 32 | target, ports << 8 | protocol, mac
        flow[6] = flow[7] = time
        flow[9] = -1
    flow[4] += 1
    flow[5] += size
    if time >= 0:
        flow[6] = time if flow[6] < 0 else min(flow[6], time)
        flow[7] = max(flow[7], time)
    if flags & 2:
        flow[8] = max(flow[8], 2 if flags & 16 else 1)
    if room == 0:
        return PLAIN
    what = PLAIN
    if protocol == 6:
        head = _kind(data, payload)
        sequence = _four(data, above + 4)
        if head:
            if flow[10] < _PER_FLOW:
                what = PICKED
                flow[10] += 1
            if head == 1 and (
                source >> 24 == 10 or source >> 16 == 0xC0A8 or source >> 16 == 0xA9FE
                or source >> 20 == 0xAC1 or source >> 22 == 0x191
            ):  # fmt: skip
                flow[9] = sequence
        elif flow[9] >= 0 and ((sequence - flow[9]) & 0xFFFFFFFF) < _REACH:
            what = PICKED
        return what
    low = min(ports >> 16, ports & 0xFFFF)
    first, second = data[payload], data[payload + 1]
    if wanted[ports >> 16] or wanted[ports & 0xFFFF]:
        media = room > 11 and low > 1024 and first >> 6 == 2 and second != 1 and second != 3
        if not media or first == 0xA3 or first == 0xB3:
            what = PICKED
    second &= 0x7F
    if room > _LARGE and first >> 6 == 2 and (second >= 96 or second == 26 or 31 <= second <= 34):
        stream = _four(data, payload + 8) << 8 | int(second)
        flow[12] = stream if flow[11] == 0 else min(flow[12], stream)
        flow[13] = max(flow[13], stream)
        flow[11] += 1
    return what


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def take_in(
    data: Bytes, rows: Places, begin: int, table: Table, held: Places, odd: npt.NDArray[np.uint64],
    wanted: npt.NDArray[np.bool_], what: npt.NDArray[np.uint8],
) -> int:  # pragma: no cover  # compiled  # fmt: skip
    """Packets from number `begin` on into the table; the packet at which it was full, or their number.

    `rows` are (start, caught, length, microseconds); `what` says of each afterwards what it is.
    """
    for number in range(begin, rows.shape[0]):
        start, caught, length, time = rows[number]
        found = _take(data, start, caught, length, time, table, held, odd, wanted)
        if found == FULL:
            return number
        what[number] = found
    return int(rows.shape[0])


@njit(cache=True, nogil=True)  # type: ignore[untyped-decorator, unused-ignore]
def walk_pcap(
    data: Bytes, size: int, at: int, form: Places, table: Table, held: Places, odd: npt.NDArray[np.uint64],
    wanted: npt.NDArray[np.bool_], out: Places, state: Places,
) -> tuple[int, int, int]:  # pragma: no cover  # compiled  # fmt: skip
    """Walk the records of a classic capture from `at` on and take each in; (bytes used, rows of `out`, why it ended).

    `form` is (big-endian, bytes of a record's header, most bytes of a packet, parts of a microsecond, Ethernet). `out`
    gets what needs a closer look as (start, caught, length, microseconds, what). `state` counts packets and keeps the
    least and the greatest time.
    """
    big, record, most, parts_of, ethernet = form
    rows = 0
    while at + record <= size:
        if rows >= out.shape[0]:
            return at, rows, ROWS_FULL
        head = np.empty(4, dtype=np.int64)
        for part in range(4):
            place = at + part * 4
            if big:
                head[part] = _four(data, place)
            else:
                head[part] = (
                    int(data[place + 3]) << 24 | int(data[place + 2]) << 16
                    | int(data[place + 1]) << 8 | int(data[place])
                )  # fmt: skip
        caught = head[2]
        if caught > most or not head.any():
            return at, rows, BAD
        if at + record + caught > size:
            break
        time = head[0] * 1_000_000 + head[1] // parts_of
        if time >= LATEST:
            time = -1
        length = max(head[3], caught)
        what = ODD
        if ethernet:
            what = _take(data, at + record, caught, length, time, table, held, odd, wanted)
            if what == FULL:
                return at, rows, TABLE_FULL
        if what != PLAIN:
            out[rows, 0], out[rows, 1], out[rows, 2], out[rows, 3] = at + record, caught, length, time
            out[rows, 4] = what
            rows += 1
        state[0] += 1
        if time >= 0:
            state[1] = min(state[1], time)
            state[2] = max(state[2], time)
        at += record + caught
    return at, rows, DONE


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
