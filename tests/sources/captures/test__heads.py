"""Heads of connections: whose they are, each handed out once."""

from __future__ import annotations

import polars as pl
from tests.sources.captures import mixed
from tests.sources.captures.captured import CAMERA, CAMERA_6, DESK, DESK_6, FAR, OTHER, Picked, picked, tcp

from camcensus.sources.captures._heads import Heads

HELLO, ANSWER, PAGE = mixed.tls(1, 40), mixed.tls(2, 40), b"HTTP/1.1 200 OK"

Said = list[tuple[str, str, int]]
"""Who, to whom, from which port."""


def handed(found: Picked, rows: pl.DataFrame) -> Said:
    return [
        (found.known.text(row["source"]), found.known.text(row["target"]), row["ports"] >> 16)
        for row in rows.iter_rows(named=True)
    ]


def test_what_servers_near_by_said_comes_first() -> None:
    found = picked(
        tcp(CAMERA, DESK, (80, 1), payload=PAGE),
        tcp(CAMERA, DESK, (80, 1), payload=b" and more", at=1_015),
        tcp(CAMERA_6, DESK_6, (80, 2), payload=PAGE),
        tcp(FAR, DESK, (443, 3), payload=ANSWER),
        tcp(DESK, FAR, (3, 443), payload=HELLO),
        tcp(OTHER, FAR, (4, 443), payload=HELLO),
    )
    heads = Heads(found.begun, found.known)
    assert heads.left() == 5
    assert handed(found, heads.of_servers([])) == [(CAMERA, DESK, 80)] * 2 + [(CAMERA_6, DESK_6, 80)]
    assert heads.of_servers([]).height == 0
    assert handed(found, heads.of_servers([FAR])) == [(FAR, DESK, 443)]
    assert handed(found, heads.of_either([OTHER])) == [(OTHER, FAR, 4)]
    assert heads.left() == 1
    assert handed(found, heads.rest()) == [(DESK, FAR, 3)]
    assert heads.left() == 0


def test_of_either_end() -> None:
    found = picked(tcp(DESK, FAR, (3, 443), payload=HELLO), tcp(OTHER, DESK, (4, 443), payload=HELLO))
    assert handed(found, Heads(found.begun, found.known).of_either([DESK])) == [(DESK, FAR, 3), (OTHER, DESK, 4)]
    assert handed(found, Heads(found.begun, found.known).of_either([FAR, "2001:db8::5", "no address"])) == [
        (DESK, FAR, 3)
    ]


def test_what_a_client_said_is_no_server_s() -> None:
    """Whatever it says later in the same direction."""
    found = picked(
        tcp(CAMERA, DESK, (80, 1), payload=b"GET / HTTP/1.1\r\n"),
        tcp(CAMERA, DESK, (80, 1), payload=PAGE, at=2_000),
    )
    heads = Heads(found.begun, found.known)
    assert heads.of_servers([CAMERA]).height == 0
    assert heads.left() == 2


def test_no_heads() -> None:
    found = picked()
    heads = Heads(found.begun, found.known)
    assert (heads.left(), heads.of_servers([CAMERA]).height, heads.rest().height) == (0, 0, 0)
