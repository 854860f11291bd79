"""From the link layer to the network layer: where each packet's IP (or ARP, LLDP, CDP) begins, and who sent the frame.

Link types: Ethernet with VLAN tags (802.1Q, QinQ), PPPoE and 802.3 LLC/SNAP; Linux cooked (v1, v2); raw IP; PPP; BSD
loopback. Source: the registry of link types (draft-ietf-opsawg-pcaplinktype), IEEE 802.1Q, RFC 2516, RFC 1042.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from camcensus.wire.capture.columns import Packets, numbers, windows
from camcensus.wire.capture.walk import Bytes, Places

IPV4, ARP, IPV6, LLDP = 0x0800, 0x0806, 0x86DD, 0x88CC
CDP = 0x1_2000
"""No EtherType: a protocol of Cisco's own, told by LLC/SNAP alone."""
NONE = 0
"""Kind of a packet that carries nothing that is read."""

MAX_TAGS = 8
"""VLAN tags and MPLS labels of one frame that are looked through."""
NO_MAC = -1

_TAGS = (0x8100, 0x88A8, 0x9100, 0x9200)
_PPPOE, _MPLS = 0x8864, 0x8847
_PPP = {0x0021: IPV4, 0x0057: IPV6}

_ETHERNET, _NULL, _LOOP, _PPP_LINK, _PPP_HDLC = 1, 0, 108, 9, 50
_RAW = (12, 14, 101, 228, 229)
_COOKED, _COOKED_2 = 113, 276

Kinds = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What each packet carries."""

    kind: Kinds
    """`IPV4`, `IPV6`, `ARP`, `LLDP`, `CDP` or `NONE`."""
    at: Places
    """Where that begins."""
    end: Places
    """Where the caught bytes end."""
    source: Places
    """Ethernet address of the sender as a number of 48 bits; `NO_MAC` where the link has none."""
    tagged: int
    """Frames with more tags than are looked through."""
    strange: int
    """Packets of link types that are not read."""


def read(packets: Packets) -> Carried:
    """What the link layer says of each packet."""
    size = packets.count
    kind = np.zeros(size, dtype=np.int64)
    at = packets.start.copy()
    source = np.full(size, NO_MAC, dtype=np.int64)
    end = packets.start + packets.caught
    tagged = strange = 0
    for link in np.unique(packets.link).tolist():
        mine = slice(None) if (packets.link == link).all() else packets.link == link
        start, stop = packets.start[mine], end[mine]
        if link == _ETHERNET:
            kind[mine], at[mine], source[mine], more = _ethernet(packets, start, stop)
            tagged += more
        elif link in (_COOKED, _COOKED_2):
            kind[mine], at[mine], source[mine], more = _cooked(packets, start, stop, link)
            tagged += more
        elif link in _RAW:
            kind[mine] = _by_version(packets, start)
        elif link in (_NULL, _LOOP):
            kind[mine], at[mine] = _by_version(packets, start + 4), start + 4
        elif link in (_PPP_LINK, _PPP_HDLC):
            kind[mine], at[mine] = _ppp(packets, start)
        else:
            strange += int(start.size)
    kind[at >= end] = NONE
    return Carried(kind=kind, at=at, end=end, source=source, tagged=tagged, strange=strange)


Found = tuple[Kinds, Places, Places, int]
"""Kind, where it begins, sender's Ethernet address, frames with too many tags."""


def _ethernet(packets: Packets, start: Places, end: Places) -> Found:
    rows = windows(packets.data, start, 14)
    source = _mac(rows, 6)
    source[start + 14 > end] = NO_MAC
    kind, at, tagged = _through(packets, numbers(rows, 12, 2), start + 14, end)
    return kind, at, source, tagged


def _cooked(packets: Packets, start: Places, end: Places, link: int) -> Found:
    rows = windows(packets.data, start, 20)
    if link == _COOKED:
        kind, length, source, size = numbers(rows, 14, 2), numbers(rows, 4, 2), _mac(rows, 6), 16
    else:
        kind, length, source, size = numbers(rows, 0, 2), rows[:, 11].astype(np.int64), _mac(rows, 12), 20
    source[(length != 6) | (source == 0) | (start + size > end)] = NO_MAC
    kind, at, tagged = _through(packets, kind, start + size, end)
    return kind, at, source, tagged


def _mac(rows: Bytes, at: int) -> Places:
    return (numbers(rows, at, 2) << 32) | numbers(rows, at + 2, 4)


def _through(packets: Packets, kind: Kinds, at: Places, end: Places) -> tuple[Kinds, Places, int]:
    """Past VLAN tags, PPPoE, MPLS labels and LLC to what is carried."""
    for turn in range(MAX_TAGS + 1):
        wrapped = np.nonzero(np.isin(kind, (*_TAGS, _PPPOE, _MPLS)) & (at + 8 <= end))[0]
        if not wrapped.size or turn == MAX_TAGS:
            break
        rows = windows(packets.data, at[wrapped], 8)
        kind[wrapped], length = _unwrapped(kind[wrapped], rows)
        at[wrapped] += length
    tagged = int(wrapped.size)
    llc = np.nonzero((kind <= 1500) & (kind > 0) & (at + 8 <= end))[0]
    if llc.size:
        kind[llc] = _of_llc(windows(packets.data, at[llc], 8))
        at[llc] += 8
    kind[~np.isin(kind, (IPV4, IPV6, ARP, LLDP, CDP))] = NONE
    return kind, at, tagged


def _unwrapped(outer: Kinds, rows: Bytes) -> tuple[Kinds, Places]:
    """(kind of what is behind one tag, session or label, how long that was)."""
    session = outer == _PPPOE
    version = rows[:, 4] >> 4
    below = np.where(version == 4, IPV4, np.where(version == 6, IPV6, NONE))
    labelled = np.where((rows[:, 2] & 1).astype(bool), below, _MPLS)
    inner = np.where(outer == _MPLS, labelled, np.where(session, _of_ppp(numbers(rows, 6, 2)), numbers(rows, 2, 2)))
    return inner, np.where(session, 8, 4)


def _of_llc(rows: Bytes) -> Kinds:
    snap = (numbers(rows, 0, 2) == 0xAAAA) & (rows[:, 2] == 3)
    organisation = (rows[:, 3].astype(np.int64) << 16) | numbers(rows, 4, 2)
    code = numbers(rows, 6, 2)
    plain = snap & (organisation == 0) & np.isin(code, (IPV4, IPV6, ARP))
    cisco = snap & (organisation == 0x00000C) & (code == CDP & 0xFFFF)
    return np.where(plain, code, np.where(cisco, CDP, NONE))


def _of_ppp(code: Kinds) -> Kinds:
    found = np.zeros(code.size, dtype=np.int64)
    for number, kind in _PPP.items():
        found[code == number] = kind
    return found


def _by_version(packets: Packets, start: Places) -> Kinds:
    version = packets.data[start] >> 4
    return np.where(version == 4, IPV4, np.where(version == 6, IPV6, NONE)).astype(np.int64)


def _ppp(packets: Packets, start: Places) -> tuple[Kinds, Places]:
    rows = windows(packets.data, start, 4)
    framed = (rows[:, 0] == 0xFF) & (rows[:, 1] == 0x03)
    code = np.where(framed, numbers(rows, 2, 2), numbers(rows, 0, 2))
    return _of_ppp(code), start + np.where(framed, 4, 2)
