"""A part of a capture: its packets in columns, and where it stands in the file."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from camcensus.wire.capture import headers as transport
from camcensus.wire.capture import link
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.headers import Addresses, Headers
from camcensus.wire.capture.link import Carried


class Block(NamedTuple):
    """Some thousands of packets."""

    packets: Packets
    carried: Carried
    headers: Headers
    base: int
    """Where the first byte of the block stands in the file."""

    def only(self, keep: npt.NDArray[np.bool_]) -> Block:
        """The block with the headers of some packets alone."""
        return self if keep.all() else self._replace(headers=self.headers.of(keep[self.headers.packet]))


def block(packets: Packets, base: int, known: Addresses) -> Block:
    """The packets with what their link, network and transport layers say."""
    carried = link.read(packets)
    return Block(packets, carried, transport.read(packets, carried, known), base)
