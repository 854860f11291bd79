"""The columns in which packets travel, and how numbers are taken out of bytes at many places at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from camcensus.wire.capture.walk import Bytes, Places

PADDING = 256
"""Bytes behind the last packet of a block that may be read: no header that is looked at is longer."""

LATEST = 4_102_444_800_000_000
"""The year 2100, in microseconds since 1970: what a damaged clock says is later, and no time at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packets:
    """Packets of one block, in their order."""

    data: Bytes
    """The block; `PADDING` bytes longer than what belongs to packets."""
    start: Places
    """Where each packet's bytes begin in `data`."""
    caught: Places
    """How many of its bytes are there."""
    length: Places
    """How many it had on the wire."""
    time: Places
    """Microseconds since 1970 UTC; -1: not known."""
    link: npt.NDArray[np.uint16]
    """Link type (LINKTYPE_...) of each."""

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.start.size)

    def of(self, part: slice | Places) -> Packets:
        """Some of the packets."""
        return Packets(
            data=self.data,
            start=self.start[part],
            caught=self.caught[part],
            length=self.length[part],
            time=self.time[part],
            link=self.link[part],
        )

    def slices(self, most: int) -> Iterator[Packets]:
        """The packets in parts of at most so many; one part where there are none."""
        for begin in range(0, max(self.count, 1), most):
            yield self.of(slice(begin, begin + most))


def dated(time: Places) -> Places:
    """Microseconds since 1970 as they may be believed; else -1."""
    return np.where((time >= 0) & (time < LATEST), time, -1)


def nothing() -> Packets:
    """No packets."""
    none = np.empty(0, dtype=np.int64)
    return Packets(
        data=np.zeros(PADDING, dtype=np.uint8),
        start=none,
        caught=none,
        length=none,
        time=none,
        link=np.empty(0, dtype=np.uint16),
    )


def windows(data: Bytes, places: Places, width: int) -> Bytes:
    """`width` bytes from each place, as rows; no place may lie nearer than that to the end. About 15 ns a row."""
    view = np.lib.stride_tricks.as_strided(data, shape=(data.size - width + 1, width), strides=(1, 1), writeable=False)
    return view[places]


def numbers(rows: Bytes, at: int, width: int) -> npt.NDArray[np.int64]:
    """The big-endian number of `width` (2 or 4) bytes at column `at` of each row."""
    word = np.dtype(">u2" if width == 2 else ">u4")
    return rows[:, at : at + width].view(word)[:, 0].astype(np.int64)
