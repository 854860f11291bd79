"""Captures in the newer form."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures.captured import CAMERA, DESK, START, Told, heard, timed, udp
from tests.sources.files import read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import pcapng


def test_both_forms_say_the_same(tmp_path: Path) -> None:
    packets = timed([udp(DESK, CAMERA, (5_000, 554), b"x")] * 3)
    new, old = heard(tmp_path, make.pcapng(packets)), heard(tmp_path, make.pcap(packets))
    named = [{**row, "source": "", "id": b""} for row in new.rows]
    assert named == [{**row, "source": "", "id": b""} for row in old.rows]
    assert new.records == 3


def test_a_header_that_is_cut_is_refused(tmp_path: Path) -> None:
    refused(pcapng, write(tmp_path, "x.pcapng", make.pcapng([])[:8]), BrokenInput)


def window(told: Told) -> dict[str, Any]:
    (value,) = [row["value"] for row in told.rows if row["field"] == "fact.window"]
    return dict(json.loads(value))


PACKETS = [Packet(START, udp(DESK, CAMERA, (5_000, 554), b"x"))]


def test_what_the_file_says_of_its_view(tmp_path: Path) -> None:
    """Of all its interfaces, also of those of a section before."""
    data = make.section() + make.interface("<", 1, 96, (2, b"eth0")) + make.enhanced(PACKETS[0])
    data += (
        make.statistics("<", 0, (5, struct.pack("<Q", 3))) + make.section(">") + make.interface(">", 1, 0, (2, b"en7"))
    )
    data += make.statistics(">", 0, (5, struct.pack(">Q", 4)))
    assert window(heard(tmp_path, data)) == {"sensor": "eth0, en7", "lost": 7, "snapped": 96}


def test_a_file_that_says_nothing_of_its_view(tmp_path: Path) -> None:
    assert window(heard(tmp_path, make.pcapng(PACKETS))) == {}


def test_names_that_are_too_long(tmp_path: Path) -> None:
    data = make.section() + make.interface("<", 1, 0, (2, b"x" * 900)) * 9 + make.enhanced(PACKETS[0])
    assert len(window(heard(tmp_path, data))["sensor"]) <= 200


def test_packets_that_cannot_be_placed_are_counted(tmp_path: Path) -> None:
    data = make.pcapng(PACKETS) + make.enhanced(PACKETS[0], number=7) * 3 + make.block("<", 6, b"short") * 2
    told = heard(tmp_path, data)
    assert told.records == 1
    assert told.left("packets of interfaces that were never described") == 3
    assert told.left("blocks too short for what they are") == 2


@settings(unhurried, max_examples=40)
@given(data=st.binary(max_size=500), order=st.sampled_from("<>"))
def test_any_bytes_are_read_or_refused(data: bytes, order: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    whole = make.section(order) + make.interface(order) + data
    read_or_refused(pcapng, write(tmp_path_factory.mktemp("x"), "x.pcapng", whole))


@pytest.mark.parametrize("at", [30, 60, 90])
def test_behind_a_block_that_lies_the_reading_goes_on(at: int, tmp_path: Path) -> None:
    data = bytearray(make.pcapng(timed([udp(DESK, CAMERA, (5_000, 554), b"x")] * 100)))
    block = len(data) // 100
    data[at * block : at * block + block] = b"\xff" * block
    told = heard(tmp_path, bytes(data))
    assert told.records >= 97
    assert any("1 damaged places" in remark for remark in told.remarks)


def test_behind_a_section_that_lies_the_reading_goes_on(tmp_path: Path) -> None:
    whole = make.pcapng(PACKETS)
    told = heard(tmp_path, whole + whole[:4] + b"\xff" * 4 + whole[8:] + whole)
    assert told.records == 3
    assert any("1 damaged places" in remark for remark in told.remarks)
