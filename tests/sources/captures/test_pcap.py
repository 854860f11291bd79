"""Captures in the classic form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, heard, timed, udp
from tests.sources.files import refused, write

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
