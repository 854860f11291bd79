"""The compiled way and the way through numpy say the same of the same capture."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import packets as make
from tests.packets import Packet
from tests.sources.captures import mixed
from tests.sources.captures.captured import CAMERA, DESK, START, Told, heard, tcp, timed, udp

from camcensus.sources.captures import _compiled as compiled
from camcensus.sources.captures import _picks as picks
from camcensus.sources.captures import _quick

few = settings(deadline=None, max_examples=30)
"""Each reads a file twice or more."""


def same(folder: Path, data: bytes, **changes: Any) -> Told:
    """What both ways say."""
    plain = heard(folder, data, **changes)
    quick = heard(folder, data, compiled=True, **changes)
    assert quick.rows == plain.rows
    assert quick == plain
    return plain


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("captures")


@pytest.mark.parametrize("form", [{}, {"order": ">", "nano": True}, {"extra": 8}, {"snap": 90}])
@few
@given(packets=mixed.captures)
def test_both_ways_say_the_same(form: dict[str, Any], packets: list[Packet], folder: Path) -> None:
    same(folder, make.pcap(packets, **form))


@few
@given(packets=mixed.captures)
def test_both_ways_say_the_same_of_the_newer_form(packets: list[Packet], folder: Path) -> None:
    same(folder, make.pcapng(packets))


@few
@given(packets=mixed.captures)
def test_both_ways_keep_the_same_of_everybody(packets: list[Packet], folder: Path) -> None:
    same(folder, make.pcap(packets), keep_all=True)


@few
@given(packets=mixed.captures, cut=st.integers(24, 3_000), damage=st.none() | st.integers(24, 3_000))
def test_both_ways_say_the_same_of_a_damaged_file(
    packets: list[Packet], cut: int, damage: int | None, folder: Path
) -> None:
    data = bytearray(make.pcap([*packets, Packet(START, udp(CAMERA, DESK, (1, 2), b"whole"))]))
    if damage is not None:
        data[damage % len(data)] ^= 0x80 if damage % len(data) >= 24 else 0
    same(folder, make.pcap([Packet(START, b"first")]) + bytes(data)[24 : max(cut, 24)])


@pytest.mark.parametrize("link", [0, 101, 113, 276])
@few
@given(packets=mixed.captures)
def test_other_links_go_the_way_of_numpy(link: int, packets: list[Packet], folder: Path) -> None:
    same(folder, make.pcap(packets, link=link))


@few
@given(packets=mixed.captures)
def test_a_table_that_grows_and_is_handed_on_says_the_same(packets: list[Packet], folder: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_quick, "_FIRST", 2)
        patch.setattr(_quick, "MAX_FLOWS", 3)
        patch.setattr(_quick, "MAX_PICKS", 2)
        same(folder, make.pcap(packets))
        same(folder, make.pcapng(packets))


PAGE = b"HTTP/1.1 200 OK\r\nServer: App-webs/\r\nContent-Length: 3000\r\n\r\n<title>camera</title>"


def test_what_is_picked_is_picked_by_both_ways(folder: Path) -> None:
    """More heads than are kept of a flow, and what follows them."""
    frames = []
    for number in range(3 * picks.PER_FLOW):
        at = 1_000 + number * 5_000
        frames += [
            tcp(CAMERA, DESK, (80, 50_000), 0x18, PAGE.replace(b"camera", b"camera %d" % number), at=at),
            tcp(CAMERA, DESK, (80, 50_000), 0x10, b"<p>" * 400, at=at + len(PAGE) + 7 + len(str(number))),
        ]
    told = same(folder, make.pcap(timed(frames)))
    assert told.said(f"ip:{CAMERA}", "http.title") == [f"camera {number}" for number in range(picks.PER_FLOW)]


def test_the_words_that_heads_begin_with_are_those_of_the_other_way() -> None:
    fours = {int.from_bytes(mark, "big") for mark in picks._SERVER_STARTS if len(mark) == 4}
    assert set(compiled.SERVER_WORDS.tolist()) == fours
    assert {mark for mark in picks._SERVER_STARTS if len(mark) != 4} == {b"\xff\xfd", b"\xff\xfb"}
    assert compiled.CLIENT_WORDS.tolist() == [int.from_bytes(mark, "big") for mark in picks.CLIENT_STARTS]


def test_the_flows_of_a_table_stand_in_columns() -> None:
    table = np.zeros((8, compiled.COLUMNS), dtype=np.int64)
    table[[1, 6]] = np.arange(1, 2 * compiled.COLUMNS + 1).reshape(2, -1)
    assert compiled.columns(table, 2).T.tolist() == table[[1, 6]].tolist()
    assert compiled.columns(table[:1], 0).shape == (compiled.COLUMNS, 0)
