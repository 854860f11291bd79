"""Payloads read from the file: datagrams whole, streams put together from their segments."""

from __future__ import annotations

import random
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures import captured as made
from tests.sources.captures.captured import CAMERA, CAMERA_6, DESK, DESK_6, FAR, START, Picked, tcp, timed, udp

from camcensus.sources.captures import _payloads
from camcensus.sources.captures import _picks as picks
from camcensus.sources.captures._payloads import File, Payload


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("captures")


def opened(folder: Path, found: Picked) -> closing[File]:
    path = folder / "capture"
    path.write_bytes(found.file)
    return closing(File(path, found.known))


def streams(folder: Path, *blocks: list[Packet]) -> list[Payload]:
    found = Picked(*blocks)
    with opened(folder, found) as file:
        return list(file.streams(found.begun))


def datagrams(folder: Path, packets: list[Packet]) -> tuple[list[Payload], File]:
    found = Picked(packets)
    with opened(folder, found) as file:
        return list(file.datagrams(found.datagrams)), file


# --- datagrams -------------------------------------------------------------------------------------------------------


def test_a_datagram(folder: Path) -> None:
    frames = [udp(CAMERA, DESK, (3702, 50_000), b"answer"), udp(CAMERA, DESK, (3702, 50_000), b"answer")]
    (one,), _ = datagrams(folder, timed(frames))
    assert one == Payload(
        picks.SPEECH, CAMERA, DESK, 3702, 50_000, made.CAMERA_MAC, b"answer", START, START + made.SECOND, 2
    )


def test_datagrams_come_in_the_order_of_the_file(folder: Path) -> None:
    frames = [udp(CAMERA, DESK, (3702, 50_000), b"%d" % number) for number in range(9)]
    frames.append(make.ether(made.CAMERA_MAC, "01:80:c2:00:00:0e", make.LLDP, b"\2\7\4camera"))
    found, _ = datagrams(folder, timed(frames))
    assert [one.data for one in found] == [*(b"%d" % number for number in range(9)), b"\2\7\4camera"]
    assert found[-1].kind == picks.LLDP


def test_what_is_not_known_of_a_datagram(folder: Path) -> None:
    """Neither its time nor who sent the frame."""
    found = Picked()
    known = found.known
    block = made.in_columns([Packet(-1, make.datagram(CAMERA, DESK, (3702, 5), b"answer"))], known, link=101)
    found.picks.add(block, block.headers.source)
    found.file = block.packets.data.tobytes()
    rows = found.picks.tidy(found.picks.take()[0])
    with opened(folder, found) as file:
        (one,) = file.datagrams(rows)
    assert (one.mac, one.first, one.last, one.data) == ("", -1, -1, b"answer")


def parts(payload: bytes, number: int = 7, *, six: bool = False, size: int = 128) -> list[bytes]:
    ends = (CAMERA_6, DESK_6) if six else (CAMERA, DESK)
    cut = make.v6_parts if six else make.v4_parts
    return [
        made.frame(one, *ends) for one in cut(*ends, 17, make.udp((3702, 50_000), payload), number=number, size=size)
    ]


@settings(deadline=None, max_examples=30)
@given(six=st.booleans(), payload=st.binary(min_size=130, max_size=900), rnd=st.randoms(), again=st.booleans())
def test_a_datagram_in_parts_is_put_together(
    six: bool, payload: bytes, rnd: random.Random, again: bool, folder: Path
) -> None:
    payload = b"<" + payload  # no stream of media begins so
    frames = parts(payload, six=six)
    rnd.shuffle(frames)
    found, file = datagrams(folder, timed(frames + frames[:1] * again))
    (one,) = found
    assert (one.kind, one.source_port, one.target_port, one.data) == (picks.SPEECH, 3702, 50_000, payload)
    assert (one.source, one.target) == ((CAMERA_6, DESK_6) if six else (CAMERA, DESK))
    assert one.mac == made.CAMERA_MAC
    assert (file.reassembly.counts.whole, len(file.reassembly)) == (1, 0)


def test_of_parts_that_overlap_the_first_holds(folder: Path) -> None:
    payload = bytes(range(256)) * 2
    frames = parts(payload)
    lie = make.ipv4(CAMERA, DESK, 17, b"\xff" * 64, number=7, place=(128 + 64) // 8 | 0x2000)
    frames.insert(2, made.frame(lie, CAMERA, DESK))
    (one,), file = datagrams(folder, timed(frames))
    assert one.data == payload
    assert file.reassembly.counts.overlapping == 1


def test_parts_of_different_datagrams_are_told_apart(folder: Path) -> None:
    one, other = parts(b"a" * 300, 7), parts(b"b" * 300, 8)
    frames = [frame for two in zip(one, other, strict=True) for frame in two]
    assert [found.data for found in datagrams(folder, timed(frames))[0]] == [b"a" * 300, b"b" * 300]


def test_a_datagram_of_which_a_part_is_missing(folder: Path) -> None:
    found, file = datagrams(folder, timed(parts(bytes(300))[:-1]))
    assert (found, len(file.reassembly)) == ([], 1)


def test_parts_of_other_protocols_and_of_nothing(folder: Path) -> None:
    assert _payloads._part(b"") is None
    assert _payloads._part(b"\x45" + bytes(30)) is not None  # it is asked for fragments of UDP alone
    assert _payloads._part(make.v6_parts(CAMERA_6, DESK_6, 6, bytes(100), number=7, size=64)[0]) is None
    assert _payloads._part(make.ipv6(CAMERA_6, DESK_6, 17, bytes(100))) is None


nearly = st.builds(lambda first, rest: bytes([first]) + rest, st.sampled_from([0x45, 0x60]), st.binary(max_size=120))


@given(st.binary(max_size=120) | nearly)
def test_any_bytes_are_a_part_or_none(data: bytes) -> None:
    found = _payloads._part(data)
    if found is not None:
        _, offset, _, body = found
        assert offset % 8 == 0
        assert body in data


def test_parts_behind_extension_headers(folder: Path) -> None:
    whole = make.udp((3702, 50_000), bytes(range(200)))
    frames = []
    for at in (0, 128):
        place = at | (at == 0)
        fragment = bytes([17, 0]) + place.to_bytes(2, "big") + bytes([0, 0, 0, 9]) + whole[at : at + 128]
        packet = make.ipv6(CAMERA_6, DESK_6, 0, b"\x2c\0" + bytes(6) + fragment)
        frames.append(made.frame(packet, CAMERA_6, DESK_6))
    (one,), _ = datagrams(folder, timed(frames))
    assert one.data == bytes(range(200))


# --- streams ---------------------------------------------------------------------------------------------------------

PAGE = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(256)) * 4


def pieces(data: bytes, *cuts: int, at: int = 1_000, port: int = 80) -> list[bytes]:
    """The bytes as segments, cut at these places."""
    ends = [0, *cuts, len(data)]
    return [tcp(CAMERA, DESK, (port, 50_000), 0x18, data[begin:end], at=at + begin) for begin, end in pairwise(ends)]


def test_a_stream_from_a_head_on(folder: Path) -> None:
    (one,) = streams(folder, timed(pieces(PAGE, 100, 500)))
    assert one == Payload(picks.SERVER, CAMERA, DESK, 80, 50_000, made.CAMERA_MAC, PAGE, START, START, 1)


def test_a_stream_over_several_blocks(folder: Path) -> None:
    (one,) = streams(folder, *(timed([frame]) for frame in pieces(PAGE, 100, 500, 900)))
    assert one.data == PAGE


@settings(deadline=None, max_examples=60)
@given(
    body=st.binary(min_size=1, max_size=300),
    again=st.lists(st.tuples(st.integers(1, 318), st.integers(1, 100)), max_size=12),
    at=st.sampled_from([1_000, 0xFFFF_FFF0, 0xFFFF_FFFF]),
    rnd=st.randoms(),
)
def test_segments_in_any_order_and_again_are_put_together(
    body: bytes, again: list[tuple[int, int]], at: int, rnd: random.Random, folder: Path
) -> None:
    """Whatever is sent again, in whatever pieces."""
    tame = body.lower().replace(b"220", b"221").replace(b"\x16", b"\x17")  # nothing in it begins a message
    data = b"HTTP/1.1 200 OK\r\n\r\n" + tame.replace(b"\xff", b"\xfe")
    cuts = sorted(rnd.sample(range(8, len(data)), min(4, len(data) - 8)))
    head, *rest = pieces(data, *cuts, at=at)
    rest += [
        tcp(CAMERA, DESK, (80, 50_000), 0x18, data[begin : begin + size], at=at + begin)
        for begin, size in again
        if begin + size < len(data) and not data[begin:].startswith((b"HTTP", b"220", b"\x16\x03"))
    ]
    rnd.shuffle(rest)
    (one,) = streams(folder, timed([head, *rest, head]))
    assert one.data == data


def test_a_stream_ends_where_something_is_missing(folder: Path) -> None:
    first, _, last = pieces(PAGE, 100, 500)
    assert [one.data for one in streams(folder, timed([first, last]))] == [PAGE[:100]]


def test_of_a_packet_that_was_cut_nothing_behind_it_is_read(folder: Path) -> None:
    first, second, last = timed(pieces(PAGE, 100, 500))
    cut = Packet(second.time, second.data[:-10], len(second.data))
    assert [one.data for one in streams(folder, [first, cut, last])] == [PAGE[:490]]


def test_heads_of_one_flow_are_streams_of_their_own(folder: Path) -> None:
    other = b"HTTP/1.1 404 Not Found" + bytes(50)
    first, second = pieces(PAGE, 100), pieces(other, 40, at=1_000 + len(PAGE))
    found = streams(folder, timed([*first, *second]))
    assert [one.data for one in found] == [PAGE, other]
    assert [one.first for one in found] == [START, START + 2 * made.SECOND]


def test_flows_side_by_side(folder: Path) -> None:
    one, other = pieces(PAGE, 100, 500), pieces(PAGE[:-9], 50, 300, port=81)
    frames = [frame for two in zip(other, one, strict=True) for frame in two]
    assert [(found.source_port, found.data) for found in streams(folder, timed(frames))] == [
        (81, PAGE[:-9]),
        (80, PAGE),
    ]


def test_a_stream_is_read_no_further_than_it_may(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_payloads, "MOST", 150)
    (one,) = streams(folder, timed(pieces(PAGE, 100, 200, 500)))
    assert one.data == PAGE[:150]


def test_a_client_s_head_stands_alone(folder: Path) -> None:
    frames = [
        tcp(DESK, CAMERA, (50_000, 80), 0x18, b"GET / HTTP/1.1\r\n"),
        tcp(DESK, CAMERA, (50_000, 80), 0x18, b"\r\n", at=1_016),
    ]
    (one,) = streams(folder, timed(frames))
    assert (one.kind, one.source, one.target_port, one.data) == (picks.CLIENT, DESK, 80, b"GET / HTTP/1.1\r\n")


def test_no_streams(folder: Path) -> None:
    assert streams(folder) == []
    assert streams(folder, timed([tcp(FAR, DESK, (80, 5), payload=b"x")])) == []


def test_a_file_that_became_shorter(folder: Path) -> None:
    """What is not there any more is not read; the rest is."""
    found = Picked(timed(pieces(PAGE, 100)))
    with opened(folder, found) as file:
        (folder / "capture").write_bytes(found.file[:120])
        assert [one.data for one in file.streams(found.begun)] == [PAGE[:66]]
        assert list(file.datagrams(pl.DataFrame(schema=picks.SCHEMA))) == []
