"""The classic capture file (libpcap): its header, and the records of a block of its bytes in columns.

Source: IETF draft-ietf-opsawg-pcap; both byte orders, microseconds and nanoseconds, and the records of a modified
format by A. Kuznetsov that are eight bytes longer.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

import numpy as np

from camcensus.wire.capture.columns import Packets, dated, nothing, windows
from camcensus.wire.capture.walk import LOOKED_AT, Bytes, Places, chain

HEADER = 24
MAX_PACKET = 1 << 18
"""Bytes of a packet beyond which a record is not believed: what libpcap itself writes at most."""

_MAGICS = {
    0xA1B2C3D4: (1_000_000, 16),
    0xA1B23C4D: (1_000_000_000, 16),
    0xA1B2CD34: (1_000_000, 24),
}
"""Magic number to parts of a second and bytes of a record's header."""
_YEARS = 1 << 28
"""Seconds (8.5 years) within which the times of neighbouring records lie; a guess, not a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """What the file's header says."""

    order: str
    """``<`` or ``>``."""
    parts: int
    """Of a second, in which times are counted beside whole seconds."""
    record: int
    """Bytes of a record's own header."""
    link: int
    """Link type (LINKTYPE_...) of all packets."""
    snap: int
    """Bytes of each packet that were kept at most; 0: not said."""


def detect(head: bytes) -> bool:
    """Whether the bytes begin like a classic capture."""
    return _magic(head) is not None


def _magic(head: bytes) -> tuple[str, int, int] | None:
    if len(head) < 4:
        return None
    for order in "<>":
        (magic,) = struct.unpack(f"{order}I", head[:4])
        if magic in _MAGICS:
            return order, *_MAGICS[magic]
    return None


def header(head: bytes) -> Format:
    """The file's header, from its first 24 bytes. Raises `ValueError` if it is none."""
    found = _magic(head)
    if found is None or len(head) < HEADER:
        raise ValueError("no header of a capture")
    order, parts, record = found
    snap, link = struct.unpack(f"{order}II", head[16:24])
    return Format(order=order, parts=parts, record=record, link=link & 0xFFFF, snap=snap)


def packets(data: Bytes, size: int, form: Format) -> tuple[Packets, int, bool]:
    """(packets that are whole in the first `size` bytes of `data`, bytes used, whether a bad record ended it).

    `data` begins with a record and is at least 64 bytes longer than `size`.
    """
    word = np.dtype(f"{form.order}u4")
    room = size - form.record
    if room < 0:
        return nothing(), 0, False

    def advance(places: Places) -> Places:
        head = windows(data, np.minimum(places, room), 16).view(word)
        caught = head[:, 2].astype(np.int64)
        ahead = places + form.record + caught
        ahead[(caught > MAX_PACKET) | ~head.any(axis=1)] = -1  # nothing but zeros: a hole in the file
        ahead[places > room] = size  # its header is cut: it is judged with the next block
        return ahead

    around = int(data[:4].view(word)[0])

    def guess(pieces: Places, look: int) -> Places:
        return _first_plausible(data, pieces, look, size, form, around)

    places, _, bad = chain(0, size, advance, guess)
    rows = windows(data, np.minimum(places, room), 16).view(word).astype(np.int64)
    ends = places + form.record + rows[:, 2]
    whole = (places <= room) & (ends <= size)
    count = whole.size if whole.all() else int(np.argmin(whole))
    used = int(ends[count - 1]) if count else 0
    rows = rows[:count]
    found = Packets(
        data=data,
        start=places[:count] + form.record,
        caught=rows[:, 2],
        length=np.maximum(rows[:, 3], rows[:, 2]),
        time=dated(rows[:, 0] * 1_000_000 + rows[:, 1] // (form.parts // 1_000_000)),
        link=np.full(count, form.link, dtype=np.uint16),
    )
    return found, used, bad and count == places.size


def resume(data: Bytes, begin: int, end: int, form: Format) -> int:
    """Where behind damage the next record seems to begin; -1: nowhere before `end`."""
    for at in range(begin, end - form.record + 1, LOOKED_AT):
        look = min(LOOKED_AT, end - at)
        (found,) = _first_plausible(data, np.array([at], dtype=np.int64), look, end, form).tolist()
        if found >= 0:
            return int(found)
    return -1


def _first_plausible(
    data: Bytes, pieces: Places, look: int, end: int, form: Format, around: int | None = None
) -> Places:
    """Where in each piece a record seems to begin: its lengths fit, and so does the record behind it, if there is one.

    Their times lie near `around`, or near each other where that is not known.
    """
    high = 3 if form.order == "<" else 0
    window = windows(data, pieces, look + 4)[:, high : look + high]
    rows, columns = np.nonzero(window == np.uint8(around >> 24) if around is not None else window > 0)
    places = pieces[rows] + columns
    word = np.dtype(f"{form.order}u4")
    keep = np.ones(places.size, dtype=bool)
    here, near = places, np.full(places.size, -1 if around is None else around, dtype=np.int64)
    for _ in range(2):
        last = here == end
        inside = np.minimum(here, max(end - form.record, 0))
        seconds, parts, caught, length = windows(data, inside, 16).view(word).astype(np.int64).T
        near = np.where(near < 0, seconds, near)
        fits = (np.abs(seconds - near) < _YEARS) & (parts < form.parts) & (here == inside)
        keep &= last | (fits & (caught > 0) & (caught <= length) & (length <= MAX_PACKET))
        here = here + form.record + np.minimum(caught, MAX_PACKET)
    found = np.full(pieces.size, -1, dtype=np.int64)
    first_rows, index = np.unique(rows[keep], return_index=True)
    found[first_rows] = places[keep][index]
    return found
