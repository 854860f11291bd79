"""Sheets are of sites that one reaches; a filled one is read for these, and one of another site not at all."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from tests.faces.web.console import Console, device, kept, problem, words


def filled(one: Console, site: str, label: str) -> bytes:
    """What a telephone saves after a walk round a site, on which a device was seen as another make."""
    line = {"line": device(one, label)[:8], "known_as": f"asset:{label}", "outcome": "seen", "make": "Dahua"}
    told = {"camcensus": "walk-round", "sheet": "s", "site": site, "surveyor": "Sam", "day": "2026-11-20"}
    return json.dumps({**told, "lines": [line]}).encode()


def sheet(data: bytes, name: str = "walk.json") -> list[tuple[str, Any]]:
    return [("sheet", (name, data, "application/json"))]


def test_a_sheet_goes_out_filled_comes_back_and_is_read(fresh: Console) -> None:
    page = fresh.look("Sam", "/walk-rounds/fenwick/html")
    assert page.headers["content-disposition"].startswith('attachment; filename="walk-round-fenwick-')
    assert "FEN-066" in page.text
    book = fresh.look("Sam", "/walk-rounds/fenwick/xlsx")
    assert zipfile.ZipFile(io.BytesIO(book.content)).testzip() is None
    before = kept(fresh)
    answer = fresh.send("Sam", "/walk-rounds", files=sheet(filled(fresh, "fenwick", "FEN-066")), site="fenwick")
    assert "1 records" in fresh.over(answer)
    assert kept(fresh) == before + 2  # the sheet, and the assessment that it gave
    held = fresh.desk.held
    seen = held.with_evidence(held.assessment, "fenwick").seen.filter(device=device(fresh, "FEN-066"))
    assert "survey:Sam" in set(seen["source"])


@pytest.mark.parametrize("site", ["calder", "hall"])
def test_the_sheet_of_another_site_is_not_read_by_whoever_does_not_reach_it(shown: Console, site: str) -> None:
    before = kept(shown)
    label = "CAL-043" if site == "calder" else "H-1"
    theirs = sheet(filled(shown, site, label))
    said = shown.over(shown.send("Sam", "/walk-rounds", files=theirs, site="fenwick"))
    assert "it speaks of bodies or sites that you do not reach, so nothing of it was kept" in said
    for named in (site, "nowhere", "", "fenwick'--"):
        answer = shown.send("Sam", "/walk-rounds", 400, files=theirs, site=named)
        assert problem(answer) == "say of which site it is: choose it"
    assert kept(shown) == before


def test_a_blank_sheet_of_another_site_says_nothing(shown: Console) -> None:
    before = kept(shown)
    book = shown.look("Olga", "/walk-rounds/calder/xlsx").content
    said = shown.over(shown.send("Sam", "/walk-rounds", files=sheet(book, "s.xlsx"), site="fenwick"))
    assert "0 observations" in said
    found = shown.desk.held.assessment.devices.filter(label="CAL-043")
    assert found["site"].to_list() == ["calder"]
    assert kept(shown) <= before + 1


def test_sheets_of_others_are_not_there(shown: Console) -> None:
    sheets = ("hall/html", "calder/xlsx", "nowhere/html", "fenwick/exe")
    told = [shown.look("Sam", f"/walk-rounds/{one}", 404).text for one in sheets]
    assert len(set(told)) == 1
    page = words(shown.look("Sam", "/walk-rounds"))
    assert "Fenwick House" in page
    assert "Calder" not in page
    assert "Town Hall" not in page


def test_a_sheet_of_a_sensitive_site_is_on_record(shown: Console) -> None:
    shown.look("Sam", "/walk-rounds/fenwick/html")
    acts = [act for _, act in shown.gate.accounts.acts(most=3)]
    assert ("Sam", "walk-round sheet: fenwick") in [(act.who, act.about) for act in acts]


def test_without_a_sheet_that_is_said(shown: Console) -> None:
    answer = shown.send("Sam", "/walk-rounds", 400, site="fenwick")
    assert problem(answer).startswith("choose the filled sheet")
    assert '<option value="fenwick" selected' in answer.text


def test_who_does_not_survey_takes_and_brings_nothing(shown: Console) -> None:
    before = kept(shown)
    for name in ("Vera", "Otto", "Cora", "Ada"):
        shown.look(name, "/walk-rounds/calder/html", 403)
        shown.send(name, "/walk-rounds", 403, files=sheet(b"{}"), site="calder")
    assert kept(shown) == before
