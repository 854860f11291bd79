"""A part of a capture: its packets in columns, and where it stands in the file."""

from __future__ import annotations

from typing import NamedTuple

from camcensus.wire.capture import headers as transport
from camcensus.wire.capture import link
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.headers import Addresses, Headers
from camcensus.wire.capture.link import Carried
from camcensus.wire.capture.walk import Places


class Block(NamedTuple):
    """Some thousands of packets."""

    packets: Packets
    carried: Carried
    headers: Headers
    shift: Places
    """For each packet, what to add to a place in the block to have its place in the file."""


def block(packets: Packets, shift: Places, known: Addresses) -> Block:
    """The packets with what their link, network and transport layers say."""
    carried = link.read(packets)
    return Block(packets, carried, transport.read(packets, carried, known), shift)
