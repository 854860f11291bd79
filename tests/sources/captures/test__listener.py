"""What a whole capture says, and what it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures.captured import CAMERA, DESK, FAR, GATE, OTHER, START, heard, tcp, timed, udp

ASKED = b"\x00\x01\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x03www\x07example\x03net\x00\x00\x01\x00\x01"


def office() -> list[bytes]:
    """A camera and two people: one looks at its picture, the other has nothing to do with it."""
    frames = [
        tcp(DESK, CAMERA, (5_000, 554), make.SYN),
        tcp(CAMERA, DESK, (554, 5_000), make.SYN | make.ACK),
        tcp(CAMERA, DESK, (554, 5_000), payload=b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nServer: Dahua Rtsp Server\r\n\r\n"),
    ]
    frames += [udp(host, GATE, (6_000, 53), ASKED) for host in (CAMERA, DESK, OTHER)]
    return [*frames, tcp(OTHER, FAR, (7_000, 443), make.SYN), tcp(FAR, OTHER, (443, 7_000), make.SYN | make.ACK)]


@pytest.mark.parametrize("compiled", [False, True])
def test_only_what_has_to_do_with_cameras_passes(compiled: bool, tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed(office())), compiled=compiled)
    assert told.said(f"ip:{CAMERA}", "rtsp.server") == ["Dahua Rtsp Server"]
    assert told.said(f"ip:{CAMERA}", "dns.query") == ["www.example.net"]
    assert told.said(f"ip:{DESK}", "dns.query") == []
    assert set(told.flows()) == {f"{DESK}>{CAMERA}/tcp/554", f"{CAMERA}>{GATE}/udp/53"}
    assert OTHER not in str(told.rows)
    assert FAR not in str(told.rows)
    assert told.left("DNS messages") == 2
    assert told.left("conversations") == 3


def test_with_a_reason_everything_is_kept(tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed(office())), keep_all=True)
    assert told.said(f"ip:{OTHER}", "dns.query") == ["www.example.net"]
    assert f"{OTHER}>{FAR}/tcp/443" in told.flows()
    assert not told.left("conversations")


def test_a_port_that_was_refused_is_not_open(tmp_path: Path) -> None:
    frames = [tcp(DESK, CAMERA, (5_000, 8_000), make.SYN), tcp(CAMERA, DESK, (8_000, 5_000), make.RST | make.ACK)]
    assert heard(tmp_path, make.pcap(timed(frames))).said(f"ip:{CAMERA}", "net.open_port") == []


@pytest.mark.parametrize("compiled", [False, True])
def test_time_that_runs_backwards_makes_spans_all_the_same(compiled: bool, tmp_path: Path) -> None:
    packets = [Packet(START - number * 1_000_000, one) for number, one in enumerate(office())]
    told = heard(tmp_path, make.pcap(packets), compiled=compiled)
    (row,) = [row for row in told.rows if row["field"] == "fact.window"]
    assert (row["until"] - row["at"]).total_seconds() == len(packets) - 1


def test_a_video_call_is_no_stream_of_a_camera(tmp_path: Path) -> None:
    heads = [b"\x80\x60" + number.to_bytes(2, "big") + bytes(4) + b"\x00\x00\x00\x07" for number in range(12)]
    there = [udp(CAMERA, DESK, (5_000, 6_000), head + bytes(300)) for head in heads]
    back = [udp(DESK, CAMERA, (6_000, 5_000), head + bytes(300)) for head in heads]
    assert heard(tmp_path, make.pcap(timed(there))).said(f"ip:{CAMERA}", "rtp.stream") == ["96 from 5000/udp"]
    assert heard(tmp_path, make.pcap(timed([*there, *back]))).said(f"ip:{CAMERA}", "rtp.stream") == []
