"""The newer capture: kinds of blocks, interfaces and their clocks, sections, cuts, lies and damage."""

from __future__ import annotations

import struct
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.wire.capture.plainly import Blocks, Found, held

from camcensus.wire.capture import pcapng, walk
from camcensus.wire.capture.columns import LATEST, Packets
from camcensus.wire.capture.pcapng import Interface, Section

START = 1_767_225_600_000_000
ORDERS = st.sampled_from("<>")


def shown(packets: Packets) -> list[Found]:
    data = packets.data.tobytes()
    columns = (packets.start, packets.caught, packets.length, packets.time, packets.link)
    rows = zip(*(part.tolist() for part in columns), strict=True)
    return [(data[start : start + caught], length, time, link) for start, caught, length, time, link in rows]


def read(file: bytes) -> tuple[list[Found], int, bool, Section]:
    """All parts of a file, as far as they can be read without looking for more behind damage."""
    known, at, found = pcapng.section(file[:12]), 0, []
    while True:
        packets, used, bad = pcapng.packets(held(file[at:]), len(file) - at, known)
        found += shown(packets)
        at += used
        if bad or not used:
            return found, at, bad, known


def plain(file: bytes) -> list[Found]:
    return read(file)[0]


def check(file: bytes) -> None:
    found, at, bad, _ = read(file)
    expected = Blocks(file)
    assert (found, at, bad) == (expected.found, expected.at, expected.bad)


# --- whole and cut files ---------------------------------------------------------------------------------------------

datas = st.binary(max_size=60)
wrapped = st.builds(Packet, st.integers(START, START + 10**7), datas, st.just(0) | st.integers(60, 300))


@st.composite
def blocks(draw: st.DrawFn, order: str) -> bytes:
    """A block of any kind."""
    kind = draw(st.sampled_from(["enhanced", "enhanced", "old", "simple", "interface", "statistics", "unknown"]))
    if kind == "enhanced":
        more = draw(st.just(b"") | st.just(make.option(order, 2, b"\0\0\0\1") + bytes(4)) | st.binary(max_size=12))
        return make.enhanced(draw(wrapped), order=order, number=draw(st.integers(0, 3)), options=more)
    if kind == "old":
        return make.old(draw(wrapped), order=order, number=draw(st.integers(0, 3)), drops=draw(st.integers(0, 9)))
    if kind == "simple":
        return make.simple(draw(datas), order=order, length=draw(st.integers(0, 90)))
    if kind == "interface":
        return make.interface(order, draw(st.sampled_from([0, 1, 113])), draw(st.sampled_from([0, 20, 96])))
    if kind == "statistics":
        return make.statistics(order, draw(st.integers(0, 3)), (5, bytes(7) + b"\2"))
    return make.block(order, draw(st.sampled_from([4, 10, 0xBAD, 0x4711, 0x8000_0001])), draw(datas))


@st.composite
def sections(draw: st.DrawFn) -> bytes:
    """A section; packets may come before the interfaces that they name, or without them."""
    order = draw(ORDERS)
    parts = draw(st.lists(blocks(order), max_size=8))
    return make.section(order) + make.interface(order, 1, 96) * draw(st.integers(0, 2)) + b"".join(parts)


files = st.lists(sections(), min_size=1, max_size=3).map(b"".join)


@given(files)
def test_all_blocks_are_read_as_by_a_plain_loop(file: bytes) -> None:
    check(file)
    assert read(file)[1:3] == (len(file), False)


@given(files, st.data())
def test_a_file_cut_anywhere_gives_all_packets_before(file: bytes, draw: st.DataObject) -> None:
    check(file[: draw.draw(st.integers(12, len(file)))])


@given(files, st.data())
def test_what_lies_is_read_as_by_a_plain_loop(file: bytes, draw: st.DataObject) -> None:
    """Lengths of blocks, packets and options, and whatever else the bytes are that are changed."""
    data = bytearray(file)
    for _ in range(draw.draw(st.integers(1, 3))):
        place = draw.draw(st.integers(12, len(data) - 1))
        data[place] = draw.draw(st.sampled_from([0, 1, 4, 12, 127, 255, data[place] ^ 4]))
    check(bytes(data))


@given(st.binary(max_size=300), ORDERS)
def test_any_bytes_are_read_as_by_a_plain_loop(data: bytes, order: str) -> None:
    check(make.section(order) + data)


@given(st.lists(st.tuples(st.sampled_from([0, 1, 2, 3, 5, 6, 0x0A0D0D0A]), st.integers(0, 12)), max_size=20), st.data())
def test_words_that_could_be_blocks_are_read_as_by_a_plain_loop(
    words: list[tuple[int, int]], draw: st.DataObject
) -> None:
    file = make.section() + make.interface()
    for kind, size in words:
        body = draw.draw(st.binary(min_size=size * 4, max_size=size * 4))
        file += make.block("<", kind, body)
    check(file)


@given(st.integers(0, 2**32), ORDERS)
def test_a_large_block_is_walked_in_pieces(seed: int, order: str) -> None:
    rnd = np.random.default_rng(seed)
    inner = make.enhanced(Packet(START, bytes(9)), order=order)
    parts = [
        make.enhanced(Packet(START + number, rnd.bytes(int(rnd.integers(1, 60))) + inner * 2), order=order)
        if rnd.random() < 0.9
        else make.interface(order)
        for number in range(200)
    ]
    file = bytearray(make.section(order) + make.interface(order) + b"".join(parts))
    if rnd.random() < 0.7:
        file[int(rnd.integers(28, len(file)))] ^= 0x40
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(walk, "PIECE", 256)
        patch.setattr(walk, "LOOKED_AT", 128)
        patch.setattr(walk, "_FEW", 2)
        check(bytes(file))


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

    monkeypatch.setattr(pcapng, "chain", counted)
    rnd = np.random.default_rng(5)
    packets = [Packet(START + number, rnd.bytes(301)) for number in range(3_200)]
    file = make.pcapng(packets)
    assert plain(file) == [(data, 301, time, 1) for time, data, _ in packets]
    assert max(steps) == len(file) // walk.PIECE + 1
    assert len(steps) < 250


# --- clocks, names, losses -------------------------------------------------------------------------------------------

ONE = Packet(START, b"one")


def of_clock(resolution: int, ticks: int, *more: tuple[int, bytes]) -> int:
    file = make.section() + make.interface("<", 1, 0, (9, bytes([resolution])), *more)
    file += make.enhanced(ONE, stamp=ticks)
    check(file)
    return plain(file)[0][2]


@pytest.mark.parametrize(
    ("resolution", "ticks", "time"),
    [
        (0, START // 10**6, START),
        (3, START // 10**3 + 7, START + 7_000),
        (6, START, START),
        (9, START * 1_000 + 999, START),
        (12, 1_700_000 * 10**12 + 2_000_000, 1_700_000_000_002),
        (0x80, 1_767_225_600, START),
        (0x80 | 10, (1_767_225_600 << 10) + 512, START + 500_000),
        (0x80 | 20, (1_767_225_600 << 20) + 1, START),
        (0x80 | 32, (1_767_225_600 << 32) + (1 << 31), START + 500_000),
        (0x80 | 63, 1 << 62, 500_000),
        (0x80 | 64, 1 << 63, 500_000),
        (0x80 | 127, (1 << 64) - 1, 0),
        (19, (1 << 64) - 1, 1_844_674),
        (127, (1 << 64) - 1, 0),
        (0, (1 << 64) - 1, -1),
        (1, 1 << 63, -1),
        (6, (1 << 64) - 1, -1),
        (6, LATEST, -1),
        (6, LATEST - 1, LATEST - 1),
        (0x80, (1 << 64) - 1, -1),
        (0x80 | 20, (1 << 64) - 1, -1),
    ],
)
def test_the_clock_of_an_interface(resolution: int, ticks: int, time: int) -> None:
    assert of_clock(resolution, ticks) == time


@given(st.integers(0, 255), st.integers(0, (1 << 64) - 1))
def test_any_clock_is_read_as_by_fractions(resolution: int, ticks: int) -> None:
    if resolution & 0x7F <= 44 or not resolution & 0x80:
        of_clock(resolution, ticks)
    else:
        base = Fraction(1_000_000, 2 ** (resolution & 0x7F))
        file = make.section() + make.interface("<", 1, 0, (9, bytes([resolution]))) + make.enhanced(ONE, stamp=ticks)
        assert 0 <= int(ticks * base) - plain(file)[0][2] <= 1  # the last bits of so fine a clock are let go


@pytest.mark.parametrize("offset", [0, 3_600, -3_600, 1 << 33, -(1 << 62)])
def test_the_offset_of_a_clock(offset: int) -> None:
    told = offset if abs(offset) < 1 << 33 else 0
    assert of_clock(6, START, (14, struct.pack("<q", offset))) == START + told * 10**6


def test_a_clock_and_a_link_for_each_interface() -> None:
    file = make.section() + make.interface("<", 1, 0, (9, b"\x09")) + make.interface("<", 113)
    file += make.enhanced(ONE, number=1) + make.enhanced(ONE, number=0, stamp=START * 1_000)
    file += make.old(ONE, number=1, drops=7) + make.simple(b"two")
    assert plain(file) == [(b"one", 3, START, 113), (b"one", 3, START, 1), (b"one", 3, START, 113), (b"two", 3, -1, 1)]


def test_a_section_forgets_the_interfaces_of_the_one_before() -> None:
    first = make.section("<") + make.interface("<", 113) + make.enhanced(ONE)
    second = make.section(">") + make.enhanced(ONE, order=">") + make.interface(">", 1) + make.enhanced(ONE, order=">")
    found, at, bad, known = read(first + second)
    assert found == [(b"one", 3, START, 113), (b"one", 3, START, 1)]
    assert (at, bad, known.orphans) == (len(first + second), False, 1)
    assert known.interfaces == [Interface(link=1, snap=0)]


def test_names_and_bounds_of_interfaces() -> None:
    file = make.section() + make.interface("<", 1, 0, (2, b"eth0\0")) + make.interface("<", 1, 96, (2, b"eth1"))
    file += make.section() + make.interface("<", 1, 128, (2, b"eth0"), (1, b"a comment"))
    known = read(file)[3]
    assert list(known.names) == ["eth0", "eth1"]
    assert known.snapped == 96


def test_the_latest_statistics_of_each_interface_hold() -> None:
    def lost(many: int, number: int = 0, code: int = 5) -> bytes:
        return make.statistics("<", number, (code, struct.pack("<Q", many)), (4, struct.pack("<Q", 1_000)))

    file = make.section() + make.interface() + make.interface() + lost(3) + lost(5) + lost(7, 1) + lost(90, 2)
    assert read(file)[3].lost == 12
    file += make.section() + make.interface() + make.statistics("<", 0) + lost(1, 0, 7)
    assert read(file)[3].lost == 13


def test_a_packet_is_no_longer_than_its_block_and_its_interface() -> None:
    def of(caught: int, length: int) -> bytes:
        return make.block("<", 6, struct.pack("<IIIII", 0, START >> 32, START & 0xFFFFFFFF, caught, length) + b"abcd")

    file = make.section() + make.interface("<", 1, 2) + of(900, 1_000) + of(4, 3) + make.simple(b"abcd")
    assert plain(file) == [(b"abcd", 1_000, START, 1), (b"abcd", 4, START, 1), (b"ab", 4, -1, 1)]


def test_blocks_that_are_too_short_are_counted() -> None:
    file = make.section() + make.interface() + b"".join(make.block("<", kind, b"") for kind in (1, 2, 3, 5, 6))
    found, at, bad, known = read(file)
    assert (found, at, bad) == ([], len(file), False)
    assert known.lies == 5


def test_interfaces_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pcapng, "MAX_INTERFACES", 3)
    file = make.section() + make.interface() * 5 + make.enhanced(ONE, number=2) + make.enhanced(ONE, number=3)
    found, _, _, known = read(file)
    assert (len(found), len(known.interfaces), known.orphans) == (1, 3, 1)


# --- the header and damage -------------------------------------------------------------------------------------------


@given(st.binary(max_size=20))
def test_any_bytes_are_a_section_or_none(data: bytes) -> None:
    if pcapng.detect(data):
        assert pcapng.section(data).order in "<>"
    else:
        with pytest.raises(ValueError, match="no section header"):
            pcapng.section(data)


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_order_of_a_section(order: str) -> None:
    assert pcapng.section(make.section(order)) == Section(order=order)


@pytest.mark.parametrize("size", [0, 8, 29, 1 << 31])
def test_a_further_section_that_lies_is_damage(size: int) -> None:
    whole = make.section() + make.interface() + make.enhanced(ONE)
    lie = whole[:4] + struct.pack("<I", size) + whole[8:]
    assert read(whole + lie)[:3] == (plain(whole), len(whole), True)


def behind(data: bytes, begin: int = 0, order: str = "<") -> int:
    return pcapng.resume(held(data), begin, len(data), Section(order=order))


@given(st.binary(max_size=200), ORDERS, st.booleans())
def test_behind_damage_the_next_packet_or_section_is_found(junk: bytes, order: str, again: bool) -> None:
    """Wherever it lies: what was lost may be of any length."""
    junk = junk.replace(b"\6", b"\7").replace(b"\n", b"\7")
    file = make.section("<" if order == ">" else ">") if again else make.enhanced(ONE, order=order)
    assert behind(junk + file + make.interface(order), order=order) == len(junk)


def test_it_is_looked_for_from_a_place_on() -> None:
    file = make.enhanced(ONE) * 3
    assert [behind(file, begin) for begin in (0, 1, 36, 37, 72, 73)] == [0, 36, 36, 72, 72, -1]


@pytest.mark.parametrize("junk", [b"", bytes(11), bytes(50_000), b"\x06\0\0\0" * 9_000, b"\n\r\r\n" * 9_000])
def test_nowhere(junk: bytes) -> None:
    assert behind(junk) == -1


@given(st.binary(max_size=300), st.integers(0, 300), ORDERS)
def test_where_it_goes_on_is_never_outside(data: bytes, begin: int, order: str) -> None:
    found = behind(data, begin, order)
    assert found == -1 or begin <= found <= len(data) - 12
