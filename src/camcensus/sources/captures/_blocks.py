"""A capture file, block by block, whatever its form; a damaged record costs itself, not the rest of the file."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import numpy as np

from camcensus.wire.capture.columns import PADDING, Packets
from camcensus.wire.capture.walk import Bytes

BLOCK = 32 << 20
"""Bytes that are looked at together: a record that is longer is damage."""
MOST = 100_000
"""Packets that are looked at together; of small ones a block holds more."""

Parse = Callable[[Bytes, int, int], tuple[Packets, int, bool]]
"""What begins with a record, its size, and where it stands in the file, to packets, bytes used, and whether a bad
record ended it."""
Resume = Callable[[Bytes, int, int], int]
"""Bytes, where to begin to look, where they end, to where the next record seems to begin; -1: nowhere."""


MAX_DAMAGED = 10_000
"""Damaged places of one file behind which the reading goes on."""

_CAREFUL = 1 << 16
"""Bytes behind damage that are looked at first: where damage is dense, little is read in vain."""

Parts = Generator[tuple[Packets, int], None, int]
"""Packets, and where the first byte of their block stands in the file; then how many bytes are done with."""


class Blocks:
    """The packets of a file. What could not be read is counted."""

    def __init__(
        self, path: Path, skip: int, parse: Parse, resume: Resume, size: int = BLOCK, piece: int = BLOCK
    ) -> None:
        """`piece` is how many bytes are read at once."""
        self._path = path
        self._skip = skip
        self._parse = parse
        self._resume = resume
        self._size = size
        self._piece = piece
        self._seeking = False
        self.damaged = 0
        """Places where records were damaged and the reading went on behind."""
        self.lost = 0
        """Bytes that were in no record."""
        self.done = skip
        """Bytes of the file that were read."""
        self.cut = False
        """The file ends in the middle of a record."""
        self.given_up = False
        """There was so much damage that the rest was not read."""

    def __iter__(self) -> Iterator[tuple[Packets, int]]:
        """(packets, where the first byte of their block stands in the file); they hold until the next are asked for."""
        with self._path.open("rb") as stream, ThreadPoolExecutor(max_workers=1) as ahead:
            stream.seek(self._skip)
            yield from self._read(stream, ahead)

    def _read(self, stream: IO[bytes], ahead: ThreadPoolExecutor) -> Iterator[tuple[Packets, int]]:
        """The next piece is read while this one is looked at; what is left of this one is put before it."""
        two = [np.zeros(self._size + self._piece + PADDING, dtype=np.uint8) for _ in range(2)]
        coming = ahead.submit(_fill, stream, two[0], self._size, self._piece)
        base, left = self._skip, two[1][:0]
        while not self.given_up:
            came = coming.result()
            begin, end = self._size - left.size, self._size + came
            two[0][begin : self._size] = left
            two[0][end : end + PADDING] = 0
            two.reverse()
            last = came < self._piece
            if not last:
                coming = ahead.submit(_fill, stream, two[0], self._size, self._piece)
            used = yield from self._block(two[1][begin:], end - begin, base, last=last)
            if last:
                return
            base += used
            left = two[1][begin + used : end]

    def _block(self, data: Bytes, held: int, base: int, *, last: bool) -> Parts:
        """`last`: the file ends with this block."""
        at, look = 0, held
        while at < held and not self.given_up:
            if self._seeking:
                at, look = self._behind(data, at, held, last=last), _CAREFUL
                if self._seeking:
                    break
            look = min(look, held - at)
            packets, used, bad = self._parse(data[at:], look, base + at)
            self.done = base + at + used
            for part in packets.slices(MOST):
                yield part, base + at
            at += used
            if bad or (not used and self._is_too_long(data, at, held, look, last=last)):
                self._skip_damage(base + at)
                at += 1
            elif used or look < held - at:
                look *= 4
            else:
                self.cut = last
                break
        return at

    def _is_too_long(self, data: Bytes, at: int, end: int, look: int, *, last: bool) -> bool:
        """Whether a record is longer than any may be, or says that it is longer than the file and others follow it."""
        return look >= self._size or (last and look == end - at and self._resume(data, at + 1, end) >= 0)

    def _skip_damage(self, place: int) -> None:
        self.damaged += 1
        self._seeking = True
        self.lost += 1
        if self.damaged >= MAX_DAMAGED:
            self.given_up = True
            self.lost += self._path.stat().st_size - place - 1

    def _behind(self, data: Bytes, at: int, end: int, *, last: bool) -> int:
        """Where to go on after what cannot be read; if that is not in this block, where to begin to look."""
        found = self._resume(data, at, end)
        self._seeking = found < 0
        ahead = found if found >= 0 else end if last else max(end - self._size // 4, at)
        self.lost += ahead - at
        return ahead


def _fill(stream: IO[bytes], data: Bytes, begin: int, size: int) -> int:
    """Read `size` bytes to `begin`, or until the file ends; how many came."""
    got = 0
    view = data.data[begin : begin + size]
    while got < size:
        came: int = stream.readinto(view[got:])  # type: ignore[attr-defined]  # files have it
        if not came:
            break
        got += came
    return got
