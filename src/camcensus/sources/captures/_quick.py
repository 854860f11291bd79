"""The compiled way through a large capture: nearly all packets are counted in it, the rest go the way of numpy."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

import numpy as np
import polars as pl

from camcensus.sources.captures import _compiled as compiled
from camcensus.sources.captures._blocks import Parse
from camcensus.sources.captures._oneway import ROWS, OneWay
from camcensus.wire.capture import pcap
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.walk import Bytes

MAX_FLOWS = 600_000
"""One-way flows in the table before they are handed on."""

_ETHERNET = 1
_FIRST = 1 << 16
MAX_ROWS = 200_000
"""Packets for a closer look that are handed out together."""
_NEVER = (1 << 63) - 1


class Quick:
    """The table of flows, and which packets need a closer look."""

    def __init__(self, oneway: OneWay, ports: Collection[int]) -> None:
        self._oneway = oneway
        self._wanted = np.zeros(65_536, dtype=np.bool_)
        self._wanted[list(ports)] = True
        self._table = np.zeros((_FIRST, compiled.COLUMNS), dtype=np.int64)
        self._held = np.zeros(1, dtype=np.int64)

    def sift(self, packets: Packets) -> Packets:
        """The packets that need a closer look, and which of them are in no flow yet; the others are counted."""
        if packets.count == 0 or packets.uncounted is not None or (packets.link != _ETHERNET).any():
            return packets
        rows = np.stack([packets.start, packets.caught, packets.length, packets.time], axis=1)
        what = np.zeros(packets.count, dtype=np.uint8)
        at = 0
        while at < packets.count:
            at = compiled.take_in(packets.data, rows, at, self._table, self._held, self._oneway.odd, self._wanted, what)
            if at < packets.count:
                self._make_room()
        chosen = np.nonzero(what)[0]
        return replace(packets.of(chosen), uncounted=what[chosen] == compiled.ODD)

    def walk(self, form: pcap.Format, seen: Callable[[int, int, int], None]) -> Parse:
        """What walks a classic capture and sifts it in one go; `seen` is told how many packets, first and last time."""
        ethernet, big = form.link == _ETHERNET, form.order == ">"
        about = np.array([big, form.record, pcap.MAX_PACKET, form.parts // 1_000_000, ethernet], dtype=np.int64)
        out = np.empty((MAX_ROWS, 5), dtype=np.int64)

        def parse(data: Bytes, size: int) -> tuple[Packets, int, bool]:
            at = rows = 0
            why = compiled.TABLE_FULL
            state = np.array([0, _NEVER, -1], dtype=np.int64)
            while why == compiled.TABLE_FULL:
                at, more, why = compiled.walk_pcap(
                    data, size, at, about, self._table, self._held, self._oneway.odd, self._wanted, out[rows:], state
                )
                rows += more
                if why == compiled.TABLE_FULL:
                    self._make_room()
            if state[0]:
                seen(*state.tolist())
            start, caught, length, time, what = out[:rows].T.copy()
            found = Packets(
                data=data,
                start=start,
                caught=caught,
                length=length,
                time=time,
                link=np.full(rows, form.link, dtype=np.uint16),
                uncounted=what == compiled.ODD,
            )
            return found, at, why == compiled.BAD

        return parse

    def _make_room(self) -> None:
        if self._held[0] > MAX_FLOWS:
            self.hand_on()
        else:
            self._table = compiled.grown(self._table)

    def hand_on(self) -> None:
        """Give the flows that were counted to the other way, and begin anew."""
        held = self._table[self._table[:, 0] != 0].T
        self._table = np.zeros((_FIRST, compiled.COLUMNS), dtype=np.int64)
        self._held[0] = 0
        if not held.shape[1]:
            return
        key, unsigned = held[0].astype(np.uint64), held[1].astype(np.uint64)
        frame = pl.DataFrame(
            {
                "key": key,
                "source": unsigned >> np.uint64(32),
                "target": unsigned & np.uint64(0xFFFFFFFF),
                "ports": (held[2] >> 8).astype(np.uint64),
                "protocol": (held[2] & 255).astype(np.uint8),
                "mac": held[3].astype(np.uint64),
                "packets": held[4],
                "bytes": held[5],
                "first": held[6],
                "last": held[7],
                "opening": held[8].astype(np.uint8),
                "media": held[11],
                "low": held[12] >> 8,
                "high": held[13] >> 8,
                "kind": (held[13] & 255).astype(np.uint8),
            },
            schema=ROWS,
        )
        self._oneway.take(
            frame.with_columns(
                pl.when(pl.col("first", "last") >= 0).then(pl.col("first", "last")),
                pl.when(pl.col("media") > 0).then(pl.col("low", "high", "kind")),
            )
        )
