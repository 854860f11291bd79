"""From blocks to what was heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, heard, timed, udp

from camcensus.model.errors import BrokenInput


def test_a_file_that_is_cut_is_used_up_to_there(tmp_path: Path) -> None:
    data = make.pcap(timed([udp(CAMERA, DESK, (37_020, 37_020), b"<a/>")] * 5))
    told = heard(tmp_path, data[:-3])
    assert told.records == 4
    assert any("middle of a packet" in remark for remark in told.remarks)


@pytest.mark.parametrize("compiled", [False, True])
def test_damage_costs_itself_and_is_told(compiled: bool, tmp_path: Path) -> None:
    data = make.pcap(timed([udp(CAMERA, DESK, (37_020, 37_020), b"<a/>")] * 50))
    record = (len(data) - 24) // 50
    place = 24 + record * 20
    told = heard(tmp_path, data[:place] + b"\xff" * 16 + data[place + 16 :], compiled=compiled)
    assert 46 <= told.records <= 49
    assert any("damaged" in remark for remark in told.remarks)


def test_a_file_of_which_no_packet_is_whole_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenInput, match="no packet"):
        heard(tmp_path, make.pcap(timed([udp(CAMERA, DESK, (1, 2), b"x")]))[:30])


def test_a_capture_of_nothing_says_nothing(tmp_path: Path) -> None:
    assert heard(tmp_path, make.pcap([])).records == 0
