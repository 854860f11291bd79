"""Captures in the newer form."""

from __future__ import annotations

from pathlib import Path

from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, heard, timed, udp
from tests.sources.files import refused, write

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
