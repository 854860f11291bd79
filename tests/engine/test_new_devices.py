"""Devices that appeared and that no gate record speaks of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.workspaces import make

from camcensus.engine import gate, gate_record, gather, workspace
from camcensus.model.errors import UsageError

DAY = date(2026, 11, 25)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    opened = workspace.open_(make(tmp_path))
    list(gather.read(opened, [tmp_path / "scan.xml", tmp_path / "register.csv"]))
    opened.store.close()
    return tmp_path


def test_every_device_is_a_line_where_no_record_is_kept(home: Path) -> None:
    found = gate.gate((), None, DAY, home=home, new=True)
    answers = {line.device: line.answer for line in found.lines}
    assert (answers["CAM-1"], answers["CAM-2"]) == ("no", "yes")
    assert "Hikvision" in found.lines[0].written.shown


def test_what_a_record_speaks_of_is_not_asked_again(home: Path) -> None:
    opened = workspace.open_(home)
    gate_record.keep(opened, gate.gate(["Axis P3245-LV"], None, date(2020, 1, 1)), "P. Example")
    opened.store.close()
    found = gate.gate((), None, DAY, home=home, new=True)
    assert "CAM-1" in {line.device for line in found.lines}
    assert "CAM-2" not in {line.device for line in found.lines}


def test_what_built_it_counts_before_its_label(home: Path) -> None:
    head = "Camera ID,Site,Make,Model,Serial No,MAC Address,Type"
    row = "CAM-1,HQ,Honeywell,HC30W,F71204511,44:19:b6:3a:11:11,Dome"
    (home / "label.csv").write_text(f"{head}\n{row}\n")
    opened = workspace.open_(home)
    list(gather.read(opened, [home / "label.csv"]))
    opened.store.close()
    found = gate.gate((), None, DAY, home=home, new=True)
    line = next(line for line in found.lines if line.device == "CAM-1")
    assert line.answer == "no"


def test_without_a_workspace_nothing_has_appeared() -> None:
    with pytest.raises(UsageError, match="log of a workspace"):
        gate.gate((), None, DAY, new=True)
