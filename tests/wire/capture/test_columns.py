"""Columns of packets, and numbers taken out of bytes at many places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camcensus.wire.capture import columns
from camcensus.wire.capture.columns import LATEST, Packets


def some(count: int) -> Packets:
    numbers = np.arange(count, dtype=np.int64)
    return Packets(
        data=np.zeros(8, dtype=np.uint8),
        start=numbers,
        caught=numbers + 100,
        length=numbers + 200,
        time=numbers + 300,
        link=(numbers + 400).astype(np.uint16),
    )


def rows(packets: Packets) -> list[tuple[int, ...]]:
    parts = (packets.start, packets.caught, packets.length, packets.time, packets.link)
    return list(zip(*(part.tolist() for part in parts), strict=True))


@given(st.integers(0, 50), st.integers(1, 20))
def test_parts_together_are_the_whole(count: int, most: int) -> None:
    whole = some(count)
    parts = list(whole.slices(most))
    assert [row for part in parts for row in rows(part)] == rows(whole)
    assert all(part.count <= most for part in parts)
    assert len(parts) == max(-(-count // most), 1)


def test_some_of_the_packets() -> None:
    assert rows(some(9).of(np.array([7, 2]))) == [(7, 107, 207, 307, 407), (2, 102, 202, 302, 402)]
    assert some(9).of(slice(3, 5)).count == 2


def test_no_packets() -> None:
    none = columns.nothing()
    assert (none.count, none.data.size, str(none.link.dtype)) == (0, columns.PADDING, "uint16")


@given(st.binary(min_size=8, max_size=200), st.integers(1, 8), st.data())
def test_windows_are_the_bytes_at_each_place(data: bytes, width: int, draw: st.DataObject) -> None:
    places = draw.draw(st.lists(st.integers(0, len(data) - width), max_size=20))
    found = columns.windows(np.frombuffer(data, dtype=np.uint8), np.array(places, dtype=np.int64), width)
    assert found.shape == (len(places), width)
    assert [row.tobytes() for row in found] == [data[place : place + width] for place in places]


@given(st.lists(st.binary(min_size=9, max_size=9), min_size=1, max_size=9), st.integers(0, 5), st.sampled_from([2, 4]))
def test_numbers_are_big_endian(lines: list[bytes], at: int, width: int) -> None:
    table = np.array([list(line) for line in lines], dtype=np.uint8)
    found = columns.numbers(table, at, width)
    assert found.dtype == np.int64
    assert found.tolist() == [int.from_bytes(line[at : at + width], "big") for line in lines]


@pytest.mark.parametrize("time", [-(1 << 62), -1, LATEST, 1 << 62])
def test_times_that_no_date_fits_are_not_known(time: int) -> None:
    assert columns.dated(np.array([time, 0, LATEST - 1])).tolist() == [-1, 0, LATEST - 1]
