"""A file block by block: whatever the size of the blocks, the same packets; damage costs itself and no more."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.files import unhurried

from camcensus.sources.captures import _blocks
from camcensus.sources.captures._blocks import Blocks
from camcensus.wire.capture import pcap, pcapng
from camcensus.wire.capture.columns import Packets
from camcensus.wire.capture.walk import Bytes

START = 1_767_225_600_000_000
FORMS = ["pcap", "pcapng"]


def packets(many: int, seed: int = 1, most: int = 60) -> list[Packet]:
    rnd = Random(seed)  # noqa: S311  # made up, and the same each time
    return [Packet(START + number, rnd.randbytes(rnd.randrange(1, most))) for number in range(many)]


def written(form: str, some: list[Packet]) -> bytes:
    return make.pcap(some) if form == "pcap" else make.pcapng(some)


def blocks(path: Path, size: int = _blocks.BLOCK) -> Blocks:
    head = path.read_bytes()[:24]
    if pcapng.detect(head):
        known = pcapng.section(head)
        return Blocks(
            path,
            0,
            lambda data, size, _: pcapng.packets(data, size, known),
            lambda data, begin, end: pcapng.resume(data, begin, end, known),
            size,
            max(size // 3, 1),
        )
    form = pcap.header(head)
    return Blocks(
        path,
        24,
        lambda data, size, _: pcap.packets(data, size, form),
        lambda data, begin, end: pcap.resume(data, begin, end, form),
        size,
        max(size // 3, 1),
    )


def read(found: Blocks) -> list[bytes]:
    """The packets, each as it stands in its block; the file has the same bytes where the block says they stand."""
    file = found._path.read_bytes()
    datas = []
    for some, base in found:
        for start, caught in zip(some.start.tolist(), some.caught.tolist(), strict=True):
            datas.append(some.data[start : start + caught].tobytes())
            assert file[base + start : base + start + caught] == datas[-1]
    return datas


def of(folder: Path, data: bytes, size: int = _blocks.BLOCK) -> Blocks:
    path = folder / "capture"
    path.write_bytes(data)
    return blocks(path, size)


def datas(some: list[Packet]) -> list[bytes]:
    return [one.data for one in some]


@pytest.mark.parametrize("form", FORMS)
@unhurried
@given(many=st.integers(0, 60), size=st.integers(120, 2_000), seed=st.integers(0, 9))
def test_blocks_of_any_size_hold_the_same(
    form: str, many: int, size: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    some = packets(many, seed)
    found = of(tmp_path_factory.mktemp("x"), written(form, some), size)
    assert read(found) == datas(some)
    assert (found.damaged, found.lost, found.cut, found.given_up) == (0, 0, False, False)
    assert found.done == found._path.stat().st_size


@pytest.mark.parametrize("form", FORMS)
@unhurried
@given(cut=st.integers(0, 2_000), size=st.integers(120, 2_000))
def test_a_file_cut_anywhere_gives_all_packets_before(
    form: str, cut: int, size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    some = packets(20)
    whole = written(form, some)
    ends = [len(written(form, some[:many])) for many in range(21)]
    cut = min(max(cut, ends[0]), len(whole))
    found = of(tmp_path_factory.mktemp("x"), whole[:cut], size)
    many = sum(end <= cut for end in ends) - 1
    assert read(found) == datas(some[:many])
    assert (found.damaged, found.cut) == (0, cut not in ends)


def damaged(form: str, some: list[Packet], at: int, junk: bytes) -> bytes:
    """The file with junk in place of the header of packet number `at`, whatever the length of the junk."""
    before, behind = len(written(form, some[:at])), len(written(form, some[: at + 1]))
    whole = written(form, some)
    return whole[:before] + junk + whole[behind:]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [_blocks.BLOCK, 1 << 13, 600])
@pytest.mark.parametrize("junk", [b"\xff" * 40, b"\xff" * 41, b"\xff" * 5_000, bytes(300), bytes(20_001)])
def test_behind_damage_the_reading_goes_on(form: str, size: int, junk: bytes, tmp_path: Path) -> None:
    some = packets(200)
    found = of(tmp_path, damaged(form, some, 100, junk), size)
    assert read(found) == datas(some[:100] + some[101:])
    assert (found.damaged, found.lost, found.cut) == (1, len(junk), False)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("size", [_blocks.BLOCK, 1 << 13])
def test_a_length_that_lies_costs_its_packet(form: str, size: int, tmp_path: Path) -> None:
    """Whether it says that the packet is longer than all that follows, or longer than any may be."""
    some = packets(200)
    for length in (60_000, 0x7FFF_FFF0):
        data = bytearray(written(form, some))
        place = len(written(form, some[:100])) + (8 if form == "pcap" else 4)
        data[place : place + 4] = length.to_bytes(4, "little")
        found = of(tmp_path, bytes(data), size)
        assert read(found) == datas(some[:100] + some[101:])
        assert (found.damaged, found.cut) == (1, False)
        assert found.lost == len(written(form, some[100:101])) - len(written(form, []))


def test_a_packet_longer_than_a_block_is_passed_over(tmp_path: Path) -> None:
    some = packets(50)
    large = Packet(START, b"\xff" * 3_000)
    for form in FORMS:
        found = of(tmp_path, written(form, [*some, large, *some]), 1_000)
        assert read(found) == datas(some + some)
        assert found.damaged == 1
        assert found.lost == pytest.approx(3_000, abs=40)


@pytest.mark.parametrize("form", FORMS)
def test_junk_to_the_end(form: str, tmp_path: Path) -> None:
    some = packets(20)
    found = of(tmp_path, written(form, some) + b"\xff" * 30_000, 4_096)
    assert read(found) == datas(some)
    assert (found.damaged, found.lost, found.cut) == (1, 30_000, False)


def test_a_further_section_in_the_other_byte_order(tmp_path: Path) -> None:
    some = packets(40)
    data = make.pcapng(some) + make.pcapng(some, order=">")
    for size in (400, 999, _blocks.BLOCK):
        assert read(of(tmp_path, data, size)) == datas(some + some)


def test_a_section_behind_one_that_was_cut(tmp_path: Path) -> None:
    """Files put together, the first of which a full disk had cut: what follows lies on no fours."""
    some = packets(40)
    data = make.pcapng(some)[:-7] + make.pcapng(some, order=">")
    found = of(tmp_path, data)
    assert read(found) == datas(some[:-1] + some)
    assert found.damaged == 1


def test_dense_damage_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "MAX_DAMAGED", 5)
    some = packets(2)
    data = make.pcap([]) + (make.pcap(some)[24:] + b"\xff" * 50) * 10
    found = of(tmp_path, data)
    assert read(found) == datas(some) * 5
    assert (found.damaged, found.given_up) == (5, True)
    assert found.lost == len(data) - 24 - 5 * (len(make.pcap(some)) - 24)


def test_damage_behind_each_packet_takes_time_in_proportion(tmp_path: Path) -> None:
    """A block is not read again from the beginning for each damaged place."""
    one = make.pcap(packets(2))[24:]
    data = make.pcap([]) + (one + b"\xff" * 50) * 4_000
    looked: list[int] = []
    found = of(tmp_path, data)
    parse = found._parse

    def counted(block: Bytes, size: int, place: int) -> tuple[Packets, int, bool]:
        looked.append(size)
        return parse(block, size, place)

    found._parse = counted
    assert len(read(found)) == 8_000
    assert sum(looked[1:]) <= 4_000 * _blocks._CAREFUL


def test_many_small_packets_are_looked_at_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "MOST", 7)
    found = of(tmp_path, make.pcap(packets(50)))
    assert [some.count for some, _ in found] == [7] * 7 + [1]


def test_a_file_without_packets(tmp_path: Path) -> None:
    for form in FORMS:
        found = of(tmp_path, written(form, []))
        assert read(found) == []
        assert (found.damaged, found.lost, found.cut) == (0, 0, False)
