"""Captures read one by one, as anybody would write it: what the readers of many at once are held against."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np

from camcensus.wire.capture.columns import LATEST, PADDING, Packets
from camcensus.wire.capture.walk import Bytes

Found = tuple[bytes, int, int, int]
"""Caught bytes, bytes on the wire, microseconds, link type."""


def held(data: bytes) -> Bytes:
    """Bytes as a block holds them."""
    return np.frombuffer(data + bytes(PADDING), dtype=np.uint8)


class Blocks:
    """The blocks of pcapng."""

    def __init__(self, file: bytes) -> None:
        self.file, self.at, self.bad = file, 0, False
        self.order = "<"
        self.interfaces: list[tuple[int, int, int, int]] = []
        self.found: list[Found] = []
        while self.at + 12 <= len(file) and self.block():
            pass

    def block(self) -> bool:
        if self.file[self.at : self.at + 4] == b"\x0a\x0d\x0d\x0a":
            magic = self.file[self.at + 8 : self.at + 12]
            if magic not in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d"):
                self.bad = True
                return False
            order = "<" if magic[0] == 0x4D else ">"
        else:
            order = self.order
        kind, size = struct.unpack_from(f"{order}II", self.file, self.at)
        self.bad = size < 12 or size % 4 != 0 or size > 1 << 24
        if self.bad or self.at + size > len(self.file):
            return False
        (again,) = struct.unpack_from(f"{order}I", self.file, self.at + size - 4)
        self.bad = again != size
        if self.bad:
            return False
        self.order = order
        if kind == 0x0A0D0D0A:
            self.interfaces = []
        self.content(kind, self.file[self.at + 8 : self.at + size - 4])
        self.at += size
        return True

    def content(self, kind: int, body: bytes) -> None:
        order = self.order
        if kind == 1 and len(body) >= 8:
            link, _, snap = struct.unpack_from(f"{order}HHI", body)
            resolution, offset, at = 6, 0, 8
            while at + 4 <= len(body):
                code, size = struct.unpack_from(f"{order}HH", body, at)
                if not code:
                    break
                value = body[at + 4 : at + 4 + size]
                if code == 9 and value:
                    resolution = value[0]
                if code == 14 and len(value) == 8:
                    (offset,) = struct.unpack(f"{order}q", value)
                at += 4 + (size + 3) // 4 * 4
            self.interfaces.append((link, snap, resolution, offset if abs(offset) < 1 << 33 else 0))
        elif kind in (2, 6) and len(body) >= 20:
            number, high, low, caught, length = struct.unpack_from(f"{order}IIIII", body)
            if kind == 2:
                (number,) = struct.unpack_from(f"{order}H", body)
            self.packet(number, body[20:], caught, length, high << 32 | low)
        elif kind == 3 and len(body) >= 4:
            (length,) = struct.unpack_from(f"{order}I", body)
            if self.interfaces:
                self.packet(0, body[4:], min(length, self.interfaces[0][1] or length), length, None)

    def packet(self, number: int, data: bytes, caught: int, length: int, ticks: int | None) -> None:
        if number >= len(self.interfaces):
            return
        link, _, resolution, offset = self.interfaces[number]
        time = -1
        if ticks is not None:
            base = Fraction(1, 2 ** (resolution & 127) if resolution & 128 else 10**resolution)
            time = int(ticks * base * 1_000_000) + offset * 1_000_000
        kept = data[:caught]
        self.found.append((kept, max(length, len(kept)), time if 0 <= time < LATEST else -1, link))


def in_block(frames: list[bytes], links: list[int], lengths: list[int] | None = None) -> Packets:
    """Packets one behind the other, with 0xff between them and behind: what is read there is not what was sent."""
    starts, data = [], b"\xff" * 16
    for frame in frames:
        starts.append(len(data))
        data += frame + b"\xff" * 16
    caught = np.array([len(frame) for frame in frames], dtype=np.int64)
    return Packets(
        data=np.frombuffer(data + b"\xff" * PADDING, dtype=np.uint8),
        start=np.array(starts, dtype=np.int64),
        caught=caught,
        length=caught if lengths is None else np.array(lengths, dtype=np.int64),
        time=np.arange(len(frames), dtype=np.int64),
        link=np.array(links, dtype=np.uint16),
    )
