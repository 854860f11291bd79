"""The newer capture file (pcapng): its blocks in columns.

Source: IETF draft-ietf-opsawg-pcapng. Packets stand in enhanced, simple and (old) packet blocks; each names an
interface that was described before with its link type and clock. Blocks of decryption secrets and of names are passed
over.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from camcensus.wire.capture.columns import Packets, dated, nothing, windows
from camcensus.wire.capture.walk import LOOKED_AT, Bytes, Places, chain

SECTION = 0x0A0D0D0A
_SECTION = b"\x0a\x0d\x0d\x0a"
"""The same in both byte orders."""
_INTERFACE, _OLD, _SIMPLE, _STATISTICS, _ENHANCED = 1, 2, 3, 5, 6
MAX_BLOCK = 1 << 24
"""Bytes of a block beyond which it is not believed."""
_LEAST = 12
"""Bytes of a block with nothing in it."""
MAX_INTERFACES = 4_096

_AGES = np.uint64(1 << 61)
"""Microseconds that lie beyond every date, and can be added to."""
_SECOND = np.uint64(1_000_000)
_EXACT = 44
"""Bits of a clock's fraction whose product with a million fits into 64."""
_KNOWN = np.array([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0xBAD, 0x40000BAD, SECTION], dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interface:
    """One interface that packets came from."""

    link: int
    snap: int
    resolution: int = 6
    """Negative power of ten of its clock; with the top bit set, of two."""
    offset: int = 0
    """Seconds to add to its times."""
    name: str = ""


@dataclass(kw_only=True)
class Section:
    """What has been said so far: of the section that is read, and of those before it."""

    order: str
    """Of bytes, ``<`` or ``>``."""
    interfaces: list[Interface] = field(default_factory=list)
    """Of this section, by their numbers."""
    names: dict[str, None] = field(default_factory=dict)
    """Of interfaces of all sections."""
    snapped: int = 0
    """The least number of bytes of a packet that an interface kept; 0: all."""
    orphans: int = 0
    """Packets of interfaces that were never described."""
    lies: int = 0
    """Blocks too short for what they are."""
    dropped: dict[int, int] = field(default_factory=dict)
    """Interface to packets that it dropped since this section began."""
    before: int = 0
    """Packets dropped in sections before."""

    @property
    def lost(self) -> int:
        """Packets that interfaces say they dropped."""
        return self.before + sum(self.dropped.values())

    def begin(self, order: str) -> None:
        """A further section begins."""
        self.order, self.interfaces, self.before, self.dropped = order, [], self.lost, {}

    def describe(self, one: Interface) -> None:
        """A further interface of this section."""
        if len(self.interfaces) >= MAX_INTERFACES:
            return
        self.interfaces.append(one)
        if one.name and len(self.names) < MAX_INTERFACES:
            self.names[one.name] = None
        if one.snap:
            self.snapped = min(self.snapped or one.snap, one.snap)


def detect(head: bytes) -> bool:
    """Whether the bytes begin like a pcapng capture."""
    return len(head) >= 12 and head[:4] == _SECTION and head[8:12] in (b"\x4d\x3c\x2b\x1a", b"\x1a\x2b\x3c\x4d")


def section(head: bytes) -> Section:
    """The section whose header block the bytes begin with. Raises `ValueError` if it is none."""
    if not detect(head):
        raise ValueError("no section header")
    return Section(order="<" if head[8:12] == b"\x4d\x3c\x2b\x1a" else ">")


def packets(data: Bytes, size: int, known: Section) -> tuple[Packets, int, bool]:
    """(packets of the blocks that are whole in the first `size` bytes, bytes used, whether a bad block ended it).

    `data` begins with a block and is at least 64 bytes longer than `size`; `known` grows with what the blocks say. A
    further section ends the part: the next call goes on with it.
    """
    if size < _LEAST:
        return nothing(), 0, False
    first, order = bytes(data[:12]), known.order
    if first[:4] == _SECTION:
        if not detect(first):
            return nothing(), 0, True
        order = section(first).order
    word = np.dtype(f"{order}u4")

    def advance(places: Places) -> Places:
        rows = _heads(data, places, size, word)
        ahead = places + rows[:, 1]
        further = (rows[:, 0] == SECTION) & (places > 0)
        ahead[(rows[:, 1] < _LEAST) | (rows[:, 1] % 4 != 0) | (rows[:, 1] > MAX_BLOCK) | further] = -1
        ahead[places > size - _LEAST] = size + 1
        return ahead

    def guess(pieces: Places, look: int) -> Places:
        return _first_plausible(data, (pieces + 3) // 4 * 4, look, size, word)

    places, stop, bad = chain(0, size, advance, guess)
    rows = _heads(data, places, size, word)
    ends = places + rows[:, 1]
    whole = (places <= size - _LEAST) & (ends <= size)
    whole[whole] = _numbers(data, ends[whole] - 4, word) == rows[whole, 1]
    count = whole.size if whole.all() else int(np.argmin(whole))
    if count < whole.size:
        bad = bool(places[count] <= size - _LEAST and ends[count] <= size)  # the length at its end is another
    elif bad:
        bad = stop == 0 or bytes(data[stop : stop + 4]) != _SECTION
    if count and first[:4] == _SECTION:
        known.begin(order)
    return _read(data, places[:count], rows[:count], known, word), int(ends[count - 1]) if count else 0, bad


def resume(data: Bytes, begin: int, end: int, known: Section) -> int:
    """Where behind damage the next section or packet block seems to begin; -1: nowhere before `end`."""
    word = np.dtype(f"{known.order}u4")
    for at in range(begin, end - _LEAST + 1, LOOKED_AT):
        look = min(LOOKED_AT, end - at)
        aligned = at + np.arange(4, dtype=np.int64)  # what was lost may be of any length
        found = _first_plausible(data, aligned, (look + 3) // 4 * 4, end, word).tolist()
        found.append(_section_in(bytes(data[at : at + look + 11]), at))
        if places := [place for place in found if 0 <= place <= end - _LEAST]:
            return int(min(places))
    return -1


def _section_in(data: bytes, begin: int) -> int:
    at = data.find(_SECTION)
    while at >= 0:
        if detect(data[at : at + 12]):
            return begin + at
        at = data.find(_SECTION, at + 1)
    return -1


def _heads(data: Bytes, places: Places, size: int, word: np.dtype[np.uint32]) -> Places:
    """Type and length of the blocks, as rows."""
    return windows(data, np.minimum(places, size - _LEAST), 8).view(word).astype(np.int64)


def _numbers(data: Bytes, places: Places, word: np.dtype[np.uint32]) -> Places:
    return windows(data, places, 4).view(word)[:, 0].astype(np.int64)


def _first_plausible(data: Bytes, pieces: Places, look: int, size: int, word: np.dtype[np.uint32]) -> Places:
    """Where in each piece a packet block seems to begin: its length stands again at its end, and a block follows."""
    window = windows(data, pieces, look).view(word)
    rows, columns = np.nonzero(window == _ENHANCED)
    places = pieces[rows] + columns * 4
    length = _numbers(data, places + 4, word)
    fits = (length >= 32) & (length % 4 == 0) & (places + length <= size) & (length <= MAX_BLOCK)
    rows, places, length = rows[fits], places[fits], length[fits]
    again = _numbers(data, places + length - 4, word) == length
    following = _numbers(data, places + length, word)
    keep = again & (np.isin(following, _KNOWN) | (places + length >= size - 4))
    found = np.full(pieces.size, -1, dtype=np.int64)
    first_rows, index = np.unique(rows[keep], return_index=True)
    found[first_rows] = places[keep][index]
    return found


def _read(data: Bytes, places: Places, rows: Places, known: Section, word: np.dtype[np.uint32]) -> Packets:
    """The packets of whole blocks, all of a kind at once."""
    kinds = rows[:, 0]
    described = [-1] * len(known.interfaces)
    for index in np.nonzero(np.isin(kinds, (_INTERFACE, _STATISTICS)))[0].tolist():
        place, length = int(places[index]), int(rows[index, 1])
        body = bytes(data[place + 8 : place + min(length - 4, 65_536)])
        if kinds[index] == _INTERFACE:
            _describe(body, known)
            described += [place] * (len(known.interfaces) - len(described))
        else:
            _count_dropped(body, known)
    since = np.array(described, dtype=np.int64)
    parts = [
        _columns(data, places[mask], rows[mask], known, since, word, kind)
        for kind in (_ENHANCED, _OLD, _SIMPLE)
        if (mask := kinds == kind).any()
    ]
    if len(parts) < 2:
        return parts[0] if parts else nothing()
    whole = Packets(
        data=data,
        start=np.concatenate([part.start for part in parts]),
        caught=np.concatenate([part.caught for part in parts]),
        length=np.concatenate([part.length for part in parts]),
        time=np.concatenate([part.time for part in parts]),
        link=np.concatenate([part.link for part in parts]),
    )
    return whole.of(np.argsort(whole.start, kind="stable"))


def _columns(
    data: Bytes, places: Places, rows: Places, known: Section, since: Places, word: np.dtype[np.uint32], kind: int
) -> Packets:
    """The packets of blocks of one kind; `since` tells where each interface was described."""
    begin, least = (12, 16) if kind == _SIMPLE else (28, 32)
    room = rows[:, 1] - least
    known.lies += int((room < 0).sum())
    places, room = places[room >= 0], room[room >= 0]
    head = windows(data, places, begin).view(word).astype(np.int64)
    if kind == _SIMPLE:
        interface, length, stamp = np.zeros(places.size, dtype=np.int64), head[:, 2], None
        caught = np.minimum(length, known.interfaces[0].snap or MAX_BLOCK) if known.interfaces else length
    else:
        interface, stamp, caught, length = head[:, 2], (head[:, 3] << 32) | head[:, 4], head[:, 5], head[:, 6]
        if kind == _OLD:  # interface and drops share the four bytes
            interface = interface & 0xFFFF if known.order == "<" else interface >> 16
    keep = interface < np.searchsorted(since, places)
    known.orphans += int((~keep).sum())
    interface, caught, length = interface[keep], np.minimum(caught, room)[keep], length[keep]
    links = np.array([one.link for one in known.interfaces], dtype=np.uint16)
    return Packets(
        data=data,
        start=(places + begin)[keep],
        caught=caught,
        length=np.maximum(length, caught),
        time=np.full(caught.size, -1, dtype=np.int64) if stamp is None else _times(stamp[keep], interface, known),
        link=links[interface],
    )


def _times(stamp: Places, interface: Places, known: Section) -> Places:
    """Microseconds since 1970 by each interface's clock; -1 where no date fits."""
    clock = np.array([one.resolution for one in known.interfaces], dtype=np.int64)[interface]
    time = np.array([one.offset * 1_000_000 for one in known.interfaces], dtype=np.int64)[interface]
    for resolution in np.unique(clock).tolist():
        mine = clock == resolution
        time[mine] += _microseconds(stamp[mine].view(np.uint64), resolution)
    return dated(time)


def _microseconds(ticks: npt.NDArray[np.uint64], resolution: int) -> Places:
    """Of ticks of a clock; those of a time that no date fits become some other such time, without overflow."""
    found: npt.NDArray[np.uint64]
    if resolution & 0x80:
        bits = resolution & 0x7F
        if bits > _EXACT:
            ticks, bits = ticks >> np.uint64(min(bits - _EXACT, 63)), _EXACT
        seconds = np.minimum(ticks >> np.uint64(bits), _AGES // _SECOND)
        found = seconds * _SECOND + ((ticks & np.uint64((1 << bits) - 1)) * _SECOND >> np.uint64(bits))
    elif resolution <= 6:
        factor = np.uint64(10 ** (6 - resolution))
        found = np.minimum(ticks, _AGES // factor) * factor
    else:
        found = ticks // np.uint64(10 ** (resolution - 6)) if resolution <= 25 else np.zeros_like(ticks)
        found = np.minimum(found, _AGES)
    return found.astype(np.int64)


def _describe(body: bytes, known: Section) -> None:
    if len(body) < 8:
        known.lies += 1
        return
    link, _, snap = struct.unpack(f"{known.order}HHI", body[:8])
    traits: dict[str, int] = {}
    name = ""
    for code, value in _options(body[8:], known.order):
        if code == 9 and value:
            traits["resolution"] = value[0]
        elif code == 14 and len(value) == 8:
            (offset,) = struct.unpack(f"{known.order}q", value)
            traits["offset"] = offset if abs(offset) < 1 << 33 else 0
        elif code == 2:
            name = value.decode("utf-8", "replace")[:64].strip("\0")
    known.describe(Interface(link=link, snap=snap, name=name, **traits))


def _count_dropped(body: bytes, known: Section) -> None:
    """Statistics count from the beginning of the capture, so the latest of an interface hold."""
    if len(body) < 12:
        known.lies += 1
        return
    (interface,) = struct.unpack(f"{known.order}I", body[:4])
    counts = [
        struct.unpack(f"{known.order}Q", value)[0]
        for code, value in _options(body[12:], known.order)
        if code in (5, 7) and len(value) == 8
    ]
    if interface < len(known.interfaces) and counts:
        known.dropped[interface] = min(sum(counts), 1 << 63)


def _options(data: bytes, order: str) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    at = 0
    while at + 4 <= len(data) and len(found) < 256:
        code, length = struct.unpack_from(f"{order}HH", data, at)
        if code == 0:
            break
        found.append((code, data[at + 4 : at + 4 + length]))
        at += 4 + (length + 3) // 4 * 4
    return found
