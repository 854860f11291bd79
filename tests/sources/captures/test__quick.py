"""The table of the compiled way, as it fills."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import packets as make
from tests.sources.captures.captured import CAMERA, DESK, Told, heard, timed, udp

from camcensus.sources.captures import _quick
from camcensus.sources.captures._oneway import OneWay


def many(folder: Path) -> Told:
    frames = [udp(DESK, CAMERA, (1_000 + number, 554), b"x" * (number % 90)) for number in range(600)]
    return heard(folder, make.pcap(timed(frames)), compiled=True, keep_all=True)


@pytest.mark.parametrize(("name", "small"), [("_FIRST", 4), ("MAX_FLOWS", 20), ("MAX_PICKS", 3)])
def test_however_little_room_there_is_the_same_is_counted(
    name: str, small: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = many(tmp_path)
    monkeypatch.setattr(_quick, name, small)
    if name == "MAX_FLOWS":
        monkeypatch.setattr(_quick, "_FIRST", 16)
    assert many(tmp_path) == plain
    assert plain.flows()[f"{DESK}>{CAMERA}/udp/554"]["value"].startswith('{"bytes":')


def test_what_fails_while_the_walk_goes_on_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(OneWay, "take", broken)
    with pytest.raises(MemoryError, match="no room"):
        many(tmp_path)
