"""ARP messages of many packets at once (RFC 826, Ethernet and IPv4 only)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from camcensus.wire.capture import link
from camcensus.wire.capture.columns import Packets, numbers, windows
from camcensus.wire.capture.link import Carried
from camcensus.wire.capture.walk import Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """Who says which address is theirs, one row a message."""

    packet: Places
    mac: Places
    """Of the sender, as a number."""
    address: npt.NDArray[np.uint64]
    """IPv4 address of the sender, as a number."""


def read(packets: Packets, carried: Carried) -> Bound:
    """Every sender of an ARP message that gives itself an address; probes (0.0.0.0) do not."""
    rows = np.nonzero((carried.kind == link.ARP) & (carried.at + 28 <= carried.end))[0]
    found = windows(packets.data, carried.at[rows], 28)
    usual = (numbers(found, 0, 4) == 0x00010800) & (numbers(found, 4, 2) == 0x0604)
    usual &= np.isin(numbers(found, 6, 2), (1, 2))
    mac = (numbers(found, 8, 2) << 32) | numbers(found, 10, 4)
    address = numbers(found, 14, 4)
    keep = usual & (address != 0) & (mac != 0) & ((mac >> 40) & 1 == 0)
    return Bound(packet=rows[keep], mac=mac[keep], address=address[keep].astype(np.uint64))
