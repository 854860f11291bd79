"""A walk-round from a phone: what the goldens cannot show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.sources.files import read, read_or_refused, refused, unhurried, write

from camcensus.model.errors import BrokenInput, HostileInput
from camcensus.sources.importers import survey_json

START: dict[str, Any] = {"camcensus": "walk-round", "site": "fenwick", "surveyor": "A. Example", "day": "2026-11-20"}


def test_it_is_told_by_its_first_key() -> None:
    assert survey_json.detect(json.dumps({**START, "lines": []}).encode())
    assert survey_json.detect(b"\xef\xbb\xbf" + json.dumps(START, indent=1).encode())
    assert not survey_json.detect(b'{"lines": [], "camcensus": "walk-round"}')
    assert not survey_json.detect(b"")


@pytest.mark.parametrize("text", ["{", "[]", json.dumps(START), json.dumps({**START, "lines": {}}), "[" * 100_000])
def test_what_is_no_walk_round_is_refused(tmp_path: Path, text: str) -> None:
    refused(survey_json, write(tmp_path, "phone.json", text), BrokenInput)


def test_fifty_megabytes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "phone.json"
    with path.open("wb") as stream:
        stream.truncate(50 << 20)
    assert "folder beside" in refused(survey_json, path, HostileInput).mend


def test_many_lines_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(survey_json, "MAX_LINES", 2)
    refused(survey_json, write(tmp_path, "phone.json", json.dumps({**START, "lines": [{}] * 3})), HostileInput)


def test_a_long_answer_is_cut_and_named(tmp_path: Path) -> None:
    line = {"line": "new 1", "outcome": "seen", "label": "x" * 5_000}
    found = read(survey_json, write(tmp_path, "phone.json", json.dumps({**START, "lines": [line]})))
    assert found.values("label.text") == ["x" * 4_000]
    assert "line 1: its label was cut after 4,000 characters" in found.remarks


def test_the_surveyor_is_the_source(tmp_path: Path) -> None:
    line = {"line": "new 1", "outcome": "seen"}
    found = read(survey_json, write(tmp_path, "phone.json", json.dumps({**START, "lines": [line]})))
    assert {row["source"] for row in found.rows} == {"survey:A. Example"}


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=9), lambda x: st.lists(x, max_size=3)
                    | st.dictionaries(st.text(max_size=5), x, max_size=3), max_leaves=8)  # fmt: skip


@unhurried
@given(st.dictionaries(st.sampled_from(["sheet", "site", "surveyor", "day", "lines", "odd"]), JSON))
def test_any_object_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, held: dict[str, Any]) -> None:
    path = write(tmp_path_factory.mktemp("j"), "phone.json", json.dumps({"camcensus": "walk-round", **held}))
    read_or_refused(survey_json, path)
