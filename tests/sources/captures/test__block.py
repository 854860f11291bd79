"""A part of a capture in columns."""

from __future__ import annotations

from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, in_columns, tcp, timed, udp

from camcensus.wire.capture.headers import Addresses

FRAMES = [
    udp(CAMERA, DESK, (1, 2), b"first"),
    make.ether("44:19:b6:00:00:05", "ff:ff:ff:ff:ff:ff", make.ARP, b"no message"),
    tcp(CAMERA, DESK, (3, 4), payload=b"third"),
]


def test_packets_with_what_their_layers_say() -> None:
    found = in_columns(timed(FRAMES), Addresses(), base=1_000)
    assert (found.packets.count, found.shift.tolist()) == (3, [1_000] * 3)
    assert found.carried.kind.tolist() == [make.IPV4, make.ARP, make.IPV4]
    assert found.headers.packet.tolist() == [0, 2]
    assert found.headers.source_port.tolist() == [1, 3]
