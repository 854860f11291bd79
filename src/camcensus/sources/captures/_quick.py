"""The compiled way through a large capture: nearly all packets are counted in it, the rest go the way of numpy."""

from __future__ import annotations

from collections.abc import Callable, Collection
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np
import polars as pl

from camcensus.sources.captures import _compiled as compiled
from camcensus.sources.captures import _picks
from camcensus.sources.captures._blocks import Parse
from camcensus.sources.captures._oneway import NEVER, NONE, ROWS, OneWay
from camcensus.wire.capture import pcap
from camcensus.wire.capture.columns import PADDING, Packets, nothing
from camcensus.wire.capture.walk import Bytes, Places

MAX_FLOWS = 38_000
"""One-way flows in the table before they are handed on."""
_ETHERNET = 1
_FIRST = 1 << 16
MAX_PICKS = 50_000
"""Payloads worth reading that are handed on together."""
MAX_ODD = 50_000
"""Packets that the compiled way does not take, and go the other way together."""
MAX_ASIDE = 8 << 20
"""Bytes of these."""
_NEVER = (1 << 63) - 1

Look = Callable[[Packets, Places], None]
"""What is done with packets that go the other way, and what to add to a place among them to have that in the file."""


class Quick:
    """The table of flows, what was picked, and the packets put aside, until there are enough of them.

    A full table is taken in by a thread of its own while the walk goes on; nobody else touches the flows meanwhile.
    """

    def __init__(self, oneway: OneWay, picks: _picks.Picks, ports: Collection[int], look: Look) -> None:
        self._oneway = oneway
        self._picks = picks
        self._other_way = look
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._taking: Future[None] | None = None
        wanted = np.zeros(65_536, dtype=np.bool_)
        wanted[list(ports)] = True
        self._room = compiled.Room(
            table=_table(),
            picks=np.empty((MAX_PICKS, compiled.PICK), dtype=np.int64),
            rows=np.empty((MAX_ODD, compiled.ASIDE), dtype=np.int64),
            aside=np.zeros(MAX_ASIDE, dtype=np.uint8),
            held=np.zeros(4, dtype=np.int64),
            odd=np.concatenate([oneway.odd, np.array(picks.odd, dtype=np.uint64)]),
            wanted=wanted,
        )
        self._link = _ETHERNET

    def take_in(self, packets: Packets, base: int) -> None:
        """Packets of a block whose first byte is byte `base` of the file."""
        if (packets.link != _ETHERNET).any():
            self._look(packets, np.full(packets.count, base, dtype=np.int64))
            return
        rows = np.stack([packets.start, packets.caught, packets.length, packets.time], axis=1)
        at = 0
        while at < packets.count:
            at, why = compiled.take_in(packets.data, rows, at, base, self._room)
            self._make_room(why)

    def walk(self, form: pcap.Format, seen: Callable[[int, int, int], None]) -> Parse:
        """What walks a classic capture and takes each packet in at once, so that no packets are given.

        `seen` is told how many there were, and their first and last time.
        """
        self._link = form.link
        ethernet, big = form.link == _ETHERNET, form.order == ">"
        about = np.array([big, form.record, pcap.MAX_PACKET, form.parts // 1_000_000, ethernet], dtype=np.int64)

        def parse(data: Bytes, size: int, base: int) -> tuple[Packets, int, bool]:
            at, why = 0, compiled.NO_ROOM
            state = np.array([0, _NEVER, -1], dtype=np.int64)
            while why in (compiled.NO_ROOM, compiled.TABLE_FULL):
                at, why = compiled.walk_pcap(data, size, at, base, about, self._room, state)
                self._make_room(why)
            if state[0]:
                seen(*state.tolist())
            return nothing(), at, why == compiled.BAD

        return parse

    def close(self) -> None:
        """Hand on everything that is held."""
        self._hand_on_flows()
        self._hand_on()
        self._wait()
        self._thread.shutdown()

    def _make_room(self, why: int) -> None:
        if why == compiled.NO_ROOM:
            self._hand_on()
        elif why == compiled.TABLE_FULL and self._room.held[0] > MAX_FLOWS:
            self._hand_on_flows()
        elif why == compiled.TABLE_FULL:
            self._room = self._room._replace(table=compiled.grown(self._room.table))

    def _hand_on(self) -> None:
        """The picks, and the packets that go the other way."""
        _, picks, odd, size = self._room.held.tolist()
        self._room.held[1:] = 0
        if picks:
            self._picks.take_in(_as_picks(self._room.picks[:picks]))
        if odd:
            data, rows = self._room.aside, self._room.rows[:odd].T
            data[size : size + PADDING] = 0
            start, caught, length, time, place = rows.copy()
            link = np.full(odd, self._link, dtype=np.uint16)
            packets = Packets(data=data, start=start, caught=caught, length=length, time=time, link=link)
            self._look(packets, place - start)

    def _hand_on_flows(self) -> None:
        held = compiled.columns(self._room.table, self._room.held[0])
        self._room = self._room._replace(table=_table())
        self._room.held[0] = 0
        self._wait()
        if held.shape[1]:
            self._taking = self._thread.submit(lambda: self._oneway.take(_as_flows(held)))

    def _look(self, packets: Packets, places: Places) -> None:
        self._wait()
        self._other_way(packets, places)

    def _wait(self) -> None:
        """Until the flows that were handed on last are taken in."""
        if self._taking is not None:
            self._taking.result()
            self._taking = None


def _table() -> compiled.Table:
    return np.zeros((_FIRST, compiled.COLUMNS), dtype=np.int64)


def _as_picks(rows: compiled.Table) -> pl.DataFrame:
    place, room, kind, ends, ports, mac, sequence, time, flow, shown = rows.T
    both = ends.view(np.uint64)
    return pl.DataFrame(
        {
            "print": shown.view(np.uint64),
            "flow": flow.view(np.uint64),
            "place": place,
            "room": room.astype(np.uint32),
            "kind": kind.astype(np.uint8),
            "source": both >> np.uint64(32),
            "target": both & np.uint64(0xFFFFFFFF),
            "ports": ports.astype(np.uint32),
            "mac": mac.view(np.uint64),
            "sequence": sequence.astype(np.uint32),
            "first": time,
            "last": time,
            "count": np.ones(rows.shape[0], dtype=np.int64),
        },
        schema=_picks.SCHEMA,
    )


def _as_flows(held: compiled.Table) -> pl.DataFrame:
    key, ends, media = held[0].view(np.uint64), held[1].view(np.uint64), held[11]
    return pl.DataFrame(
        {
            "key": key,
            "source": ends >> np.uint64(32),
            "target": ends & np.uint64(0xFFFFFFFF),
            "ports": (held[2] >> 8).astype(np.uint32),
            "protocol": (held[2] & 255).astype(np.uint8),
            "mac": held[3].view(np.uint64),
            "packets": held[4],
            "bytes": held[5],
            "first": np.where(held[7] >= 0, held[6], NEVER),
            "last": held[7],
            "opening": held[8].astype(np.uint8),
            "media": media,
            "low": np.where(media > 0, held[12] >> 8, NONE).astype(np.uint32),
            "high": (held[13] >> 8).astype(np.uint32),
            "kind": (held[13] & 255).astype(np.uint8),
        },
        schema=ROWS,
    )
