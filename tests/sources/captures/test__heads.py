"""Whose heads are read when."""

from __future__ import annotations

from tests.sources.captures.captured import CAMERA, DESK, FAR, OTHER, in_columns, tcp, timed

from camcensus.sources.captures._heads import Heads
from camcensus.sources.captures._oneway import OneWay
from camcensus.sources.captures._picks import Picks
from camcensus.wire.capture.headers import Addresses

HELLO = b"\x16\x03\x01\x00\x09\x01abc"


def test_servers_near_by_come_first_then_who_is_known_and_each_once() -> None:
    known = Addresses()
    oneway, picks = OneWay(known), Picks([])
    frames = [
        tcp(CAMERA, DESK, (80, 5_000), payload=b"HTTP/1.1 200 OK\r\n\r\n"),
        tcp(FAR, OTHER, (80, 5_001), payload=b"HTTP/1.1 200 OK\r\n\r\n"),
        tcp(DESK, FAR, (5_002, 443), payload=HELLO),
        tcp(OTHER, FAR, (5_003, 443), payload=HELLO),
    ]
    block = in_columns(timed(frames), known)
    picks.add(block, oneway.keys(block))
    heads = Heads(picks.take()[1], known)
    assert heads.of_servers([]).height == 1
    assert heads.of_servers([]).height == 0
    assert heads.of_either([DESK]).height == 1
    assert heads.left() == 2
