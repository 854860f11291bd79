"""IP and transport headers of many packets at once: who, to whom, over what, how much.

Addresses are numbers of 64 bits: of IPv4 the address itself, of IPv6 a keyed hash with the top bit set, which
`Addresses` turns back. Source: RFC 791, 8200 (extension headers), 9293, 768.
"""

from __future__ import annotations

import ipaddress
import secrets
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from camcensus.wire import addresses
from camcensus.wire.capture import link
from camcensus.wire.capture.columns import Packets, numbers, windows
from camcensus.wire.capture.link import Carried
from camcensus.wire.capture.walk import Bytes, Places

TCP, UDP, ICMP6 = 6, 17, 58
SYN, ACK = 0x02, 0x10

MAX_ADDRESSES = 500_000
"""IPv6 addresses that are told apart: a scan of forged ones would name millions."""
MAX_HEADERS = 8
"""Extension headers of one IPv6 packet that are looked through."""
_WIDTH = 64
_EXTENSIONS = (0, 43, 51, 60, 135)
_FRAGMENT, _NOTHING = 44, 59

U64 = npt.NDArray[np.uint64]


class Addresses:
    """IPv6 addresses by the numbers that stand for them in columns."""

    def __init__(self) -> None:
        self._odd = [np.uint64(secrets.randbits(64) | 1) for _ in range(3)]  # a sender cannot make two alike
        self._known: dict[int, bytes] = {}
        self._back: dict[str, int] = {}
        self._every: U64 | None = None
        self.none = int(self.numbers(np.zeros((1, 16), dtype=np.uint8))[0])
        """The number of ``::``."""

    def numbers(self, rows: Bytes) -> U64:
        """The numbers of addresses, 16 bytes a row. Those for which there is no more room are all ``::``."""
        halves = np.ascontiguousarray(rows).view(">u8").astype(np.uint64)
        high, low = halves[:, 0], halves[:, 1]
        mixed = (high * self._odd[0]) ^ ((low * self._odd[1]) >> np.uint64(7)) ^ (low * self._odd[2])
        mixed ^= mixed >> np.uint64(31)
        found: U64 = mixed | np.uint64(1 << 63)
        every, first = np.unique(found, return_index=True)
        for number, index in zip(every.tolist(), first.tolist(), strict=True):
            if number not in self._known and len(self._known) < MAX_ADDRESSES:
                self._known[number] = rows[index].tobytes()
        if self.is_full:
            found[~np.isin(found, self._full())] = self.none
        return found

    @property
    def is_full(self) -> bool:
        """Whether there is no room for more addresses."""
        return len(self._known) >= MAX_ADDRESSES

    def _full(self) -> U64:
        """Every number there is, once there is no room for more."""
        if self._every is None:
            self._every = np.fromiter(self._known, dtype=np.uint64, count=len(self._known))
        return self._every

    def number(self, address: str) -> int | None:
        """The number that stands for an address in columns; None for an IPv6 address that was not seen."""
        value = addresses.number(address)
        if value < 1 << 32:
            return value
        if len(self._back) < len(self._known):
            self._back = {_v6(packed): number for number, packed in self._known.items()}
        return self._back.get(addresses.text(value))

    def local(self) -> list[int]:
        """The IPv6 addresses seen that networks give themselves: fc00::/7, fe80::/10 and the older fec0::/10."""
        return [
            one for one, packed in self._known.items() if packed[0] & 0xFE == 0xFC or b"\xfe\x80" <= packed < b"\xff"
        ]

    def groups(self) -> list[int]:
        """The IPv6 addresses seen that are those of groups: ff00::/8."""
        return [one for one, packed in self._known.items() if packed[0] == 0xFF]

    def text(self, number: int) -> str:
        """The address behind a number, normalised."""
        if number < 1 << 32:
            return addresses.text(number)
        return _v6(self._known[number])


def _v6(packed: bytes) -> str:
    found = ipaddress.IPv6Address(packed)
    return str(found.ipv4_mapped or found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Headers:
    """One row an IP packet, in the order of the packets."""

    packet: Places
    """Its number among the packets of the block."""
    source: U64
    target: U64
    protocol: npt.NDArray[np.uint8]
    source_port: npt.NDArray[np.uint16]
    """0 where there is none, as in later fragments."""
    target_port: npt.NDArray[np.uint16]
    flags: npt.NDArray[np.uint8]
    """Of TCP."""
    sequence: Places
    """Of TCP: number of the first byte of its payload."""
    size: Places
    """Bytes of the IP packet as it was sent: what its header says, but no more than its frame had."""
    payload: Places
    """Where the transport's payload begins in the block."""
    room: Places
    """Bytes of payload that were caught, without what the link layer padded."""
    fragment: npt.NDArray[np.bool_]
    """It is a part of a datagram; only the first part has ports."""
    broken: int
    """Packets whose headers are cut or lie about their lengths; they are in no row."""


def read(packets: Packets, carried: Carried, known: Addresses) -> Headers:
    """The headers of all IP packets of a block."""
    four = np.nonzero(carried.kind == link.IPV4)[0]
    six = np.nonzero(carried.kind == link.IPV6)[0]
    parts = [_read(packets, carried, rows, known, version) for rows, version in ((four, 4), (six, 6)) if rows.size]
    if not parts:
        parts = [_read(packets, carried, four, known, 4)]
    if len(parts) == 1:
        return parts[0]
    turn = np.argsort(np.concatenate([part.packet for part in parts]), kind="stable")
    columns = {
        name: np.concatenate([getattr(part, name) for part in parts])[turn]
        for name in Headers.__slots__
        if name != "broken"
    }
    return Headers(**columns, broken=sum(part.broken for part in parts))


def _read(packets: Packets, carried: Carried, rows: Places, known: Addresses, version: int) -> Headers:
    data = packets.data
    at, end = carried.at[rows], carried.end[rows]
    first = windows(data, at, _WIDTH)
    sent = packets.length[rows] - (at - packets.start[rows])
    if version == 4:
        good, protocol, above, size, fragment, later = _v4(first, sent)
        source, target = numbers(first, 12, 4).astype(np.uint64), numbers(first, 16, 4).astype(np.uint64)
    else:
        good, protocol, above, size, fragment, later = _v6_chain(data, first, at, end, sent)
        source, target = known.numbers(first[:, 8:24]), known.numbers(first[:, 24:40])
    begin = at + above
    stop = np.minimum(end, at + size)
    good &= (first[:, 0] >> 4 == version) & (at + (20 if version == 4 else 40) <= end) & (begin <= end)
    transport = _transport(data, first, at, above)
    named = ~later & np.isin(protocol, (TCP, UDP, 132))
    ports = named & (begin + 4 <= end)
    tcp = ports & (protocol == TCP) & (begin + 14 <= end)
    udp = ports & (protocol == UDP)
    length = np.where(tcp, (transport[:, 12] >> 4).astype(np.int64) * 4, np.where(udp, 8, 0))
    stop[named & ~(ports & (tcp | (protocol != TCP)))] = 0  # its header is cut: what is there is no payload
    payload = begin + length
    good &= ~(tcp & (length < 20))
    if udp.any():
        stop = np.where(udp & ~fragment, np.minimum(stop, begin + np.maximum(numbers(transport, 4, 2), 8)), stop)
    keep = slice(None) if good.all() else good
    return Headers(
        packet=rows[keep],
        source=source[keep],
        target=target[keep],
        protocol=protocol[keep].astype(np.uint8),
        source_port=np.where(ports, numbers(transport, 0, 2), 0)[keep].astype(np.uint16),
        target_port=np.where(ports, numbers(transport, 2, 2), 0)[keep].astype(np.uint16),
        flags=np.where(tcp, transport[:, 13], 0)[keep].astype(np.uint8),
        sequence=np.where(tcp, numbers(transport, 4, 4), 0)[keep],
        size=size[keep],
        payload=payload[keep],
        room=np.maximum(stop - payload, 0)[keep],
        fragment=fragment[keep],
        broken=0 if isinstance(keep, slice) else int((~good).sum()),
    )


Chain = tuple[npt.NDArray[np.bool_], Places, Places, Places, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]
"""good, protocol, bytes before the transport header, bytes of the packet, is a fragment, is a later one"""


def _v4(first: Bytes, sent: Places) -> Chain:
    above = (first[:, 0] & 15).astype(np.int64) * 4
    size = numbers(first, 2, 2)
    size = np.where(size == 0, sent, np.minimum(size, sent))  # a card that cuts segments itself leaves it empty
    part = numbers(first, 6, 2)
    later = (part & 0x1FFF) != 0
    fragment = later | ((part & 0x2000) != 0)
    return (above >= 20) & (size >= above), first[:, 9].astype(np.int64), above, size, fragment, later


def _v6_chain(data: Bytes, first: Bytes, at: Places, end: Places, sent: Places) -> Chain:
    protocol = first[:, 6].astype(np.int64)
    above = np.full(at.size, 40, dtype=np.int64)
    size = numbers(first, 4, 2)
    size = np.where((size == 0) & (protocol != _NOTHING), sent, np.minimum(size + 40, sent))  # as with IPv4; jumbograms
    fragment = np.zeros(at.size, dtype=bool)
    later = np.zeros(at.size, dtype=bool)
    for _ in range(MAX_HEADERS):
        more = np.nonzero(np.isin(protocol, (*_EXTENSIONS, _FRAGMENT)) & (at + above + 8 <= end) & ~later)[0]
        if not more.size:
            break
        rows = windows(data, at[more] + above[more], 8)
        kind = protocol[more]
        split = kind == _FRAGMENT
        offset = numbers(rows, 2, 2)
        fragment[more] |= split & ((offset & 0xFFF9) != 0)
        later[more] |= split & ((offset & 0xFFF8) != 0)
        length = np.where(
            split, 8, np.where(kind == 51, (rows[:, 1] + np.int64(2)) * 4, (rows[:, 1] + np.int64(1)) * 8)
        )
        protocol[more] = rows[:, 0]
        above[more] += length
    return size >= above, protocol, above, size, fragment, later


def _transport(data: Bytes, first: Bytes, at: Places, above: Places) -> Bytes:
    """The first 14 bytes of each transport header; where all headers before it are alike they are at hand."""
    usual = int(above[0]) if above.size else 20
    if above.size == 0 or (usual <= _WIDTH - 14 and (above == usual).all()):
        return first[:, usual : usual + 14]
    return windows(data, np.minimum(at + above, data.size - 14), 14)
