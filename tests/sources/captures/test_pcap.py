"""Captures in the classic form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.cases import make_captures
from tests.sources.captures.captured import CAMERA, DESK, heard, timed, udp
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import pcap


@pytest.mark.parametrize("form", [{}, {"order": ">"}, {"nano": True}, {"order": ">", "nano": True}, {"extra": 8}])
def test_every_form_of_the_file_says_the_same(form: dict[str, Any], tmp_path: Path) -> None:
    packets = timed([udp(DESK, CAMERA, (5_000, 554), b"x")] * 3)
    plain, other = heard(tmp_path, make.pcap(packets)), heard(tmp_path, make.pcap(packets, **form))
    assert other == plain
    assert plain.records == 3


def test_a_header_that_is_cut_is_refused(tmp_path: Path) -> None:
    refused(pcap, write(tmp_path, "x.pcap", make.pcap([])[:20]), BrokenInput)


def test_how_much_of_each_packet_was_kept_is_told(tmp_path: Path) -> None:
    told = heard(tmp_path, make.pcap(timed([udp(DESK, CAMERA, (5_000, 554), bytes(200))]), snap=96))
    (window,) = [row["value"] for row in told.rows if row["field"] == "fact.window"]
    assert window == '{"snapped": 96}'


@pytest.mark.parametrize("link", [0, 1, 101, 113, 147, 276])
@settings(unhurried, max_examples=25)
@given(data=st.binary(max_size=500))
def test_any_bytes_are_read_or_refused(link: int, data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    read_or_refused(pcap, write(tmp_path_factory.mktemp("x"), "x.pcap", make.pcap([], link=link) + data))


USUAL = make_captures.usual()


@settings(unhurried, max_examples=20)
@given(place=st.integers(24, len(USUAL) - 1), value=st.integers(1, 255))
def test_a_changed_byte_costs_little(place: int, value: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = bytearray(USUAL)
    data[place] ^= value
    # A changed address may take a camera from the host that spoke with it, whose packets then stay at the door.
    assert heard(tmp_path_factory.mktemp("x"), bytes(data)).records >= USUAL.count(b"\x08\x00\x45") - 8


def test_a_capture_of_another_program_is_known() -> None:
    assert pcap.detect(make.pcap([], order=">", nano=True))
    assert not pcap.detect(make.section())
    assert not pcap.detect(b"")


def test_a_frame_with_a_hundred_thousand_tags(tmp_path: Path) -> None:
    frame = make.ether("02:00:5e:00:53:20", "44:19:b6:00:00:05", 0x8100, b"\0\x14\x81\0" * 50_000)
    for compiled in (False, True):
        told = heard(tmp_path, make.pcap(timed([frame] * 3)), compiled=compiled)
        assert told.left("frames with more tags") == 3
        assert told.records == 3
