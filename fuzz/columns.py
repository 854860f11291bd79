# ruff: noqa: S101  # what must hold is asserted, as in a test
"""Captured packets in columns, as functions of bytes: blocks of captures, links, headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np

from camcensus.wire.capture import arps, columns, headers, link, walk
from camcensus.wire.capture import pcap as classic
from camcensus.wire.capture import pcapng as newer
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.walk import Bytes
from fuzz.adapters import pieces

LINKS = (0, 1, 9, 12, 50, 101, 108, 113, 147, 228, 229, 276)


def padded(data: bytes) -> Bytes:
    """Bytes as a block, with the zeros behind that readers may look at."""
    return np.frombuffer(data + bytes(columns.PADDING), dtype=np.uint8)


def classic_blocks(data: bytes) -> None:
    """A classic capture without its file: header and records."""
    form = classic.header(data[: classic.HEADER])
    rest = data[classic.HEADER :]
    block = padded(rest)
    found = _both(lambda: classic.packets(block, len(rest), form))
    if found[2]:
        classic.resume(block, found[1] + 1, len(rest), form)
    below(found[0])


def newer_blocks(data: bytes) -> None:
    """A pcapng capture without its file."""
    newer.section(data)
    block = padded(data)
    found, used, bad = _both(lambda: newer.packets(block, len(data), newer.section(data)))
    if bad:
        newer.resume(block, used + 1, len(data), newer.section(data))
    below(found)


def _both(read: Callable[[], tuple[Packets, int, bool]]) -> tuple[Packets, int, bool]:
    """What is read in one walk, which must be what is read in many pieces at once."""
    plain = read()
    with _small_pieces():
        guessed = read()
    assert plain[1:] == guessed[1:]
    for name in ("start", "caught", "length", "time", "link"):
        assert np.array_equal(getattr(plain[0], name), getattr(guessed[0], name))
    return plain


@contextmanager
def _small_pieces() -> Iterator[None]:
    kept = walk.PIECE, walk.LOOKED_AT, walk._FEW  # noqa: SLF001  # else only files of megabytes are cut into pieces
    walk.PIECE, walk.LOOKED_AT, walk._FEW = 128, 64, 1  # noqa: SLF001
    try:
        yield
    finally:
        walk.PIECE, walk.LOOKED_AT, walk._FEW = kept  # noqa: SLF001


def links(data: bytes) -> None:
    """Packets of one link type each, chosen by their first byte."""
    frames = [one for one in pieces(data) if len(one) > 1]
    at, starts = 0, []
    for one in frames:
        starts.append(at + 1)
        at += len(one)
    caught = np.array([len(one) - 1 for one in frames], dtype=np.int64)
    below(
        Packets(
            data=padded(b"".join(frames)),
            start=np.array(starts, dtype=np.int64),
            caught=caught,
            length=caught,
            time=np.zeros(len(frames), dtype=np.int64),
            link=np.array([LINKS[one[0] % len(LINKS)] for one in frames], dtype=np.uint16),
        )
    )


def below(packets: Packets) -> None:
    """What packets carry: link, network and transport headers, and messages of ARP."""
    carried = link.read(packets)
    known = headers.Addresses()
    found = headers.read(packets, carried, known)
    assert ((found.payload + found.room <= carried.end[found.packet]) | (found.room == 0)).all()
    for number in {*found.source.tolist(), *found.target.tolist()}:
        assert known.number(known.text(number)) is not None
    known.local()
    arps.read(packets, carried)
