"""Sheets for a walk round, and what comes of them when they are read back."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from tests.support import AS_OF
from tests.workspaces import ESTATE, make

from camcensus.engine import assess, gather, survey, workspace
from camcensus.engine.workspace import Workspace
from camcensus.model.errors import UsageError
from camcensus.model.survey import Sheet


@pytest.fixture
def told(opened: Workspace) -> Workspace:
    list(gather.read(opened, [opened.folder / "scan.xml", opened.folder / "register.csv"]))
    return opened


def sheet(told: Workspace, site: str = "hq") -> Sheet:
    return survey.sheet(assess.assess(told, AS_OF), site)


def test_a_line_for_each_thing_that_is_expected(told: Workspace) -> None:
    found = {line.known_as: line for line in sheet(told).lines}
    assert set(found) == {"asset:CAM-1", "asset:CAM-2"}
    one = found["asset:CAM-1"]
    assert (one.area, one.serial, one.mac) == ("Front door", "F71204511", "44:19:b6:3a:11:11")
    assert one.known_from == "scan, register"


@pytest.mark.parametrize("name", ["hq", "HQ", "Headquarters", " headquarters "])
def test_a_site_is_found_by_any_of_its_names(told: Workspace, name: str) -> None:
    assert sheet(told, name).site == "hq"


def test_a_site_that_is_not_there_is_named(told: Workspace) -> None:
    with pytest.raises(UsageError, match="no site 'depot'"):
        sheet(told, "depot")


def test_the_same_log_gives_the_same_sheets(told: Workspace, tmp_path: Path) -> None:
    first, second = survey.write(sheet(told), tmp_path / "a"), survey.write(sheet(told), tmp_path / "b")
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]


def test_a_sheet_that_is_carried_about_does_not_say_how_sensitive_a_site_is(tmp_path: Path) -> None:
    """The same sheets whatever the estate states of it, and no word of it in any of them."""
    made = []
    for answer in ("yes", "no", "unknown"):
        estate = ESTATE.replace('answer = "yes"', f'answer = "{answer}"')
        folder = make(tmp_path / answer, estate=estate)
        opened = workspace.open_(folder)
        try:
            list(gather.read(opened, [folder / "scan.xml", folder / "register.csv"]))
            paths = survey.write(sheet(opened), folder / "sheets")
        finally:
            opened.store.close()
        made.append([path.read_bytes() for path in paths])
    assert made[0] == made[1] == made[2]
    page = made[0][1].decode().lower()
    assert not [word for word in ("sensitive", "minister", "secret", "socpa", "classif", "vetted") if word in page]


def test_what_is_filled_in_comes_back_as_doubts(told: Workspace, tmp_path: Path) -> None:
    page = sheet(told)
    by = {line.known_as: line.line for line in page.lines}
    lines = [
        {"line": by["asset:CAM-1"], "known_as": "asset:CAM-1", "expected_make": "Hikvision", "outcome": "seen",
         "make": "Dahua"},
        {"line": by["asset:CAM-2"], "known_as": "asset:CAM-2", "outcome": "not there"},
        {"line": "new 1", "outcome": "seen", "make": "Axis", "serial": "ACCC8E0A0B0C"},
    ]  # fmt: skip
    phone = {"camcensus": "walk-round", "sheet": page.number, "site": "hq", "surveyor": "A. Example",
             "day": "2026-11-20", "lines": lines}  # fmt: skip
    (tmp_path / "phone.json").write_text(json.dumps(phone))
    (reading,) = gather.read(told, [tmp_path / "phone.json"])
    assert reading.format == "walk-round (phone page)"
    made = assess.assess(told, AS_OF)
    named = made.doubts.join(made.devices.select("device", "label"), on="device")
    codes = {(label, code) for label, code in named.select("label", "code").iter_rows()}
    assert {
        ("CAM-1", "label-contradicts"), ("CAM-2", "expected-not-seen"), ("ACCC8E0A0B0C", "found-on-foot"),
    } <= codes  # fmt: skip
    assert ("CAM-2", "found-on-foot") not in codes
    (hq,) = made.coverage
    known = {witness.name: witness.devices for witness in hq.witnesses}
    assert known == {"network scan": 1, "register": 2, "walk-round": 2}
    assert made.seen.filter(pl.col("source") == "survey:A. Example").height


def test_the_same_sheet_twice_adds_nothing(told: Workspace, tmp_path: Path) -> None:
    lines = [{"line": "new 1", "outcome": "seen"}]
    phone = {"camcensus": "walk-round", "site": "hq", "surveyor": "A. Example", "day": "2026-11-20", "lines": lines}
    (tmp_path / "phone.json").write_text(json.dumps(phone))
    (first,) = gather.read(told, [tmp_path / "phone.json"])
    (second,) = gather.read(told, [tmp_path / "phone.json"])
    assert first.new
    assert second.already
