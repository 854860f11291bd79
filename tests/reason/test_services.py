"""Protocols and ports in words."""

from __future__ import annotations

import pytest

from camcensus.reason.services import services
from camcensus.wire import packets, spans
from camcensus.wire.packets import Cube

TCP, UDP = spans.one(packets.TCP), spans.one(packets.UDP)


@pytest.mark.parametrize(
    ("cube", "words"),
    [
        (packets.ALL, "any"),
        (Cube(protocol=TCP, target_port=spans.union([spans.one(80), spans.span(554, 556)])), "tcp 80, 554-556"),
        (Cube(protocol=UDP, source_port=spans.one(123)), "udp, from port 123"),
        (Cube(protocol=spans.one(packets.ICMP), target_port=spans.span(2048, 2303)), "icmp type 8"),
        (Cube(protocol=spans.union([TCP, UDP, spans.one(47)])), "tcp/udp/protocol 47"),
        (Cube(protocol=spans.span(0, 99)), "100 protocols"),
        (Cube(protocol=TCP, target_port=spans.union(spans.one(2 * n) for n in range(10))),
         "tcp 0, 2, 4, 6, 8, 10, 12, 14 and 2 more"),
    ],
)  # fmt: skip
def test_words(cube: Cube, words: str) -> None:
    assert services(cube) == words
