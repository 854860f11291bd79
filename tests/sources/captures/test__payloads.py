"""Payloads read again from the file: whole datagrams, and streams as far as they go on."""

from __future__ import annotations

from pathlib import Path

from tests import packets as make
from tests.sources.captures.captured import CAMERA, CAMERA_MAC, DESK, DESK_MAC, heard, tcp, timed

PROBE = b'<?xml version="1.0"?><ProbeMatch><DeviceDescription>DS-2CD2143G2-I</DeviceDescription></ProbeMatch>'


def in_parts(payload: bytes, *, number: int = 9) -> list[bytes]:
    whole = make.udp((37_020, 37_020), payload)
    parts = make.v4_parts(CAMERA, DESK, 17, whole, number=number, size=48)
    return [make.ether(CAMERA_MAC, DESK_MAC, make.IPV4, part) for part in parts]


def test_a_datagram_in_parts_is_put_together_in_any_order(tmp_path: Path) -> None:
    for parts in (in_parts(PROBE), in_parts(PROBE)[::-1]):
        told = heard(tmp_path, make.pcap(timed(parts)))
        (value,) = told.said(f"ip:{CAMERA}", "sadp.reply")
        assert "DS-2CD2143G2-I" in value


def test_of_parts_that_overlap_the_first_holds_and_that_is_told(tmp_path: Path) -> None:
    parts = in_parts(PROBE)
    lie = in_parts(PROBE.replace(b"DS-2CD2143G2-I", b"XX-XXXXXXXXX-X"))
    told = heard(tmp_path, make.pcap(timed([*parts[:-1], *lie[:-1], parts[-1]])))
    (value,) = told.said(f"ip:{CAMERA}", "sadp.reply")
    assert "DS-2CD2143G2-I" in value
    assert any("overlap" in remark for remark in told.remarks)


def test_a_stream_is_read_over_several_packets_until_something_is_missing(tmp_path: Path) -> None:
    said = b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 44\r\n\r\n<html><title>one two three</title>"
    for missing, title in ((None, ["one two three"]), (1, [])):
        frames = [
            tcp(CAMERA, DESK, (80, 5_000), payload=said[at : at + 40], at=1_000 + at)
            for number, at in enumerate(range(0, len(said), 40))
            if number != missing
        ]
        told = heard(tmp_path, make.pcap(timed([frames[0], *frames])))  # the first one came twice
        assert told.said(f"ip:{CAMERA}", "http.title") == title
