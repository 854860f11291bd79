"""RTP and RTCP: what is a stream, what is none, and frames inside RTSP."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.wire.test_octets import is_clean

from camcensus.wire import rtp

SOURCE = 0x1234ABCD


def packet(
    sequence: int, payload_type: int = 96, source: int = SOURCE, payload: bytes = b"media", first: int = 0x80
) -> bytes:
    head = bytes([first, payload_type]) + (sequence & 0xFFFF).to_bytes(2, "big")
    return head + (sequence * 3_600 & 0xFFFFFFFF).to_bytes(4, "big") + source.to_bytes(4, "big") + payload


def test_a_header_is_read() -> None:
    assert rtp.packet(packet(7, 0xE0)) == rtp.Packet(
        payload_type=96, marker=True, sequence=7, time=25_200, source=SOURCE, start=12, end=17
    )


def test_the_payload_is_found_between_what_may_stand_around_it() -> None:
    extended = packet(7, first=0x90, payload=b"\xab\xac\0\2" + bytes(8) + b"media")
    assert (rtp.packet(extended).start, rtp.packet(extended).end) == (24, 29)
    mixed = packet(7, first=0xA2, payload=bytes(8) + b"media\0\0\3")
    assert (rtp.packet(mixed).start, rtp.packet(mixed).end) == (20, 25)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not an RTP"),
        (packet(1)[:11], "not an RTP"),
        (packet(1, first=0x40), "not an RTP"),
        (packet(1, first=0x90, payload=b"\0\0\0"), "extension is cut off"),
        (packet(1, first=0x90, payload=b"\0\0\0\2abcd"), "do not fit"),
        (packet(1, first=0x81, payload=b"abc"), "do not fit"),
        (packet(1, first=0xA0, payload=b"\0"), "padding has no length"),
        (packet(1, first=0xA0, payload=b"\2"), "do not fit"),
    ],
)
def test_what_does_not_fit_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rtp.packet(data)


STREAM = [packet(sequence) for sequence in range(65_533, 65_541)]


def test_packets_that_go_on_from_each_other_are_a_stream() -> None:
    assert rtp.presence(STREAM) == rtp.Stream(source=SOURCE, payload_types=(96,), packets=8)
    assert rtp.presence(STREAM[:4]) is not None


def test_missing_and_repeated_packets_do_not_matter() -> None:
    assert rtp.presence([STREAM[0], STREAM[0], *STREAM[2:6], STREAM[5]]) == rtp.Stream(
        source=SOURCE, payload_types=(96,), packets=5
    )


@pytest.mark.parametrize("payload_type", [0, 8, 14, 18, 26, 33, 96, 127])
def test_types_in_use_are_a_stream(payload_type: int) -> None:
    assert rtp.presence([packet(at, payload_type) for at in range(4)]) is not None


@pytest.mark.parametrize("payload_type", [1, 2, 19, 24, 35, 72, 76, 95])
def test_types_that_are_not_in_use_are_none(payload_type: int) -> None:
    assert rtp.presence([packet(at, payload_type) for at in range(4)]) is None


@pytest.mark.parametrize(
    "packets",
    [
        [],
        STREAM[:3],
        [STREAM[0]] * 10,
        [*STREAM[:3], packet(4, source=7)],
        [STREAM[0], STREAM[2], STREAM[1], STREAM[3]],
        [*STREAM[:3], packet(7_000)],
        [*STREAM[:4], b"x"],
        [packet(at)[:10] for at in range(4)],
    ],
)
def test_what_does_not_go_on_is_none(packets: list[bytes]) -> None:
    assert rtp.presence(packets) is None


def test_chance_makes_no_stream() -> None:
    draw = random.Random(7)  # noqa: S311  # nothing secret: the same packets each time
    assert not any(rtp.presence([draw.randbytes(200) for _ in range(4)]) for _ in range(5_000))


def part(kind: int, body: bytes, count: int = 1) -> bytes:
    return bytes([0x80 | count, kind]) + (len(body) // 4).to_bytes(2, "big") + body


def described(*items: tuple[int, bytes]) -> bytes:
    chunk = SOURCE.to_bytes(4, "big") + b"".join(bytes([kind, len(text)]) + text for kind, text in items) + b"\0"
    return part(202, chunk + bytes(-len(chunk) % 4))


SENDER = part(200, SOURCE.to_bytes(4, "big") + bytes(12) + (4_000).to_bytes(4, "big") + bytes(4), 0)
REPORT = SENDER + described((1, b"cam7@192.0.2.7"), (6, b"GStreamer"))


def test_a_report_says_who_sends_with_what() -> None:
    assert rtp.report(REPORT) == rtp.Report(
        source=SOURCE, sends=True, packets=4_000, cname="cam7@192.0.2.7", tool="GStreamer"
    )
    receiver = part(201, SOURCE.to_bytes(4, "big"), 0) + described((1, b"host")) + part(203, SOURCE.to_bytes(4, "big"))
    assert rtp.report(receiver) == rtp.Report(source=SOURCE, sends=False, cname="host")


def test_a_text_that_is_cut_off_is_left_out() -> None:
    chunk = SOURCE.to_bytes(4, "big") + b"\6\1x\1\xffab\0"
    found = rtp.report(SENDER + part(202, chunk))
    assert (found.cname, found.tool) == ("", "x")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not an RTCP"),
        (described((1, b"host")), "not an RTCP"),
        (b"\x40" + REPORT[1:], "not an RTCP"),
        (SENDER + b"\x81\xca\0", "part of it is none"),
        (SENDER + b"\x81\xd7\0\0", "part of it is none"),
        (SENDER + b"\x81\xca\0\5abcd", "cut off"),
    ],
)
def test_other_reports_are_refused(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        rtp.report(data)


def framed(channel: int, content: bytes) -> bytes:
    return b"$" + bytes([channel]) + len(content).to_bytes(2, "big") + content


def test_frames_inside_rtsp_are_passed_over() -> None:
    frames = framed(0, STREAM[0]) + framed(1, REPORT) + framed(0, b"")
    data = frames + b"RTSP/1.0 200 OK\r\n\r\n"
    assert rtp.after_frames(data) == len(frames)
    assert rtp.after_frames(b"xx" + data, 2) == 2 + len(frames)
    assert list(rtp.frames(data)) == [(0, STREAM[0]), (1, REPORT), (0, b"")]
    assert (rtp.after_frames(b"RTSP"), list(rtp.frames(b"RTSP"))) == (0, [])
    assert rtp.after_frames(b"") == 0


def test_of_a_frame_that_is_cut_off_it_is_known_how_much_is_missing() -> None:
    data = framed(0, STREAM[0]) + framed(2, bytes(100))
    for size in range(len(framed(0, STREAM[0])) + 4, len(data)):
        assert rtp.after_frames(data[:size]) == len(data)
        assert list(rtp.frames(data[:size])) == [(0, STREAM[0])]
    assert rtp.after_frames(b"$\0\1") > 3


def test_much_costs_little() -> None:
    start = time.perf_counter()
    rtp.after_frames(framed(0, b"") * 100_000)
    assert time.perf_counter() - start < 2


@given(st.lists(st.binary(max_size=40), max_size=8))
def test_any_bytes_are_a_stream_or_none(packets: list[bytes]) -> None:
    rtp.presence(packets)
    for data in packets:
        assert rtp.after_frames(data) >= 0
        for read in (rtp.packet, rtp.report):
            try:
                read(data)
            except ValueError:
                continue


@given(st.binary(max_size=80))
def test_any_parts_of_a_report_parse_or_are_refused(tail: bytes) -> None:
    try:
        found = rtp.report(SENDER + part(202, tail + bytes(-len(tail) % 4)))
    except ValueError:
        return
    assert is_clean(found.cname)
