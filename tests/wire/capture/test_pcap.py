"""The classic capture: both byte orders, both clocks, the longer records, cuts, lies and damage."""

from __future__ import annotations

import struct
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.wire.capture.plainly import held

from camcensus.wire.capture import pcap, walk
from camcensus.wire.capture.columns import LATEST, Packets
from camcensus.wire.capture.pcap import Format

START = 1_767_225_600_000_000

Found = tuple[bytes, int, int]
"""Caught bytes, bytes on the wire, microseconds."""

formats: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {"order": st.sampled_from("<>"), "nano": st.booleans(), "link": st.integers(0, 300)}
) | st.fixed_dictionaries({"order": st.sampled_from("<>"), "extra": st.just(8)})
times = st.integers(0, 4_102_444_799_999_999) | st.integers(START, START + 10_000_000)
some = st.lists(st.builds(Packet, times, st.binary(min_size=1, max_size=90), st.just(0) | st.integers(90, 400)))


def shown(packets: Packets) -> list[Found]:
    data = packets.data.tobytes()
    rows = zip(*(part.tolist() for part in (packets.start, packets.caught, packets.length, packets.time)), strict=True)
    return [(data[start : start + caught], length, time) for start, caught, length, time in rows]


def reference(file: bytes, form: Format, at: int = 24) -> tuple[list[Found], int, bool]:
    """The records of a file, read one by one; where the last whole one ends; whether a bad one follows."""
    found: list[Found] = []
    while at + form.record <= len(file):
        seconds, parts, caught, length = struct.unpack_from(f"{form.order}IIII", file, at)
        if caught > 1 << 18 or not (seconds or parts or caught or length):
            return found, at, True
        begin = at + form.record
        if begin + caught > len(file):
            break
        time = seconds * 1_000_000 + parts * 1_000_000 // form.parts
        found.append((file[begin : begin + caught], max(length, caught), time if time < LATEST else -1))
        at = begin + caught
    return found, at, False


def read(file: bytes) -> tuple[list[Found], int, bool]:
    form = pcap.header(file[:24])
    packets, used, bad = pcap.packets(held(file[24:]), len(file) - 24, form)
    assert set(packets.link.tolist()) <= {form.link}
    return shown(packets), used + 24, bad


@given(some, formats)
def test_what_was_written_is_read(packets: list[Packet], form: dict[str, Any]) -> None:
    file = make.pcap(packets, **form)
    found, used, bad = read(file)
    assert found == [(data, max(length, len(data)), time) for time, data, length in packets]
    assert (used, bad) == (len(file), False)


@given(some, formats, st.data())
def test_a_file_cut_anywhere_gives_all_packets_before(
    packets: list[Packet], form: dict[str, Any], draw: st.DataObject
) -> None:
    file = make.pcap(packets, **form)
    cut = draw.draw(st.integers(24, len(file)))
    assert read(file[:cut]) == reference(file[:cut], pcap.header(file))


@given(st.binary(max_size=400), st.sampled_from([make.pcap([]), make.pcap([], order=">", nano=True)]))
def test_any_bytes_are_read_as_by_a_plain_loop(data: bytes, head: bytes) -> None:
    assert read(head + data) == reference(head + data, pcap.header(head))


@given(some, st.binary(min_size=16, max_size=60), some, st.data())
def test_lengths_that_lie_are_read_as_by_a_plain_loop(
    before: list[Packet], lie: bytes, behind: list[Packet], draw: st.DataObject
) -> None:
    length = draw.draw(st.sampled_from([0, 1, 50, 1 << 18, (1 << 18) + 1, 1 << 31, (1 << 32) - 1]))
    file = make.pcap(before) + lie[:8] + struct.pack("<I", length) + lie[12:] + make.pcap(behind)[24:]
    assert read(file) == reference(file, pcap.header(file))


@given(st.integers(0, 2**32), st.sampled_from("<>"))
def test_a_large_block_is_walked_in_pieces(seed: int, order: str) -> None:
    """With as many packets as it takes, and payloads that look like records."""
    rnd = np.random.default_rng(seed)
    inner = make.pcap([Packet(START, bytes(20))] * 3, order=order)[24:]
    packets = [
        Packet(START + number * 1_000_003, rnd.bytes(int(rnd.integers(1, 60))) + (inner if rnd.random() < 0.5 else b""))
        for number in range(250)
    ]
    file = bytearray(make.pcap(packets, order=order))
    if rnd.random() < 0.5:
        file[int(rnd.integers(24, len(file)))] ^= 0x40
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "PIECE", 256)
        patch.setattr(walk, "LOOKED_AT", 128)
        patch.setattr(walk, "_FEW", 2)
        assert read(bytes(file)) == reference(bytes(file), pcap.header(bytes(file)))


def test_the_pieces_of_a_block_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses of usual packets are right: they are walked in step."""
    monkeypatch.setattr(walk, "_FEW", 2)
    steps = []
    chain = walk.chain

    def counted(begin: int, end: int, advance: walk.Advance, guess: walk.Guess) -> object:
        def noted(places: walk.Places) -> walk.Places:
            steps.append(places.size)
            return advance(places)

        return chain(begin, end, noted, guess)

    monkeypatch.setattr(pcap, "chain", counted)
    rnd = np.random.default_rng(5)
    packets = [Packet(START + number * 37, rnd.bytes(300)) for number in range(3_200)]
    file = make.pcap(packets)
    assert read(file)[0] == [(data, 300, time) for time, data, _ in packets]
    assert max(steps) == len(file) // walk.PIECE + 1
    assert len(steps) < 220


# --- the header ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "form"),
    [
        (make.pcap([]), Format(order="<", parts=10**6, record=16, link=1, snap=262_144)),
        (make.pcap([], order=">", snap=96), Format(order=">", parts=10**6, record=16, link=1, snap=96)),
        (make.pcap([], nano=True, link=113), Format(order="<", parts=10**9, record=16, link=113, snap=262_144)),
        (make.pcap([], order=">", nano=True), Format(order=">", parts=10**9, record=16, link=1, snap=262_144)),
        (make.pcap([], extra=8), Format(order="<", parts=10**6, record=24, link=1, snap=262_144)),
        (make.pcap([], link=0xF800_0001), Format(order="<", parts=10**6, record=16, link=1, snap=262_144)),
    ],
)
def test_the_header(head: bytes, form: Format) -> None:
    assert pcap.header(head) == form
    assert pcap.detect(head)


@given(st.binary(max_size=40))
def test_any_bytes_are_a_header_or_none(data: bytes) -> None:
    known = [bytes.fromhex(magic) for magic in ("a1b2c3d4", "a1b23c4d", "a1b2cd34")]
    magic = data[:4] in known or data[:4][::-1] in known
    assert pcap.detect(data) == magic
    if magic and len(data) >= 24:
        pcap.header(data)
    else:
        with pytest.raises(ValueError, match="no header of a capture"):
            pcap.header(data)


# --- behind damage ---------------------------------------------------------------------------------------------------


def behind(file: bytes, begin: int = 0) -> int:
    return pcap.resume(held(file[24:]), begin, len(file) - 24, pcap.header(file))


@given(st.binary(max_size=300), st.integers(2, 5), formats, st.integers(0, 2**20))
def test_behind_damage_the_next_records_are_found(junk: bytes, many: int, form: dict[str, Any], part: int) -> None:
    rnd = np.random.default_rng(part)
    packets = [Packet(START + number * part, b"\xff" * 30 + rnd.bytes(30)) for number in range(many)]
    file = make.pcap(packets, **form)
    found = behind(file[:24] + junk.replace(b"\0", b"\xff") + file[24:])
    assert found == len(junk)


def test_a_single_record_is_found_where_the_file_ends_with_it() -> None:
    file = make.pcap([Packet(START, b"\xff" * 30)])
    junk = b"\xff" * 5_000
    assert behind(file[:24] + junk + file[24:]) == 5_000
    assert behind(file[:24] + junk + file[24:] + b"\xff" * 9) == -1


@pytest.mark.parametrize("junk", [b"", b"\xff" * 15, bytes(100_000), b"\xff" * 100_000])
def test_nowhere(junk: bytes) -> None:
    assert behind(make.pcap([]) + junk) == -1


def test_it_is_looked_for_from_a_place_on() -> None:
    file = make.pcap([Packet(START, b"\xff" * 30)] * 4)
    assert [behind(file, begin) for begin in (0, 1, 46, 47, 138, 139)] == [0, 46, 46, 92, 138, -1]


@given(st.binary(max_size=300), st.integers(0, 300), st.sampled_from("<>"))
def test_where_it_goes_on_is_never_outside(data: bytes, begin: int, order: str) -> None:
    head = make.pcap([], order=order)
    found = behind(head + data, begin)
    assert found == -1 or begin <= found < len(data)
