"""The few packets whose payloads are worth reading: found by port and first bytes, many packets at a time.

Kept of each is where its payload stands in the file; equal ones of one sender are kept once, with the span in which
they came. The payloads themselves are read at the end, when it is known which hosts matter.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from camcensus.sources.captures._block import Block
from camcensus.sources.captures._turns import once, turns
from camcensus.wire.capture import link
from camcensus.wire.capture.columns import Packets, numbers, windows
from camcensus.wire.capture.headers import ICMP6, TCP, U64, UDP, Headers
from camcensus.wire.capture.walk import Bytes, Places

SPEECH, NEIGHBOUR, LLDP, CDP, FRAGMENT, SERVER, CLIENT, MORE = range(8)
"""Datagrams; neighbour discovery; announcements; parts of datagrams; heads of streams from servers and from clients;
what follows a head."""

PER_SENDER = 400
"""Different datagrams of one sender on one port that are kept."""
PER_SERVER = 48
"""Heads of streams of one direction at one port of a server that are kept."""
PER_FLOW = 8
"""Heads of one direction of one flow."""
REACH = 24_576
"""Bytes behind the beginning of a head that are read with it: a chain of certificates, the body of a page."""
MAX_ROWS = 200_000
"""Payloads that are remembered."""

_PARTS = 50
"""Fragments of a sender, for each datagram of one that is kept."""

MAX_OPEN = 100_000
"""Flows whose last head may be in a block before."""
FOLD = 200_000
"""Payloads that are added before those that come too often are let go."""

SAMPLE = 64
"""Bytes of each part of a payload that its fingerprint is made of."""
_DNS = 53

# How the payloads begin that servers and clients begin a message with; TLS is told by its record besides.
_SERVER_STARTS = (b"HTTP", b"RTSP", b"SSH-", b"220 ", b"220-", b"\xff\xfd", b"\xff\xfb")
CLIENT_STARTS = (
    b"GET ", b"POST", b"HEAD", b"PUT ", b"OPTI", b"DESC", b"SETU", b"PLAY", b"ANNO", b"GET_", b"SET_", b"TEAR", b"SUBS",
    b"NOTI",
)  # fmt: skip

HEADS: dict[str, type[pl.DataType]] = {
    "flow": pl.UInt64,
    "place": pl.Int64,
    "room": pl.UInt32,
    "kind": pl.UInt8,
    "source": pl.UInt64,
    "target": pl.UInt64,
    "ports": pl.UInt32,
    "mac": pl.UInt64,
    "sequence": pl.UInt32,
    "first": pl.Int64,
}
"""What is kept of a head of a stream, or of what follows one: its flow, where it stands in the file and how long it is,
whose it is, and its time."""
SCHEMA: dict[str, type[pl.DataType]] = {"print": pl.UInt64, **HEADS, "last": pl.Int64, "count": pl.Int64}
"""What is kept of a datagram: its fingerprint, and how often it came, from when to when."""


class Picks:
    """Payloads worth reading, block after block."""

    def __init__(self, ports: Collection[int], matters: Callable[[int], bool] = lambda _: False) -> None:
        """`ports` of datagrams that are read; `matters`: whether an Ethernet address, as a number, is of a maker's."""
        self._matters = matters
        self._wanted = np.zeros(65_536, dtype=bool)
        self._wanted[list(ports)] = True
        self.odd = [np.uint64(secrets.randbits(64) | 1) for _ in range(3 * SAMPLE // 8)]
        self._heads: list[pl.DataFrame] = []
        self._speech: list[pl.DataFrame] = []
        self._pending = 0
        self._open: dict[int, int] = {}
        self.passed_over = 0
        """Payloads that were not remembered because there were too many of their kind."""

    def add(self, block: Block, flow: U64) -> None:
        """Take in one block; `flow` is the key of each packet's flow."""
        self._datagrams(block, flow)
        self._announcements(block)
        self._streams(block, flow)
        if self._pending > FOLD:
            self._fold()

    def take_in(self, rows: pl.DataFrame) -> None:
        """Take in what was picked elsewhere (`SCHEMA`): datagrams and heads of streams."""
        heads = pl.col("kind").is_in([SERVER, CLIENT, MORE])
        self._speech.append(rows.filter(~heads))
        self._heads.append(rows.select(*HEADS).filter(heads))
        self._pending += self._speech[-1].height + self._heads[-1].height
        if self._pending > FOLD:
            self._fold()

    def take(self) -> tuple[pl.DataFrame, pl.DataFrame]:
        """(datagrams and announcements, heads of streams and what follows them), as they came: see `tidy`, `few`.

        They are not held any longer.
        """
        if sum(part.height for part in (*self._speech, *self._heads)) > MAX_ROWS:
            self._fold()
        speech, heads = self._speech, self._heads
        self._speech, self._heads = [], []
        return pl.concat([pl.DataFrame(schema=SCHEMA), *speech]), pl.concat([pl.DataFrame(schema=HEADS), *heads])

    def tidy(self, speech: pl.DataFrame) -> pl.DataFrame:
        """Datagrams and announcements in the order of the file: equal ones as one row, `PER_SENDER` of each sender.

        Of DNS messages as many of each to each: what is read of them is of some hosts alone. Where there are too many
        of all, those of DNS go first, but not those of makers' devices.
        """
        whole = _without_strays(_once(speech))
        kind, source, target, mac, ports, place = _columns(whole, "kind", "source", "target", "mac", "ports", "place")
        part, port = kind == FRAGMENT, ports % 65_536
        dns = (kind == SPEECH) & ((port == _DNS) | (ports >> np.uint32(16) == _DNS))
        sender = np.where(np.isin(kind, (LLDP, CDP)), mac, source)
        keys = (kind, np.where(part, 0, port), np.where(dns, target, 0), sender)
        most = np.where(part, PER_SENDER * _PARTS, PER_SENDER)
        order = np.argsort(place, kind="stable")
        kept = order[turns(*(key[order] for key in keys)) < most[order]]
        if kept.size > MAX_ROWS:
            others = dns[kept] & ~self._of_makers(mac[kept])
            kept = kept[np.sort(np.argsort(others, kind="stable")[:MAX_ROWS])]
        self.passed_over += whole.height - kept.size
        return whole[kept]

    def _fold(self) -> None:
        if self._speech:
            parts, self._speech = pl.concat(self._speech), []
            self._speech = [self.tidy(parts)]
            del parts
        if self._heads:
            parts, self._heads = pl.concat(self._heads), []
            whole = few(parts)
            del parts  # before what follows, which needs as much again
            kept = self._weightiest(whole)
            self.passed_over += whole.height - kept.height
            self._heads = [kept]
        self._pending = 0

    def _weightiest(self, heads: pl.DataFrame) -> pl.DataFrame:
        """At most `MAX_ROWS` heads: those of servers near by and of makers' devices before others, old before new."""
        if heads.height <= MAX_ROWS:
            return heads
        kind, source, mac = _columns(heads, "kind", "source", "mac")
        ours = (_near(source) & np.isin(kind, (SERVER, MORE))) | self._of_makers(mac)
        return heads[np.sort(np.argsort(~ours, kind="stable")[:MAX_ROWS])]

    def _of_makers(self, mac: U64) -> npt.NDArray[np.bool_]:
        """Which of these Ethernet addresses are of makers' devices."""
        known = [one for one in np.unique(mac).tolist() if self._matters(one)]
        return np.isin(mac, np.array(known, dtype=np.uint64))

    # --- datagrams ---------------------------------------------------------------------------------------------

    def _datagrams(self, block: Block, flow: U64) -> None:
        packets, carried, headers = block.packets, block.carried, block.headers
        udp = headers.protocol == UDP
        spoken = udp & (headers.room > 0)
        spoken &= self._wanted[headers.source_port] | self._wanted[headers.target_port]
        spoken &= self._not_media(packets, headers, spoken)
        later = udp & headers.fragment & (headers.source_port == 0) & (headers.target_port == 0)
        near = (headers.protocol == ICMP6) & (headers.room >= 8) & ~headers.fragment
        if near.any():
            rows = np.nonzero(near)[0]
            near[rows] = np.isin(packets.data[headers.payload[rows]], (133, 134, 135, 136))
        rows = np.nonzero(spoken | later | near)[0]
        if not rows.size:
            return
        kind = np.where(near[rows], NEIGHBOUR, np.where(headers.fragment[rows], FRAGMENT, SPEECH))
        place, room, flow = headers.payload[rows], headers.room[rows], flow.copy()
        whole = kind == FRAGMENT  # the IP header is needed to put the parts together
        parts = rows[whole]
        place[whole] = carried.at[headers.packet[parts]]
        room[whole] = carried.end[headers.packet[parts]] - place[whole]
        flow[parts] = self._datagram(packets.data, place[whole], headers, parts)
        dns = (kind == SPEECH) & ((headers.source_port[rows] == _DNS) | (headers.target_port[rows] == _DNS))
        prints = self._prints(packets.data, place, room, np.where(dns, 2, 0)) ^ flow[rows]
        frame = _frame(block, flow, rows, place, room, kind)
        self._speech.append(_sighted(frame, prints))
        self._pending += self._speech[-1].height

    def _datagram(self, data: Bytes, at: Places, headers: Headers, rows: Places) -> U64:
        """Which datagram fragments are of: ends and number; of IPv6 the ends alone, its number stands elsewhere."""
        source, target = headers.source[rows], headers.target[rows]
        number = np.where(source >> np.uint64(63) == 0, numbers(windows(data, at, 6), 4, 2), 0).astype(np.uint64)
        mixed: U64 = source * self.odd[0]
        mixed ^= mixed >> np.uint64(31)
        mixed = (mixed + target) * self.odd[1]
        mixed ^= mixed >> np.uint64(31)
        mixed = (mixed + number) * self.odd[2]
        return mixed ^ mixed >> np.uint64(31)

    @staticmethod
    def _not_media(packets: Packets, headers: Headers, rows: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Not packets of a media stream that happens to use a port of these: those begin with 0x80 to 0xbf."""
        low = np.minimum(headers.source_port, headers.target_port) > 1_024
        found = np.ones(rows.size, dtype=bool)
        some = np.nonzero(rows & low & (headers.room > 11))[0]
        first = packets.data[headers.payload[some]]
        second = packets.data[headers.payload[some] + 1]
        found[some] = ~((first >> 6 == 2) & (second != 1) & (second != 3) & ~np.isin(first, (0xA3, 0xB3)))
        return found

    def _prints(self, data: Bytes, place: Places, room: Places, skip: Places) -> U64:
        """A fingerprint of each payload: of all of it if it is short, else of its beginning, middle and end.

        The first `skip` bytes are left out: the number of a DNS message is new each time.
        """
        begin, size = place + skip, room - skip
        mixed = size.astype(np.uint64)
        for part, odd in enumerate(range(0, len(self.odd), SAMPLE // 8)):
            at = begin + np.maximum((size - SAMPLE) * part // 2, 0)
            rows = windows(data, np.minimum(at, data.size - SAMPLE), SAMPLE).copy()
            beyond = np.arange(SAMPLE)[None, :] >= (begin + size - at)[:, None]
            rows[beyond] = 0
            for index, word in enumerate(rows.view("<u8").T):
                mixed = (mixed ^ word) * self.odd[odd + index]
                mixed ^= mixed >> np.uint64(32)
        return mixed

    def _announcements(self, block: Block) -> None:
        packets, carried = block.packets, block.carried
        rows = np.nonzero(np.isin(carried.kind, (link.LLDP, link.CDP)))[0]
        if not rows.size:
            return
        place, room = carried.at[rows], carried.end[rows] - carried.at[rows]
        mac = carried.source[rows].astype(np.uint64)
        zero = np.zeros(rows.size, dtype=np.uint64)
        frame = pl.DataFrame(
            {
                "flow": zero,
                "place": place + block.shift[rows],
                "room": room.astype(np.uint32),
                "kind": np.where(carried.kind[rows] == link.LLDP, LLDP, CDP).astype(np.uint8),
                "source": zero,
                "target": zero,
                "ports": zero.astype(np.uint32),
                "mac": mac,
                "sequence": zero.astype(np.uint32),
                "first": packets.time[rows],
            },
            schema=HEADS,
        )
        prints = self._prints(packets.data, place, room, np.zeros(rows.size, dtype=np.int64)) ^ mac
        self._speech.append(_sighted(frame, prints))
        self._pending += self._speech[-1].height

    # --- streams -----------------------------------------------------------------------------------------------

    def _streams(self, block: Block, flow: U64) -> None:
        packets, headers = block.packets, block.headers
        rows = np.nonzero((headers.protocol == TCP) & (headers.room > 0) & ~headers.fragment)[0]
        kind = _kind(windows(packets.data, headers.payload[rows], 6))
        serves = (kind == SERVER) & _near(headers.source[rows])
        begun = np.concatenate([flow[rows[serves]], self._open_flows()])
        follows = pl.Series(flow[rows]).is_in(pl.Series(begun).implode()).to_numpy() if begun.size else serves
        some = np.nonzero(follows | (kind != MORE))[0]
        rows, kind = rows[some], kind[some]
        near = (kind != MORE) | self._near_a_head(flow[rows], headers.sequence[rows], serves[some])
        rows, kind = rows[near], kind[near]
        self._heads.append(_frame(block, flow, rows, headers.payload[rows], headers.room[rows], kind))
        self._pending += rows.size

    def _open_flows(self) -> U64:
        return np.fromiter(self._open, dtype=np.uint64, count=len(self._open))

    def _near_a_head(self, flow: U64, sequence: Places, head: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Which packets follow the last head of their flow within `REACH` bytes."""
        turn = np.argsort(flow, kind="stable")
        ours, at, head = flow[turn], sequence[turn], head[turn]
        place = np.arange(turn.size)
        first = np.maximum.accumulate(np.where(np.append(True, ours[1:] != ours[:-1])[: turn.size], place, 0))
        last = np.maximum.accumulate(np.where(head, place, -1))
        inside = last >= first
        begun = np.where(inside, at[np.maximum(last, 0)], self._in_block_before(ours))
        ends = np.append(ours[1:] != ours[:-1], True)[: turn.size] & inside
        self._remember(ours[ends].tolist(), begun[ends].tolist())
        found = np.zeros(turn.size, dtype=bool)
        found[turn] = (begun >= 0) & ((at - begun) % (1 << 32) < REACH)
        return found

    def _in_block_before(self, flow: U64) -> Places:
        """Where the last head of each flow began in the blocks before; -1: nowhere."""
        if not self._open:
            return np.full(flow.size, -1, dtype=np.int64)
        flows = self._open_flows()
        begun = np.fromiter(self._open.values(), dtype=np.int64, count=len(self._open))
        turn = np.argsort(flows)
        found = turn[np.minimum(np.searchsorted(flows, flow, sorter=turn), turn.size - 1)]
        return np.where(flows[found] == flow, begun[found], -1)

    def _remember(self, flows: list[int], begun: list[int]) -> None:
        """The last heads of flows, for the next block; the oldest are forgotten where there are too many."""
        for flow, sequence in zip(flows, begun, strict=True):
            self._open.pop(flow, None)
            self._open[flow] = sequence
        for flow in list(self._open)[: max(len(self._open) - MAX_OPEN, 0)]:
            del self._open[flow]


def _near(source: U64) -> npt.NDArray[np.bool_]:
    """Addresses that networks give themselves, and all of IPv6: only of servers near by more than a head is read."""
    high = source >> np.uint64(16)
    found: npt.NDArray[np.bool_] = (
        (source >> np.uint64(24) == 10) | (high == 0xC0A8) | (high == 0xA9FE) | (source >> np.uint64(20) == 0xAC1)
    )
    found |= (source >> np.uint64(22) == 0x191) | (source >> np.uint64(63) == 1)
    return found


def _kind(start: Bytes) -> npt.NDArray[np.int64]:
    """By the first bytes of a payload: the head of a server's stream, of a client's, or neither."""
    word = numbers(start, 0, 4)
    half = numbers(start, 0, 2)
    shake = (half == 0x1603) & (start[:, 2] <= 4)
    server = np.isin(word, [int.from_bytes(mark, "big") for mark in _SERVER_STARTS if len(mark) == 4])
    server |= np.isin(half, [int.from_bytes(mark, "big") for mark in _SERVER_STARTS if len(mark) == 2])
    server |= shake & (start[:, 5] == 2)
    client = np.isin(word, [int.from_bytes(mark, "big") for mark in CLIENT_STARTS])
    client |= shake & (start[:, 5] == 1)
    return np.where(server, SERVER, np.where(client, CLIENT, MORE))


def _frame(
    block: Block, flow: U64, rows: Places, place: Places, room: Places, kind: npt.NDArray[np.int64]
) -> pl.DataFrame:
    packets, carried, headers = block.packets, block.carried, block.headers
    packet = headers.packet[rows]
    return pl.DataFrame(
        {
            "flow": flow[rows],
            "place": place + block.shift[packet],
            "room": room.astype(np.uint32),
            "kind": kind.astype(np.uint8),
            "source": headers.source[rows],
            "target": headers.target[rows],
            "ports": headers.source_port[rows].astype(np.uint32) << np.uint32(16) | headers.target_port[rows],
            "mac": carried.source[packet].astype(np.uint64),
            "sequence": headers.sequence[rows].astype(np.uint32),
            "first": packets.time[packet],
        },
        schema=HEADS,
    )


def _sighted(frame: pl.DataFrame, prints: U64) -> pl.DataFrame:
    """Datagrams, equal ones of one sender as one row."""
    frame = frame.with_columns(print=pl.Series(prints), last="first", count=pl.lit(1, dtype=pl.Int64))
    return _once(frame.select(*SCHEMA))


def _once(frame: pl.DataFrame) -> pl.DataFrame:
    return once(frame, "print", first=np.minimum, last=np.maximum, count=np.add)


def _columns(frame: pl.DataFrame, *names: str) -> list[npt.NDArray[Any]]:
    return [frame[name].to_numpy() for name in names]


def _without_strays(frame: pl.DataFrame) -> pl.DataFrame:
    """The payloads without fragments of datagrams whose first fragment, which has the ports, was not picked."""
    part = pl.col("kind") == FRAGMENT
    picked = frame.filter(part & (pl.col("ports") > 0))["flow"].unique().implode()
    return frame.filter(~part | pl.col("flow").is_in(picked))


def few(frame: pl.DataFrame) -> pl.DataFrame:
    """The first heads of each flow and of each port of a server, with what follows in their flows, in their order.

    A server near by says the same to all. What far ones say, and what clients do, is theirs alone of whom there was
    something to read, so that it is counted for each two of them.
    """
    kind, flow, place, ports = _columns(frame, "kind", "flow", "place", "ports")
    begins = np.nonzero(kind != MORE)[0]
    begins = begins[np.argsort(place[begins], kind="stable")]
    begins = begins[turns(flow[begins]) < PER_FLOW]
    source, target = _columns(frame[begins], "source", "target")
    ours, both = kind[begins] == SERVER, ports[begins]
    port = np.where(ours, both >> np.uint32(16), both % 65_536)
    server, client = np.where(ours, source, target), np.where(ours, target, source)
    client[ours & _near(server) & (server < 1 << 63)] = 0
    begins = begins[turns(ours, port, client, server) < PER_SERVER]
    follows = np.nonzero((kind == MORE) & np.isin(flow, flow[begins]))[0]
    kept = np.concatenate([begins, follows])
    return frame[kept[np.argsort(place[kept], kind="stable")]]
