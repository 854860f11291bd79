"""From blocks to what was heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, heard, in_small_blocks, timed, udp
from tests.sources.files import context

from camcensus.model.errors import BrokenInput
from camcensus.sources.captures import _blocks, _file, pcap


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


@pytest.mark.parametrize("compiled", [False, True])
def test_a_file_cut_anywhere_says_what_was_before(compiled: bool, tmp_path: Path) -> None:
    packets = timed([udp(CAMERA, DESK, (37_020, 37_020), b"<a/>")] * 5)
    ends = [len(make.pcap(packets[:many])) for many in range(6)]
    data = make.pcap(packets)
    for cut in range(ends[1], len(data) + 1, 17):
        told = heard(tmp_path, data[:cut], compiled=compiled)
        assert told.records == sum(end <= cut for end in ends) - 1
        assert any("middle of a packet" in remark for remark in told.remarks) == (cut not in ends)


def test_what_is_so_damaged_is_not_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_blocks, "MAX_DAMAGED", 3)
    one = make.pcap(timed([udp(CAMERA, DESK, (37_020, 37_020), b"<a/>")] * 2))[24:]
    told = heard(tmp_path, make.pcap([]) + (one + b"\xff" * 99) * 9)
    assert told.records == 6
    assert "the file: it is so damaged that its rest was not read" in told.remarks


def test_how_far_the_reading_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_file, "_OFTEN", 4_096)
    in_small_blocks(monkeypatch, 4_096)
    path = tmp_path / "x.pcap"
    path.write_bytes(make.pcap(timed([udp(CAMERA, DESK, (37_020, 37_020), bytes(100))] * 200)))
    done = [chunk.done for chunk in pcap.read(path, context(path)) if chunk.done]
    assert done == sorted(done)
    assert len(done) > 5
    assert path.stat().st_size - 2 * 4_096 < done[-1] <= path.stat().st_size
