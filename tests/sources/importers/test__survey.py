"""What one line of a sheet says, by what was expected and what was written."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import context, unhurried

from camcensus.sources.importers import _survey
from camcensus.sources.importers._survey import Head, Survey
from camcensus.sources.reading.forms import Record
from camcensus.sources.reading.gathered import Gathered

HEAD = Head(sheet="9f8e7d6c", site="Fenwick House", surveyor="A. Example", day="2026-11-20")
CAM = {"line": "0a1b", "known_as": "asset:CAM-1", "expected_serial": "K40000001", "expected_mac": "bc:ad:28:00:00:01"}
OWN = "walk:9f8e7d6c/0a1b/aexample"


def said(*lines: Mapping[str, str], head: Head = HEAD) -> tuple[dict[str, dict[str, str]], list[str]]:
    """(subject to what is said of it, remarks)"""
    path = Path("sheet.xlsx")
    gathered = Gathered(context(path), _survey.source(head))
    survey = Survey(path, head, gathered, "sheet")
    for number, cells in enumerate(lines, 1):
        survey.note(Record(where=f"row {number}", cells=cells, original=gathered.keep(dict(cells))))
    last = gathered.last("sheet")
    found: dict[str, dict[str, str]] = {}
    for subject, field, value in last.observations.select("subject", "field", "value").iter_rows():
        found.setdefault(subject, {})[field] = value
    return found, [f"{one.where}: {one.what}" for one in last.remarks]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Seen", "seen"), ("not there", "not-seen"), ("Could not reach", "not-reached"), ("NOT A CAMERA", "not-camera"),
     ("x", "seen"), ("no access", "not-reached")],
)  # fmt: skip
def test_an_outcome_is_read_as_people_write_it(written: str, meant: str) -> None:
    assert said({**CAM, "outcome": written})[0]["asset:CAM-1"]["survey.outcome"] == meant


def test_a_line_that_nobody_filled_in_says_nothing() -> None:
    assert said(CAM) == ({}, [])
    assert said({**CAM, "notes": "try again", "area": "Hall"})[0] == {}


def test_a_line_with_a_label_and_no_outcome_was_seen() -> None:
    assert said({**CAM, "label": "K40000001"})[0]["asset:CAM-1"]["survey.outcome"] == "seen"


def test_a_label_with_another_serial_is_another_thing() -> None:
    found, _ = said({**CAM, "outcome": "seen", "serial": "L99999999"})
    assert found["asset:CAM-1"] == {"survey.outcome": "contradicted", "survey.label_serial": "L99999999"}
    assert found[OWN]["serial.number"] == "L99999999"
    assert found[OWN]["fact.class"] == "camera"


@pytest.mark.parametrize("serial", ["K40000001", "k40000001", "DS-2CD2143G2-I20210101AAWRK40000001"])
def test_a_serial_that_holds_the_expected_one_is_the_same(serial: str) -> None:
    found, _ = said({**CAM, "outcome": "seen", "serial": serial, "mac": "00:40:8c:00:00:09"})
    assert OWN not in found
    assert found["asset:CAM-1"]["serial.number"] == serial


def test_without_a_serial_the_address_decides() -> None:
    assert OWN in said({**CAM, "outcome": "seen", "mac": "00:40:8c:00:00:09"})[0]
    assert OWN not in said({**CAM, "outcome": "seen", "mac": "BC-AD-28-00-00-01"})[0]


@pytest.mark.parametrize(
    ("known", "field", "value"),
    [("mac:00:40:8c:00:00:03", "mac", "00:40:8c:00:00:03"), ("ip:10.0.0.3", "fact.ip", "10.0.0.3")],
)
def test_a_thing_known_by_an_address_is_looked_for_by_it(known: str, field: str, value: str) -> None:
    found, _ = said({"line": "0a1b", "known_as": known, "outcome": "not there"})
    assert found[OWN] == {field: value, "survey.outcome": "not-seen", "survey.line": "0a1b"}


def test_what_was_not_seen_is_described_by_nobody() -> None:
    found, _ = said({**CAM, "outcome": "not there", "area": "Hall", "make": "Axis"})
    assert found["asset:CAM-1"] == {"survey.outcome": "not-seen", "survey.line": "0a1b"}


def test_a_new_thing_that_could_not_be_reached_is_still_a_thing() -> None:
    found, _ = said({"line": "new 1", "outcome": "could not reach", "area": "Mast"})
    assert found["walk:9f8e7d6c/new1/aexample"]["fact.class"] == "camera"


def test_not_a_camera_is_said_of_the_thing() -> None:
    assert said({**CAM, "outcome": "not a camera"})[0]["asset:CAM-1"]["fact.class"] == "not-camera"


def test_a_site_counts_as_walked_only_if_a_line_was_filled_in() -> None:
    assert "site:fenwick" not in said(CAM)[0]
    assert said({**CAM, "outcome": "seen"})[0]["site:fenwick"] == {"survey.walked": "fenwick"}


def test_two_surveyors_do_not_share_a_line() -> None:
    new = {"line": "new 1", "outcome": "seen"}
    other = Head(sheet="9f8e7d6c", site="fenwick", surveyor="\u4e2d\u6587", day="2026-11-20")
    assert set(said(new)[0]) & set(said(new, head=other)[0]) == {"site:fenwick"}
    assert _survey.source(other) == "survey:\u4e2d\u6587"


def test_a_sheet_by_nobody_is_kept_as_such() -> None:
    head = Head(sheet="s", site="fenwick", surveyor=" \n ", day="2026-11-20")
    assert _survey.source(head) == "survey:unnamed"
    assert any("no surveyor's name" in one for one in said(CAM, head=head)[1])


def test_an_apostrophe_before_a_formula_is_taken_off() -> None:
    assert "asset:=1+1" in said({"line": "1", "known_as": "asset:=1+1", "outcome": "seen"})[0]
    found, _ = said({"line": "new 1", "outcome": "seen", "label": "'=cmd|x"})
    assert found["walk:9f8e7d6c/new1/aexample"]["label.text"] == "=cmd|x"


@unhurried
@given(st.dictionaries(st.sampled_from(sorted(_survey.FORM.columns)), st.text(min_size=1, max_size=30)))
def test_any_line_is_read(cells: dict[str, str]) -> None:
    found, _ = said(cells)
    assert all(":" in subject for subject in found)
